"""A web process's connection to one worker."""

from __future__ import annotations

import os
import select
import socket
from array import array
from dataclasses import dataclass
from pathlib import Path

from .receiving import receive_up_to, set_receive_timeout
from .wire import ANSWER, ERROR, FILE, GREETING, REPLY, SMALL_BYTES, Reply, read_reply

_GONE = getattr(select, "POLLRDHUP", 0) | select.POLLHUP | select.POLLERR
_CLOSE_ON_EXEC = getattr(socket, "MSG_CMSG_CLOEXEC", 0)


_DESCRIPTOR_ROOM = socket.CMSG_SPACE(array("i").itemsize)


class WorkerEndedError(Exception):
    """The worker closed the connection before its reply was whole."""


@dataclass(frozen=True, slots=True)
class ReplyReceived:
    """A whole reply.

    Attributes:
        head: what it is.
        body: the answer or the error; empty for a file.
        file_descriptor: the file that holds the answer; None if there is none.
    """

    head: Reply
    body: bytes
    file_descriptor: int | None


class Connection:
    """One connection, which holds one worker for as long as it lasts.

    Args:
        stream: a connected socket.
        worker_pid: the worker's process.
    """

    def __init__(self, stream: socket.socket, worker_pid: int) -> None:
        self._socket = stream
        self._poll = select.poll()
        self._poll.register(stream, _GONE)
        self._buffer = bytearray(REPLY.size + SMALL_BYTES)
        self.worker_pid = worker_pid

    @classmethod
    def open(cls, path: Path, wait_s: float) -> Connection:
        """Return a connection to whichever worker takes it first.

        Raises:
            BlockingIOError: no worker took it in time.
            OSError: there is no supervisor.
        """
        stream = socket.socket(socket.AF_UNIX)
        try:
            set_receive_timeout(stream, wait_s)
            stream.connect(os.fspath(path))
            greeting = stream.recv(GREETING.size)
            if len(greeting) < GREETING.size:
                raise ConnectionResetError("the worker ended before it greeted")
        except OSError:
            stream.close()
            raise
        return cls(stream, GREETING.unpack(greeting)[0])

    def has_ended(self) -> bool:
        """Return whether the worker has closed the connection since the last reply."""
        return bool(self._poll.poll(0))

    def be_patient(self, seconds: float) -> None:
        """Wait at most so long for each reply from now on."""
        set_receive_timeout(self._socket, seconds)

    def send(self, message: bytes) -> None:
        """Send a request.

        Raises:
            WorkerEndedError: the worker has gone.
        """
        try:
            self._socket.sendall(message)
        except OSError as error:
            raise WorkerEndedError from error

    def receive(self) -> ReplyReceived:
        """Return the reply to the request.

        Raises:
            BlockingIOError: nothing of it came in time; it may be asked for again.
            WorkerEndedError: the worker has gone.
        """
        descriptors: list[int] = []
        try:
            # into room that is there already: to get as much for each reply costs more
            count, messages, _, _ = self._socket.recvmsg_into(
                [self._buffer], _DESCRIPTOR_ROOM, _CLOSE_ON_EXEC
            )
            descriptors = [number for message in messages for number in _descriptors(*message)]
            if not count:
                raise WorkerEndedError
            data = bytes(memoryview(self._buffer)[:count])
            data = receive_up_to(self._socket, data, REPLY.size)
            head = read_reply(data)
            if head.kind in (ANSWER, ERROR):
                data = receive_up_to(self._socket, data, REPLY.size + head.length)
            elif head.kind != FILE or len(descriptors) != 1:
                raise WorkerEndedError
        except BlockingIOError:
            raise
        except (OSError, WorkerEndedError) as error:
            for descriptor in descriptors:
                os.close(descriptor)
            raise WorkerEndedError from error
        return ReplyReceived(head, data[REPLY.size :], descriptors[0] if descriptors else None)

    def end(self) -> None:
        """End the query that runs, from another thread: its worker ends, its thread sees that."""
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            return

    def close(self) -> None:
        """Let go of the worker."""
        self._socket.close()


def _descriptors(level: int, kind: int, data: bytes) -> array[int]:
    """Return the file descriptors of an ancillary message; none if it holds something else.

    Source: unix(7), SCM_RIGHTS.
    """
    found = array("i")
    if (level, kind) == (socket.SOL_SOCKET, socket.SCM_RIGHTS):
        found.frombytes(data[: len(data) - len(data) % found.itemsize])
    return found
