"""The life of a term through the releases, as its page tells it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...graph.releases.difference import MappingChange
from ...graph.releases.standing import TermName
from ...graph.releases.terms import Change
from ...graph.releases.timelines import Moment
from ...graph.terms import Literal
from .releases import Piece, pieces_of
from .values import Names, Value

_MOST_CHANGES = 6
"""Changes of one release that the page tells; the change note of the release has all."""

_MOST_RELEASES = 12
"""Releases that the page shows; those in which nothing happened are left out first."""


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened to the term.

    Attributes:
        word: what happened.
        pieces: old and new words, for each text that changed.
        left: what it is part of no more, or what became it.
        joined: what it is part of now, what takes its place, or what it is mapped to.
    """

    word: str
    pieces: tuple[tuple[Piece, ...], ...]
    left: tuple[Value, ...]
    joined: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class ReleaseOfTerm:
    """One release in the life of a term.

    Attributes:
        version: its version.
        href: address of the term as the release has it; None if it was removed in it.
        day: when it was issued.
        title: what the term was called in it; None if it was removed.
        happenings: what happened since the release before.
        more: how many changes are not told.
        is_read: whether this is the release that the page reads.
    """

    version: str
    href: str | None
    day: Value
    title: Value | None
    happenings: tuple[Happening, ...]
    more: int
    is_read: bool


@dataclass(frozen=True, slots=True)
class Life:
    """The life of a term.

    Attributes:
        held: how many releases have it.
        shown: those in which something happened, the first and the last; newest first.
        timemap: address of all of it as JSON.
    """

    held: int
    shown: tuple[ReleaseOfTerm, ...]
    timemap: str


def life(names: Names, iri: str, timeline: Sequence[Moment]) -> Life | None:
    """Return the life of a term; None if no release has it."""
    path = names.generation.addresses.path(iri)
    if not timeline or path is None:
        return None
    ends = (timeline[0], timeline[-1])
    told = [m for m in timeline if m.record.changes or m in ends]
    shown = tuple(_release(names, path, moment) for moment in reversed(told[-_MOST_RELEASES:]))
    return Life(sum(moment.is_held for moment in timeline), shown, f"/timemap/json{path}")


def _release(names: Names, path: str, moment: Moment) -> ReleaseOfTerm:
    release, record = moment.release, moment.record
    changes = record.changes[:_MOST_CHANGES]
    return ReleaseOfTerm(
        version=release.version,
        href=names.page.to(path, release=release.version) if record.name else None,
        day=names.day(Literal(release.issued.date().isoformat())),
        title=names.text(record.name.label(names.view.language)) if record.name else None,
        happenings=tuple(_happening(names, change) for change in changes),
        more=len(record.changes) - len(changes),
        is_read=release.version == names.generation.release,
    )


def _happening(names: Names, change: Change) -> Happening:
    word = names.page.words(f"change_{change.kind.replace(' ', '_')}")
    if isinstance(change, MappingChange):
        ends = (change.term, change.target)
        return Happening(word, (), (), tuple(_named(names, end) for end in ends))
    left, joined = change.left, change.joined
    if change.kind == "merged":
        joined = (change.term,)
    elif change.kind in ("replaced", "split"):
        left = (change.term,)
    return Happening(
        word,
        pieces_of(change),
        tuple(_named(names, name) for name in left),
        tuple(_named(names, name) for name in joined),
    )


def _named(names: Names, name: TermName) -> Value:
    """Return a term as the change note named it, with a link if it is described here."""
    label = names.text(name.label(names.view.language))
    return Value(label.text, label.lang, names.address(name.iri))
