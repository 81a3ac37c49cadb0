"""What releases did to the codes of a system: the form, and the answer for people.

Codes come from strangers, and are text wherever they are shown.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from ...graph.impact.nation import NATIONS
from ...graph.impact.outcome import ACTIONS, OUTCOMES, CodeImpact, Impact, Outcome
from ...graph.lists import all_lists
from ...graph.releases.difference import TermChange
from ...graph.releases.release import Release
from ...graph.releases.standing import TermName
from ...graph.releases.version import NOW
from ...graph.terms import Literal
from ..view import View
from .releases import Count, Piece, pieces_of, side_name, term_link
from .template import generation_of, render
from .values import Names, Value
from .words import Words, words_in

_MOST_CODES = 200
"""Codes of one outcome that a page shows; the other forms hold all."""

_MOST_SENT_AGAIN = 500_000
"""Characters of codes that a page holds, to make the other forms of."""

_NATIONS = {
    "england": "impact_nation_england",
    "wales": "impact_nation_wales",
    "scotland": "impact_nation_scotland",
    "northern-ireland": "impact_nation_northern_ireland",
}
"""Nation -> its words."""

_LONGEST_SHOWN = 120
_CHANGED = frozenset(("renamed", "redefined", "recoded", "moved", "translated"))
_OVER = frozenset(("removed", "withdrawn", "deprecated"))


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactFields:
    """What stands in the form, and what was wrong with it.

    Attributes:
        built_on: version of the release that the system was built on.
        to: version that it is compared with; empty for what is published now.
        list_name: the list of bare codes.
        nation: the nation.
        column: the column of the codes.
        fault: what was wrong with what was sent; empty if nothing was.
    """

    built_on: str = ""
    to: str = ""
    list_name: str = ""
    nation: str = ""
    column: str = ""
    fault: str = ""


@dataclass(frozen=True, slots=True)
class CodeRow:
    """What became of one code, as a line.

    Attributes:
        own: the code that the standard gives the term; empty if it names none.
        code: the code as it stands in the file, shortened.
        where: its rows, in words.
        term: the term that it names, with a link; None if it names none.
        pieces: old and new words of names, definitions or codes.
        left: what the term is part of no more.
        joined: what it is part of now.
        successors: what takes its place.
        via: what took its place before.
        candidates: what it may mean.
        is_over: whether the term is not for use any more.
        release: the release by which it came about, in words; empty if that is not known.
        since: the day since when it is so.
        reason: what a note says of it.
    """

    own: str
    code: str
    where: str
    term: Value | None
    pieces: tuple[tuple[Piece, ...], ...]
    left: tuple[Value, ...]
    joined: tuple[Value, ...]
    successors: tuple[Value, ...]
    via: tuple[Value, ...]
    candidates: tuple[Value, ...]
    is_over: bool
    release: str
    since: Value | None
    reason: Value | None


@dataclass(frozen=True, slots=True)
class OutcomeSection:
    """The codes with one outcome."""

    id: Outcome
    heading: str
    note: str
    action: str
    rows: tuple[CodeRow, ...]
    more: int


def impact_form(
    view: View,
    releases: Sequence[Release],
    fields: ImpactFields,
    *,
    most_bytes: int,
    most_rows: int,
    most_codes: int,
) -> str:
    """Return the form with which codes are checked, as HTML.

    Args:
        view: the request.
        releases: the releases to choose from, oldest first.
        fields: what stands in it.
        most_bytes: bytes that a file may have.
        most_rows: rows that it may have.
        most_codes: different codes that it may have.
    """
    generation = generation_of(view)
    versions = [release.version for release in releases][::-1]
    return render(
        "impact.html",
        view,
        fields=fields,
        versions=versions,
        newest=versions[0] if versions else "",
        lists=[
            (entry.name, entry.title(view.language).value)
            for entry in all_lists(generation)
            if not entry.has_codes
        ],
        nations=[(name, words_in(view.language)(_NATIONS[name])) for name in NATIONS],
        mb=f"{most_bytes / 1_000_000:g}",
        rows=f"{most_rows:,}",
        codes=f"{most_codes:,}",
    )


def impact(view: View, found: Impact) -> str:
    """Return what became of codes as HTML."""
    names = Names(view, generation_of(view), {})
    words = names.page.words
    sections = tuple(_sections(names, found))
    counts = [
        Count(_heading(words, outcome), count, outcome if outcome != "unchanged" else "")
        for outcome, count in found.counts().items()
        if count
    ]
    to_do, total = len(found.to_do()), f"{len(found.codes):,}"
    again = json.dumps([code.code for code in found.codes], ensure_ascii=False)
    return render(
        "impact_result.html",
        view,
        impact=found,
        title=words("impact_some", number=f"{to_do:,}", total=total)
        if to_do
        else words("impact_none", total=total),
        before=side_name(names.page, found.built_on),
        after=side_name(names.page, found.to),
        counts=counts,
        sections=sections,
        again=again if len(again) <= _MOST_SENT_AGAIN else "",
    )


def _sections(names: Names, found: Impact) -> Iterator[OutcomeSection]:
    words = names.page.words
    for outcome in OUTCOMES:
        codes = found.of_outcome(outcome)
        if not codes or outcome == "unchanged":
            continue
        action = ACTIONS[outcome]
        yield OutcomeSection(
            id=outcome,
            heading=_heading(words, outcome),
            note=words(f"note_{outcome}") if action != "none" else "",
            action=action,
            rows=tuple(_row(names, found, code) for code in codes[:_MOST_CODES]),
            more=max(0, len(codes) - _MOST_CODES),
        )


def _heading(words: Words, outcome: Outcome) -> str:
    return words("impact_newer" if outcome == "added" else f"change_{outcome}")


def _row(names: Names, found: Impact, code: CodeImpact) -> CodeRow:
    told = [change for change in code.net if change.kind in _CHANGED]
    is_over = code.outcome in _OVER

    def links(terms: Iterable[TermName]) -> tuple[Value, ...]:
        return tuple(
            replace(term_link(names, term, found.built_on), code=names.code(term.iri) or term.code)
            for term in terms
        )

    reason = next(iter(code.reason), None)
    term = code.before if is_over else code.after or code.before
    return CodeRow(
        own=term.code if term is not None else "",
        code=code.code[:_LONGEST_SHOWN] + ("…" if len(code.code) > _LONGEST_SHOWN else ""),
        where=_where(names, code),
        term=term_link(names, term, code.seen_in) if term is not None else None,
        pieces=() if is_over else tuple(each for change in told for each in pieces_of(change)),
        left=() if is_over else links(_ends(told, "left")),
        joined=() if is_over else links(_ends(told, "joined")),
        successors=links(code.successors),
        via=links(code.via),
        candidates=links(code.candidates),
        is_over=is_over,
        release=side_name(names.page, code.release) if code.release not in ("", NOW) else "",
        since=names.day(Literal(code.since.isoformat())) if code.since else None,
        reason=names.text(reason) if reason else None,
    )


def _ends(changes: Iterable[TermChange], side: str) -> list[TermName]:
    return [
        term
        for change in changes
        if change.kind == "moved"
        for term in (change.left if side == "left" else change.joined)
    ]


def _where(names: Names, code: CodeImpact) -> str:
    rows = ", ".join(f"{place:,}" for place in code.found.places)
    more = code.found.count - len(code.found.places)
    if more > 0:
        return names.page.words("impact_rows_more", rows=rows, more=f"{more:,}")
    return names.page.words("impact_row" if code.found.count == 1 else "impact_rows", rows=rows)
