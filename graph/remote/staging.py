"""Staging graphs: what a publish writes beside the published graphs, and moves into their place.

Their IRIs are outside the graphs that are read, so nobody sees them. Their names are noted in the
data directory before they are written, so that what a crash left behind is dropped later.
"""

from __future__ import annotations

import json
import os
from collections.abc import Collection
from pathlib import Path

from ..errors import StoreError
from ..terms import BlankNode, NamedNode, Quad
from .endpoint import Endpoint
from .errors import StoreRefusedError
from .query import as_sparql


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
        self._note = note
        self._moves: list[tuple[NamedNode | None, NamedNode]] = []

    def stage(self, graph: NamedNode, quads: Collection[Quad]) -> None:
        """Write what a graph is to hold, and count what has arrived.

        Raises:
            StoreError: a statement has a blank node, which would become another one on the way.
            RemoteStoreError: the store does not take all of them.
        """
        if not quads:
            self._moves.append((None, graph))
            return
        for quad in quads:
            if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode):
                raise StoreError(
                    f"the statement {quad.triple} has a blank node",
                    where=graph.value,
                    remedy="load it with 'moothall load', which gives blank nodes addresses",
                )
        name = NamedNode(f"{self._prefix}{len(self._moves) + 1}")
        self._moves.append((name, graph))
        self._write_note()
        self._endpoint.fill(name, quads)
        arrived = self._endpoint.size(name)
        if arrived != len(quads):
            raise StoreRefusedError(
                f"of {len(quads):,} statements for {graph.value}, {arrived:,} arrived",
                where=self._endpoint.where,
                remedy="see the store's own log and limits, and load again",
            )

    def move(self) -> None:
        """Put every staged graph into its place, in one update.

        Raises:
            StoreAwayError: the store does not answer, so it may or may not have done it.
            StoreRefusedError: the store will not do it.

        Source: SPARQL 1.1 Update, section 2.2 (a request should be atomic) and 3.2.5 (MOVE).
        """
        self._endpoint.update(
            " ;\n".join(
                f"MOVE GRAPH {as_sparql(staged)} TO GRAPH {as_sparql(graph)}"
                if staged is not None
                else f"DROP SILENT GRAPH {as_sparql(graph)}"
                for staged, graph in self._moves
            )
        )

    def forget(self) -> None:
        """Take the note away, because nothing is left behind."""
        self._note.unlink(missing_ok=True)

    def _write_note(self) -> None:
        names = [staged.value for staged, _ in self._moves if staged is not None]
        building = self._note.with_name(f"{self._note.name}.new")
        building.write_text(json.dumps(names, indent=1) + "\n", encoding="utf-8")
        os.replace(building, self._note)


def drop_left_behind(endpoint: Endpoint, note: Path) -> None:
    """Drop the staging graphs that a publish which did not end has left behind.

    Raises:
        RemoteStoreError: the store does not do it.
    """
    if not note.exists():
        return
    names = [NamedNode(name) for name in json.loads(note.read_text(encoding="utf-8"))]
    if names:
        endpoint.update(" ;\n".join(f"DROP SILENT GRAPH {as_sparql(name)}" for name in names))
    note.unlink()
