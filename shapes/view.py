"""The graph as it will be: staged graphs in place of their published editions, and the rest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

from ..graph.namespaces import RDF, RDFS
from ..graph.store import Reader
from ..graph.terms import BlankNode, NamedNode, Quad, Subject, Term, Triple


@dataclass(frozen=True, slots=True)
class View:
    """What is checked: the staged graphs, seen together with what stays published.

    Attributes:
        staged: the new graphs, held in memory.
        published: the graph as it is published; None if nothing is.
        replaced: the named graphs whose published edition the staged one replaces.
        is_part: whether it is a small part of something large, so that little is to be read of
            anything that is not staged. Of staged nodes nothing is said then but what is staged.
    """

    is_part: ClassVar[bool] = False

    staged: Reader
    published: Reader | None = None
    replaced: frozenset[NamedNode] = frozenset()

    def quads(
        self,
        subject: Subject | None = None,
        predicate: NamedNode | None = None,
        object: Term | None = None,
        graph: NamedNode | None = None,
    ) -> Iterator[Quad]:
        """Yield the quads that match; None matches anything."""
        yield from self.staged.quads(subject, predicate, object, graph)
        if self.published is not None:
            for quad in self.published.quads(subject, predicate, object, graph):
                if quad.graph_name not in self.replaced:
                    yield quad

    def values(self, subject: Subject, predicate: NamedNode) -> list[Term]:
        """Return the values of a subject's property, each once."""
        return list(dict.fromkeys(q.object for q in self.quads(subject, predicate)))

    def subclasses(self, name: NamedNode) -> set[NamedNode]:
        """Return a class and all classes below it."""
        found = {name}
        waiting = [name]
        while waiting:
            for quad in self.quads(None, RDFS.subClassOf, waiting.pop()):
                if isinstance(quad.subject, NamedNode) and quad.subject not in found:
                    found.add(quad.subject)
                    waiting.append(quad.subject)
        return found

    def staged_subjects(self) -> set[NamedNode | BlankNode]:
        """Return the nodes about which the staged graphs say something."""
        return {q.subject for q in self.staged.quads() if not isinstance(q.subject, Triple)}

    def instances(self, classes: set[NamedNode]) -> set[NamedNode]:
        """Return the staged subjects that belong to one of some classes."""
        subjects = self.staged_subjects()
        return {
            quad.subject
            for name in classes
            for quad in self.quads(None, RDF.type, name)
            if isinstance(quad.subject, NamedNode) and quad.subject in subjects
        }
