"""The releases that a worker answers from: opened when a query names one, let go when idle."""

from __future__ import annotations

import time
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path

from ..errors import StoreError
from ..manifest import Manifest
from ..releases.folder import is_folder_name
from ..store import EmbeddedReader

MAX_OPEN = 2
"""Releases that one worker keeps open, beside the generation that is served."""

IDLE_S = 60.0
"""Seconds after which a release that no query has named is let go."""


@dataclass(frozen=True, slots=True)
class OpenRelease:
    """A release that is open.

    Attributes:
        reader: its graph.
        number: number of the generation that it was made of.
    """

    reader: EmbeddedReader
    number: int


class ReleaseGraphs:
    """The releases of a data directory, a few of them open.

    Opening one takes some 40 ms, which its query pays; the next one finds it open. Folders of
    releases never change, so there is nothing to look for anew.

    Args:
        data_dir: the data directory.
    """

    def __init__(self, data_dir: Path) -> None:
        self._folder = data_dir / "releases"
        self._open: OrderedDict[str, OpenRelease] = OrderedDict()
        self._used_s = 0.0

    def get(self, name: str) -> OpenRelease:
        """Return the release in a folder.

        Args:
            name: name of its folder, which a draft changes whenever it is made anew.

        Raises:
            StoreError: no folder of a release is called so.
            StoreMissingError: it has gone: a draft was made anew since.
            StoreCorruptError: its files are damaged.
        """
        self._used_s = time.monotonic()
        found = self._open.get(name)
        if found is None:
            if not is_folder_name(name):
                raise StoreError(f"{name[:100]!r} is no folder of a release")
            # the oldest goes first: together they might not fit into the worker's memory
            while len(self._open) >= MAX_OPEN:
                self._open.popitem(last=False)
            path = self._folder / name
            number = Manifest.read(path / "manifest.json").number
            found = self._open[name] = OpenRelease(EmbeddedReader.open(path / "store"), number)
        self._open.move_to_end(name)
        return found

    def let_go(self) -> None:
        """Close the releases if no query has named one for a while."""
        if self._open and time.monotonic() - self._used_s > IDLE_S:
            self._open.clear()
