"""Exchanges: one request and its answer, and how far they have come."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

Headers = list[tuple[str, str]]

Phase = Literal["waiting", "receiving", "working", "delivering"]
"""What an exchange is doing: it waits for a thread, its body comes in, and so on."""


class Chunks(Protocol):
    """What granian takes a long answer from."""

    def __next__(self) -> bytes:
        """Return the next bytes."""
        ...

    def close(self) -> None:
        """Be told that no more is taken."""
        ...


class Reply(Protocol):
    """granian's side of one request: the first of these calls is its answer."""

    def response_bytes(self, status: int, headers: Headers, body: bytes) -> None:
        """Answer with bytes, which are sent without anyone waiting."""
        ...

    def response_iter(self, status: int, headers: Headers, body: Chunks) -> None:
        """Answer with chunks, and return when they have been sent."""
        ...


@dataclass(slots=True, eq=False)
class Exchange:
    """One request and its answer.

    Attributes:
        reply: where the answer goes.
        environ: the WSGI environment.
        client: address of whose request it is.
        began_s: when it came in, by `time.perf_counter`.
        phase: what it is doing.
        since_s: since when, or since when it waits for the next part of its body; monotonic.
        status: HTTP status of the answer, when it has one.
        headers: headers of the answer.
    """

    reply: Reply
    environ: dict[str, Any]
    client: str
    began_s: float = field(default_factory=time.perf_counter)
    phase: Phase = "waiting"
    since_s: float = field(default_factory=time.monotonic)
    status: int = 500
    headers: Headers = field(default_factory=list)

    def enter(self, phase: Phase) -> None:
        """Note what it does from now on."""
        self.since_s = time.monotonic()
        self.phase = phase

    def start_response(
        self, status: str, headers: Headers, exc_info: Any = None
    ) -> Callable[[bytes], object]:
        """Take the start of the answer from a WSGI application."""
        self.status, self.headers = int(status[:3]), headers
        return _write

    def header(self, name: str) -> str:
        """Return a header of the answer; empty if it has none of that name."""
        name = name.lower()
        return next((value for found, value in self.headers if found.lower() == name), "")


class Exchanges:
    """Those that granian's threads have handed over."""

    def __init__(self) -> None:
        self._all: set[Exchange] = set()

    def add(self, exchange: Exchange) -> None:
        """Add one."""
        self._all.add(exchange)

    def remove(self, exchange: Exchange) -> None:
        """Remove one that has ended."""
        self._all.discard(exchange)

    def __iter__(self) -> Iterator[Exchange]:
        return iter(self._all.copy())

    def __len__(self) -> int:
        return len(self._all)


def _write(data: bytes) -> object:
    raise NotImplementedError("an application returns its body, and writes none of it")
