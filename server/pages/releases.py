"""The pages of releases: all of them, one with its notes and downloads, and a change note."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Literal as OneOf
from urllib.parse import quote

from markupsafe import Markup

from ...graph.lists import all_lists
from ...graph.releases.difference import (
    MAPPING_KINDS,
    TERM_KINDS,
    Difference,
    MappingChange,
    TermChange,
)
from ...graph.releases.release import Release
from ...graph.releases.standing import TermName
from ...graph.releases.version import NOW
from ...graph.terms import Literal
from ..view import View
from .markdown import markdown
from .quality import release_quality, waiver_rows
from .template import Page, generation_of, render
from .values import Names, Value

_MOST_CHANGES = 300
"""Changes of one kind that a page shows; the other forms hold all."""

_MOST_WORDS = 400
"""Words of a definition up to which those that changed are marked."""

_NOTED = frozenset(("renamed", "deprecated", "replaced", "merged", "split"))


@dataclass(frozen=True, slots=True)
class ReleaseRow:
    """One release in the overview."""

    version: str
    href: str
    is_draft: bool
    day: Value
    frozen: Value | None
    changes: str
    before: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of words of a text that changed: they stayed, came or went."""

    text: str
    state: OneOf["same", "ins", "del"]


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One change of one term, or one mapping, as a line of a change note.

    Attributes:
        code: code of the term.
        term: its name, with a link.
        pieces: old and new words, for each text that changed.
        left: what it is part of no more, or what became it.
        joined: what it is part of now, what takes its place, or what it is mapped to.
        reason: what a note says of it; None if nothing.
        verb: the kind of mapping; None for a term.
    """

    code: str
    term: Value
    pieces: tuple[tuple[Piece, ...], ...]
    left: tuple[Value, ...]
    joined: tuple[Value, ...]
    reason: Value | None
    verb: Value | None


@dataclass(frozen=True, slots=True)
class Section:
    """The changes of one kind."""

    id: str
    kind: str
    heading: str
    note: str
    rows: tuple[ChangeRow, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Count:
    """A number over a word, at the head of a change note."""

    word: str
    number: int
    id: str


def releases(view: View, found: Sequence[Release]) -> str:
    """Return the overview of releases and drafts, newest first, as HTML."""
    names = Names(view, generation_of(view), {})
    rows = tuple(_release_row(names, release) for release in reversed(found))
    return render("releases.html", view, rows=rows, choices=_choices(found))


def release(view: View, found: Release) -> str:
    """Return the page of a release as HTML."""
    names = Names(view, generation_of(view), {})
    titles = {entry.name: entry.title(view.language) for entry in all_lists(names.generation)}
    rows = [
        (names.text(titles.get(name, Literal(name))), name, size)
        for name, size in found.lists.items()
    ]
    rows.sort(key=lambda row: row[0].text.casefold())
    return render(
        "release.html",
        view,
        release=found,
        row=_release_row(names, found),
        iri=found.iri(view.base_iri),
        notes=_notes(found.notes),
        lists=rows,
        quality=release_quality(names, found) if found.quality is not None else (),
        waivers=waiver_rows(names, found),
        has_copy_buttons=True,
    )


def difference(view: View, found: Difference, known: Sequence[Release], list_name: str = "") -> str:
    """Return what changed from one release to another as a change note in HTML.

    Args:
        view: the request.
        found: what changed, of one list alone if one is named.
        known: all releases, to choose others from.
        list_name: the name of that list; empty for all.
    """
    names = Names(view, generation_of(view), {})
    sections = tuple(_sections(names, found))
    counts = [Count(s.heading, len(s.rows) + s.more, s.id) for s in sections]
    counts.append(Count(names.page.words("change_unchanged"), found.unchanged, ""))
    titles = {entry.name: entry.title(view.language).value for entry in all_lists(names.generation)}
    return render(
        "difference.html",
        view,
        difference=found,
        before=side_name(names.page, found.before),
        is_now=found.after == NOW,
        sections=sections,
        counts=counts,
        choices=_choices(known),
        list_name=list_name,
        lists=[(entry.name, titles[entry.name]) for entry in all_lists(names.generation)],
        path=f"/releases/{quote(found.name)}",
    )


def changed_words(before: str, after: str) -> tuple[Piece, ...]:
    """Return two texts as one, in which the words that went and that came are marked."""
    old, new = re.findall(r"\s+|[^\s]+", before), re.findall(r"\s+|[^\s]+", after)
    if not old or not new or len(old) + len(new) > _MOST_WORDS:
        pieces = (Piece(before, "del"), Piece(after, "ins"))
        return tuple(piece for piece in pieces if piece.text)
    found: list[Piece] = []
    for tag, i, j, k, m in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Piece("".join(old[i:j]), "same"))
            continue
        if i < j:
            found.append(Piece("".join(old[i:j]), "del"))
        if k < m:
            found.append(Piece("".join(new[k:m]), "ins"))
    return tuple(found)


def _sections(names: Names, found: Difference) -> Iterator[Section]:
    words = names.page.words
    for kind in TERM_KINDS:
        changes = found.of_kind(kind)
        if changes:
            yield Section(
                id=kind,
                kind=kind,
                heading=words(f"change_{kind}"),
                note=words(f"note_{kind}") if kind in _NOTED else "",
                rows=tuple(_term_row(names, change, found) for change in changes[:_MOST_CHANGES]),
                more=max(0, len(changes) - _MOST_CHANGES),
            )
    for mapping_kind in MAPPING_KINDS:
        mapped = found.mappings_of(mapping_kind)
        if mapped:
            name = mapping_kind.replace(" ", "_")
            yield Section(
                id=name,
                kind="mapping",
                heading=words(f"change_{name}"),
                note="",
                rows=tuple(_mapping_row(names, m, found) for m in mapped[:_MOST_CHANGES]),
                more=max(0, len(mapped) - _MOST_CHANGES),
            )


def _term_row(names: Names, change: TermChange, found: Difference) -> ChangeRow:
    reason = next(iter(change.reason), None)
    return ChangeRow(
        code=change.term.code,
        term=_named(names, change.term, found),
        pieces=pieces_of(change),
        left=tuple(_named(names, term, found) for term in change.left),
        joined=tuple(_named(names, term, found) for term in change.joined),
        reason=names.text(reason) if reason else None,
        verb=None,
    )


def _mapping_row(names: Names, change: MappingChange, found: Difference) -> ChangeRow:
    return ChangeRow(
        code=change.term.code,
        term=_named(names, change.term, found),
        pieces=(),
        left=(),
        joined=(_named(names, change.target, found),),
        reason=None,
        verb=names.text(names.label(change.predicate)),
    )


def pieces_of(change: TermChange) -> tuple[tuple[Piece, ...], ...]:
    """Return the old and new words of each text of a term that changed."""
    return tuple(
        changed_words(text.before or "", text.after or "")
        if change.kind == "redefined"
        else _old_and_new(text.before, text.after)
        for text in change.texts
    )


def _old_and_new(before: str | None, after: str | None) -> tuple[Piece, ...]:
    old = (Piece(before, "del"),) if before else ()
    return (*old, Piece(after, "ins")) if after else old


def _named(names: Names, term: TermName, found: Difference) -> Value:
    return term_link(names, term, found.before)


def term_link(names: Names, term: TermName, release: str) -> Value:
    """Return a term's name with a link; to the release that has it, if it is served no more."""
    label = names.text(term.label(names.view.language))
    href = names.address(term.iri)
    path = names.generation.addresses.path(term.iri)
    is_served = names.generation.reader.describes(term.iri)
    if not is_served and path is not None and release not in ("", NOW) and term.lists:
        href = names.page.to(path, release=release)
    return Value(label.text, label.lang, href)


def side_name(page: Page, name: str) -> str:
    """Return what a release, or what is served now, is called in a sentence."""
    return page.words("now_named") if name == NOW else page.words("release_named", version=name)


def _release_row(names: Names, found: Release) -> ReleaseRow:
    changes = f"/releases/{quote(f'{found.parent}..{found.version}')}" if found.parent else ""
    return ReleaseRow(
        version=found.version,
        href=names.page.to(f"/releases/{quote(found.version)}"),
        is_draft=found.is_draft,
        day=names.day(Literal(found.issued.date().isoformat())),
        frozen=names.day(Literal(found.freeze_date.isoformat())) if found.freeze_date else None,
        changes=names.page.to(changes) if changes else "",
        before=found.parent or "",
    )


def _choices(known: Iterable[Release]) -> list[str]:
    """Return the versions to choose from, newest first."""
    return [release.version for release in known][::-1]


def _notes(text: str) -> Markup:
    """Return notes as HTML whose headings stand under that of the notes."""
    return markdown(text, top=3)
