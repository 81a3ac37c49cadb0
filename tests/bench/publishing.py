"""Publishing a small change to a large store, and a large graph that a client puts."""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from pathlib import Path

import requests

from moothall.graph.change import Change
from moothall.graph.generations import Generations
from moothall.graph.namespaces import MH
from moothall.graph.store import Reader
from moothall.graph.terms import RdfFormat, Triple, serialize
from moothall.server.tokens import Tokens

from .measure import BIN, PeakMemory, Row, free_port, run, served
from .synthetic import TRIPLES_A_RECORD, record, records

BASE = "http://localhost:8080/"
TRIPLES = 1_000_000
CHANGED_RECORDS = 9
ROUNDS = 5
MOST_MB = 800
"""Megabytes that a PUT of a million triples may take, in all processes that have to do with it."""


def measure() -> list[Row]:
    """Return the seconds of a small publish, and the memory of a large PUT."""
    return [*_measure_publish(TRIPLES, 0.5), *_measure_put()]


def measure_six_million() -> list[Row]:
    """Return the seconds of a small publish to a store of 5.8 million statements."""
    return _measure_publish(5_800_000, 2)


def _measure_publish(triples: int, within_s: float) -> list[Row]:
    """Return the seconds that a publish takes, index and manifest included.

    Args:
        triples: what the store holds.
        within_s: what a publish may take.
    """
    with tempfile.TemporaryDirectory() as folder:
        generations = Generations(Path(folder) / "data", BASE)
        generations.create()
        with generations.writing() as writer:
            writer.publish(Change(added=list(records(BASE, triples))))
        total = generations.current().manifest.triples
        seconds = [_publish_once(generations, triples + number) for number in range(ROUNDS)]
    median = statistics.median(seconds)
    changed = CHANGED_RECORDS * TRIPLES_A_RECORD
    return [
        Row(
            f"publish {changed} changed triples of {total:,}",
            f"{median:.2f} s ({min(seconds):.2f} to {max(seconds):.2f})",
            f"under {within_s:g} s",
            median < within_s,
        )
    ]


def _measure_put() -> list[Row]:
    """Return the most memory that a PUT of a million triples over HTTP takes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        run(str(BIN / "moothall"), "init", data_dir=folder / "data")
        body = folder / "body.nt"
        triples = (
            Triple(quad.subject, quad.predicate, quad.object)
            for quad in records(BASE, TRIPLES)
            # records of the standard for toilets would lack some of their columns
            if quad.object != MH.PublicToilet
        )
        serialize(triples, body, format=RdfFormat.N_TRIPLES)
        settings = {
            "MOOTHALL_TOKENS_FILE": str(folder / "tokens"),
            "MOOTHALL_MAX_REQUEST_BYTES": str(2 * body.stat().st_size),
            "MOOTHALL_WORKERS": "1",
        }
        token = Tokens(folder / "tokens").add("bench")
        port = free_port()
        command = (str(BIN / "moothall"), "serve", "--port", str(port))
        address = f"http://127.0.0.1:{port}"
        with (
            served(*command, url=f"{address}/health", data_dir=folder / "data", settings=settings),
            PeakMemory(port) as peak,
            body.open("rb") as file,
        ):
            start = time.perf_counter()
            answer = requests.put(
                f"{address}/graphs?graph={BASE}graph/large",
                data=file,
                headers={
                    "Authorization": f"Bearer {token}",
                    "Content-Type": "application/n-triples",
                },
                timeout=900,
            )
            seconds = time.perf_counter() - start
            answer.raise_for_status()
        web, child = peak.megabytes
        size = body.stat().st_size / 1e6
    return [
        Row(
            f"PUT {answer.json()['added']:,} triples ({size:.0f} MB) over HTTP",
            f"{web:.0f} MB in the web process, {child:.0f} MB in that of the write, "
            f"{seconds:.0f} s",
            f"under {MOST_MB} MB together",
            web + child < MOST_MB,
        )
    ]


def _publish_once(generations: Generations, first: int) -> float:
    chance = random.Random(first)
    made = [
        quad
        for number in range(CHANGED_RECORDS)
        for quad in record(BASE, first * 100 + number, chance)
    ]
    quads = list(Reader.of(made).quads())
    start = time.perf_counter()
    with generations.writing() as writer:
        writer.publish(Change(added=quads))
    return time.perf_counter() - start
