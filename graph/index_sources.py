"""Where the index reads what a graph says of things: one by one, by property, or from a change."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Protocol

from .namespaces import MH, RDF
from .store import Reader
from .terms import NamedNode, Quad, RdfFormat, Term, parse
from .written_quads import WrittenQuads

_CLASSES = (MH.Tombstone, MH.Code)
"""Of all the classes of things, those that the index asks for."""


class Described(Protocol):
    """What a graph says of things, as far as the index needs it."""

    def objects(self, subject: NamedNode, predicate: NamedNode) -> Sequence[Term]:
        """Return the objects of a thing's property, in the order of their text."""


class Asked:
    """A graph that is asked about one thing after the other."""

    def __init__(self, reader: Reader) -> None:
        self._reader = reader

    def objects(self, subject: NamedNode, predicate: NamedNode) -> Sequence[Term]:
        """Return the objects of a thing's property, in the order of their text."""
        return self._reader.objects(subject, predicate)


class Scanned:
    """A graph that is read property by property, which is quicker for many things."""

    def __init__(self, reader: Reader, subjects: Collection[str]) -> None:
        self._reader = reader
        self._subjects = frozenset(subjects)
        self._held: dict[NamedNode, dict[str, list[Term]]] = {}

    def objects(self, subject: NamedNode, predicate: NamedNode) -> Sequence[Term]:
        """Return the objects of a thing's property, in the order of their text."""
        if predicate not in self._held:
            self._held[predicate] = self._scan(predicate)
        return self._held[predicate].get(subject.value, ())

    def _scan(self, predicate: NamedNode) -> dict[str, list[Term]]:
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
        new: IRIs of the things that no index knew before.
        other: where the others are described.
    """

    def __init__(
        self, parts: Sequence[WrittenQuads], new: Collection[str], other: Described
    ) -> None:
        self._parts = parts
        self._new = frozenset(new)
        self._other = other
        self._held: dict[NamedNode, dict[str, list[Term]]] = {}

    def objects(self, subject: NamedNode, predicate: NamedNode) -> Sequence[Term]:
        """Return the objects of a thing's property, in the order of their text."""
        if subject.value not in self._new:
            return self._other.objects(subject, predicate)
        held = self._held.get(predicate)
        if held is None:
            held = self._held[predicate] = self._read(predicate)
        return held.get(subject.value, ())

    def _read(self, predicate: NamedNode) -> dict[str, list[Term]]:
        wanted = {str(name) for name in _CLASSES} if predicate == RDF.type else None
        lines = "".join(
            f"{subject} {predicate} {value} .\n"
            for part in self._parts
            for subject, value in part.of_property(predicate)
            if wanted is None or value in wanted
        )
        return _by_subject(parse(input=lines.encode(), format=RdfFormat.N_TRIPLES))


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
