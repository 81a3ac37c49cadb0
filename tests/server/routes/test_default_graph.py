"""A service whose default graph is the one without a name: what queries and updates see of it."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable

import pytest
import rdflib
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from moothall.graph.config import Config

Send = Callable[..., TestResponse]

UPDATE = "application/sparql-update"
SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
GRAPHS = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
THINGS = "http://localhost:8080/graph/things"
CATALOGUE = "http://localhost:8080/graph/catalogue"


@pytest.fixture
def writable_config(writable_config: Config) -> Config:
    return dataclasses.replace(writable_config, default_graph="unnamed")


def found(writable: FlaskClient, query: str, **parameters: str) -> set[str]:
    """Return the values of the first variable."""
    response = writable.get("/sparql", query_string={"query": query, **parameters})
    assert response.status_code == 200, response.text
    answer = json.loads(response.data)
    name = answer["head"]["vars"][0]
    return {row[name]["value"] for row in answer["results"]["bindings"]}


def test_the_default_graph_holds_what_is_written_without_a_name(
    send: Send, writable: FlaskClient
) -> None:
    assert found(writable, "SELECT ?o { ?s ?p ?o }") == set()
    send("PUT", "/graphs?default", "<x:a> <x:b> 'default' .", "text/turtle")
    send("PUT", "/graphs?graph=x:g", "<x:a> <x:b> 'named' .", "text/turtle")
    assert found(writable, "SELECT ?o { ?s ?p ?o }") == {"default"}
    assert found(writable, GRAPHS) == {THINGS, "x:g"}
    assert found(writable, "SELECT ?o FROM <x:g> { ?s ?p ?o }") == {"named"}
    assert found(writable, "SELECT ?o { ?s ?p ?o }", **{"default-graph-uri": "x:g"}) == {"named"}


def test_the_graphs_of_the_service_are_seen_by_those_who_name_them(writable: FlaskClient) -> None:
    assert found(writable, GRAPHS) == {THINGS}
    from_named = GRAPHS.replace("{", f"FROM NAMED <{CATALOGUE}> {{", 1)
    assert found(writable, from_named) == {CATALOGUE}
    assert found(writable, GRAPHS, **{"named-graph-uri": CATALOGUE}) == {CATALOGUE}


def test_updates_leave_the_graphs_of_the_service_out_of_sight(
    send: Send, writable: FlaskClient
) -> None:
    everything = "{ GRAPH ?g { ?s ?p ?o } }"
    moved = send("POST", "/sparql/update", f"INSERT {{ ?s ?p ?o }} WHERE {everything}", UPDATE)
    assert json.loads(moved.data)["added"] == 1
    gone = send("POST", "/sparql/update", f"DELETE {everything} WHERE {everything}", UPDATE)
    assert json.loads(gone.data)["removed"] == 1
    assert found(writable, GRAPHS) == set()
    assert found(writable, "SELECT ?o { ?s ?p ?o }") == {"Thing"}
    assert send("GET", f"/graphs?graph={CATALOGUE}").status_code == 200


def test_the_graphs_of_the_service_are_not_written_even_if_they_are_not_seen(send: Send) -> None:
    text = f"INSERT {{ GRAPH <{CATALOGUE}> {{ <x:a> <x:b> 1 }} }} WHERE {{}}"
    assert send("POST", "/sparql/update", text, UPDATE).status_code == 403


def test_the_description_says_that_the_default_graph_is_no_union(
    send: Send, writable: FlaskClient
) -> None:
    send("PUT", "/graphs?default", "<x:a> <x:b> 1, 2 .", "text/turtle")
    data = writable.get("/sparql", headers={"Accept": "text/turtle"}).data
    graph = rdflib.Graph().parse(data=data, format="turtle")
    assert not list(graph.subjects(SD.feature, SD.UnionDefaultGraph))
    assert {str(name) for name in graph.objects(None, SD.name)} == {THINGS}
    (described,) = set(graph.objects(None, SD.defaultGraph))
    triples = rdflib.URIRef("http://rdfs.org/ns/void#triples")
    assert graph.value(described, triples) == rdflib.Literal(2)


def test_graphs_that_hold_nothing_are_seen(send: Send, writable: FlaskClient) -> None:
    send("PUT", "/graphs?graph=x:empty", "", "text/turtle")
    assert found(writable, "SELECT ?g { GRAPH ?g {} }") == {THINGS, "x:empty"}
    counts = "SELECT ?n { GRAPH <x:empty> { SELECT (COUNT(*) AS ?n) { ?s ?p ?o } } }"
    assert found(writable, counts) == {"0"}
