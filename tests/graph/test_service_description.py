from __future__ import annotations

import pytest
import rdflib
from rdflib import RDF

from moothall.graph.errors import QueryError
from moothall.graph.generation import Generation
from moothall.graph.serialise import serialise
from moothall.graph.service_description import (
    FUNCTION_NAMESPACE,
    FUNCTIONS,
    service_description,
)
from moothall.graph.store import Reader
from moothall.graph.terms import Literal, NamedNode

SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
VOID = rdflib.Namespace("http://rdfs.org/ns/void#")
ENDPOINT = "http://localhost:8080/sparql"
UPDATE = "http://localhost:8080/sparql/update"

SQUARE = "POLYGON((0 0, 0 1, 1 1, 1 0, 0 0))"
POINT = "POINT(0.5 0.5)"
METRE = "http://www.opengis.net/def/uom/OGC/1.0/metre"
WKT = NamedNode("http://www.opengis.net/ont/geosparql#wktLiteral")


def described(generation: Generation, *endpoints: str, update: str | None = None) -> rdflib.Graph:
    triples = service_description(generation, endpoints or (ENDPOINT,), update)
    return rdflib.Graph().parse(data=serialise(triples, "ttl"), format="turtle")


def test_the_service_is_found_by_the_address_in_use_and_by_its_own(shipped: Generation) -> None:
    used = "http://127.0.0.1:9000/sparql"
    graph = described(shipped, ENDPOINT, used)
    (service,) = graph.subjects(RDF.type, SD.Service)
    assert service == rdflib.URIRef(ENDPOINT)
    assert {str(address) for address in graph.objects(service, SD.endpoint)} == {ENDPOINT, used}
    once = described(shipped, ENDPOINT, ENDPOINT)
    assert len(list(once.triples((None, SD.endpoint, None)))) == 1


def test_features_that_are_absent_are_not_claimed(shipped: Generation) -> None:
    graph = described(shipped)
    assert set(graph.objects(None, SD.feature)) == {SD.UnionDefaultGraph}
    assert set(graph.objects(None, SD.supportedLanguage)) == {SD.SPARQL11Query}
    assert set(graph.objects(None, SD.inputFormat)) == set()


def test_every_named_graph_is_described_with_its_counts(shipped: Generation) -> None:
    graph = described(shipped)
    (dataset,) = graph.objects(rdflib.URIRef(ENDPOINT), SD.defaultDataset)
    found = {
        str(graph.value(named, SD.name)): int(
            graph.value(graph.value(named, SD.graph), VOID.triples)
        )
        for named in graph.objects(dataset, SD.namedGraph)
    }
    assert found == {name: n for name, n in shipped.manifest.graphs.items() if name}
    default = graph.value(dataset, SD.defaultGraph)
    assert int(graph.value(default, VOID.triples)) == shipped.manifest.triples


def test_a_graph_that_is_a_dataset_has_its_title(shipped: Generation) -> None:
    graph = described(shipped)
    services = rdflib.URIRef("http://localhost:8080/id/dataset/services")
    assert (services, RDF.type, SD.Graph) in graph
    assert str(graph.value(services, rdflib.DCTERMS.title)) == "Services"


def test_updates_have_a_service_of_their_own(shipped: Generation) -> None:
    graph = described(shipped, update=UPDATE)
    update = rdflib.URIRef(UPDATE)
    assert (update, SD.endpoint, update) in graph
    assert set(graph.objects(update, SD.supportedLanguage)) == {SD.SPARQL11Update}
    assert len(set(graph.objects(update, SD.inputFormat))) == 4
    assert graph.value(update, SD.defaultDataset) == graph.value(
        rdflib.URIRef(ENDPOINT), SD.defaultDataset
    )


@pytest.mark.parametrize("name", FUNCTIONS)
def test_each_function_that_is_named_has_an_answer(name: str) -> None:
    takes_two = name.startswith(("sf", "eh", "rcc8")) or name == "distance"
    arguments = "?square" + (", ?point" if takes_two else "")
    arguments = "?point, ?point, ?unit" if name == "distance" else arguments
    text = (
        f"SELECT ?square ?point ?unit (<{FUNCTION_NAMESPACE}{name}>({arguments}) AS ?x) WHERE {{}}"
    )
    bindings = {
        "square": Literal(SQUARE, datatype=WKT),
        "point": Literal(POINT, datatype=WKT),
        "unit": NamedNode(METRE),
    }
    (row,) = Reader.of([]).select(text, bindings)
    assert isinstance(row["x"], Literal)


def test_a_function_that_is_unknown_has_none() -> None:
    text = f"SELECT (<{FUNCTION_NAMESPACE}buffer>(1) AS ?x) WHERE {{}}"
    with pytest.raises((QueryError, RuntimeError)):
        list(Reader.of([]).select(text))
