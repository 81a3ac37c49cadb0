"""A change to the graph: exactly the quads that go and the quads that come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .terms import DefaultGraph, NamedNode, Quad
from .written_quads import Joined, written_parts

if TYPE_CHECKING:
    from .store import Reader


BULK_QUADS = 200_000
"""From this many additions on, a change is written in bulk."""


@dataclass(frozen=True, slots=True)
class Change:
    """Quads to remove, all of them there, and quads to add, none of them there."""

    removed: Sequence[Quad] = ()
    added: Sequence[Quad] = ()

    def __bool__(self) -> bool:
        return bool(self.removed or self.added)

    def __add__(self, other: Change) -> Change:
        return Change(
            _join(self.removed, other.removed),
            _join(self.added, other.added),
        )

    @property
    def is_large(self) -> bool:
        """Whether so much is added that it is written in bulk."""
        return len(self.added) >= BULK_QUADS

    def subjects(self) -> set[str]:
        """Return the IRIs whose statements change."""
        found: set[str] = set()
        for quads in (self.removed, self.added):
            written, rest = written_parts(quads)
            found = found.union(*(part.subjects() for part in written))
            found.update(q.subject.value for q in rest if isinstance(q.subject, NamedNode))
        return found


def _join(first: Sequence[Quad], second: Sequence[Quad]) -> Sequence[Quad]:
    if not first or not second:
        return first or second
    if len(first) + len(second) < BULK_QUADS:
        return [*first, *second]
    return Joined((first, second))


def difference(reader: Reader, graph: NamedNode | DefaultGraph, wanted: Iterable[Quad]) -> Change:
    """Return the change that makes one graph hold just the wanted quads.

    Args:
        reader: the graph as it is.
        graph: the graph to replace.
        wanted: quads of that graph, as a store returns them (literals in the store's spelling).
    """
    before = set(reader.quads(graph=graph))
    after = set(wanted)
    return Change(
        removed=sorted(before - after, key=str),
        added=sorted(after - before, key=str),
    )
