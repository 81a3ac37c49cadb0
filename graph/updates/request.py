"""What a process is asked that runs an update, and what it answers."""

from __future__ import annotations

import dataclasses
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ..change import Change


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateRequest:
    """An update from outside.

    Attributes:
        text: SPARQL 1.1 Update.
        default_graphs: IRIs of the graphs that make up the default graph of its conditions.
        named_graphs: IRIs of the graphs that GRAPH can reach in its conditions.
        base_iri: what relative IRIs in the text are resolved against.
        spared_graphs: IRIs of the graphs that CLEAR ALL and the like leave as they are.
        hides_spared: whether conditions see nothing of the graphs that are spared.
        empty_graphs: IRIs of the graphs that exist although they hold nothing.

    Source: SPARQL 1.1 Protocol, section 2.2.
    """

    text: str
    base_iri: str
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    spared_graphs: tuple[str, ...] = ()
    hides_spared: bool = False
    empty_graphs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What an update would do.

    Attributes:
        change: the statements that go and come; new ones may have blank nodes.
        empty_graphs: IRIs of the graphs that would exist although they hold nothing.
    """

    change: Change
    empty_graphs: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """An update, with everything that the process needs to run it.

    Attributes:
        request: the update.
        store: folder of the store to start from, which is only read.
        folder: folder for the copy and for what changes.
        timeout_s: seconds until the process ends itself.
        memory_bytes: address space that it may have.
        parent_pid: the process that waits for it.
    """

    request: UpdateRequest
    store: Path
    folder: Path
    timeout_s: float
    memory_bytes: int
    parent_pid: int

    def as_json(self) -> str:
        """Return the task as text."""
        return json.dumps(dataclasses.asdict(self), default=os.fspath)

    @classmethod
    def from_json(cls, text: str) -> Task:
        """Return the task that `as_json` wrote."""
        members: dict[str, Any] = json.loads(text)
        stated: dict[str, Any] = members["request"]
        lists = {name: tuple(value) for name, value in stated.items() if isinstance(value, list)}
        return cls(
            request=UpdateRequest(**stated | lists),
            store=Path(members["store"]),
            folder=Path(members["folder"]),
            timeout_s=members["timeout_s"],
            memory_bytes=members["memory_bytes"],
            parent_pid=members["parent_pid"],
        )
