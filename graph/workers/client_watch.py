"""The watch on the client: when it goes away in the middle of a query, so does the worker."""

from __future__ import annotations

import os
import select
import socket
import threading

from .endings import CLIENT_LEFT
from .slots import Slot

_GONE = getattr(select, "POLLRDHUP", 0) | select.POLLHUP | select.POLLERR


class ClientWatch(threading.Thread):
    """A thread that waits for the other end of the worker's connection to close.

    It sleeps in the kernel and costs a query nothing; Oxigraph lets it run while it evaluates.
    """

    def __init__(self, slot: Slot) -> None:
        super().__init__(daemon=True, name="client watch")
        self._slot = slot
        self._connection: socket.socket | None = None
        self._has_left = False
        self._changed = threading.Condition()

    def follow(self, connection: socket.socket) -> None:
        """Watch another connection from now on."""
        with self._changed:
            self._connection = connection
            self._has_left = False
            self._changed.notify()

    @property
    def has_left(self) -> bool:
        """Whether the client has gone.

        A worker asks this when it has begun a query: its own thread and this one each say first
        what they did, and look then what the other has done, so one of the two ends the query.
        """
        return self._has_left

    def run(self) -> None:
        """Watch one connection after the other, for as long as the process lives."""
        watched: socket.socket | None = None
        while True:
            with self._changed:
                while self._connection is watched:
                    self._changed.wait()
                watched = self._connection
            if watched is None or not _wait_until_gone(watched):
                continue
            with self._changed:
                if watched is not self._connection:
                    continue
                self._has_left = True
                if self._slot.started:
                    os._exit(CLIENT_LEFT)


def _wait_until_gone(connection: socket.socket) -> bool:
    """Return, when the client has gone, true; false if our own end is closed already."""
    poll = select.poll()
    try:
        poll.register(connection, _GONE)
    except ValueError:
        return False
    poll.poll()
    return True
