"""Places: how many queries run at once, who waits, and whose turn is next.

A query has a place while it is short. One that takes long gives its place to the next, and has
one of a few long places instead. There are more places than processors, so that a query that is
neither short nor long holds nobody up; those beyond are taken by queries that have waited a
moment. Where there are too few of either, the client that has most yields to the one that has
fewer.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from ..errors import QueryBusyError
from .connection import Connection
from .limits import WorkerLimits


@dataclass(slots=True, eq=False)
class Run:
    """One query on its way.

    Attributes:
        client: whose it is.
        connection: to the worker that it has; None until it has one.
        is_long: whether it has given up its place for a long one.
        is_ended: whether it was ended to make room for another client's.
    """

    client: str
    connection: Connection | None = None
    is_long: bool = False
    is_ended: bool = False


@dataclass(slots=True, eq=False)
class _Waiting:
    """A query that waits for a place."""

    client: str
    since_s: float = field(default_factory=time.monotonic)
    called: threading.Event = field(default_factory=threading.Event)
    run: Run | None = None


class Places:
    """The places of one web process.

    Args:
        limits: the settings.
    """

    def __init__(self, limits: WorkerLimits) -> None:
        self._limits = limits
        self._lock = threading.Lock()
        self._free: list[Connection | None] = [None] * limits.places
        self._short: set[Run] = set()
        self._long: list[Run] = []
        self._waiting: list[_Waiting] = []
        self._is_closed = False

    def enter(self, client: str) -> Run:
        """Return a run that has a place, when there is one.

        Args:
            client: whose query it is; the clients share the places.

        Raises:
            QueryBusyError: too many wait already, or it took too long.
        """
        with self._lock:
            if self._is_closed:
                raise self._busy("the service is stopping")
            if self._free and len(self._short) < self._limits.places_at_once:
                return self._begin(client, self._free.pop())
            if len(self._waiting) >= self._limits.queue:
                self._turn_one_away(client)
            waiting = _Waiting(client)
            self._waiting.append(waiting)
        for patience_s in (self._limits.crowd_after_s, self._limits.queue_wait_s):
            waiting.called.wait(patience_s)
            with self._lock:
                if waiting.run is None and waiting in self._waiting and self._free:
                    self._waiting.remove(waiting)
                    waiting.run = self._begin(client, self._free.pop())
                if waiting.run is not None:
                    return waiting.run
                if waiting.called.is_set():
                    break
        with self._lock:
            if waiting in self._waiting:
                self._waiting.remove(waiting)
        raise self._busy("every query worker is busy")

    def leave(self, run: Run) -> None:
        """Give a run's place, and its connection if that is still of use, to the next."""
        with self._lock:
            if not run.is_long and not self._is_closed:
                self._short.discard(run)
                self._hand_over(run.connection)
                return
            if run in self._long:
                self._long.remove(run)
            self._short.discard(run)
            if not self._is_closed and None in self._free and not run.is_ended:
                # its worker has read much, which serves the next; one that ends closes it
                self._free.remove(None)
                self._free.append(run.connection)
                return
        if run.connection is not None:
            run.connection.close()

    def make_long(self, run: Run) -> None:
        """Give a run that takes long a long place, and its own place to the next.

        Raises:
            QueryBusyError: the long places are taken by clients that have no more of them.
        """
        with self._lock:
            if run.is_long:
                return
            mostly = _most_frequent(run.client, (other.client for other in self._long))
            if len(self._long) >= self._limits.long_places:
                if mostly == run.client:
                    raise self._busy("too many long queries are running")
                self._end_youngest_long(mostly)
            self._long.append(run)
            self._short.discard(run)
            run.is_long = True
            self._hand_over(None)

    def count(self) -> dict[str, int]:
        """Return how many queries run short, run long, and wait."""
        with self._lock:
            return {
                "short": len(self._short),
                "long": len(self._long),
                "waiting": len(self._waiting),
            }

    def end_all_of(self, client: str) -> None:
        """End the queries of a client."""
        with self._lock:
            for run in (*self._short, *self._long):
                if run.client == client:
                    self._end(run)

    def close(self) -> None:
        """End every query, and take no more."""
        with self._lock:
            self._is_closed = True
            for connection in self._free:
                if connection is not None:
                    connection.close()
            self._free.clear()
            for waiting in self._waiting:
                waiting.called.set()
            self._waiting.clear()
            for run in (*self._short, *self._long):
                self._end(run)

    def _busy(self, what: str) -> QueryBusyError:
        return QueryBusyError(what, self._limits.retry_after_s)

    def _hand_over(self, connection: Connection | None) -> None:
        """Give a place to the waiting client that has the fewest queries running."""
        if not self._waiting:
            self._free.append(connection)
            return
        running = [run.client for run in (*self._short, *self._long)]
        next_one = min(self._waiting, key=lambda waiting: running.count(waiting.client))
        if len(self._short) >= self._limits.places_at_once and not self._waits_long(next_one):
            # it takes the place by itself if none of the others becomes free before
            self._free.append(connection)
            return
        self._waiting.remove(next_one)
        next_one.run = self._begin(next_one.client, connection)
        next_one.called.set()

    def _begin(self, client: str, connection: Connection | None) -> Run:
        run = Run(client, connection)
        self._short.add(run)
        return run

    def _waits_long(self, waiting: _Waiting) -> bool:
        return time.monotonic() - waiting.since_s >= self._limits.crowd_after_s

    def _turn_one_away(self, client: str) -> None:
        """Make room in the queue for a client, at the cost of one that has more in it.

        Raises:
            QueryBusyError: no client has more in it.
        """
        mostly = _most_frequent(client, (waiting.client for waiting in self._waiting))
        if mostly == client:
            raise self._busy("too many queries are waiting")
        last = next(w for w in reversed(self._waiting) if w.client == mostly)
        self._waiting.remove(last)
        last.called.set()

    def _end_youngest_long(self, client: str) -> None:
        youngest = next(run for run in reversed(self._long) if run.client == client)
        self._long.remove(youngest)
        self._end(youngest)

    def _end(self, run: Run) -> None:
        run.is_ended = True
        if run.connection is not None:
            run.connection.end()


def _most_frequent(newcomer: str, others: Iterable[str]) -> str:
    """Return the client with the most entries, the newcomer's among them; in doubt the newcomer."""
    clients = [newcomer, *others]
    return max(dict.fromkeys(clients), key=clients.count)
