"""Queries through the killable workers: their price, and what bombs do to others' queries."""

from __future__ import annotations

import contextlib
import http.client
import multiprocessing
import os
import signal
import statistics
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from moothall.graph.change import Change
from moothall.graph.errors import MoothallError
from moothall.graph.generations import Generations
from moothall.graph.workers.connection import Connection
from moothall.graph.workers.limits import WorkerLimits
from moothall.graph.workers.pool import WorkerPool
from moothall.graph.workers.process import QueryWorkers
from moothall.graph.workers.wire import QueryRequest, write_request

from ..graph.workers.bombs import BOMBS
from .measure import BIN, Row, alternate, free_port, ratio, served
from .synthetic import records

BASE = "http://localhost:8080/"
TRIPLES = 1_000_000
LIMITS = WorkerLimits(query_timeout_s=2.0, workers=4, long_workers=4, queue=32)
LOOK_UP = f"SELECT ?p ?o WHERE {{ <{BASE}id/record/places/Z00/0> ?p ?o }}"
JOIN = (
    "SELECT ?s ?name ?lat WHERE { ?s <https://w3id.org/moothall/def/classifiedAs> "
    "<http://id.esd.org.uk/service/579> ; <http://www.w3.org/2000/01/rdf-schema#label> ?name ; "
    "<http://www.w3.org/2003/01/geo/wgs84_pos#lat> ?lat } LIMIT 100"
)
ROWS = "SELECT ?s ?p ?o WHERE { ?s ?p ?o } LIMIT %d"
IN_A_LOOP = (
    "count of a cross product",
    "cross product, ordered",
    "VALUES without a pattern",
    "cross product, distinct",
)
_STATUS = Path("/proc/self/status")
ROUNDS = 5
SECONDS = 8.0


@dataclass(frozen=True, slots=True)
class Delivery:
    """What a large answer cost: memory before and added, size, and time."""

    before_mb: float
    added_mb: float
    length_mb: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Peer:
    """A bare Oxigraph server on the same store, asked over one connection that stays open."""

    port: int

    def seconds(self, text: str, times: int) -> float:
        """Return the seconds that one answer takes, of so many in a row."""
        path = f"/query?query={urllib.parse.quote(text)}"
        headers = {"Accept": "application/sparql-results+json"}
        with contextlib.closing(http.client.HTTPConnection("127.0.0.1", self.port)) as peer:
            start = time.perf_counter()
            for _ in range(times):
                peer.request("GET", path, headers=headers)
                with peer.getresponse() as answer:
                    while answer.read(1 << 18):
                        pass
            return (time.perf_counter() - start) / times


def measure() -> list[Row]:
    """Return latencies alone and beside bombs, respawn, large answers, and each bomb's end."""
    with tempfile.TemporaryDirectory() as folder:
        generations = Generations(Path(folder) / "data", BASE)
        generations.create()
        with generations.writing() as writer:
            writer.publish(Change(added=list(records(BASE, TRIPLES))))
        data_dir = generations.data_dir
        with QueryWorkers(data_dir, LIMITS) as workers:
            pool = WorkerPool(workers.folder, LIMITS)
            rows = [
                *_beside_oxigraph(pool, data_dir),
                *_look_ups(pool),
                *_ends_of_bombs(pool),
            ]
            pool.close()
        return [*rows, _respawn(data_dir), _memory(data_dir)]


def _beside_oxigraph(pool: WorkerPool, data_dir: Path) -> list[Row]:
    """Return ratios of answers a second to those of the bare server, one client each."""
    port = free_port()
    store = str((data_dir / "current" / "store").resolve())
    command = [str(BIN / "oxigraph"), "serve-read-only", "--location", store]
    command += ["--bind", f"127.0.0.1:{port}", "--union-default-graph"]
    url = f"http://127.0.0.1:{port}/query?query=ASK%7B%7D"
    cases = {
        "point look-up": (LOOK_UP, 500),
        "3-way join, LIMIT 100": (JOIN, 100),
        "SELECT of 100,000 rows": (ROWS % 100_000, 1),
    }
    rows = []
    with served(*command, url=url, data_dir=data_dir):
        for what, (text, times) in cases.items():
            theirs, ours = alternate(
                ROUNDS,
                lambda text=text, times=times: Peer(port).seconds(text, times),  # type: ignore[misc]
                lambda text=text, times=times: _seconds(pool, text, times),  # type: ignore[misc]
            )
            median_ms = statistics.median(ours) * 1000
            value = f"{ratio(theirs, ours):.2f} ({median_ms:.2f} ms)"
            # Without HTTP on our side: a figure for long answers, and flattering for short ones.
            rows.append(Row(f"{what}: pool alone, ratio to oxigraph over HTTP", value))
    return rows


def _seconds(pool: WorkerPool, text: str, times: int) -> float:
    start = time.perf_counter()
    for _ in range(times):
        with pool.ask(QueryRequest(text=text)) as answer:
            for _chunk in answer:
                pass
    return (time.perf_counter() - start) / times


def _look_ups(pool: WorkerPool) -> list[Row]:
    """Return what an honest client waits for a look-up, alone and beside four bombs."""
    alone = _latencies_ms(pool, SECONDS / 2)
    with _bombs_in_a_loop(pool):
        beside = _latencies_ms(pool, SECONDS)
    p50, p99 = _quantile(beside, 50), _quantile(beside, 99)
    return [
        Row("look-up through the pool, alone, p50 / p99", _describe(alone)),
        Row(
            "look-up while 4 bombs run in a loop, p50 / p99",
            f"{_describe(beside)}, {len(beside):,} answered in {SECONDS:.0f} s",
            "2 / 50 ms",
            p50 <= 2 and p99 <= 50,
        ),
    ]


def _latencies_ms(pool: WorkerPool, seconds: float) -> list[float]:
    figures = []
    end = time.perf_counter() + seconds
    while (start := time.perf_counter()) < end:
        pool.ask(QueryRequest(text=LOOK_UP), client="honest").close()
        figures.append((time.perf_counter() - start) * 1000)
    return figures


@contextlib.contextmanager
def _bombs_in_a_loop(pool: WorkerPool) -> Iterator[None]:
    """Keep four bombs running while the block lasts."""
    is_over = threading.Event()

    def repeat(text: str) -> None:
        while not is_over.is_set():
            with contextlib.suppress(MoothallError):
                pool.ask(QueryRequest(text=text), client="bomber").close()

    threads = [threading.Thread(target=repeat, args=(BOMBS[name],)) for name in IN_A_LOOP]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        is_over.set()
        for thread in threads:
            thread.join()


def _quantile(figures: list[float], percent: int) -> float:
    return statistics.quantiles(figures, n=100)[percent - 1]


def _describe(figures: list[float]) -> str:
    p50, p99 = _quantile(figures, 50), _quantile(figures, 99)
    return f"{p50:.2f} / {p99:.2f} ms (longest {max(figures):.0f})"


def _respawn(data_dir: Path) -> Row:
    """Return the time from a worker's death to the first answer of the one in its place."""
    figures = []
    message = write_request(QueryRequest(text=LOOK_UP))
    limits = WorkerLimits(workers=1, long_workers=1)
    with QueryWorkers(data_dir, limits) as workers:
        for _ in range(ROUNDS):
            # With the one worker held, only a new one can greet.
            held = Connection.open(workers.folder / "queries", 5)
            start = time.perf_counter()
            os.kill(held.worker_pid, signal.SIGKILL)
            fresh = Connection.open(workers.folder / "queries", 5)
            fresh.send(message)
            fresh.receive()
            figures.append((time.perf_counter() - start) * 1000)
            held.close()
            fresh.close()
    median = statistics.median(figures)
    return Row("from kill -9 of a worker to the new one's first answer", f"{median:.0f} ms")


def _ends_of_bombs(pool: WorkerPool) -> list[Row]:
    """Return how each bomb ends, and how soon the next query is answered."""
    rows = []
    for name, text in BOMBS.items():
        start = time.perf_counter()
        try:
            pool.ask(QueryRequest(text=text)).close()
            end = "answered"
        except MoothallError as error:
            end = type(error).__name__
        seconds = time.perf_counter() - start
        next_ms = _seconds(pool, LOOK_UP, 1) * 1000
        value = f"{end} after {seconds:.1f} s; the next query {next_ms:.1f} ms"
        is_contained = end in ("QueryTimeoutError", "QueryMemoryError") and next_ms < 100
        rows.append(Row(f"bomb: {name}", value, "ended, next answered at once", is_contained))
    return rows


def _memory(data_dir: Path) -> Row:
    """Return what delivering a million rows adds to the memory of the process that does."""
    what = "memory added to the web process while 1,000,000 rows are delivered"
    if not _STATUS.exists():
        return Row(what, "not measured: no /proc here")
    limits = WorkerLimits(query_timeout_s=120.0, workers=1, long_workers=1)
    # A process of its own: this one has room left over from making the data.
    with (
        QueryWorkers(data_dir, limits) as workers,
        ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as processes,
    ):
        delivery = processes.submit(_deliver, workers.folder, limits).result()
    value = (
        f"{delivery.before_mb:.1f} MB + {delivery.added_mb:.1f} MB "
        f"({delivery.length_mb:.0f} MB in {delivery.seconds:.1f} s)"
    )
    return Row(what, value, "under 10 MB", delivery.added_mb < 10)


def _deliver(folder: Path, limits: WorkerLimits) -> Delivery:
    pool = WorkerPool(folder, limits)
    _seconds(pool, LOOK_UP, 1)
    before_mb = _peak_mb()
    start = time.perf_counter()
    with pool.ask(QueryRequest(text=ROWS % 1_000_000)) as answer:
        length_mb = sum(len(chunk) for chunk in answer) / 1_000_000
    seconds = time.perf_counter() - start
    pool.close()
    return Delivery(before_mb, _peak_mb() - before_mb, length_mb, seconds)


def _peak_mb() -> float:
    lines = _STATUS.read_text(encoding="ascii").splitlines()
    (line,) = [line for line in lines if line.startswith("VmHWM")]
    return int(line.split()[1]) / 1024
