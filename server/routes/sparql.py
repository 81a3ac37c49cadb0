"""The SPARQL endpoint.

Source: SPARQL 1.1 Protocol, section 2.1; SPARQL 1.1 Service Description, section 2.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from flask import Blueprint, Response, request

from ...graph.errors import (
    MoothallError,
    NotAcceptableError,
    RequestError,
    UnknownFormatError,
)
from ...graph.examples import example_named
from ...graph.serialise import serialise
from ...graph.service_description import service_description
from ...graph.sparql import query_kind
from ...graph.terms import Triple, parse_iri
from ...graph.workers.answer import Answer
from .. import pages
from ..direct import ERROR
from ..front import KEY
from ..negotiate import GRAPH_FORMS, HTML, RESULT_FORMS, Form
from ..pages import outcome as page_outcome
from ..problems import status_of
from ..queries import hidden_graphs
from ..query_answers import (
    Asked,
    LongAnswer,
    Made,
    asked_by,
    choose_query_form,
    headers_of,
    offered_forms,
)
from .service import (
    CACHE_CONTROL,
    current_generation,
    deliver,
    read_release,
    response_of,
    service,
    view,
)
from .sparql_body import body_text
from .time_travel import releases_told

routes = Blueprint("sparql", __name__)

_OF_THE_ADDRESS = ("default-graph-uri", "named-graph-uri", "timeout", "release")


@routes.route("/sparql", methods=["GET", "POST"], strict_slashes=False)
def endpoint() -> Response:
    """Answer a query; without one, describe the endpoint or show the editor."""
    asked = _read_request()
    if asked.query is None:
        form = _choose_form((*GRAPH_FORMS, HTML))
        if asked.release is not None:
            read_release(asked.release)
        if form == HTML:
            told = releases_told()
            return deliver(form, lambda: _page("", None), is_kept=False, edition=told)
        described = deliver(
            form, lambda: serialise(_service_description(), form.suffix), is_kept=False
        )
        # what is said of the endpoint itself follows the settings, whatever it reads
        described.headers["Cache-Control"] = CACHE_CONTROL
        return described
    wants_page = _prefers_page()
    try:
        _raise_what_was_met()
        return _answer(asked.query, asked)
    except RequestError as error:
        if not wants_page or isinstance(error, NotAcceptableError):
            raise
        line, column = getattr(error, "line", None), getattr(error, "column", None)
        fault = page_outcome.Fault(error.what, line, column, error.remedy)
        response = _respond(_page(asked.query, fault), HTML)
        response.status_code = status_of(error)
        return response


def _raise_what_was_met() -> None:
    """Raise the error that this query has met already, before the application was woken."""
    error: MoothallError | None = request.environ.get(ERROR)
    if error is not None:
        raise error


def _answer(query: str, asked: Asked) -> Response:
    """Return the answer to a query."""
    kind = query_kind(query)
    form = _choose_form(offered_forms(kind))
    served = current_generation().number
    edition = service().answers.edition(asked)
    is_page = form == HTML
    if request.method == "HEAD":
        if edition is None or is_page:
            return _respond(b"", form)
        is_fixed = edition.is_fixed(query)
        return Response(b"", 200, list(headers_of(form, edition.generation, is_fixed=is_fixed)))
    if edition is not None and is_page:
        # the names and links of the page are those of then as well
        read_release(edition.version)

    def page(answer: Answer) -> bytes:
        outcome = page_outcome.read_outcome(kind, answer.read(), answer.is_cut)
        return _page(query, outcome)

    made = service().answers.answer(
        query,
        kind,
        asked,
        form,
        generation=served,
        client=request.remote_addr or "",
        front_key=request.environ.get(KEY),
        language=view().language if is_page else "",
        page=page if is_page else None,
        max_rows=page_outcome.MOST_ROWS if is_page else 0,
    )
    return _deliver(made)


def _page(query: str, outcome: page_outcome.Outcome | None) -> bytes:
    return pages.sparql(view(), query, outcome, service().releases.all()).encode()


def _deliver(made: Made) -> Response:
    if not isinstance(made, LongAnswer):
        is_known = made.is_known_to(request.environ)
        return response_of(made.as_not_modified() if is_known else made)
    # the answer closes its file itself when it has been sent, or when the client has gone
    response = Response(made.answer, 200, list(made.headers))
    response.content_length = made.answer.length
    return response


def _respond(body: bytes, form: Form) -> Response:
    language = view().language if form == HTML else ""
    return Response(body, 200, list(headers_of(form, current_generation().number, language)))


def _read_request() -> Asked:
    """Return what is asked by GET, by POST of a form, or by POST of the query itself.

    Raises:
        RequestError: there are several queries, an update, or text that is not UTF-8.
        UnknownFormatError: the body is of another type.
    """
    parameters = request.args
    body: str | None = None
    if request.method == "POST":
        if request.mimetype == "application/sparql-query":
            body = body_text("query")
        elif request.mimetype == "application/x-www-form-urlencoded":
            parameters = request.form
        else:
            raise UnknownFormatError(
                f"a body of type {request.mimetype[:100] or 'no type'!r} cannot be a query",
                source="the request",
                remedy="send application/sparql-query or application/x-www-form-urlencoded",
            )
    said = [*parameters.items(multi=True)]
    if parameters is not request.args:
        # a form may come to an address that names graphs itself
        said += [(n, v) for n, v in request.args.items(multi=True) if n in _OF_THE_ADDRESS]
    asked = asked_by(said, body)
    text = asked.query
    if text is None and "example" in parameters:
        source = current_generation()
        if asked.release is not None:
            source = service().releases.generation(asked.release)
        text = example_named(source, parameters["example"]).query
    if text is not None and not text.strip() and _prefers_page():
        text = None
    return replace(asked, query=text)


def _choose_form(offered: tuple[Form, ...]) -> Form:
    """Return the form asked for; some clients send ``?format=`` and mean their Accept header."""
    accept = request.headers.get("Accept", "")
    return choose_query_form(accept, request.args.get("format"), offered)


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
        is_union=config.default_graph == "union",
        hidden_graphs=hidden_graphs(config),
        is_federated=bool(config.allowed_services) and not config.store_url,
    )
