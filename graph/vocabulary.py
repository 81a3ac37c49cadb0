"""What the ontology says of its properties: the words for pages, their order, their inverses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from .generation import Generation
from .inverses import Inverses
from .labels import choose_label
from .namespaces import MH, OWL, RDF, RDFS
from .store import Reader
from .terms import Literal, NamedNode

LAST = 1_000
"""Page order of a property for which the ontology states none."""


@dataclass(frozen=True, slots=True)
class Property:
    """A property as pages show it.

    Attributes:
        iri: its IRI.
        labels: its labels, in several languages.
        phrases: the heading over its values on a page, in several languages.
        order: where it stands on a page, lowest first.
    """

    iri: str
    labels: tuple[Literal, ...]
    phrases: tuple[Literal, ...]
    order: int

    def heading(self, language: str) -> Literal:
        """Return the words over this property's values, in a language if there are any."""
        return choose_label(self.phrases or self.labels, language) or Literal(_words(self.iri))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The properties that the ontology describes, and which of them are inverses."""

    properties: Mapping[str, Property]
    inverses: Inverses

    @classmethod
    def of(cls, generation: Generation) -> Vocabulary:
        """Return the vocabulary of a generation, read once."""
        return generation.remember("vocabulary", lambda: cls.read(generation.reader))

    @classmethod
    def read(cls, reader: Reader) -> Vocabulary:
        """Return the vocabulary that a graph holds."""
        described = {
            quad.subject.value
            for predicate in (MH.phrase, MH.pageOrder, RDFS.domain, OWL.inverseOf)
            for quad in reader.quads(None, predicate)
            if isinstance(quad.subject, NamedNode)
        }
        properties = {iri: _read_property(reader, iri) for iri in sorted(described)}
        stated = [
            *reader.quads(None, OWL.inverseOf),
            *reader.quads(None, RDF.type, OWL.SymmetricProperty),
        ]
        return cls(properties, Inverses.stated_in(stated))

    def property(self, iri: str) -> Property:
        """Return what is known of a property, be it nothing."""
        return self.properties.get(iri) or Property(iri, (), (), LAST)


def _read_property(reader: Reader, iri: str) -> Property:
    subject = NamedNode(iri)
    order = reader.value(subject, MH.pageOrder)
    return Property(
        iri=iri,
        labels=_literals(reader, subject, RDFS.label),
        phrases=_literals(reader, subject, MH.phrase),
        order=int(order.value) if isinstance(order, Literal) else LAST,
    )


def _literals(reader: Reader, subject: NamedNode, predicate: NamedNode) -> tuple[Literal, ...]:
    return tuple(t for t in reader.objects(subject, predicate) if isinstance(t, Literal))


def _words(iri: str) -> str:
    """Return the last part of an IRI as words: ``openingHours`` -> ``opening hours``."""
    name = iri.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1]
    return "".join(f" {c.lower()}" if c.isupper() else c for c in name).strip() or iri
