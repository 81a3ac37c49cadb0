"""The worker: one process that answers one query at a time, and may be ended at any moment."""

from __future__ import annotations

import os
import resource
import signal
import socket
import sys
import time
from pathlib import Path

from ..errors import MoothallError, QueryMemoryError, StoreError
from .answer_writer import AnswerWriter
from .client_watch import ClientWatch
from .error_frames import write_error
from .evaluation import count_lines, evaluate, write_outcome
from .limits import WorkerLimits
from .receiving import receive_up_to, set_receive_timeout
from .release_graphs import ReleaseGraphs
from .served_graph import ServedGraph
from .slots import Slot
from .wire import (
    ERROR,
    GREETING,
    REQUEST,
    QueryRequest,
    Reply,
    read_request,
    request_bytes,
    write_reply,
)

_LOOK_UP_S = 1.0
"""Seconds between two looks at which generation is served, while there is nothing to do."""

_STAY_SHARE = 4
"""A worker has held little if it never held more than this part of what a query may hold."""

_RECEIVE_BYTES = 4_096
"""Bytes of a request that are received at first: nearly all are shorter, and more room than that
costs the allocator more than the request does."""


class Worker:
    """What a forked process does with its life.

    Args:
        listener: the socket that web processes connect to; all workers accept from it.
        data_dir: the data directory.
        slot: where the supervisor sees what this worker does.
        limits: the settings.
        supervisor_pid: the process that forked it.
        may_stay: whether it may go on after a query that took long.
    """

    def __init__(
        self,
        listener: socket.socket,
        data_dir: Path,
        slot: Slot,
        limits: WorkerLimits,
        supervisor_pid: int,
        may_stay: bool = False,
    ) -> None:
        self._listener = listener
        self._slot = slot
        self._limits = limits
        self._supervisor_pid = supervisor_pid
        self._graph = ServedGraph(data_dir)
        self._releases = ReleaseGraphs(data_dir)
        self._watch = ClientWatch(slot)
        self._may_stay = may_stay
        self._is_spent = False

    def run(self) -> None:
        """Answer queries until it is time to make room for another worker."""
        # The default action of an alarm ends the process even while it is inside Oxigraph, where
        # no handler of Python's would run.
        signal.signal(signal.SIGALRM, signal.SIG_DFL)
        self._graph.look_up()
        self._watch.start()
        set_receive_timeout(self._listener, _LOOK_UP_S)
        self._slot.mark_ready()
        while not self._is_to_end():
            try:
                connection, _ = self._listener.accept()
            except BlockingIOError:
                self._rest()
                continue
            with connection:
                self._serve(connection)

    def _rest(self) -> None:
        """Do what there is to do while no query comes."""
        self._graph.look_up()
        self._releases.let_go()

    def _is_to_end(self) -> bool:
        if self._is_spent or self._slot.is_stopping:
            return True
        if self._slot.is_long:
            # what it has read is of use to the next query; what it holds and does not use is not
            if not self._may_stay or _peak_bytes() * _STAY_SHARE > self._limits.query_memory_bytes:
                return True
            self._slot.mark_done()
        # Where the kernel does not end a process with its parent, it sees for itself.
        return os.getppid() != self._supervisor_pid

    def _serve(self, connection: socket.socket) -> None:
        """Answer the queries of one connection until it closes."""
        set_receive_timeout(connection, _LOOK_UP_S)
        self._watch.follow(connection)
        try:
            connection.sendall(GREETING.pack(os.getpid()))
            while not self._is_to_end():
                try:
                    start = connection.recv(_RECEIVE_BYTES)
                except BlockingIOError:
                    self._rest()
                    continue
                if not start:
                    return
                self._answer_in_time(connection, start)
        except (BrokenPipeError, ConnectionResetError):
            return

    def _answer_in_time(self, connection: socket.socket, start: bytes) -> None:
        """Receive the rest of a request, and answer it before the alarm."""
        longest_s = self._limits.query_timeout_s
        self._slot.started = time.monotonic()
        signal.setitimer(signal.ITIMER_REAL, longest_s)
        try:
            if self._watch.has_left:
                raise ConnectionResetError("the client left")
            data = receive_up_to(connection, start, REQUEST.size)
            data = receive_up_to(connection, data, request_bytes(data))
            request = read_request(data)
            if 0 < request.timeout_s < longest_s:
                signal.setitimer(signal.ITIMER_REAL, request.timeout_s)
            try:
                self._answer(connection, request)
            except MoothallError as error:
                self._send_error(connection, error)
            except MemoryError:
                self._is_spent = True
                self._send_error(connection, QueryMemoryError())
        finally:
            signal.setitimer(signal.ITIMER_REAL, 0)
            self._slot.started = 0.0

    def _answer(self, connection: socket.socket, request: QueryRequest) -> None:
        if request.release:
            release = self._releases.get(request.release)
            reader, number = release.reader, release.number
        else:
            reader, number = self._graph.reader(), self._graph.number
        outcome = evaluate(reader, request)
        with AnswerWriter(self._limits, count_lines(outcome, request)) as writer:
            try:
                form = write_outcome(outcome, request, writer)
                writer.send(connection, form, number)
                # The client has all of it, and leaving now is no reason to end this process.
                self._slot.started = 0.0
            except (BrokenPipeError, ConnectionResetError):
                raise
            except OSError as error:
                raise StoreError(f"the store could not be read: {error}") from error

    def _send_error(self, connection: socket.socket, error: MoothallError) -> None:
        body = write_error(error)
        head = write_reply(Reply(ERROR, "json", False, self._graph.number, len(body)))
        connection.sendall(head + body)


def _peak_bytes() -> int:
    """Return the most memory that this process has held."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024
