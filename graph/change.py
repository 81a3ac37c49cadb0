"""A change to the graph: exactly the quads that go and the quads that come."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from .terms import DefaultGraph, NamedNode, Quad

if TYPE_CHECKING:
    from .store import Reader


@dataclass(frozen=True, slots=True)
class Change:
    """Quads to remove, all of them there, and quads to add, none of them there."""

    removed: Sequence[Quad] = ()
    added: Sequence[Quad] = ()

    def __bool__(self) -> bool:
        return bool(self.removed or self.added)

    def __add__(self, other: Change) -> Change:
        return Change([*self.removed, *other.removed], [*self.added, *other.added])

    def subjects(self) -> set[str]:
        """Return the IRIs whose statements change."""
        return {
            quad.subject.value
            for quads in (self.removed, self.added)
            for quad in quads
            if isinstance(quad.subject, NamedNode)
        }


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
