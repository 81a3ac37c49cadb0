"""Deliveries: long answers, sent as fast as the client reads and no faster."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator

GRACE_S = 60.0
"""Seconds in which a client may read as slowly as it likes."""

LEAST_BYTES_PER_S = 1_000
"""What it must read in each further second."""

CHUNK_BYTES = 65_536


class Delivery:
    """What an answer's bytes are taken from, one chunk when the one before has been sent.

    When the client reads too slowly it gives no more, and the server ends the connection, because
    the bytes are then fewer than the answer has said.

    Args:
        body: the answer's bytes; closed at the end if it can be.
        ended: called once at the end, with the bytes that were taken.
        clock: tells the seconds.
    """

    def __init__(
        self,
        body: Iterable[bytes],
        ended: Callable[[int], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._body = body
        self._next = iter(body).__next__
        self._ended: Callable[[int], None] | None = ended
        self._clock = clock
        self._started = clock()
        self.taken = 0

    def __iter__(self) -> Delivery:
        return self

    def __next__(self) -> bytes:
        over_s = self._clock() - self._started - GRACE_S
        if over_s > 0 and self.taken < over_s * LEAST_BYTES_PER_S:
            raise StopIteration
        chunk = self._next()
        self.taken += len(chunk)
        return chunk

    def close(self) -> None:
        """Close the answer; whoever takes the bytes calls this at the end, however it comes."""
        if self._ended is None:
            return
        ended, self._ended = self._ended, None
        try:
            close_body(self._body)
        finally:
            ended(self.taken)


def close_body(body: Iterable[bytes]) -> None:
    """Close what an application has returned, if it can be closed.

    Source: PEP 3333, "Specification Details".
    """
    close = getattr(body, "close", None)
    if close is not None:
        close()


def in_chunks(body: bytes) -> Iterator[bytes]:
    """Yield a body that is in memory piece by piece."""
    for start in range(0, len(body), CHUNK_BYTES):
        yield body[start : start + CHUNK_BYTES]
