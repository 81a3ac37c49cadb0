"""An edition: the terms of the standard in one generation, by every way to write them.

All of it is read at once, because a system may hold as many codes as the standard has terms, and
asking the store for one term after another takes ten times as long. It is held as it was read, a
property at a time; what a term is called is put together when it is asked for.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Mapping

from ..class_names import ClassNames, Named, address_key
from ..deprecation import NOT_FOR_NEW_USE
from ..folding import fold_letters, fold_words
from ..generation import Generation
from ..index import LABEL_PROPERTIES, fold
from ..labels import NAMING
from ..look_up import find_among, suggest_among
from ..namespaces import ADMS, DCT, MH, OWL, RDF, RDFS, SKOS
from ..releases.coverage import covered_graphs, standard_lines
from ..releases.standing import ONTOLOGY_LIST, TermName, list_names
from ..terms import Literal, NamedNode
from .statements import Stated, stated

_RANKS = {name: (0 if why == "name" else 1) for name, why in LABEL_PROPERTIES}
"""Property that names a term -> how good a match of that name is; 0 is best."""

_CODES = (DCT.identifier, SKOS.notation)
_READ = (
    *dict.fromkeys((*_RANKS, *NAMING)),
    *_CODES,
    *(SKOS.inScheme, OWL.sameAs, OWL.deprecated, ADMS.status, DCT.isReplacedBy, DCT.spatial),
)
_ONTOLOGY = (
    *(OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty),
    RDFS.Class,
)
_RETIRED = frozenset(status.value for status in NOT_FOR_NEW_USE)


class Edition:
    """The terms of one edition. Any number of threads may ask.

    Attributes:
        generation: what it was read from.
        lists: IRI of each term -> names of its lists, in order; ``ontology`` for a class or
            property.
        members: name of a list -> IRIs of its terms.
        retired: IRIs of terms that are not for new use.
        withdrawn: IRIs of those that are not for use at all.
        areas: IRI -> IRIs of the areas that a term holds in; only terms that state some.
    """

    def __init__(self, generation: Generation) -> None:
        """Read an edition.

        Raises:
            StoreCorruptError: the file of a release is damaged.
        """
        self.generation = generation
        self._stated = stated(standard_lines(generation), _READ)
        self.members = self._read_members()
        self.lists = self._read_lists()
        statuses = self._stated[ADMS.status]
        self.withdrawn = {s.subject for s in statuses if s.value == MH.Withdrawn.value}
        self.retired = {s.subject for s in statuses if s.value in _RETIRED}
        self.retired |= {
            mark.subject for mark in self._stated[OWL.deprecated] if mark.value in ("true", "1")
        }
        self.areas: Mapping[str, list[str]] = _grouped(self._stated[DCT.spatial])
        self._texts: dict[NamedNode, dict[str, list[Stated]]] = {}
        self._terms: dict[str, TermName] = {}
        self._names: dict[str, ClassNames] = {}
        self._lock = threading.RLock()

    def __contains__(self, iri: str) -> bool:
        return iri in self.lists

    def term(self, iri: str) -> TermName | None:
        """Return what a term is called; None if the edition has none of that IRI."""
        if iri not in self.lists:
            return None
        found = self._terms.get(iri)
        if found is None:
            found = self._terms[iri] = self._read_term(iri)
        return found

    def terms(self, iris: Iterable[str]) -> tuple[TermName, ...]:
        """Return what those of some terms are called that the edition has."""
        return tuple(term for iri in iris if (term := self.term(iri)) is not None)

    def find(self, text: str, list_name: str = "") -> tuple[str, ...]:
        """Return the IRIs of the terms that a text names exactly; several if it is ambiguous.

        Args:
            text: an address, compact address, code or name.
            list_name: the list that codes and names are of; addresses may be of any. Empty for all.
        """
        if text in self.lists:
            return (text,)
        addresses = self.generation.addresses
        found = find_among(self._named(list_name), addresses, text)
        if not found and list_name and (":" in text or "/" in text or " " in text):
            # an address, or a code with the word for its list before it, speaks for itself
            every = self._named("")
            alone = ClassNames(things=every.things, by_address=every.by_address)
            found = find_among(alone, addresses, text)
        return tuple(thing.iri for thing in found)

    def names(self, list_name: str = "") -> ClassNames:
        """Return the terms of a list, or of all and the ontology, by what they are called."""
        return self._named(list_name)

    def suggest(self, text: str, list_name: str = "") -> str | None:
        """Return the IRI of the term whose name is most like a text; None if none is like it."""
        names = self._named(list_name)
        with self._lock:
            if not names.words:
                for _, thing, name in self._written_names(names):
                    names.words.setdefault(fold_words(name), thing)
        found = suggest_among(names, text)
        return found.iri if found else None

    def codes_known(self, codes: Iterable[str], list_name: str) -> int:
        """Return how many of some codes are codes of a list."""
        known = self._named(list_name).by_code
        return sum(fold(code) in known for code in codes)

    def _read_members(self) -> dict[str, set[str]]:
        names = list_names(self.generation)
        members: dict[str, set[str]] = {}
        for term in self._stated[SKOS.inScheme]:
            if term.value in names:
                members.setdefault(names[term.value], set()).add(term.subject)
        return members

    def _read_lists(self) -> dict[str, tuple[str, ...]]:
        lists: dict[str, tuple[str, ...]] = {}
        for name in sorted(self.members):
            for iri in self.members[name]:
                lists[iri] = (*lists.get(iri, ()), name)
        reader = self.generation.reader
        for graph in map(NamedNode, covered_graphs(self.generation)):
            for kind in _ONTOLOGY:
                for quad in reader.quads(None, RDF.type, kind, graph):
                    if isinstance(quad.subject, NamedNode):
                        lists.setdefault(quad.subject.value, (ONTOLOGY_LIST,))
        return lists

    def _of(self, predicate: NamedNode, iri: str) -> list[Stated]:
        """Return what is stated of a term with a property."""
        held = self._texts.get(predicate)
        if held is None:
            held = {}
            for each in self._stated[predicate]:
                held.setdefault(each.subject, []).append(each)
            self._texts[predicate] = held
        return held.get(iri, [])

    def _read_term(self, iri: str) -> TermName:
        codes = next((found for p in _CODES if (found := self._of(p, iri))), [])
        labels = next((found for p in NAMING if (found := self._of(p, iri))), [])
        each = {
            Literal(s.value, language=s.language) if s.language else Literal(s.value)
            for s in labels
        }
        return TermName(
            iri,
            min((code.value for code in codes), default=""),
            tuple(sorted(each, key=lambda label: (label.language or "", label.value))),
            self.lists[iri],
        )

    def _named(self, list_name: str) -> ClassNames:
        """Return the terms of a list, or of all lists, by what they are called."""
        names = self._names.get(list_name)
        if names is None:
            with self._lock:
                names = self._names.get(list_name)
                if names is None:
                    names = self._names[list_name] = self._read_names(list_name)
        return names

    def _read_names(self, list_name: str) -> ClassNames:
        names = ClassNames()
        for iri in self.members.get(list_name, ()) if list_name else self.lists:
            thing = names.things[iri] = Named(iri, self._label(iri))
            names.by_address.setdefault(address_key(iri), []).append(thing)
        for same in self._stated[OWL.sameAs]:
            if same.subject in names.things:
                held = names.by_address.setdefault(address_key(same.value), [])
                held.append(names.things[same.subject])
        replaced = {each.subject for each in self._stated[DCT.isReplacedBy]}
        names.gone = (self.retired | replaced) & names.things.keys()
        for predicate in _CODES:
            for code in self._stated[predicate]:
                thing_of = names.things.get(code.subject)
                if thing_of is not None:
                    held = names.by_code.setdefault(fold(code.value), [])
                    if thing_of not in held:
                        held.append(thing_of)
        for rank, thing, name in self._written_names(names):
            names.by_name.setdefault(fold_letters(name), []).append((rank, thing))
        return names

    def _label(self, iri: str) -> str:
        for predicate in NAMING:
            found = self._of(predicate, iri)
            if found:
                return next((s.value for s in found if s.language in ("en", "")), found[0].value)
        return iri

    def _written_names(self, names: ClassNames) -> Iterator[tuple[int, Named, str]]:
        """Yield each name of each term with its rank, the best first.

        Classes and properties have none: "Service" is no code of anybody's, though the address of
        the class may be.
        """
        for predicate, rank in sorted(_RANKS.items(), key=lambda item: item[1]):
            for name in self._stated[predicate]:
                thing = names.things.get(name.subject)
                if thing is not None and self.lists[thing.iri] != (ONTOLOGY_LIST,):
                    yield rank, thing, name.value


def edition_of(generation: Generation) -> Edition:
    """Return the edition of a generation, the same one each time.

    Raises:
        StoreCorruptError: the file of a release is damaged.
    """
    return generation.remember("edition", lambda: Edition(generation))


def _grouped(found: Iterable[Stated]) -> dict[str, list[str]]:
    grouped: dict[str, list[str]] = {}
    for each in found:
        if each.language is None:
            grouped.setdefault(each.subject, []).append(each.value)
    return grouped
