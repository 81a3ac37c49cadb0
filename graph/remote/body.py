"""The body of an answer, read as it comes, and never taken for whole when it was cut."""

from __future__ import annotations

import io
import time

import requests
from requests import Response

from ..errors import LimitError
from .dialects import Dialect, dialect_of
from .errors import StoreAwayError, StoreRefusedError, StoreSlowError

_CHUNK_BYTES = 65_536


class Body(io.RawIOBase):
    """The bytes of an answer, for a parser to read; closing it early ends the call.

    Args:
        response: the answer, of which nothing was read yet.
        deadline: moment of the monotonic clock by which all of it must be there; None for any.
        max_bytes: the largest that is read; None for any.
    """

    def __init__(
        self, response: Response, deadline: float | None = None, max_bytes: int | None = None
    ) -> None:
        self._response = response
        self._chunks = response.iter_content(_CHUNK_BYTES)
        self._rest = b""
        self._size = 0
        self._deadline = deadline
        self._max_bytes = max_bytes

    @property
    def media_type(self) -> str:
        """Return the media type of the answer, without parameters; empty if it names none."""
        return self._response.headers.get("Content-Type", "").split(";")[0].strip().lower()

    @property
    def max_rows(self) -> int | None:
        """Return the rows at which the store cuts answers; None if it does not say.

        Source: Virtuoso, header ``X-SPARQL-MaxRows`` (setting ``ResultSetMaxRows``).
        """
        text = self._response.headers.get("X-SPARQL-MaxRows", "").strip()
        return int(text) if text.isascii() and text.isdigit() else None

    @property
    def dialect(self) -> Dialect:
        """Return the ways of the store that answers."""
        return dialect_of(self._response.headers.get("Server", ""))

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        """Return how many bytes were put into a buffer; 0 at the end.

        Raises:
            StoreAwayError: the rest did not come.
            StoreSlowError: it did not come in time.
            LimitError: it is larger than it may be.
        """
        if not self._rest:
            self._rest = self._next_chunk()
        count = min(len(buffer), len(self._rest))
        buffer[:count] = self._rest[:count]
        self._rest = self._rest[count:]
        return count

    def close(self) -> None:
        """Let go of the answer; what was not read is not fetched."""
        self._response.close()
        super().close()

    def refuse(self, what: str, remedy: str) -> StoreRefusedError:
        """Return the error that says why the answer is of no use."""
        return StoreRefusedError(what, where=self._response.url.split("?")[0], remedy=remedy)

    def _next_chunk(self) -> bytes:
        where = self._response.url.split("?")[0]
        if self._deadline is not None and time.monotonic() > self._deadline:
            raise StoreSlowError(
                "the store was still sending its answer when the time was over",
                where=where,
                remedy="ask for less, or raise MOOTHALL_STORE_TIMEOUT_S",
            )
        try:
            chunk = next(self._chunks, b"")
        except requests.RequestException as error:
            raise StoreAwayError(
                f"the store's answer broke off ({type(error).__name__})",
                where=where,
                remedy="try again; the store's own log may say why",
            ) from error
        self._size += len(chunk)
        if self._max_bytes is not None and self._size > self._max_bytes:
            raise LimitError(
                f"the answer has more than {self._max_bytes:,} bytes",
                remedy="ask for less with LIMIT and OFFSET, or take the download of a whole "
                "dataset",
            )
        return chunk


class RowsAsMeant(io.RawIOBase):
    """The rows of an answer in JSON, written as a store without ways of its own writes them.

    Args:
        body: the answer; it is closed with this.
    """

    def __init__(self, body: Body) -> None:
        self._body = body
        self._dialect = body.dialect
        self._whole = b""
        self._waiting = b""

    def readable(self) -> bool:
        """Return that it can be read."""
        return True

    def readinto(self, buffer: memoryview, /) -> int:  # type: ignore[override]
        """Return how many bytes were put into a buffer; 0 at the end."""
        while not self._whole:
            chunk = self._body.read(_CHUNK_BYTES)
            self._waiting += chunk
            # nothing that is written otherwise reaches beyond a brace
            end = self._waiting.rfind(b"}") + 1 if chunk else len(self._waiting)
            self._whole = self._dialect.rows_as_meant(self._waiting[:end])
            self._waiting = self._waiting[end:]
            if not chunk:
                break
        count = min(len(buffer), len(self._whole))
        buffer[:count] = self._whole[:count]
        self._whole = self._whole[count:]
        return count

    def close(self) -> None:
        """Let go of the answer."""
        self._body.close()
        super().close()
