from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
import rdflib
from flask.testing import FlaskClient
from rdflib.compare import isomorphic

from moothall.graph.config import Config
from moothall.server.app import create_app

SELECT = "SELECT ?s WHERE { ?s a esd:Service } ORDER BY ?s LIMIT 3"
CONSTRUCT = "CONSTRUCT WHERE { <http://id.esd.org.uk/service/579> ?p ?o }"


def ask(client: FlaskClient, query: str, accept: str = "", **parameters: str) -> object:
    response = client.get(
        "/sparql", query_string={"query": query, **parameters}, headers={"Accept": accept}
    )
    assert response.status_code == 200, response.text
    return json.loads(response.data)


def rows(answer: object) -> list[dict[str, dict[str, str]]]:
    assert isinstance(answer, dict)
    found = answer["results"]["bindings"]
    assert isinstance(found, list)
    return found


SENDERS: dict[str, Callable[[FlaskClient, str], object]] = {
    "GET": lambda c, q: c.get("/sparql", query_string={"query": q}).data,
    "POST form": lambda c, q: c.post("/sparql", data={"query": q}).data,
    "POST query": lambda c, q: (
        c.post("/sparql", data=q, content_type="application/sparql-query; charset=utf-8").data
    ),
}


@pytest.mark.parametrize("sender", SENDERS)
def test_a_query_can_be_sent_in_three_ways(client: FlaskClient, sender: str) -> None:
    body = SENDERS[sender](client, SELECT)
    assert isinstance(body, bytes)
    assert len(rows(json.loads(body))) == 3


@pytest.mark.parametrize(
    ("accept", "media_type"),
    [
        ("", "application/sparql-results+json"),
        ("*/*", "application/sparql-results+json"),
        ("application/json", "application/sparql-results+json"),
        ("application/sparql-results+xml", "application/sparql-results+xml"),
        ("text/csv", "text/csv"),
        ("text/tab-separated-values", "text/tab-separated-values"),
    ],
)
def test_rows_come_in_four_forms(client: FlaskClient, accept: str, media_type: str) -> None:
    response = client.get(
        "/sparql", query_string={"query": SELECT}, headers={"Accept": accept} if accept else {}
    )
    assert response.mimetype == media_type
    assert response.data.count(b"id.esd.org.uk/service") == 3


@pytest.mark.parametrize(
    ("form", "parser"), [("ttl", "turtle"), ("rdf", "xml"), ("jsonld", "json-ld")]
)
def test_graphs_come_in_four_forms(client: FlaskClient, form: str, parser: str) -> None:
    def graph(form: str, parser: str) -> rdflib.Graph:
        query = {"query": CONSTRUCT, "format": form}
        return rdflib.Graph().parse(
            data=client.get("/sparql", query_string=query).data, format=parser
        )

    assert isomorphic(graph(form, parser), graph("nt", "nt"))
    assert len(graph(form, parser)) > 5


def test_an_ask_is_answered_with_yes_or_no(client: FlaskClient) -> None:
    assert ask(client, "ASK { ?s a esd:Service }") == {"head": {}, "boolean": True}
    assert ask(client, "ASK { ?s a <http://example.org/No> }") == {"head": {}, "boolean": False}


def test_describe_is_answered_with_a_graph(client: FlaskClient) -> None:
    query = {"query": "DESCRIBE <http://id.esd.org.uk/service/579>"}
    response = client.get("/sparql", query_string=query)
    assert response.mimetype == "text/turtle"
    assert "Public toilets" in response.text


def test_the_default_graph_is_all_graphs_unless_one_is_named(client: FlaskClient) -> None:
    count = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
    base = "http://localhost:8080/graph/"
    everything = int(rows(ask(client, count))[0]["n"]["value"])
    one = int(rows(ask(client, count, **{"default-graph-uri": f"{base}services"}))[0]["n"]["value"])
    none = int(rows(ask(client, count, **{"named-graph-uri": f"{base}services"}))[0]["n"]["value"])
    assert everything > one > none == 0
    named = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
    found = rows(ask(client, named, **{"named-graph-uri": f"{base}services"}))
    assert [row["g"]["value"] for row in found] == [f"{base}services"]


def test_a_form_and_its_address_may_both_name_graphs(client: FlaskClient) -> None:
    base = "http://localhost:8080/graph/"
    question = "ASK { <http://id.esd.org.uk/service/579> a esd:Service }"
    for names, is_there in ((["lists"], False), (["services"], True)):
        address = "&".join(f"default-graph-uri={base}{name}" for name in names)
        answer = client.post(f"/sparql?{address}", data={"query": question})
        assert json.loads(answer.data)["boolean"] is is_there
    both = {"query": question, "default-graph-uri": f"{base}services"}
    answer = client.post(f"/sparql?default-graph-uri={base}lists", data=both)
    assert json.loads(answer.data)["boolean"] is True


def test_what_the_request_names_comes_before_from(client: FlaskClient) -> None:
    base = "http://localhost:8080/graph/"
    query = f"ASK FROM <{base}services> {{ <http://id.esd.org.uk/service/579> ?p ?o }}"
    assert ask(client, query) == {"head": {}, "boolean": True}
    named = {"default-graph-uri": f"{base}organisationTypes"}
    assert ask(client, query, **named) == {"head": {}, "boolean": False}


def test_relative_addresses_are_those_of_the_service(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": "CONSTRUCT { <s> <p> 1 } WHERE {}"})
    graph = rdflib.Graph().parse(data=response.data, format="turtle")
    assert set(graph.subjects()) == {rdflib.URIRef("http://localhost:8080/s")}


def test_a_slash_at_the_end_of_the_address_does_not_matter(client: FlaskClient) -> None:
    assert client.get("/sparql/", query_string={"query": "ASK {}"}).status_code == 200
    assert client.post("/sparql/", data={"query": "ASK {}"}).status_code == 200
    assert client.put("/sparql/", query_string={"query": "ASK {}"}).status_code == 405


def test_without_a_query_the_endpoint_is_described(client: FlaskClient) -> None:
    response = client.get("/sparql", headers={"Accept": "application/rdf+xml"})
    graph = rdflib.Graph().parse(data=response.data, format="xml")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    endpoint = rdflib.URIRef("http://localhost:8080/sparql")
    assert (endpoint, sd.endpoint, endpoint) in graph
    assert (endpoint, sd.feature, sd.UnionDefaultGraph) in graph
    names = {str(name) for name in graph.objects(None, sd.name)}
    assert "http://localhost:8080/graph/services" in names


def test_a_syntax_error_says_line_and_column(client: FlaskClient) -> None:
    response = client.get("/sparql", query_string={"query": "SELECT *\nWHERE { ?s ?p }"})
    assert response.status_code == 400
    assert response.mimetype == "application/problem+json"
    problem = json.loads(response.data)
    assert (problem["line"], problem["column"]) == (2, 16)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ("INSERT DATA { <a:a> <a:b> <a:c> }", 400),
        ("DROP ALL", 400),
        ("SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }", 403),
        ("SELECT * { ?s ?p ?o } # " + "x" * 100_000, 413),
        ("SELECT (<http://example.org/f>(1) AS ?x) {}", 400),
        ("", 400),
        ("\x00", 400),
    ],
)
def test_what_is_no_query_here_is_refused(client: FlaskClient, query: str, status: int) -> None:
    response = client.post("/sparql", data={"query": query})
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    assert json.loads(response.data)["status"] == status


def test_an_update_is_called_one(client: FlaskClient) -> None:
    response = client.post("/sparql", data={"update": "DROP ALL"})
    assert response.status_code == 400
    assert "update" in json.loads(response.data)["detail"]


@pytest.mark.parametrize(
    ("body", "content_type", "status"),
    [
        (b"SELECT * {}", "text/plain", 415),
        (b"\xff\xfe", "application/sparql-query", 400),
        ("ASK {}".encode("utf-16"), "application/sparql-query; charset=UTF-16", 400),
        (b"ASK {}", "application/sparql-query; charset=UTF-16", 400),
        (b"ASK {}", "", 415),
        (b"query=SELECT&query=ASK", "application/x-www-form-urlencoded", 400),
        (b"DROP ALL", "application/sparql-update", 415),
    ],
)
def test_a_body_that_is_no_query_is_refused(
    client: FlaskClient, body: bytes, content_type: str, status: int
) -> None:
    response = client.post("/sparql", data=body, content_type=content_type)
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"


def test_a_form_that_does_not_fit_the_answer_is_refused(client: FlaskClient) -> None:
    response = client.get(
        "/sparql", query_string={"query": SELECT}, headers={"Accept": "text/turtle"}
    )
    assert response.status_code == 406
    assert "text/csv" in json.loads(response.data)["offered"]


@pytest.mark.parametrize("form", ["json", "xml", "csv", "tsv"])
@pytest.mark.parametrize("max_bytes", [100, 5_000])
def test_an_answer_that_is_too_large_is_refused_whole(
    shipped_config: Config, form: str, max_bytes: int
) -> None:
    client = create_app(replace(shipped_config, max_result_bytes=max_bytes)).test_client()
    query = {"query": "SELECT * { ?s ?p ?o } LIMIT 500", "format": form}
    response = client.get("/sparql", query_string=query)
    assert response.status_code == 413
    assert f"{max_bytes:,}" in json.loads(response.data)["detail"]


@pytest.mark.parametrize("form", ["ttl", "nt", "rdf", "jsonld"])
def test_a_graph_that_is_too_large_is_refused_whole(shipped_config: Config, form: str) -> None:
    client = create_app(replace(shipped_config, max_result_bytes=5_000)).test_client()
    query = {"query": "CONSTRUCT WHERE { ?s ?p ?o } LIMIT 500", "format": form}
    assert client.get("/sparql", query_string=query).status_code == 413


def test_other_origins_may_ask(client: FlaskClient) -> None:
    response = client.options("/sparql", headers={"Origin": "https://example.org"})
    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "POST" in response.headers["Access-Control-Allow-Methods"]
    assert "Content-Type" in response.headers["Access-Control-Allow-Headers"]
