"""Where the index reads what a graph says of things: one by one, by property, or from a change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Protocol

from .namespaces import MH, RDF
from .store import Reader
from .terms import NamedNode, Quad, RdfFormat, Term, parse
from .written_quads import WrittenQuads

_CLASSES = (MH.Tombstone, MH.Code)
"""Of all the classes of things, those that the index asks for."""


Objects = Mapping[str, Sequence[Term]]
"""IRI of each thing that has a property -> its objects, in the order of their text."""


class Described(Protocol):
    """What a graph says of some things, property by property."""

    def objects(self, predicate: NamedNode) -> Objects:
        """Return the objects of a property; of classes, just those that the index asks for."""


class Asked:
    """A graph that is asked about one thing after the other, which is quicker for few.

    Args:
        reader: the graph.
        subjects: IRIs of the things.
    """

    def __init__(self, reader: Reader, subjects: Collection[str]) -> None:
        self._reader = reader
        self._subjects = [NamedNode(iri) for iri in subjects]

    def objects(self, predicate: NamedNode) -> Objects:
        """Return the objects of a property."""
        found = ((thing.value, self._reader.objects(thing, predicate)) for thing in self._subjects)
        return {iri: objects for iri, objects in found if objects}


class Scanned:
    """A graph whose properties are read whole, which is quicker for many things.

    Args:
        reader: the graph.
        subjects: IRIs of the things.
    """

    def __init__(self, reader: Reader, subjects: Collection[str]) -> None:
        self._reader = reader
        self._subjects = frozenset(subjects)

    def objects(self, predicate: NamedNode) -> Objects:
        """Return the objects of a property."""
        return _by_subject(
            quad
            for wanted in (_CLASSES if predicate == RDF.type else (None,))
            for quad in self._reader.quads(None, predicate, wanted)
            if isinstance(quad.subject, NamedNode) and quad.subject.value in self._subjects
        )


class Written:
    """What a large change says of things that are new, which is all that there is of them.

    Args:
        parts: the statements that come.
        other: where the things are described that are not new.
    """

    def __init__(self, parts: Sequence[WrittenQuads], other: Described) -> None:
        self._parts = parts
        self._other = other

    def objects(self, predicate: NamedNode) -> Objects:
        """Return the objects of a property."""
        wanted = {str(name) for name in _CLASSES} if predicate == RDF.type else None
        lines = "".join(
            f"{subject} {predicate} {value} .\n"
            for part in self._parts
            for subject, value in part.of_property(predicate)
            if wanted is None or value in wanted
        )
        new = _by_subject(parse(input=lines.encode(), format=RdfFormat.N_TRIPLES))
        return {**new, **self._other.objects(predicate)}


def _by_subject(quads: Iterable[Quad]) -> dict[str, list[Term]]:
    """Return the objects of each subject, each once, in the order of their text."""
    found: dict[str, list[Term]] = {}
    for quad in quads:
        if isinstance(quad.subject, NamedNode):
            found.setdefault(quad.subject.value, []).append(quad.object)
    for iri, terms in found.items():
        if len(terms) > 1:
            found[iri] = sorted(dict.fromkeys(terms), key=str)
    return found
