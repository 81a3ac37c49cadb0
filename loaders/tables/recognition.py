"""Which data standard the headings of a table follow."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ...shapes.standard import Standard
from .headings import HeadingMatch, match_headings

_HALF = 0.5
_LEAST_SCORE = 0.3
"""The least score of a table that follows a standard; one that has little of it is another's."""

_FEWEST = 3
"""Columns that tell one standard from another: many have a name and notes."""

_LEAD = 0.1
"""How far the score of a standard must be ahead of the next to be sure of it."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """A standard that a table may follow.

    Attributes:
        standard: the standard.
        match: its headings as columns of the standard.
        score: how much of each the other has, from 0 to 1: twice the columns that are there, over
            the headings and the columns of the edition together. Guesses do not count.
        is_likely: whether half of the columns that must be there are, or half of the headings,
            and at least three of them, are columns.
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
    found = [_recognised(match_headings(headings, each), each) for each in standards]
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
    others = (each for each in found if each.is_likely and not _are_kin(each, best))
    return None if any(best.score - other.score < _LEAD for other in others) else best


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


def _are_kin(one: Recognised, other: Recognised) -> bool:
    """Return whether two are one standard, or one is a variant of the other or of the same."""
    families = [each.standard.variant_of or each.standard.iri for each in (one, other)]
    return families[0] == families[1]


def _recognised(match: HeadingMatch, standard: Standard) -> Recognised:
    sure = {each.column for each in match.headings if each.column and each.how != "guess"}
    filled = sum(1 for each in match.headings if each.heading)
    must = {name for name in match.edition.columns if standard.columns[name].level == "must"}
    score = 2 * len(sure) / (filled + len(match.edition.columns)) if filled else 0.0
    has_must = bool(must) and len(sure & must) / len(must) >= _HALF
    return Recognised(
        standard,
        match,
        score,
        bool(sure) and (has_must or (len(sure) >= _FEWEST and len(sure) / filled >= _HALF)),
    )
