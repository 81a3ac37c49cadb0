"""The watch: it ends connections that have stalled, and work whose client has left.

A read that waits for a body cannot be broken off, but its connection can be ended. And granian
does not say that a client has left before its answer: but when this process has no connection
from an address any more, nobody there waits for anything.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from .exchange import Exchanges, Phase
from .sockets import connections, end_connection, limit_unread

STALLED_S = 20.0
LONG_S = 1.0

UNREAD_S = 60.0
"""Seconds without a byte read after which an answer is given up."""

_UNREAD_BYTES = 131_072

_LOOK_S = 1.0


class Watch(threading.Thread):
    """A thread that looks at the connections while something takes long.

    Args:
        port: the port that this process accepts connections on.
        exchanges: what is going on.
        client_left: called with an address for which there is work and no connection.
        stalled_s: seconds without a byte after which a body is given up.
        long_s: seconds of work after which the client is looked for.
    """

    def __init__(
        self,
        port: int,
        exchanges: Exchanges,
        client_left: Callable[[str], None],
        *,
        stalled_s: float = STALLED_S,
        long_s: float = LONG_S,
    ) -> None:
        super().__init__(daemon=True, name="connection watch")
        self._port = port
        self._exchanges = exchanges
        self._client_left = client_left
        self._stalled_s = stalled_s
        self._long_s = long_s
        self._is_over = threading.Event()

    def run(self) -> None:
        """Look, for as long as the process lives."""
        is_limited = False
        while not self._is_over.wait(_LOOK_S):
            # the server listens a moment after this has started
            is_limited = is_limited or limit_unread(self._port, UNREAD_S, _UNREAD_BYTES)
            self.look()

    def stop(self) -> None:
        """End the watch."""
        self._is_over.set()

    def look(self) -> None:
        """End what has stalled, and the work of clients that have left."""
        stalled = self._clients("receiving", self._stalled_s)
        # a connection that is silent because its answer is being worked out must stay
        stalled -= self._clients("working", self._stalled_s) | self._clients(
            "waiting", self._stalled_s
        )
        long = self._clients("working", self._long_s)
        if not stalled and not long:
            return
        found = connections(self._port)
        if found is None:
            return
        for connection in found:
            if connection.client in stalled and connection.idle_s >= self._stalled_s:
                end_connection(connection, self._port, self._stalled_s)
        for client in long - {c.client for c in found if c.is_open}:
            self._client_left(client)

    def _clients(self, phase: Phase, seconds: float) -> set[str]:
        """Return the addresses of which an exchange has been in a phase for so long."""
        now = time.monotonic()
        return {e.client for e in self._exchanges if e.phase == phase and now - e.since_s > seconds}
