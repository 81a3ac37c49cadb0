"""Large writes of graphs over HTTP, which a process of their own does."""

from __future__ import annotations

import dataclasses
import gzip
import json

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from moothall.graph.change import Change
from moothall.graph.config import Config
from moothall.graph.generations import Generations
from moothall.graph.namespaces import RDF, RDFS
from moothall.graph.terms import Literal, NamedNode, Quad
from moothall.server.app import create_app
from moothall.server.routes.graph_writing import LARGE_BYTES, LARGE_GRAPH
from moothall.server.tokens import Tokens

N_TRIPLES = "application/n-triples"
INDIRECT = "/graphs?graph=x:large"
LINES = 20_000


def body(word: str) -> bytes:
    """Return N-Triples that are large enough, of which ten are told apart by a word."""
    lines = [f'_:b{n} <x:p> "{n} {"x" * 85}" .' for n in range(LINES)]
    lines += [f'<x:{n}> <x:q> "{word}" .' for n in range(10)]
    return "\n".join(lines).encode()


@pytest.fixture
def config(writable_config: Config) -> Config:
    """Settings under which much may be sent."""
    return dataclasses.replace(writable_config, max_request_bytes=3 * LARGE_BYTES)


@pytest.fixture
def large(config: Config, writable_config: Config) -> FlaskClient:
    """A client that may write."""
    token = Tokens(writable_config.tokens_file).add("large")
    client = create_app(config).test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client


def put(client: FlaskClient, data: bytes, **headers: str) -> TestResponse:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return client.put(INDIRECT, data=data, content_type=N_TRIPLES, headers=named)


def test_a_large_body_becomes_a_graph_and_is_replaced(large: FlaskClient, config: Config) -> None:
    assert len(body("one")) > LARGE_BYTES
    created = put(large, body("one"))
    assert (created.status_code, created.headers["X-Moothall-Generation"]) == (201, "2")
    generations = Generations(config.data_dir, config.base_iri)
    assert generations.current().manifest.graphs["x:large"] == LINES + 10
    again = put(large, gzip.compress(body("one")), Content_Encoding="gzip")
    assert (again.status_code, again.headers["X-Moothall-Generation"]) == (204, "2")
    tag = large.get(INDIRECT, headers={"Accept": N_TRIPLES}).headers["ETag"]
    assert put(large, body("two"), If_None_Match="*").status_code == 412
    assert put(large, body("two"), If_Match=tag).status_code == 204
    assert put(large, body("three"), If_Match=tag).status_code == 412
    added = large.post(INDIRECT, data=body("two"), content_type=N_TRIPLES)
    assert json.loads(added.data) == {"generation": 4, "added": LINES, "removed": 0}
    assert large.get(INDIRECT, headers={"Accept": N_TRIPLES}).data.count(b'"two"') == 10


def test_a_large_body_that_is_wrong_is_refused_as_a_small_one_is(
    large: FlaskClient, config: Config
) -> None:
    broken = put(large, body("one") + b"\n<x:a> <x:b>")
    assert broken.status_code == 400
    assert broken.get_json()["line"] == LINES + 11
    service = f"<http://id.esd.org.uk/service/1> {RDF.type} <http://def.esd.org.uk/Service> ."
    refused = put(large, body("one") + b"\n" + service.encode())
    assert refused.status_code == 422
    assert refused.get_json()["report"]["findings"]
    own = large.put("/graph/catalogue", data=body("one"), content_type=N_TRIPLES)
    assert own.status_code == 403
    assert large.put(INDIRECT, data=b" " * (4 * LARGE_BYTES)).status_code in (413, 415)
    generations = Generations(config.data_dir, config.base_iri)
    assert generations.current().number == 1


def test_a_large_graph_is_replaced_by_little_and_deleted(
    large: FlaskClient, config: Config
) -> None:
    generations = Generations(config.data_dir, config.base_iri)
    graph = NamedNode("x:large")
    with generations.writing() as writer:
        quads = [
            Quad(NamedNode(f"x:{n}"), RDFS.label, Literal("old"), graph) for n in range(LARGE_GRAPH)
        ]
        writer.publish(Change(added=quads))
    assert put(large, b'<x:1> <x:p> "new" .').status_code == 204
    assert generations.current().manifest.graphs["x:large"] == 1
    assert large.get(INDIRECT, headers={"Accept": N_TRIPLES}).data == b'<x:1> <x:p> "new" .\n'
    assert large.delete(INDIRECT).status_code == 200
    assert large.get(INDIRECT).status_code == 404
