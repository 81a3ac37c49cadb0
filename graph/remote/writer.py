"""The writer of a remote store: a change becomes whole graphs, staged, and moved in one update.

A changed graph is written anew, not mended, so that it does not matter how a store spells the
literals that it gives back. The catalogue graph, with the token of the generation, is moved last.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import ClassVar
from uuid import uuid4

from ..change import Change
from ..errors import StoreLockedError
from ..generation import Generation
from ..store import LiveStore
from ..terms import NamedNode
from .endpoint import Endpoint
from .errors import RemoteStoreError, StoreAwayError, StoreRefusedError, UnknownOutcomeError
from .staging import Staging, drop_left_behind
from .state import State, catalogue_graph, mark, read_state


class RemoteWriter:
    """A remote store in the hands of one process.

    Args:
        endpoint: the store.
        live: a copy of all that it holds; it is kept in step.
        state: the generation that the copy is of; None if there is none yet.
        folder: where the names of staging graphs are noted.
        adopt: returns the generation of a state, once it is published.

    Attributes:
        live: the graph as it is, with what this writer has published.
        keeps_blank_nodes: never; other stores make new ones of them.
    """

    keeps_blank_nodes: ClassVar[bool] = False

    def __init__(
        self,
        endpoint: Endpoint,
        live: LiveStore,
        state: State | None,
        folder: Path,
        adopt: Callable[[State], Generation],
    ) -> None:
        self.live = live
        self._endpoint = endpoint
        self._state = state
        self._note = folder / "staging.json"
        self._adopt = adopt

    @property
    def next_number(self) -> int:
        """The number of the generation that the next publish makes."""
        return self._state.number + 1 if self._state is not None else 1

    def recover(self) -> None:
        """Drop the staging graphs that a publish from this data directory has left behind."""
        drop_left_behind(self._endpoint, self._note)

    def publish(
        self, change: Change, progress: Callable[[str], None] = lambda _: None
    ) -> Generation:
        """Write a change, and make what is then there the generation that is served.

        Args:
            change: what goes and what comes, exact with regard to `live`.
            progress: is told each step.

        Returns: the new generation; the one served now if the change is empty.

        Raises:
            StoreLockedError: another writer has published in the meantime; nothing was changed.
            RemoteStoreError: the store failed before anything was published, or afterwards,
                when it was read back; the error says which.
            UnknownOutcomeError: it failed while it was publishing.
        """
        if not change and self._state is not None:
            return self._adopt(self._state)
        now = datetime.now(UTC).replace(microsecond=0)
        state = State(self.next_number, uuid4().hex, now)
        marked = change + mark(self.live, self._endpoint, state)
        progress(f"writing {len(change.added):,} new and {len(change.removed):,} old statements")
        staging = Staging(self._endpoint, self._endpoint.config.base_iri, state.token, self._note)
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
        self.live.apply(marked)
        self._state = state
        try:
            return self._adopt(state)
        except RemoteStoreError as error:
            raise RemoteStoreError(
                f"it was published, but could not be read back: {error.what}",
                where=error.where,
                remedy="nothing needs to be loaded again; it is served when the store answers",
            ) from error

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
            kept = set(self.live.quads(graph=graph)) - removed
            staging.stage(graph, kept | {q for q in change.added if q.graph_name == graph})

    def _check_unchanged(self) -> None:
        """Raise if the store holds another generation than the one that was copied."""
        if read_state(self._endpoint) != self._state:
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
            if not self._holds(state):
                self.recover()
                raise RemoteStoreError(
                    f"the store did not publish: {error.what}",
                    where=error.where,
                    remedy="what is published has not changed, if the store keeps updates whole; "
                    "see its log, and load again",
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
