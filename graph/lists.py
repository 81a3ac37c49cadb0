"""Lists: the controlled lists of the standard, their terms in order, and their trees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from .errors import NotFoundError
from .generation import Generation
from .labels import choose_label, read_labels
from .namespaces import DCT, MH, OWL, RDF, RDFS, SKOS
from .reader import Reader
from .terms import Literal, NamedNode


@dataclass(frozen=True, slots=True)
class ListEntry:
    """One list, as the overview shows it.

    Attributes:
        iri: IRI of the concept scheme.
        name: its name in addresses, e.g. ``services``.
        titles: its title in several languages.
        size: how many terms it has, deprecated ones included.
        has_codes: whether its terms are the values that a column of a data standard allows.
    """

    iri: str
    name: str
    titles: tuple[Literal, ...]
    size: int
    has_codes: bool = False

    def title(self, language: str = "en") -> Literal:
        """Return the title in a language, or in the nearest that there is."""
        return choose_label(self.titles, language) or Literal(self.name)


@dataclass(frozen=True, slots=True)
class ListedTerm:
    """One term of a list.

    Attributes:
        iri: its IRI.
        identifier: its code, e.g. ``"579"``; a text, and ``"0"`` is one.
        labels: preferred labels, one a language.
        parents: IRIs of its broader terms.
        is_deprecated: whether it should no longer be used.
    """

    iri: str
    identifier: str
    labels: tuple[Literal, ...]
    parents: tuple[str, ...]
    is_deprecated: bool

    def label(self, language: str = "en") -> Literal:
        """Return the label in a language, or in the nearest that there is."""
        return choose_label(self.labels, language) or Literal(self.identifier)


@dataclass(frozen=True, slots=True)
class TermList:
    """A list with all its terms, by integer identifier and then by token."""

    entry: ListEntry
    terms: tuple[ListedTerm, ...]
    by_iri: Mapping[str, ListedTerm]
    narrower: Mapping[str, tuple[ListedTerm, ...]]

    def tops(self) -> list[ListedTerm]:
        """Return the terms without a broader term in the list, by label."""
        tops = [t for t in self.terms if not any(p in self.by_iri for p in t.parents)]
        return sorted(tops, key=lambda t: t.label().value.casefold())


def all_lists(generation: Generation) -> tuple[ListEntry, ...]:
    """Return every list of a generation, by title."""
    return generation.remember("lists", lambda: read_lists(generation.reader))


def term_list(generation: Generation, name: str) -> TermList:
    """Return a list with its terms.

    Args:
        generation: the generation to read.
        name: its name in addresses, or its IRI.

    Raises:
        NotFoundError: there is no such list.
    """
    entry = list_named(all_lists(generation), name)
    return generation.remember(("list", entry.iri), lambda: _read_terms(generation, entry))


def list_named(entries: Sequence[ListEntry], name: str) -> ListEntry:
    """Return the list of a name.

    Args:
        entries: the lists that there are.
        name: its name in addresses, or its IRI.

    Raises:
        NotFoundError: there is no such list.
    """
    entry = next((each for each in entries if name in (each.name, each.iri)), None)
    if entry is not None:
        return entry
    names = ", ".join(each.name for each in entries)
    raise NotFoundError(f"there is no list {name!r}", remedy=f"the lists are {names}")


def read_lists(reader: Reader) -> tuple[ListEntry, ...]:
    """Return every list of a graph, by title."""
    entries = []
    for scheme in reader.subjects(RDF.type, SKOS.ConceptScheme):
        if scheme.value in MH:
            continue  # code lists of the ontology itself, such as the statuses of terms
        identifier = reader.value(scheme, DCT.identifier)
        name = identifier.value if isinstance(identifier, Literal) else _last(scheme.value)
        members = {quad.subject for quad in reader.quads(None, SKOS.inScheme, scheme)}
        if members:
            labels = read_labels(reader, scheme.value)
            has_codes = MH.Code in reader.objects(scheme, MH.termClass)
            entries.append(ListEntry(scheme.value, name, labels, len(members), has_codes))
    return tuple(sorted(entries, key=lambda entry: entry.title().value.casefold()))


def _read_terms(generation: Generation, entry: ListEntry) -> TermList:
    reader = generation.reader
    terms = []
    for subject in reader.subjects(SKOS.inScheme, NamedNode(entry.iri)):
        identifier = reader.value(subject, DCT.identifier) or reader.value(subject, SKOS.notation)
        deprecated = reader.value(subject, OWL.deprecated)
        parents = [
            p.value for p in reader.objects(subject, SKOS.broader) if isinstance(p, NamedNode)
        ]
        terms.append(
            ListedTerm(
                iri=subject.value,
                identifier=identifier.value
                if isinstance(identifier, Literal)
                else _last(subject.value),
                labels=read_labels(reader, subject.value),
                parents=tuple(parents),
                is_deprecated=isinstance(deprecated, Literal) and deprecated.value == "true",
            )
        )
    terms.sort(key=lambda term: identifier_order(term.identifier))
    by_iri = {term.iri: term for term in terms}
    narrower: dict[str, list[ListedTerm]] = {}
    for term in terms:
        for parent in term.parents:
            narrower.setdefault(parent, []).append(term)
    return TermList(
        entry, tuple(terms), by_iri, {p: _by_label(found) for p, found in narrower.items()}
    )


def _by_label(terms: Sequence[ListedTerm]) -> tuple[ListedTerm, ...]:
    return tuple(sorted(terms, key=lambda term: term.label().value.casefold()))


def identifier_order(identifier: str) -> tuple[int, int, str]:
    """Return the sort key of an identifier: integers first, by value, then tokens."""
    if identifier.isascii() and identifier.isdigit():
        return (0, int(identifier), identifier)
    return (1, 0, identifier)


def _last(iri: str) -> str:
    return iri.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1]


def class_label(generation: Generation, class_iri: str, language: str = "en") -> Literal:
    """Return the name of a class, e.g. "Service"."""
    labels = [
        t
        for t in generation.reader.objects(NamedNode(class_iri), RDFS.label)
        if isinstance(t, Literal)
    ]
    return choose_label(labels, language) or Literal(_last(class_iri))


def term_class(generation: Generation, iri: str) -> str | None:
    """Return the IRI of the standard's class that a term belongs to, e.g. that of services."""
    general = {SKOS.Concept.value, SKOS.ConceptScheme.value}
    types = [
        t.value
        for t in generation.reader.objects(NamedNode(iri), RDF.type)
        if isinstance(t, NamedNode)
    ]
    specific = [t for t in types if t not in general]
    return next(
        (t for t in specific if t in MH or t.startswith("http://def.esd.org.uk/")), None
    ) or (specific[0] if specific else None)
