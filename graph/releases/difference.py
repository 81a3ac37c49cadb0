"""What changed in the standard from one release to another, as a change note would tell it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal as OneOf

from ..change import Change
from ..terms import Literal
from .standing import TermName

TermKind = OneOf[
    "renamed",
    "redefined",
    "moved",
    "deprecated",
    "replaced",
    "merged",
    "split",
    "added",
    "removed",
    "reinstated",
    "recoded",
    "translated",
    "altered",
]
MappingKind = OneOf["mapping added", "mapping removed"]

TERM_KINDS: tuple[TermKind, ...] = (
    "renamed",
    "deprecated",
    "replaced",
    "merged",
    "split",
    "added",
    "removed",
    "moved",
    "redefined",
    "recoded",
    "reinstated",
    "translated",
    "altered",
)
"""Kinds of change of terms, in the order in which a change note tells them."""

MAPPING_KINDS: tuple[MappingKind, ...] = ("mapping added", "mapping removed")


@dataclass(frozen=True, slots=True)
class TextChange:
    """A text of a term that changed.

    Attributes:
        language: its language; empty if it does not say.
        before: how it was; None if there was none.
        after: how it is; None if there is none.
    """

    language: str
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class TermChange:
    """One thing that happened to one term.

    Attributes:
        kind: what happened; see `moothall.graph.releases.comparison`.
        term: the term, as it is called afterwards; before, where it is no more.
        texts: names, definitions or codes that changed.
        left: what it is part of no more (moved), or what became it (merged).
        joined: what it is part of now (moved), or what takes its place (deprecated, removed,
            replaced, split).
        reason: what a note says of it, in several languages.
        statements: how many other statements about it changed (altered).
    """

    kind: TermKind
    term: TermName
    texts: tuple[TextChange, ...] = ()
    left: tuple[TermName, ...] = ()
    joined: tuple[TermName, ...] = ()
    reason: tuple[Literal, ...] = ()
    statements: int = 0

    def lists(self) -> set[str]:
        """Return the names of the lists that the change concerns."""
        return {name for term in (self.term, *self.left) for name in term.lists}


@dataclass(frozen=True, slots=True)
class MappingChange:
    """A mapping that came or went.

    Attributes:
        kind: which of the two.
        term: the term that is mapped.
        predicate: IRI of the kind of mapping.
        target: what it is mapped to, here or elsewhere.
    """

    kind: MappingKind
    term: TermName
    predicate: str
    target: TermName

    def lists(self) -> set[str]:
        """Return the names of the lists that the change concerns."""
        return {*self.term.lists, *self.target.lists}


@dataclass(frozen=True, slots=True)
class Difference:
    """What changed from one side to the other.

    Attributes:
        before: name of the one side, a version.
        after: name of the other, a version or ``now``.
        is_fixed: whether both are releases, so that the answer is the same for ever.
        terms: changes of terms, by kind and then by list and code.
        mappings: changes of mappings.
        delta: the statements that went and came.
        unchanged: terms of lists to which nothing happened.
    """

    before: str
    after: str
    is_fixed: bool
    terms: tuple[TermChange, ...]
    mappings: tuple[MappingChange, ...]
    delta: Change
    unchanged: int

    def __bool__(self) -> bool:
        return bool(self.delta)

    @property
    def name(self) -> str:
        """What it is called in addresses: ``2026.1..2026.2``."""
        return f"{self.before}..{self.after}"

    def of_kind(self, kind: TermKind) -> tuple[TermChange, ...]:
        """Return the changes of terms of one kind."""
        return tuple(change for change in self.terms if change.kind == kind)

    def mappings_of(self, kind: MappingKind) -> tuple[MappingChange, ...]:
        """Return the mappings that came, or those that went."""
        return tuple(change for change in self.mappings if change.kind == kind)

    def counts(self) -> Mapping[str, int]:
        """Return how many changes there are of each kind, nought included."""
        counts: dict[str, int] = {kind: len(self.of_kind(kind)) for kind in TERM_KINDS}
        return counts | {kind: len(self.mappings_of(kind)) for kind in MAPPING_KINDS}

    def lists(self) -> tuple[str, ...]:
        """Return the names of the lists in which something changed, in order."""
        changes: list[TermChange | MappingChange] = [*self.terms, *self.mappings]
        return tuple(sorted({name for change in changes for name in change.lists()}))

    def in_list(self, name: str) -> Difference:
        """Return the changes that concern one list; its statements stay those of all."""
        return replace(
            self,
            terms=tuple(change for change in self.terms if name in change.lists()),
            mappings=tuple(change for change in self.mappings if name in change.lists()),
        )
