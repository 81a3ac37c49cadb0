"""The catalogue entry of a dataset (DCAT) and the record of the load that made it (PROV)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from ..graph.namespaces import DCAT, DCT, MH, PROV, RDF, RDFS, SD, SKOS, VOID, XSD
from ..graph.store import Reader
from ..graph.terms import Literal, NamedNode, Quad, Term
from .source import Source
from .staged import StagedDataset

_MEDIA_TYPES = {
    "ttl": "https://www.iana.org/assignments/media-types/text/turtle",
    "nt": "https://www.iana.org/assignments/media-types/application/n-triples",
    "csv": "https://www.iana.org/assignments/media-types/text/csv",
}

_PASSING = (DCT.modified, PROV.wasGeneratedBy)
"""What is different in every load, and so does not count when entries are compared."""


@dataclass(frozen=True, slots=True)
class Entry:
    """Where a dataset's statements in the catalogue stand, and what they are.

    Attributes:
        base_iri: the base of the service's addresses.
        dataset: the dataset as it was read.
    """

    base_iri: str
    dataset: StagedDataset

    @property
    def graph(self) -> NamedNode:
        """Return the named graph of the catalogue."""
        return NamedNode(f"{self.base_iri}graph/catalogue")

    @property
    def data_graph(self) -> NamedNode:
        """Return the named graph of the dataset itself."""
        return NamedNode(f"{self.base_iri}graph/{self.dataset.slug}")

    @property
    def iri(self) -> NamedNode:
        """Return the IRI of the dataset."""
        return NamedNode(f"{self.base_iri}id/dataset/{self.dataset.slug}")

    def load_iri(self, source: Source) -> NamedNode:
        """Return the IRI of the load that reads a source into the dataset."""
        return NamedNode(f"{self.base_iri}id/load/{self.dataset.slug}-{source.digest[:8]}")

    def published(self, published: Reader | None) -> set[Quad]:
        """Return what the catalogue says of the dataset and its distributions now."""
        if published is None:
            return set()
        found = set(published.quads(self.iri, graph=self.graph))
        for quad in list(found):
            if quad.predicate == DCAT.distribution and isinstance(quad.object, NamedNode):
                found |= set(published.quads(quad.object, graph=self.graph))
        return found

    def lasting(self, before: Iterable[Quad], triples: int, records: int) -> set[Quad]:
        """Return what the catalogue is to say of the dataset, apart from when it was loaded.

        Args:
            before: what it says now; what the dataset does not say for itself is kept from it.
            triples: statements in its graph.
            records: terms or records in it.
        """
        dataset = self.dataset
        old: dict[NamedNode, list[Term]] = {}
        for quad in before:
            if quad.subject == self.iri:
                old.setdefault(quad.predicate, []).append(quad.object)
        said: dict[NamedNode, list[Term]] = {
            DCT.title: [Literal(dataset.title, language="en")] if dataset.title else [],
            DCT.description: (
                [Literal(dataset.description, language="en")] if dataset.description else []
            ),
            DCT.license: [NamedNode(dataset.licence)] if dataset.licence else [],
            DCT.publisher: [NamedNode(dataset.publisher)] if dataset.publisher else [],
            DCT.source: [NamedNode(source) for source in dataset.sources],
            DCT.conformsTo: [NamedNode(dataset.conforms_to)] if dataset.conforms_to else [],
        }
        values = {name: found or old.get(name, []) for name, found in said.items()}
        values[DCT.title] = values[DCT.title] or [Literal(dataset.slug, language="en")]
        values |= {
            RDF.type: [DCAT.Dataset, MH.Dataset],
            DCT.type: [dataset.kind],
            MH.slug: [Literal(dataset.slug)],
            SD.name: [self.data_graph],
            VOID.triples: [_integer(triples)],
            MH.recordCount: [_integer(records)],
        }
        quads = {
            Quad(self.iri, name, value, self.graph)
            for name, found in values.items()
            for value in found
        }
        for distribution in self._distributions(values[DCT.license]):
            quads |= set(distribution)
        return quads

    def dated(self, source: Source, now: datetime) -> set[Quad]:
        """Return the statements of the entry that are new with every load."""
        return {
            Quad(self.iri, DCT.modified, _moment(now), self.graph),
            Quad(self.iri, PROV.wasGeneratedBy, self.load_iri(source), self.graph),
            Quad(self._catalogue, DCAT.dataset, self.iri, self.graph),
            Quad(self._catalogue, RDF.type, DCAT.Catalog, self.graph),
        }

    def load(
        self, source: Source, loader: str, started: datetime, ended: datetime, generation: int
    ) -> set[Quad]:
        """Return the statements about the load itself."""
        iri = self.load_iri(source)
        values: list[tuple[NamedNode, Term]] = [
            (RDF.type, PROV.Activity),
            (RDF.type, MH.Load),
            (
                RDFS.label,
                Literal(f"Load of {self.dataset.title or self.dataset.slug}", language="en"),
            ),
            (DCT.description, Literal(f"Read from {source.name}", language="en")),
            (PROV.startedAtTime, _moment(started)),
            (PROV.endedAtTime, _moment(ended)),
            (PROV.used, NamedNode(source.iri)),
            (PROV.generated, self.iri),
            (MH.sourceDigest, Literal(source.digest)),
            (MH.loader, Literal(loader)),
            (MH.generationNumber, _integer(generation)),
        ]
        return {Quad(iri, name, value, self.graph) for name, value in values}

    @property
    def _catalogue(self) -> NamedNode:
        return NamedNode(f"{self.base_iri}id/catalogue")

    def _distributions(self, licences: Iterable[Term]) -> Iterator[Iterator[Quad]]:
        for extension in ("ttl", "nt"):
            name = f"datasets/{self.dataset.slug}.{extension}"
            yield self._distribution(f"{self.dataset.slug}.{extension}", name, extension, licences)
        for list_name in self.dataset.lists:
            name = f"list/{list_name}.csv"
            yield self._distribution(f"{list_name}.csv", name, "csv", licences)

    def _distribution(
        self, key: str, path: str, extension: str, licences: Iterable[Term]
    ) -> Iterator[Quad]:
        iri = NamedNode(f"{self.base_iri}id/distribution/{key}")
        address = NamedNode(self.base_iri + path)
        yield Quad(self.iri, DCAT.distribution, iri, self.graph)
        yield Quad(iri, RDF.type, DCAT.Distribution, self.graph)
        yield Quad(iri, DCAT.accessURL, address, self.graph)
        yield Quad(iri, DCAT.downloadURL, address, self.graph)
        yield Quad(iri, DCAT.mediaType, NamedNode(_MEDIA_TYPES[extension]), self.graph)
        for licence in licences:
            yield Quad(iri, DCT.license, licence, self.graph)


def without_passing(quads: Iterable[Quad]) -> set[Quad]:
    """Return the statements of an entry that are compared to see whether it has changed."""
    return {quad for quad in quads if quad.predicate not in _PASSING}


def count_records(quads: Iterable[Quad]) -> int:
    """Return how many terms a graph holds; if none, how many things with a class, or any at all."""
    counted = RecordCount()
    counted.add(quads)
    return counted.records


@dataclass(slots=True)
class RecordCount:
    """A count of records in parts, none of which speaks of a thing that another speaks of.

    Attributes:
        terms: how many terms there are.
        typed: how many things with a class.
        subjects: how many things that anything is said of.
    """

    terms: int = 0
    typed: int = 0
    subjects: int = 0

    def add(self, quads: Iterable[Quad]) -> None:
        """Count a part."""
        terms, typed, subjects = set(), set(), set()
        for quad in quads:
            subject = quad.subject
            if not isinstance(subject, NamedNode) or "/.well-known/genid/" in subject.value:
                continue
            subjects.add(subject)
            if quad.predicate == SKOS.inScheme:
                terms.add(subject)
            elif quad.predicate == RDF.type:
                typed.add(subject)
        self.terms += len(terms)
        self.typed += len(typed)
        self.subjects += len(subjects)

    @property
    def records(self) -> int:
        """How many terms there are; if none, things with a class, or any at all."""
        return self.terms or self.typed or self.subjects


def _integer(number: int) -> Literal:
    return Literal(str(number), datatype=XSD.integer)


def _moment(when: datetime) -> Literal:
    return Literal(when.isoformat().replace("+00:00", "Z"), datatype=XSD.dateTime)
