"""Update: SPARQL Update text from outside becomes the next generation, or changes nothing."""

from __future__ import annotations

import dataclasses

from ..graph.attribution import NOBODY, Attribution
from ..graph.change import Change
from ..graph.config import Config
from ..graph.generations import Generations
from ..graph.updates.process import ready_process, run_update
from ..graph.updates.request import UpdateRequest
from .graph_names import empty_graphs, reserved_graphs
from .skolem import skolemise_afresh
from .write import Written, publish_write, writing

_FOLDER = "live.next"
"""Folder of the data directory in which an update is tried out, on the disk of the store."""


def update(
    generations: Generations,
    config: Config,
    request: UpdateRequest,
    *,
    is_confirmed: bool = False,
    attribution: Attribution = NOBODY,
) -> Written:
    """Return what an update did; all of its operations together are one generation.

    Its default graph is the unnamed one, for what it writes as for what its conditions read.

    Args:
        generations: the data directory.
        config: the settings.
        request: the update; the graphs that it spares and that are empty are found here.
        is_confirmed: whether terms that are still used may become not for new use.
        attribution: who publishes, and why.

    Raises:
        QuerySyntaxError: the text is no update.
        QueryError: it asks for what cannot be done.
        RequestError: it states its dataset in two places, or holds what is not kept.
        ForbiddenError: it fetches something, or changes a graph that the service itself writes.
        ServiceForbiddenError: it calls another endpoint.
        QueryTimeoutError: it took too long.
        QueryMemoryError: it needed too much memory.
        ShapesError: it breaks the shapes where they were not broken.
        StillUsedError: it deprecates terms that are still used, and nobody has confirmed that.
        BusyError: another write goes on.

    Source: SPARQL 1.1 Update, section 3; either all of a request takes effect or nothing does.
    """
    with ready_process() as process, writing(generations, config.write_wait_s) as writer:
        served = generations.current()
        known = empty_graphs(writer.live, config.base_iri)
        with writer.snapshot() as store:
            evaluated = run_update(
                process,
                dataclasses.replace(
                    request,
                    spared_graphs=reserved_graphs(config.base_iri),
                    hides_spared=config.default_graph == "unnamed",
                    empty_graphs=tuple(sorted(known)),
                ),
                store,
                generations.data_dir / _FOLDER,
                timeout_s=config.update_timeout_s,
                memory_bytes=config.update_memory_bytes,
            )
        change = evaluated.change
        if not writer.keeps_blank_nodes:
            change = Change(change.removed, skolemise_afresh(change.added, config.base_iri))
        return publish_write(
            writer,
            served,
            change,
            evaluated.empty_graphs,
            config.standards_dir,
            is_confirmed=is_confirmed,
            attribution=attribution,
        )
