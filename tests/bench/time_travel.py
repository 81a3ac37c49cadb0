"""A term as a release has it against the same term now, kept and rendered anew; and its life."""

from __future__ import annotations

import http.client
import statistics
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from .measure import (
    BIN,
    Row,
    alternate,
    free_port,
    ratio,
    requests_per_second,
    run,
    served,
    skipped,
)

RELEASES = 12
ROUNDS = 5
TERMS = 60
"""Terms that are asked for once each, so that none of them is kept."""


def measure() -> list[Row]:
    """Return the rates of kept documents, and the milliseconds of those that are made anew."""
    with tempfile.TemporaryDirectory() as folder:
        data_dir = Path(folder) / "data"
        run(str(BIN / "moothall"), "init", data_dir=data_dir)
        notes = Path(folder) / "notes.md"
        notes.write_text("Notes.\n", encoding="utf-8")
        for number in range(1, RELEASES + 1):
            command = ["release", "create", "--version", f"2026.{number}", "--notes", str(notes)]
            run(str(BIN / "moothall"), *command, data_dir=data_dir)
        port = free_port()
        address = f"http://127.0.0.1:{port}/doc/service/579.ttl"
        serve = [str(BIN / "moothall"), "serve", "--workers", "1", "--port", str(port)]
        with served(*serve, url=address, data_dir=data_dir):
            return [*_kept(address), *_anew(port)]


def _kept(address: str) -> list[Row]:
    what = "a kept document of a release"
    try:
        now, then = alternate(
            ROUNDS,
            lambda: requests_per_second(address),
            lambda: requests_per_second(f"{address}?release=2026.1"),
        )
    except FileNotFoundError:
        return [skipped(what, "wrk is not installed")]
    found = ratio(then, now)
    value = f"{found:.2f} ({statistics.median(then):,.0f} a second)"
    return [Row(f"{what}, ratio to now", value, "at least 0.5", found >= 0.5)]


def _anew(port: int) -> list[Row]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    codes = _codes(connection)[: 2 * TERMS]
    rows = []
    for name, form, numbers in (
        ("a document of a release", "ttl", codes[:TERMS]),
        ("a page of a release", "html", codes[TERMS:]),
    ):
        paths = [f"/doc/service/{code}.{form}" for code in numbers]
        _milliseconds(connection, [f"/doc/service/{codes[0]}.nt?release=2026.1"])  # opens the store
        then = _milliseconds(connection, [f"{path}?release=2026.1" for path in paths])
        now = _milliseconds(connection, paths)
        value = f"{then / now:.2f} ({then:.1f} and {now:.1f} ms)"
        rows.append(Row(f"{name} made anew, to now", value, "at most 2", then <= 2 * now))
    lives = _milliseconds(connection, [f"/timemap/json/doc/service/{code}" for code in codes])
    what = f"the life of a term through {RELEASES} releases, as JSON"
    return [*rows, Row(what, f"{lives:.1f} ms", "under 20 ms", lives < 20)]


def _codes(connection: http.client.HTTPConnection) -> list[str]:
    lines = _get(connection, "/list/services.csv").decode().splitlines()[1:]
    return [line.partition(",")[0] for line in lines if line.partition(",")[0].isdigit()]


def _milliseconds(connection: http.client.HTTPConnection, paths: Sequence[str]) -> float:
    """Return the median of the milliseconds that each of some addresses takes."""
    found = []
    for path in paths:
        start = time.perf_counter()
        _get(connection, path)
        found.append((time.perf_counter() - start) * 1_000)
    return statistics.median(found)


def _get(connection: http.client.HTTPConnection, path: str) -> bytes:
    connection.request("GET", path)
    answer = connection.getresponse()
    body = answer.read()
    if answer.status != 200:
        raise ValueError(f"{path} was answered {answer.status}")
    return body
