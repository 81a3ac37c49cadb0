"""Receiving from a blocking socket with a timeout that the kernel keeps.

Python's own socket timeouts cost a further system call for every one that moves data.
"""

from __future__ import annotations

import socket
import struct
import time

_AT_ONCE = 1 << 17
_PATIENCE_S = 10.0


def set_receive_timeout(connection: socket.socket, seconds: float) -> None:
    """Make `recv` and `accept` of a blocking socket raise BlockingIOError after some seconds."""
    whole = int(seconds)
    timeval = struct.pack("@ll", whole, int((seconds - whole) * 1_000_000))
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, timeval)


def receive_up_to(connection: socket.socket, start: bytes, size: int) -> bytes:
    """Return what has come already and what follows it, `size` bytes in all.

    Raises:
        ConnectionResetError: the other end closed before that, or fell silent.
    """
    if len(start) >= size:
        return start
    parts, have = [start], len(start)
    deadline = time.monotonic() + _PATIENCE_S
    while have < size:
        try:
            part = connection.recv(min(size - have, _AT_ONCE))
        except BlockingIOError:
            if time.monotonic() < deadline:
                continue
            part = b""
        if not part:
            raise ConnectionResetError(f"{have} bytes came of {size}")
        parts.append(part)
        have += len(part)
    return b"".join(parts)
