"""The stamp of what is served: eight bytes that a publish changes, in memory that readers map.

Whoever reads asks with every request whether another generation is served now. Asking the file
system takes some microseconds, more than finding an answer that is kept; eight bytes of mapped
memory take a tenth of one. The file system is asked all the same every tenth of a second, for what
happens without a stamp: a folder that somebody has put in the place of another.
"""

from __future__ import annotations

import mmap
import os
import time
from pathlib import Path

_NAME = "served"
_BYTES = 8
_LOOK_AGAIN_S = 0.1


def stamp(data_dir: Path) -> None:
    """Tell every reader of a data directory that another generation may be served now."""
    number = time.time_ns().to_bytes(_BYTES, "big")
    # in place, and never shorter: readers have the file mapped
    descriptor = os.open(data_dir / _NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        os.pwrite(descriptor, number, 0)
    finally:
        os.close(descriptor)


class ServedWatch:
    """Says whether what is served can have changed since the last look.

    Args:
        data_dir: the data directory.
    """

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / _NAME
        self._memory: mmap.mmap | None = None
        self._file = (0, 0)
        self._seen = b""
        self._look_again_s = 0.0

    def is_same(self) -> bool:
        """Return whether nothing can have changed since `look` was last called."""
        memory = self._memory
        return (
            memory is not None
            and memory[:_BYTES] == self._seen
            and time.monotonic() < self._look_again_s
        )

    def look(self) -> None:
        """Note the stamp; whoever calls this then looks at the file system itself."""
        try:
            found = os.stat(self._path)
            if (found.st_dev, found.st_ino) != self._file:
                with self._path.open("rb") as file:
                    self._memory = mmap.mmap(file.fileno(), _BYTES, access=mmap.ACCESS_READ)
                self._file = (found.st_dev, found.st_ino)
        except (OSError, ValueError):
            # a directory without a stamp is looked at with every request
            self._memory, self._file = None, (0, 0)
        if self._memory is not None:
            self._seen = self._memory[:_BYTES]
        self._look_again_s = time.monotonic() + _LOOK_AGAIN_S
