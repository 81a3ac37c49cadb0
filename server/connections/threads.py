"""Threads: as many as there is work for, up to a limit, and gone when there is none.

A thread from elsewhere may do a task in the place of one of these: to hand a task over takes two
changes of thread, which is as long as a small query takes.
"""

from __future__ import annotations

import threading
from collections import Counter, OrderedDict, deque
from collections.abc import Callable
from dataclasses import dataclass, field

_IDLE_S = 60.0
"""Seconds after which a thread without work ends."""

Task = Callable[[], None]


@dataclass(frozen=True, slots=True)
class _Errand:
    """A task, and whose it is."""

    client: str
    task: Task


@dataclass(slots=True, eq=False)
class _Seat:
    """A thread of these, and what it is to do next."""

    wake: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    errand: _Errand | None = None

    def take(self) -> _Errand | None:
        """Return what is to be done, and hold it no longer: it may hold much."""
        errand, self.errand = self.errand, None
        return errand


class Threads:
    """Threads that take tasks, those of several clients in turn; a task may wait for a thread.

    They do not keep the process from ending.

    Args:
        name: what they are called.
        most: how many tasks may be done at a time.
        most_of_one: how many of them for one client.
    """

    def __init__(self, name: str, most: int, most_of_one: int) -> None:
        self._name = name
        self._most = most
        self._most_of_one = most_of_one
        self._busy = 0
        self._sleeping: list[_Seat] = []
        self._waiting: OrderedDict[str, deque[Task]] = OrderedDict()
        self._working: Counter[str] = Counter()
        self._lock = threading.Lock()

    def run(self, task: Task, client: str) -> None:
        """Let a thread run a task; what it raises goes to `threading.excepthook`.

        Args:
            task: what is to be done.
            client: for whom.
        """
        with self._lock:
            self._waiting.setdefault(client, deque()).append(task)
            self._begin_next()

    def take_place(self, client: str) -> bool:
        """Return whether the calling thread may do a task in the place of one of these.

        If so, the place must be given back with `leave`; if not, the task is one for `run`.
        """
        with self._lock:
            is_free = self._has_place(client)
            if is_free:
                self._enter(client)
            return is_free

    def leave(self, client: str) -> None:
        """Give a place back, and let a task have it that waits."""
        with self._lock:
            self._give_back(client)
            if self._waiting:
                self._begin_next()

    def _begin_next(self) -> None:
        """Let a thread begin the next task that may be done; the lock is held."""
        errand = self._next()
        if errand is None:
            return
        if self._sleeping:
            seat = self._sleeping.pop()
            seat.errand = errand
            seat.wake.release()
            return
        seat = _Seat(errand=errand)
        threading.Thread(target=self._work, args=(seat,), name=self._name, daemon=True).start()

    def _work(self, seat: _Seat) -> None:
        """Run tasks for as long as there are any."""
        while (errand := seat.take()) is not None:
            client = errand.client
            try:
                errand.task()
            except BaseException:
                self.leave(client)
                raise
            del errand
            self._change(seat, client)

    def _change(self, seat: _Seat, client: str) -> None:
        """Give a seat the errand after one for a client; none if there is none for long."""
        with self._lock:
            self._give_back(client)
            seat.errand = self._next()
            if seat.errand is not None:
                return
            self._sleeping.append(seat)
        if not seat.wake.acquire(timeout=_IDLE_S):
            with self._lock:
                if seat in self._sleeping:
                    self._sleeping.remove(seat)

    def _next(self) -> _Errand | None:
        """Return the next errand of those that wait, begun; the lock is held."""
        for client, tasks in self._waiting.items():
            if self._has_place(client):
                task = tasks.popleft()
                self._enter(client)
                if tasks:
                    self._waiting.move_to_end(client)
                else:
                    del self._waiting[client]
                return _Errand(client, task)
        return None

    def _has_place(self, client: str) -> bool:
        return self._busy < self._most and self._working[client] < self._most_of_one

    def _enter(self, client: str) -> None:
        self._busy += 1
        self._working[client] += 1

    def _give_back(self, client: str) -> None:
        self._busy -= 1
        self._working[client] -= 1
        if not self._working[client]:
            del self._working[client]
