"""The formats of a store's answers, and how each is read.

Source: SPARQL 1.1 Query Results JSON Format; SPARQL Query Results XML Format; RDF 1.1 syntaxes.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, cast

from ..terms import (
    Literal,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolution,
    QuerySolutions,
    RdfFormat,
    parse,
    parse_query_results,
)
from .body import Body, RowsAsMeant
from .errors import StoreRefusedError

ACCEPT_ROWS = "application/sparql-results+json, application/sparql-results+xml;q=0.8"
ACCEPT_GRAPH = "application/n-triples, text/turtle;q=0.8, application/rdf+xml;q=0.5"

_ROW_FORMATS = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "application/xml": QueryResultsFormat.XML,
}
_GRAPH_FORMATS = {
    "application/n-triples": RdfFormat.N_TRIPLES,
    "text/plain": RdfFormat.N_TRIPLES,
    "text/turtle": RdfFormat.TURTLE,
    "application/x-turtle": RdfFormat.TURTLE,
    "application/rdf+xml": RdfFormat.RDF_XML,
}


def read_outcome(body: Body) -> QuerySolutions | QueryBoolean:
    """Return the outcome that an answer holds; its rows come as they are read.

    Raises:
        StoreRefusedError: it is in no format of query results, or its beginning is malformed.
    """
    format = _ROW_FORMATS.get(body.media_type)
    if format is None:
        raise _unreadable(body)
    is_plain = format != QueryResultsFormat.JSON or not body.dialect.respellings
    rows = body if is_plain else RowsAsMeant(body)
    try:
        return parse_query_results(cast("IO[bytes]", rows), format=format)
    except SyntaxError as error:
        raise _unreadable(body) from error


def read_solutions(body: Body) -> Iterator[QuerySolution]:
    """Yield the solutions that an answer holds, as they come.

    Raises:
        StoreRefusedError: it is in no format of query results, or malformed.
        StoreAwayError: the rest of it does not come.
    """
    try:
        # not kept in a variable: an error would keep the frame, and Oxigraph's solutions may be
        # let go of only in the thread that made them
        yield from _solutions(body)
        body.read()
    except SyntaxError as error:
        raise _unreadable(body) from error
    finally:
        body.close()


def as_boolean(outcome: QuerySolutions | QueryBoolean) -> QueryBoolean:
    """Return the outcome of ASK, which Virtuoso may give as rows: one with a 1, or none."""
    if isinstance(outcome, QueryBoolean):
        return outcome
    values = [term.value for row in outcome for term in row if isinstance(term, Literal)]
    answer = b'{"head":{},"boolean":%s}' % (b"true" if values not in ([], ["0"]) else b"false")
    boolean = parse_query_results(answer, format=QueryResultsFormat.JSON)
    if not isinstance(boolean, QueryBoolean):
        raise TypeError("Oxigraph reads a boolean as something else")
    return boolean


def read_statements(body: Body) -> Iterator[Quad]:
    """Yield the statements that an answer holds, in the default graph, as they come.

    Raises:
        StoreRefusedError: it is in no RDF syntax, or malformed.
        StoreAwayError: the rest of it does not come.
    """
    format = _GRAPH_FORMATS.get(body.media_type)
    try:
        if format is None:
            raise _unreadable(body)
        quads = parse(cast("IO[bytes]", body), format=format)
        as_meant = body.dialect.as_meant
        if not body.dialect.respellings:
            yield from quads
        else:
            for quad in quads:
                yield Quad(quad.subject, quad.predicate, as_meant(quad.object), quad.graph_name)
        body.read()
    except SyntaxError as error:
        raise _unreadable(body) from error
    finally:
        body.close()


def _solutions(body: Body) -> QuerySolutions:
    outcome = read_outcome(body)
    if not isinstance(outcome, QuerySolutions):
        raise _unreadable(body)
    return outcome


def _unreadable(body: Body) -> StoreRefusedError:
    return body.refuse(
        f"the store's answer cannot be read as {body.media_type or 'anything'}",
        "see whether MOOTHALL_STORE_URL and MOOTHALL_STORE_GSP_URL are a store's addresses for "
        "programs, not those of a page for people",
    )
