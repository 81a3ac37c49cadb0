"""Limits: every setting of the query workers, and what follows from them."""

from __future__ import annotations

import dataclasses
import json
import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

Demotion = Literal["idle", "nice", "none"]
"""What becomes of a query that takes long: it runs when nothing else does, runs less, or as is."""


def _count_cores() -> int:
    return os.cpu_count() or 1


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkerLimits:
    """The settings of the query workers.

    Attributes:
        query_timeout_s: seconds after which the kernel ends a query.
        query_memory_bytes: address space of a worker.
        workers: workers kept ready for new queries, for all web processes together.
        long_workers: queries that may run for longer than `slow_after_s`, for all together.
        web_processes: processes that hold a pool; each has its share of the workers.
        cores: processors that the queries share.
        crowd_after_s: seconds that a query waits before it runs although each processor has one.
        slow_after_s: seconds after which a query counts as long and gives up its place.
        demotion: how a long query is made to yield to others.
        max_query_bytes: the longest query text.
        max_result_bytes: the largest answer; 0 for no limit but the spool's.
        queue: queries of one web process that may wait for a place.
        queue_wait_s: the longest that one waits.
        retry_after_s: when a client that was turned away should come back.
        spool_dir: folder of answers too long for memory; use a disk, not a memory file system.
        spool_bytes: bytes of answers that one web process may be delivering at a time.
        stop_grace_s: seconds that running queries are given when the service stops.
    """

    query_timeout_s: float = 30.0
    query_memory_bytes: int = 2_000_000_000
    workers: int = field(default_factory=_count_cores)
    long_workers: int = 4
    web_processes: int = 1
    cores: int = field(default_factory=_count_cores)
    crowd_after_s: float = 0.005
    slow_after_s: float = 0.1
    demotion: Demotion = "idle"
    max_query_bytes: int = 1_000_000
    max_result_bytes: int = 0
    queue: int = 16
    queue_wait_s: float = 5.0
    retry_after_s: int = 2
    spool_dir: Path = field(default_factory=lambda: Path(tempfile.gettempdir()))
    spool_bytes: int = 4_000_000_000
    stop_grace_s: float = 5.0

    @property
    def places(self) -> int:
        """Queries that one web process runs at a time while they are short; at least one."""
        return max(1, self.workers // self.web_processes)

    @property
    def places_at_once(self) -> int:
        """Places that one web process uses as long as nobody waits long for one.

        More than there are processors only make their caches change hands.
        """
        return min(self.places, max(1, self.cores // self.web_processes))

    @property
    def long_places(self) -> int:
        """Long queries that one web process runs at a time; at least one."""
        return max(1, self.long_workers // self.web_processes)

    @property
    def fresh_workers(self) -> int:
        """Workers that the supervisor keeps ready: as many as the pools have places."""
        return self.places * self.web_processes

    @property
    def long_workers_in_all(self) -> int:
        """Workers that may be busy with long queries: as many as the pools have long places."""
        return self.long_places * self.web_processes

    @property
    def largest_answer_bytes(self) -> int:
        """Bytes beyond which a worker gives an answer up."""
        return min(self.max_result_bytes or self.spool_bytes, self.spool_bytes)

    def as_json(self) -> str:
        """Return the limits as text, for the supervisor's command line."""
        return json.dumps(dataclasses.asdict(self), default=os.fspath)

    @classmethod
    def from_json(cls, text: str) -> WorkerLimits:
        """Return the limits that `as_json` wrote."""
        values = json.loads(text)
        return cls(**values | {"spool_dir": Path(values["spool_dir"])})
