"""The spool: large answers as finished files, so that a cut one never looks whole.

A file is written before the first byte of it is sent: the answer has a true status and length.
Each is written once a generation, by one thread at a time, and kept while there is room, so that
asking again costs nothing.
"""

from __future__ import annotations

import os
import tempfile
import threading
import weakref
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from ..graph.errors import StoreError

MAX_BYTES = 1_000_000_000
"""Bytes of files that each web process keeps."""

_CHUNK_BYTES = 65_536


class SpoolBusyError(Exception):
    """As many requests wait for files as may."""


class SpooledFile:
    """A finished file without a name; any number of threads may read it at once.

    Args:
        write: writes the content.
        folder: where it takes room; None for the system's folder of temporary files.

    Raises:
        StoreError: the disk refused.
    """

    def __init__(self, write: Callable[[IO[bytes]], None], folder: Path | None) -> None:
        try:
            with tempfile.TemporaryFile(dir=folder) as file:
                write(file)
                file.flush()
                self.size = os.fstat(file.fileno()).st_size
                self._descriptor = os.dup(file.fileno())
        except OSError as error:
            raise StoreError(
                f"a file for an answer could not be written: {error}",
                where=str(folder or tempfile.gettempdir()),
                remedy="free space there, or name another folder with MOOTHALL_SPOOL_DIR",
            ) from error
        # the room on the disk is free when nobody refers to the file any more
        weakref.finalize(self, os.close, self._descriptor)

    def chunks(self) -> Iterator[bytes]:
        """Return the content piece by piece, from a position of its own."""
        position = 0
        while chunk := os.pread(self._descriptor, _CHUNK_BYTES, position):
            yield chunk
            position += len(chunk)


class Spool:
    """The files of one web process.

    Args:
        max_bytes: how many bytes are kept; a file that is larger alone is sent and not kept.
        max_waiting: how many threads may write or wait at once, so that some stay free for
            requests that need no file.
        folder: where the files take room; None for the system's folder of temporary files.
    """

    def __init__(self, max_bytes: int, max_waiting: int, folder: Path | None = None) -> None:
        self._max_bytes = max_bytes
        self._folder = folder
        self._places = threading.BoundedSemaphore(max_waiting)
        self._writing = threading.Lock()
        self._lock = threading.Lock()
        self._generation = 0
        self._files: OrderedDict[Hashable, SpooledFile] = OrderedDict()

    def file(
        self, generation: int, name: Hashable, write: Callable[[IO[bytes]], None]
    ) -> SpooledFile:
        """Return a file, written first unless it is kept.

        Args:
            generation: digest of the generation that it is made from; files of others are dropped.
            name: what the file is, within the generation.
            write: writes it to an open file.

        Raises:
            SpoolBusyError: too many wait for files already.
            StoreError: the disk refused.
        """
        found = self._kept(generation, name)
        if found is not None:
            return found
        with self._place(), self._writing:
            # another thread may have written it while this one waited
            found = self._kept(generation, name)
            if found is None:
                found = SpooledFile(write, self._folder)
                self._keep(generation, name, found)
            return found

    @contextmanager
    def _place(self) -> Iterator[None]:
        if not self._places.acquire(blocking=False):
            raise SpoolBusyError
        try:
            yield
        finally:
            self._places.release()

    def _kept(self, generation: int, name: Hashable) -> SpooledFile | None:
        with self._lock:
            found = self._files.get(name) if generation == self._generation else None
            if found is not None:
                self._files.move_to_end(name)
            return found

    def _keep(self, generation: int, name: Hashable, file: SpooledFile) -> None:
        with self._lock:
            if generation != self._generation:
                self._files.clear()
                self._generation = generation
            self._files[name] = file
            while sum(kept.size for kept in self._files.values()) > self._max_bytes:
                self._files.popitem(last=False)
