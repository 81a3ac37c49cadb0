"""What a remote store says of things, fetched many at a time, and kept.

Whoever asks for one property of a thing soon asks for the others, and whoever has read an answer
soon asks for the names of what it mentions. So a thing is fetched with all that is said of it, and
together with the things that were mentioned in the same answer: a page costs a few calls.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from itertools import chain, islice

from ..terms import Literal, NamedNode, Quad, Term
from .endpoint import Endpoint, quad_of

BATCH = 100
"""Things that are fetched in one call."""

KEPT_QUADS = 100_000
"""Statements that are kept, of the things that were asked for last."""

MENTIONED = 100_000
"""Things of which it is known which others were mentioned with them."""


class Things:
    """The statements of one generation by what they are about; any number of threads may ask."""

    def __init__(self, endpoint: Endpoint) -> None:
        self._endpoint = endpoint
        self._scope = Literal(endpoint.scope)
        self._kept: OrderedDict[NamedNode, tuple[Quad, ...]] = OrderedDict()
        self._kept_quads = 0
        self._mentioned_with: dict[NamedNode, list[NamedNode]] = {}
        self._lock = threading.Lock()

    def about(self, subject: NamedNode) -> tuple[Quad, ...]:
        """Return all statements about a thing.

        Raises:
            RemoteStoreError: the store does not answer, or not to the end.
        """
        with self._lock:
            if subject in self._kept:
                self._kept.move_to_end(subject)
                return self._kept[subject]
            batch = self._batch(subject)
        found: dict[NamedNode, list[Quad]] = {thing: [] for thing in batch}
        for quad in self._ask({}, batch, is_bounded=True):
            if isinstance(quad.subject, NamedNode):
                found[quad.subject].append(quad)
        with self._lock:
            for thing, quads in found.items():
                self._keep(thing, tuple(quads))
        return tuple(found[subject])

    def said_of(self, things: tuple[NamedNode, ...]) -> Iterator[Quad]:
        """Yield all statements about some things, as they come; they are not kept.

        Raises:
            RemoteStoreError: the store does not answer, or not to the end.
        """
        return self._ask({}, things, is_bounded=True)

    def matching(self, pattern: dict[str, Term | None]) -> Iterator[Quad]:
        """Yield the statements that match a pattern without a subject, as they come.

        Args:
            pattern: p, o and g -> term; None matches anything.

        Raises:
            RemoteStoreError: the store does not answer, or not to the end.
        """
        bindings = {name: term for name, term in pattern.items() if term is not None}
        return self._ask(bindings, (), is_bounded=False)

    def _ask(
        self, bindings: dict[str, Term], subjects: tuple[NamedNode, ...], *, is_bounded: bool
    ) -> Iterator[Quad]:
        """Yield what the store answers, and note which things are mentioned together."""
        together: list[NamedNode] = []
        rows = self._endpoint.rows(
            "pattern", bindings | {"scope": self._scope}, subjects, is_bounded=is_bounded
        )
        for row in rows:
            graph = row["g"]
            if isinstance(graph, NamedNode):
                quad = quad_of(row, graph, bindings)
                self._note(quad, together)
                yield quad

    def _batch(self, subject: NamedNode) -> tuple[NamedNode, ...]:
        """Return a thing, and those first mentioned with it that are not kept yet."""
        together = self._mentioned_with.get(subject, [subject])
        place = together.index(subject)
        around = chain(islice(together, place + 1, None), islice(together, place))
        others = (thing for thing in around if thing not in self._kept)
        return (subject, *islice(others, BATCH - 1))

    def _note(self, quad: Quad, together: list[NamedNode]) -> None:
        """Note that the things of a statement were mentioned with those of its answer.

        There is no lock: at worst two threads note a thing twice, and it is fetched twice.
        """
        if len(self._mentioned_with) > MENTIONED:
            self._mentioned_with.clear()
        for term in (quad.subject, quad.predicate, quad.object):
            if isinstance(term, NamedNode) and term not in self._mentioned_with:
                together.append(term)
                self._mentioned_with[term] = together

    def _keep(self, thing: NamedNode, quads: tuple[Quad, ...]) -> None:
        if thing not in self._kept:
            self._kept[thing] = quads
            self._kept_quads += len(quads) + 1
        while self._kept_quads > KEPT_QUADS:
            self._kept_quads -= len(self._kept.popitem(last=False)[1]) + 1
