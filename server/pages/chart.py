"""Bar charts of answers, drawn by the server: a column of names and a column of numbers."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ...graph.namespaces import RDF, XSD
from ...graph.terms import Literal, Term
from .outcome import Table

MOST_BARS = 40
"""Bars of a chart; the rows beyond are in the table alone."""

_NUMBERS = {XSD.integer, XSD.decimal, XSD.double, XSD.float}
_TEXTS = {XSD.string, RDF.langString}


@dataclass(frozen=True, slots=True)
class Bar:
    """One row of the answer.

    Attributes:
        label: its name.
        lang: the name's language; None if it has none.
        width: length of the bar in per cent of the longest, as an SVG attribute takes it.
        number: the number, as people write it.
    """

    label: str
    lang: str | None
    width: str
    number: str


@dataclass(frozen=True, slots=True)
class BarChart:
    """A chart of an answer.

    Attributes:
        label_name: the variable of the names.
        number_name: the variable of the numbers.
        bars: one a row, in the order of the rows; at most `MOST_BARS`.
        longest: the bar of the largest number.
        shortest: the bar of the smallest number.
        is_cut: whether there are more rows than bars.
    """

    label_name: str
    number_name: str
    bars: tuple[Bar, ...]
    longest: Bar
    shortest: Bar
    is_cut: bool


def bar_chart(table: Table) -> BarChart | None:
    """Return the chart of an answer; None if it has no names with numbers that can be bars.

    The last column must hold numbers from 0 on, and a column of texts must tell the rows apart.
    """
    if len(table.columns) < 2 or len(table.rows) < 2:
        return None
    numbers = [number_of(row[-1]) for row in table.rows]
    sizes = [n for n in numbers if n is not None and n >= 0]
    if len(sizes) < len(table.rows) or max(sizes) <= 0:
        return None
    named = _naming_column(table)
    if named is None:
        return None
    largest = max(sizes[:MOST_BARS]) or 1.0
    bars = tuple(
        Bar(name.value, name.language, f"{100 * size / largest:.1f}%", written(size))
        for name, size in zip(_texts(table, named)[:MOST_BARS], sizes, strict=False)
    )
    return BarChart(
        label_name=table.columns[named],
        number_name=table.columns[-1],
        bars=bars,
        longest=bars[sizes.index(max(sizes[:MOST_BARS]))],
        shortest=bars[sizes.index(min(sizes[:MOST_BARS]))],
        is_cut=len(table.rows) > len(bars),
    )


def number_of(term: Term | None) -> float | None:
    """Return the number that a term is; None if it is none, or not a finite one."""
    if not isinstance(term, Literal) or term.datatype not in _NUMBERS:
        return None
    try:
        number = float(term.value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def are_numbers(terms: Sequence[Term | None]) -> bool:
    """Return whether the terms of a column are numbers, unbound ones aside."""
    bound = [term for term in terms if term is not None]
    return bool(bound) and all(isinstance(t, Literal) and t.datatype in _NUMBERS for t in bound)


def written(number: float) -> str:
    """Return a number as people write it: ``1234.5`` -> ``1,234.50``, ``12.0`` -> ``12``."""
    return f"{number:,.0f}" if number == int(number) else f"{number:,.2f}"


def text_columns(table: Table) -> list[int]:
    """Return which columns hold a text in each row."""
    columns = range(len(table.columns))
    return [i for i in columns if all(_is_text(row[i]) for row in table.rows)]


def _is_text(term: Term | None) -> bool:
    return isinstance(term, Literal) and term.datatype in _TEXTS


def _naming_column(table: Table) -> int | None:
    for column in text_columns(table):
        if len({text.value for text in _texts(table, column)}) == len(table.rows):
            return column
    return None


def _texts(table: Table, column: int) -> list[Literal]:
    return [term for row in table.rows if isinstance(term := row[column], Literal)]
