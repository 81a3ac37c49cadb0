"""Faults over HTTP: whatever happens, an answer is whole or an error, and the next is answered."""

from __future__ import annotations

import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import pytest
import requests

from .conftest import Site

LABEL = "<http://www.w3.org/2000/01/rdf-schema#label>"
QUERY = f"SELECT ?label {{ <x:7> {LABEL} ?label }}"
BOMB = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
DEEP = 10_000

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="processes are found under /proc"
)


def ask(site: Site, query: str | bytes, **parameters: str) -> requests.Response:
    return requests.post(
        f"{site.address}/sparql",
        params=parameters,
        data=query if isinstance(query, bytes) else query.encode(),
        headers={"Content-Type": "application/sparql-query", "Accept": "text/csv"},
        timeout=60,
    )


def answers(site: Site) -> None:
    number = time.monotonic_ns()
    assert ask(site, f"{QUERY} #{number}").text == "label\r\nThing 7\r\n"


@pytest.mark.parametrize(
    ("query", "status", "says"),
    [
        (QUERY + " #" + "x" * (100_000 - len(QUERY) - 2), 200, "Thing 7"),
        (QUERY + " #" + "x" * 100_000, 413, "longer than 100,000 bytes"),
        ("SELECT (" + "(" * DEEP + "1" + ")" * DEEP + " AS ?x) {}", 400, "nested too deeply"),
        ("SELECT * " + "{" * DEEP + "}" * DEEP, 400, "nested too deeply"),
        ("SELECT (" + "!" * DEEP + "1 AS ?x) {}", 400, "nested too deeply"),
        (b"SELECT * { ?s ?p '\xff\xfe' }", 400, "UTF-8"),
        (b"\x80" * 1_000, 400, "UTF-8"),
        ("SELECT * { ?s ?p ?o } \x00", 400, "SPARQL"),
        (
            QUERY[:-1]
            + "FILTER(?label IN ("
            + ",".join(f"'Thing {n}'" for n in range(6_000))
            + ")) }",
            200,
            "Thing 7",
        ),
        (BOMB, 503, "did not finish in 1 second"),
        ("-" * 99_000, 400, "SPARQL"),
        ("SELECT * { ?s ?p " + "a-" * 49_000 + " }", 400, ""),
        ("SELECT * { ?s ?p " + '"\\' * 49_000 + " }", 400, ""),
    ],
    ids=lambda value: None if isinstance(value, (str, bytes)) else str(value),
)
def test_a_hostile_query_is_answered_or_refused_and_the_next_is_answered(
    site: Site, query: str | bytes, status: int, says: str
) -> None:
    started = time.monotonic()
    response = ask(site, query, timeout="1")
    assert response.status_code == status, response.text[:500]
    assert says in response.text
    if status != 200:
        assert response.headers["Content-Type"] == "application/problem+json"
    answers(site)
    assert time.monotonic() - started < 20


def test_an_address_that_is_not_utf_8_is_no_query(site: Site) -> None:
    assert requests.get(f"{site.address}/sparql?query=%FF%FE", timeout=30).status_code == 400
    answers(site)


def test_query_workers_are_told_how_to_keep_memory(site: Site) -> None:
    for pid in site.query_workers():
        environment = Path(f"/proc/{pid}/environ").read_text(encoding="utf-8").split("\0")
        assert any(each.startswith("GLIBC_TUNABLES=glibc.malloc.") for each in environment)


def test_a_worker_that_is_killed_is_an_error_and_the_next_query_is_answered(site: Site) -> None:
    found: list[requests.Response] = []
    thread = threading.Thread(target=lambda: found.append(ask(site, BOMB, timeout="20")))
    thread.start()
    wait_for(lambda: site.metric('moothall_queries_running{kind="long"}') == 1, "the bomb runs")
    for pid in site.query_workers():
        os.kill(pid, signal.SIGKILL)
    thread.join(timeout=30)
    (response,) = found
    assert response.status_code == 503
    assert response.headers["Content-Type"] == "application/problem+json"
    answers(site)


def test_an_answer_that_the_end_of_the_service_cuts_does_not_look_whole(site: Site) -> None:
    # more than the kernel takes off the service's hands
    query = "SELECT * { ?s ?p ?o VALUES ?n { 0 1 2 3 4 5 6 7 8 9 } }"
    data = f"GET /sparql?query={quote(query)} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    killed = site.web_process()
    with site.connect(data, unread_bytes=4_096) as connection:
        received = b""
        while len(received) < 20_000:
            received += connection.recv(2_000)
        os.kill(killed, signal.SIGKILL)
        try:
            while part := connection.recv(65_536):
                received += part
        except ConnectionResetError:
            pass
    head, _, body = received.partition(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].split()[0])
    assert 0 < len(body) < length
    # another takes its place
    wait_for(lambda: is_served_anew(site, killed), "the service is back")
    answers(site)


def test_the_end_of_the_first_process_ends_the_others(site: Site) -> None:
    site.end_first()
    try:
        wait_for(lambda: not accepts(site), "nobody listens at the port any more")
    finally:
        site.start()
    answers(site)


def accepts(site: Site) -> bool:
    with socket.socket() as connection:
        return connection.connect_ex(("127.0.0.1", site.port)) == 0


def is_served_anew(site: Site, killed: int) -> bool:
    try:
        return site.web_process() != killed and bool(
            requests.get(f"{site.address}/health", timeout=10).ok
        )
    except (LookupError, OSError, requests.ConnectionError):
        return False


def wait_for(claim: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + 30
    pause = threading.Event()
    while not claim():
        assert time.monotonic() < deadline, f"not within 30 s: {what}"
        pause.wait(0.05)
