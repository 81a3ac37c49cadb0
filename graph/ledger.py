"""The ledger as it is read: every publish of a dataset, and what each did to which things.

Entries stand in order of time and never change, so their pages never do either once they are full.
Only the publications are held in memory; the entries of one are read when they are asked for.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from .errors import NotFoundError
from .generation import Generation
from .labels import choose_label
from .namespaces import DCT, MH, PROV, RDF, SKOS
from .terms import Literal, NamedNode, Term, Triple

CHANGE_KINDS = (
    MH.Removal,
    MH.Deprecation,
    MH.Restoration,
    MH.Renaming,
    MH.Addition,
    MH.Redefinition,
    MH.Move,
    MH.OtherChange,
)
"""Kinds of change, those first that readers must know of."""

PAGE_ENTRIES = 100
"""A page is full as soon as it has so many entries; a generation is never cut in two."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What one publish did to a dataset, in numbers.

    Attributes:
        created: things that were new in it.
        changed: things that stayed and became different.
        removed: things that went.
        entries: how many of them have an entry of their own.
    """

    created: int
    changed: int
    removed: int
    entries: int

    @property
    def are_told(self) -> bool:
        """Whether entries of their own tell all of it."""
        return 0 < self.created + self.changed + self.removed <= self.entries


@dataclass(frozen=True, slots=True)
class LedgerEntry:
    """One entry: what a publish did to a dataset as a whole, or to one thing of it.

    Attributes:
        iri: the entry.
        thing: IRI of the term, record or dataset.
        dataset: the name of the dataset in addresses.
        kinds: IRIs of the kinds of change, the most important first.
        names: names of the thing then.
        before: names that became others.
        properties: IRIs of the properties whose values changed.
        number: number of the generation.
        issued: when it was published, in UTC.
        counts: of an entry about a dataset, what happened in numbers; None of all others.
        by: the name of who published it; empty if nobody was named.
        note: why, in the words of whoever published it; empty if nothing was said.
    """

    iri: str
    thing: str
    dataset: str
    kinds: tuple[str, ...]
    names: tuple[Literal, ...]
    before: tuple[Literal, ...]
    properties: tuple[str, ...]
    number: int
    issued: datetime
    counts: Counts | None = None
    by: str = ""
    note: str = ""

    def name(self, language: str = "en") -> Literal:
        """Return the name then in a language, or in the nearest that there is; else its IRI."""
        return choose_label(self.names, language) or Literal(self.thing)


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """A stretch of the ledger: whole generations, oldest first.

    Attributes:
        first: number of its first generation, by which it is known.
        last: number of its last generation so far.
        publications: the entries about datasets in it.
        is_full: whether it will never get another entry.
    """

    first: int
    last: int
    publications: tuple[LedgerEntry, ...]
    is_full: bool


@dataclass(frozen=True, slots=True)
class LedgerFilter:
    """Which entries are wanted; nothing is left out where nothing is said.

    Attributes:
        things: IRIs of terms and records.
        members: IRIs of the terms of a list.
        list_datasets: names of the datasets that describe the list.
        datasets: names of datasets.
        authority: IRI of a council: what it publishes, and what is about it.
        authority_code: its code in the addresses of records.
        authority_datasets: names of the datasets that it publishes.
    """

    things: frozenset[str] | None = None
    members: frozenset[str] | None = None
    list_datasets: frozenset[str] = frozenset()
    datasets: frozenset[str] | None = None
    authority: str | None = None
    authority_code: str = ""
    authority_datasets: frozenset[str] = frozenset()

    def takes(self, entry: LedgerEntry) -> bool:
        """Return whether an entry is wanted."""
        if self.datasets is not None and entry.dataset not in self.datasets:
            return False
        if self.things is not None and entry.thing not in self.things:
            return False
        if self.members is not None and not self._is_of_list(self.members, entry):
            return False
        return self.authority is None or self._is_of_authority(self.authority, entry)

    def _is_of_list(self, members: frozenset[str], entry: LedgerEntry) -> bool:
        if entry.counts is not None:
            return entry.dataset in self.list_datasets
        return entry.thing in members

    def _is_of_authority(self, authority: str, entry: LedgerEntry) -> bool:
        if entry.thing == authority or entry.dataset in self.authority_datasets:
            return True
        return "/id/record/" in entry.thing and f"/{self.authority_code}/" in entry.thing


@dataclass(frozen=True, slots=True)
class Since:
    """From when on entries are wanted: after a generation, or from a moment on.

    Attributes:
        number: number of the last generation that is known already.
        moment: the first moment that is wanted, in UTC; None if the number says it.
    """

    number: int = 0
    moment: datetime | None = None

    def takes(self, entry: LedgerEntry) -> bool:
        """Return whether an entry is new enough."""
        if self.moment is not None and entry.issued < self.moment:
            return False
        return entry.number > self.number


def publications(generation: Generation) -> tuple[LedgerEntry, ...]:
    """Return the entries about datasets, oldest first."""
    return generation.remember("ledger", lambda: _read_publications(generation))


def pages(generation: Generation) -> tuple[LedgerPage, ...]:
    """Return the pages of the ledger, oldest first; only the last may get further entries."""
    return generation.remember("ledger pages", lambda: _cut(publications(generation)))


def page_from(generation: Generation, first: int) -> LedgerPage:
    """Return the page that begins with a generation.

    Raises:
        NotFoundError: none does.
    """
    for page in pages(generation):
        if page.first == first:
            return page
    raise NotFoundError(
        f"no page of the ledger begins with generation {first}",
        remedy="/changes/ldes names the pages",
    )


def entries_of(generation: Generation, publication: LedgerEntry) -> tuple[LedgerEntry, ...]:
    """Return the entries about the things of a publication, in their order."""
    reader, graph = generation.reader, _graph(generation)
    if publication.counts is None or not publication.counts.entries:
        return ()
    subjects = [
        quad.subject
        for quad in reader.quads(None, PROV.wasGeneratedBy, NamedNode(publication.iri), graph)
        if isinstance(quad.subject, NamedNode)
    ]
    subjects.sort(key=lambda subject: int(subject.value.rpartition("/")[2]))
    entries = (_read_entry(generation, subject, publication.dataset) for subject in subjects)
    return tuple(replace(each, by=publication.by, note=publication.note) for each in entries)


def entries_in(generation: Generation, page: LedgerPage) -> Iterator[LedgerEntry]:
    """Yield every entry of a page, oldest first: each about a dataset, then those of its things."""
    for publication in page.publications:
        yield publication
        yield from entries_of(generation, publication)


def newest(generation: Generation, wanted: LedgerFilter, since: Since) -> Iterator[LedgerEntry]:
    """Yield what is wanted of the ledger for people to read, newest first.

    An entry about a dataset is left out where entries about all of its things follow.
    """
    for publication in reversed(publications(generation)):
        if not since.takes(publication):
            continue
        told = publication.counts is not None and publication.counts.are_told
        if not told and wanted.takes(publication):
            yield publication
        yield from (e for e in entries_of(generation, publication) if wanted.takes(e))


def entry_triples(generation: Generation, entry: LedgerEntry) -> Iterator[Triple]:
    """Yield what the ledger says of an entry, in an order that is always the same."""
    quads = generation.reader.quads(NamedNode(entry.iri), graph=_graph(generation))
    yield from sorted((quad.triple for quad in quads), key=str)


def _read_publications(generation: Generation) -> tuple[LedgerEntry, ...]:
    reader, graph = generation.reader, _graph(generation)
    found = [
        _read_entry(generation, quad.subject, quad.subject.value.rpartition("/")[2])
        for quad in reader.quads(None, RDF.type, MH.Publication, graph)
        if isinstance(quad.subject, NamedNode)
    ]
    return tuple(sorted(found, key=lambda entry: (entry.number, entry.dataset)))


def _read_entry(generation: Generation, subject: NamedNode, dataset: str) -> LedgerEntry:
    said: dict[NamedNode, list[Term]] = {}
    for quad in generation.reader.quads(subject, graph=_graph(generation)):
        said.setdefault(quad.predicate, []).append(quad.object)

    def number(name: NamedNode) -> int:
        return int(_texts(said, name)[0].value) if name in said else 0

    is_publication = MH.entryCount in said
    return LedgerEntry(
        iri=subject.value,
        thing=_iris(said, DCT.isVersionOf)[0],
        dataset=dataset,
        kinds=tuple(sorted(_iris(said, DCT.type), key=_importance)),
        names=_texts(said, MH.labelThen),
        before=_texts(said, MH.labelBefore),
        properties=tuple(_iris(said, MH.changedProperty)),
        number=number(MH.generationNumber),
        issued=datetime.fromisoformat(_texts(said, DCT.issued)[0].value).astimezone(UTC),
        counts=Counts(
            number(MH.createdCount),
            number(MH.changedCount),
            number(MH.removedCount),
            number(MH.entryCount),
        )
        if is_publication
        else None,
        by="".join(_iris(said, PROV.wasAssociatedWith)[:1]).rpartition("/")[2],
        note="".join(text.value for text in _texts(said, SKOS.changeNote)[:1]),
    )


def _importance(kind: str) -> int:
    return next((place for place, each in enumerate(CHANGE_KINDS) if each.value == kind), 0)


def _iris(said: dict[NamedNode, list[Term]], name: NamedNode) -> list[str]:
    return sorted(term.value for term in said.get(name, ()) if isinstance(term, NamedNode))


def _texts(said: dict[NamedNode, list[Term]], name: NamedNode) -> tuple[Literal, ...]:
    found = (term for term in said.get(name, ()) if isinstance(term, Literal))
    return tuple(sorted(found, key=str))


def _cut(publications: Sequence[LedgerEntry]) -> tuple[LedgerPage, ...]:
    found: list[LedgerPage] = []
    held: list[LedgerEntry] = []
    for place, publication in enumerate(publications):
        held.append(publication)
        ends = place + 1 == len(publications) or publications[place + 1].number > publication.number
        size = sum(1 + (each.counts.entries if each.counts else 0) for each in held)
        if ends and size >= PAGE_ENTRIES:
            found.append(_page(held, is_full=True))
            held = []
    if held:
        found.append(_page(held, is_full=False))
    return tuple(found)


def _page(held: Sequence[LedgerEntry], *, is_full: bool) -> LedgerPage:
    return LedgerPage(held[0].number, held[-1].number, tuple(held), is_full)


def _graph(generation: Generation) -> NamedNode:
    return NamedNode(generation.graph_iri("changes"))
