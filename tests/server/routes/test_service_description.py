from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import rdflib
from flask.testing import FlaskClient

from moothall.graph.config import Config
from moothall.server.app import create_app

TURTLE = {"Accept": "text/turtle"}
SD = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")


@pytest.mark.parametrize(
    ("accept", "parser"),
    [
        ("text/turtle", "turtle"),
        ("application/rdf+xml", "xml"),
        ("application/ld+json", "json-ld"),
        ("application/n-triples", "nt"),
        ("*/*", "turtle"),
    ],
)
def test_the_endpoint_describes_itself_at_the_address_in_use(
    client: FlaskClient, accept: str, parser: str
) -> None:
    response = client.get(
        "/sparql", headers={"Accept": accept}, base_url="https://data.example.org/"
    )
    assert response.status_code == 200
    graph = rdflib.Graph().parse(data=response.data, format=parser)
    (service,) = {s for s in graph.subjects(SD.supportedLanguage, SD.SPARQL11Query)}
    assert set(graph.objects(service, SD.endpoint)) == {
        rdflib.URIRef("https://data.example.org/sparql"),
        rdflib.URIRef("http://localhost:8080/sparql"),
    }


@pytest.mark.parametrize("host", ["a b", "<>", "[", 'x"y', "", "a" * 300])
def test_a_host_that_is_no_address_is_left_out(client: FlaskClient, host: str) -> None:
    response = client.get("/sparql", headers={"Accept": "text/turtle", "Host": host})
    assert response.status_code in (200, 400)
    if response.status_code == 200:
        graph = rdflib.Graph().parse(data=response.data, format="turtle")
        assert rdflib.URIRef("http://localhost:8080/sparql") in set(
            graph.objects(None, SD.endpoint)
        )


def test_updates_are_described_where_tokens_allow_them(
    client: FlaskClient, shipped_config: Config, tmp_path: Path
) -> None:
    config = replace(shipped_config, tokens_file=tmp_path / "tokens.json")
    writable = create_app(config).test_client()
    described = [
        rdflib.Graph().parse(data=c.get("/sparql", headers=TURTLE).data, format="turtle")
        for c in (client, writable)
    ]
    update = rdflib.URIRef("http://localhost:8080/sparql/update")
    assert [(update, SD.endpoint, update) in graph for graph in described] == [False, True]
