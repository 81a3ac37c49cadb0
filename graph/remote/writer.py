"""The writer of a remote store: a change becomes whole graphs, staged, and moved in one update.

A changed graph is written anew, not mended, so that it does not matter how a store spells the
literals that it gives back. The catalogue graph, with the token of the generation, is moved last.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import ClassVar, cast
from uuid import uuid4

from ..change import Change
from ..errors import ForbiddenError, StoreLockedError
from ..generation import Generation
from ..moment import this_second
from ..terms import BlankNode, NamedNode, Quad, Subject, Term
from .endpoint import Endpoint
from .errors import RemoteStoreError, StoreAwayError, StoreRefusedError, UnknownOutcomeError
from .mirror import Mirror
from .staging import Staging, clear_up
from .state import State, catalogue_graph, mark, read_state


class RemoteWriter:
    """A remote store in the hands of one process.

    Args:
        endpoint: the store.
        mirror: a copy of all that it holds; it is kept in step.
        folder: where the names of staging graphs are noted.
        adopt: returns the generation that the mirror is of, given the one before and the change.

    Attributes:
        live: the graph as it is, with what this writer has published.
        keeps_blank_nodes: never; other stores make new ones of them.
    """

    keeps_blank_nodes: ClassVar[bool] = False

    def __init__(
        self,
        endpoint: Endpoint,
        mirror: Mirror,
        folder: Path,
        adopt: Callable[[Mirror, State | None, Change], Generation],
    ) -> None:
        self.live = mirror.store
        self._mirror = mirror
        self._endpoint = endpoint
        self._folder = folder
        self._adopt = adopt

    def snapshot(self) -> AbstractContextManager[Path]:
        """Give the folder of a store that holds what `live` holds, and does not change."""
        return self._mirror.snapshot()

    @property
    def next_number(self) -> int:
        """The number of the generation that the next publish makes."""
        before = self._mirror.state
        return before.number + 1 if before is not None else 1

    def publish(
        self, change: Change, progress: Callable[[str], None] = lambda _: None
    ) -> Generation:
        """Write a change, and make what is then there the generation that is served.

        Args:
            change: what goes and what comes, exact with regard to `live`.
            progress: is told each step.

        Returns: the new generation; the one served now if the change is empty.

        Raises:
            ForbiddenError: it changes a graph that is not this service's.
            RequestError: the store makes other values of what it is given; nothing was changed.
            StoreLockedError: another writer has published in the meantime; nothing was changed.
            RemoteStoreError: the store failed before anything was published.
            UnknownOutcomeError: it failed while it was publishing.
        """
        before = self._mirror.state
        if not change and before is not None:
            return self._adopt(self._mirror, before, Change())
        change = _with_addresses(change, self._endpoint.config.base_iri)
        _check_scope(change, self._endpoint.scope)
        now = this_second()
        state = State(self.next_number, uuid4().hex, now)
        marked = change + mark(self.live, self._endpoint, state)
        progress(f"writing {len(change.added):,} new and {len(change.removed):,} old statements")
        note = _note(self._folder)
        staging = Staging(self._endpoint, self._endpoint.config.base_iri, state.token, note)
        try:
            self._stage(staging, marked)
            self._check_unchanged()
        except RemoteStoreError as error:
            raise RemoteStoreError(
                f"nothing was published, because the store failed before: {error.what}",
                where=error.where,
                remedy=error.remedy or "load again when the store answers",
            ) from error
        progress("publishing")
        self._move(staging, state)
        self._mirror.advance(marked, state)
        return self._adopt(self._mirror, before, marked)

    def _stage(self, staging: Staging, change: Change) -> None:
        """Write what each changed graph is to hold; the catalogue comes last, with the token."""
        removed = set(change.removed)
        graphs = {
            quad.graph_name
            for quads in (change.removed, change.added)
            for quad in quads
            if isinstance(quad.graph_name, NamedNode)
        }
        catalogue = catalogue_graph(self._endpoint)
        for graph in sorted(graphs, key=lambda name: (name == catalogue, name.value)):
            held = set(self.live.quads(graph=graph))
            wanted = (held - removed) | {q for q in change.added if q.graph_name == graph}
            staging.stage(graph, wanted, len(held))

    def _check_unchanged(self) -> None:
        """Raise if the store holds another generation than the one that was copied."""
        if read_state(self._endpoint) != self._mirror.state:
            raise StoreLockedError(
                "another writer has published to this store in the meantime",
                where=self._endpoint.where,
                remedy="load again: it will be compared with what is published now",
            )

    def _move(self, staging: Staging, state: State) -> None:
        """Publish what is staged; where the store does not say whether it did, look."""
        try:
            staging.move()
        except StoreRefusedError as error:
            # a store that has done a part of it may be willing to do the rest
            recover(self._endpoint, self._folder)
            if not self._holds(state):
                raise RemoteStoreError(
                    f"the store did not publish: {error.what}",
                    where=error.where,
                    remedy="what is published has not changed; see the store's log, and load again",
                ) from error
        except StoreAwayError as error:
            if not self._holds(state):
                # it may still be at work on it, so the staging graphs are left to the next writer
                raise UnknownOutcomeError(
                    f"whether it was published is not known: {error.what}",
                    where=error.where,
                    remedy="see with 'moothall status' when the store answers, and load again; "
                    "what was published already is not published twice",
                ) from error
        staging.forget()

    def _holds(self, state: State) -> bool:
        """Return whether the store is known to hold a generation."""
        try:
            return read_state(self._endpoint) == state
        except RemoteStoreError:
            return False


def recover(endpoint: Endpoint, folder: Path) -> None:
    """Bring a publish from this data directory that did not end to its end, one way or the other.

    Args:
        endpoint: the store.
        folder: where the names of staging graphs are noted.

    Raises:
        RemoteStoreError: the store does not answer.
    """
    clear_up(endpoint, _note(folder))


def _note(folder: Path) -> Path:
    return folder / "staging.json"


def _with_addresses(change: Change, base_iri: str) -> Change:
    """Return a change with an address for each blank node: no other store can be told of one.

    Source: RDF 1.1 Concepts, section 3.5.
    """
    names: dict[BlankNode, NamedNode] = {}

    def named(term: Term) -> Term:
        if not isinstance(term, BlankNode):
            return term
        if term not in names:
            names[term] = NamedNode(f"{base_iri}.well-known/genid/{uuid4().hex}")
        return names[term]

    added = [
        Quad(cast(Subject, named(q.subject)), q.predicate, named(q.object), q.graph_name)
        for q in change.added
    ]
    return Change(change.removed, added) if names else change


def _check_scope(change: Change, scope: str) -> None:
    """Raise if a change is to a graph that is not this service's, or has no name.

    Raises:
        ForbiddenError: it is.
    """
    for quad in (*change.removed, *change.added):
        graph = quad.graph_name
        if not isinstance(graph, NamedNode) or not graph.value.startswith(scope):
            name = graph.value if isinstance(graph, NamedNode) else "the graph without a name"
            raise ForbiddenError(
                f"this cannot be written to {name[:200]}, in a store that others may use too",
                remedy=f"write to a graph whose IRI starts with {scope}",
            )
