"""Queries from outside: put to killable workers, and equal ones at one time run once."""

from __future__ import annotations

import logging
import os
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

from ..graph.config import Config
from ..graph.errors import (
    BusyError,
    MoothallError,
    QuerySyntaxError,
    ServiceForbiddenError,
)
from ..graph.federation.clauses import hides_service
from ..graph.federation.request import expand_request
from ..graph.logs import members
from ..graph.namespaces import PREFIXES
from ..graph.workers.answer import Answer
from ..graph.workers.limits import WorkerLimits
from ..graph.workers.pool import PoolStatus, WorkerPool
from ..graph.workers.process import QueryWorkers
from ..graph.workers.wire import QueryRequest
from ..loaders.graph_names import reserved_graphs

Result = TypeVar("Result")

log = logging.getLogger(__name__)

_FEWEST_WORKERS = 4
"""Processes for queries on a small machine, so that one that is not short holds up no other."""


def worker_limits(config: Config) -> WorkerLimits:
    """Return what the settings say of the query workers."""
    return WorkerLimits(
        query_timeout_s=config.query_timeout_s,
        query_memory_bytes=config.query_memory_bytes,
        workers=config.query_workers or max(_FEWEST_WORKERS, os.cpu_count() or 1),
        long_workers=config.long_query_workers,
        web_processes=config.workers,
        max_query_bytes=config.max_query_bytes,
        max_result_bytes=config.max_result_bytes,
        queue=config.query_queue,
        spool_dir=config.spool_dir or Path(tempfile.gettempdir()),
        spool_bytes=config.spool_bytes,
    )


def hidden_graphs(config: Config) -> tuple[str, ...]:
    """Return the IRIs of the graphs that a query sees only if it names its graphs.

    Where the default graph is the one without a name, clients find just what clients have put
    there, and not what the service itself writes.
    """
    return reserved_graphs(config.base_iri) if config.default_graph == "unnamed" else ()


def query_request(config: Config, text: str | bytes) -> QueryRequest:
    """Return the request for a query, which the settings give a dataset if it states none."""
    return QueryRequest(
        text=text,
        is_union=config.default_graph == "union",
        hidden_graphs=hidden_graphs(config),
        base_iri=config.base_iri,
        prefixes=PREFIXES,
    )


class Queries:
    """A web process's door to the query workers.

    Args:
        config: the settings.
        folder: where the workers of the service are; None to start workers of this process's own
            with the first query.
    """

    def __init__(self, config: Config, folder: Path | None = None) -> None:
        self._config = config
        self._folder = folder
        self._own: QueryWorkers | None = None
        self._pool: WorkerPool | None = None
        self._starting = threading.Lock()

    def ask(self, request: QueryRequest, client: str) -> Answer:
        """Return the whole answer to a query; the caller closes it.

        Raises:
            MoothallError: see `WorkerPool.ask`.
        """
        if not self._config.access_log:
            return self._ask(request, client)
        started, outcome, length = time.perf_counter(), "answered", 0
        try:
            answer = self._ask(request, client)
            length = answer.length
            return answer
        except MoothallError as error:
            outcome = type(error).__name__
            raise
        finally:
            duration_ms = round((time.perf_counter() - started) * 1_000, 2)
            log.info(
                "query",
                extra=members(
                    outcome=outcome, duration_ms=duration_ms, response_bytes=length, client=client
                ),
            )

    def _ask(self, request: QueryRequest, client: str) -> Answer:
        request = expand_request(self._config, request)
        try:
            return self._open().ask(request, client)
        except QuerySyntaxError as error:
            if isinstance(request.text, str) and hides_service(request.text):
                raise ServiceForbiddenError from error
            raise

    def end(self, client: str) -> None:
        """End the queries of a client that has left."""
        if self._pool is not None:
            self._pool.end(client)

    def status(self) -> PoolStatus | None:
        """Return what the workers are doing; None if this process has started none."""
        if self._pool is None and self._folder is None:
            return None
        return self._open().status()

    def close(self) -> None:
        """End the queries, and the workers if they are this process's own."""
        with self._starting:
            if self._pool is not None:
                self._pool.close()
                self._pool = None
            if self._own is not None:
                self._own.stop()
                self._own = None

    def _open(self) -> WorkerPool:
        with self._starting:
            if self._pool is None:
                limits = worker_limits(self._config)
                folder = self._folder
                if folder is None:
                    self._own = QueryWorkers(self._config.data_dir, limits, self._config.log_format)
                    folder = self._own.folder
                self._pool = WorkerPool(folder, limits)
            return self._pool


class SingleFlight(Generic[Result]):
    """Work that several threads ask for at one time, done once.

    Args:
        wait_s: seconds after which a thread that waits for another does the work itself.
        can_share: whether a result may be handed to several threads.
    """

    def __init__(self, wait_s: float, can_share: Callable[[Result], bool]) -> None:
        self._wait_s = wait_s
        self._can_share = can_share
        self._flights: dict[object, _Flight[Result]] = {}
        self._lock = threading.Lock()

    def do(self, key: object, work: Callable[[], Result]) -> Result:
        """Return the result of work, or of equal work that is under way.

        Raises:
            MoothallError: whatever the work raises, in every thread that waited for it.
        """
        with self._lock:
            flight = self._flights.get(key)
            leads = flight is None
            if flight is None:
                flight = self._flights[key] = _Flight()
            else:
                flight.waiting += 1
        if leads:
            return self._lead(key, flight, work)
        if not flight.landed.wait(self._wait_s) or not flight.is_shared:
            return work()
        if isinstance(flight.error, BusyError):
            # that was between the service and the other client, who may even have left
            return self.do(key, work)
        if flight.error is not None:
            raise flight.error
        return flight.results[0]

    def waiting(self, key: object) -> int:
        """Return how many threads wait for a piece of work that is under way."""
        with self._lock:
            flight = self._flights.get(key)
            return flight.waiting if flight is not None else 0

    def _lead(self, key: object, flight: _Flight[Result], work: Callable[[], Result]) -> Result:
        try:
            result = work()
            if self._can_share(result):
                flight.results.append(result)
            return result
        except MoothallError as error:
            flight.error = error
            raise
        finally:
            with self._lock:
                del self._flights[key]
            flight.landed.set()


class _Flight(Generic[Result]):
    """One piece of work under way."""

    def __init__(self) -> None:
        self.landed = threading.Event()
        self.results: list[Result] = []
        self.error: MoothallError | None = None
        self.waiting = 0

    @property
    def is_shared(self) -> bool:
        return self.error is not None or bool(self.results)
