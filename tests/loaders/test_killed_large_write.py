"""A large write that is killed at any moment leaves the old graph or the new one, whole."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from moothall.graph.change import Change
from moothall.graph.config import Config
from moothall.graph.generations import Generations
from moothall.graph.manifest import Manifest
from moothall.graph.terms import Literal, NamedNode, Quad
from moothall.loaders.conditions import WHATEVER
from moothall.loaders.large_writes.parts import Body
from moothall.loaders.large_writes.publication import LargeWrite, write_large

from .killed import run_and_kill

ROUNDS = 4
THINGS = 3_000
GRAPH = NamedNode("http://localhost:8080/graph/large")

CHILD = """
import sys
from pathlib import Path
from moothall.graph.config import Config
from moothall.graph.generations import Generations
from moothall.graph.terms import NamedNode
from moothall.loaders.conditions import WHATEVER
from moothall.loaders.large_writes.parts import Body
from moothall.loaders.large_writes.publication import LargeWrite, write_large
config = Config(data_dir=Path(sys.argv[1]))
body = Body(Path(sys.argv[2]), "application/n-triples")
graph = NamedNode(sys.argv[3])
print("ready", flush=True)
asked = LargeWrite(verb="put", graph=graph, bodies=(body,), condition=WHATEVER)
write_large(Generations(config.data_dir, config.base_iri), config, asked, 20_000)
"""


def write_body(folder: Path, word: str) -> Path:
    path = folder / "body.nt"
    path.write_text("".join(f'<x:{n}> <x:p> "{word}" .\n' for n in range(THINGS)))
    return path


def write_and_kill(data_dir: Path, body: Path, delay_s: float | None) -> float:
    """Write in a process of its own, killed after a delay; return how long it ran."""
    return run_and_kill(CHILD, str(data_dir), str(body), GRAPH.value, delay_s=delay_s)


@pytest.mark.timeout(240)
def test_a_killed_large_write_leaves_the_old_graph_or_the_new_one(
    empty_config: Config, tmp_path: Path
) -> None:
    config = empty_config
    generations = Generations(config.data_dir, config.base_iri)
    other = NamedNode("x:other")
    with generations.writing() as writer:
        writer.publish(Change(added=[Quad(other, other, other, other)]))
    write_and_kill(config.data_dir, write_body(tmp_path, "old 0"), None)
    whole_s = write_and_kill(config.data_dir, write_body(tmp_path, "old 1"), None)
    delays = random.Random(7)
    sent, seen = ["old 1"], ["old 1"]
    for number in range(ROUNDS):
        sent.append(f"new {number}")
        body = write_body(tmp_path, sent[-1])
        write_and_kill(config.data_dir, body, delays.uniform(0, whole_s))
        served = generations.current()
        labels = {quad.object for quad in served.reader.quads(graph=GRAPH)}
        (label,) = (label.value for label in labels if isinstance(label, Literal))
        # one that was written and not yet served is finished by the next writer
        assert sent.index(label) >= sent.index(seen[-1])
        seen.append(label)
        measured = Manifest.measure(
            served.reader, served.number, served.manifest.parent, served.manifest.published
        )
        assert measured == served.manifest
    last = Body(write_body(tmp_path, "last"), "application/n-triples")
    asked = LargeWrite(verb="put", graph=GRAPH, bodies=(last,), condition=WHATEVER)
    assert write_large(generations, config, asked).added == THINGS
    assert not (config.data_dir / "write.next").exists()
