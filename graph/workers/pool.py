"""The pool: what a web process asks its queries of."""

from __future__ import annotations

import os
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..errors import LimitError, MoothallError, QueryBusyError, QueryTimeoutError
from .answer import Answer, SpoolRoom
from .connection import Connection, ReplyReceived, WorkerEndedError
from .control import Control
from .error_frames import read_error
from .limits import WorkerLimits
from .places import Places, Run
from .wire import ERROR, QueryRequest, write_request

_ATTEMPTS = 2
_SLACK_S = 0.5
"""Seconds after its deadline at which a query is given up although its worker has not ended.

One that yields to all others takes long to end, too, on a machine that is busy.
"""


@dataclass(frozen=True, slots=True)
class PoolStatus:
    """What a pool and the workers are doing, for an operator.

    Attributes:
        short: queries of this process that run and are short so far.
        long: queries of this process that count as long.
        waiting: queries of this process that wait for a place.
        spooled_bytes: bytes of answers that this process is delivering from files.
        outcomes: how this process's queries ended, by ``answered`` or the error's class.
        workers: the supervisor's counts, see `Control.status`.
    """

    short: int
    long: int
    waiting: int
    spooled_bytes: int
    outcomes: Mapping[str, int]
    workers: Mapping[str, object]


class WorkerPool:
    """A web process's share of the query workers; its methods may be called from any thread.

    Args:
        folder: the supervisor's folder, see `process.QueryWorkers`.
        limits: the settings that the supervisor was started with.
    """

    def __init__(self, folder: Path, limits: WorkerLimits) -> None:
        self._queries = folder / "queries"
        self._control = Control(folder / "control")
        self._limits = limits
        self._places = Places(limits)
        self._room = SpoolRoom(limits.spool_bytes, limits.retry_after_s)
        self._outcomes: Counter[str] = Counter()

    def ask(self, request: QueryRequest, client: str = "") -> Answer:
        """Return the whole answer to a query; the caller closes it.

        Args:
            request: the query.
            client: whose it is, such as an address; the clients share the workers.

        Raises:
            LimitError: the text or the answer is larger than it may be.
            QueryError: the text is not SPARQL, or asks for what cannot be worked out.
            QueryTimeoutError: it took longer than it may.
            QueryMemoryError: it needed more memory than it may.
            QueryBusyError: there is no place for it now.
            ServiceForbiddenError: it calls another endpoint.
            StoreError: there is nothing to read.
            QueryWorkerError: the worker ended and the query is not to blame.
        """
        try:
            answer = self._ask(request, client)
        except MoothallError as error:
            self._outcomes[type(error).__name__] += 1
            raise
        self._outcomes["answered"] += 1
        return answer

    def end(self, client: str) -> None:
        """End the queries of a client that nobody waits for any more."""
        self._places.end_all_of(client)

    def status(self) -> PoolStatus:
        """Return what the pool and the workers are doing."""
        return PoolStatus(
            **self._places.count(),
            spooled_bytes=self._room.taken,
            outcomes=dict(self._outcomes),
            workers=self._control.status(),
        )

    def close(self) -> None:
        """End every query, and take no more; answers already given stay readable."""
        self._places.close()

    def _ask(self, request: QueryRequest, client: str) -> Answer:
        limits = self._limits
        message = write_request(request)
        if len(request.text) > limits.max_query_bytes and not request.is_expanded:
            raise LimitError(
                f"the query is longer than {limits.max_query_bytes:,} bytes",
                remedy="ask for less at a time, for example with shorter VALUES",
            )
        timeout_s = min(request.timeout_s or limits.query_timeout_s, limits.query_timeout_s)
        run = self._places.enter(client)
        is_whole = False
        try:
            reply = self._exchange(run, message, timeout_s)
            is_whole = True
        finally:
            if not is_whole:
                # What is still to come on it would be taken for the reply to another query.
                self._drop(run)
            elif run.is_long and run.connection is not None:
                run.connection.be_patient(limits.slow_after_s)
            self._places.leave(run)
        return self._read(reply)

    def _exchange(self, run: Run, message: bytes, timeout_s: float) -> ReplyReceived:
        """Return the reply to a message, from a worker that the run finds or is given."""
        for attempt in range(1, _ATTEMPTS + 1):
            connection = self._connect(run)
            try:
                connection.send(message)
                return self._wait_for_reply(run, connection, timeout_s)
            except WorkerEndedError as error:
                self._drop(run)
                if run.is_ended:
                    raise self._busy("other clients' queries came first") from error
                ending = self._control.ending(connection.worker_pid)
                # A worker may retire between two queries; then this one has not begun.
                if not ending.is_retirement or attempt == _ATTEMPTS:
                    raise ending.as_error(timeout_s, self._limits.retry_after_s) from error
        raise AssertionError("the last attempt returns or raises")

    def _wait_for_reply(self, run: Run, connection: Connection, timeout_s: float) -> ReplyReceived:
        """Return the reply; when it takes long, go on waiting in a long place."""
        start = time.monotonic()
        try:
            return connection.receive()
        except BlockingIOError:
            self._places.make_long(run)
        left_s = timeout_s + _SLACK_S - (time.monotonic() - start)
        connection.be_patient(max(left_s, _SLACK_S))
        try:
            return connection.receive()
        except BlockingIOError as error:
            raise QueryTimeoutError(timeout_s) from error

    def _connect(self, run: Run) -> Connection:
        """Return the run's connection, a new one if it has none that is alive."""
        if run.connection is not None and run.connection.has_ended():
            self._drop(run)
        if run.connection is None:
            try:
                run.connection = Connection.open(self._queries, self._limits.queue_wait_s)
            except BlockingIOError as error:
                raise self._busy("every query worker is busy") from error
            except OSError as error:
                raise self._busy("the query workers are starting") from error
            run.connection.be_patient(self._limits.slow_after_s)
        return run.connection

    def _drop(self, run: Run) -> None:
        if run.connection is not None:
            run.connection.close()
            run.connection = None

    def _busy(self, what: str) -> QueryBusyError:
        return QueryBusyError(what, self._limits.retry_after_s)

    def _read(self, reply: ReplyReceived) -> Answer:
        head = reply.head
        if head.kind == ERROR:
            raise read_error(reply.body, self._limits.retry_after_s)
        if reply.file_descriptor is not None:
            try:
                self._room.take(head.length)
            except QueryBusyError:
                os.close(reply.file_descriptor)
                raise
        return Answer(
            form=head.form,
            generation=head.generation,
            length=head.length,
            is_cut=head.is_cut,
            body=reply.body,
            file_descriptor=reply.file_descriptor,
            room=self._room,
        )
