"""The graph that a worker answers from: that of the generation which is served now."""

from __future__ import annotations

import os
from pathlib import Path

from ..errors import StoreError, StoreMissingError
from ..served import ServedWatch
from ..store import EmbeddedReader


class ServedGraph:
    """The served generation's graph, opened anew when another generation is published.

    Args:
        data_dir: the data directory, whose ``current`` names the generation.
    """

    def __init__(self, data_dir: Path) -> None:
        self.number = 0
        self._data_dir = data_dir
        self._current = data_dir / "current"
        self._target = ""
        self._reader: EmbeddedReader | None = None
        self._watch = ServedWatch(data_dir)

    def reader(self) -> EmbeddedReader:
        """Return the graph; `number` is then its generation's.

        Raises:
            StoreMissingError: nothing has been published.
            StoreCorruptError: its files are damaged.
        """
        if self._reader is not None and self._watch.is_same():
            return self._reader
        self._watch.look()
        try:
            target = os.readlink(self._current)
        except OSError as error:
            raise StoreMissingError(
                "there is no store here",
                where=str(self._data_dir),
                remedy="run 'moothall init'",
            ) from error
        if self._reader is None or target != self._target:
            # The old one goes first: together they might not fit into the worker's memory.
            self._reader = None
            self._reader = EmbeddedReader.open(self._data_dir / target / "store")
            self._target, self.number = target, int(Path(target).name)
        return self._reader

    def look_up(self) -> None:
        """Open the served generation before a query asks for it, and let go of an older one.

        What is wrong with it, if anything, the next query is told.
        """
        try:
            self.reader()
        except StoreError:
            return
