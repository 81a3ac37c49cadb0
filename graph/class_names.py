"""What the things of one class are called: every address, code and name, for exact look-up."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from .folding import fold_letters, fold_words
from .index import LABEL_PROPERTIES, fold
from .namespaces import DCT, MH, OWL, RDF, RDFS, SCHEMA, SKOS
from .reader import Reader
from .terms import Literal, NamedNode, Quad

_RANKS = {
    name_property: (0 if why == "name" else 1 if why == "other name" else 2)
    for name_property, why in LABEL_PROPERTIES
}
"""Property that names a thing -> how good a match of that name is; 0 is best."""

_CODES = frozenset((SKOS.notation, DCT.identifier))
_GONE = frozenset((SCHEMA.dissolutionDate, DCT.isReplacedBy, MH.succeededBy))

_COUNCIL_WORDS = re.compile(
    r"\b(?:council|corporation|borough|city|county|district|metropolitan|unitary|authority|london"
    r"|royal|the|of|mbc|mdc|lbc|bc|cc|dc|ua|cyngor)\b"
)
"""Words of a council's name that people leave out or add."""


class Named(NamedTuple):
    """A thing that was found: its IRI, and its name in English or in the language it has."""

    iri: str
    label: str


@dataclass(slots=True)
class ClassNames:
    """The things of one class by what they are called.

    Attributes:
        things: IRI -> the thing.
        by_address: address without scheme, case and last slash -> the things that have it.
        by_code: folded code -> the things that have it.
        by_name: folded name without blanks -> rank and thing; see `named`.
        councils: what tells a council's name from others -> the councils; see `council_key`.
        words: folded name with its blanks -> the thing that it names best.
        gone: IRIs of things that are no more, such as dissolved councils and deprecated terms.
    """

    things: dict[str, Named] = field(default_factory=dict)
    by_address: dict[str, list[Named]] = field(default_factory=dict)
    by_code: dict[str, list[Named]] = field(default_factory=dict)
    by_name: dict[str, list[tuple[int, Named]]] = field(default_factory=dict)
    councils: dict[str, tuple[Named, ...]] = field(default_factory=dict)
    words: dict[str, Named] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)

    def named(self, key: str) -> tuple[Named, ...]:
        """Return the things with a folded name, those alone that it names best."""
        found = self.by_name.get(key, [])
        best = min((rank for rank, _ in found), default=0)
        return self.current(thing for rank, thing in found if rank == best)

    def current(self, found: Iterable[Named]) -> tuple[Named, ...]:
        """Return the things, each once; where some are no more and others are, the others."""
        each = tuple(dict.fromkeys(found))
        return tuple(thing for thing in each if thing.iri not in self.gone) or each


def read_class_names(reader: Reader, class_iri: str) -> ClassNames:
    """Return what the things of a class, and of the classes under it, are called.

    All of them are held in memory: it is for lists and councils, not for records.
    """
    names = ClassNames()
    for kind in _with_subclasses(reader, NamedNode(class_iri)):
        for subject in reader.subjects(RDF.type, kind):
            if subject.value not in names.things:
                _add(names, subject.value, list(reader.quads(subject)))
    if class_iri == MH.Authority.value:
        _add_short_names(names)
    return names


def address_key(text: str) -> str:
    """Return an http address as it is compared; empty if the text is none."""
    match = re.match(r"https?://(?:www\.)?([^\s/]\S*)$", text, re.IGNORECASE)
    return match[1].rstrip("/").lower() if match else ""


def council_key(text: str) -> str:
    """Return the part of a council's name that tells it from others, folded; it may be empty."""
    return _COUNCIL_WORDS.sub(" ", fold_words(text)).replace(" ", "")


def _with_subclasses(reader: Reader, kind: NamedNode) -> list[NamedNode]:
    found = [kind]
    for each in found:
        found += [sub for sub in reader.subjects(RDFS.subClassOf, each) if sub not in found]
    return found


def _add(names: ClassNames, iri: str, quads: list[Quad]) -> None:
    labels = [(q.predicate, q.object) for q in quads if q.predicate in _RANKS]
    texts = [(_RANKS[p], term) for p, term in labels if isinstance(term, Literal)]
    if not texts:
        return
    order = sorted(texts, key=lambda t: (t[0], t[1].language not in ("en", None), t[1].value))
    thing = names.things[iri] = Named(iri, order[0][1].value)
    same = [q.object for q in quads if q.predicate == OWL.sameAs]
    addresses = [iri, *(term.value for term in same if isinstance(term, NamedNode))]
    for key in dict.fromkeys(address_key(address) for address in addresses):
        names.by_address.setdefault(key, []).append(thing)
    for quad in quads:
        if quad.predicate in _CODES and isinstance(quad.object, Literal):
            held = names.by_code.setdefault(fold(quad.object.value), [])
            if thing not in held:
                held.append(thing)
        if quad.predicate in _GONE or _is_deprecated(quad):
            names.gone.add(iri)
    for rank, term in order:
        names.by_name.setdefault(fold_letters(term.value), []).append((rank, thing))
        names.words.setdefault(fold_words(term.value), thing)


def _add_short_names(names: ClassNames) -> None:
    """Add what is left of each council's name without the words that many councils share."""
    held: dict[str, list[Named]] = {}
    for thing in names.things.values():
        held.setdefault(council_key(thing.label), []).append(thing)
    names.councils = {key: names.current(found) for key, found in held.items()}


def _is_deprecated(quad: Quad) -> bool:
    stated = quad.object
    return (
        quad.predicate == OWL.deprecated and isinstance(stated, Literal) and stated.value == "true"
    )
