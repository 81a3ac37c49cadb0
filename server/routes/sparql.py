"""The SPARQL endpoint.

Source: SPARQL 1.1 Protocol, section 2.1; SPARQL 1.1 Service Description, section 2.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from flask import Blueprint, Response, request

from ...graph.errors import NotAcceptableError, QueryError, RequestError, UnknownFormatError
from ...graph.examples import example_named
from ...graph.namespaces import PREFIXES
from ...graph.serialise import serialise
from ...graph.service_description import service_description
from ...graph.sparql import is_repeatable, query_kind
from ...graph.terms import Triple, parse_iri
from ...graph.workers.answer import Answer
from ...graph.workers.wire import QueryRequest
from .. import pages
from ..front import KEY
from ..negotiate import GRAPH_FORMS, HTML, RESULT_FORMS, Form, negotiate
from ..pages import outcome as page_outcome
from ..problems import status_of
from ..rendered import Key, Rendered
from .service import choose_form, current_generation, deliver, response_of, service, view

MAX_KEPT_BYTES = 1_000_000
"""Answers up to this size are kept; longer ones are delivered from the file that holds them."""

routes = Blueprint("sparql", __name__)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a request asks the endpoint."""

    query: str | None
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    timeout_s: float


@routes.route("/sparql", methods=["GET", "POST"])
def endpoint() -> Response:
    """Answer a query; without one, describe the endpoint or show the editor."""
    asked = _read_request()
    if asked.query is None:
        form = _choose_form((*GRAPH_FORMS, HTML))
        if form == HTML:
            return deliver(form, lambda: pages.sparql(view(), "", None).encode(), is_kept=False)
        return deliver(form, lambda: serialise(_service_description(), form.suffix), is_kept=False)
    wants_page = _prefers_page()
    try:
        return _answer(asked.query, asked)
    except RequestError as error:
        if not wants_page or isinstance(error, NotAcceptableError):
            raise
        line, column = getattr(error, "line", None), getattr(error, "column", None)
        fault = page_outcome.Fault(error.what, line, column, error.remedy)
        response = _respond(pages.sparql(view(), asked.query, fault).encode(), HTML)
        response.status_code = status_of(error)
        return response


def _answer(query: str, asked: _Asked) -> Response:
    """Return the answer to a query: kept, shared with an equal query, or from a worker."""
    kind = query_kind(query)
    form = _choose_form(_offered(kind))
    if request.method == "HEAD":
        return _respond(b"", form)
    ours = service()
    if not is_repeatable(query):
        return _deliver(_ask(query, kind, asked, form))
    key = _key(query, asked, form)
    kept = ours.cache.get(key)
    if kept is None:
        made = ours.flights.do(key, lambda: _ask(query, kind, asked, form))
        if not isinstance(made, Rendered):
            return _deliver(made)
        ours.cache.put(key, made)
        kept = made
    front_key: Key | None = request.environ.get(KEY)
    if front_key is not None and front_key.generation == key.generation:
        ours.cache.put(front_key, kept)
    return _deliver(kept)


def _ask(query: str, kind: str, asked: _Asked, form: Form) -> Rendered | Answer:
    """Return what a worker answers; rendered, so that it can be kept, if it is short."""
    is_page = form == HTML
    page_form = "json" if kind == "ASK" else "tsv"
    query_request = QueryRequest(
        text=query,
        row_form=page_form if is_page else _row_form(form),
        graph_form="nt" if is_page or form not in GRAPH_FORMS else form.suffix,
        default_graphs=asked.default_graphs,
        named_graphs=asked.named_graphs,
        timeout_s=asked.timeout_s,
        max_rows=page_outcome.MOST_ROWS if is_page else 0,
        prefixes=PREFIXES,
    )
    answer = service().queries.ask(query_request, request.remote_addr or "")
    if not is_page and answer.length > MAX_KEPT_BYTES:
        return answer
    with answer:
        body = answer.read()
    if is_page:
        outcome = page_outcome.read_outcome(kind, body, answer.is_cut)
        body = pages.sparql(view(), query, outcome).encode()
    return _rendered(body, form, answer.generation)


def _rendered(body: bytes, form: Form, generation: int) -> Rendered:
    """Return a body as an answer that can be kept; equal bodies have equal ETags."""
    digest = hashlib.blake2b(body, digest_size=12).hexdigest()
    etag = f'"{digest}-{form.suffix}"'
    headers = (*_headers(form, generation), ("ETag", etag), *service().headers)
    return Rendered(200, headers, body, etag, datetime.max.replace(tzinfo=UTC))


def _headers(form: Form, generation: int) -> tuple[tuple[str, str], ...]:
    language = (("Content-Language", view().language),) if form == HTML else ()
    return (
        ("Content-Type", form.content_type),
        ("Vary", "Accept, Accept-Language" if form == HTML else "Accept"),
        # an answer may be kept anywhere, and is asked about each time: the next generation may
        # be a second away
        ("Cache-Control", "public, no-cache"),
        ("X-Moothall-Generation", str(generation)),
        *language,
    )


def _deliver(made: Rendered | Answer) -> Response:
    if isinstance(made, Rendered):
        is_known = made.is_known_to(request.environ)
        return response_of(made.as_not_modified() if is_known else made)
    form = next(f for f in (*RESULT_FORMS, *GRAPH_FORMS) if f.suffix == made.form)
    # the answer closes its file itself when it has been sent, or when the client has gone
    response = Response(made, 200, list(_headers(form, made.generation)))
    response.content_length = made.length
    return response


def _respond(body: bytes, form: Form) -> Response:
    return Response(body, 200, list(_headers(form, current_generation().number)))


def _row_form(form: Form) -> str:
    return form.suffix if form in RESULT_FORMS else "json"


def _key(query: str, asked: _Asked, form: Form) -> Key:
    """Return the key of an answer, however the query came."""
    digest = hashlib.blake2b(repr(asked).encode("utf-8", "surrogatepass"), digest_size=16)
    language = view().language if form == HTML else ""
    return Key(current_generation().number, "/sparql", digest.hexdigest(), form.suffix, language)


def _read_request() -> _Asked:
    """Return what is asked by GET, by POST of a form, or by POST of the query itself.

    Raises:
        RequestError: there are several queries, an update, or text that is not UTF-8.
        UnknownFormatError: the body is of another type.
    """
    parameters = request.args
    body: str | None = None
    if request.method == "POST":
        if request.mimetype == "application/sparql-query":
            try:
                body = request.get_data().decode("utf-8")
            except UnicodeDecodeError as error:
                raise RequestError("the query is not UTF-8") from error
        elif request.mimetype == "application/x-www-form-urlencoded":
            parameters = request.form
        else:
            raise UnknownFormatError(
                f"a body of type {request.mimetype[:100] or 'no type'!r} cannot be a query",
                source="the request",
                remedy="send application/sparql-query or application/x-www-form-urlencoded",
            )
    queries = parameters.getlist("query") if body is None else [body]
    if "update" in parameters or request.mimetype == "application/sparql-update":
        raise QueryError("this is an update, and only queries are answered here")
    if len(queries) > 1:
        raise RequestError(
            f"there are {len(queries)} queries in one request", remedy="send one at a time"
        )
    text = queries[0] if queries else None
    if text is None and "example" in parameters:
        text = example_named(current_generation(), parameters["example"]).query
    if text is not None and not text.strip() and _prefers_page():
        text = None
    return _Asked(
        text,
        tuple(parameters.getlist("default-graph-uri")),
        tuple(parameters.getlist("named-graph-uri")),
        _timeout_s(parameters.get("timeout", request.args.get("timeout", ""))),
    )


def _timeout_s(text: str) -> float:
    """Return the seconds of ``timeout=``; 0 for the setting, above which none counts."""
    if not text:
        return 0.0
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < 1e6:
        raise RequestError(
            f"{text[:50]!r} is not a number of seconds above 0",
            where="parameter timeout",
            remedy="write for example timeout=5, or leave it out",
        )
    return seconds


def _offered(kind: str) -> tuple[Form, ...]:
    """Return the forms of the answers to a kind of query; a yes or no has no table."""
    if kind in ("CONSTRUCT", "DESCRIBE"):
        return (*GRAPH_FORMS, HTML)
    return (*(RESULT_FORMS[:2] if kind == "ASK" else RESULT_FORMS), HTML)


def _choose_form(offered: tuple[Form, ...]) -> Form:
    """Return the form asked for; some clients send ``?format=`` and mean their Accept header."""
    try:
        return choose_form(offered)
    except NotAcceptableError:
        accept = request.headers.get("Accept", "*/*")
        if "format" not in request.args or accept.strip() == "*/*":
            raise
        return negotiate(accept, offered)


def _prefers_page() -> bool:
    try:
        return _choose_form((*RESULT_FORMS, *GRAPH_FORMS, HTML)) == HTML
    except NotAcceptableError:
        return False


def _service_description() -> Iterator[Triple]:
    """Return the description of the endpoint, at its own address and at the one in use."""
    config = service().config
    addresses = [f"{config.base_iri}sparql"]
    if parse_iri(request.base_url) is not None:
        addresses.append(request.base_url)
    update = f"{addresses[0]}/update" if config.tokens_file is not None else None
    return service_description(
        current_generation(),
        addresses,
        update,
        is_federated=bool(config.allowed_services) and not config.store_url,
    )
