"""Publishing a small change to a large store."""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from pathlib import Path

from moothall.graph.change import Change
from moothall.graph.generations import Generations
from moothall.graph.store import Reader

from .measure import Row
from .synthetic import TRIPLES_A_RECORD, record, records

BASE = "http://localhost:8080/"
CHANGED_RECORDS = 9
ROUNDS = 5


def measure(triples: int = 1_000_000, within_s: float = 0.5) -> list[Row]:
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


def measure_six_million() -> list[Row]:
    """Return the same for a store of 5.8 million statements."""
    return measure(5_800_000, 2)


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
