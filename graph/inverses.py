"""The other direction of each relation that the ontology states one for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from .namespaces import OWL, RDF
from .terms import NamedNode, Quad


@dataclass(frozen=True, slots=True)
class Inverses:
    """Which property says the same from the other end; a symmetric one is its own.

    Attributes:
        by_property: IRI of a property -> its inverses.
    """

    by_property: Mapping[NamedNode, tuple[NamedNode, ...]]

    @classmethod
    def stated_in(cls, quads: Iterable[Quad]) -> Inverses:
        """Return the inverses that an ontology states."""
        found: dict[NamedNode, set[NamedNode]] = {}
        for quad in quads:
            if not isinstance(quad.subject, NamedNode) or not isinstance(quad.object, NamedNode):
                continue
            if quad.predicate == OWL.inverseOf:
                found.setdefault(quad.subject, set()).add(quad.object)
                found.setdefault(quad.object, set()).add(quad.subject)
            elif quad.predicate == RDF.type and quad.object == OWL.SymmetricProperty:
                found.setdefault(quad.subject, set()).add(quad.subject)
        return cls(
            {name: tuple(sorted(others, key=str)) for name, others in found.items()},
        )

    def said_by(self, predicates: Iterable[NamedNode]) -> set[NamedNode]:
        """Return the properties that say, from the other end, what some properties say."""
        return {inverse for name in predicates for inverse in self.by_property.get(name, ())}

    def of(self, quads: Iterable[Quad]) -> Iterator[Quad]:
        """Yield the other direction of each statement that has one, in the same graph."""
        for quad in quads:
            for inverse in self.by_property.get(quad.predicate, ()):
                if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
                    yield Quad(quad.object, inverse, quad.subject, quad.graph_name)
