"""Small graphs in Turtle, to be checked."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from moothall.graph.namespaces import PREFIXES
from moothall.graph.store import Reader
from moothall.graph.terms import NamedNode, Quad, RdfFormat, parse
from moothall.shapes.view import View

BASE = "http://localhost:8080/"
DECLARED = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
LOCAL = "@prefix e: <http://example.org/> .\n@prefix s: <http://id.esd.org.uk/service/> .\n"


@pytest.fixture(scope="session")
def quads() -> Callable[..., list[Quad]]:
    """Turtle, without its prefixes, as quads of one named graph."""

    def make(turtle: str, slug: str = "test") -> list[Quad]:
        graph = NamedNode(f"{BASE}graph/{slug}")
        return [
            Quad(q.subject, q.predicate, q.object, graph)
            for q in parse(DECLARED + LOCAL + turtle, RdfFormat.TURTLE, base_iri=BASE)
        ]

    return make


@pytest.fixture(scope="session")
def view(quads: Callable[..., list[Quad]]) -> Callable[..., View]:
    """A view of staged Turtle and, if given, of what is published."""

    def make(staged: str, published: str = "", replaced: tuple[str, ...] = ("test",)) -> View:
        return View(
            Reader.of(quads(staged)),
            Reader.of(quads(published, "published")) if published else None,
            frozenset(NamedNode(f"{BASE}graph/{slug}") for slug in replaced),
        )

    return make
