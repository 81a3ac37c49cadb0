"""Update: SPARQL Update text from outside becomes the next generation, or changes nothing."""

from __future__ import annotations

import dataclasses

from ..graph.config import Config
from ..graph.errors import ForbiddenError
from ..graph.generations import Generations
from ..graph.store import EmbeddedReader
from ..graph.updates.process import run_update
from ..graph.updates.request import UpdateRequest
from .graph_names import empty_graphs, reserved_graphs
from .write import Written, publish_write, writing

_FOLDER = "live.next"
"""Folder of the data directory in which an update is tried out, on the disk of the store."""


def update(generations: Generations, config: Config, request: UpdateRequest) -> Written:
    """Return what an update did; all of its operations together are one generation.

    Its default graph is the unnamed one, for what it writes as for what its conditions read.

    Args:
        generations: the data directory.
        config: the settings.
        request: the update; the graphs that it spares and that are empty are found here.

    Raises:
        QuerySyntaxError: the text is no update.
        QueryError: it asks for what cannot be done.
        RequestError: it states its dataset in two places, or holds what is not kept.
        ForbiddenError: it fetches something, or changes a graph that the service itself writes.
        ServiceForbiddenError: it calls another endpoint.
        QueryTimeoutError: it took too long.
        QueryMemoryError: it needed too much memory.
        ShapesError: it breaks the shapes where they were not broken.
        BusyError: another write goes on.

    Source: SPARQL 1.1 Update, section 3; either all of a request takes effect or nothing does.
    """
    with writing(generations, config.write_wait_s) as writer:
        served = generations.current()
        if not isinstance(served.reader, EmbeddedReader):
            raise ForbiddenError(
                "this service keeps its graph in another store, and runs no updates for it",
                remedy="write whole graphs to /graphs, or send the update to that store itself",
            )
        known = empty_graphs(served.reader, config.base_iri)
        evaluated = run_update(
            dataclasses.replace(
                request,
                spared_graphs=reserved_graphs(config.base_iri),
                hides_spared=config.default_graph == "unnamed",
                empty_graphs=tuple(sorted(known)),
            ),
            served.path / "store",
            generations.data_dir / _FOLDER,
            timeout_s=config.update_timeout_s,
            memory_bytes=config.update_memory_bytes,
        )
        return publish_write(
            writer, served, evaluated.change, evaluated.empty_graphs, config.standards_dir
        )
