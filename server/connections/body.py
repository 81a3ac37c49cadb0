"""Bodies of requests, received whole or not at all, and not for ever."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import IO, NamedTuple, Protocol

GRACE_S = 20.0
"""Seconds that a client has for its body at least."""

LEAST_BYTES_PER_S = 1_000
"""What a body must bring in each further second."""

_AT_ONCE = 65_536
_MEMORY_BYTES = 65_536
_QUICK_S = 0.25


class Stream(Protocol):
    """What a body is read from; it waits until it has as much as is asked for, or the end."""

    def read(self, size: int, /) -> bytes:
        """Return so many bytes, or all up to the end."""
        ...


class BodyLimit(NamedTuple):
    """How long a body may be.

    Attributes:
        most_bytes: bytes that it may have.
        remedy: what to do about a longer one, to be read by its sender.
    """

    most_bytes: int
    remedy: str


class BodyTooSlowError(Exception):
    """The body does not come in at the pace that is asked for."""


class BodyCutError(Exception):
    """The client left before its body was whole."""


def receive_body(
    stream: Stream,
    length: int | None,
    most: int,
    folder: Path | None,
    reading: Callable[[], None] = lambda: None,
    clock: Callable[[], float] = time.monotonic,
) -> IO[bytes]:
    """Return a body as a file that stands at its start.

    It is asked for in small pieces while it comes in slowly: a read cannot be broken off, so it
    must be short for the pace to be seen.

    Args:
        stream: where it comes from.
        length: bytes of it, as its request says; None if it says none.
        most: bytes of it that are received at the most, and a few more that show that.
        folder: where a long one takes room; None for the system's folder of temporary files.
        reading: called before each read.
        clock: tells the seconds.

    Raises:
        BodyTooSlowError: it came in too slowly.
        BodyCutError: it ended early.
    """
    started = clock()
    received, size = 0, 1
    with ExitStack() as failed:
        file = tempfile.SpooledTemporaryFile(
            _MEMORY_BYTES, dir=os.fspath(folder) if folder is not None else None
        )
        failed.callback(file.close)
        end = most + 1 if length is None else length
        while received < end:
            reading()
            before = clock()
            part = stream.read(min(size, end - received))
            if not part and length is not None:
                raise BodyCutError
            if not part:
                break
            file.write(part)
            received += len(part)
            now = clock()
            if now - started > GRACE_S + received / LEAST_BYTES_PER_S:
                raise BodyTooSlowError
            size = min(size * 4, _AT_ONCE) if now - before < _QUICK_S else max(size // 4, 1)
        file.seek(0)
        failed.pop_all()
    return file
