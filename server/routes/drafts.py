"""Drafts of lists over HTTP: handed in, seen, published and discarded by those with a token.

They are nobody else's business until they are published, so reading them needs a token too.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urljoin

from flask import Blueprint, Response, request
from werkzeug.exceptions import RequestEntityTooLarge

from ...graph.errors import BusyError, ContentError, ForbiddenError, LimitError, PreconditionError
from ...loaders import drafting
from ...loaders.drafting import HandedIn
from ...loaders.drafts import Drafts, KeptDraft
from ...loaders.judging import judge
from ...loaders.source import Source
from ..encoding import without_gzip
from ..forms.drafts import drafts_in_form, judgement_in_form, published_in_form
from ..negotiate import JSON
from ..roles import Action
from ..uploads import OVERHEAD_BYTES
from .service import service
from .sparql_body import body_bytes
from .writing import GENERATION_HEADER, asked_for, is_confirmed

routes = Blueprint("drafts", __name__)

_WAIT_S = 20
_RETRY_AFTER_S = 10
_FIELDS = ("list", "dataset", "publisher", "licence", "as")

_places = threading.BoundedSemaphore(1)
"""Places for judging drafts in this process: each takes seconds of a processor."""

_log = logging.getLogger(__name__)


@routes.get("/drafts", strict_slashes=False)
def every() -> Response:
    """Answer with all drafts: what each changes, who handed it in, when and why."""
    asked_for(Action.SEE_DRAFT)
    return _answer(drafts_in_form(_drafts().all(), "json"))


@routes.put("/drafts/<name>")
def put(name: str) -> Response:
    """Keep a list as a draft, and answer with what publishing it would do."""
    request.max_content_length = service().config.max_draft_bytes + OVERHEAD_BYTES
    # a body that only says that it is a form is the list: some clients say so unless told otherwise
    is_form = request.mimetype == "multipart/form-data"
    try:
        attribution = asked_for(Action.PUT_DRAFT, None if is_form else request.args)
        _drafts().check_name(name)
        tag = _wanted_tag()
        handed = _handed_in(name, is_form=is_form)
    except RequestEntityTooLarge as error:
        raise _too_large() from error
    with _place():
        found = drafting.hand_in(
            service().generations, service().config, handed, attribution, tag=tag
        )
    _tell("handed in", name, attribution.by)
    response = _answer(judgement_in_form(found.judgement, "json"), found.kept)
    if found.is_new:
        response.status_code = 201
        response.headers["Location"] = urljoin(request.url_root, f"drafts/{name}")
    return response


@routes.get("/drafts/<name>")
def see(name: str) -> Response:
    """Answer with what publishing a draft would do now: its difference, quality and impact."""
    asked_for(Action.SEE_DRAFT)
    kept = _drafts().get(name)
    with _place():
        here = service()
        served = here.generations.current()
        found = judge(here.generations, here.config, served, kept.draft, kept.data)
    return _answer(judgement_in_form(found, "json"), kept)


@routes.get("/drafts/<name>/file")
def file(name: str) -> Response:
    """Answer with the file of a draft as it was handed in."""
    asked_for(Action.SEE_DRAFT)
    kept = _drafts().get(name)
    response = _answer(kept.data, kept)
    # whatever it is, a browser saves it and runs none of it
    response.headers["Content-Type"] = "application/octet-stream"
    response.headers.set("Content-Disposition", "attachment", filename=f"{name}-draft")
    return response


@routes.post("/drafts/<name>/publish")
def publish(name: str) -> Response:
    """Publish a draft, unless others have changed its list since it was handed in."""
    attribution = asked_for(Action.PUBLISH_DRAFT)
    kept = _as_wanted(name)
    report = drafting.publish_draft(
        service().generations,
        service().config,
        kept,
        attribution,
        is_confirmed=is_confirmed(),
    )
    _tell("published", name, attribution.by)
    response = _answer(published_in_form(report))
    response.headers[GENERATION_HEADER] = str(report.generation)
    return response


@routes.delete("/drafts/<name>")
def discard(name: str) -> Response:
    """Remove a draft; nothing that is published changes."""
    attribution = asked_for(Action.DISCARD_DRAFT)
    _as_wanted(name)
    _drafts().discard(name)
    _tell("discarded", name, attribution.by)
    response = Response(status=204)
    del response.headers["Content-Type"]
    return response


def _drafts() -> Drafts:
    """Return the drafts of the data directory.

    Raises:
        ForbiddenError: the graph is in a remote store.
    """
    config = service().config
    if config.store_url:
        raise ForbiddenError(
            "no drafts are kept here: the graph is in another store",
            remedy="see what a load would do with 'moothall load --draft'",
        )
    return Drafts(config.data_dir)


def _handed_in(name: str, *, is_form: bool) -> HandedIn:
    """Return what this request hands in: its body, or the field ``file`` of a form.

    Args:
        name: the name of the draft.
        is_form: whether the request is a form.

    Raises:
        LimitError: it is larger than it may be.
        ContentError: there is nothing in it.
    """
    most = service().config.max_draft_bytes
    said = request.values if is_form else request.args
    file_name = said.get("name", "")
    if is_form:
        sent = request.files.get("file")
        data = sent.read() if sent is not None else b""
        file_name = file_name or (sent.filename or "" if sent is not None else "")
    else:
        data = body_bytes(most)
    if len(data) > most:
        raise _too_large()
    if not data:
        raise ContentError("there is no list in the request")
    shown = file_name.replace("\\", "/").rpartition("/")[2][:200] or name
    fields = {field: said.get(field, "").strip() or None for field in _FIELDS}
    return HandedIn(
        name=name,
        source=Source(shown, shown, data),
        as_format=fields["as"],
        list_name=fields["list"],
        slug=fields["dataset"],
        publisher=fields["publisher"],
        licence=fields["licence"],
    )


def _too_large() -> LimitError:
    return LimitError(
        f"the list is larger than {service().config.max_draft_bytes:,} bytes",
        remedy="hand it in with 'moothall draft put'; MOOTHALL_MAX_DRAFT_BYTES is the setting",
    )


def _wanted_tag() -> str | None:
    """Return the tag of the edition that this request is for; empty for none, None for any.

    Source: RFC 9110, sections 13.1.1 and 13.1.2.
    """
    if request.headers.get("If-None-Match", "").strip() == "*":
        return ""
    wanted = without_gzip(request.headers.get("If-Match", "").strip())
    return wanted.strip('"') if wanted and wanted != "*" else None


def _as_wanted(name: str) -> KeptDraft:
    """Return a draft, if it is the edition that this request is for.

    Raises:
        NotFoundError: there is none of that name.
        PreconditionError: it is another edition.
    """
    kept, tag = _drafts().get(name), _wanted_tag()
    if tag is not None and tag != kept.tag:
        raise PreconditionError(
            f"another edition of the draft {name} has been handed in meanwhile",
            where="If-Match",
            remedy="look at it, and at what publishing it would do, before you go on",
        )
    return kept


@contextmanager
def _place() -> Iterator[None]:
    """Hold the place for judging a draft.

    Raises:
        BusyError: it does not become free in time.
    """
    if not _places.acquire(timeout=_WAIT_S):
        raise BusyError("another draft is being looked at", _RETRY_AFTER_S)
    try:
        yield
    finally:
        _places.release()


def _answer(body: bytes, kept: KeptDraft | None = None) -> Response:
    response = Response(body, content_type=JSON.content_type)
    response.headers["Cache-Control"] = "no-store"
    if kept is not None:
        response.headers["ETag"] = f'"{kept.tag}"'
    return response


def _tell(done: str, name: str, by: str) -> None:
    _log.info("draft %s %s by %s", name, done, by)
