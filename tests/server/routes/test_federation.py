"""SERVICE, with a second endpoint of the loopback and with some that misbehave."""

from __future__ import annotations

import json
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs

import pytest
import rdflib
import requests
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from moothall.graph.config import Config
from moothall.server.app import create_app

from ...graph.remote.oxigraph import Oxigraph

SERVICE_579 = "<http://id.esd.org.uk/service/579>"
DATA = f"""
{SERVICE_579} <x:rating> 5 . <http://id.esd.org.uk/service/1> <x:rating> 3 .
<x:public%20service> <x:says> "a \\"SERVICE\\" \\\\ \\n 'quoted'"@en-gb . _:b <x:rating> 1 .
"""
JSON = "application/sparql-results+json"
ONE_ROW = b'{"head":{"vars":["x"]},"results":{"bindings":[{"x":{"type":"literal","value":"1"}}]}}'


@pytest.fixture(scope="module")
def other(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The query address of an Oxigraph server that holds some ratings."""
    server = Oxigraph(tmp_path_factory.mktemp("other"))
    server.start()
    sent = requests.post(
        f"{server.url}/store?default",
        data=DATA.encode(),
        headers={"Content-Type": "text/turtle"},
        timeout=30,
    )
    assert sent.ok, sent.text
    yield f"{server.url}/query"
    server.kill()


class Misbehaving(BaseHTTPRequestHandler):
    """Endpoints that do what their path says; each notes the queries that it has got."""

    asked: list[str] = []  # noqa: RUF012

    def do_POST(self) -> None:  # noqa: N802
        length = int(self.headers["Content-Length"])
        self.asked.append(parse_qs(self.rfile.read(length).decode())["query"][0])
        what = self.path.strip("/")
        try:
            getattr(self, what)()
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def answer(self, body: bytes, status: int = 200, media_type: str = JSON, more: int = 0) -> None:
        self.send_response(status)
        self.send_header("Content-Type", media_type)
        self.send_header("Content-Length", str(len(body) + more))
        self.end_headers()
        self.wfile.write(body)

    def good(self) -> None:
        self.answer(ONE_ROW)

    def refusing(self) -> None:
        self.answer(b"no", 500)

    def page(self) -> None:
        self.answer(b"<html>", media_type="text/html")

    def broken(self) -> None:
        self.answer(ONE_ROW[:-5])

    def cut(self) -> None:
        self.answer(ONE_ROW, more=100)
        self.close_connection = True

    def boolean(self) -> None:
        self.answer(b'{"head":{},"boolean":true}')

    def elsewhere(self) -> None:
        self.send_response(307)
        self.send_header("Location", "/good")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def long(self) -> None:
        row = b'{"x":{"type":"literal","value":"1"}}'
        self.answer(ONE_ROW.replace(row, b",".join([row] * 10_001)))

    def large(self) -> None:
        self.answer(ONE_ROW.replace(b'"1"', b'"' + b"x" * 10_000_001 + b'"'))

    def silent(self) -> None:
        self.server.over.wait(60)  # type: ignore[attr-defined]

    def dribbling(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", JSON)
        self.end_headers()
        while not self.server.over.wait(0.1):  # type: ignore[attr-defined]
            self.wfile.write(b" ")

    def log_message(self, format: str, *args: object) -> None:
        return


@pytest.fixture(scope="module")
def misbehaving() -> Iterator[str]:
    """The address of endpoints that misbehave, with a slash at its end."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Misbehaving)
    server.over = threading.Event()  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.over.set()  # type: ignore[attr-defined]
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def federated(shipped_config: Config, other: str, misbehaving: str) -> FlaskClient:
    """A client of a service that may call these endpoints."""
    names = [name for name in vars(Misbehaving) if not name.startswith("_")]
    allowed = " ".join([other, *(misbehaving + name for name in names)])
    config = replace(shipped_config, service_allow_list=allowed, query_timeout_s=5)
    return create_app(config).test_client()


def ask(client: FlaskClient, query: str) -> TestResponse:
    return client.post("/sparql", data={"query": query}, headers={"Accept": JSON})


def values(response: TestResponse) -> list[dict[str, str]]:
    assert response.status_code == 200, response.text
    found = json.loads(response.data)["results"]["bindings"]
    return [{name: term["value"] for name, term in row.items()} for row in found]


def test_an_endpoint_on_the_list_is_joined_with_the_graph(
    federated: FlaskClient, other: str
) -> None:
    response = ask(
        federated,
        f"SELECT ?label ?rating {{ ?s skos:prefLabel ?label FILTER(LANG(?label) = 'en') "
        f"SERVICE <{other}> {{ ?s <x:rating> ?rating }} FILTER(?rating > 3) }}",
    )
    assert values(response) == [{"label": "Public toilets", "rating": "5"}]


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("SELECT * {{ SERVICE <{e}> {{ ?s <x:rating> ?r }} }}", 3),
        ("SELECT * {{ SERVICE <{e}> {{ SELECT (MAX(?r) AS ?m) {{ ?s <x:rating> ?r }} }} }}", 1),
        ("SELECT * {{ {s} ?p ?o OPTIONAL {{ SERVICE <{e}> {{ {s} <x:no> ?r }} }} }} LIMIT 2", 2),
        ("SELECT * {{ {{ SERVICE <{e}> {{ {s} <x:rating> 5 }} }} UNION {{ }} }}", 2),
        ("SELECT * {{ SERVICE <{e}> {{ {s} <x:rating> 4 }} }}", 0),
        ("SELECT ?s {{ ?s a esd:Service FILTER EXISTS {{ SERVICE <{e}> {{ ?s ?p 5 }} }} }}", 1),
        ("PREFIX x: <x:> SELECT * {{ SERVICE <{e}> {{ ?s x:rating ?r . FILTER(?r > 2) }} }}", 2),
        ("SELECT * {{ SERVICE <{e}> {{ ?s ?p 5 }} SERVICE SILENT <{e}> {{ ?s ?q 5 }} }}", 1),
    ],
)
def test_service_may_stand_where_a_pattern_may(
    federated: FlaskClient, other: str, query: str, count: int
) -> None:
    assert len(values(ask(federated, query.format(e=other, s=SERVICE_579)))) == count


def test_values_come_back_as_the_endpoint_has_them(federated: FlaskClient, other: str) -> None:
    query = f"SELECT * {{ SERVICE <{other}> {{ ?s <x:says> ?o }} }}"
    (row,) = json.loads(ask(federated, query).data)["results"]["bindings"]
    assert row["o"] == {
        "type": "literal",
        "xml:lang": "en-gb",
        "value": "a \"SERVICE\" \\ \n 'quoted'",
    }
    assert row["s"]["value"] == "x:public%20service"


def test_a_blank_node_of_another_endpoint_is_an_address_here(
    federated: FlaskClient, other: str
) -> None:
    query = f"SELECT * {{ SERVICE <{other}> {{ ?s <x:rating> 1 }} }}"
    (row,) = values(ask(federated, query))
    assert row["s"].startswith("http://localhost:8080/.well-known/genid/")


def test_graphs_and_truths_may_come_from_another_endpoint(
    federated: FlaskClient, other: str
) -> None:
    data = {"query": f"CONSTRUCT {{ ?s <x:r> ?r }} {{ SERVICE <{other}> {{ ?s ?p ?r }} }}"}
    graph = federated.post("/sparql", data=data, headers={"Accept": "application/n-triples"})
    assert graph.data.count(b"<x:r>") == 4
    assert json.loads(ask(federated, f"ASK {{ SERVICE <{other}> {{ ?s ?p 5 }} }}").data)["boolean"]


def test_what_other_endpoints_say_is_not_kept(federated: FlaskClient, misbehaving: str) -> None:
    query = f"SELECT * {{ SERVICE <{misbehaving}good> {{ ?x ?kept ?y }} }}"
    for _ in range(3):
        response = federated.get("/sparql", query_string={"query": query})
        assert response.status_code == 200
        assert "Age" not in response.headers
    assert sum("?kept" in asked for asked in Misbehaving.asked) == 3


@pytest.mark.parametrize(
    "query",
    [
        "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT <http://169.254.169.254/latest/meta-data/> { ?s ?p ?o } }",
        "SELECT * { SERVICE <http://[::1]:9/> {} }",
        "SELECT * { VALUES ?e { <http://127.0.0.1:9/> } SERVICE ?e { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT ?e { ?s ?p ?o } }",
        "SELECT * { \\u0053ERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "SELECT * { SERV\\u0049CE SILENT <http://127.0.0.1:9/> { ?s ?p ?o } }",
        "PREFIX SERVICE: <x:> PREFIX : <x:> SELECT * { SERVICE:a { ?s ?p ?o } }",
        "SELECT * { FILTER(true)SERVICE<a:a>{} }",
        "PREFIX : <x:> SELECT * { ?s ?p true SERVICE : {} }",
    ],
)
@pytest.mark.parametrize("has_list", [True, False])
def test_an_endpoint_that_is_not_on_the_list_is_refused(
    federated: FlaskClient, client: FlaskClient, query: str, has_list: bool
) -> None:
    response = ask(federated if has_list else client, query)
    assert response.status_code == 403, response.text
    assert json.loads(response.data)["type"].endswith("#problem-refused")


def test_the_list_is_named_to_who_may_have_mistyped(federated: FlaskClient, other: str) -> None:
    response = ask(federated, f"SELECT * {{ SERVICE <{other}/> {{}} }}")
    assert response.status_code == 403
    named = json.loads(response.data)["remedy"].partition(";")[0]
    assert other in named.replace(",", "").split()


def test_a_service_within_a_service_is_refused(federated: FlaskClient, other: str) -> None:
    inner = f"SERVICE <{other}> {{ ?s ?p ?o }}"
    response = ask(federated, f"SELECT * {{ SERVICE <{other}> {{ {inner} }} }}")
    assert response.status_code == 403
    assert "within" in json.loads(response.data)["detail"]


@pytest.mark.parametrize(
    ("what", "status", "says"),
    [
        ("refusing", 502, "answers 500"),
        ("page", 502, "text/html"),
        ("broken", 502, "no result"),
        ("cut", 502, "broke off"),
        ("boolean", 502, "yes or no"),
        ("elsewhere", 502, "answers 307"),
        ("long", 502, "10,000 rows"),
        ("large", 502, "10,000,000 bytes"),
        ("silent", 504, "did not answer"),
        ("dribbling", 504, "did not answer"),
    ],
)
def test_an_endpoint_that_misbehaves_is_a_problem_unless_it_is_silent(
    federated: FlaskClient, misbehaving: str, what: str, status: int, says: str
) -> None:
    started = time.monotonic()
    query = f"SELECT * {{ SERVICE %s <{misbehaving}{what}> {{ ?s ?p ?o }} }}"
    limit = {"timeout": "1"}
    data = {"query": query % "", **limit}
    response = federated.post("/sparql", data=data)
    assert response.status_code == status, response.text
    problem = json.loads(response.data)
    name = "slow" if status == 504 else "failed"
    assert problem["type"].endswith(f"#problem-other-endpoint-{name}")
    assert says in problem["detail"]
    assert "SERVICE SILENT" in problem["remedy"]
    silent = federated.post("/sparql", data={"query": query % "SILENT", **limit})
    assert values(silent) == [{}]
    assert time.monotonic() - started < 20


def test_nobody_listening_is_a_problem(shipped_config: Config) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{probe.getsockname()[1]}/"
    client = create_app(replace(shipped_config, service_allow_list=nobody)).test_client()
    response = ask(client, f"SELECT * {{ SERVICE <{nobody}> {{}} }}")
    assert response.status_code == 502
    assert "cannot be reached" in json.loads(response.data)["detail"]


def test_a_syntax_error_is_on_its_line(federated: FlaskClient, misbehaving: str) -> None:
    query = f"SELECT * {{\n SERVICE <{misbehaving}good> {{\n ?s ?p ?o }}\n ?s ?p }}"
    response = ask(federated, query)
    assert response.status_code == 400
    assert json.loads(response.data)["line"] == 4


@pytest.mark.parametrize("has_list", [True, False])
def test_the_description_tells_whether_others_are_called(
    federated: FlaskClient, client: FlaskClient, has_list: bool
) -> None:
    response = (federated if has_list else client).get("/sparql", headers={"Accept": "text/turtle"})
    graph = rdflib.Graph().parse(data=response.data, format="turtle")
    sd = rdflib.Namespace("http://www.w3.org/ns/sparql-service-description#")
    assert ((None, sd.feature, sd.BasicFederatedQuery) in graph) == has_list
