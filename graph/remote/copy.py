"""A full read of a remote store into files of this machine, and what is built from it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from ..change import Change
from ..index import build_index, update_index
from ..manifest import Manifest
from ..moment import this_second
from ..store import BULK_QUADS, LiveStore
from ..terms import NamedNode
from .endpoint import Endpoint
from .errors import RemoteStoreError, StoreRefusedError
from .state import State, read_state

_ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class Copy:
    """An embedded copy of a remote store.

    Attributes:
        store: all that the store holds of this service.
        state: the generation that it is of; None if there is none yet.
        sizes: IRI -> statements of each graph.
    """

    store: LiveStore
    state: State | None
    sizes: dict[str, int]


@dataclass(frozen=True, slots=True)
class Step:
    """How one generation came out of another.

    Attributes:
        parent: the folder of what is built of the other.
        change: what has changed, exactly.
    """

    parent: Path
    change: Change


@contextmanager
def copied(endpoint: Endpoint, folder: Path) -> Iterator[Copy]:
    """Make a copy of the store in a folder, whole, and take it away again.

    Args:
        endpoint: the store.
        folder: where the copy is made; what is there is replaced.

    Raises:
        RemoteStoreError: as `fill_whole` does.
    """
    try:
        copy = fill_whole(endpoint, folder)
        try:
            yield copy
        finally:
            copy.store.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def fill_whole(endpoint: Endpoint, folder: Path) -> Copy:
    """Return a copy of the store, all of it of one generation; the caller closes it.

    Args:
        endpoint: the store.
        folder: where the copy is made; what is there is replaced.

    Raises:
        RemoteStoreError: the store does not answer, gives less than it holds, or changes again
            and again while it is read.
    """
    for _ in range(_ATTEMPTS):
        before = read_state(endpoint)
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        store = LiveStore.open(folder, create=True)
        is_kept = False
        try:
            fault, sizes = None, endpoint.sizes()
            try:
                _fill(store, endpoint, sizes)
            except StoreRefusedError as error:
                fault = error
            # what a publish has moved meanwhile is no fault of the store's
            if read_state(endpoint) == before:
                if fault is not None:
                    raise fault
                is_kept = True
                return Copy(store, before, sizes)
        finally:
            if not is_kept:
                store.close()
    raise RemoteStoreError(
        f"the store changed {_ATTEMPTS} times while it was being read",
        where=endpoint.where,
        remedy="try again when nothing is being published",
    )


def build_folder(store: LiveStore, state: State, folder: Path, step: Step | None = None) -> None:
    """Write the index and the manifest of a generation to a new folder, whole or not at all.

    Args:
        store: all that it holds.
        state: the generation.
        folder: the new folder.
        step: how it came out of another of which there is a folder; None to read all of it.
    """
    building = folder.with_name(f"{folder.name}.tmp")
    shutil.rmtree(building, ignore_errors=True)
    building.mkdir()
    published = state.published or this_second()
    if step is None:
        build_index(store, building / "index.sqlite")
        manifest = Manifest.measure(store, state.number, None, published)
    else:
        shutil.copyfile(step.parent / "index.sqlite", building / "index.sqlite")
        update_index(store, building / "index.sqlite", step.change)
        parent = Manifest.read(step.parent / "manifest.json")
        manifest = parent.after(step.change, state.number, published)
    manifest.write(building / "manifest.json")
    building.rename(folder)


def _fill(store: LiveStore, endpoint: Endpoint, sizes: dict[str, int]) -> None:
    for name, size in sizes.items():
        quads = endpoint.graph(NamedNode(name), size)
        while batch := list(islice(quads, BULK_QUADS)):
            store.apply(Change(added=batch))
