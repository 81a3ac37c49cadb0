"""The service description: what the SPARQL endpoint understands, answers with, and holds.

Source: SPARQL 1.1 Service Description, sections 2 (access) and 3 (vocabulary).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from .catalogue import dataset_entries
from .generation import Generation
from .namespaces import DCT, RDF, RDFS, SD, VOID
from .statistics import GraphStatistics, statistics
from .terms import BlankNode, Literal, NamedNode, Triple
from .void import FORMATS, counts, number

RESULT_FORMATS = (
    "SPARQL_Results_JSON",
    "SPARQL_Results_XML",
    "SPARQL_Results_CSV",
    "SPARQL_Results_TSV",
    "Turtle",
    "N-Triples",
    "RDF_XML",
    "JSON-LD",
)
"""Formats of answers, by the W3C's names."""

INPUT_FORMATS = ("Turtle", "N-Triples", "RDF_XML", "JSON-LD")
"""Formats of the graphs that can be written, by the W3C's names."""

FUNCTION_NAMESPACE = "http://www.opengis.net/def/function/geosparql/"

FUNCTIONS = (
    "asGeoJSON",
    "centroid",
    "convexHull",
    "coordinateDimension",
    "dimension",
    "distance",
    "ehContains",
    "ehCoveredBy",
    "ehCovers",
    "ehDisjoint",
    "ehEquals",
    "ehInside",
    "ehMeet",
    "ehOverlap",
    "envelope",
    "getSRID",
    "isEmpty",
    "isSimple",
    "rcc8dc",
    "rcc8ec",
    "rcc8eq",
    "rcc8ntpp",
    "rcc8ntppi",
    "rcc8po",
    "rcc8tpp",
    "rcc8tppi",
    "sfContains",
    "sfCrosses",
    "sfDisjoint",
    "sfEquals",
    "sfIntersects",
    "sfOverlaps",
    "sfTouches",
    "sfWithin",
    "spatialDimension",
)
"""GeoSPARQL functions that the engine answers; it knows the names of a few more.

Source: GeoSPARQL 1.1, clauses 8 and 9.
"""

_SIMPLE_ENTAILMENT = NamedNode("http://www.w3.org/ns/entailment/Simple")


def service_description(
    generation: Generation,
    endpoints: Sequence[str],
    update_endpoint: str | None = None,
    *,
    is_union: bool = True,
    hidden_graphs: Collection[str] = (),
    is_federated: bool = False,
) -> Iterator[Triple]:
    """Return the description of the query service, and of the update service if there is one.

    A feature that is absent is so on purpose: the endpoint fetches no graph
    (``sd:DereferencesURIs``).

    Args:
        generation: the generation that is queried.
        endpoints: addresses at which queries are answered, the one that names the service first;
            a client behind a proxy finds the address that it used beside the published one.
        update_endpoint: address at which updates are taken; None if there is none. The default
            graph of updates is always the one without a name.
        is_union: whether the default graph of queries is the union of all graphs.
        hidden_graphs: IRIs of the graphs that only those queries see which name their graphs.
        is_federated: whether queries may call some other endpoints.
    """
    service = NamedNode(endpoints[0])
    dataset = BlankNode("dataset")
    yield Triple(service, RDF.type, SD.Service)
    for address in dict.fromkeys(endpoints):
        yield Triple(service, SD.endpoint, NamedNode(address))
    yield Triple(service, SD.supportedLanguage, SD.SPARQL11Query)
    if is_union:
        yield Triple(service, SD.feature, SD.UnionDefaultGraph)
    if is_federated:
        yield Triple(service, SD.feature, SD.BasicFederatedQuery)
    yield Triple(service, SD.defaultEntailmentRegime, _SIMPLE_ENTAILMENT)
    for name in RESULT_FORMATS:
        yield Triple(service, SD.resultFormat, FORMATS[name])
    functions = [NamedNode(FUNCTION_NAMESPACE + name) for name in FUNCTIONS]
    for function in functions:
        yield Triple(service, SD.extensionFunction, function)
    yield Triple(service, SD.defaultDataset, dataset)
    for function in functions:
        yield Triple(function, RDF.type, SD.Function)
    yield from _dataset(generation, dataset, is_union, hidden_graphs)
    if update_endpoint is not None:
        yield from _update_service(NamedNode(update_endpoint), dataset)


def _update_service(service: NamedNode, dataset: BlankNode) -> Iterator[Triple]:
    yield Triple(service, RDF.type, SD.Service)
    yield Triple(service, SD.endpoint, service)
    yield Triple(service, SD.supportedLanguage, SD.SPARQL11Update)
    yield Triple(service, SD.defaultDataset, dataset)
    for name in INPUT_FORMATS:
        yield Triple(service, SD.inputFormat, FORMATS[name])


def _dataset(
    generation: Generation, dataset: BlankNode, is_union: bool, hidden_graphs: Collection[str]
) -> Iterator[Triple]:
    """Return what is queried unless a query says otherwise: the default graph, and all others."""
    found = statistics(generation)
    default_graph = BlankNode("default")
    yield Triple(dataset, RDF.type, SD.Dataset)
    yield Triple(dataset, SD.defaultGraph, default_graph)
    yield Triple(default_graph, RDF.type, SD.Graph)
    if is_union:
        yield Triple(default_graph, RDFS.seeAlso, NamedNode(f"{generation.base_iri}void"))
        yield from counts(default_graph, found)
    else:
        unnamed = found.triples - sum(graph.triples for graph in found.graphs.values())
        yield Triple(default_graph, VOID.triples, number(unnamed))
    entries = {entry.graph: entry for entry in dataset_entries(generation)}
    for order, (name, graph_statistics) in enumerate(found.graphs.items()):
        if name in hidden_graphs:
            continue
        entry = entries.get(name)
        graph = NamedNode(entry.iri) if entry else BlankNode(f"graph{order}")
        named = BlankNode(f"named{order}")
        yield Triple(dataset, SD.namedGraph, named)
        yield Triple(named, RDF.type, SD.NamedGraph)
        yield Triple(named, SD.name, NamedNode(name))
        yield Triple(named, SD.graph, graph)
        yield from _graph(graph, graph_statistics, entry.titles if entry else ())


def _graph(
    graph: NamedNode | BlankNode, found: GraphStatistics, titles: tuple[Literal, ...]
) -> Iterator[Triple]:
    yield Triple(graph, RDF.type, SD.Graph)
    for title in titles:
        yield Triple(graph, DCT.title, title)
    yield Triple(graph, VOID.triples, number(found.triples))
    yield Triple(graph, VOID.entities, number(found.entities))
    yield Triple(graph, VOID.properties, number(found.properties))
