from __future__ import annotations

import pytest
import rdflib
from rdflib import FOAF, RDF

from moothall.graph.catalogue import dataset_entries
from moothall.graph.generation import Generation
from moothall.graph.serialise import serialise
from moothall.graph.statistics import statistics
from moothall.graph.void import void_triples

VOID = rdflib.Namespace("http://rdfs.org/ns/void#")
MH = rdflib.Namespace("https://w3id.org/moothall/def/")
BASE = "http://localhost:8080/"
DATASET = rdflib.Namespace(f"{BASE}id/dataset/")


@pytest.fixture(scope="module")
def described(shipped: Generation) -> rdflib.Graph:
    return rdflib.Graph().parse(data=serialise(void_triples(shipped), "nt"), format="nt")


@pytest.fixture(scope="module")
def whole(described: rdflib.Graph) -> rdflib.term.Node:
    (found,) = described.objects(rdflib.URIRef(f"{BASE}void"), FOAF.primaryTopic)
    return found


def number(described: rdflib.Graph, subject: object, predicate: rdflib.URIRef) -> int:
    (value,) = described.objects(subject, predicate)  # type: ignore[arg-type]
    return int(value)


def test_the_whole_graph_is_described_in_numbers(
    shipped: Generation, described: rdflib.Graph, whole: rdflib.term.Node
) -> None:
    found = statistics(shipped)
    assert number(described, whole, VOID.triples) == found.triples
    assert number(described, whole, VOID.entities) == found.entities
    assert number(described, whole, VOID.distinctSubjects) == found.subjects
    assert number(described, whole, VOID.distinctObjects) == found.objects
    classes = list(described.objects(whole, VOID.classPartition))
    assert number(described, whole, VOID.classes) == len(classes)
    properties = list(described.objects(whole, VOID.propertyPartition))
    assert number(described, whole, VOID.properties) == len(properties)
    assert sum(number(described, p, VOID.triples) for p in properties) == found.triples


def test_each_partition_names_its_class_or_property_once(
    described: rdflib.Graph, whole: rdflib.term.Node
) -> None:
    for relation, name in ((VOID.classPartition, "class"), (VOID.propertyPartition, "property")):
        parts = list(described.objects(whole, relation))
        names = [described.value(part, VOID[name]) for part in parts]
        assert None not in names
        assert len(set(names)) == len(parts)


def test_each_dataset_of_the_catalogue_is_a_subset(
    shipped: Generation, described: rdflib.Graph, whole: rdflib.term.Node
) -> None:
    subsets = set(described.objects(whole, VOID.subset))
    assert subsets == {rdflib.URIRef(entry.iri) for entry in dataset_entries(shipped)}
    for entry in dataset_entries(shipped):
        assert number(described, rdflib.URIRef(entry.iri), VOID.triples) == entry.triples


def test_a_linkset_says_from_where_to_where_and_how_often(
    shipped: Generation, described: rdflib.Graph
) -> None:
    linksets = set(described.subjects(VOID.linkPredicate, MH.metBy))
    (linkset,) = linksets
    assert (linkset, RDF.type, VOID.Linkset) in described
    assert described.value(linkset, VOID.subjectsTarget) == DATASET.needs
    assert described.value(linkset, VOID.objectsTarget) == DATASET.services
    assert (DATASET["needs-services"], VOID.subset, linkset) in described
    (row,) = shipped.reader.select("SELECT (COUNT(*) AS ?n) { ?need mh:metBy ?service }")
    assert number(described, linkset, VOID.triples) == int(row["n"].value)


def test_every_linkset_is_complete(described: rdflib.Graph) -> None:
    linksets = list(described.subjects(RDF.type, VOID.Linkset))
    assert len(linksets) > 20
    for linkset in linksets:
        for name in (VOID.linkPredicate, VOID.subjectsTarget, VOID.objectsTarget, VOID.triples):
            assert len(list(described.objects(linkset, name))) == 1, (linkset, name)
        for end in (VOID.subjectsTarget, VOID.objectsTarget):
            target = described.value(linkset, end)
            assert (target, RDF.type, VOID.Dataset) in described


def test_links_to_the_law_and_to_other_registers_name_where_they_lead(
    described: rdflib.Graph,
) -> None:
    def spaces(predicate: rdflib.URIRef) -> set[str]:
        return {
            str(described.value(described.value(linkset, VOID.objectsTarget), VOID.uriSpace))
            for linkset in described.subjects(VOID.linkPredicate, predicate)
        }

    assert spaces(MH.basedOn) == {"http://www.legislation.gov.uk/"}
    assert "http://statistics.data.gov.uk/" in spaces(rdflib.OWL.sameAs)


def test_the_description_says_how_to_get_at_the_data(
    described: rdflib.Graph, whole: rdflib.term.Node
) -> None:
    assert described.value(whole, VOID.sparqlEndpoint) == rdflib.URIRef(f"{BASE}sparql")
    lookup = described.value(whole, VOID.uriLookupEndpoint)
    assert str(lookup) == f"{BASE}resolve?q="
    assert rdflib.URIRef(f"{BASE}datasets/all.nq.gz") in set(
        described.objects(whole, VOID.dataDump)
    )
    vocabularies = {str(iri) for iri in described.objects(whole, VOID.vocabulary)}
    assert {str(rdflib.SKOS), "http://def.esd.org.uk/", str(MH)} <= vocabularies
