from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moothall.graph import statistics as counting
from moothall.graph.change import Change
from moothall.graph.generation import Generation
from moothall.graph.generations import Generations
from moothall.graph.namespaces import MH, RDF, SKOS
from moothall.graph.statistics import Statistics, common_space, statistics
from moothall.graph.terms import NamedNode, Quad

GRAPH = "http://localhost:8080/graph/"


@pytest.fixture(scope="module")
def counted(shipped: Generation) -> Statistics:
    return statistics(shipped)


def count(generation: Generation, pattern: str) -> int:
    (row,) = generation.reader.select(f"SELECT (COUNT(*) AS ?n) WHERE {{ {pattern} }}")
    return int(str(row["n"].value))


def test_the_counts_are_what_queries_count(shipped: Generation, counted: Statistics) -> None:
    assert counted.triples == count(shipped, "?s ?p ?o")
    assert counted.subjects == count(shipped, "{ SELECT DISTINCT ?s { ?s ?p ?o } }")
    assert counted.objects == count(shipped, "{ SELECT DISTINCT ?o { ?s ?p ?o } }")
    assert counted.entities == count(shipped, "{ SELECT DISTINCT ?s { ?s a ?c } }")
    services = next(p.count for p in counted.classes if p.iri == "http://def.esd.org.uk/Service")
    assert services == count(shipped, "?s a esd:Service")


def test_properties_and_graphs_share_out_all_statements(counted: Statistics) -> None:
    assert sum(part.count for part in counted.properties) == counted.triples
    assert sum(graph.triples for graph in counted.graphs.values()) == counted.triples
    assert list(counted.properties) == sorted(
        counted.properties, key=lambda part: (-part.count, part.iri)
    )


def test_a_graph_of_one_kind_of_thing_says_where_their_addresses_lie(
    shipped: Generation, counted: Statistics
) -> None:
    space = counted.graphs[GRAPH + "interactions"].uri_space
    assert space == "http://id.esd.org.uk/"
    things = {
        quad.subject.value
        for quad in shipped.reader.quads(None, RDF.type, None, NamedNode(GRAPH + "interactions"))
        if isinstance(quad.subject, NamedNode)
    }
    assert things
    assert all(thing.startswith(space) for thing in things)
    assert counted.graphs[GRAPH + "needs"].uri_space == ""


def test_links_are_counted_from_where_their_subjects_are_described(counted: Statistics) -> None:
    found = {(x.source, x.property, x.target or x.space): x.count for x in counted.links}
    needs, services = GRAPH + "needs", GRAPH + "services"
    assert found[needs, MH.metBy.value, services] > 0
    assert found[needs, MH.metBy.value, services] == found[services, MH.meetsNeed.value, needs]
    law = (GRAPH + "powersAndDuties", MH.basedOn.value, "http://www.legislation.gov.uk/")
    assert found[law] > 0


def test_links_out_of_the_graph_are_counted_by_host(
    shipped: Generation, counted: Statistics
) -> None:
    same = [link for link in counted.links if link.property.endswith("owl#sameAs")]
    assert {link.space for link in same} >= {"http://statistics.data.gov.uk/"}
    assert sum(link.count for link in same) == count(shipped, "?s owl:sameAs ?o")


def test_what_the_unnamed_graph_holds_is_counted(generations: Generations) -> None:
    a, b = NamedNode("http://example.org/a"), NamedNode("http://example.org/b")
    graph = NamedNode(GRAPH + "x")
    with generations.writing() as writer:
        generation = writer.publish(
            Change(added=[Quad(a, RDF.type, SKOS.Concept), Quad(b, RDF.type, SKOS.Concept, graph)])
        )
    found = statistics(generation)
    assert {p.iri: p.count for p in found.properties}[RDF.type.value] == 2
    assert sum(part.count for part in found.properties) == found.triples
    assert found.graphs[graph.value].triples == 1


def test_an_empty_generation_has_statistics(generations: Generations) -> None:
    with generations.writing() as writer:
        graph = NamedNode(GRAPH + "x")
        first = Quad(NamedNode("http://example.org/a"), SKOS.note, NamedNode("urn:b"), graph)
        writer.publish(Change(added=[first]))
        generation = writer.publish(Change(removed=[first]))
    found = statistics(generation)
    assert (found.entities, found.classes, found.links) == (0, (), ())


def test_many_who_ask_at_once_are_counted_for_once(
    generations: Generations, monkeypatch: pytest.MonkeyPatch
) -> None:
    with generations.writing() as writer:
        quad = Quad(NamedNode("urn:a"), SKOS.note, NamedNode("urn:b"), NamedNode(GRAPH + "x"))
        generation = writer.publish(Change(added=[quad]))
    calls = []
    count_once = counting._count
    monkeypatch.setattr(counting, "_count", lambda g: calls.append(g) or count_once(g))
    found: list[Statistics] = []
    threads = [
        threading.Thread(target=lambda: found.append(statistics(generation))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(calls) == 1
    assert len(found) == 8
    assert all(one is found[0] for one in found)


def test_the_space_of_addresses_ends_where_a_name_begins() -> None:
    first, last = "http://example.org/id/a/1", "http://example.org/id/a/20"
    assert common_space(first, last) == "http://example.org/id/a/"
    assert common_space("http://a.example/x", "http://b.example/x") == ""
    assert common_space("http://a.example/x#1", "http://a.example/x#2") == "http://a.example/x#"
    assert common_space("urn:a:1", "urn:a:2") == ""


@given(st.lists(st.text("ab/#", max_size=8), min_size=1))
def test_every_address_starts_with_the_space_of_the_first_and_last(names: list[str]) -> None:
    addresses = [f"http://example.org/{name}" for name in names]
    space = common_space(min(addresses), max(addresses))
    assert space
    assert all(address.startswith(space) for address in addresses)
