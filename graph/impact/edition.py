"""An edition: the terms of the standard in one generation, by every way to write them.

All of it is read at once, because a system may hold as many codes as the standard has terms, and
asking the store for one term after another takes ten times as long. What a term is called is put
together when it is asked for; of another edition, what is the same there is taken over.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ..class_names import ClassNames, Named, address_key
from ..deprecation import NOT_FOR_NEW_USE
from ..folding import fold_letters, fold_words
from ..generation import Generation
from ..index import LABEL_PROPERTIES, fold
from ..labels import NAMING
from ..look_up import find_among, suggest_among
from ..namespaces import ADMS, DCT, MH, OWL, SKOS
from ..releases.coverage import covered_graphs
from ..releases.standing import ONTOLOGY_LIST, TermName, list_names
from ..standard_table import IS_ONTOLOGY, KEPT, standard_rows
from ..terms import Literal

_RANKS = sorted((0 if why == "name" else 1, KEPT[name]) for name, why in LABEL_PROPERTIES)
"""How good a match of a name is, 0 the best, with the property that names a term so."""

_CODES = tuple(KEPT[name] for name in (DCT.identifier, SKOS.notation))
_NAMING = tuple(KEPT[name] for name in NAMING)
_STATUS, _DEPRECATED = KEPT[ADMS.status], KEPT[OWL.deprecated]
_SAME, _REPLACED, _AREA = KEPT[OWL.sameAs], KEPT[DCT.isReplacedBy], KEPT[DCT.spatial]
_RETIRED = frozenset(status.value for status in NOT_FOR_NEW_USE)


class _Entry:
    """What an edition says of a term; editions that say the same share it.

    Attributes:
        text: what is said, as JSON.
        lists: names of its lists, in order.
        said: name of property -> values; see `moothall.graph.standard_table`.
        name: what it is called; None until somebody has asked.
    """

    __slots__ = ("lists", "name", "said", "text")

    def __init__(self, text: str, lists: tuple[str, ...], said: dict[str, list[Any]]) -> None:
        self.text = text
        self.lists = lists
        self.said = said
        self.name: TermName | None = None

    def texts(self, key: str) -> list[str]:
        """Return the texts of a property, without those that are addresses."""
        return [value[0] for value in self.said.get(key, ()) if not isinstance(value, str)]

    def iris(self, key: str) -> list[str]:
        """Return the addresses that a property leads to."""
        return [value for value in self.said.get(key, ()) if isinstance(value, str)]


class Edition:
    """The terms of one edition. Any number of threads may ask.

    Attributes:
        generation: what it was read from.
        members: name of a list -> IRIs of its terms.
        retired: IRIs of terms that are not for new use.
        withdrawn: IRIs of those that are not for use at all.
        areas: IRI -> IRIs of the areas that a term holds in; only terms that state some.
    """

    def __init__(self, generation: Generation, like: Edition | None = None) -> None:
        """Read an edition.

        Args:
            generation: what it is read from.
            like: an edition that may say much the same.

        Raises:
            StoreCorruptError: the index is damaged.
        """
        self.generation = generation
        self.members: dict[str, list[str]] = {}
        self.retired: set[str] = set()
        self.withdrawn: set[str] = set()
        self.areas: dict[str, list[str]] = {}
        self._entries: dict[str, _Entry] = {}
        self._names: dict[str, ClassNames] = {}
        self._lock = threading.RLock()
        self._read(like._entries if like is not None else {})

    def __contains__(self, iri: str) -> bool:
        return iri in self._entries

    def term(self, iri: str) -> TermName | None:
        """Return what a term is called; None if the edition has none of that IRI."""
        entry = self._entries.get(iri)
        if entry is None:
            return None
        if entry.name is None:
            entry.name = _name(iri, entry)
        return entry.name

    def terms(self, iris: Iterable[str]) -> tuple[TermName, ...]:
        """Return what those of some terms are called that the edition has."""
        return tuple(term for iri in iris if (term := self.term(iri)) is not None)

    def find(self, text: str, list_name: str = "") -> tuple[str, ...]:
        """Return the IRIs of the terms that a text names exactly; several if it is ambiguous.

        Args:
            text: an address, compact address, code or name.
            list_name: the list that codes and names are of; addresses may be of any. Empty for all.
        """
        if text in self._entries:
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

    def _read(self, others: Mapping[str, _Entry]) -> None:
        names = list_names(self.generation)
        known: dict[str, tuple[str, ...]] = {}
        read = []
        for row in standard_rows(self.generation, covered_graphs(self.generation)):
            lists = known.get(row.lists)
            if lists is None:
                found = {names[iri] for iri in row.lists.split() if iri in names}
                lists = known[row.lists] = tuple(sorted(found))
            other = others.get(row.subject)
            if other is not None and other.text == row.said:
                # it may be in other lists, or no term any more
                lists = lists or ((ONTOLOGY_LIST,) if IS_ONTOLOGY in other.said else ())
                if other.lists == lists:
                    self._add(row.subject, other)
                    continue
            read.append((row.subject, row.said, lists))
        # all at once takes half the time of one by one
        each = json.loads(f"[{','.join(text for _, text, _ in read)}]")
        for (iri, text, lists), said in zip(read, each, strict=True):
            lists = lists or ((ONTOLOGY_LIST,) if IS_ONTOLOGY in said else ())
            if lists and not iri.startswith("_:"):
                self._add(iri, _Entry(text, lists, said))

    def _add(self, iri: str, entry: _Entry) -> None:
        self._entries[iri] = entry
        if entry.lists != (ONTOLOGY_LIST,):
            for name in entry.lists:
                self.members.setdefault(name, []).append(iri)
        said = entry.said
        if _STATUS in said:
            statuses = set(entry.iris(_STATUS))
            if MH.Withdrawn.value in statuses:
                self.withdrawn.add(iri)
            if statuses & _RETIRED:
                self.retired.add(iri)
        if _DEPRECATED in said and {"true", "1"} & set(entry.texts(_DEPRECATED)):
            self.retired.add(iri)
        if _AREA in said and (areas := entry.iris(_AREA)):
            self.areas[iri] = areas

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
        members = self.members.get(list_name, ()) if list_name else self._entries
        entries = [(iri, self._entries[iri]) for iri in members]
        for iri, entry in entries:
            thing = names.things[iri] = Named(iri, _label(iri, entry))
            names.by_address.setdefault(address_key(iri), []).append(thing)
        for iri, entry in entries:
            thing = names.things[iri]
            for same in entry.iris(_SAME) if _SAME in entry.said else ():
                names.by_address.setdefault(address_key(same), []).append(thing)
            if _REPLACED in entry.said or iri in self.retired:
                names.gone.add(iri)
            # most state the same code twice
            for code in dict.fromkeys(code for key in _CODES for code in entry.texts(key)):
                held = names.by_code.setdefault(fold(code), [])
                if thing not in held:
                    held.append(thing)
        for rank, thing, name in self._written_names(names):
            names.by_name.setdefault(fold_letters(name), []).append((rank, thing))
        return names

    def _written_names(self, names: ClassNames) -> Iterator[tuple[int, Named, str]]:
        """Yield each name of each term with its rank, the best first.

        Classes and properties have none: "Service" is no code of anybody's, though the address of
        the class may be.
        """
        entries = [(thing, self._entries[iri]) for iri, thing in names.things.items()]
        terms = [(thing, entry) for thing, entry in entries if entry.lists != (ONTOLOGY_LIST,)]
        for rank, key in _RANKS:
            for thing, entry in terms:
                if key in entry.said:
                    for name in entry.texts(key):
                        yield rank, thing, name


def edition_of(generation: Generation, like: Edition | None = None) -> Edition:
    """Return the edition of a generation, the same one each time.

    Args:
        generation: a generation.
        like: an edition that may say much the same, which makes reading it quicker.

    Raises:
        StoreCorruptError: the index is damaged.
    """
    return generation.remember("edition", lambda: Edition(generation, like))


def _name(iri: str, entry: _Entry) -> TermName:
    codes = next((found for key in _CODES if (found := entry.texts(key))), [])
    named = next((each for key in _NAMING if (each := entry.said.get(key))), [])
    texts = [value for value in named if not isinstance(value, str)]
    if len(texts) > 1:
        texts.sort(key=lambda text: (text[1], text[0]))
    return TermName(
        iri,
        min(codes, default=""),
        tuple(
            Literal(text, language=language) if language else Literal(text)
            for text, language in texts
        ),
        entry.lists,
    )


def _label(iri: str, entry: _Entry) -> str:
    for key in _NAMING:
        found = [value for value in entry.said.get(key, ()) if not isinstance(value, str)]
        if found:
            return str(next((text for text, lang in found if lang in ("en", "")), found[0][0]))
    return iri
