"""Publication: one large write, from the files of its bodies to the next generation."""

from __future__ import annotations

import dataclasses
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast
from typing import Literal as OneOf

from ...graph.attribution import NOBODY, Attribution
from ...graph.change import Change
from ...graph.config import Config
from ...graph.errors import StoreError
from ...graph.generation import Generation
from ...graph.generations import Generations, LiveWriter
from ...graph.moment import this_second
from ...graph.reader import Reader
from ...graph.store import EmbeddedReader
from ...graph.terms import NamedNode
from ..conditions import Condition
from ..graph_names import (
    GraphName,
    check_writable,
    empty_graphs,
    graph_exists,
    mark_empty,
    sizes_after,
)
from ..graph_store import raise_if_missing
from ..ledger import ledger_change
from ..retirement import check_confirmed
from ..staging import stated_inverses
from ..write import Written, publish_write, writing
from ..written_entries import entries_after, slug_of_graph, title_of
from .lines import Parts
from .parts import Body, PartChange, compare, whole_change, write_bodies
from .review import Review

Verb = OneOf["put", "post", "delete"]

_FOLDER = "write.next"
"""Folder of the data directory for the lines of the one large write that goes on."""

PART_BYTES = 8_000_000
"""Bytes of lines that are looked at together."""

_STATEMENT_BYTES = 140


@dataclass(frozen=True, slots=True, kw_only=True)
class LargeWrite:
    """What a client asks for.

    Attributes:
        verb: whether the graph is to hold just what is sent, that as well, or not to be.
        graph: the graph.
        bodies: what is sent.
        condition: what must be so of the graph.
        is_confirmed: whether terms that are still used may become not for new use.
        attribution: who asks for it, and why.
    """

    verb: Verb
    graph: GraphName
    bodies: tuple[Body, ...] = ()
    condition: Condition
    is_confirmed: bool = False
    attribution: Attribution = NOBODY


def write_large(
    generations: Generations, config: Config, asked: LargeWrite, part_bytes: int = PART_BYTES
) -> Written:
    """Return what a large write did.

    It does what `moothall.loaders.graph_store.GraphStore` does, in bounded memory.

    Args:
        generations: the data directory, on this machine.
        config: the settings.
        asked: the write.
        part_bytes: bytes of lines that are looked at together.

    Raises:
        NotFoundError: there is no graph of the name to delete.
        PreconditionError: the condition is not so.
        ContentError: a body is not in its syntax, or names graphs itself.
        RequestError: it holds what is not kept.
        ForbiddenError: the service itself writes the graph.
        ShapesError: it breaks the shapes where they were not broken.
        StillUsedError: it deprecates terms that are still used.
        BusyError: another write goes on.
    """
    graph, base_iri = asked.graph, config.base_iri
    with writing(generations, config.write_wait_s) as writer:
        if not isinstance(writer, LiveWriter):
            raise TypeError("a large write is for a store on this machine")
        if asked.verb == "delete":
            raise_if_missing(writer.live, graph, base_iri)
        is_there = graph_exists(writer.live, graph, base_iri)
        asked.condition.check(generations, graph, is_there)
        check_writable(graph, base_iri)
        empty = set(empty_graphs(writer.live, base_iri))
        if isinstance(graph, NamedNode):
            empty.discard(graph.value)
            if asked.verb != "delete":
                empty.add(graph.value)
        served = generations.current()
        with _folder(generations.data_dir / _FOLDER) as folder:
            parts = _difference(writer.live, served, config, asked, folder, part_bytes)
            if not parts:
                written = publish_write(
                    writer,
                    served,
                    Change(),
                    empty,
                    config.standards_dir,
                    attribution=asked.attribution,
                )
            else:
                written = _publish(writer, served, config, asked, parts, empty)
        return dataclasses.replace(written, is_new=not is_there)


def _difference(
    live: Reader,
    served: Generation,
    config: Config,
    asked: LargeWrite,
    folder: Path,
    part_bytes: int,
) -> list[PartChange]:
    """Return how the graph changes, part by part, as lines in a folder."""
    graph = asked.graph
    held = served.manifest.graphs.get(graph.value if isinstance(graph, NamedNode) else "", 0)
    size = held * _STATEMENT_BYTES + sum(body.path.stat().st_size for body in asked.bodies)
    count = 1 + size // part_bytes
    with ExitStack() as opened:
        before = after = None
        if asked.bodies:
            after = opened.enter_context(Parts(folder / "sent", count))
            inverses = stated_inverses(live, config.base_iri)
            write_bodies(
                asked.bodies,
                graph,
                config.base_iri,
                inverses,
                after,
                folder,
                is_added=asked.verb == "post",
            )
        if held:
            before = opened.enter_context(Parts(folder / "held", count))
            reader = served.reader
            assert isinstance(reader, EmbeddedReader)
            reader.dump_lines(cast(IO[bytes], before), graph)
    is_added = asked.verb == "post"
    return list(compare(before, after, count, graph, folder, is_added=is_added))


def _publish(
    writer: LiveWriter,
    served: Generation,
    config: Config,
    asked: LargeWrite,
    parts: list[PartChange],
    empty: set[str],
) -> Written:
    """Return what publishing the parts of a change did."""
    change, base_iri, graph = whole_change(parts), config.base_iri, asked.graph
    now, number = this_second(), writer.next_number
    sizes = sizes_after(served.manifest, change)

    def complete(after: Reader) -> Change:
        review = Review(served.reader, after, graph, base_iri)
        review.look_at(parts, config.standards_dir, now.date())
        retired = sorted(review.retired.values(), key=lambda each: each.iri)
        check_confirmed(tuple(retired), asked.is_confirmed)
        slug = slug_of_graph(graph, base_iri) if isinstance(graph, NamedNode) else None
        told = []
        if slug is not None:
            told.append(review.dataset_change(slug, title_of(after, slug, base_iri), change))
        rest = review.buried
        written = graph if isinstance(graph, NamedNode) else None
        rest += entries_after(after, rest, sizes, empty, base_iri, now, written)
        rest += mark_empty(after, sizes, empty, base_iri)
        return rest + ledger_change(told, base_iri, number, now, asked.attribution, after)

    generation = writer.publish_checked(change, complete)
    return Written(generation.number, len(change.added), len(change.removed))


@contextmanager
def _folder(path: Path) -> Iterator[Path]:
    """Give a new folder in place of one that was left, and remove it.

    Raises:
        StoreError: the disk refused.
    """
    shutil.rmtree(path, ignore_errors=True)
    try:
        path.mkdir()
        yield path
    except OSError as error:
        raise StoreError(
            f"the lines of a write could not be kept: {error}",
            where=str(path),
            remedy="free space on the disk",
        ) from error
    finally:
        shutil.rmtree(path, ignore_errors=True)
