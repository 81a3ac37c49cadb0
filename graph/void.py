"""VoID: what the graph holds, in numbers that query planners, crawlers and editors read.

Source: Describing Linked Datasets with the VoID Vocabulary, sections 2 (general metadata), 3
(access), 4 (structure and statistics), 5 (linksets) and 6 (the description itself).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from urllib.parse import quote

from .catalogue import DatasetEntry, dataset_entries
from .generation import Generation
from .namespaces import DCT, FOAF, PREFIXES, RDF, VOID, XSD, Namespace
from .statistics import Links, Part, Statistics, statistics
from .terms import BlankNode, Literal, NamedNode, Term, Triple

FORMATS = Namespace("http://www.w3.org/ns/formats/")
"""The W3C's names of formats.

Source: Unique URIs for File Formats.
"""

FEATURES = ("Turtle", "N-Triples", "RDF_XML", "JSON-LD", "N-Quads", "TriG")
"""Formats in which things are described, by their names in `FORMATS`."""

WHOLE_DUMPS = ("all.nq.gz", "all.nq")
"""Files under ``datasets/`` that hold everything."""

DATASET_DUMPS = ("nt.gz", "nt", "ttl")
"""Suffixes of the files under ``datasets/`` that hold the data of one dataset."""


def void_triples(generation: Generation) -> Iterator[Triple]:
    """Return the VoID description of a generation.

    It describes the whole graph with its class and property partitions, each dataset of the
    catalogue as a subset with the basic counts, and the links between them as linksets.
    """
    found = statistics(generation)
    base_iri = generation.base_iri
    document, whole = NamedNode(f"{base_iri}void"), whole_iri(base_iri)
    yield Triple(document, RDF.type, VOID.DatasetDescription)
    title = "What this service holds, in numbers"
    yield Triple(document, DCT.title, Literal(title, language="en"))
    yield Triple(document, FOAF.primaryTopic, whole)
    yield from _whole(generation, found, whole)
    entries = {entry.graph: entry for entry in dataset_entries(generation)}
    for entry in entries.values():
        yield Triple(whole, VOID.subset, NamedNode(entry.iri))
    for entry in entries.values():
        yield from _dataset(base_iri, found, entry)
    yield from _linksets(base_iri, found.links, entries)


def whole_iri(base_iri: str) -> NamedNode:
    """Return the IRI of the whole graph as a VoID dataset."""
    return NamedNode(f"{base_iri}void#dataset")


def counts(node: NamedNode | BlankNode, found: Statistics) -> Iterator[Triple]:
    """Return the counts of the whole graph, said of a node."""
    for name, count in (
        (VOID.triples, found.triples),
        (VOID.entities, found.entities),
        (VOID.classes, len(found.classes)),
        (VOID.properties, len(found.properties)),
        (VOID.distinctSubjects, found.subjects),
        (VOID.distinctObjects, found.objects),
    ):
        yield Triple(node, name, number(count))


def number(count: int) -> Literal:
    """Return a count as a term."""
    return Literal(str(count), datatype=XSD.integer)


def _whole(generation: Generation, found: Statistics, whole: NamedNode) -> Iterator[Triple]:
    base_iri, published = generation.base_iri, generation.manifest.published
    values: list[tuple[NamedNode, Term]] = [
        (RDF.type, VOID.Dataset),
        (DCT.title, Literal("Everything that this service holds", language="en")),
        (DCT.modified, Literal(published.isoformat(), datatype=XSD.dateTime)),
        (FOAF.homepage, NamedNode(base_iri)),
        (VOID.sparqlEndpoint, NamedNode(f"{base_iri}sparql")),
        (VOID.uriLookupEndpoint, NamedNode(f"{base_iri}resolve?q=")),
    ]
    values += [(VOID.dataDump, NamedNode(f"{base_iri}datasets/{name}")) for name in WHOLE_DUMPS]
    values += [(VOID.feature, FORMATS[name]) for name in FEATURES]
    values += [(VOID.vocabulary, NamedNode(iri)) for iri in _vocabularies(found)]
    for name, value in values:
        yield Triple(whole, name, value)
    yield from counts(whole, found)
    yield from _partitions(
        whole, VOID.classPartition, VOID["class"], VOID.entities, "class", found.classes
    )
    yield from _partitions(
        whole, VOID.propertyPartition, VOID.property, VOID.triples, "property", found.properties
    )


def _partitions(
    whole: NamedNode,
    relation: NamedNode,
    name: NamedNode,
    counted: NamedNode,
    label: str,
    parts: tuple[Part, ...],
) -> Iterator[Triple]:
    nodes = [BlankNode(f"{label}{order}") for order in range(len(parts))]
    for node in nodes:
        yield Triple(whole, relation, node)
    for node, part in zip(nodes, parts, strict=True):
        yield Triple(node, name, NamedNode(part.iri))
        yield Triple(node, counted, number(part.count))


def _dataset(base_iri: str, found: Statistics, entry: DatasetEntry) -> Iterator[Triple]:
    """Return what is said of one dataset, which is one named graph."""
    iri = NamedNode(entry.iri)
    graph = found.graphs[entry.graph]
    address = f"{base_iri}datasets/{quote(entry.slug)}"
    values: list[tuple[NamedNode, Term]] = [
        (RDF.type, VOID.Dataset),
        *((DCT.title, title) for title in entry.titles),
        (FOAF.page, NamedNode(address)),
        (VOID.sparqlEndpoint, NamedNode(f"{base_iri}sparql")),
        (VOID.triples, number(graph.triples)),
        (VOID.entities, number(graph.entities)),
        (VOID.properties, number(graph.properties)),
    ]
    if entry.licence:
        values.append((DCT.license, NamedNode(entry.licence)))
    if entry.publisher:
        values.append((DCT.publisher, NamedNode(entry.publisher)))
    if graph.uri_space:
        values.append((VOID.uriSpace, Literal(graph.uri_space)))
    values += [(VOID.dataDump, NamedNode(f"{address}.{suffix}")) for suffix in DATASET_DUMPS]
    for name, value in values:
        yield Triple(iri, name, value)


def _linksets(
    base_iri: str, links: tuple[Links, ...], entries: Mapping[str, DatasetEntry]
) -> Iterator[Triple]:
    """Return the linksets: those between datasets, and those to things that others describe."""
    spaces: dict[str, NamedNode] = {}
    for link in links:
        if not {link.stated, link.source} <= entries.keys():
            continue  # such as the catalogue, which is no dataset of itself
        if link.target:
            if link.target not in entries:
                continue
            target, to = NamedNode(entries[link.target].iri), entries[link.target].slug
        else:
            to = link.space.split("://", 1)[-1].rstrip("/")
            target = spaces[link.space] = NamedNode(f"{base_iri}void#host-{quote(to, safe='')}")
        source, stated = entries[link.source], entries[link.stated]
        name = "-".join((stated.slug, source.slug, _local_name(link.property), to))
        linkset = NamedNode(f"{base_iri}void#links-{quote(name, safe='')}")
        yield Triple(NamedNode(stated.iri), VOID.subset, linkset)
        yield Triple(linkset, RDF.type, VOID.Linkset)
        yield Triple(linkset, VOID.linkPredicate, NamedNode(link.property))
        yield Triple(linkset, VOID.subjectsTarget, NamedNode(source.iri))
        yield Triple(linkset, VOID.objectsTarget, target)
        yield Triple(linkset, VOID.triples, number(link.count))
    for space, node in sorted(spaces.items()):
        yield Triple(node, RDF.type, VOID.Dataset)
        yield Triple(node, VOID.uriSpace, Literal(space))


def _local_name(iri: str) -> str:
    """Return a property's name with its prefix, else its whole IRI."""
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace):
            return f"{prefix}.{iri[len(namespace) :]}"
    return iri


def _vocabularies(found: Statistics) -> list[str]:
    """Return the namespaces of the classes and properties that are used, in order."""
    used = (part.iri for part in (*found.classes, *found.properties))
    return sorted({iri[: max(iri.rfind("/"), iri.rfind("#")) + 1] or iri for iri in used})
