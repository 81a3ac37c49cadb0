"""The mirror: an embedded copy of the remote store, kept by a data directory that writes.

What a write changes is worked out against it, and updates from outside are tried out on a copy of
it. It is kept from one write to the next, so that a write does not read the whole store; and it
holds what was written, not what the store makes of it. Its note says which generation it is of, and
how large each graph was; where the store says otherwise, it is read anew.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..change import Change
from ..errors import StoreCorruptError, StoreMissingError
from ..store import LiveStore
from ..terms import NamedNode
from .copy import fill_whole
from .endpoint import Endpoint
from .state import State, read_state


class Mirror:
    """The mirror in the hands of the process that writes.

    Args:
        store: all that the remote store holds of this service.
        state: the generation that it is of; None if there is none yet.
        sizes: IRI -> statements of each graph.
        folder: where it is.
        where: the address of the remote store.

    Attributes:
        store: all that the remote store holds of this service.
        state: the generation that it is of; None if there is none yet.
    """

    def __init__(
        self, store: LiveStore, state: State | None, sizes: dict[str, int], folder: Path, where: str
    ) -> None:
        self.store = store
        self.state = state
        self._sizes = sizes
        self._folder = folder
        self._where = where

    def advance(self, change: Change, state: State) -> None:
        """Follow a change that has been published."""
        _note(self._folder).unlink(missing_ok=True)
        self.store.apply(change)
        for quads, step in ((change.removed, -1), (change.added, 1)):
            for quad in quads:
                if isinstance(quad.graph_name, NamedNode):
                    name = quad.graph_name.value
                    self._sizes[name] = self._sizes.get(name, 0) + step
        self.state = state
        self.write_note()

    def write_note(self) -> None:
        """Say which generation it is of, once all of it is on the disk."""
        if self.state is None:
            return
        self.store.flush()
        sizes = {name: size for name, size in sorted(self._sizes.items()) if size}
        members = {"key": self.state.key(self._where), "graphs": sizes}
        _note(self._folder).write_text(json.dumps(members, indent=1) + "\n", encoding="utf-8")

    @contextmanager
    def snapshot(self) -> Iterator[Path]:
        """Give the folder of a store that holds the same, and does not change."""
        folder = self._folder.with_name(f"{self._folder.name}.snapshot")
        shutil.rmtree(folder, ignore_errors=True)
        try:
            self.store.flush()
            self.store.copy_to(folder)
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def mirrored(endpoint: Endpoint, folder: Path) -> Iterator[Mirror]:
    """Hold the mirror of a store, in step with it.

    Args:
        endpoint: the store.
        folder: where the mirror is, or is made.

    Raises:
        RemoteStoreError: the store does not answer, gives less than it holds, or changes again
            and again while it is read.
    """
    mirror = _kept(endpoint, folder) or _made_anew(endpoint, folder)
    try:
        yield mirror
    finally:
        mirror.store.close()


def _kept(endpoint: Endpoint, folder: Path) -> Mirror | None:
    """Return the mirror that is there; None if it is not what the store holds."""
    try:
        members = json.loads(_note(folder).read_text(encoding="utf-8"))
        key, graphs = str(members["key"]), dict(members["graphs"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    state = read_state(endpoint)
    if state is None or state.key(endpoint.where) != key or endpoint.sizes() != graphs:
        return None
    try:
        return Mirror(LiveStore.open(folder), state, graphs, folder, endpoint.where)
    except (StoreCorruptError, StoreMissingError):
        return None


def _made_anew(endpoint: Endpoint, folder: Path) -> Mirror:
    _note(folder).unlink(missing_ok=True)
    copy = fill_whole(endpoint, folder)
    mirror = Mirror(copy.store, copy.state, copy.sizes, folder, endpoint.where)
    mirror.write_note()
    return mirror


def _note(folder: Path) -> Path:
    return folder.with_name(f"{folder.name}.json")
