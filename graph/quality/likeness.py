"""Likeness: pairs of terms of one list whose names are nearly the same."""

from __future__ import annotations

from collections.abc import Iterator

from rapidfuzz import fuzz, process

from ..folding import fold_words
from ..terms import Literal
from .review_table import LIST, ReviewTable, Row, text_of

LEAST_LIKENESS = 90.0
"""Likeness (0 to 100) of two names under which they are not nearly the same."""

MOST_COMPARISONS = 3_000_000
"""Pairs of names of one list that are compared; more take more than some tenths of a second."""

MOST_PAIRS = 1_000
"""Pairs of one list that are told."""


def nearly_same(names: ReviewTable) -> ReviewTable:
    """Return the pairs of a list's terms whose names are nearly the same, the likest first.

    Each name is compared with those that follow it in the alphabet of its sorted words, as many
    as `MOST_COMPARISONS` allows: with all of them in a list of up to 1,700 terms.

    Args:
        names: list (of several, all their names), code, name and IRI of each term.
    """
    lists: dict[str, list[Row]] = {}
    at = names.columns.index(LIST)
    for row in names.rows:
        for name in text_of(row[at]).split():
            lists.setdefault(name, []).append(row)
    columns = (*names.columns, "other_code", "other_name", "other", "likeness")
    term = names.columns.index("term")
    pairs = (
        (*one[:at], Literal(name), *one[at + 1 :], *_but_list(other, at), Literal(likeness))
        for name, rows in sorted(lists.items())
        for one, other, likeness in _pairs(names.columns.index("name"), rows)
        if one[term] != other[term]
    )
    return ReviewTable.merging_lists(columns, pairs)


def _pairs(at: int, rows: list[Row]) -> Iterator[tuple[Row, Row, int]]:
    """Yield the pairs of rows of one list whose names are alike, and how much they are."""
    named = [(_sorted_words(text_of(row[at])), row) for row in rows]
    named = sorted(((words, row) for words, row in named if words), key=_order)
    words = [key for key, _ in named]
    reach = max(1, MOST_COMPARISONS // len(named)) if named else 0
    found = [
        (one, named[place][1], round(likeness))
        for start, (key, one) in enumerate(named)
        for _, likeness, place in (
            (word, score, start + 1 + offset)
            for word, score, offset in process.extract(
                key,
                words[start + 1 : start + 1 + reach],
                scorer=fuzz.ratio,
                score_cutoff=LEAST_LIKENESS,
                limit=None,
            )
        )
    ]
    found.sort(key=lambda pair: -pair[2])
    yield from found[:MOST_PAIRS]


def _order(named: tuple[str, Row]) -> tuple[str, str]:
    return named[0], str(named[1])


def _sorted_words(name: str) -> str:
    return " ".join(sorted(fold_words(name).split()))


def _but_list(row: Row, at: int) -> Row:
    return (*row[:at], *row[at + 1 :])
