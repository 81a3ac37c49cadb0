from __future__ import annotations

from collections.abc import Callable

import pytest

from moothall.graph.config import Config
from moothall.graph.errors import ContentError, ForbiddenError, NotFoundError, ShapesError
from moothall.graph.generations import Generations
from moothall.graph.terms import DefaultGraph, NamedNode, Quad, RdfFormat
from moothall.loaders.graph_names import empty_graphs, graph_exists
from moothall.loaders.graph_store import GraphStore, raise_if_missing, read_body
from moothall.loaders.load_report import LoadReport

BASE = "http://localhost:8080/"
GRAPH = NamedNode("http://example.org/g")

PERSON = """
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
<#a> a foaf:Person ; foaf:age 042 ; foaf:knows [ foaf:name "B" ], [ foaf:name "C" ] .
"""


@pytest.fixture
def store(
    generations: Generations, config: Config, load_text: Callable[..., LoadReport]
) -> GraphStore:
    """The graph store of a data directory that holds one record."""
    load_text("records.nt", "<x:a> <x:b> <x:c> .")
    return GraphStore(generations, config)


def body(turtle: str) -> list[Quad]:
    return read_body(turtle.encode(), RdfFormat.TURTLE, GRAPH.value)


def held(store: GraphStore, graph: NamedNode | DefaultGraph = GRAPH) -> set[Quad]:
    return set(store.generations.current().reader.quads(graph=graph))


def test_a_graph_that_is_put_is_new_once(store: GraphStore) -> None:
    first = store.put(GRAPH, body(PERSON))
    assert (first.is_new, first.added, first.removed) == (True, 6, 0)
    again = store.put(GRAPH, body(PERSON))
    assert (again.is_new, again.added, again.generation) == (False, 0, first.generation)
    other = store.put(GRAPH, body("<#a> a <#B> ."))
    assert (other.is_new, other.added, other.removed) == (False, 1, 6)
    assert len(held(store)) == 1


def test_what_is_posted_is_added_and_its_blank_nodes_are_new(store: GraphStore) -> None:
    store.put(GRAPH, body(PERSON))
    assert store.post(GRAPH, body(PERSON)).added == 4
    assert len(held(store)) == 10
    assert store.post(NamedNode("http://example.org/h"), body(PERSON)).is_new


def test_the_other_direction_of_a_relation_stays_while_it_is_put(store: GraphStore) -> None:
    related = body("<#a> <http://www.w3.org/2004/02/skos/core#related> <#b> .")
    first = store.put(GRAPH, related)
    assert len(held(store)) == 2
    assert store.put(GRAPH, related).generation == first.generation
    store.put(GRAPH, body("<#a> a <#B> ."))
    assert len(held(store)) == 1


def test_a_graph_that_holds_nothing_exists_until_it_is_deleted(store: GraphStore) -> None:
    assert store.put(GRAPH, []).is_new
    reader = store.generations.current().reader
    assert empty_graphs(reader, BASE) == {GRAPH.value}
    raise_if_missing(reader, GRAPH, BASE)
    assert not store.put(GRAPH, body("<#a> a <#B> .")).is_new
    assert empty_graphs(store.generations.current().reader, BASE) == frozenset()
    store.delete(GRAPH)
    with pytest.raises(NotFoundError, match=r"no graph http://example\.org/g"):
        store.delete(GRAPH)
    with pytest.raises(NotFoundError):
        raise_if_missing(store.generations.current().reader, GRAPH, BASE)


def test_the_default_graph_is_the_one_without_a_name(store: GraphStore) -> None:
    default = DefaultGraph()
    assert store.put(default, body(PERSON)).is_new
    assert len(held(store, default)) == 6
    assert not store.put(default, body("<#a> a <#B> .")).is_new
    assert len(held(store, default)) == 1
    union = store.generations.current().reader.query("SELECT * { ?s a <http://example.org/g#B> }")
    assert len(list(union)) == 1  # type: ignore[arg-type]
    store.delete(default)
    store.delete(default)
    assert not graph_exists(store.generations.current().reader, default, BASE)


@pytest.mark.parametrize("slug", ["catalogue", "tombstones", "changes", "shapes"])
def test_the_graphs_of_the_service_are_not_written(store: GraphStore, slug: str) -> None:
    own = NamedNode(f"{BASE}graph/{slug}")
    for write in (store.put, store.post):
        with pytest.raises(ForbiddenError):
            write(own, body(PERSON))
        with pytest.raises(ForbiddenError):
            write(own, [])


def test_a_graph_that_breaks_the_shapes_is_refused(store: GraphStore) -> None:
    before = store.generations.current()
    with pytest.raises(ShapesError):
        store.put(
            GRAPH, body("<http://id.esd.org.uk/service/1> a <http://def.esd.org.uk/Service> .")
        )
    assert store.generations.current() is before


@pytest.mark.parametrize(
    ("data", "format", "line"),
    [
        (b"<a> <b> ", RdfFormat.TURTLE, 1),
        (b"@prefix a: <x:> .\na:b nope:c 1 .", RdfFormat.TURTLE, 2),
        (b"<a> <b> <c> .", RdfFormat.N_TRIPLES, 1),
        (b"<rdf:RDF", RdfFormat.RDF_XML, None),
        (b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', RdfFormat.RDF_XML, None),
        (b'{"@id": ', RdfFormat.JSON_LD, None),
        (b'{"@context": "http://127.0.0.1:9/", "x": 1}', RdfFormat.JSON_LD, None),
        (b'{"@id": "x:g", "@graph": [{"@id": "x:a", "x:b": 1}]}', RdfFormat.JSON_LD, None),
        (b"\xff\xfe", RdfFormat.TURTLE, None),
    ],
)
def test_a_body_that_is_not_what_it_says_is_refused_with_the_place(
    data: bytes, format: RdfFormat, line: int | None
) -> None:
    with pytest.raises(ContentError) as caught:
        read_body(data, format, "http://example.org/g")
    assert line is None or caught.value.line == line


@pytest.mark.parametrize(
    ("data", "format"),
    [
        ("<#a> a <b> .", RdfFormat.TURTLE),
        (
            '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
            '<rdf:Description rdf:about="#a"><rdf:type rdf:resource="b"/></rdf:Description>'
            "</rdf:RDF>",
            RdfFormat.RDF_XML,
        ),
        ('{"@id": "#a", "@type": "http://example.org/b"}', RdfFormat.JSON_LD),
    ],
)
def test_relative_addresses_are_resolved_against_the_graph(data: str, format: RdfFormat) -> None:
    (quad,) = read_body(data.encode(), format, "http://example.org/g")
    assert str(quad.subject) == "<http://example.org/g#a>"
    assert str(quad.object) == "<http://example.org/b>"


@pytest.mark.parametrize("format", [RdfFormat.TURTLE, RdfFormat.N_TRIPLES, RdfFormat.RDF_XML])
def test_a_body_may_hold_nothing(format: RdfFormat) -> None:
    assert read_body(b"", format, "http://example.org/g") == []
