"""Written quads: statements of one graph kept as text, for changes that are large.

A million statements take 150 MB as N-Triples and three times as much as objects; and the store
takes text as it is. A sequence of written quads can stand wherever one of quads does.
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain, islice
from typing import IO, TYPE_CHECKING, Protocol, cast, overload, runtime_checkable

from .terms import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, parse

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

_LINES_AT_ONCE = 10_000


@runtime_checkable
class ByProperty(Protocol):
    """Lines that are held by property, and so can be asked for those of one."""

    def subjects(self) -> set[str]:
        """Return the written subjects."""

    def of_property(self, predicate: str) -> Iterator[tuple[str, str]]:
        """Yield the written subject and object of each line of a written property."""


class WrittenQuads(Sequence[Quad]):
    """Statements of one graph, as N-Triples without the mark at their end.

    Args:
        lines: ``subject predicate object``, each as N-Triples writes it in canonical form.
        graph: the graph that all of them are in.
        has_blank_nodes: whether some may be about blank nodes, whose labels are to be kept.
    """

    def __init__(
        self,
        lines: Sequence[str],
        graph: NamedNode | DefaultGraph,
        *,
        has_blank_nodes: bool = False,
    ) -> None:
        self.lines = lines
        self.graph = graph
        self.has_blank_nodes = has_blank_nodes
        self._end = f" {graph}" if isinstance(graph, NamedNode) else ""

    def __len__(self) -> int:
        return len(self.lines)

    def __iter__(self) -> Iterator[Quad]:
        for data in self.n_quads():
            yield from parse(input=data, format=RdfFormat.N_QUADS)

    @overload
    def __getitem__(self, index: int) -> Quad: ...

    @overload
    def __getitem__(self, index: slice) -> WrittenQuads: ...

    def __getitem__(self, index: int | slice) -> Quad | WrittenQuads:
        if isinstance(index, slice):
            lines = self.lines[index]
            return WrittenQuads(lines, self.graph, has_blank_nodes=self.has_blank_nodes)
        return next(iter(WrittenQuads([self.lines[index]], self.graph)))

    def n_quads(self) -> Iterator[bytes]:
        """Yield the statements as N-Quads, some thousand lines at a time."""
        end = f"{self._end} .\n"
        lines = iter(self.lines)
        while part := list(islice(lines, _LINES_AT_ONCE)):
            yield (end.join(part) + end).encode()

    def as_files(self, lines: int) -> Iterator[IO[bytes]]:
        """Yield the statements as files of N-Quads, each read once and before the next is made.

        Args:
            lines: how many statements a file holds, roughly.
        """
        chunks = self.n_quads()
        count = max(1, lines // _LINES_AT_ONCE)
        for first in chunks:
            part = chain([first], islice(chunks, count - 1))
            yield cast("IO[bytes]", io.BufferedReader(_Chunks(part), 1 << 20))

    def texts(self) -> Iterator[str]:
        """Yield each quad as its own text."""
        end = self._end
        return (line + end for line in self.lines)

    def subjects(self) -> set[str]:
        """Return the IRIs of the subjects."""
        if isinstance(self.lines, ByProperty):
            return {text[1:-1] for text in self.lines.subjects() if text[0] == "<"}
        return {line[1 : line.index(">")] for line in self.lines if line[0] == "<"}

    def of_property(self, predicate: NamedNode) -> Iterator[tuple[str, str]]:
        """Yield the written subject and object of each statement of a property."""
        if isinstance(self.lines, ByProperty):
            yield from self.lines.of_property(str(predicate))
            return
        middle = f" {predicate} "
        for line in self.lines:
            subject, found, value = line.partition(middle)
            if found and " " not in subject:
                yield subject, value


class _Chunks(io.RawIOBase):
    """A file of what an iterator yields."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._left = memoryview(b"")

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: WriteableBuffer, /) -> int:
        """Fill a buffer as far as the next chunk goes, and return how far that is."""
        if not self._left:
            self._left = memoryview(next(self._chunks, b""))
        target = memoryview(buffer)
        size = min(len(target), len(self._left))
        target[:size] = self._left[:size]
        self._left = self._left[size:]
        return size


class Joined(Sequence[Quad]):
    """Several sequences of quads, one after the other, none of them copied."""

    def __init__(self, parts: Iterable[Sequence[Quad]]) -> None:
        self.parts: tuple[Sequence[Quad], ...] = tuple(
            each
            for part in parts
            for each in (part.parts if isinstance(part, Joined) else (part,))
            if len(each)
        )

    def __len__(self) -> int:
        return sum(map(len, self.parts))

    def __iter__(self) -> Iterator[Quad]:
        return chain.from_iterable(self.parts)

    @overload
    def __getitem__(self, index: int) -> Quad: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Quad]: ...

    def __getitem__(self, index: int | slice) -> Quad | Sequence[Quad]:
        if isinstance(index, slice):
            return list(islice(self, *index.indices(len(self))))
        for part in self.parts:
            if index < len(part):
                return part[index]
            index -= len(part)
        raise IndexError(index)


def written_parts(quads: Sequence[Quad]) -> tuple[list[WrittenQuads], list[Quad]]:
    """Return the written quads of a sequence, and all others."""
    parts = quads.parts if isinstance(quads, Joined) else (quads,)
    written = [part for part in parts if isinstance(part, WrittenQuads)]
    rest = [quad for part in parts if not isinstance(part, WrittenQuads) for quad in part]
    return written, rest


def graph_names(quads: Sequence[Quad]) -> set[NamedNode | BlankNode | DefaultGraph]:
    """Return the graphs that quads are in; of written quads none is read for it."""
    written, rest = written_parts(quads)
    return {part.graph for part in written}.union(quad.graph_name for quad in rest)
