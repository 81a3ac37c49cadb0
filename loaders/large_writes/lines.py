"""Lines in files: the statements of a graph as text, in parts that each fit into memory.

Source: RDF 1.1 N-Triples, section 4 (canonical form).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import overload
from zlib import crc32

from ...graph.terms import DefaultGraph, NamedNode
from ...graph.written_quads import WrittenQuads

_END = b" .\n"


@dataclass(frozen=True, slots=True)
class LinesFile(Sequence[str]):
    """Lines of a graph in a file, read anew each time.

    Attributes:
        path: the file.
        size: how many lines it has.
        has_blank_nodes: whether some may be about blank nodes.
    """

    path: Path
    size: int = 0
    has_blank_nodes: bool = False

    @classmethod
    def write(cls, path: Path, lines: Sequence[bytes]) -> LinesFile:
        """Return a new file of some lines, in their order."""
        with path.open("wb") as file:
            file.writelines(line + b"\n" for line in lines)
        return cls(path, len(lines), any(map(_is_about_blank_node, lines)))

    def __len__(self) -> int:
        return self.size

    def __iter__(self) -> Iterator[str]:
        if not self.size:
            return
        with self.path.open("rb") as file:
            for line in file:
                yield line[:-1].decode()

    @overload
    def __getitem__(self, index: int) -> str: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...

    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        if isinstance(index, slice):
            return list(islice(self, *index.indices(len(self))))
        return next(islice(self, index, None))

    def quads(self, graph: NamedNode | DefaultGraph) -> WrittenQuads:
        """Return the lines as statements of a graph."""
        return WrittenQuads(self, graph, has_blank_nodes=self.has_blank_nodes)


class Parts:
    """A file that statements are written to as N-Triples, which puts them apart by subject.

    All lines about a subject are in one part, and in the part of that number of other `Parts` of
    as many.

    Args:
        folder: a new folder for the files.
        count: how many parts there are.
    """

    def __init__(self, folder: Path, count: int) -> None:
        folder.mkdir()
        self._paths = [folder / str(number) for number in range(count)]
        self._rest = b""
        self._open = ExitStack()
        self._files = [self._open.enter_context(path.open("wb")) for path in self._paths]

    def __enter__(self) -> Parts:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._open.close()

    def write(self, data: bytes) -> int:
        """Take a piece of N-Triples, which may end anywhere."""
        # a line feed inside a literal is escaped, so this ends a statement and nothing else
        known = self._rest + data
        end = known.rfind(_END)
        if end < 0:
            self._rest = known
            return len(data)
        self._rest = known[end + len(_END) :]
        files, count = self._files, len(self._files)
        for line in known[:end].split(_END):
            files[crc32(line[: line.index(b" ")]) % count].write(line + b"\n")
        return len(data)

    def flush(self) -> None:
        """Nothing is to be flushed before the end."""

    def lines(self, number: int) -> set[bytes]:
        """Return the lines of a part, each once; after the files were closed."""
        lines = set(self._paths[number].read_bytes().split(b"\n"))
        lines.discard(b"")
        return lines


def _is_about_blank_node(line: bytes) -> bool:
    return line.startswith(b"_:") or line.rpartition(b" ")[2].startswith(b"_:")
