"""Workers over a small graph, with limits low enough to reach in a test."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from moothall.graph.change import Change
from moothall.graph.generations import Generations
from moothall.graph.namespaces import RDFS, SKOS
from moothall.graph.terms import Literal, NamedNode, Quad
from moothall.graph.workers.limits import WorkerLimits
from moothall.graph.workers.pool import WorkerPool
from moothall.graph.workers.process import QueryWorkers

BASE = "http://localhost:8080/"
THINGS = 1_000
LIMITS = WorkerLimits(
    query_timeout_s=1.0,
    query_memory_bytes=500_000_000,
    workers=2,
    long_workers=2,
    queue=4,
    queue_wait_s=5.0,
    stop_grace_s=0.2,
)
LOOK_UP = f"SELECT ?label {{ <{BASE}id/thing/1> <{RDFS.label.value}> ?label }}"
BOMB = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c. ?d ?e ?f. ?g ?h ?i }"


def things(start: int = 0, count: int = THINGS) -> list[Quad]:
    """Return quads in two graphs: a label and a broader thing for each of so many things."""
    quads = []
    for number in range(start, start + count):
        subject = NamedNode(f"{BASE}id/thing/{number}")
        broader = NamedNode(f"{BASE}id/thing/{number // 2}")
        labels, links = NamedNode(f"{BASE}graph/labels"), NamedNode(f"{BASE}graph/links")
        quads.append(Quad(subject, RDFS.label, Literal(f"Thing {number}"), labels))
        quads.append(Quad(subject, SKOS.broader, broader, links))
    return quads


def publish(folder: Path) -> Generations:
    """Return a data directory with the things published."""
    generations = Generations(folder, BASE)
    generations.create()
    with generations.writing() as writer:
        writer.publish(Change(added=things()))
    return generations


def wait_until(claim: Callable[[], object], what: str, seconds: float = 10) -> None:
    """Return as soon as a claim holds; fail if it does not in time."""
    deadline = time.monotonic() + seconds
    pause = threading.Event()
    while not claim():
        assert time.monotonic() < deadline, f"not within {seconds} s: {what}"
        pause.wait(0.005)


@pytest.fixture(scope="session")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with the things; tests only read it."""
    return publish(tmp_path_factory.mktemp("workers") / "data").data_dir


@pytest.fixture(scope="session")
def workers(data_dir: Path) -> Iterator[QueryWorkers]:
    """Workers that every test shares; whatever a test does to one, another takes its place."""
    with QueryWorkers(data_dir, LIMITS) as running:
        yield running


@pytest.fixture
def pool(workers: QueryWorkers) -> Iterator[WorkerPool]:
    """A pool of a test's own."""
    made = WorkerPool(workers.folder, LIMITS)
    yield made
    made.close()
