"""The validator: a file is checked, and its report is kept for some days.

The page and the API are the same address: who asks for a page is sent to the page of the report,
and others get the report in the form that they ask for, or are told where it will be.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import quote

from flask import Blueprint, Response, request

from ...graph.errors import (
    MoothallError,
    NotAcceptableError,
    NotFoundError,
    RequestError,
    SourceError,
)
from ...graph.look_up import look_up_of
from ...loaders.checks.errors import UNMATCHED, raise_written
from ...loaders.checks.folder import KeptCheck, State
from ...loaders.checks.run import Publisher, publisher_of
from ...loaders.checks.summary import unmatched_summary
from ...shapes.standard import Standard
from .. import pages
from ..negotiate import CSV, HTML, JSON, PAGE_FORMS, TURTLE, XLSX, Form, negotiate
from ..problems import Problem, problem_of
from ..uploads import MOST_PASTED_BYTES, receive
from .check_service import RETRY_AFTER_S, jobs, wait
from .known_standards import known_standard, known_standards
from .report_files import REPORT_FILES, file_response, report_attachment
from .service import (
    choose_form,
    current_generation,
    deliver,
    form_of_suffix,
    number_parameter,
    service,
    view,
)

routes = Blueprint("check", __name__)

MAX_WAIT_S = 25
"""Seconds that a client may wait for a report in one request."""

SMALL_BYTES = 1_000_000
"""Files up to here are waited for, because they take a moment."""

_SMALL_WAIT_S = 5.0
_COPY_WAIT_S = 5.0
REPORT_FORMS = (JSON, HTML, CSV, TURTLE, XLSX)
_FILES = {**REPORT_FILES, "xlsx": "marked.xlsx"}
_COPIES: dict[str, Form] = {"changes.csv": CSV, "repaired.csv": CSV, "repaired.xlsx": XLSX}


@routes.get("/check")
@routes.get("/check/<standard>")
def form(standard: str = "") -> Response:
    """Answer with the form, or with what can be checked and its limits as JSON."""
    chosen = known_standard(standard) if standard else None
    jobs().get_ready()
    if choose_form(PAGE_FORMS) == HTML:
        return deliver(HTML, lambda: _form(chosen), is_kept=False)
    return deliver(JSON, _offers, is_kept=False)


@routes.post("/check")
@routes.post("/check/<standard>")
def check(standard: str = "") -> Response:
    """Check what is sent, and answer with the report, or with where it will be."""
    # what is asked for and cannot be had is refused before the file is read
    chosen = known_standard(standard) if standard else None
    asked = _report_form((HTML, JSON, CSV, TURTLE, XLSX))
    seconds = _wait_s()
    try:
        received = receive(request, jobs().checks, service().config, standard)
        begin(received.kept)
    except RequestError as error:
        if asked != HTML or isinstance(error, NotAcceptableError):
            raise
        problem = problem_of(error, service().config.base_iri)
        page = _form(chosen, f"{problem.detail} {problem.remedy}".strip())
        return _plain(page, HTML.content_type, problem.status)
    if seconds is None:
        is_small = 0 < received.size <= SMALL_BYTES
        seconds = _SMALL_WAIT_S if is_small or asked == HTML else 0.0
    state = wait(received.kept, seconds)
    if asked == HTML:
        return to_report(received.kept)
    return _report(received.kept, state, asked)


@routes.get("/check/report/<token>")
def report(token: str) -> Response:
    """Answer with the report of a check, or with how far it is."""
    name, dot, suffix = token.partition(".")
    kept = jobs().checks.get(name)
    asked = form_of_suffix(suffix, REPORT_FORMS) if dot else _report_form(REPORT_FORMS)
    state = wait(kept, float(_wait_s() or 0))
    if asked != HTML:
        return _report(kept, state, asked, is_file=bool(dot))
    if state.stage in ("waiting", "running"):
        response = page_response(pages.check_progress(view(), kept, state), 202)
        # a header, and not a part of the page, so that assistive technology can override it
        response.headers["Refresh"] = str(RETRY_AFTER_S)
        return response
    if state.stage == "failed":
        try:
            _raise_failure(state)
        except MoothallError as error:
            problem = problem_of(error, service().config.base_iri)
            return page_response(_failed(kept, state, problem), problem.status)
    return page_response(pages.check_report(view(), _shown(kept, state)), 200)


@routes.delete("/check/report/<token>")
@routes.post("/check/report/<token>/delete")
def delete(token: str) -> Response:
    """Delete a report with the file that was checked."""
    jobs().checks.get(token).remove()
    if request.method == "DELETE":
        return Response(status=204)
    return page_response(pages.check_deleted(view()), 200)


@routes.get("/check/report/<token>/rule/<int:number>")
def findings(token: str, number: int) -> Response:
    """Answer with the page of all that breaks one rule."""
    kept, state = done(token)
    page = number_parameter("page", 1, 10_000)
    shown = _shown(kept, state)
    html = pages.check_findings(view(), shown, number, page, service().config.page_size)
    return page_response(html, 200)


@routes.get("/check/report/<token>/<any('changes.csv', 'repaired.csv', 'repaired.xlsx'):name>")
def copy(token: str, name: str) -> Response:
    """Answer with the repaired file, or with the list of what was changed in it."""
    kept = jobs().checks.get(token)
    return _copy(kept, name, _COPIES[name])


def _copy(kept: KeptCheck, name: str, form: Form) -> Response:
    """Return a copy that is made after the report; the client comes back if it is being made.

    Raises:
        NotFoundError: there is none of this file.
    """
    state = wait(kept, _COPY_WAIT_S, for_copies=True)
    if state.stage == "failed":
        _raise_failure(state)
    if kept.path(name).is_file():
        return _file(kept, name, form, is_file=True)
    if not state.has_copies and kept.is_held() or state.stage in ("waiting", "running"):
        return _not_yet(kept, state)
    raise NotFoundError(
        "there is no such copy of this file",
        remedy="only tables are copied and repaired, and spreadsheets alone as spreadsheets",
    )


def _report(kept: KeptCheck, state: State, form: Form, *, is_file: bool = False) -> Response:
    """Return a report in a form, or where and when it will be.

    Raises:
        MoothallError: the file could not be checked.
    """
    if state.stage == "failed":
        _raise_failure(state)
    if state.stage != "done":
        return _not_yet(kept, state)
    if form == XLSX:
        return _copy(kept, _FILES["xlsx"], XLSX)
    response = _file(kept, _FILES[form.suffix], form, is_file=is_file)
    if not is_file:
        response.headers["Vary"] = "Accept"
        response.headers["Content-Location"] = f"{address_of(kept)}.{form.suffix}"
    return response


def _not_yet(kept: KeptCheck, state: State) -> Response:
    """Return the answer to who comes before the report is there."""
    document = {
        "stage": state.stage,
        "step": state.step or None,
        "rows_read": state.rows or None,
        "report": f"{service().config.base_iri.rstrip('/')}{address_of(kept)}",
        "retry_after_s": RETRY_AFTER_S,
    }
    response = _plain(json.dumps(document, indent=1).encode(), JSON.content_type, 202)
    response.headers["Location"] = address_of(kept)
    response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response


def _file(kept: KeptCheck, name: str, form: Form, *, is_file: bool) -> Response:
    """Return a file of a check, read piece by piece.

    Raises:
        NotFoundError: it was deleted meanwhile.
    """
    headers = {}
    if is_file:
        headers = report_attachment(kept.task().name, name, form)
    return unkept(file_response(kept.path(name), form, headers))


def done(token: str) -> tuple[KeptCheck, State]:
    """Return a check that is done.

    Raises:
        NotFoundError: there is no report of it.
        MoothallError: the file could not be checked.
    """
    kept = jobs().checks.get(token)
    state = wait(kept, _SMALL_WAIT_S)
    if state.stage == "failed":
        _raise_failure(state)
    if state.stage != "done":
        raise NotFoundError("the report is not there yet", remedy="come back in a moment")
    return kept, state


def _raise_failure(state: State) -> None:
    config = service().config
    raise_written(state.error or {}, config.check_timeout_s, config.check_memory_bytes)


def _shown(kept: KeptCheck, state: State) -> pages.ShownReport:
    task = kept.task()
    return pages.ShownReport(
        folder=kept.report,
        name=task.name,
        address=address_of(kept),
        check=pages.ShownCheck(state, task.created, service().config.check_keep_days),
    )


def _failed(kept: KeptCheck, state: State, problem: Problem) -> str:
    known = tuple(known_standards().values())
    return pages.check_failed(view(), kept, problem, known, unmatched(kept, state))


def unmatched(kept: KeptCheck, state: State) -> dict[str, Any] | None:
    """Return what is known of a table none of whose headings is a column; None for all else.

    Raises:
        NotFoundError: the check was deleted meanwhile, or its standard.
    """
    error = state.error or {}
    if state.stage != "failed" or error["kind"] != UNMATCHED or kept.upload() is None:
        return None
    standard = known_standard(error["standard"])
    return unmatched_summary(standard, error["headings"], _publisher(kept))


def _publisher(kept: KeptCheck) -> Publisher | None:
    """Return the publisher that was said for a check; None if nobody, or nobody known, was."""
    task = kept.task()
    if not task.request.publisher:
        return None
    try:
        look_up = look_up_of(current_generation())
        return publisher_of(task.request.publisher, look_up, task.name)
    except SourceError:
        return None


def begin(kept: KeptCheck) -> None:
    """Put a check where it waits for a place; one that cannot be made is deleted.

    Raises:
        NotFoundError: there is no standard of the name that was asked for.
        BusyError: as many wait as may.
    """
    try:
        named = kept.task().request.standard
        if named:
            known_standard(named)
        jobs().enqueue(kept)
    except MoothallError:
        kept.remove()
        raise


def _report_form(offered: tuple[Form, ...]) -> Form:
    """Return the form that is asked for; JSON where a client takes anything."""
    if "format" in request.args:
        return choose_form(offered)
    return negotiate(request.headers.get("Accept", ""), (JSON, *(f for f in offered if f != JSON)))


def _wait_s() -> float | None:
    """Return the seconds that the client is ready to wait; None if it does not say."""
    if request.args.get("wait") == "0":
        return 0.0
    return float(number_parameter("wait", 1, MAX_WAIT_S)) if "wait" in request.args else None


def _form(chosen: Standard | None, fault: str = "") -> bytes:
    config = service().config
    html = pages.check_form(
        view(),
        tuple(known_standards().values()),
        chosen,
        max_upload_bytes=config.max_upload_bytes,
        max_pasted_bytes=MOST_PASTED_BYTES,
        timeout_s=config.check_timeout_s,
        keep_days=config.check_keep_days,
        fault=fault,
    )
    return html.encode()


def _offers() -> bytes:
    config = service().config
    document: dict[str, Any] = {
        "standards": [
            {
                "name": each.name,
                "title": each.title,
                "personal_data": each.has_personal_data,
                "check": f"/check/{each.name}",
            }
            for each in known_standards().values()
        ],
        "send": "POST the file as the body, or as the field file, text or url of a form",
        "fields": ["file", "text", "url", "standard", "publisher", "sheet", "map"],
        "answers": [f.media_type for f in (JSON, CSV, TURTLE, XLSX)],
        "limits": {
            "file_bytes": config.max_upload_bytes,
            "pasted_bytes": MOST_PASTED_BYTES,
            "seconds": config.check_timeout_s,
            "wait_seconds": MAX_WAIT_S,
            "kept_days": config.check_keep_days,
        },
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def to_report(kept: KeptCheck) -> Response:
    """Return the redirect to the page of a report, in the language that was chosen."""
    language = request.args.get("lang")
    query = f"?lang={quote(language, safe='')}" if language else ""
    response = Response(status=303, headers={"Location": f"{address_of(kept)}{query}"})
    return unkept(response)


def address_of(kept: KeptCheck) -> str:
    """Return the path of the report of a check."""
    return f"/check/report/{kept.token}"


def page_response(html: str, status: int) -> Response:
    """Return a page that nobody keeps."""
    response = _plain(html.encode(), HTML.content_type, status)
    response.headers["Content-Language"] = view().language
    response.headers["Vary"] = "Accept, Accept-Language"
    return response


def _plain(body: bytes, content_type: str, status: int) -> Response:
    return unkept(Response(body, status, content_type=content_type))


def unkept(response: Response) -> Response:
    """Return an answer that nobody keeps and no search engine lists."""
    response.headers["Cache-Control"] = "private, no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
