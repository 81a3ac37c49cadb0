"""Conditions: writes that are done only if nobody has changed the graph meanwhile.

A client names what it has read by the generation that it read it from. Others may have written
other graphs since; so what counts is that this graph is as it was in that generation.

Source: RFC 9110, sections 13.1.1 and 13.1.2.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal as OneOf

from ..graph.errors import PreconditionError
from ..graph.generation import Generation
from ..graph.generations import Generations
from ..graph.terms import NamedNode
from .graph_names import GraphName

States = frozenset[int] | OneOf["any"]
"""Numbers of generations in which a graph was as somebody knows it, or any state that it has."""


@dataclass(frozen=True, slots=True)
class Condition:
    """What must be so of a graph for it to be written.

    Attributes:
        wanted: the graph is there as in one of these; None if nothing is wanted.
        unwanted: the graph is not there as in any of these; None if nothing is unwanted.
    """

    wanted: States | None = None
    unwanted: States | None = None

    def check(self, generations: Generations, graph: GraphName, is_there: bool) -> None:
        """Raise unless it is so; for whoever holds the live store.

        Args:
            generations: the data directory.
            graph: the graph.
            is_there: whether it is there.

        Raises:
            PreconditionError: it is not so.
        """
        if self.wanted is not None and not (
            is_there and _is_as_in(self.wanted, generations, graph)
        ):
            raise PreconditionError(
                "the graph is not as it was when it was read" if is_there else "there is no graph",
                where="If-Match",
                remedy="read it again, make the change to what it holds now, and send that",
            )
        if self.unwanted is not None and is_there and _is_as_in(self.unwanted, generations, graph):
            raise PreconditionError(
                "the graph is there already",
                where="If-None-Match",
                remedy="leave the header out to replace what it holds",
            )


WHATEVER = Condition()
"""The condition that is always so."""


def _is_as_in(states: States, generations: Generations, graph: GraphName) -> bool:
    if states == "any":
        return True
    current = generations.current()
    kept = set(generations.numbers())
    return any(
        number == current.number
        or (number in kept and _is_alike(graph, generations.get(number), current))
        for number in sorted(states, reverse=True)
    )


def _is_alike(graph: GraphName, then: Generation, now: Generation) -> bool:
    name = graph.value if isinstance(graph, NamedNode) else ""
    digests = [each.manifest.digests.get(name) for each in (then, now)]
    if None not in digests:
        return digests[0] == digests[1]
    return set(then.reader.quads(graph=graph)) == set(now.reader.quads(graph=graph))
