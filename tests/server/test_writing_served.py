"""Writing to a service in processes of its own, with the clients that people use."""

from __future__ import annotations

import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path
from typing import Literal as OneOf

import pytest
import requests
from rdflib import BNode, Graph, Literal, Node, URIRef
from rdflib.compare import isomorphic
from rdflib.plugins.stores.sparqlstore import SPARQLStore, SPARQLUpdateStore
from SPARQLWrapper import (
    CSV,
    GET,
    JSON,
    JSONLD,
    N3,
    POST,
    POSTDIRECTLY,
    RDFXML,
    TSV,
    TURTLE,
    URLENCODED,
    XML,
    SPARQLWrapper,
)

from moothall.graph.change import Change
from moothall.graph.config import Config
from moothall.graph.generations import Generations
from moothall.graph.manifest import Manifest
from moothall.graph.namespaces import RDFS
from moothall.graph.terms import Literal as RdfLiteral
from moothall.graph.terms import NamedNode, Quad
from moothall.server.tokens import Tokens

from ..served import ServedProcess

THINGS = 3_000
FORMS = {
    XML: "application/sparql-results+xml",
    JSON: "application/sparql-results+json",
    CSV: "text/csv",
    TSV: "text/tab-separated-values",
}
GRAPH = NamedNode("x:g")

REPLACE = """
DELETE { GRAPH <x:g> { ?thing rdfs:label ?old } }
INSERT { GRAPH <x:g> { ?thing rdfs:label "%s" } }
WHERE { GRAPH <x:g> { ?thing rdfs:label ?old } }
"""


@pytest.fixture
def written_config(empty_config: Config) -> Config:
    """Settings of a store that holds many things with a label."""
    quads = [
        Quad(NamedNode(f"x:{number}"), RDFS.label, RdfLiteral("old"), GRAPH)
        for number in range(THINGS)
    ]
    with Generations(empty_config.data_dir, empty_config.base_iri).writing() as writer:
        writer.publish(Change(added=quads))
    return empty_config


@pytest.fixture
def token(tmp_path: Path) -> str:
    """A token that may write."""
    return Tokens(tmp_path / "tokens").add("tester")


@pytest.fixture
def site(
    written_config: Config, token: str, environment: Callable[..., dict[str, str]], tmp_path: Path
) -> Iterator[ServedProcess]:
    """A service that may be written to."""
    settings = environment(
        access_log="1",
        data_dir=str(written_config.data_dir),
        tokens_file=str(tmp_path / "tokens"),
        workers="2",
        write_wait_s="30",
    )
    made = ServedProcess(settings, tmp_path)
    yield made
    made.end(signal.SIGKILL)


def update(site: ServedProcess, token: str, text: str) -> requests.Response:
    return requests.post(
        f"{site.address}/sparql/update",
        data=text.encode(),
        headers={
            "Content-Type": "application/sparql-update",
            "Authorization": f"Bearer {token}",
        },
        timeout=60,
    )


def test_the_store_of_rdflib_writes_and_reads(site: ServedProcess, token: str) -> None:
    store = SPARQLUpdateStore(
        query_endpoint=f"{site.address}/sparql",
        update_endpoint=f"{site.address}/sparql/update",
        headers={"Authorization": f"Bearer {token}"},
        autocommit=False,
    )
    graph = Graph(store=store, identifier=URIRef("http://example.org/rdflib"))
    triple = (URIRef("http://example.org/a"), URIRef("http://example.org/b"), Literal("é\n1"))
    graph.add(triple)
    graph.add((triple[0], triple[1], Literal(2)))
    graph.commit()
    assert triple in graph
    assert len(graph) == 2
    graph.remove(triple)
    graph.commit()
    assert [str(value) for value in graph.objects()] == ["2"]


@pytest.mark.parametrize("method", ["GET", "POST", "POST_FORM"])
def test_the_store_of_rdflib_works_by_every_method(
    site: ServedProcess, token: str, method: OneOf["GET", "POST", "POST_FORM"]
) -> None:
    store = SPARQLUpdateStore(
        query_endpoint=f"{site.address}/sparql",
        update_endpoint=f"{site.address}/sparql/update",
        headers={"Authorization": f"Bearer {token}"},
        method=method,
        autocommit=False,
    )
    graph = Graph(store=store, identifier=URIRef("http://example.org/rdflib"))
    a, b = URIRef("http://example.org/a"), URIRef("http://example.org/b")
    # one request with several updates
    graph.update(f"INSERT DATA {{ {a.n3()} {b.n3()} 1 }}")
    graph.update(
        f"DELETE {{ ?s ?p 1 }} INSERT {{ ?s ?p 2, 3 }} WHERE {{ ?s ?p 1 }} ; CLEAR GRAPH {b.n3()}"
    )
    graph.commit()
    rows = graph.query("SELECT ?o { ?s ?p ?o } ORDER BY ?o", initBindings={"s": a, "p": b})
    assert [str(row[0]) for row in rows] == ["2", "3"]  # type: ignore[index]
    graph.set((a, b, Literal("only")))
    graph.add((b, a, Literal("lost")))
    graph.commit()
    assert sorted(map(str, graph.objects())) == ["lost", "only"]
    graph.remove((None, None, Literal("lost")))
    assert [str(value) for value in graph.objects()] == ["only"]


def test_the_store_of_rdflib_reads_blank_nodes_back(site: ServedProcess, token: str) -> None:
    update(site, token, "INSERT DATA { GRAPH <x:bare> { <x:a> <x:b> [ <x:c> 1 ] } }")
    store = SPARQLStore(f"{site.address}/sparql", node_to_sparql=named_blank_node)
    graph = Graph(store=store, identifier=URIRef("x:bare"))
    (node,) = graph.objects(URIRef("x:a"), URIRef("x:b"))
    assert isinstance(node, BNode)
    built = graph.query("CONSTRUCT WHERE { ?s ?p ?o }")
    assert built.graph is not None
    expected = Graph().parse(data="<x:a> <x:b> [ <x:c> 1 ] .", format="turtle")
    assert isomorphic(built.graph, expected)


def named_blank_node(node: Node) -> str:
    """Return a node as SPARQL; a blank node matches anything."""
    return "[]" if isinstance(node, BNode) else str(node.n3())


def test_sparqlwrapper_reads_every_form(site: ServedProcess, token: str) -> None:
    update(site, token, "INSERT DATA { GRAPH <x:wrapped> { <x:a> <x:b> 'é', [] } }")
    wrapper = SPARQLWrapper(f"{site.address}/sparql")
    wrapper.addParameter("default-graph-uri", "x:wrapped")
    for method, form in product((GET, POST), FORMS):
        wrapper.setMethod(method)
        wrapper.setReturnFormat(form)
        wrapper.setQuery("SELECT ?o (isBlank(?o) AS ?is) { ?s ?p ?o } ORDER BY ?is")
        found = wrapper.query()
        body = found.response.read().decode()
        found.response.close()
        assert found.info()["content-type"].startswith(FORMS[form])
        assert -1 < body.index("é") < body.index("true")
    for form, verb in product((TURTLE, N3, RDFXML, JSONLD), ("CONSTRUCT", "DESCRIBE <x:a>")):
        wrapper.setReturnFormat(form)
        wrapper.setQuery(f"{verb} WHERE {{ ?s ?p ?o }}")
        answer = wrapper.query()
        graph = answer.convert()
        answer.response.close()
        if isinstance(graph, bytes):
            graph = Graph().parse(data=graph, format="turtle")
        assert len(graph) == 2
        assert {type(value) for value in graph.objects()} == {BNode, Literal}


def test_sparqlwrapper_updates_with_a_token(site: ServedProcess, token: str) -> None:
    wrapper = SPARQLWrapper(f"{site.address}/sparql", f"{site.address}/sparql/update")
    wrapper.addCustomHttpHeader("Authorization", f"Bearer {token}")
    wrapper.setMethod(POST)
    for request_method in (POSTDIRECTLY, URLENCODED):
        wrapper.setRequestMethod(request_method)
        wrapper.setQuery(f"INSERT DATA {{ GRAPH <x:up> {{ <x:a> <x:by> '{request_method}' }} }}")
        wrapper.query().response.close()
    held = requests.get(f"{site.address}/graphs?graph=x:up", timeout=30).text
    assert POSTDIRECTLY in held
    assert URLENCODED in held


def test_curl_puts_asks_and_deletes(site: ServedProcess, token: str, tmp_path: Path) -> None:
    if shutil.which("curl") is None:
        pytest.skip("there is no curl here")
    data = tmp_path / "data.ttl"
    data.write_text("<x:a> <x:b> [ <x:c> 1 ] .")
    graph, bearer = f"{site.address}/graphs?graph=x:curl", f"Authorization: Bearer {token}"
    asked = "query=ASK { GRAPH <x:curl> { ?s <x:b> ?o FILTER(isBlank(?o)) } }"
    says = ["--silent", "--max-time", "30", "--output", "-", "--write-out", " %{http_code}"]

    def curl(*arguments: str) -> str:
        command = ["curl", *says, *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout

    assert curl("-X", "PUT", graph, "-d", "<x:a> <x:b> 1 .").endswith(" 401")
    turtle = ("-H", "Content-Type: text/turtle", "-H", bearer)
    assert curl("-T", str(data), graph, *turtle).endswith(" 201")
    assert curl("-T", str(data), graph, *turtle) == " 204"
    assert '"boolean":true' in curl(f"{site.address}/sparql", "--data-urlencode", asked)
    assert curl("-X", "DELETE", graph, "-H", bearer).endswith(" 200")
    assert curl(graph).endswith(" 404")


def test_a_session_of_requests_writes_graphs(site: ServedProcess, token: str) -> None:
    with requests.Session() as session:
        session.headers["Authorization"] = f"Bearer {token}"
        address = f"{site.address}/graphs"
        turtle = {"Content-Type": "text/turtle"}
        made = session.post(address, data="<#a> <x:b> [] .", headers=turtle, timeout=30)
        assert made.status_code == 201
        location = made.headers["Location"]
        assert session.get(location, timeout=30).text.count("<x:b>") == 1
        head = session.head(location, timeout=30)
        assert (head.status_code, head.headers["X-Moothall-Generation"]) == (200, "2")
        sent = {"graph": "x:sent"}
        put = session.put(address, params=sent, data="<x:a> <x:b> 1 .", headers=turtle, timeout=30)
        assert put.status_code == 201
        assert session.delete(address, params=sent, timeout=30).status_code == 200
        assert session.get(address, params=sent, timeout=30).status_code == 404


def test_writers_at_the_same_time_all_land(site: ServedProcess, token: str) -> None:
    def write(number: int) -> requests.Response:
        return update(site, token, f"INSERT DATA {{ GRAPH <x:h> {{ <x:{number}> <x:n> 1 }} }}")

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(write, range(6)))
    assert [answer.status_code for answer in answers] == [200] * 6
    numbers = {answer.headers["X-Moothall-Generation"] for answer in answers}
    assert numbers == {str(number) for number in range(2, 8)}
    held = requests.get(f"{site.address}/graphs?graph=x:h", timeout=30)
    assert held.text.count("<x:n>") == 6


def test_a_token_in_an_address_does_not_reach_the_log(site: ServedProcess, token: str) -> None:
    secret = token.partition(".")[2]
    for path in ("/sparql/update", "/graphs?default", "/graph/x"):
        joint = "&" if "?" in path else "?"
        address = f"{site.address}{path}{joint}access_token={token}"
        answer = requests.post(address, data="CLEAR ALL", timeout=30)
        assert answer.status_code == 401
        assert secret not in answer.text
    assert update(site, token, "INSERT DATA { <x:a> <x:b> 1 }").status_code == 200
    site.end(signal.SIGTERM)
    log = site.log()
    assert "/sparql/update" in log
    assert secret not in log
    site.start()


@pytest.mark.timeout(180)
def test_a_service_killed_in_an_update_has_the_old_graph_or_the_new_one(
    site: ServedProcess, token: str, written_config: Config
) -> None:
    generations = Generations(written_config.data_dir, written_config.base_iri)
    started = time.monotonic()
    assert update(site, token, REPLACE % "old 0").status_code == 200
    whole_s = time.monotonic() - started
    seen = ["old 0"]
    for number in range(3):
        thread = threading.Thread(target=update_in_vain, args=(site, token, f"new {number}"))
        thread.start()
        # a moment within the update, a different one each time
        thread.join(whole_s * (number + 1) / 4)
        site.end(signal.SIGKILL)
        thread.join()
        served = generations.current()
        labels = {quad.object for quad in served.reader.quads(None, RDFS.label, None, GRAPH)}
        # one that was written and not yet served is finished by the next writer
        (label,) = (label.value for label in labels if isinstance(label, RdfLiteral))
        sent = ["old 0", *(f"new {earlier}" for earlier in range(number + 1))]
        assert sent.index(label) >= sent.index(seen[-1])
        seen.append(label)
        measured = Manifest.measure(
            served.reader, served.number, served.manifest.parent, served.manifest.published
        )
        assert measured == served.manifest
        site.start()
    assert update(site, token, REPLACE % "last").status_code == 200
    assert not (written_config.data_dir / "live.next").exists()


def update_in_vain(site: ServedProcess, token: str, label: str) -> None:
    """Send an update to a service that may end before it answers."""
    try:
        update(site, token, REPLACE % label)
    except requests.RequestException:
        return
