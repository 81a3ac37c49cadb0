"""The SPARQL endpoint.

Source: SPARQL 1.1 Protocol, section 2.1; SPARQL 1.1 Service Description, section 2.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from flask import Blueprint, Response, request

from ...graph.errors import NotAcceptableError, QueryError, RequestError, UnknownFormatError
from ...graph.namespaces import PREFIXES, RDF, SD, VOID, XSD, Namespace
from ...graph.serialise import serialise
from ...graph.sparql import Outcome, check_query, evaluating, run_query, write_outcome
from ...graph.terms import (
    BlankNode,
    Literal,
    NamedNode,
    QueryBoolean,
    QueryTriples,
    RdfFormat,
    Triple,
    serialize,
)
from .. import pages
from ..negotiate import GRAPH_FORMS, HTML, RESULT_FORMS, Form, negotiate
from ..pages import outcome as page_outcome
from ..problems import status_of
from .service import choose_form, current_generation, deliver, service, view

routes = Blueprint("sparql", __name__)

_FORMATS = Namespace("http://www.w3.org/ns/formats/")
_FORMAT_NAMES = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "RDF_XML",
    "JSON-LD",
)


@dataclass(frozen=True, slots=True)
class _Asked:
    """What a request asks the endpoint."""

    query: str | None
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]


@routes.route("/sparql", methods=["GET", "POST"])
def endpoint() -> Response:
    """Answer a query; without one, describe the endpoint or show the editor."""
    asked = _read_request()
    if asked.query is None:
        form = _choose_form((*GRAPH_FORMS, HTML))
        if form == HTML:
            return deliver(form, lambda: pages.sparql(view(), "", None).encode(), is_kept=False)
        return deliver(form, lambda: serialise(_service_description(), form.suffix), is_kept=False)
    config = service().config
    wants_page = False
    try:
        wants_page = _prefers_page()
        check_query(asked.query, config.max_query_bytes)
        outcome = run_query(
            current_generation().reader,
            asked.query,
            default_graphs=asked.default_graphs,
            named_graphs=asked.named_graphs,
        )
        form = _choose_form(_offered(outcome))
        if form == HTML:
            return _page(asked.query, read_outcome(outcome), 200)
        return _answer(write_outcome(outcome, form.suffix, config.max_result_bytes), form, 200)
    except QueryError as error:
        if not wants_page:
            raise
        fault = page_outcome.Fault(error.what, error.line, error.column, error.remedy)
        return _page(asked.query, fault, status_of(error))


def read_outcome(outcome: Outcome) -> page_outcome.Outcome:
    """Return what the query page shows of an outcome: at most 1,000 rows or statements of it.

    Raises:
        QueryError: the query asks for what cannot be worked out.
        StoreError: the store could not be read.
    """
    most = page_outcome.MOST_ROWS
    with evaluating():
        if isinstance(outcome, QueryBoolean):
            return page_outcome.Verdict(bool(outcome))
        if isinstance(outcome, QueryTriples):
            triples = list(islice(outcome, most + 1))
            text = serialize(triples[:most], format=RdfFormat.TURTLE, prefixes=PREFIXES)
            return page_outcome.GraphText((text or b"").decode(), len(triples) > most)
        names = tuple(variable.value for variable in outcome.variables)
        rows = [tuple(row[name] for name in names) for row in islice(outcome, most + 1)]
        return page_outcome.Table(names, tuple(rows[:most]), len(rows) > most)


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
    if text is not None and not text.strip() and _prefers_page():
        text = None
    return _Asked(
        text,
        tuple(parameters.getlist("default-graph-uri")),
        tuple(parameters.getlist("named-graph-uri")),
    )


def _offered(outcome: Outcome) -> tuple[Form, ...]:
    if isinstance(outcome, QueryTriples):
        return (*GRAPH_FORMS, HTML)
    if isinstance(outcome, QueryBoolean):
        return (*RESULT_FORMS[:2], HTML)
    return (*RESULT_FORMS, HTML)


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


def _page(query: str, outcome: page_outcome.Outcome, status: int) -> Response:
    return _answer(pages.sparql(view(), query, outcome).encode(), HTML, status)


def _answer(body: bytes, form: Form, status: int) -> Response:
    response = Response(body, status, content_type=form.content_type)
    response.headers["Vary"] = "Accept, Accept-Language" if form == HTML else "Accept"
    response.headers["Cache-Control"] = "no-cache"
    return response


def _service_description() -> Iterator[Triple]:
    """Return the description of the endpoint: its languages, formats and graphs."""
    generation = current_generation()
    base_iri = service().config.base_iri
    endpoint_iri = NamedNode(f"{base_iri}sparql")
    dataset, default_graph = BlankNode("dataset"), BlankNode("default")
    yield Triple(endpoint_iri, RDF.type, SD.Service)
    yield Triple(endpoint_iri, SD.endpoint, endpoint_iri)
    yield Triple(endpoint_iri, SD.supportedLanguage, SD.SPARQL11Query)
    yield Triple(endpoint_iri, SD.feature, SD.UnionDefaultGraph)
    for name in _FORMAT_NAMES:
        yield Triple(endpoint_iri, SD.resultFormat, _FORMATS[name])
    yield Triple(endpoint_iri, SD.defaultDataset, dataset)
    yield Triple(dataset, RDF.type, SD.Dataset)
    yield Triple(dataset, SD.defaultGraph, default_graph)
    yield Triple(default_graph, RDF.type, SD.Graph)
    yield _count(default_graph, generation.manifest.triples)
    for number, (name, triples) in enumerate(sorted(generation.manifest.graphs.items())):
        if name:
            named, graph = BlankNode(f"named{number}"), BlankNode(f"graph{number}")
            yield Triple(dataset, SD.namedGraph, named)
            yield Triple(named, RDF.type, SD.NamedGraph)
            yield Triple(named, SD.name, NamedNode(name))
            yield Triple(named, SD.graph, graph)
            yield Triple(graph, RDF.type, SD.Graph)
            yield _count(graph, triples)


def _count(graph: BlankNode, triples: int) -> Triple:
    return Triple(graph, VOID.triples, Literal(str(triples), datatype=XSD.integer))
