"""Parking: few of granian's threads are awake, however many it has started.

granian starts a thread whenever requests come faster than its threads take them, and each more
makes all slower: they hand Python's lock round. But a thread that receives a body is held for as
long as its client is slow, so there must be many. Therefore those that are not needed sleep at the
end of a request, and one wakes for each that is held.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager


class Parking:
    """Lets threads sleep that are not needed.

    Args:
        most: threads that may be awake at a time.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._awake = 0
        self._asleep = 0
        self._lock = threading.Lock()
        self._wake = threading.Semaphore(0)
        self._local = threading.local()

    @property
    def awake(self) -> int:
        """How many threads take requests, or wait for one."""
        return self._awake

    @property
    def asleep(self) -> int:
        """How many threads sleep."""
        return self._asleep

    def enter(self) -> None:
        """Note that this thread has taken a request."""
        if not hasattr(self._local, "presence"):
            self._local.presence = _Presence(self)

    def leave(self) -> None:
        """Let this thread sleep, when its request is answered, if it is not needed."""
        if self._awake <= self._most:
            return
        with self._lock:
            if self._awake <= self._most:
                return
            self._awake -= 1
            self._asleep += 1
        self._wake.acquire()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Let another thread take requests while a client holds this one."""
        self.count(-1)
        try:
            yield
        finally:
            self.count(1)

    def count(self, change: int) -> None:
        """Count a thread that takes requests, or no longer does; wake another if one is needed."""
        with self._lock:
            self._awake += change
            if self._awake < self._most and self._asleep:
                self._asleep -= 1
                self._awake += 1
                self._wake.release()


class _Presence:
    """A thread's own mark, which goes when the thread ends."""

    def __init__(self, parking: Parking) -> None:
        self._parking = parking
        parking.count(1)

    def __del__(self) -> None:
        self._parking.count(-1)
