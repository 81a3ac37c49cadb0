"""Slots: what the supervisor and a worker know of each other, in memory that both can see."""

from __future__ import annotations

import mmap
from struct import Struct

_SLOT = Struct("=dBBBB")
_STARTED = Struct("=d")
_LONG, _STOPPING, _READY, _DONE = 8, 9, 10, 11


class Slot:
    """One worker's slot: since when it runs a query, and what the supervisor wants of it.

    Args:
        memory: shared memory.
        offset: where the slot begins.
    """

    def __init__(self, memory: mmap.mmap, offset: int) -> None:
        self._memory = memory
        self._offset = offset

    @property
    def started(self) -> float:
        """Monotonic seconds at which the running query began; 0 while there is none."""
        return float(_STARTED.unpack_from(self._memory, self._offset)[0])

    @started.setter
    def started(self, seconds: float) -> None:
        _STARTED.pack_into(self._memory, self._offset, seconds)

    @property
    def is_long(self) -> bool:
        """Whether its query counts as long."""
        return bool(self._memory[self._offset + _LONG])

    @property
    def is_done(self) -> bool:
        """Whether the long query is answered, and the worker would take others."""
        return bool(self._memory[self._offset + _DONE])

    @property
    def is_stopping(self) -> bool:
        """Whether the worker is to end after its query."""
        return bool(self._memory[self._offset + _STOPPING])

    @property
    def is_ready(self) -> bool:
        """Whether the worker has come as far as taking queries."""
        return bool(self._memory[self._offset + _READY])

    def mark_ready(self) -> None:
        """Say that queries are taken."""
        self._memory[self._offset + _READY] = 1

    def mark_long(self) -> None:
        """Say that the running query counts as long."""
        self._memory[self._offset + _LONG] = 1

    def mark_done(self) -> None:
        """Say that the long query is answered, and that others would be taken."""
        self._memory[self._offset + _DONE] = 1

    def mark_fresh(self) -> None:
        """Say that the worker is as good as a new one."""
        self._memory[self._offset + _DONE] = 0
        self._memory[self._offset + _LONG] = 0

    def mark_stopping(self) -> None:
        """Ask the worker to end after its query."""
        self._memory[self._offset + _STOPPING] = 1

    def clear(self) -> None:
        """Make the slot ready for another worker."""
        _SLOT.pack_into(self._memory, self._offset, 0.0, 0, 0, 0, 0)


def make_slots(count: int) -> list[Slot]:
    """Return so many slots in memory that forked processes share."""
    size = 16
    memory = mmap.mmap(-1, size * count)
    return [Slot(memory, number * size) for number in range(count)]
