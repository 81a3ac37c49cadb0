"""Clients that take their time, and leave, against a service in a process of its own."""

from __future__ import annotations

import json
import select
import socket
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import quote

import pytest
import requests

from .conftest import PLACES, THINGS, Site

QUERY = "SELECT ?label { <x:7> <http://www.w3.org/2000/01/rdf-schema#label> ?label }"
EVERYTHING = "SELECT ?s ?p ?o { GRAPH <x:g> { ?s ?p ?o } }"
FOURFOLD = "SELECT ?s ?p ?o { GRAPH <x:g> { ?s ?p ?o } VALUES ?n { 1 2 3 4 } }"
"""Its answer, 6 MB, is longer than what the kernel takes of an answer that nobody reads (4 MB)."""
BOMB = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }"
SOON_S = 5.0
"""Seconds, on a machine that may have much else to do."""

HEAD = b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\nX-Slow: a"
BODY = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n"
BODY += b"Content-Type: application/sparql-query\r\n\r\nSELECT"


@contextmanager
def clients(site: Site, data: bytes, count: int, unread_bytes: int = 0) -> Iterator[None]:
    """Have so many connections that have sent something, and do nothing more."""
    with ExitStack() as opened:
        for _ in range(count):
            opened.enter_context(site.connect(data, unread_bytes))
        yield


def look_up(site: Site, number: int) -> None:
    """Ask what has been asked before, what has not, and by POST; each is answered soon."""
    for send in (
        lambda: requests.get(f"{site.address}/sparql", {"query": QUERY}, timeout=30),
        lambda: requests.get(f"{site.address}/sparql", {"query": f"{QUERY} #{number}"}, timeout=30),
        lambda: requests.post(f"{site.address}/sparql", {"query": QUERY}, timeout=30),
    ):
        start = time.monotonic()
        answer = send()
        assert answer.status_code == 200, answer.text
        assert "Thing 7" in answer.text
        assert time.monotonic() - start < SOON_S


@pytest.mark.parametrize("data", [HEAD, BODY], ids=["heads", "bodies"])
def test_look_ups_are_answered_beside_requests_that_never_end(site: Site, data: bytes) -> None:
    with clients(site, data, 20):
        for number in range(10):
            look_up(site, number)


def test_look_ups_are_answered_beside_answers_that_nobody_reads(site: Site) -> None:
    query = quote(FOURFOLD)
    data = f"GET /sparql?query={query} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    with clients(site, data, 12, unread_bytes=4_096):
        wait_for(lambda: spooled_bytes(site) > 60_000_000, "answers go out")
        for number in range(10, 20):
            look_up(site, number)
        assert spooled_bytes(site) > 60_000_000
    wait_for(lambda: spooled_bytes(site) == 0, "their room is given back")


def test_more_slow_bodies_than_there_are_places_are_refused(site: Site) -> None:
    with ExitStack() as opened:
        connections = [opened.enter_context(site.connect(BODY)) for _ in range(PLACES + 1)]
        # one address has seven places in eight; they do not come in the order they connect in
        too_many = PLACES + 1 - PLACES * 7 // 8
        wait_for(lambda: len(answered(connections)) == too_many, "some are refused")
        for refused in answered(connections):
            assert refused.recv(12) == b"HTTP/1.1 503"
            connections.remove(refused)
        # those that have a place keep it
        connections[0].sendall(b" * { }" + b" " * 88)
        assert connections[0].recv(12) == b"HTTP/1.1 200"


def test_an_answer_is_whole_for_one_who_reads_slowly(site: Site) -> None:
    query = quote(EVERYTHING)
    connection = site.connect(
        f"GET /sparql?query={query} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode(),
        4_096,
    )
    received = bytearray()
    with connection:
        while part := connection.recv(40_000):
            received += part
    head, _, body = received.partition(b"\r\n\r\n")
    assert f"content-length: {len(body)}".encode() in head.lower()
    assert len(json.loads(body)["results"]["bindings"]) == THINGS


@pytest.mark.parametrize("path", ["/sparql", "/sparql/update", "/graphs?graph=x:cut"])
def test_a_body_that_was_cut_short_is_not_taken_for_a_whole_one(site: Site, path: str) -> None:
    statement = b"<x:a> <x:b> <x:c> .\n"
    head = (
        f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/n-triples\r\n"
        f"Authorization: Bearer {site.token}\r\nContent-Length: 1000\r\n\r\n"
    )
    with site.connect(head.encode() + statement) as connection:
        connection.shutdown(socket.SHUT_WR)
        answer = connection.recv(1_000)
    assert answer.startswith(b"HTTP/1.1 400") or not answer
    assert requests.get(f"{site.address}/graphs?graph=x:cut", timeout=30).status_code == 404


def test_a_write_without_a_length_is_refused(site: Site) -> None:
    answer = requests.put(
        f"{site.address}/graphs?graph=x:chunks",
        data=iter([b"<x:a> <x:b> ", b"<x:c> ."]),
        headers={"Authorization": f"Bearer {site.token}", "Content-Type": "text/turtle"},
        timeout=30,
    )
    assert answer.status_code == 411
    assert answer.json()["remedy"] == "send Content-Length"


def test_a_query_may_come_without_a_length(site: Site) -> None:
    answer = requests.post(
        f"{site.address}/sparql",
        data=iter([QUERY[:10].encode(), QUERY[10:].encode()]),
        headers={"Content-Type": "application/sparql-query"},
        timeout=30,
    )
    assert answer.status_code == 200
    assert "Thing 7" in answer.text


def test_a_body_that_is_too_long_is_refused_unread(site: Site) -> None:
    head = b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\n"
    with site.connect(head) as connection:
        answer = connection.recv(4_096).decode()
    assert answer.startswith("HTTP/1.1 413")
    assert "moothall load" in answer


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux tells of connections")
def test_the_query_of_a_client_that_has_left_is_ended(site: Site) -> None:
    data = f"GET /sparql?query={quote(BOMB)} HTTP/1.1\r\nHost: 127.0.0.9\r\n\r\n".encode()
    before = site.metric('moothall_query_workers{what="endings_exit 3"}')
    with site.connect(data):
        wait_for(lambda: running(site) == 1, "the bomb runs")
    wait_for(lambda: running(site) == 0, "the bomb has been ended")
    after = site.metric('moothall_query_workers{what="endings_exit 3"}')
    assert after == before + 1


def answered(connections: list[socket.socket]) -> list[socket.socket]:
    return select.select(connections, [], [], 0)[0]


def spooled_bytes(site: Site) -> float:
    return site.metric("moothall_spooled_bytes")


def running(site: Site) -> float:
    return site.metric('moothall_queries_running{kind="long"}')


def wait_for(claim: Callable[[], bool], what: str) -> None:
    # looking is itself a connection, so it must not be there all the time
    deadline = time.monotonic() + 20
    while not claim():
        assert time.monotonic() < deadline, f"not within 20 s: {what}"
        time.sleep(0.5)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="there is no /proc here")
def test_memory_stays_flat_while_many_read_slowly(site: Site) -> None:
    def memory_kb() -> int:
        status = Path(f"/proc/{site.web_process()}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0])

    look_up(site, 20)
    before = memory_kb()
    data = f"GET /sparql?query={quote(FOURFOLD)} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    with clients(site, data, 12, unread_bytes=4_096):
        wait_for(lambda: spooled_bytes(site) > 60_000_000, "answers go out")
        assert memory_kb() - before < 30_000
