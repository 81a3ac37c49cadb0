from __future__ import annotations

import json
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

from SPARQLWrapper import JSON, POST, POSTDIRECTLY, TURTLE, XML, SPARQLWrapper


def test_a_served_service_is_healthy(served: str) -> None:
    with urlopen(served + "health") as response:
        assert json.loads(response.read())["status"] == "ok"


def test_a_thing_is_followed_to_its_document(served: str) -> None:
    request = Request(served + "id/service/579", headers={"Accept": "application/n-triples"})
    with urlopen(request) as response:
        assert response.url == served + "doc/service/579"
        assert response.headers["Content-Type"] == "application/n-triples"
        assert b'"Public toilets"@en' in response.read()


def test_a_sparql_client_reads_rows_and_graphs(served: str) -> None:
    wrapper = SPARQLWrapper(served + "sparql")
    wrapper.setQuery("SELECT ?s { ?s a <http://def.esd.org.uk/Service> } LIMIT 4")
    wrapper.setReturnFormat(JSON)
    assert len(wrapper.queryAndConvert()["results"]["bindings"]) == 4
    wrapper.setReturnFormat(XML)
    assert len(wrapper.queryAndConvert().getElementsByTagName("result")) == 4
    wrapper.setMethod(POST)
    wrapper.setRequestMethod(POSTDIRECTLY)
    wrapper.setReturnFormat(TURTLE)
    wrapper.setQuery("CONSTRUCT WHERE { <http://id.esd.org.uk/service/579> ?p ?o }")
    assert b"Public toilets" in wrapper.queryAndConvert()


def test_bytes_that_are_no_request_are_refused(served: str) -> None:
    address = urlsplit(served)
    for raw in (b"GET /caf\xe9 HTTP/1.1", b"GET /doc/service/%ff HTTP/1.1", b"nonsense"):
        with socket.create_connection((address.hostname, address.port), timeout=10) as connection:
            connection.sendall(raw + b"\r\nHost: x\r\nConnection: close\r\n\r\n")
            assert connection.recv(100).startswith(b"HTTP/1.1 400")


def test_serving_without_a_store_ends_with_a_message_and_code_5(
    tmp_path: Path, environment: Callable[..., dict[str, str]]
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "moothall.server.cli", "serve"],
        capture_output=True,
        text=True,
        env=environment(data_dir=str(tmp_path / "nothing")),
    )
    assert done.returncode == 5
    assert "there is no store here" in done.stderr
    assert "Traceback" not in done.stderr
