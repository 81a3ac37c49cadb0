"""Metrics: what the service does, counted for an operator in Prometheus's format.

Several web processes count into files of one folder (see `counting`); whichever answers
``/metrics`` adds them up.

Source: Prometheus text exposition format 0.0.4.
"""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Iterator
from functools import lru_cache

from prometheus_client import (
    CONTENT_TYPE_LATEST,
    CollectorRegistry,
    Counter,
    Histogram,
    generate_latest,
    multiprocess,
)
from prometheus_client.core import GaugeMetricFamily

from ..graph.generation import Generation
from ..graph.workers.pool import PoolStatus
from .counting import FOLDER

CONTENT_TYPE = CONTENT_TYPE_LATEST

_METHODS = ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS")

_REQUESTS = Counter(
    "moothall_requests_total",
    "Requests by route, method and status.",
    ["route", "method", "status"],
)
_SECONDS = Histogram(
    "moothall_request_seconds",
    "Seconds from a request to the start of its answer, without answers from the cache.",
    ["route"],
    buckets=(0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30),
)
_CACHE = Counter("moothall_cache_total", "Requests answered from the cache, or not.", ["outcome"])
_HITS, _MISSES = _CACHE.labels("hit"), _CACHE.labels("miss")


def count_request(route: str, method: str, status: int, seconds: float) -> None:
    """Count a request that the application has answered.

    Args:
        route: the rule of the route, so that the count does not grow with the addresses.
        method: its HTTP method.
        status: its HTTP status.
        seconds: how long it took.
    """
    _requests(route, method if method in _METHODS else "other", status).inc()
    _seconds(route).observe(seconds)


@lru_cache(maxsize=1_000)
def _requests(route: str, method: str, status: int) -> Counter:
    return _REQUESTS.labels(route, method, str(status))


@lru_cache(maxsize=200)
def _seconds(route: str) -> Histogram:
    return _SECONDS.labels(route)


class _Hits:
    """Answers from the cache that are counted here first: the counter costs more than a hit."""

    def __init__(self) -> None:
        self.waiting = 0
        self.second = 0.0

    def count(self) -> None:
        # nothing can come between reading and writing here: no call is made and no loop is closed
        self.waiting += 1
        if time.monotonic() > self.second:
            self.flush()

    def flush(self) -> None:
        found, self.waiting = self.waiting, 0
        self.second = time.monotonic() + _FLUSH_S
        if found:
            _HITS.inc(found)


_FLUSH_S = 0.25
_hits = _Hits()
count_hit = _hits.count
"""Count a request that was answered from the cache; it shows within a quarter of a second, or
with the next one."""


def count_miss() -> None:
    """Count a request whose answer may be kept, and was not."""
    _MISSES.inc()


def write_metrics(generation: Generation | None, queries: PoolStatus | None) -> bytes:
    """Return all metrics as text.

    Args:
        generation: the generation that is served; None if none can be read.
        queries: what the query workers are doing; None if none have been started.
    """
    _hits.flush()
    registry = CollectorRegistry()
    if FOLDER in os.environ:
        multiprocess.MultiProcessCollector(registry)  # type: ignore[no-untyped-call]
    else:
        for metric in (_REQUESTS, _SECONDS, _CACHE):
            registry.register(metric)
    registry.register(_State(generation, queries))
    return generate_latest(registry)


class _State:
    """What is so at this moment in this process.

    It is no gauge of the library's, which would be kept in the folder for every process as well.

    Args:
        generation: the generation that is served; None if none can be read.
        queries: what the query workers are doing; None if none have been started.
    """

    def __init__(self, generation: Generation | None, queries: PoolStatus | None) -> None:
        self._generation = generation
        self._queries = queries

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield the metrics."""
        generation, queries = self._generation, self._queries
        yield GaugeMetricFamily(
            "moothall_ready", "Whether a generation can be read.", generation is not None
        )
        if generation is not None:
            yield from _of_generation(generation)
        if queries is not None:
            yield from _of_queries(queries)


def _of_generation(generation: Generation) -> Iterator[GaugeMetricFamily]:
    yield GaugeMetricFamily(
        "moothall_generation", "Number of the generation served.", generation.number
    )
    yield GaugeMetricFamily("moothall_statements", "Statements in it.", generation.manifest.triples)
    yield GaugeMetricFamily(
        "moothall_published_timestamp_seconds",
        "When it was published.",
        generation.manifest.published.timestamp(),
    )


def _of_queries(queries: PoolStatus) -> Iterator[GaugeMetricFamily]:
    yield _family(
        "moothall_queries_running",
        "Queries of this web process.",
        "kind",
        [("short", queries.short), ("long", queries.long), ("waiting", queries.waiting)],
    )
    yield GaugeMetricFamily(
        "moothall_spooled_bytes",
        "Bytes of long answers that this web process is delivering.",
        queries.spooled_bytes,
    )
    yield _family(
        "moothall_queries",
        "Queries of this web process since it started, by how they ended.",
        "outcome",
        queries.outcomes.items(),
    )
    yield _family(
        "moothall_query_workers",
        "Query workers, and how many have ended and why.",
        "what",
        _flat(queries.workers),
    )


def _family(
    name: str, help: str, label: str, values: Iterable[tuple[str, float]]
) -> GaugeMetricFamily:
    family = GaugeMetricFamily(name, help, labels=[label])
    for of, value in values:
        family.add_metric([of], value)
    return family


def _flat(counts: object, prefix: str = "") -> list[tuple[str, float]]:
    """Return nested counts as pairs of a joined name and a number."""
    if isinstance(counts, dict):
        return [
            pair
            for name, value in counts.items()
            for pair in _flat(value, f"{prefix}_{name}" if prefix else str(name))
        ]
    return [(prefix, float(counts))] if isinstance(counts, int | float) else []
