"""The answer as a worker writes it: in memory while it is short, then in a file without a name."""

from __future__ import annotations

import errno
import io
import os
import socket
import tempfile
from typing import IO

from ..errors import LimitError, MoothallError, QueryBusyError, QueryWorkerError
from .limits import WorkerLimits
from .wire import ANSWER, FILE, SMALL_BYTES, Reply, write_reply

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class EnoughRowsError(Exception):
    """The answer has as many rows as were wanted; what is written is a whole number of lines."""


class AnswerWriter(io.RawIOBase):
    """The file that a result is serialised to.

    A file without a name goes with the last process that holds it open, so whatever ends the
    worker, nothing of half an answer stays on the disk.

    Args:
        limits: the settings: the largest answer, and the folder of those too long for memory.
        max_lines: lines after which to stop; 0 for all.
    """

    def __init__(self, limits: WorkerLimits, max_lines: int = 0) -> None:
        super().__init__()
        self.length = 0
        self.is_cut = False
        self._limits = limits
        self._lines_left = max_lines or None
        self._parts: list[bytes] = []
        self._held = 0
        self._file: IO[bytes] | None = None

    def writable(self) -> bool:
        """Return that this can be written to."""
        return True

    def write(self, data: bytes, /) -> int:  # type: ignore[override]
        """Take bytes, and return how many.

        Raises:
            LimitError: the answer is larger than it may be.
            EnoughRowsError: it has the lines that were wanted.
            QueryBusyError: the disk is full.
            QueryWorkerError: the folder cannot be written to.
        """
        taken = bytes(data)
        if self._lines_left is not None:
            taken = self._up_to_last_line(taken, self._lines_left)
        self.length += len(taken)
        if self.length > self._limits.largest_answer_bytes:
            raise LimitError(
                f"the answer has more than {self._limits.largest_answer_bytes:,} bytes",
                remedy="ask for less with LIMIT, or take the download of a whole dataset",
            )
        self._parts.append(taken)
        self._held += len(taken)
        if self._held > SMALL_BYTES:
            self._spill()
        if self.is_cut:
            raise EnoughRowsError
        return len(data)

    def send(self, connection: socket.socket, form: str, generation: int) -> None:
        """Send the whole answer.

        Raises:
            QueryBusyError: the disk is full.
            OSError: the client has gone.
        """
        kind = FILE if self._file is not None else ANSWER
        head = write_reply(Reply(kind, form, self.is_cut, generation, self.length))
        if self._file is None:
            connection.sendall(head + b"".join(self._parts))
            return
        self._spill()
        socket.send_fds(connection, [head], [self._file.fileno()])
        self._file.close()

    def close(self) -> None:
        """Give the file back, unless it was handed over."""
        if self._file is not None:
            self._file.close()
        super().close()

    def _spill(self) -> None:
        try:
            if self._file is None:
                self._file = tempfile.TemporaryFile(dir=self._limits.spool_dir, buffering=0)
            data = memoryview(b"".join(self._parts))
            while data:
                data = data[os.write(self._file.fileno(), data) :]
        except OSError as error:
            raise self._explain(error) from error
        self._parts, self._held = [], 0

    def _explain(self, error: OSError) -> MoothallError:
        if error.errno in _NO_ROOM:
            return QueryBusyError(
                "there is no room for an answer of this size now", self._limits.retry_after_s
            )
        return QueryWorkerError(f"an answer could not be kept: {error.strerror}")

    def _up_to_last_line(self, data: bytes, lines_left: int) -> bytes:
        lines = data.count(b"\n")
        if lines < lines_left:
            self._lines_left = lines_left - lines
            return data
        end = -1
        for _ in range(lines_left):
            end = data.index(b"\n", end + 1)
        self._lines_left = 0
        self.is_cut = end + 1 < len(data)
        return data[: end + 1]
