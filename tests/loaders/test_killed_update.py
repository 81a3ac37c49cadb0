"""An update that is killed at any moment leaves the old graph or the new one, whole."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from moothall.graph.change import Change
from moothall.graph.config import Config
from moothall.graph.generations import Generations
from moothall.graph.manifest import Manifest
from moothall.graph.namespaces import RDFS
from moothall.graph.terms import BlankNode, Literal, NamedNode, Quad
from moothall.graph.updates.request import UpdateRequest
from moothall.loaders.update import update

from .killed import run_and_kill

ROUNDS = 4
THINGS = 3_000
GRAPH = NamedNode("x:g")

CHILD = """
import sys
from pathlib import Path
from moothall.graph.config import Config
from moothall.graph.generations import Generations
from moothall.graph.updates.request import UpdateRequest
from moothall.loaders.update import update
config = Config(data_dir=Path(sys.argv[1]))
print("ready", flush=True)
request = UpdateRequest(text=sys.argv[2], base_iri=config.base_iri)
update(Generations(config.data_dir, config.base_iri), config, request)
"""

REPLACE = """
DELETE { GRAPH <x:g> { ?thing rdfs:label ?old } }
INSERT { GRAPH <x:g> { ?thing rdfs:label "%s" } }
WHERE { GRAPH <x:g> { ?thing rdfs:label ?old } }
"""


def update_and_kill(data_dir: Path, text: str, delay_s: float | None) -> float:
    """Update in a process of its own, killed after a delay; return how long it ran."""
    return run_and_kill(CHILD, str(data_dir), text, delay_s=delay_s)


@pytest.mark.timeout(240)
@pytest.mark.parametrize("kind", [NamedNode, BlankNode])
def test_a_killed_update_leaves_the_old_graph_or_the_new_one(
    empty_config: Config, kind: type[NamedNode] | type[BlankNode]
) -> None:
    config = empty_config
    generations = Generations(config.data_dir, config.base_iri)
    things = [kind(f"x{':' if kind is NamedNode else ''}{number}") for number in range(THINGS)]
    with generations.writing() as writer:
        old = Literal("old")
        writer.publish(Change(added=[Quad(t, RDFS.label, old, GRAPH) for t in things]))
    whole_s = update_and_kill(config.data_dir, REPLACE % "old 0", None)
    delays = random.Random(7)
    sent, seen = ["old 0"], ["old 0"]
    for number in range(ROUNDS):
        sent.append(f"new {number}")
        update_and_kill(config.data_dir, REPLACE % f"new {number}", delays.uniform(0, whole_s))
        served = generations.current()
        labels = {quad.object for quad in served.reader.quads(None, RDFS.label, None, GRAPH)}
        (label,) = (label.value for label in labels if isinstance(label, Literal))
        # one that was written and not yet served is finished by the next writer
        assert sent.index(label) >= sent.index(seen[-1])
        seen.append(label)
        measured = Manifest.measure(
            served.reader, served.number, served.manifest.parent, served.manifest.published
        )
        assert measured == served.manifest
    last = UpdateRequest(text=REPLACE % "last", base_iri=config.base_iri)
    assert update(generations, config, last).added == THINGS
    held = {quad.subject for quad in generations.current().reader.quads(None, RDFS.label)}
    assert held == set(things)
    assert not (config.data_dir / "live.next").exists()
