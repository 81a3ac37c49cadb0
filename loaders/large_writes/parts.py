"""Parts: a body, and the graph as it is published, as lines that can be compared."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from typing import IO, cast

from ...graph.change import Change
from ...graph.inverses import Inverses
from ...graph.store import EmbeddedReader
from ...graph.terms import BlankNode, DefaultGraph, NamedNode, Quad, RdfFormat, parse
from ...graph.written_quads import Joined
from ..graph_store import BODY_FORMATS, apart, parse_body, placed
from ..skolem import label_each_afresh, labels_by_content, renamed
from ..write import kept
from .lines import LinesFile, Parts

_AT_ONCE = 20_000


@dataclass(frozen=True, slots=True)
class Body:
    """Statements that a client has sent.

    Attributes:
        path: the file that holds them, which may be one that only this process can open.
        media_type: the media type of its syntax, one of `BODY_FORMATS`.
    """

    path: Path
    media_type: str


@dataclass(frozen=True, slots=True)
class PartChange:
    """How one part of a graph changes: all that is about some subjects.

    Attributes:
        graph: the graph.
        removed: the lines that go.
        added: the lines that come.
    """

    graph: NamedNode | DefaultGraph
    removed: LinesFile
    added: LinesFile

    def as_change(self) -> Change:
        """Return the change, held in memory."""
        return Change(list(self.removed.quads(self.graph)), list(self.added.quads(self.graph)))


def whole_change(parts: Iterable[PartChange]) -> Change:
    """Return all parts as one change, which stays in its files."""
    held = list(parts)
    return Change(
        Joined(part.removed.quads(part.graph) for part in held),
        Joined(part.added.quads(part.graph) for part in held),
    )


def write_bodies(
    bodies: Iterable[Body],
    graph: NamedNode | DefaultGraph,
    base_iri: str,
    inverses: Inverses,
    output: Parts,
    folder: Path,
    *,
    is_added: bool,
) -> None:
    """Write the statements of some bodies as the live store will give them back.

    Args:
        bodies: the bodies.
        graph: the graph that they are for, which relative addresses are resolved against.
        base_iri: the base of the service's addresses.
        inverses: what the ontology says from the other end, which is added.
        output: where they go.
        folder: a folder for what is kept meanwhile.
        is_added: whether blank nodes are new ones each time, as for what is added to a graph; else
            they get the same labels each time.

    Raises:
        ContentError: a body is not in its syntax, or names graphs itself.
        RequestError: it holds what is not kept.
    """
    base = graph.value if isinstance(graph, NamedNode) else base_iri
    read = [kept(parse_body(body.path, BODY_FORMATS[body.media_type], base)) for body in bodies]
    if len(read) > 1:
        read = [apart(quads, number) for number, quads in enumerate(read)]
    quads = placed(chain.from_iterable(read), graph)

    def write(some: Iterable[Quad]) -> None:
        left = iter(some)
        while batch := list(islice(left, _AT_ONCE)):
            # the way through a store puts literals into the spelling that live gives them
            held = EmbeddedReader.of(chain(batch, inverses.of(batch)))
            held.dump_lines(cast(IO[bytes], output), graph)

    if is_added:
        write(label_each_afresh(quads))
        return
    about_blank = folder / "blank.nq"
    write(_without_blank(quads, about_blank))
    if about_blank.stat().st_size:
        held = _QuadsFile(about_blank)
        write(renamed(held, labels_by_content(held)))


def compare(
    before: Parts | None,
    after: Parts | None,
    count: int,
    graph: NamedNode | DefaultGraph,
    folder: Path,
    *,
    is_added: bool,
) -> Iterator[PartChange]:
    """Yield how each part of a graph changes, without those that do not.

    Args:
        before: the graph as it is; None if it holds nothing.
        after: what was sent; None for nothing.
        count: how many parts each has.
        graph: the graph.
        folder: where the lines that go and come are kept.
        is_added: whether what is there stays.
    """
    for number in range(count):
        was = before.lines(number) if before is not None else set()
        sent = after.lines(number) if after is not None else set()
        gone = [] if is_added else sorted(was - sent)
        come = sorted(sent - was)
        if gone or come:
            yield PartChange(
                graph,
                LinesFile.write(folder / f"removed-{number}", gone),
                LinesFile.write(folder / f"added-{number}", come),
            )


def _without_blank(quads: Iterable[Quad], path: Path) -> Iterator[Quad]:
    """Yield the statements without blank nodes; the others are written to a file."""
    with path.open("wb") as file:
        for quad in quads:
            if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode):
                file.write(f"{quad} .\n".encode())
            else:
                yield quad


class _QuadsFile:
    """Statements in a file, read anew each time."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __iter__(self) -> Iterator[Quad]:
        with self._path.open("rb") as file:
            yield from parse(input=file, format=RdfFormat.N_QUADS)
