"""The page of a dataset: its entry in the catalogue, its downloads, where it came from."""

from __future__ import annotations

from dataclasses import dataclass

from ...graph.describe import Description
from ...graph.lists import all_lists
from ...graph.namespaces import DCAT, DCT, MH, PROV, RDF, SD, VOID
from ...graph.terms import Literal, NamedNode
from ...loaders.formats import TABLE
from .linked_data import as_block, dataset
from .relations import Fact, facts, values_of
from .template import render
from .values import Names, Value

_ELSEWHERE = (
    RDF.type,
    DCT.title,
    DCT.description,
    DCT.type,
    DCAT.distribution,
    MH.slug,
    MH.shippedFile,
    MH.loadOrder,
    MH.recordCount,
    PROV.wasGeneratedBy,
    VOID.triples,
)

_SAMPLE = 10
_FORMS = {"ttl": "Turtle", "nt": "N-Triples", "rdf": "RDF/XML", "jsonld": "JSON-LD", "csv": "CSV"}


@dataclass(frozen=True, slots=True)
class Download:
    """A file that holds the dataset: its name, address and media type."""

    name: str
    href: str
    media_type: str


@dataclass(frozen=True, slots=True)
class DatasetPage:
    """What the template of a dataset shows."""

    title: Value
    lede: Value | None
    kind: Value | None
    iri: str
    graph: str
    triples: int
    records: int
    facts: tuple[Fact, ...]
    downloads: tuple[Download, ...]
    load: tuple[Fact, ...]
    reports: str
    lists: tuple[Value, ...]
    sample: tuple[Value, ...]


def render_dataset(names: Names, description: Description) -> str:
    """Return the page of a dataset as HTML."""
    page = _dataset_page(names, description)
    publishers = values_of(names, DCT.publisher, description.values(DCT.publisher))
    licences = [t.value for t in description.values(DCT.license) if isinstance(t, NamedNode)]
    linked = dataset(
        description,
        publishers[0].text if publishers else "",
        licences[0] if licences else "",
        [(_absolute(names, d.href), d.media_type) for d in page.downloads],
    )
    return render(
        "dataset.html",
        names.view,
        dataset=page,
        description=description,
        linked_data=as_block(linked),
    )


def _dataset_page(names: Names, description: Description) -> DatasetPage:
    graphs = [t for t in description.values(SD.name) if isinstance(t, NamedNode)]
    graph = graphs[0] if graphs else None
    kinds = values_of(names, DCT.type, description.values(DCT.type))
    lede = description.text(DCT.description, names.view.language)
    return DatasetPage(
        title=names.text(names.label(description.iri)),
        lede=names.text(lede) if lede else None,
        kind=kinds[0] if kinds else None,
        iri=description.iri,
        graph=graph.value if graph else "",
        triples=_number(description, VOID.triples),
        records=_number(description, MH.recordCount),
        facts=facts(names, description, (*_ELSEWHERE, SD.name)),
        downloads=_downloads(names, description),
        load=_load(names, description),
        reports=_reports(names, description),
        lists=_lists(names, graph),
        sample=_sample(names, graph),
    )


def _number(description: Description, predicate: NamedNode) -> int:
    found = description.text(predicate)
    return int(found.value) if found and found.value.isdigit() else 0


def _downloads(names: Names, description: Description) -> tuple[Download, ...]:
    """Return the downloads that the catalogue names, in the order of the forms above."""
    reader = names.generation.reader
    found = []
    for distribution in description.values(DCAT.distribution):
        if not isinstance(distribution, NamedNode):
            continue
        address = reader.value(distribution, DCAT.downloadURL)
        media_type = reader.value(distribution, DCAT.mediaType)
        if isinstance(address, NamedNode):
            suffix = address.value.rsplit(".", 1)[-1]
            found.append(
                Download(
                    _FORMS.get(suffix, suffix.upper()),
                    _local(names, address.value),
                    media_type.value.partition("/media-types/")[2]
                    if isinstance(media_type, NamedNode)
                    else "",
                )
            )
    order = list(_FORMS.values())
    found.sort(key=lambda d: (order.index(d.name) if d.name in order else len(order), d.href))
    return tuple(found)


def _local(names: Names, address: str) -> str:
    base = names.generation.base_iri
    return "/" + address.removeprefix(base) if address.startswith(base) else address


def _absolute(names: Names, address: str) -> str:
    return names.generation.base_iri + address[1:] if address.startswith("/") else address


def _load(names: Names, description: Description) -> tuple[Fact, ...]:
    """Return what is known of the load that made the dataset."""
    reader = names.generation.reader
    for load in description.values(PROV.wasGeneratedBy):
        if isinstance(load, NamedNode):
            rows = [
                (PROV.used, "load_used"),
                (MH.sourceDigest, "load_digest"),
                (MH.loader, "load_loader"),
                (PROV.startedAtTime, "load_started"),
                (MH.generationNumber, "load_generation"),
            ]
            found = [
                Fact(
                    Value(names.page.words(word)),
                    values_of(names, predicate, reader.objects(load, predicate)),
                )
                for predicate, word in rows
            ]
            return tuple(fact for fact in found if fact.values)
    return ()


def _reports(names: Names, description: Description) -> str:
    """Return the path of the reports of its loads; empty for what was not loaded as a table."""
    reader = names.generation.reader
    slug = description.text(MH.slug)
    loads = (t for t in description.values(PROV.wasGeneratedBy) if isinstance(t, NamedNode))
    is_table = any(Literal(TABLE) in reader.objects(load, MH.loader) for load in loads)
    return f"/datasets/{slug.value}/reports" if slug and is_table else ""


def _lists(names: Names, graph: NamedNode | None) -> tuple[Value, ...]:
    """Return the lists that the dataset states."""
    if graph is None:
        return ()
    reader = names.generation.reader
    return tuple(
        names.link(entry.iri)
        for entry in all_lists(names.generation)
        if next(reader.quads(NamedNode(entry.iri), RDF.type, None, graph), None)
    )


def _sample(names: Names, graph: NamedNode | None) -> tuple[Value, ...]:
    """Return a few of the things that the dataset describes, in the store's order."""
    if graph is None:
        return ()
    reader = names.generation.reader
    schemes = {entry.iri for entry in all_lists(names.generation)}
    found: dict[str, None] = {}
    for quad in reader.quads(graph=graph):
        subject = quad.subject
        if (
            isinstance(subject, NamedNode)
            and "/.well-known/genid/" not in subject.value
            and subject.value not in schemes
        ):
            found[subject.value] = None
        if len(found) == _SAMPLE:
            break
    values = [names.link(iri) for iri in found]
    return tuple(sorted(values, key=lambda value: value.text.casefold()))
