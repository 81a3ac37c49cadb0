"""The terms in use of one edition of the standard, and a graph of nothing else for the checks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from ..generation import Generation
from ..labels import choose_label, read_labels
from ..lists import identifier_order
from ..namespaces import DCT, ESD, MH, OWL, RDF, SKOS
from ..reader import Reader
from ..releases.coverage import covered_graphs
from ..releases.standing import list_names
from ..terms import DefaultGraph, Literal, NamedNode, Quad

_KEPT_OF_DEPRECATED = (RDF.type, OWL.deprecated)


@dataclass(frozen=True, slots=True)
class NamedTerm:
    """A term in use, or a list.

    Attributes:
        code: its identifier; empty if it has none.
        label: its name in English, or the nearest that there is; its IRI if none.
        lists: names of its lists, in order; its own name for a list.
    """

    code: str
    label: str
    lists: tuple[str, ...]

    def order(self) -> tuple[tuple[str, ...], tuple[int, int, str]]:
        """Return the sort key: by list, then by code."""
        return self.lists, identifier_order(self.code)


@dataclass(frozen=True, slots=True)
class StandardTerms:
    """What the checks look at.

    Attributes:
        reader: what the standard says of its terms, each statement once. Of a deprecated term it
            holds no more than that it is one, because nobody mends what is not used.
        by_iri: IRI -> term in use or list; those of the ontology itself are left out.
    """

    reader: Reader
    by_iri: Mapping[str, NamedTerm]


def standard_terms(generation: Generation) -> StandardTerms:
    """Return the terms in use of a generation, in memory, where queries take least time."""
    said = [
        quad
        for graph in covered_graphs(generation)
        for quad in generation.reader.quads(graph=NamedNode(graph))
        if not _is_of_ontology(quad)
    ]
    deprecated = {
        quad.subject
        for quad in said
        if quad.predicate == OWL.deprecated
        and isinstance(quad.object, Literal)
        and quad.object.value in ("true", "1")
    }
    reader = Reader.of(
        Quad(quad.subject, quad.predicate, quad.object, DefaultGraph())
        for quad in said
        if quad.subject not in deprecated or quad.predicate in _KEPT_OF_DEPRECATED
    )
    names = list_names(generation)
    concepts = {
        iri.value: _named(reader, iri, names)
        for iri in reader.subjects(RDF.type, SKOS.Concept)
        if iri not in deprecated
    }
    lists = {
        iri.value: _named(reader, iri, names)
        for iri in reader.subjects(RDF.type, SKOS.ConceptScheme)
    }
    return StandardTerms(reader, {**concepts, **lists})


def _is_of_ontology(quad: Quad) -> bool:
    """Return whether a statement is about a word of the ontology, its own code lists included."""
    return isinstance(quad.subject, NamedNode) and (
        quad.subject.value in MH or quad.subject.value in ESD
    )


def _named(reader: Reader, iri: NamedNode, names: Mapping[str, str]) -> NamedTerm:
    code = reader.value(iri, DCT.identifier) or reader.value(iri, SKOS.notation)
    label = choose_label(read_labels(reader, iri.value), "en")
    schemes = [s.value for s in reader.objects(iri, SKOS.inScheme) if isinstance(s, NamedNode)]
    return NamedTerm(
        code=code.value if isinstance(code, Literal) else "",
        label=label.value if label else iri.value,
        lists=(names[iri.value],)
        if iri.value in names
        else tuple(sorted(names[s] for s in schemes if s in names)),
    )
