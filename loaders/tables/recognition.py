"""Which data standard the headings of a table follow."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ...shapes.standard import Standard
from .heading_row import fold_heading
from .headings import HeadingMatch, match_headings

_HALF = 0.5
_UNKNOWN = 0.5
"""What a heading weighs that is no column."""

_LEAST_SCORE = 0.2
"""The least score of a table that follows a standard; one that has little of it is another's."""

_FEWEST = 3
"""Columns that tell one standard from another: many have a name and notes."""

_LEAD = 1.4
"""How many times the score of the next a standard's must be, to be sure of it."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A standard that a table may follow.

    Attributes:
        standard: the standard.
        match: its headings as columns of the standard.
        score: how much of each the other has, from 0 to 1: twice the columns that are there, over
            the headings and the columns of the edition together. Guesses do not count, and a
            column that several standards have counts for less.
        is_likely: whether half of the columns that must be there are, or more than half of the
            headings are columns; and at least three are, if the standard has as many.
    """

    standard: Standard
    match: HeadingMatch
    score: float
    is_likely: bool


def recognise(headings: Sequence[str], standards: Iterable[Standard]) -> list[Recognised]:
    """Return the standards that a table may follow, the likeliest first.

    Args:
        headings: the headings of the table.
        standards: the standards that there are.
    """
    known = list(standards)
    uses = Counter(fold_heading(name) for each in known for name in each.columns)
    found = [_recognised(match_headings(headings, each), each, uses) for each in known]
    met = [each for each in found if each.score > 0]
    return sorted(met, key=lambda each: (not each.is_likely, -each.score, each.standard.name))


def sure_of(found: Sequence[Recognised]) -> Recognised | None:
    """Return the standard that a table follows; None where it may be another, or none.

    Args:
        found: what `recognise` found.
    """
    if not found or not found[0].is_likely or found[0].score < _LEAST_SCORE:
        return None
    best = _without_variants(found)
    others = (
        each
        for each in found
        if each is not best and each.is_likely and not _is_variant(each, best)
    )
    return None if any(best.score < _LEAD * other.score for other in others) else best


def _without_variants(found: Sequence[Recognised]) -> Recognised:
    """Return the likeliest standard; not a variant, where the standard itself has as much of it."""
    best = found[0]
    for each in found:
        is_base = each.standard.iri == best.standard.variant_of
        if is_base and each.is_likely and _columns(each) >= _columns(best):
            return each
    return best


def _columns(each: Recognised) -> int:
    return sum(1 for name in each.match.columns if name is not None)


def _is_variant(one: Recognised, other: Recognised) -> bool:
    """Return whether one of two standards is a variant of the other, or both are of a third."""
    families = {each.standard.variant_of or each.standard.iri for each in (one, other)}
    return len(families) == 1 and one.standard.iri != other.standard.iri


def _recognised(match: HeadingMatch, standard: Standard, uses: Counter[str]) -> Recognised:
    sure = {each.column for each in match.headings if each.column and each.how != "guess"}
    filled = sum(1 for each in match.headings if each.heading)
    must = {name for name in match.edition.columns if standard.columns[name].level == "must"}

    def weight(names: Iterable[str]) -> float:
        return sum(1 / uses[fold_heading(name)] for name in names)

    there = weight(sure)
    whole = there + (filled - len(sure)) * _UNKNOWN + weight(match.edition.columns)
    score = 2 * there / whole if filled else 0.0
    has_must = bool(must) and len(sure & must) / len(must) >= _HALF
    return Recognised(
        standard,
        match,
        score,
        len(sure) >= min(_FEWEST, len(match.edition.columns))
        and (has_must or len(sure) / filled > _HALF),
    )
