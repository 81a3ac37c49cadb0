"""Where the headings of a table are, and what is wrong with them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from .row import Row, column_letters

Score = Callable[[Sequence[str]], int]
"""Says how many known headings a row holds."""

SAMPLE_ROWS = 60
"""Rows that are looked at to find the headings: titles and notes above them are few."""

_LONGEST = 100
_NUMBER_OR_DATE = re.compile(r"[^\w]*\d[\d\s.,:/%-]*(?:st|nd|rd|th|T[\d:.]+Z?)?[^\w]*")

_MARKS = ("\ufeff", "ï»¿")
"""A byte order mark, and one that was read as Windows-1252 and written again."""


@dataclass(frozen=True, slots=True)
class HeadingFault:
    """Something wrong with the headings.

    Attributes:
        columns: letters of the columns that it is about.
        what: what is wrong, in a sentence.
        remedy: what to do about it.
    """

    columns: tuple[str, ...]
    what: str
    remedy: str


def fold_heading(text: str) -> str:
    """Return what counts of a heading: letters and digits, without accents and case.

    >>> fold_heading("Start Date") == fold_heading("START_DATE") == fold_heading("start.date")
    True
    >>> fold_heading("Employee's E-mail")
    'employeesemail'
    """
    for mark in _MARKS:
        text = text.removeprefix(mark)
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in plain.casefold() if letter.isalnum())


def likeness(cells: Iterable[str]) -> float:
    """Return how much the filled cells of a row look like headings, from 0 to 1.

    Headings are short, differ, and are neither numbers nor dates.
    """
    filled = [cell.strip() for cell in cells if cell.strip()]
    good = {
        cell for cell in filled if len(cell) <= _LONGEST and not _NUMBER_OR_DATE.fullmatch(cell)
    }
    return len(good) / len(filled) if filled else 0.0


def find_headings(rows: Sequence[Row], score: Score | None) -> int:
    """Return the index of the row that holds the headings, among the first rows of a table.

    It is the one with the most known headings; where no row has two, the first with more
    than half as many filled cells as most that looks like headings.

    Args:
        rows: the first rows that are not blank; at least one.
        score: says how many known headings a row holds; None if nothing is known.
    """
    filled = [sum(1 for cell in row.cells if cell.strip()) for row in rows]
    # as wide as the largest block of rows: neither a title nor one row that is too long counts
    most = max(filled, key=lambda count: count * sum(1 for other in filled if other >= count))
    wide = [index for index, count in enumerate(filled) if count * 2 > most]
    likely = next((i for i in wide if likeness(rows[i].cells) > 0.5), wide[0])
    if score is None:
        return likely
    known = [score(row.cells) for row in rows]
    best = known.index(max(known))
    return best if known[best] > 1 or (known[best] and not known[likely] and most == 1) else likely


def repeated(headings: Sequence[str]) -> tuple[HeadingFault, ...]:
    """Return a fault for each heading that stands over several columns."""
    places: dict[str, list[str]] = {}
    for position, heading in enumerate(headings):
        if heading:
            places.setdefault(heading, []).append(column_letters(position))
    return tuple(
        HeadingFault(
            tuple(letters),
            f"The heading “{heading}” stands over columns {_listed(letters)}.",
            "Give each column a heading of its own, or remove the column that is not needed.",
        )
        for heading, letters in places.items()
        if len(letters) > 1
    )


def without_heading(filled: Iterable[tuple[int, Row]]) -> tuple[HeadingFault, ...]:
    """Return a fault for each column that is filled and has no heading.

    Args:
        filled: position of each such column, with the first row that has something in it.
    """
    return tuple(
        HeadingFault(
            (column_letters(position),),
            f"Column {column_letters(position)} has no heading, "
            f"and row {row.number} has something in it.",
            "Write a heading over the column, or empty it.",
        )
        for position, row in filled
    )


def filled_columns(rows: Iterable[Row], positions: Iterable[int]) -> dict[int, Row]:
    """Return which of some columns are filled, each with the first row that has something in it."""
    open_positions = set(positions)
    found: dict[int, Row] = {}
    for row in rows:
        if not open_positions:
            break
        for position in [p for p in open_positions if p < len(row.cells)]:
            if row.cells[position].strip():
                found[position] = row
                open_positions.discard(position)
    return dict(sorted(found.items()))


def _listed(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}"
