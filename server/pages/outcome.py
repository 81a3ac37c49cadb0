"""What the query page is told of a query's answer: a table, a graph, or why there is none."""

from __future__ import annotations

from dataclasses import dataclass

from ...graph.terms import Term

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
