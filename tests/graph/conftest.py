"""A small graph of a few terms, written through the generations as every load is."""

from __future__ import annotations

from pathlib import Path

import pytest

from moothall.graph.change import Change
from moothall.graph.generation import Generation
from moothall.graph.generations import Generations
from moothall.graph.terms import NamedNode, Quad, RdfFormat, parse

BASE = "http://localhost:8080/"

SMALL = (Path(__file__).parents[1] / "data" / "small.ttl").read_text(encoding="utf-8")


def quads_of(turtle: str, slug: str = "small") -> list[Quad]:
    """Return Turtle as quads of one named graph, in the spelling it is written with."""
    graph = NamedNode(f"{BASE}graph/{slug}")
    parsed = parse(turtle, format=RdfFormat.TURTLE, base_iri=BASE)
    return [Quad(q.subject, q.predicate, q.object, graph) for q in parsed]


@pytest.fixture
def generations(tmp_path: Path) -> Generations:
    """A data directory with nothing published yet."""
    made = Generations(tmp_path / "data", BASE)
    made.create()
    return made


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Generation:
    """A generation that holds SMALL; tests only read it."""
    made = Generations(tmp_path_factory.mktemp("small") / "data", BASE)
    made.create()
    with made.writing() as writer:
        return writer.publish(Change(added=quads_of(SMALL)))
