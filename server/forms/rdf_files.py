"""RDF in files: written piece by piece, and the same bytes for the same statements."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from ...graph.serialise import RDF_FORMATS
from ...graph.terms import NamedNode, RdfFormat
from ..encoding import GzipWriter

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer as Buffer

MAX_TRIPLES_IN_MEMORY = 20_000
"""Statements up to which a document is made in memory, and its JSON-LD has a context."""

FILE_FORMATS: dict[str, RdfFormat] = {**RDF_FORMATS, "jsonld": RdfFormat.JSON_LD}
"""Suffix -> syntax, for those that the engine writes piece by piece: all of them."""

_BUFFER_BYTES = 65_536

_MAX_HEAD_BYTES = 20_000
"""Bytes within which the prefixes of a document are declared; there are about twenty."""


@contextmanager
def opened(output: IO[bytes], suffix: str, graph: str | None = None) -> Iterator[IO[bytes]]:
    """Give the stream into which the engine writes what is to end up in a file.

    Args:
        output: the file; it stays open.
        suffix: suffix of the syntax, with ``.gz`` after it for gzip.
        graph: IRI of the graph that N-Triples are to become N-Quads of; None if they are not.
    """
    syntax = suffix.removesuffix(".gz")
    target = io.BufferedWriter(GzipWriter(output), _BUFFER_BYTES) if syntax != suffix else output
    if graph is not None:
        ordered: io.RawIOBase | None = InGraph(target, graph)
    else:
        ordered = OrderedHead(target) if syntax in ("ttl", "trig", "rdf") else None
    stream = io.BufferedWriter(ordered, _BUFFER_BYTES) if ordered is not None else target
    try:
        yield stream
    finally:
        for opened_here in (stream, target):
            if opened_here is not output:
                opened_here.close()


class OrderedHead(io.RawIOBase):
    """A stream that puts the prefixes at the head of Turtle, TriG and RDF/XML in order.

    The engine writes them in an order that differs from process to process, and a strong ETag
    promises the same bytes.
    """

    def __init__(self, output: IO[bytes]) -> None:
        self._output = output
        self._head: bytes | None = b""

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, data: Buffer, /) -> int:
        """Return how many bytes were taken: all."""
        if self._head is None:
            self._output.write(data)
        else:
            self._head += bytes(data)
            if len(self._head) >= _MAX_HEAD_BYTES:
                self._write_head()
        return memoryview(data).nbytes

    def close(self) -> None:
        """Write what is still held back; the file stays open."""
        self._write_head()
        super().close()

    def _write_head(self) -> None:
        if self._head is not None:
            self._output.write(_with_ordered_prefixes(self._head))
            self._head = None


class InGraph(io.RawIOBase):
    """A stream that turns N-Triples into N-Quads of one graph.

    Source: N-Quads, section 2.1: a quad ends with the name of its graph and a full stop.
    """

    def __init__(self, output: IO[bytes], graph: str) -> None:
        self._output = output
        self._end = f" {NamedNode(graph)} .\n".encode()
        self._line = b""

    def writable(self) -> bool:
        """Return True."""
        return True

    def write(self, data: Buffer, /) -> int:
        """Return how many bytes were taken: all."""
        lines, newline, self._line = (self._line + bytes(data)).rpartition(b"\n")
        # no literal holds a line end as it is, so this is found only where a triple ends
        self._output.write((lines + newline).replace(b" .\n", self._end))
        return memoryview(data).nbytes


def _with_ordered_prefixes(head: bytes) -> bytes:
    lines = head.split(b"\n")
    if head.startswith(b"@prefix "):
        count = next((n for n, line in enumerate(lines) if not line.startswith(b"@prefix ")), 0)
        return b"\n".join([*sorted(lines[:count]), *lines[count:]])
    root = re.search(rb"<rdf:RDF((?:\s+xmlns:[\w-]+=\"[^\"]*\")+)", head)
    if root is None:
        return head
    declared = re.findall(rb'\sxmlns:[\w-]+="[^"]*"', root.group(1))
    return head[: root.start(1)] + b"".join(sorted(declared)) + head[root.end(1) :]
