"""Telling: what operations do whose effect follows from their text and from what graphs hold.

Data that is written out, and clearing all graphs at once, need no store to be tried out on.

Source: SPARQL 1.1 Update, sections 3.1.1, 3.1.2, 3.1.5 and 3.2.2.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..change import Change
from ..store import EmbeddedReader, WorkingCopy
from ..terms import DefaultGraph, NamedNode, Quad
from .operations import Operation
from .request import Evaluated, UpdateRequest


def tell(
    before: EmbeddedReader, operations: Sequence[Operation], request: UpdateRequest
) -> Evaluated:
    """Return what operations do, each of which holds data or sweeps.

    Args:
        before: the store.
        operations: in order.
        request: the update that they are of.
    """
    told = _Told(before, request)
    for operation in operations:
        if operation.is_sweeping:
            told.sweep(operation)
        else:
            told.read_data(operation)
    return Evaluated(Change(list(told.removed), list(told.added)), frozenset(told.empty))


class _Told:
    """What has been told so far.

    Attributes:
        removed: the statements that go, in order.
        added: the statements that come, in order.
        empty: IRIs of the graphs that exist although they hold nothing.
    """

    def __init__(self, before: EmbeddedReader, request: UpdateRequest) -> None:
        self._before = before
        self._request = request
        self.removed: dict[Quad, None] = {}
        self.added: dict[Quad, None] = {}
        self.empty = set(request.empty_graphs)

    def read_data(self, operation: Operation) -> None:
        """Take in an operation that holds data."""
        store = WorkingCopy.in_memory()
        store.update(operation.as_inserted_data(), self._request.base_iri)
        is_insert = operation.verb == "INSERT"
        comes, goes = (self.added, self.removed) if is_insert else (self.removed, self.added)
        for quad in store.quads():
            goes.pop(quad, None)
            if (quad in self._before) != is_insert:
                comes[quad] = None

    def sweep(self, operation: Operation) -> None:
        """Take in an operation that clears or drops all graphs but those that are spared."""
        new = {q.graph_name.value for q in self.added if isinstance(q.graph_name, NamedNode)}
        known = {*self._before.graph_names(), *new, *self.empty}
        names = known.difference(self._request.spared_graphs)
        graphs: set[NamedNode | DefaultGraph] = set(map(NamedNode, names))
        if operation.sweeps_default:
            graphs.add(DefaultGraph())
        self.added = {quad: None for quad in self.added if quad.graph_name not in graphs}
        for graph in graphs:
            self.removed.update(dict.fromkeys(self._before.quads(graph=graph)))
        self.empty -= names
        if operation.verb == "CLEAR":
            self.empty |= names
