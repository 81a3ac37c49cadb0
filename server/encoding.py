"""Content encoding: gzip for those who ask for it, with an ETag of its own.

Source: RFC 9110, sections 8.4 (Content-Encoding), 8.8.3.3 (ETags that differ by encoding) and
12.5.3 (Accept-Encoding).
"""

from __future__ import annotations

import io
import re
import zlib
from collections.abc import Iterable
from functools import lru_cache
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

MIN_BYTES = 1_000
"""Answers that are shorter are sent as they are: they fit one packet either way."""

_MAX_ACCEPT_ENCODING = 500

_LEVEL = 4
"""Level of compression. A million statements as N-Quads, 190 MB: level 3 took 0.5 s for 12.1 MB,
level 6 took 1.2 s for 10.3 MB."""

_GZIP_WINDOW = 31
"""What zlib calls a window of 32 kB in gzip's frame, whose header then holds no time or name."""

_COMPRESSIBLE = re.compile(
    r"text/|application/(?:[\w.-]+\+)?(?:json|xml)\b|application/(?:n-triples|n-quads|trig)\b"
    r"|image/svg\+xml"
)

_MARK = '-gzip"'
"""The end of the ETag of an answer in gzip."""


@lru_cache(maxsize=500)
def accepts_gzip(accept_encoding: str) -> bool:
    """Return whether a client takes gzip at least as gladly as no encoding."""
    weights: dict[str, float] = {}
    for item in accept_encoding[:_MAX_ACCEPT_ENCODING].lower().split(","):
        coding, _, parameters = item.partition(";")
        match = re.fullmatch(r"\s*q\s*=\s*(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*", parameters)
        weight = 1.0 if not parameters.strip() else float(match.group(1)) if match else 0.0
        weights[coding.strip()] = weight
    asked = weights.get("gzip", weights.get("x-gzip", weights.get("*", 0.0)))
    return asked > 0 and asked >= weights.get("identity", 0.0)


@lru_cache(maxsize=100)
def is_compressible(content_type: str) -> bool:
    """Return whether answers of a type become smaller in gzip; images and archives do not."""
    return _COMPRESSIBLE.match(content_type) is not None


def compress(body: bytes) -> bytes:
    """Return bytes in gzip; equal bytes always give equal bytes."""
    compressor = zlib.compressobj(_LEVEL, wbits=_GZIP_WINDOW)
    return compressor.compress(body) + compressor.flush()


class GzipWriter(io.RawIOBase):
    """A stream that compresses what is written to it into a file, which `close` leaves open."""

    def __init__(self, output: IO[bytes]) -> None:
        self._output = output
        self._compressor = zlib.compressobj(_LEVEL, wbits=_GZIP_WINDOW)

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, data: Buffer, /) -> int:
        """Return how many bytes were taken: all."""
        self._output.write(self._compressor.compress(data))
        return memoryview(data).nbytes

    def close(self) -> None:
        """Write the end of the gzip stream."""
        if not self.closed:
            self._output.write(self._compressor.flush())
        super().close()


def compress_into(output: IO[bytes], chunks: Iterable[bytes]) -> None:
    """Write chunks to a file in gzip."""
    with GzipWriter(output) as writer:
        for chunk in chunks:
            writer.write(chunk)


def gzip_etag(etag: str) -> str:
    """Return the ETag of an answer in gzip: ``"abc"`` becomes ``"abc-gzip"``."""
    return etag[:-1] + _MARK


def names_gzip(if_none_match: str) -> bool:
    """Return whether an If-None-Match header lists an answer in gzip."""
    return _MARK in if_none_match


def without_gzip(if_none_match: str) -> str:
    """Return an If-None-Match header with the ETags that the answers have without gzip."""
    return if_none_match.replace(_MARK, '"')


def says_that_it_varies(headers: Iterable[tuple[str, str]]) -> bool:
    """Return whether headers say that the answer depends on Accept-Encoding."""
    for name, value in headers:
        if name.lower() == "vary" and ("accept-encoding" in value.lower() or value.strip() == "*"):
            return True
    return False


def with_vary(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return headers that say that the answer depends on Accept-Encoding as well."""
    found = list(headers)
    if says_that_it_varies(found):
        return found
    varied = [value for name, value in found if name.lower() == "vary"]
    kept = [header for header in found if header[0].lower() != "vary"]
    return [*kept, ("Vary", ", ".join([*varied, "Accept-Encoding"]))]


def as_gzip_headers(headers: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the headers of an answer in gzip from those that it has without, but no length."""
    dropped = ("content-length", "accept-ranges")
    found = [
        (name, gzip_etag(value) if name.lower() == "etag" and value.endswith('"') else value)
        for name, value in headers
        if name.lower() not in dropped
    ]
    return [*with_vary(found), ("Content-Encoding", "gzip")]
