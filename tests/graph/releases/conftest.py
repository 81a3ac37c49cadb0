"""Small standards: one list in one graph, with the catalogue entries that make it a standard."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from moothall.graph.change import Change
from moothall.graph.generation import Generation
from moothall.graph.generations import Generations
from moothall.graph.manifest import Manifest
from moothall.graph.namespaces import PREFIXES
from moothall.graph.reader import Reader
from moothall.graph.releases.sides import Side
from moothall.graph.terms import NamedNode, Quad, RdfFormat, parse

BASE = "http://localhost:8080/"

_HEAD = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())

CATALOGUE = f"""
<{BASE}id/dataset/things> dct:type mh:ListData ; sd:name <{BASE}graph/things> .
<{BASE}id/dataset/links> dct:type mh:MappingData ; sd:name <{BASE}graph/links> .
<{BASE}id/dataset/toilets> dct:type mh:RecordData ; sd:name <{BASE}graph/toilets> .
"""

THINGS = """
<urn:list> a skos:ConceptScheme ; dct:identifier "things" ; skos:prefLabel "Things"@en .
<urn:1> a skos:Concept ; skos:inScheme <urn:list> ; dct:identifier "1" ;
    skos:prefLabel "Libraries"@en, "Llyfrgelloedd"@cy ; skos:definition "Books to lend."@en .
<urn:2> a skos:Concept ; skos:inScheme <urn:list> ; dct:identifier "2" ;
    skos:prefLabel "Book loans"@en ; skos:broader <urn:1> .
<urn:3> a skos:Concept ; skos:inScheme <urn:list> ; dct:identifier "3" ;
    skos:prefLabel "Record loans"@en ; skos:broader <urn:1> .
<urn:4> a skos:Concept ; skos:inScheme <urn:list> ; dct:identifier "4" ;
    skos:prefLabel "Museums"@en .
"""
"""A list of four terms."""

TOILETS = '<urn:toilet> rdfs:label "A toilet" .'


def quads_of(turtle: str, slug: str) -> list[Quad]:
    """Return Turtle, with the usual prefixes, as quads of one graph."""
    graph = NamedNode(f"{BASE}graph/{slug}")
    parsed = parse(_HEAD + turtle, format=RdfFormat.TURTLE)
    return [Quad(q.subject, q.predicate, q.object, graph) for q in parsed]


def standard(things: str = THINGS, links: str = "") -> list[Quad]:
    """Return the quads of a whole graph whose standard is a list and its mappings."""
    return [
        *quads_of(CATALOGUE, "catalogue"),
        *quads_of(things, "things"),
        *quads_of(links, "links"),
        *quads_of(TOILETS, "toilets"),
    ]


def side_of(quads: Iterable[Quad], name: str = "now") -> Side:
    """Return a side of a comparison that is held in memory."""
    reader = Reader.of(quads)
    manifest = Manifest.measure(reader, 1, None, datetime(2026, 11, 25, tzinfo=UTC))
    return Side(name, Generation(Path("nowhere"), manifest, reader, BASE), None)


@pytest.fixture
def publish(generations: Generations) -> Callable[[list[Quad]], Generation]:
    """Makes some quads all that is served, apart from what releases say of themselves."""
    return publisher(generations)


def publisher(generations: Generations) -> Callable[[list[Quad]], Generation]:
    """Return what makes some quads all that a data directory serves."""

    def build(quads: list[Quad]) -> Generation:
        graphs = {NamedNode(f"{BASE}graph/{slug}") for slug in ("things", "links", "toilets")}
        with generations.writing() as writer:
            before = {q for q in writer.live.quads() if q.graph_name in graphs}
            wanted = set(quads)
            new = [quad for quad in wanted - before if quad not in writer.live]
            return writer.publish(Change(sorted(before - wanted, key=str), sorted(new, key=str)))

    return build
