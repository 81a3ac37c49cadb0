"""SPARQL text from outside: what it asks for, and what becomes of it in a reader.

Source: SPARQL 1.1 Query Language; SPARQL 1.1 Protocol, section 2.1.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from .errors import QueryError, StoreError
from .sparql_tokens import token_pattern
from .store import Reader
from .terms import (
    BlankNode,
    DefaultGraph,
    NamedNode,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
)

Outcome = QuerySolutions | QueryBoolean | QueryTriples

GRAPH_FORMS = ("ttl", "nt", "rdf", "jsonld")
"""Names of the syntaxes of the answers to CONSTRUCT and DESCRIBE."""


_TOKEN = token_pattern()

_FEW = 6
"""Things that a parser may expect, beyond which naming them helps nobody."""

_OPENING = re.compile(
    r"""(?: \s | \#[^\r\n]*[\r\n] | PREFIX\s++[A-Za-z][\w-]*+:\s*+<[^<>"{}|^`\\\s]*+> )*+
        (SELECT|ASK|CONSTRUCT|DESCRIBE)\b(?![:\-.])""",
    re.VERBOSE | re.IGNORECASE,
)
"""The beginning of nearly every query; what it does not match is read token by token."""

_MAYBE_UNREPEATABLE = ("NOW", "RAND", "UUID", "BNODE", "SERVICE")

_PROLOGUE = {"PREFIX", "BASE", "VERSION"}
_KINDS = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}
_UNREPEATABLE = {"NOW", "RAND", "UUID", "STRUUID", "BNODE", "SERVICE"}
_UPDATES = {
    "ADD",
    "CLEAR",
    "COPY",
    "CREATE",
    "DELETE",
    "DROP",
    "INSERT",
    "LOAD",
    "MOVE",
    "WITH",
}


def query_kind(text: str) -> str:
    """Return the keyword that says what a query asks for: SELECT, ASK, CONSTRUCT or DESCRIBE.

    Returns: the keyword in capitals; empty if the text has none in its place, so is no query.

    Raises:
        QueryError: the text is an update.
    """
    opening = _OPENING.match(text)
    if opening is not None:
        return opening[1].upper()
    for token in _TOKEN.finditer(text):
        word = token.group().upper() if token.lastgroup == "word" else ""
        if word in _UPDATES:
            raise QueryError(
                f"{word} makes this an update, and only queries are answered here",
                **_position(text, token.start()),
            )
        if word and word not in _PROLOGUE:
            return word if word in _KINDS else ""
    return ""


def is_repeatable(text: str) -> bool:
    """Return whether a query gives the same answer whenever it is put to the same graph."""
    capitals = text.upper()
    if not any(word in capitals for word in _MAYBE_UNREPEATABLE):
        return True
    words = {t.group().upper() for t in _TOKEN.finditer(text) if t.lastgroup == "word"}
    return not words & _UNREPEATABLE


def run_query(
    reader: Reader,
    text: str,
    *,
    default_graphs: Sequence[str] = (),
    named_graphs: Sequence[str] = (),
) -> Outcome:
    """Return the outcome of a query that `check_query` has passed; its rows come as it is read.

    Args:
        reader: the graph; without graphs named, its default graph is the union of all.
        text: SPARQL.
        default_graphs: IRIs of the graphs that make up the default graph.
        named_graphs: IRIs of the graphs that GRAPH can reach.

    Raises:
        QueryError: the text is no query, or a graph is not named by an IRI.
    """
    default: list[NamedNode | BlankNode | DefaultGraph] | None = None
    named: list[NamedNode | BlankNode] | None = None
    if default_graphs or named_graphs:
        default = [*_graph_names(default_graphs)]
        named = [*_graph_names(named_graphs)]
    try:
        with evaluating():
            return reader.query(text, default_graphs=default, named_graphs=named)
    except QueryError as error:
        raise _readable(error) from error


def answer_forms(kind: str) -> tuple[str, ...]:
    """Return the forms of the answers to a kind of query, the one for a terminal first."""
    if kind in ("CONSTRUCT", "DESCRIBE"):
        return GRAPH_FORMS
    return ("json", "xml") if kind == "ASK" else ("csv", "json", "xml", "tsv")


@contextmanager
def evaluating() -> Iterator[None]:
    """Turn what the engine raises while the rows of an outcome are read into errors of the tree.

    Raises:
        QueryError: the query asks for what cannot be worked out.
        StoreError: the store could not be read.
    """
    try:
        yield
    except (RuntimeError, ValueError) as error:
        raise QueryError(f"the query cannot be answered: {error}") from error
    except OSError as error:
        raise StoreError(f"the store could not be read: {error}") from error


def _graph_names(iris: Sequence[str]) -> list[NamedNode]:
    names = []
    for iri in iris:
        try:
            names.append(NamedNode(iri))
        except ValueError as error:
            raise QueryError(f"{iri!r} does not name a graph: {error}") from error
    return names


def _position(text: str, offset: int) -> dict[str, int]:
    before = text[:offset]
    return {"line": before.count("\n") + 1, "column": offset - before.rfind("\n")}


def _readable(error: QueryError) -> QueryError:
    """Return a parser's error with the place that its text states, and without its grammar."""
    match = re.match(r"error at (\d+):(\d+): expected (?:one of )?(.*)", error.what, re.DOTALL)
    if match is None:
        return error
    unquoted = re.sub(r'\[(?:[^\]"\']|"[^"]*"|\'[^\']*\')*\]', "", match.group(3))
    wanted = [part.strip() for part in unquoted.split(", ") if part.strip()]
    reasons = [part for part in wanted if re.search("failed|contains|not found", part)]
    if reasons:
        what = "; ".join(reasons)
    else:
        few = 0 < len(wanted) <= _FEW
        what = f"expected {' or '.join(wanted)}" if few else "this is not SPARQL from here on"
    return QueryError(what, line=int(match.group(1)), column=int(match.group(2)))
