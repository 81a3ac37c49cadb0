"""Clients that take their time: what an honest look-up feels of two hundred of them.

The slow ones come from one address of the loopback, the honest one from another.
"""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import socket
import statistics
import subprocess
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from moothall.graph.change import Change
from moothall.graph.generations import Generations

from .measure import BIN, ROOT, Row, free_port, wait_until_answered
from .synthetic import records

BASE = "http://localhost:8080/"
TRIPLES = 250_000
SLOW = 200
SECONDS = 8.0
HONEST = "127.0.0.2"
RECORD = f"{BASE}id/record/places/"
REPEATED = f"SELECT ?p ?o WHERE {{ <{RECORD}Z07/7> ?p ?o }}"
NEW = f"SELECT ?p ?o WHERE {{{{ <{RECORD}Z{{publisher:02d}}/{{number}}> ?p ?o }}}} #{{number}}"
LARGE = "SELECT * WHERE {{ ?s ?p ?o }} LIMIT 8000 #{number}"
MILLION = "SELECT * { VALUES ?copy { 1 2 3 4 } ?s ?p ?o } LIMIT 1000000"

Sockets = list[socket.socket]


def measure() -> list[Row]:
    """Return latencies of look-ups beside each kind of slow client, memory and spool."""
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder) / "data"
        generations = Generations(data_dir, BASE)
        generations.create()
        with generations.writing() as writer:
            writer.publish(Change(added=list(records(BASE, TRIPLES))))
        rows = []
        for what, attack in (
            ("nothing", lambda port: contextlib.nullcontext()),
            (f"{SLOW} clients that send a request's head byte by byte", slow_heads),
            (f"{SLOW} clients that send a body byte by byte", slow_bodies),
            (f"{SLOW} clients that read large answers byte by byte", slow_readers),
        ):
            with served_site(data_dir) as site:
                rows += _beside(site, what, attack)
        with served_site(data_dir) as site:
            rows.append(_million(site))
        return rows


class Site:
    """A service with one web process, so that its memory and its counts are those of that one.

    Args:
        port: where it listens.
        process: the process that started the others.
    """

    def __init__(self, port: int, process: int) -> None:
        self.port = port
        children = _children(process)
        (self._supervisor,) = [pid for pid in children if "workers" in _command(pid)]
        (self.web,) = [pid for pid in children if pid != self._supervisor]

    def query_workers(self) -> list[int]:
        """Return the processes that evaluate queries."""
        return _children(self._supervisor)

    def memory_mb(self) -> float:
        """Return the resident memory of the web process."""
        status = Path(f"/proc/{self.web}/status").read_text(encoding="ascii")
        return int(re.findall(r"VmRSS:\s+(\d+)", status)[0]) / 1024

    def spool_mb(self) -> float:
        """Return what the answers that it delivers take on the disk."""
        connection = http.client.HTTPConnection(HONEST, self.port, timeout=30)
        with contextlib.closing(connection):
            connection.request("GET", "/metrics")
            text = connection.getresponse().read().decode()
        return float(re.findall(r"moothall_spooled_bytes(?:{.*})? ([\d.e+]+)", text)[0]) / 1e6


def _children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in found for child in task.read_text().split()]


def _command(pid: int) -> str:
    return Path(f"/proc/{pid}/cmdline").read_text()


@contextlib.contextmanager
def served_site(data_dir: Path) -> Iterator[Site]:
    """Serve a data directory from one web process while the block lasts."""
    port = free_port()
    environment = {
        **os.environ,
        "MOOTHALL_DATA_DIR": str(data_dir),
        "MOOTHALL_WORKERS": "1",
        "MOOTHALL_HOST": "0.0.0.0",
    }
    process = subprocess.Popen(
        [str(BIN / "moothall"), "serve", "--port", str(port)],
        env=environment,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until_answered(f"http://127.0.0.1:{port}/health", time.perf_counter(), 60)
        yield Site(port, process.pid)
    finally:
        process.terminate()
        process.wait(timeout=60)


def _beside(site: Site, what: str, attack: Callable[..., object]) -> list[Row]:
    """Return the latencies of look-ups while something goes on, and what it takes."""
    before = site.memory_mb()
    with attack(site.port):  # type: ignore[attr-defined]
        kept, new, refused = _look_ups(site.port)
        memory, spool = site.memory_mb(), site.spool_mb()
    rows = []
    for kind, seconds in (("repeated", kept), ("new", new)):
        cuts = statistics.quantiles(seconds, n=100)
        middle, worst = cuts[49] * 1000, cuts[98] * 1000
        rows.append(
            Row(
                f"{kind} look-up beside {what}, p50 / p99",
                f"{middle:.1f} / {worst:.1f} ms, {len(seconds):,} answers, {refused} refused",
                "5 / 100 ms, none refused",
                middle <= 5 and worst <= 100 and not refused,
            )
        )
    value = f"{before:.0f} MB + {memory - before:.0f} MB, {spool:.0f} MB on the disk"
    rows.append(
        Row(f"web process beside {what}", value, "under 200 MB more", memory - before < 200)
    )
    return rows


def _look_ups(port: int) -> tuple[list[float], list[float], int]:
    """Return the seconds of look-ups answered before, of new ones, and how many were refused."""
    kept, new, refused = [], [], 0
    end = time.perf_counter() + SECONDS
    number = 0
    with contextlib.closing(
        http.client.HTTPConnection(HONEST, port, timeout=60, source_address=(HONEST, 0))
    ) as connection:
        while time.perf_counter() < end:
            number += 1
            text = NEW.format(publisher=number % 50, number=number)
            for seconds, query in ((kept, REPEATED), (new, text)):
                start = time.perf_counter()
                connection.request("GET", f"/sparql?query={urllib.parse.quote(query)}")
                with connection.getresponse() as answer:
                    answer.read()
                    refused += answer.status != 200
                seconds.append(time.perf_counter() - start)
    return kept, new, refused


def _connect(port: int) -> socket.socket:
    connection = socket.socket()
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8_192)
    connection.settimeout(60)
    connection.connect(("127.0.0.1", port))
    return connection


@contextlib.contextmanager
def _slowly(step: Callable[[socket.socket], object], sockets: Sockets) -> Iterator[None]:
    """Take a step with each of many connections each second, while the block lasts."""
    is_over = threading.Event()

    def go_on() -> None:
        while not is_over.wait(1.0):
            for connection in sockets:
                with contextlib.suppress(OSError):
                    step(connection)

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield
    finally:
        is_over.set()
        thread.join()
        for connection in sockets:
            connection.close()


@contextlib.contextmanager
def slow_heads(port: int) -> Iterator[None]:
    """Have clients that never come to the end of a request's head."""
    sockets = [_connect(port) for _ in range(SLOW)]
    for connection in sockets:
        connection.sendall(b"GET /sparql?query=ASK%7B%7D HTTP/1.1\r\nHost: x\r\nX-Slow: ")
    with _slowly(lambda connection: connection.send(b"a"), sockets):
        yield


@contextlib.contextmanager
def slow_bodies(port: int) -> Iterator[None]:
    """Have clients that never come to the end of a body."""
    sockets = [_connect(port) for _ in range(SLOW)]
    for connection in sockets:
        connection.sendall(
            b"POST /sparql HTTP/1.1\r\nHost: x\r\nContent-Length: 10000\r\n"
            b"Content-Type: application/sparql-query\r\n\r\n"
        )
    with _slowly(lambda connection: connection.send(b" "), sockets):
        yield


@contextlib.contextmanager
def slow_readers(port: int) -> Iterator[None]:
    """Have clients that ask for large answers, and read a byte of them each second."""
    with ThreadPoolExecutor(8) as threads:
        sockets = list(threads.map(lambda number: _reader(port, number), range(SLOW)))
    with _slowly(lambda connection: connection.recv(1), sockets):
        yield


def _reader(port: int, number: int) -> socket.socket:
    """Return a connection on which a large answer has begun."""
    query = urllib.parse.quote(LARGE.format(number=number))
    while True:
        connection = _connect(port)
        connection.sendall(f"GET /sparql?query={query} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        if connection.recv(12) == b"HTTP/1.1 200":
            return connection
        # too many that take long at once
        connection.close()
        time.sleep(0.2)


def _million(site: Site) -> Row:
    """Return what a slow reader of a million rows adds to the memory of the web process."""
    connection = _connect(site.port)
    query = urllib.parse.quote(MILLION)
    path = f"/sparql?query={query}&timeout=30"
    before = site.memory_mb()
    connection.sendall(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    taken, most = 0, before
    with connection:
        head = connection.recv(12)
        if head != b"HTTP/1.1 200":
            return Row("web process while a million rows are read slowly", f"answered {head!r}")
        for _ in range(400):
            taken += len(connection.recv(65_536))
            most = max(most, site.memory_mb())
            time.sleep(0.005)
    value = f"{before:.1f} MB + {most - before:.1f} MB ({taken / 1e6:.1f} MB read so far)"
    return Row(
        "web process while a million rows are read slowly", value, "under 10 MB", most - before < 10
    )
