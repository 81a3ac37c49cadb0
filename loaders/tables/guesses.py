"""Headings that are slips of a column's name: guessed only where nothing else is likely."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

_LEAST = 85.0
"""Likeness, of 100, from which a heading may be a slip of a name: one letter in seven is wrong."""

_LEAD = 8.0
"""How far a likeness must be ahead of the next."""

_SHORTEST, _LONGEST, _MOST = 5, 100, 200
"""Characters of a heading that is guessed at, and how many are: a table of another kind has many
headings, and none of them is a slip."""

_OPPOSITES = (
    {"min", "max"},
    {"minimum", "maximum"},
    {"from", "to"},
    {"start", "end"},
    {"first", "last"},
    {"on", "off"},
    {"gross", "net"},
    {"x", "y"},
    {"male", "female"},
)
"""Words that make two names that look alike mean different things."""

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A column that a heading may be.

    Attributes:
        column: its name.
        titles: headings that mean it, its name among them.
        is_taken: whether a heading is that column already.
    """

    column: str
    titles: tuple[str, ...]
    is_taken: bool


def guess_columns(headings: Mapping[int, str], candidates: Sequence[Candidate]) -> dict[int, str]:
    """Return the columns that headings are most likely slips of.

    A heading has none if another column is nearly as likely, if another heading is nearly as likely
    for the column, or if the likeliest column is taken.

    Args:
        headings: position -> heading, of those that match nothing.
        candidates: every column of the standard.
    """
    if len(headings) > _MOST:
        return {}
    likeness = {
        position: [_likeness(heading, candidate) for candidate in candidates]
        for position, heading in headings.items()
        if _SHORTEST <= len(heading) <= _LONGEST
    }
    found = {}
    for position, row in likeness.items():
        best = max(range(len(candidates)), key=row.__getitem__, default=None)
        if best is None or row[best] < _LEAST or candidates[best].is_taken:
            continue
        rivals = [value for index, value in enumerate(row) if index != best]
        rivals += [other[best] for place, other in likeness.items() if place != position]
        if row[best] - max(rivals, default=0.0) >= _LEAD:
            found[position] = candidates[best].column
    return found


def _likeness(heading: str, candidate: Candidate) -> float:
    """Return how like the likeliest title of a column a heading is, from 0 to 100."""
    words = _words(heading)
    return max(_likeness_of_words(words, _words(title)) for title in candidate.titles)


def _likeness_of_words(one: list[str], other: list[str]) -> float:
    only_one, only_other = set(one) - set(other), set(other) - set(one)
    if any(word.isdigit() for word in only_one | only_other):
        return 0.0
    if any(only_one & pair and only_other & pair for pair in _OPPOSITES):
        return 0.0
    in_order = fuzz.ratio("".join(one), "".join(other))
    return max(in_order, fuzz.ratio("".join(sorted(one)), "".join(sorted(other))))


def _words(text: str) -> list[str]:
    """Return the words of a heading in small letters, whether blanks or capitals divide them."""
    return [word.lower() for word in _WORD.findall(text)]
