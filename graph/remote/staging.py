"""Staging graphs: what a publish writes beside the published graphs, and moves into their place.

Their IRIs are outside the graphs that are read, so nobody sees them. Their names are noted in the
data directory before they are written, so that what a crash left behind is dropped later; and what
a store has moved in part, because it does not run an update as a whole, is moved to the end.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Collection
from dataclasses import asdict, dataclass
from pathlib import Path

from ..errors import RequestError
from ..terms import NamedNode, Quad
from .endpoint import Endpoint
from .errors import StoreRefusedError
from .fidelity import find_loss
from .query import as_sparql
from .state import read_state

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Move:
    """One graph that takes another's place.

    Attributes:
        staged: IRI of the graph that was written; empty if the other is to hold nothing.
        graph: IRI of the graph that is published.
        size: statements that it is to hold.
        old_size: statements that it held before.
    """

    staged: str
    graph: str
    size: int
    old_size: int

    @property
    def operation(self) -> str:
        """The SPARQL update that does it."""
        graph = as_sparql(NamedNode(self.graph))
        if not self.staged:
            return f"DROP SILENT GRAPH {graph}"
        return f"MOVE GRAPH {as_sparql(NamedNode(self.staged))} TO GRAPH {graph}"


class Staging:
    """The staging graphs of one publish.

    Args:
        endpoint: the store.
        base_iri: the base of the service's addresses.
        token: the token of the generation that they become part of.
        note: the file in which their names are noted.
    """

    def __init__(self, endpoint: Endpoint, base_iri: str, token: str, note: Path) -> None:
        self._endpoint = endpoint
        self._prefix = f"{base_iri}staging/{token}/"
        self._token = token
        self._note = note
        self._moves: list[Move] = []

    def stage(self, graph: NamedNode, quads: Collection[Quad], old_size: int) -> None:
        """Write what a graph is to hold, and see whether the store keeps it.

        Args:
            graph: the graph.
            quads: what it is to hold, without blank nodes, which would become others on the way.
            old_size: how many statements it holds now.

        Raises:
            RequestError: the store makes other values of them.
            RemoteStoreError: it does not take all of them.
        """
        if not quads:
            self._moves.append(Move("", graph.value, 0, old_size))
            return
        name = NamedNode(f"{self._prefix}{len(self._moves) + 1}")
        self._moves.append(Move(name.value, graph.value, len(quads), old_size))
        self._write_note(is_moving=False)
        self._endpoint.fill(name, quads)
        self._check_arrived(graph, name, quads)

    def move(self) -> None:
        """Put every staged graph into its place, in one update.

        Raises:
            StoreAwayError: the store does not answer, so it may or may not have done it.
            StoreRefusedError: the store will not do it.

        Source: SPARQL 1.1 Update, section 2.2 (a request should be atomic) and 3.2.5 (MOVE).
        """
        self._write_note(is_moving=True)
        self._endpoint.update(" ;\n".join(move.operation for move in self._moves))

    def forget(self) -> None:
        """Take the note away, because nothing is left behind."""
        self._note.unlink(missing_ok=True)

    def _check_arrived(self, graph: NamedNode, name: NamedNode, quads: Collection[Quad]) -> None:
        arrived = self._endpoint.size(name)
        if arrived != len(quads):
            raise StoreRefusedError(
                f"of {len(quads):,} statements for {graph.value}, {arrived:,} arrived",
                where=self._endpoint.where,
                remedy="see the store's own log and limits, and load again",
            )
        loss = find_loss(quads, self._endpoint.graph(name, arrived))
        if loss is not None:
            kept = f"makes {loss.kept} of it" if loss.kept is not None else "loses it"
            raise RequestError(
                f"the store does not keep the statement {loss.sent}: it {kept}; nothing was "
                "published",
                where=graph.value,
                remedy="mend the value, or give it a datatype that the store leaves alone",
            )

    def _write_note(self, *, is_moving: bool) -> None:
        members = {
            "token": self._token,
            "is_moving": is_moving,
            "moves": [asdict(move) for move in self._moves],
        }
        building = self._note.with_name(f"{self._note.name}.new")
        building.write_text(json.dumps(members, indent=1) + "\n", encoding="utf-8")
        os.replace(building, self._note)


def clear_up(endpoint: Endpoint, note: Path) -> None:
    """Bring a publish that did not end to its end: finished if any of it is there, else dropped.

    Raises:
        RemoteStoreError: the store does not do it.
    """
    if not note.exists():
        return
    members = json.loads(note.read_text(encoding="utf-8"))
    moves = [Move(**move) for move in members["moves"]]
    state = read_state(endpoint)
    if members["is_moving"] and (state is None or state.token != members["token"]):
        _finish(endpoint, moves)
    staged = [NamedNode(move.staged) for move in moves if move.staged]
    if staged:
        endpoint.update(" ;\n".join(f"DROP SILENT GRAPH {as_sparql(name)}" for name in staged))
    note.unlink()


def _finish(endpoint: Endpoint, moves: list[Move]) -> None:
    """Move what is still staged, if anything was moved; the catalogue, with the token, is last."""
    left = {m.graph: endpoint.size(NamedNode(m.staged)) if m.staged else 0 for m in moves}
    there = {move.graph: endpoint.size(NamedNode(move.graph)) for move in moves}
    if all(left[m.graph] == m.size and there[m.graph] == m.old_size for m in moves):
        return
    lost = [m for m in moves if left[m.graph] != m.size and there[m.graph] != m.size]
    if lost:
        _log.warning(
            "the store has published a part of a load and lost the rest (%s); load again",
            ", ".join(move.graph for move in lost),
        )
        return
    for move in moves:
        # what was moved and lies in its place has nothing left, or some of what was copied
        if left[move.graph] == move.size:
            endpoint.update(move.operation)
