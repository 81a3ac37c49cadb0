"""The answer to a query: whole before anything of it is delivered, with a true length."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from types import TracebackType
from typing import Self

from ..errors import QueryBusyError

MEDIA_TYPES: dict[str, str] = {
    "json": "application/sparql-results+json",
    "xml": "application/sparql-results+xml",
    "csv": "text/csv; charset=utf-8",
    "tsv": "text/tab-separated-values; charset=utf-8",
    "nt": "application/n-triples",
    "ttl": "text/turtle; charset=utf-8",
    "rdf": "application/rdf+xml",
    "jsonld": "application/ld+json",
}
"""Form -> media type."""

_CHUNK_BYTES = 1 << 16


class SpoolRoom:
    """The room on the disk for answers that a web process is delivering.

    Args:
        size: bytes in all.
        retry_after_s: when a client for whose answer there is no room should come back.
    """

    def __init__(self, size: int, retry_after_s: int) -> None:
        self._size = size
        self._retry_after_s = retry_after_s
        self._taken = 0
        self._lock = threading.Lock()

    @property
    def taken(self) -> int:
        """Bytes of the answers that are being delivered."""
        return self._taken

    def take(self, length: int) -> None:
        """Take room.

        Raises:
            QueryBusyError: there is not enough.
        """
        with self._lock:
            if self._taken + length > self._size:
                raise QueryBusyError(
                    "too many large answers are being delivered", self._retry_after_s
                )
            self._taken += length

    def give_back(self, length: int) -> None:
        """Give room back."""
        with self._lock:
            self._taken -= length


class Answer:
    """An iterator over the bytes of an answer, which must be closed.

    It may be what a WSGI application returns: it has a length, and `close`.

    Args:
        form: one of `wire.FORMS`; see `MEDIA_TYPES`.
        generation: number of the generation that it was read from.
        length: bytes in all.
        is_cut: whether there are more rows than were asked for with `max_rows`.
        body: all of it, if it is short.
        file_descriptor: the file that holds all of it, if it is long.
        room: where its room on the disk is given back.
    """

    def __init__(
        self,
        *,
        form: str,
        generation: int,
        length: int,
        is_cut: bool,
        body: bytes = b"",
        file_descriptor: int | None = None,
        room: SpoolRoom | None = None,
    ) -> None:
        self.form = form
        self.generation = generation
        self.length = length
        self.is_cut = is_cut
        self._body = body
        self._file_descriptor = file_descriptor
        self._room = room

    @property
    def media_type(self) -> str:
        """The value of a Content-Type header."""
        return MEDIA_TYPES[self.form]

    @property
    def is_spooled(self) -> bool:
        """Whether it is in a file, and not in memory."""
        return self._file_descriptor is not None

    def read(self) -> bytes:
        """Return all of it, in memory."""
        return b"".join(self)

    def __iter__(self) -> Iterator[bytes]:
        """Return its bytes, 64 kB at a time."""
        if self._file_descriptor is None:
            yield self._body
            return
        offset = 0
        while offset < self.length:
            chunk = os.pread(self._file_descriptor, _CHUNK_BYTES, offset)
            if not chunk:
                raise OSError(f"the answer's file ends at {offset} of {self.length} bytes")
            offset += len(chunk)
            yield chunk

    def close(self) -> None:
        """Give the file and its room back; may be called again."""
        if self._file_descriptor is not None:
            os.close(self._file_descriptor)
            self._file_descriptor = None
            if self._room is not None:
                self._room.give_back(self.length)

    def __del__(self) -> None:
        self.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()
