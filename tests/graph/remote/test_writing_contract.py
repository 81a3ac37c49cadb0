"""What whoever writes over HTTP may rely on, whichever store holds the graph."""

from __future__ import annotations

import dataclasses

import pytest

from moothall.graph.change import Change
from moothall.graph.config import Config
from moothall.graph.errors import (
    ForbiddenError,
    MoothallError,
    QuerySyntaxError,
    QueryTimeoutError,
    ServiceForbiddenError,
)
from moothall.graph.generations import Generations
from moothall.graph.namespaces import RDFS
from moothall.graph.terms import Literal, NamedNode, Quad, RdfFormat
from moothall.graph.updates.request import UpdateRequest
from moothall.loaders.graph_store import GraphStore, read_body
from moothall.loaders.update import update
from moothall.loaders.write import Written
from moothall.ontology import path as ontology_path

from ..conftest import BASE

GRAPH = NamedNode(BASE + "graph/pumps")
DATA = b'<urn:pump:1> <http://www.w3.org/2000/01/rdf-schema#label> "One"@en, "1.50" .'


@pytest.fixture
def store(generations: Generations, config: Config) -> GraphStore:
    """The graph store over a store with one small dataset."""
    with generations.writing() as writer:
        quad = Quad(NamedNode("urn:a"), RDFS.label, Literal("a"), NamedNode(BASE + "graph/a"))
        writer.publish(Change(added=[quad]))
    return GraphStore(generations, config)


def run(store: GraphStore, text: str, **settings: int) -> Written:
    config = dataclasses.replace(store.config, **settings)  # type: ignore[arg-type]
    return update(store.generations, config, UpdateRequest(text=text, base_iri=BASE))


def labels(store: GraphStore) -> set[str]:
    quads = store.generations.current().reader.quads(graph=GRAPH)
    return {quad.object.value for quad in quads if isinstance(quad.object, Literal)}


def test_a_graph_is_put_added_to_and_deleted(store: GraphStore) -> None:
    put = store.put(GRAPH, read_body(DATA, RdfFormat.TURTLE, GRAPH.value))
    assert (put.added, put.is_new) == (2, True)
    more = read_body(b'<urn:pump:2> <urn:label> "Two" .', RdfFormat.TURTLE, GRAPH.value)
    assert store.post(GRAPH, more).added == 1
    assert labels(store) == {"One", "1.50", "Two"}
    assert store.delete(GRAPH).removed == 3
    assert labels(store) == set()


def test_an_update_changes_what_its_conditions_find(store: GraphStore) -> None:
    store.put(GRAPH, read_body(DATA, RdfFormat.TURTLE, GRAPH.value))
    written = run(
        store,
        "DELETE { GRAPH ?g { ?s rdfs:label ?l } } INSERT { GRAPH ?g { ?s rdfs:label 'Uno'@es } } "
        "WHERE { GRAPH ?g { ?s rdfs:label ?l FILTER (LANG(?l) = 'en') } }",
    )
    assert (written.removed, written.added) == (1, 1)
    assert labels(store) == {"Uno", "1.50"}
    assert written.generation == store.generations.current().number == 3


def test_all_operations_of_an_update_are_one_generation_or_none(store: GraphStore) -> None:
    text = f"INSERT DATA {{ GRAPH <{GRAPH.value}> {{ <urn:b> rdfs:label 'b' }} }}"
    written = run(store, f"{text} ; {text.replace('b', 'c')}")
    assert written.generation == 2
    with pytest.raises(MoothallError):
        run(store, f"{text.replace('b', 'd')} ; CREATE GRAPH <{GRAPH.value}>")
    assert store.generations.current().number == 2


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("INSERT DATA { GRAPH <x> { <urn:a> <urn:b> } }", QuerySyntaxError),
        ("LOAD <http://127.0.0.1:9/>", ForbiddenError),
        (
            "INSERT { ?s ?p 1 } WHERE { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
            ServiceForbiddenError,
        ),
        (f"DROP GRAPH <{BASE}graph/catalogue>", ForbiddenError),
    ],
)
def test_an_update_that_may_not_be_changes_nothing(
    store: GraphStore, text: str, error: type[MoothallError]
) -> None:
    with pytest.raises(error):
        run(store, text)
    assert store.generations.current().number == 1


def test_an_update_ends_in_time(store: GraphStore) -> None:
    data = ontology_path("core.ttl").read_bytes()
    store.put(GRAPH, read_body(data, RdfFormat.TURTLE, GRAPH.value))
    with pytest.raises(QueryTimeoutError):
        run(
            store,
            "INSERT { GRAPH <urn:x> { ?a ?b ?i } } WHERE { GRAPH ?g { ?a ?b ?c . ?d ?e ?f . "
            "?h ?i ?j } FILTER (STRLEN(CONCAT(STR(?c), STR(?f), STR(?j))) < 0) }",
            update_timeout_s=1,
        )
    assert store.generations.current().number == 2
