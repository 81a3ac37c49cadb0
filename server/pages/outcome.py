"""What the query page is told of a query's answer: a table, a graph, or why there is none."""

from __future__ import annotations

import json
from dataclasses import dataclass

from ...graph.serialise import serialise
from ...graph.terms import (
    QueryResultsFormat,
    QuerySolutions,
    RdfFormat,
    Term,
    parse,
    parse_query_results,
)

MOST_ROWS = 1_000
"""Rows of a result that the page shows; the downloads hold all of them."""


@dataclass(frozen=True, slots=True)
class Table:
    """The answer to a SELECT query.

    Attributes:
        columns: names of the variables, without question marks.
        rows: one tuple a solution, None where a variable is unbound; at most `MOST_ROWS`.
        is_cut: whether there are more rows than these.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """The answer to an ASK query."""

    is_true: bool


@dataclass(frozen=True, slots=True)
class GraphText:
    """The answer to a CONSTRUCT or DESCRIBE query, as Turtle; cut when it is long."""

    text: str
    is_cut: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a query was not answered.

    Attributes:
        message: what is wrong, for a person.
        line: line of the query, from 1; None if no place in it is to blame.
        column: column of that line, from 1.
        remedy: what to do; empty if the message says it.
    """

    message: str
    line: int | None = None
    column: int | None = None
    remedy: str = ""


Outcome = Table | Verdict | GraphText | Fault


def read_outcome(kind: str, body: bytes, is_cut: bool) -> Table | Verdict | GraphText:
    """Return what the query page shows of an answer, read from its serialised form.

    Args:
        kind: the kind of query: ``SELECT``, ``ASK``, ``CONSTRUCT`` or ``DESCRIBE``.
        body: rows as TSV, a yes or no as JSON, a graph as N-Triples.
        is_cut: whether there is more than the body holds.

    Source: SPARQL 1.1 Query Results CSV and TSV Formats, section 4; SPARQL 1.1 Query Results JSON
    Format, section 3.3; RDF 1.1 N-Triples.
    """
    if kind == "ASK":
        return Verdict(bool(json.loads(body)["boolean"]))
    if kind in ("CONSTRUCT", "DESCRIBE"):
        triples = [quad.triple for quad in parse(body, format=RdfFormat.N_TRIPLES)]
        return GraphText(serialise(triples, "ttl").decode(), is_cut)
    solutions = parse_query_results(body, format=QueryResultsFormat.TSV)
    if not isinstance(solutions, QuerySolutions):
        raise TypeError("TSV holds rows")
    names = tuple(variable.value for variable in solutions.variables)
    return Table(names, tuple(tuple(row[name] for name in names) for row in solutions), is_cut)
