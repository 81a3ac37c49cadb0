"""An edition: the terms of the standard in one generation, by every way to write them.

All of it is read property by property, graph by graph, because a system may hold as many codes as
the standard has terms, and asking for one term after another takes ten times as long.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ..class_names import ClassNames, Named, add_named
from ..deprecation import NOT_FOR_NEW_USE
from ..generation import Generation
from ..index import LABEL_PROPERTIES
from ..labels import NAMING
from ..look_up import find_among, suggest_among
from ..namespaces import ADMS, DCT, MH, OWL, RDF, RDFS, SKOS
from ..releases.coverage import covered_graphs
from ..releases.standing import ONTOLOGY_LIST, TermName, list_names
from ..terms import Literal, NamedNode, Quad

_NAMES = tuple(dict.fromkeys((*(name for name, _ in LABEL_PROPERTIES), *NAMING)))
_READ = (
    *_NAMES,
    SKOS.inScheme,
    SKOS.notation,
    DCT.identifier,
    DCT.isReplacedBy,
    DCT.spatial,
    OWL.sameAs,
    OWL.deprecated,
    ADMS.status,
)
"""Properties that say how a term is written, where it holds, and whether it is in use."""

_ONTOLOGY = (OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
_RETIRED = frozenset(NOT_FOR_NEW_USE)
_WITHDRAWN = frozenset((MH.Withdrawn,))


@dataclass(frozen=True, slots=True)
class Edition:
    """The terms of one edition.

    Attributes:
        generation: what it was read from.
        terms: IRI -> what the term is called, for terms of lists, classes and properties.
        names: all of them by what they are called.
        of_list: name of a list -> its terms by what they are called.
        retired: IRIs of terms that are not for new use.
        withdrawn: IRIs of those that are not for use at all.
        areas: IRI -> IRIs of the areas that a term holds in; only terms that state some.
    """

    generation: Generation
    terms: Mapping[str, TermName]
    names: ClassNames
    of_list: Mapping[str, ClassNames]
    retired: frozenset[str]
    withdrawn: frozenset[str]
    areas: Mapping[str, frozenset[str]]

    def find(self, text: str, list_name: str = "") -> tuple[str, ...]:
        """Return the IRIs of the terms that a text names exactly; several if it is ambiguous.

        Args:
            text: an address, compact address, code or name.
            list_name: the list that codes and names are of; addresses may be of any. Empty for all.
        """
        addresses = self.generation.addresses
        if not list_name:
            return tuple(thing.iri for thing in find_among(self.names, addresses, text))
        listed = self.of_list.get(list_name)
        found = find_among(listed, addresses, text) if listed is not None else ()
        if not found and (":" in text or "/" in text or " " in text):
            # an address, or a code with the word for its list before it, speaks for itself
            found = find_among(self._addressed(), addresses, text)
        return tuple(thing.iri for thing in found)

    def suggest(self, text: str, list_name: str = "") -> str | None:
        """Return the IRI of the term whose name is most like a text; None if none is like it."""
        names = self.of_list.get(list_name) if list_name else self.names
        found = suggest_among(names, text) if names is not None else None
        return found.iri if found else None

    def _addressed(self) -> ClassNames:
        """Return all terms by their addresses alone."""
        return ClassNames(things=self.names.things, by_address=self.names.by_address)


def edition_of(generation: Generation) -> Edition:
    """Return the edition of a generation, the same one each time."""
    return generation.remember("edition", lambda: _read(generation))


def _read(generation: Generation) -> Edition:
    lists = list_names(generation)
    said = _said(generation)
    ontology = _subjects_of_types(generation)
    terms: dict[str, TermName] = {}
    names, of_list = ClassNames(), {name: ClassNames() for name in lists.values()}
    for iri, quads in said.items():
        schemes = (q.object for q in quads if q.predicate == SKOS.inScheme)
        listed = {lists[s.value] for s in schemes if isinstance(s, NamedNode) and s.value in lists}
        if not listed and iri not in ontology:
            continue
        terms[iri] = _term_name(iri, quads, tuple(sorted(listed)) or (ONTOLOGY_LIST,))
        if listed:
            add_named(names, iri, quads)
        else:  # "Service" is no code of anybody's, the address of the class may be
            names.things[iri] = Named(iri, terms[iri].label().value)
        for name in listed:
            add_named(of_list[name], iri, quads)
    return Edition(
        generation=generation,
        terms=terms,
        names=names,
        of_list=of_list,
        retired=frozenset(iri for iri in terms if _is_retired(said[iri])),
        withdrawn=frozenset(iri for iri in terms if _has_status(said[iri], _WITHDRAWN)),
        areas=dict(_areas(said, terms)),
    )


def _said(generation: Generation) -> dict[str, list[Quad]]:
    """Return what the standard says of each thing, as far as it is read."""
    said: dict[str, list[Quad]] = {}
    reader = generation.reader
    for graph in map(NamedNode, covered_graphs(generation)):
        for predicate in _READ:
            for quad in reader.quads(None, predicate, None, graph):
                if isinstance(quad.subject, NamedNode):
                    said.setdefault(quad.subject.value, []).append(quad)
    return said


def _subjects_of_types(generation: Generation) -> set[str]:
    """Return the IRIs of the classes and properties of the ontology."""
    reader = generation.reader
    graphs = [NamedNode(graph) for graph in covered_graphs(generation)]
    return {
        quad.subject.value
        for kind in (*_ONTOLOGY, RDFS.Class)
        for graph in graphs
        for quad in reader.quads(None, RDF.type, kind, graph)
        if isinstance(quad.subject, NamedNode)
    }


def _term_name(iri: str, quads: Iterable[Quad], lists: tuple[str, ...]) -> TermName:
    """Return what a term is called; its labels are those of the best property that has any."""
    literals: dict[NamedNode, list[Literal]] = {}
    for quad in quads:
        if isinstance(quad.object, Literal):
            literals.setdefault(quad.predicate, []).append(quad.object)
    codes = literals.get(DCT.identifier) or literals.get(SKOS.notation) or []
    labels = next((literals[name] for name in NAMING if name in literals), [])
    return TermName(
        iri,
        min((code.value for code in codes), default=""),
        tuple(sorted(set(labels), key=lambda label: (label.language or "", label.value))),
        lists,
    )


def _is_retired(quads: Iterable[Quad]) -> bool:
    quads = tuple(quads)
    return _has_status(quads, _RETIRED) or any(
        quad.predicate == OWL.deprecated
        and isinstance(quad.object, Literal)
        and quad.object.value in ("true", "1")
        for quad in quads
    )


def _has_status(quads: Iterable[Quad], statuses: frozenset[NamedNode]) -> bool:
    return any(
        quad.predicate == ADMS.status
        and isinstance(quad.object, NamedNode)
        and quad.object in statuses
        for quad in quads
    )


def _areas(
    said: Mapping[str, Iterable[Quad]], terms: Iterable[str]
) -> Iterator[tuple[str, frozenset[str]]]:
    for iri in terms:
        stated = (q.object for q in said[iri] if q.predicate == DCT.spatial)
        areas = frozenset(area.value for area in stated if isinstance(area, NamedNode))
        if areas:
            yield iri, areas
