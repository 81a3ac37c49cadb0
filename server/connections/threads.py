"""Threads: as many as there is work for, up to a limit, and gone when there is none."""

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
class _Sleeper:
    """A thread without work, and what it is woken for."""

    wake: threading.Semaphore = field(default_factory=lambda: threading.Semaphore(0))
    errand: _Errand | None = None


class Threads:
    """Threads that take tasks, those of several clients in turn; a task may wait for a thread.

    They do not keep the process from ending.

    Args:
        name: what they are called.
        most: how many there may be.
        most_of_one: how many may work for one client.
    """

    def __init__(self, name: str, most: int, most_of_one: int) -> None:
        self._name = name
        self._most = most
        self._most_of_one = most_of_one
        self._count = 0
        self._sleeping: list[_Sleeper] = []
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
            if self._sleeping:
                errand = self._next()
                if errand is not None:
                    sleeper = self._sleeping.pop()
                    sleeper.errand = errand
                    sleeper.wake.release()
                return
            if self._count >= self._most:
                return
            self._count += 1
        threading.Thread(target=self._work, name=self._name, daemon=True).start()

    def _work(self) -> None:
        """Run tasks for as long as there are any."""
        errand: _Errand | None = None
        try:
            while (errand := self._change(errand)) is not None:
                errand.task()
        finally:
            with self._lock:
                self._count -= 1
                if errand is not None:
                    self._leave(errand.client)

    def _change(self, done: _Errand | None) -> _Errand | None:
        """Return the errand after one that is done; None if there was none for long."""
        with self._lock:
            if done is not None:
                self._leave(done.client)
            errand = self._next()
            if errand is not None:
                return errand
            sleeper = _Sleeper()
            self._sleeping.append(sleeper)
        # it may hold much, and the next may be long in coming
        del done
        if not sleeper.wake.acquire(timeout=_IDLE_S):
            with self._lock:
                if sleeper in self._sleeping:
                    self._sleeping.remove(sleeper)
        return sleeper.errand

    def _next(self) -> _Errand | None:
        """Return the next errand of those that wait, begun; the lock is held."""
        for client, tasks in self._waiting.items():
            if self._working[client] < self._most_of_one:
                task = tasks.popleft()
                self._working[client] += 1
                if tasks:
                    self._waiting.move_to_end(client)
                else:
                    del self._waiting[client]
                return _Errand(client, task)
        return None

    def _leave(self, client: str) -> None:
        self._working[client] -= 1
        if not self._working[client]:
            del self._working[client]
