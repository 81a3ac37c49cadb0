"""An edition: the terms of the standard in one generation, by every way to write them.

All of it is read at once, because a system may hold as many codes as the standard has terms, and
asking the store for one term after another takes ten times as long.
"""

from __future__ import annotations

import threading
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field

from ..class_names import ClassNames, Named, address_key
from ..deprecation import NOT_FOR_NEW_USE
from ..folding import fold_letters, fold_words
from ..generation import Generation
from ..index import LABEL_PROPERTIES, fold
from ..labels import NAMING, choose_label
from ..look_up import find_among, suggest_among
from ..namespaces import ADMS, DCT, MH, OWL, RDF, RDFS, SKOS
from ..releases.coverage import standard_lines
from ..releases.standing import ONTOLOGY_LIST, TermName, list_names
from ..terms import Literal
from .statements import statements

_RANKS = {name.value: (0 if why == "name" else 1) for name, why in LABEL_PROPERTIES}
"""Property that names a term -> how good a match of that name is; 0 is best."""

_NAMING = tuple(name.value for name in NAMING)
_LIST, _TYPE, _SAME = SKOS.inScheme.value, RDF.type.value, OWL.sameAs.value
_IDENTIFIER, _NOTATION = DCT.identifier.value, SKOS.notation.value
_DEPRECATED, _STATUS, _REPLACED = OWL.deprecated.value, ADMS.status.value, DCT.isReplacedBy.value
_SPATIAL = DCT.spatial.value
_READ = (
    *dict.fromkeys((*(name for name, _ in LABEL_PROPERTIES), *NAMING)),
    *(SKOS.inScheme, RDF.type, OWL.sameAs, DCT.identifier, SKOS.notation, OWL.deprecated),
    *(ADMS.status, DCT.isReplacedBy, DCT.spatial),
)
_ONTOLOGY = frozenset(
    kind.value
    for kind in (
        *(OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty),
        RDFS.Class,
    )
)
_RETIRED = frozenset(status.value for status in NOT_FOR_NEW_USE)


@dataclass(slots=True)
class _Said:
    """What the standard says of one thing, as far as it is read."""

    texts: dict[str, list[Literal]] = field(default_factory=dict)
    iris: dict[str, set[str]] = field(default_factory=dict)

    def of(self, predicate: str) -> set[str]:
        return self.iris.get(predicate, set())

    def codes(self) -> list[str]:
        """Return its codes, the official ones first."""
        found = [*self.texts.get(_IDENTIFIER, ()), *self.texts.get(_NOTATION, ())]
        return [code.value for code in found]

    def labels(self) -> tuple[Literal, ...]:
        """Return its names, of the best property that has any."""
        found = next((self.texts[name] for name in _NAMING if name in self.texts), [])
        return tuple(sorted(set(found), key=lambda label: (label.language or "", label.value)))

    def is_retired(self) -> bool:
        marks = self.texts.get(_DEPRECATED, ())
        return bool(self.of(_STATUS) & _RETIRED) or any(m.value in ("true", "1") for m in marks)


class Edition:
    """The terms of one edition. Any number of threads may ask.

    Attributes:
        generation: what it was read from.
        terms: IRI -> what the term is called, for terms of lists, classes and properties.
        members: name of a list -> IRIs of its terms.
        retired: IRIs of terms that are not for new use.
        withdrawn: IRIs of those that are not for use at all.
        areas: IRI -> IRIs of the areas that a term holds in; only terms that state some.
    """

    def __init__(self, generation: Generation) -> None:
        """Read an edition."""
        self.generation = generation
        lists = list_names(generation)
        said = _read(generation)
        self.terms: dict[str, TermName] = {}
        self.members: dict[str, set[str]] = {}
        for iri, about in said.items():
            listed = sorted({lists[each] for each in about.of(_LIST) if each in lists})
            if not listed and not about.of(_TYPE) & _ONTOLOGY:
                continue
            for name in listed:
                self.members.setdefault(name, set()).add(iri)
            code = min(about.codes(), default="")
            code = min((c.value for c in about.texts.get(_IDENTIFIER, ())), default=code)
            self.terms[iri] = TermName(iri, code, about.labels(), tuple(listed) or (ONTOLOGY_LIST,))
        self._said = {iri: said[iri] for iri in self.terms}
        self.retired = {iri for iri, about in self._said.items() if about.is_retired()}
        self.withdrawn = {
            iri for iri in self.retired if MH.Withdrawn.value in said[iri].of(_STATUS)
        }
        self.areas: Mapping[str, Collection[str]] = {
            iri: about.of(_SPATIAL) for iri, about in self._said.items() if about.of(_SPATIAL)
        }
        self._names: dict[str, ClassNames] = {}
        self._lock = threading.Lock()

    def find(self, text: str, list_name: str = "") -> tuple[str, ...]:
        """Return the IRIs of the terms that a text names exactly; several if it is ambiguous.

        Args:
            text: an address, compact address, code or name.
            list_name: the list that codes and names are of; addresses may be of any. Empty for all.
        """
        addresses = self.generation.addresses
        found = find_among(self._named(list_name), addresses, text)
        if not found and list_name and (":" in text or "/" in text or " " in text):
            # an address, or a code with the word for its list before it, speaks for itself
            every = self._named("")
            alone = ClassNames(things=every.things, by_address=every.by_address)
            found = find_among(alone, addresses, text)
        return tuple(thing.iri for thing in found)

    def suggest(self, text: str, list_name: str = "") -> str | None:
        """Return the IRI of the term whose name is most like a text; None if none is like it."""
        names = self._named(list_name)
        with self._lock:
            if not names.words:
                self._fill_words(names)
        found = suggest_among(names, text)
        return found.iri if found else None

    def codes_known(self, codes: Iterable[str], list_name: str) -> int:
        """Return how many of some codes are codes of a list."""
        known = self._named(list_name).by_code
        return sum(fold(code) in known for code in codes)

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
        iris = self.members.get(list_name, set()) if list_name else self.terms
        for iri in iris:
            about, term = self._said[iri], self.terms[iri]
            label = choose_label(term.labels, "en")
            thing = names.things[iri] = Named(iri, label.value if label else iri)
            for address in (iri, *about.of(_SAME)):
                names.by_address.setdefault(address_key(address), []).append(thing)
            if term.lists == (ONTOLOGY_LIST,):
                continue  # "Service" is no code of anybody's; the address of the class may be
            if iri in self.retired or about.of(_REPLACED):
                names.gone.add(iri)
            for code in {fold(code) for code in about.codes()}:
                names.by_code.setdefault(code, []).append(thing)
            for predicate, rank in _RANKS.items():
                for text in about.texts.get(predicate, ()):
                    key = fold_letters(text.value)
                    names.by_name.setdefault(key, []).append((rank, thing))
        return names

    def _fill_words(self, names: ClassNames) -> None:
        """Add the words of all names, which only suggestions need."""
        for rank in sorted(set(_RANKS.values())):
            for iri, thing in names.things.items():
                texts = self._said[iri].texts if self.terms[iri].lists != (ONTOLOGY_LIST,) else {}
                for predicate in (p for p in texts if _RANKS.get(p) == rank):
                    for text in texts[predicate]:
                        names.words.setdefault(fold_words(text.value), thing)


def edition_of(generation: Generation) -> Edition:
    """Return the edition of a generation, the same one each time.

    Raises:
        StoreCorruptError: the file of a release is damaged.
    """
    return generation.remember("edition", lambda: Edition(generation))


def _read(generation: Generation) -> dict[str, _Said]:
    """Return what the standard says of each thing that it names, as far as it is read."""
    said: dict[str, _Said] = {}
    for subject, predicate, value, language in statements(standard_lines(generation), _READ):
        about = said.get(subject)
        if about is None:
            about = said[subject] = _Said()
        if language is None:
            about.iris.setdefault(predicate, set()).add(value)
        else:
            text = Literal(value, language=language) if language else Literal(value)
            about.texts.setdefault(predicate, []).append(text)
    return said
