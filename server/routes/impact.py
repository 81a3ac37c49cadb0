"""What the releases did to a system's codes: a form, and the answer in the form asked for.

Nothing that is sent is kept: the answer is made while the client waits, and sent once.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Blueprint, Response, request

from ...graph.errors import BusyError, MoothallError, RequestError, SourceError
from ...graph.impact.check import ImpactCheck
from ...graph.impact.nation import NATIONS
from ...graph.impact.outcome import ACTIONS, Impact
from ...loaders.codes.read import read_codes
from .. import pages
from ..forms.impact import impact_in_form
from ..impact_request import (
    FIELDS,
    WEB_LIMITS,
    WEB_TABLE_LIMITS,
    ImpactRequest,
    receive_codes,
)
from ..negotiate import CSV, HTML, JSON, PAGE_FORMS, Form, form_named, negotiate
from ..pages.impact import ImpactFields
from ..problems import problem_of
from .check import page_response, unkept
from .service import attachment, choose_form, deliver, service, view

routes = Blueprint("impact", __name__)

PATCH = Form("patch", "text/csv", "Patch (CSV)", True)
SSSOM = Form("sssom", "text/tab-separated-values", "SSSOM (TSV)", True)
FORMS = (JSON, HTML, CSV, PATCH, SSSOM)
_ENDINGS = {"csv": ".csv", "patch": "-patch.csv", "sssom": ".sssom.tsv"}

_AT_A_TIME = 2
_WAIT_S = 10.0
_RETRY_AFTER_S = 5
_places = threading.BoundedSemaphore(_AT_A_TIME)


@routes.get("/impact")
def form() -> Response:
    """Answer with the form, or with what can be asked and its limits as JSON."""
    found = choose_form(PAGE_FORMS)
    if found == HTML:
        chosen = request.args.get("built_on", "")[:100]
        return deliver(
            HTML,
            lambda: _form(ImpactFields(built_on=chosen)),
            is_kept=False,
            edition=f"{_versions()} {chosen}",
        )
    return deliver(JSON, _offers, is_kept=False, edition=str(_versions()))


@routes.post("/impact")
def impact() -> Response:
    """Answer with what became of each code that is sent."""
    asked = _asked()
    sent: ImpactRequest | None = None
    try:
        sent = receive_codes(request, service().config)
        if sent.form:
            asked = form_named(sent.form, FORMS)
        with _place():
            found = _assessed(sent)
    except (RequestError, SourceError) as error:
        if asked != HTML:
            raise
        return _refused(error, sent)
    if asked == HTML:
        return page_response(pages.impact(view(), found), 200)
    return _answer(found, asked)


def _assessed(sent: ImpactRequest) -> Impact:
    """Return what became of the codes that were sent.

    Raises:
        RequestError: the question makes no sense.
        SourceError: the codes cannot be read.
    """
    here = service()
    check = ImpactCheck(sent.question, here.releases, here.generations, here.comparisons)
    read = read_codes(
        sent.source,
        check.find,
        column=sent.column,
        sheet=sent.sheet,
        limits=WEB_LIMITS,
        table_limits=WEB_TABLE_LIMITS,
    )
    return check.assess(read.codes, read.notes)


def _answer(found: Impact, asked: Form) -> Response:
    body = impact_in_form(found, asked.suffix, service().config.base_iri)
    response = unkept(Response(body, content_type=asked.content_type))
    response.headers["Vary"] = "Accept"
    if asked.suffix in _ENDINGS:
        name = f"impact-{found.built_on}-{found.to}{_ENDINGS[asked.suffix]}"
        response.headers.extend(attachment(name))
    return response


def _refused(error: MoothallError, sent: ImpactRequest | None) -> Response:
    """Return the form with what was wrong with what was sent, its fields as they were."""
    problem = problem_of(error, service().config.base_iri)
    fields = ImpactFields(fault=f"{problem.detail} {problem.remedy}".strip())
    if sent is not None:
        question = sent.question
        fields = ImpactFields(
            fault=fields.fault,
            built_on=question.built_on,
            to=question.to,
            list_name=question.list_name,
            nation=question.nation,
            column=sent.column,
        )
    return page_response(_form(fields).decode(), problem.status)


@contextmanager
def _place() -> Iterator[None]:
    """Hold one of the few places while codes are looked at.

    Raises:
        BusyError: none becomes free in time.
    """
    if not _places.acquire(timeout=_WAIT_S):
        raise BusyError("the codes of others are being looked at", _RETRY_AFTER_S)
    try:
        yield
    finally:
        _places.release()


def _asked() -> Form:
    """Return the form that is asked for by the address or the header; JSON if it is all one."""
    if "format" in request.args:
        return choose_form(FORMS)
    return negotiate(request.headers.get("Accept", ""), FORMS)


def _form(fields: ImpactFields) -> bytes:
    return pages.impact_form(
        view(),
        service().releases.all(),
        fields,
        most_bytes=service().config.max_impact_bytes,
        most_rows=WEB_LIMITS.rows,
        most_codes=WEB_LIMITS.codes,
    ).encode()


def _versions() -> tuple[str, ...]:
    return tuple(
        f"{release.version} {release.issued.isoformat()}" for release in service().releases.all()
    )


def _offers() -> bytes:
    document = {
        "send": "POST the codes as the body (lines, CSV, JSON, XLSX), as the field file or codes "
        "of a form, or as the member codes of a JSON object",
        "fields": list(FIELDS),
        "releases": [release.version for release in service().releases.all()],
        "nations": list(NATIONS),
        "outcomes": dict(ACTIONS),
        "answers": [form.suffix for form in FORMS],
        "limits": {
            "bytes": service().config.max_impact_bytes,
            "rows": WEB_LIMITS.rows,
            "codes": WEB_LIMITS.codes,
        },
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()
