"""Parking: few of granian's threads are awake, however many it has started.

granian starts a thread whenever requests come faster than its threads take them, and each more
makes all slower: they hand Python's lock round. But a thread that receives a body is held for as
long as its client is slow, and one that works for as long as a query takes, so there must be many.
Therefore those that are not needed sleep at the end of a request, and one wakes for each that is
held. To sleep and wake takes longer than a small query does, so nobody sleeps who was needed a
moment ago.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_MOMENT_S = 0.1
"""Seconds for which a thread stays awake that was needed."""


class Parking:
    """Lets threads sleep that are not needed.

    Args:
        most: threads that may be awake for long without being held.
        clock: returns seconds.
    """

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most = most
        self._clock = clock
        self._awake = 0
        self._asleep = 0
        self._fewest = 0
        self._spare = 0
        self._look_again_s = 0.0
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
            if not self._is_spare():
                return
            self._awake -= 1
            self._fewest = min(self._fewest, self._awake)
            self._asleep += 1
        self._wake.acquire()

    def _is_spare(self) -> bool:
        """Return whether one of the threads that are awake was not needed of late."""
        now_s = self._clock()
        if now_s >= self._look_again_s:
            self._spare = self._fewest - self._most
            self._fewest, self._look_again_s = self._awake, now_s + _MOMENT_S
        self._spare -= 1
        return self._spare >= 0 and self._awake > self._most

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
            self._fewest = min(self._fewest, self._awake)
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
