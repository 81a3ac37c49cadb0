from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient
from rdflib import Graph
from rdflib.compare import isomorphic
from werkzeug.test import TestResponse

from moothall.graph.config import Config
from moothall.graph.generations import Generations

Send = Callable[..., TestResponse]

TURTLE = "text/turtle"
START = "@prefix foaf: <http://xmlns.com/foaf/0.1/> .\n"
PERSON = (
    START + '<http://example.org/p> a foaf:Person ; foaf:knows [ a foaf:Person ; foaf:name "B" ] .'
)
OTHER = START + '[] a foaf:Person ; foaf:knows [ foaf:name "C" ] .'
INDIRECT = "/graphs?graph=" + quote("http://example.org/g", safe="")


def held(writable: FlaskClient, path: str) -> Graph:
    """Return what a graph holds, as its answer says."""
    response = writable.get(path, headers={"Accept": TURTLE})
    assert response.status_code == 200
    assert response.mimetype == TURTLE
    return Graph().parse(data=response.data, format="turtle")


def turtle(text: str) -> Graph:
    return Graph().parse(data=text, format="turtle")


@pytest.mark.parametrize("path", [INDIRECT, "/graphs?default", "/graphs/person/1.ttl"])
def test_a_graph_is_put_read_replaced_added_to_and_deleted(
    send: Send, writable: FlaskClient, path: str
) -> None:
    created = send("PUT", path, PERSON, TURTLE)
    assert created.status_code == 201
    assert created.headers["X-Moothall-Generation"] == "2"
    assert isomorphic(held(writable, path), turtle(PERSON))
    replaced = send("PUT", path, OTHER, TURTLE)
    assert (replaced.status_code, replaced.data) == (204, b"")
    assert isomorphic(held(writable, path), turtle(OTHER))
    added = send("POST", path, PERSON, TURTLE)
    assert added.status_code == 200
    assert json.loads(added.data) == {"generation": 4, "added": 4, "removed": 0}
    assert isomorphic(held(writable, path), turtle(PERSON) + turtle(OTHER))
    assert send("DELETE", path).status_code == 200
    after = writable.get(path)
    assert after.status_code == (200 if "default" in path else 404)


def test_a_graph_is_written_only_if_nobody_changed_it_since_it_was_read(
    send: Send, writable: FlaskClient
) -> None:
    send("PUT", INDIRECT, PERSON, TURTLE)
    tag = writable.get(INDIRECT, headers={"Accept": TURTLE}).headers["ETag"]
    send("PUT", "/graphs/another", PERSON, TURTLE)
    assert send("PUT", INDIRECT, OTHER, TURTLE, If_Match=tag).status_code == 204
    refused = send("PUT", INDIRECT, PERSON, TURTLE, If_Match=tag)
    assert refused.status_code == 412
    assert "If-Match" in refused.json["detail"] and "read it again" in refused.json["remedy"]
    assert send("DELETE", INDIRECT, If_Match=tag).status_code == 412
    assert send("POST", INDIRECT, PERSON, TURTLE, If_Match=tag).status_code == 412
    assert isomorphic(held(writable, INDIRECT), turtle(OTHER))
    tag = writable.get(INDIRECT, headers={"Accept-Encoding": "gzip"}).headers["ETag"]
    assert send("DELETE", INDIRECT, If_Match=f'"x", {tag}').status_code == 200


def test_a_graph_is_made_only_if_there_is_none(send: Send, writable: FlaskClient) -> None:
    assert send("PUT", INDIRECT, OTHER, TURTLE, If_Match="*").status_code == 412
    assert send("PUT", INDIRECT, PERSON, TURTLE, If_None_Match="*").status_code == 201
    assert send("PUT", INDIRECT, OTHER, TURTLE, If_None_Match="*").status_code == 412
    assert send("PUT", INDIRECT, OTHER, TURTLE, If_Match='W/"x"').status_code == 412
    assert isomorphic(held(writable, INDIRECT), turtle(PERSON))
    assert send("PUT", INDIRECT, OTHER, TURTLE, If_Match="*").status_code == 204


def test_a_graph_without_statements_is_there_until_it_is_deleted(
    send: Send, writable: FlaskClient
) -> None:
    assert send("PUT", INDIRECT, "", TURTLE).status_code == 201
    assert len(held(writable, INDIRECT)) == 0
    assert send("PUT", INDIRECT, PERSON, TURTLE).status_code == 204
    assert send("POST", INDIRECT, "", TURTLE).status_code == 200
    assert send("DELETE", INDIRECT).status_code == 200
    assert send("DELETE", INDIRECT).status_code == 404
    assert writable.head(INDIRECT).status_code == 404


def test_one_graph_has_one_name_by_whatever_way_it_is_reached(
    send: Send, writable: FlaskClient
) -> None:
    send("PUT", "/graphs/person/1.ttl", PERSON, TURTLE)
    own = quote("http://localhost:8080/graphs/person/1.ttl", safe="")
    by_host = quote("http://localhost/graphs/person/1.ttl", safe="")
    for name in (own, by_host, "/graphs/person/1.ttl", "graphs/person/1.ttl"):
        assert isomorphic(held(writable, f"/graphs?graph={name}"), turtle(PERSON))


def test_posting_to_the_store_makes_a_graph_with_an_address(
    send: Send, writable: FlaskClient
) -> None:
    created = send("POST", "/graphs", PERSON, TURTLE)
    assert created.status_code == 201
    location = created.headers["Location"]
    assert location.startswith("http://localhost/graphs/")
    assert isomorphic(held(writable, location), turtle(PERSON))
    assert send("POST", "/graphs", PERSON, TURTLE).headers["Location"] != location


def test_files_of_a_form_are_added_each_with_blank_nodes_of_its_own(
    send: Send, writable: FlaskClient
) -> None:
    boundary = "a1b2"
    parts = [
        f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"; filename="{name}"\r\n'
        f"Content-Type: {type}\r\n\r\n{body}\r\n"
        for name, type, body in (
            ("one.ttl", "text/turtle; charset=utf-8", '_:b <x:p> "1" .'),
            ("two.nt", "application/n-triples", '_:b <x:p> "2" .'),
        )
    ]
    body = "".join(parts) + f"--{boundary}--\r\n"
    type = f"multipart/form-data; boundary={boundary}"
    assert send("POST", INDIRECT, body, type).status_code == 201
    graph = held(writable, INDIRECT)
    assert len(graph) == 2
    assert len(set(graph.subjects())) == 2
    assert send("POST", INDIRECT, f"--{boundary}--\r\n", type).status_code == 400


@pytest.mark.parametrize(
    ("accept", "type", "format"),
    [
        ("application/n-triples", "application/n-triples", "nt"),
        ("application/rdf+xml", "application/rdf+xml", "xml"),
        ("application/ld+json", "application/ld+json", "json-ld"),
        ("text/html;q=0.9, text/turtle;q=0.5", TURTLE, "turtle"),
        ("*/*", TURTLE, "turtle"),
    ],
)
def test_a_graph_is_read_in_the_form_asked_for_and_written_back_unchanged(
    send: Send, writable: FlaskClient, accept: str, type: str, format: str
) -> None:
    send("PUT", INDIRECT, PERSON, TURTLE)
    response = writable.get(INDIRECT, headers={"Accept": accept})
    assert response.mimetype == type
    assert "Accept" in response.headers["Vary"]
    assert isomorphic(Graph().parse(data=response.data, format=format), turtle(PERSON))
    again = send("PUT", INDIRECT, response.data, type)
    assert (again.status_code, again.headers["X-Moothall-Generation"]) == (204, "2")


def test_an_answer_that_is_known_is_not_sent_again(send: Send, writable: FlaskClient) -> None:
    send("PUT", INDIRECT, PERSON, TURTLE)
    etag = writable.get(INDIRECT).headers["ETag"]
    assert writable.get(INDIRECT, headers={"If-None-Match": etag}).status_code == 304
    send("POST", INDIRECT, OTHER, TURTLE)
    assert writable.get(INDIRECT, headers={"If-None-Match": etag}).status_code == 200


def test_a_large_graph_is_read_whole(send: Send, writable: FlaskClient) -> None:
    lines = "".join(f'_:b{n} <x:p> "{n}" .\n' for n in range(20_500))
    assert send("PUT", INDIRECT, lines, "application/n-triples").status_code == 201
    for accept in ("application/n-triples", TURTLE, "application/ld+json"):
        with writable.get(INDIRECT, headers={"Accept": accept}) as response:
            assert int(response.headers["Content-Length"]) == len(response.data)
            assert response.data.count(b"20499") == 1
            known = {"Accept": accept, "If-None-Match": response.headers["ETag"]}
        assert writable.get(INDIRECT, headers=known).status_code == 304
    head = writable.head(INDIRECT)
    assert (head.status_code, head.data) == (200, b"")


@pytest.mark.parametrize(
    ("method", "path", "body", "type", "status"),
    [
        ("GET", "/graphs", None, None, 400),
        ("PUT", "/graphs", PERSON, TURTLE, 400),
        ("DELETE", "/graphs", None, None, 400),
        ("GET", "/graphs?default&graph=http://example.org/g", None, None, 400),
        ("GET", "/graphs?graph=http://example.org/g&graph=http://example.org/h", None, None, 400),
        ("GET", "/graphs?graph=http://example.org/a%20b", None, None, 400),
        ("GET", "/graphs?graph=http://example.org/nowhere", None, None, 404),
        ("GET", "/graphs/nowhere", None, None, 404),
        ("GET", "/graph/no/where", None, None, 404),
        ("DELETE", "/graphs/nowhere", None, None, 404),
        ("PUT", INDIRECT, "<http://example.org/p> <x:p> ", TURTLE, 400),
        ("PUT", INDIRECT, PERSON, "application/rdf+xml", 400),
        ("PUT", INDIRECT, "<rdf:RDF/>", TURTLE, 400),
        ("PUT", INDIRECT, PERSON, "text/csv", 415),
        ("PUT", INDIRECT, PERSON, None, 415),
        ("PUT", INDIRECT, PERSON, "application/trig", 415),
        ("PUT", "/graph/catalogue", PERSON, TURTLE, 403),
        ("POST", "/graph/tombstones", PERSON, TURTLE, 403),
        ("DELETE", "/graph/catalogue", None, None, 403),
        ("PATCH", INDIRECT, PERSON, TURTLE, 405),
        ("PATCH", "/graph/things", PERSON, TURTLE, 405),
        ("PUT", INDIRECT, f"{PERSON} #" + "x" * 1_100_000, TURTLE, 413),
        (
            "PUT",
            INDIRECT,
            "<http://example.org/s> a <http://def.esd.org.uk/Service> .",
            TURTLE,
            422,
        ),
    ],
)
def test_a_bad_request_changes_nothing(
    send: Send,
    writable_config: Config,
    method: str,
    path: str,
    body: str | None,
    type: str | None,
    status: int,
) -> None:
    response = send(method, path, body, type)
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    if status == 405:
        assert "PUT" in response.headers["Allow"]
    assert Generations(writable_config.data_dir, writable_config.base_iri).current().number == 1


@pytest.mark.parametrize("method", ["PUT", "POST", "DELETE"])
@pytest.mark.parametrize("path", [INDIRECT, "/graphs?default", "/graphs/a", "/graph/things"])
def test_writing_needs_a_token(
    writable: FlaskClient, writable_config: Config, token: str, method: str, path: str
) -> None:
    joint = "&" if "?" in path else "?"
    for address in (path, f"{path}{joint}access_token={token}"):
        response = writable.open(address, method=method, data=PERSON, content_type=TURTLE)
        assert response.status_code == 401
        assert response.headers["WWW-Authenticate"].startswith("Bearer")
    assert Generations(writable_config.data_dir, writable_config.base_iri).current().number == 1


def test_a_fault_in_the_body_has_line_and_column(send: Send) -> None:
    problem = json.loads(send("PUT", INDIRECT, f"{START}<x:a> nope:b 1 .", TURTLE).data)
    assert problem["line"] == 2


def test_a_dataset_is_written_at_the_address_of_its_graph(
    send: Send, writable: FlaskClient
) -> None:
    record = "<http://localhost:8080/id/record/pump/1> a <https://w3id.org/moothall/def/Record> ."
    assert send("PUT", "/graph/pumps", record, TURTLE).status_code == 201
    sent_on = writable.get("/graph/pumps")
    assert (sent_on.status_code, sent_on.headers["Location"]) == (303, "/datasets/pumps")
    assert json.loads(writable.get("/datasets/pumps.json").data)
    assert writable.get("/id/record/pump/1").status_code == 303
    assert send("DELETE", "/graph/pumps").status_code == 200
    assert writable.get("/id/record/pump/1").status_code == 410
    assert writable.get("/id/dataset/pumps").status_code == 410


def test_the_default_graph_of_queries_holds_what_is_put_without_a_name(
    send: Send, writable: FlaskClient
) -> None:
    send("PUT", "/graphs?default", '<x:a> <x:b> "unnamed" .', TURTLE)
    query = "SELECT ?o { ?s ?p ?o FILTER(?o IN ('unnamed', 'Thing')) } ORDER BY ?o"
    response = writable.get("/sparql", query_string={"query": query, "format": "csv"})
    assert response.get_data(as_text=True).split() == ["o", "Thing", "unnamed"]


def test_a_body_may_come_packed(send: Send, writable: FlaskClient) -> None:
    packed = gzip.compress(PERSON.encode())
    assert send("PUT", INDIRECT, packed, TURTLE, Content_Encoding="gzip").status_code == 201
    assert isomorphic(held(writable, INDIRECT), turtle(PERSON))
    text = gzip.compress(b"DROP GRAPH <http://example.org/g>")
    type = "application/sparql-update"
    dropped = send("POST", "/sparql/update", text, type, Content_Encoding="x-gzip")
    assert json.loads(dropped.data)["removed"] == 4
    asked = gzip.compress(b"ASK { }")
    type = "application/sparql-query"
    assert send("POST", "/sparql", asked, type, Content_Encoding="gzip").json["boolean"] is True


@pytest.mark.parametrize(
    ("body", "encoding", "status", "said"),
    [
        (PERSON.encode(), "gzip", 400, "not what gzip writes"),
        (gzip.compress(PERSON.encode())[:-9], "gzip", 400, "not what gzip writes"),
        (gzip.compress(b" " * 2_000_000), "gzip", 413, "MOOTHALL_MAX_REQUEST_BYTES"),
        (PERSON.encode(), "br", 415, "packed with gzip"),
        (gzip.compress(PERSON.encode()), "gzip, gzip", 415, "packed with gzip"),
    ],
)
def test_a_packed_body_that_cannot_be_read_changes_nothing(
    send: Send, body: bytes, encoding: str, status: int, said: str
) -> None:
    response = send("PUT", INDIRECT, body, TURTLE, Content_Encoding=encoding)
    assert response.status_code == status
    assert said in response.text
    assert send("GET", INDIRECT).status_code == 404
