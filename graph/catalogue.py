"""The catalogue: which datasets the graph holds, who published them, and under which licence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from .errors import NotFoundError
from .generation import Generation
from .labels import choose_label, read_labels
from .namespaces import DCAT, DCT, MH, PROV, RDF, SD, VOID
from .terms import BlankNode, Literal, NamedNode, Term, Triple


@dataclass(frozen=True, slots=True)
class DatasetEntry:
    """What the catalogue says of one dataset.

    Attributes:
        slug: its name in addresses.
        iri: the dataset.
        titles: its title in several languages.
        descriptions: what it holds, in several languages.
        publisher: IRI of the publisher; None if the catalogue does not say.
        publisher_names: the publisher's names.
        licence: IRI of the licence; None if the catalogue does not say.
        kind: IRI of its kind, e.g. that of lists; None if the catalogue does not say.
        graph: IRI of the named graph that holds its statements.
        triples: statements in that graph.
        record_count: terms or records in it.
        modified: ISO date and time of the last load that changed it; empty if unknown.
        sources: IRIs of what it was made from.
        load: IRI of the load that made it; None if unknown.
        standards: IRIs of the data standards that it follows.
    """

    slug: str
    iri: str
    titles: tuple[Literal, ...]
    descriptions: tuple[Literal, ...]
    publisher: str | None
    publisher_names: tuple[Literal, ...]
    licence: str | None
    kind: str | None
    graph: str
    triples: int
    record_count: int
    modified: str
    sources: tuple[str, ...]
    load: str | None
    standards: tuple[str, ...] = ()

    def title(self, language: str = "en") -> Literal:
        """Return the title in a language, or in the nearest that there is."""
        return choose_label(self.titles, language) or Literal(self.slug)

    def description(self, language: str = "en") -> Literal | None:
        """Return what it holds in a language, or in the nearest; None if nothing says."""
        return choose_label(self.descriptions, language)


def dataset_entries(generation: Generation) -> tuple[DatasetEntry, ...]:
    """Return every dataset of a generation, by title."""
    return generation.remember("datasets", lambda: _read_entries(generation))


def dataset_entry(generation: Generation, slug: str) -> DatasetEntry:
    """Return the dataset with a slug.

    Raises:
        NotFoundError: there is none.
    """
    for entry in dataset_entries(generation):
        if entry.slug == slug:
            return entry
    raise NotFoundError(
        f"there is no dataset {slug[:100]!r}", remedy="see /datasets for those that there are"
    )


def catalogue_triples(generation: Generation) -> Iterator[Triple]:
    """Return the catalogue as DCAT: its own graph, which describes every dataset.

    Source: DCAT 3, section 6.
    """
    graph = NamedNode(generation.graph_iri("catalogue"))
    for quad in generation.reader.quads(graph=graph):
        yield quad.triple


def _read_entries(generation: Generation) -> tuple[DatasetEntry, ...]:
    found = generation.reader.subjects(RDF.type, MH.Dataset)
    catalogued = set(generation.reader.subjects(RDF.type, DCAT.Dataset))
    entries = [_read_entry(generation, iri) for iri in found if iri in catalogued]
    held = [entry for entry in entries if entry.graph in generation.manifest.graphs]
    return tuple(sorted(held, key=lambda entry: entry.title().value.casefold()))


def _read_entry(generation: Generation, iri: NamedNode) -> DatasetEntry:
    reader = generation.reader
    slug = _text(reader.value(iri, MH.slug)) or iri.value.rsplit("/", 1)[-1]
    publisher = _iri(reader.value(iri, DCT.publisher))
    graph = _iri(reader.value(iri, SD.name)) or generation.graph_iri(slug)
    return DatasetEntry(
        slug=slug,
        iri=iri.value,
        titles=_literals(reader.objects(iri, DCT.title)),
        descriptions=_literals(reader.objects(iri, DCT.description)),
        publisher=publisher,
        publisher_names=read_labels(reader, publisher) if publisher else (),
        licence=_iri(reader.value(iri, DCT.license)),
        kind=_iri(reader.value(iri, DCT.type)),
        graph=graph,
        triples=_number(reader.value(iri, VOID.triples), generation.manifest.graphs.get(graph, 0)),
        record_count=_number(reader.value(iri, MH.recordCount), 0),
        modified=_text(reader.value(iri, DCT.modified)),
        sources=tuple(t.value for t in reader.objects(iri, DCT.source) if isinstance(t, NamedNode)),
        load=_iri(reader.value(iri, PROV.wasGeneratedBy)),
        standards=tuple(
            t.value for t in reader.objects(iri, DCT.conformsTo) if isinstance(t, NamedNode)
        ),
    )


def _literals(terms: list[Term]) -> tuple[Literal, ...]:
    return tuple(term for term in terms if isinstance(term, Literal))


def _iri(term: Term | None) -> str | None:
    return term.value if isinstance(term, NamedNode) else None


def _text(term: Term | None) -> str:
    return term.value if isinstance(term, Literal | NamedNode | BlankNode) else ""


def _number(term: Term | None, otherwise: int) -> int:
    return int(term.value) if isinstance(term, Literal) and term.value.isdigit() else otherwise
