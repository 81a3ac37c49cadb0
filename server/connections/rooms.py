"""Rooms: how many clients may be slow at a time, shared between them."""

from __future__ import annotations

import threading
from collections import Counter


class Room:
    """Places for slow clients, of which one address has seven in eight at the most.

    Args:
        places: how many there are.
    """

    def __init__(self, places: int) -> None:
        self._places = places
        self._taken: Counter[str] = Counter()
        self._count = 0
        self._lock = threading.Lock()

    @property
    def taken(self) -> int:
        """How many places are taken."""
        return self._count

    def take(self, client: str) -> bool:
        """Return whether there was a place for a client, which has it then."""
        with self._lock:
            if self._count >= self._places or self._taken[client] * 8 >= self._places * 7:
                return False
            self._count += 1
            self._taken[client] += 1
            return True

    def give_back(self, client: str) -> None:
        """Give a client's place back."""
        with self._lock:
            self._count -= 1
            self._taken[client] -= 1
            if not self._taken[client]:
                del self._taken[client]
