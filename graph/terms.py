"""RDF terms, and parsing and serialising them: the names that the rest of Moothall uses.

They are pyoxigraph's; its `Store` is not among them, because `moothall.graph.store` is its door.
"""

from __future__ import annotations

from pyoxigraph import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolution,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Triple,
    Variable,
    parse,
    parse_query_results,
    serialize,
)

Subject = NamedNode | BlankNode | Triple
Term = NamedNode | BlankNode | Literal | Triple

__all__ = [
    "BlankNode",
    "DefaultGraph",
    "Literal",
    "NamedNode",
    "Quad",
    "QueryBoolean",
    "QueryResultsFormat",
    "QuerySolution",
    "QuerySolutions",
    "QueryTriples",
    "RdfFormat",
    "Subject",
    "Term",
    "Triple",
    "Variable",
    "parse",
    "parse_iri",
    "parse_query_results",
    "serialize",
]


def parse_iri(text: str) -> NamedNode | None:
    """Return a text as an IRI; None if it is not an absolute IRI (RFC 3987)."""
    try:
        return NamedNode(text)
    except ValueError:
        return None
