"""How a term stands in one edition of the standard: what a change note compares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import chain

from ..generation import Generation
from ..labels import choose_label
from ..namespaces import DCT, ESD, MH, OWL, RDF, RDFS, SKOS
from ..standard_table import ONTOLOGY_TYPES, listed_subjects, stated_of
from ..terms import DefaultGraph, Literal, NamedNode, Quad, Term
from .coverage import covered_graphs

PARENTS = (SKOS.broader, ESD.containedBy)
"""Properties that say what a term is part of."""

LABELS = (SKOS.prefLabel, RDFS.label)
DEFINITIONS = (SKOS.definition, DCT.description, RDFS.comment, SKOS.scopeNote)
REASONS = (SKOS.changeNote, SKOS.historyNote)

ONTOLOGY_LIST = "ontology"
"""What stands for the name of a list for classes and properties."""

_ONTOLOGY_TYPES = frozenset(ONTOLOGY_TYPES)


@dataclass(frozen=True, slots=True)
class TermName:
    """A term as a change note names it.

    Attributes:
        iri: its IRI.
        code: its identifier; empty if it has none.
        labels: its names, one a language.
        lists: names of its lists, in order; ``ontology`` for a class or property, and its own name
            for a list.
    """

    iri: str
    code: str
    labels: tuple[Literal, ...]
    lists: tuple[str, ...]

    def label(self, language: str = "en") -> Literal:
        """Return its name in a language, or in the nearest that there is; its IRI if none."""
        return choose_label(self.labels, language) or Literal(self.iri)


@dataclass(frozen=True, slots=True)
class Standing:
    """A term in one edition.

    Attributes:
        name: what it is called there.
        definitions: (property, language) -> text.
        parents: IRIs of what it is part of.
        list_iris: IRIs of its lists.
        is_deprecated: whether it should no longer be used.
        successors: IRIs of what takes its place.
        reason: what a note says of its change, in several languages.
    """

    name: TermName
    definitions: Mapping[tuple[str, str], str]
    parents: frozenset[str]
    list_iris: frozenset[str]
    is_deprecated: bool
    successors: tuple[str, ...]
    reason: tuple[Literal, ...]


def list_names(generation: Generation) -> Mapping[str, str]:
    """Return IRI -> name of every list."""
    return generation.remember("list names", lambda: _read_list_names(generation))


def members(generation: Generation) -> set[str]:
    """Return the IRIs of the terms of all lists."""
    names, covered = list_names(generation), covered_graphs(generation)
    others = (
        generation.reader.quads(
            None, SKOS.inScheme, None, NamedNode(graph) if graph else DefaultGraph()
        )
        for graph in set(generation.manifest.graphs).difference(covered)
    )
    found = {
        quad.subject.value
        for quad in chain.from_iterable(others)
        if isinstance(quad.subject, NamedNode)
        and isinstance(quad.object, NamedNode)
        and quad.object.value in names
    }
    for lists, subjects in listed_subjects(generation, covered).items():
        if not names.keys().isdisjoint(lists.split()):
            found.update(subjects)
    return found


def standing(generation: Generation, iri: str) -> Standing | None:
    """Return how a term stands in an edition; None if the standard has no term of that IRI.

    A tombstone is no term: what was removed does not stand any more.
    """
    return standing_of(generation, iri, _said(generation, iri))


def standing_of(generation: Generation, iri: str, said: list[Quad]) -> Standing | None:
    """Return how a term stands in an edition of which it is known what the standard says of it."""
    types = {q.object for q in said if q.predicate == RDF.type}
    names = list_names(generation)
    list_iris = frozenset(v for v in _iris(said, (SKOS.inScheme,)) if v in names)
    if iri in names:
        lists: tuple[str, ...] = (names[iri],)
    elif list_iris:
        lists = tuple(sorted(names[v] for v in list_iris))
    elif types & _ONTOLOGY_TYPES or SKOS.Concept in types:
        lists = (ONTOLOGY_LIST,)
    else:
        return None
    codes = sorted(_texts(said, (DCT.identifier,))) or sorted(_texts(said, (SKOS.notation,)))
    definitions: dict[tuple[str, str], str] = {}
    for quad in sorted((quad for quad in said if quad.predicate in DEFINITIONS), key=str):
        if isinstance(quad.object, Literal):
            key = (quad.predicate.value, quad.object.language or "")
            held = definitions.get(key)
            definitions[key] = f"{held}\n{quad.object.value}" if held else quad.object.value
    return Standing(
        name=TermName(iri, codes[0] if codes else "", _labels(said), lists),
        definitions=definitions,
        parents=frozenset(_iris(said, PARENTS)),
        list_iris=list_iris,
        is_deprecated="true" in _texts(said, (OWL.deprecated,)),
        successors=successors(generation, iri),
        reason=_literals(said, REASONS),
    )


def successors(generation: Generation, iri: str) -> tuple[str, ...]:
    """Return the IRIs of what takes a term's place, in order; a tombstone says it as well."""
    quads = generation.reader.quads(NamedNode(iri), DCT.isReplacedBy)
    return tuple(sorted(_iris(quads, (DCT.isReplacedBy,))))


def term_name(generations: Iterable[Generation], iri: str) -> TermName:
    """Return what a term is called in the first of some editions that has it; its IRI if none."""
    for generation in generations:
        found = standing(generation, iri)
        if found is not None:
            return found.name
    for generation in generations:
        labels = _labels(list(generation.reader.quads(NamedNode(iri))))
        if labels:
            return TermName(iri, "", labels, ())
    return TermName(iri, "", (), ())


def _read_list_names(generation: Generation) -> dict[str, str]:
    reader = generation.reader
    names = {}
    for scheme in reader.subjects(RDF.type, SKOS.ConceptScheme):
        if scheme.value not in MH:  # those of the ontology itself are no lists
            identifier = reader.value(scheme, DCT.identifier)
            last = scheme.value.rstrip("/#").replace("#", "/").rpartition("/")[2]
            names[scheme.value] = identifier.value if isinstance(identifier, Literal) else last
    return names


def _said(generation: Generation, iri: str) -> list[Quad]:
    """Return what the standard says of a term, without what councils' data say."""
    covered = generation.remember(
        "set of covered graphs", lambda: frozenset(covered_graphs(generation))
    )
    return stated_of(generation.reader, iri, covered)


def _labels(said: list[Quad]) -> tuple[Literal, ...]:
    for predicate in LABELS:
        found = _literals(said, (predicate,))
        if found:
            return found
    return ()


def _literals(said: Iterable[Quad], predicates: tuple[NamedNode, ...]) -> tuple[Literal, ...]:
    found = {q.object for q in said if q.predicate in predicates and isinstance(q.object, Literal)}
    return tuple(sorted(found, key=lambda t: (t.language or "", t.value)))


def _texts(said: Iterable[Quad], predicates: tuple[NamedNode, ...]) -> set[str]:
    return {literal.value for literal in _literals(said, predicates)}


def _iris(said: Iterable[Quad], predicates: tuple[NamedNode, ...]) -> set[str]:
    objects: Iterable[Term] = (q.object for q in said if q.predicate in predicates)
    return {term.value for term in objects if isinstance(term, NamedNode)}


STRUCTURE = frozenset(
    (
        *PARENTS,
        *LABELS,
        *DEFINITIONS,
        RDF.type,
        SKOS.narrower,
        MH.contains,
        SKOS.inScheme,
        SKOS.topConceptOf,
        SKOS.hasTopConcept,
        DCT.isReplacedBy,
        DCT.replaces,
        DCT.identifier,
        DCT.modified,
        SKOS.notation,
        OWL.deprecated,
    )
)
"""Properties whose changes a change note tells in words of their own, or that follow from them."""
