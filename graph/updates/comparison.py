"""Comparison: exactly what an update has changed in a copy of a store."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ..change import Change
from ..errors import StoreCorruptError
from ..reader import Reader
from ..terms import DefaultGraph, NamedNode, Quad


def compare(before: Reader, after: Reader, graphs: Iterable[NamedNode | DefaultGraph]) -> Change:
    """Return the change that leads from one store to another in some graphs.

    Both are read side by side, in constant memory beside what differs.

    Args:
        before: a store.
        after: a copy of it that has been changed since.
        graphs: the graphs to look at.
    """
    removed: list[Quad] = []
    added: list[Quad] = []
    for graph in graphs:
        _compare_graph(before, after, graph, removed, added)
    return Change(removed, added)


def _compare_graph(
    before: Reader,
    after: Reader,
    graph: NamedNode | DefaultGraph,
    removed: list[Quad],
    added: list[Quad],
) -> None:
    # Oxigraph keeps the statements of a graph in an order that follows from their terms alone, so
    # two stores hold what they have in common in the same order.
    old, new = before.quads(graph=graph), after.quads(graph=graph)
    was, now = _next(old), _next(new)
    while was is not None and now is not None:
        if was == now:
            was, now = _next(old), _next(new)
        elif was not in after:
            removed.append(was)
            was = _next(old)
        elif now not in before:
            added.append(now)
            now = _next(new)
        else:
            raise StoreCorruptError(
                "a copy of the store has another order than the store",
                where=str(graph),
                remedy="restore a backup with 'moothall restore DIR'",
            )
    if was is not None:
        removed += [was, *old]
    if now is not None:
        added += [now, *new]


def _next(quads: Iterator[Quad]) -> Quad | None:
    return next(quads, None)
