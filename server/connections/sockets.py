"""The connections of this process, as the kernel sees them.

granian does not say which connection a request came in on, nor that it has been closed; but a
process may look at its own descriptors, where there is a ``/proc``.

Source: proc(5), tcp(7) and ``struct tcp_info`` of ``linux/tcp.h``.
"""

from __future__ import annotations

import os
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_DESCRIPTORS = Path("/proc/self/fd")
_TCP_INFO = getattr(socket, "TCP_INFO", 0)
_USER_TIMEOUT = getattr(socket, "TCP_USER_TIMEOUT", 0)
_NOTSENT_LOWAT = getattr(socket, "TCP_NOTSENT_LOWAT", 25)
_LAST_TIMES = struct.Struct("=44x I 4x I")
"""Milliseconds since data were last sent, and last received."""

_ESTABLISHED = 1


@dataclass(frozen=True, slots=True)
class Connection:
    """One accepted connection.

    Attributes:
        descriptor: its descriptor in this process.
        client: the other end's address.
        is_open: whether neither end has closed it.
        idle_s: seconds in which it has carried nothing either way.
    """

    descriptor: int
    client: str
    is_open: bool
    idle_s: float


def connections(port: int) -> list[Connection] | None:
    """Return the connections that this process has accepted on a port; None if it cannot see."""
    if not _TCP_INFO or not _DESCRIPTORS.exists():
        return None
    found = []
    for descriptor in _descriptors():
        with _borrowed(descriptor) as stream:
            connection = _describe(stream, descriptor, port) if stream is not None else None
        if connection is not None:
            found.append(connection)
    return found


def end_connection(connection: Connection, port: int, idle_s: float) -> None:
    """End a connection if it has still been idle for so long; its reader sees that."""
    with _borrowed(connection.descriptor) as stream:
        if stream is None:
            return
        # the descriptor may be another connection's by now
        again = _describe(stream, connection.descriptor, port)
        if again is not None and again.client == connection.client and again.idle_s >= idle_s:
            stream.shutdown(socket.SHUT_RDWR)


def limit_unread(port: int, seconds: float, most_bytes: int) -> bool:
    """Limit what a client that does not read can hold, on connections accepted on a port from now.

    Args:
        port: the port.
        seconds: after which a connection ends whose client reads nothing.
        most_bytes: what the kernel keeps of an answer beyond what is on its way.

    Returns: whether the listening socket was found, from which connections inherit this.
    """
    is_found = False
    for descriptor in _descriptors() if _USER_TIMEOUT and _DESCRIPTORS.exists() else []:
        with _borrowed(descriptor) as stream:
            if stream is not None and _is_listening(stream, port):
                stream.setsockopt(socket.IPPROTO_TCP, _USER_TIMEOUT, int(seconds * 1_000))
                stream.setsockopt(socket.IPPROTO_TCP, _NOTSENT_LOWAT, most_bytes)
                is_found = True
    return is_found


def _descriptors() -> list[int]:
    found = []
    for entry in _DESCRIPTORS.iterdir():
        try:
            if os.readlink(entry).startswith("socket:"):
                found.append(int(entry.name))
        except OSError:
            # closed since
            continue
    return found


@contextmanager
def _borrowed(descriptor: int) -> Iterator[socket.socket | None]:
    """Give a TCP socket for a descriptor that stays its owner's; None if it is no such thing."""
    try:
        stream = socket.socket(fileno=os.dup(descriptor))
    except OSError:
        yield None
        return
    with stream:
        is_tcp = stream.family in (socket.AF_INET, socket.AF_INET6)
        yield stream if is_tcp and stream.type == socket.SOCK_STREAM else None


def _describe(stream: socket.socket, descriptor: int, port: int) -> Connection | None:
    """Return what a socket is if it was accepted on a port."""
    try:
        if stream.getsockname()[1] != port:
            return None
        client = stream.getpeername()[0]
        info = stream.getsockopt(socket.IPPROTO_TCP, _TCP_INFO, 104)
    except OSError:
        # a listening one, or one whose other end has gone
        return None
    sent_ms, received_ms = _LAST_TIMES.unpack_from(info)
    idle_s = min(sent_ms, received_ms) / 1_000
    return Connection(descriptor, client, info[0] == _ESTABLISHED, idle_s)


def _is_listening(stream: socket.socket, port: int) -> bool:
    try:
        is_listening = stream.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN)
        return bool(is_listening) and stream.getsockname()[1] == port
    except OSError:
        return False
