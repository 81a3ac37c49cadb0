"""What whoever reads may rely on, whichever store holds the graph."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest

from moothall.graph.change import Change
from moothall.graph.describe import describe
from moothall.graph.errors import (
    GoneError,
    NotFoundError,
    QueryError,
)
from moothall.graph.generations import Generations
from moothall.graph.list_csv import list_rows
from moothall.graph.lists import all_lists, term_list
from moothall.graph.namespaces import ESD, MH, RDF, RDFS, XSD
from moothall.graph.resolve import resolve
from moothall.graph.search import search
from moothall.graph.sparql import run_query
from moothall.graph.terms import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QueryResultsFormat,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    parse,
)

from ..conftest import BASE, SMALL, quads_of
from .oxigraph import Oxigraph
from .virtuoso import Virtuoso

GRAPH = NamedNode(BASE + "graph/g")
OTHER = NamedNode(BASE + "graph/other")


def said(number: int, graph: NamedNode = GRAPH) -> Quad:
    return Quad(NamedNode(f"{BASE}id/thing/{number}"), RDFS.label, Literal(str(number)), graph)


def publish(generations: Generations, *added: Quad, removed: tuple[Quad, ...] = ()) -> int:
    with generations.writing() as writer:
        return writer.publish(Change(removed=removed, added=added)).number


@pytest.fixture
def reading(generations: Generations) -> Generations:
    """The small graph of terms, published."""
    publish(generations, *quads_of(SMALL), said(1, OTHER))
    return generations


def test_patterns_match_what_they_say(reading: Generations) -> None:
    reader = reading.current().reader
    small = NamedNode(BASE + "graph/small")
    expected = {q for q in quads_of(SMALL)}
    everything = {q for q in reader.quads() if q.graph_name == small}
    assert everything == expected == set(reader.quads(graph=small))
    some = sorted(expected, key=str)[::7]
    for quad in some:
        s, p, o = quad.subject, quad.predicate, quad.object
        for pattern in ((s, p, o), (s, p, None), (s, None, o), (None, p, o), (None, p, None)):
            wanted = {
                q
                for q in expected
                if (pattern[0] in (None, q.subject))
                and (pattern[1] in (None, q.predicate))
                and (pattern[2] in (None, q.object))
            }
            assert set(reader.quads(*pattern, small)) == wanted
            assert {q for q in reader.quads(*pattern) if q.graph_name == small} == wanted
        assert quad in reader
        assert Quad(s, p, Literal("nothing of the kind"), small) not in reader


def test_what_is_not_there_matches_nothing(reading: Generations) -> None:
    reader = reading.current().reader
    nowhere = NamedNode("http://example.org/nowhere")
    assert list(reader.quads(nowhere)) == []
    assert list(reader.quads(graph=nowhere)) == []
    assert list(reader.quads(BlankNode("b"))) == []
    assert list(reader.quads(graph=DefaultGraph())) == []
    assert not reader.describes(nowhere.value)
    assert not reader.describes("no address")
    assert reader.value(nowhere, RDFS.label) is None


def test_a_reader_may_stop_early_and_start_again(reading: Generations) -> None:
    reader = reading.current().reader
    first = next(reader.quads(None, RDF.type))
    for _ in range(50):
        assert next(reader.quads(None, RDF.type)) == first


def test_the_names_of_the_graphs_are_those_of_this_service(
    reading: Generations, store_server: Oxigraph | Virtuoso | None
) -> None:
    if store_server is not None:
        store_server.update(
            "INSERT DATA { GRAPH <http://example.org/theirs> { <urn:a> a <urn:b> } }"
        )
    reader = reading.current().reader
    names = [BASE + f"graph/{slug}" for slug in ("catalogue", "other", "small")]
    assert reader.graph_names() == names
    assert list(reader.quads(None, RDF.type, NamedNode("urn:b"))) == []
    assert not bool(reader.query("ASK { <urn:a> a <urn:b> }"))


@pytest.mark.parametrize("format", [RdfFormat.TURTLE, RdfFormat.N_TRIPLES, RdfFormat.RDF_XML])
def test_a_graph_is_dumped_whole(reading: Generations, format: RdfFormat) -> None:
    output = io.BytesIO()
    reading.current().reader.dump(output, format, BASE + "graph/small")
    back = {q.triple for q in parse(output.getvalue(), format=format)}
    assert back == {q.triple for q in quads_of(SMALL)}


def test_everything_is_dumped_with_its_graphs(reading: Generations, tmp_path: Path) -> None:
    reader = reading.current().reader
    reader.dump(tmp_path / "all.nq", RdfFormat.N_QUADS)
    back = set(parse((tmp_path / "all.nq").read_bytes(), format=RdfFormat.N_QUADS))
    assert back == set(reader.quads())


# queries


def test_the_default_graph_of_a_query_is_the_union(reading: Generations) -> None:
    rows = reading.current().reader.query(
        "SELECT ?label { ?a a esd:Service . ?b rdfs:label ?label . FILTER (isLiteral(?label)) }"
    )
    assert isinstance(rows, QuerySolutions)
    assert Literal("1") in {row["label"] for row in rows}


def test_a_bound_variable_is_bound_in_the_rows_too(reading: Generations) -> None:
    text = """# {braces} in a comment, and ?kind
    SELECT ?kind (COUNT(?thing) AS ?count) WHERE { ?thing a ?kind } GROUP BY ?kind"""
    (row,) = reading.current().reader.select(text, {"kind": ESD.Service})
    assert row["kind"] == ESD.Service
    assert row["count"] == Literal(
        str(len(reading.current().reader.subjects(RDF.type, ESD.Service))), datatype=XSD.integer
    )


def test_a_bound_literal_is_found_however_it_is_spelled(generations: Generations) -> None:
    odd = Literal('a "quoted" } WHERE { ?s \\ \n ?p')
    publish(generations, Quad(said(1).subject, RDFS.label, odd, GRAPH))
    rows = generations.current().reader.select("SELECT ?s ?o { ?s ?p ?o }", {"o": odd})
    assert [(row["s"], row["o"]) for row in rows] == [(said(1).subject, odd)]


def test_an_ask_and_a_construct_are_answered(reading: Generations) -> None:
    reader = reading.current().reader
    yes = reader.query("ASK { ?s a esd:Service }")
    assert isinstance(yes, QueryBoolean)
    assert yes
    made = reader.query("CONSTRUCT { ?s a owl:Thing } WHERE { ?s a esd:Service }")
    assert isinstance(made, QueryTriples)
    assert {t.subject for t in made} == set(reader.subjects(RDF.type, ESD.Service))


def test_only_the_graphs_that_are_named_are_read(reading: Generations) -> None:
    reader = reading.current().reader
    count = "SELECT (COUNT(*) AS ?n) { ?s rdfs:label ?o }"
    within = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s rdfs:label ?o } }"

    def number(text: str, **graphs: list[NamedNode] | list[DefaultGraph]) -> Literal:
        rows = reader.query(text, **graphs)  # type: ignore[arg-type]
        assert isinstance(rows, QuerySolutions)
        value = next(rows)["n"]
        assert isinstance(value, Literal)
        return value

    one, none = Literal(1), Literal(0)
    assert number(count, default_graphs=[OTHER]) == one
    assert number(count, default_graphs=[DefaultGraph()], named_graphs=[OTHER]) == none
    assert number(within, default_graphs=[DefaultGraph()], named_graphs=[OTHER]) == one
    assert number(within, default_graphs=[OTHER], named_graphs=[]) == none
    assert number(within, default_graphs=[OTHER]) != none
    assert number(count, default_graphs=[NamedNode("http://example.org/theirs")]) == none


def test_a_fault_in_a_query_is_placed(reading: Generations) -> None:
    with pytest.raises(QueryError) as raised:
        run_query(reading.current().reader, "SELECT *\nWHERE { ?s ?p }")
    assert (raised.value.line, raised.value.column) == (2, 16)


def test_an_outcome_is_written_whole(reading: Generations) -> None:
    outcome = run_query(reading.current().reader, "SELECT ?n { ?n a esd:Service } ORDER BY ?n")
    assert isinstance(outcome, QuerySolutions)
    written = outcome.serialize(format=QueryResultsFormat.CSV).decode()
    needs = reading.current().reader.subjects(RDF.type, ESD.Service)
    assert needs
    assert all(need.value in written for need in needs)


# what is read from it


def test_everything_that_reads_gives_the_same_as_from_memory(
    reading: Generations, small_generation: Callable[[], Generations]
) -> None:
    here, reference = reading.current(), small_generation().current()
    described = 0
    for term in term_list(reference, all_lists(reference)[0].name).terms:
        ours, theirs = describe(here, term.iri), describe(reference, term.iri)
        assert ours.statements == theirs.statements
        assert {i.predicate: (i.count, set(i.subjects)) for i in ours.incoming} == {
            i.predicate: (i.count, set(i.subjects)) for i in theirs.incoming
        }
        assert ours.labels == theirs.labels
        described += 1
    assert described
    assert all_lists(here) == all_lists(reference)
    for entry in all_lists(reference):
        assert term_list(here, entry.name) == term_list(reference, entry.name)
        assert list(list_rows(here, entry.name)) == list(list_rows(reference, entry.name))
    for query in ("toilet", "toilets", "libary", "579", "council"):
        assert search(here, query) == search(reference, query)
        assert resolve(here, query) == resolve(reference, query)


@pytest.fixture
def small_generation(tmp_path: Path) -> Callable[[], Generations]:
    """The same statements as `reading`, in an embedded store."""

    def build() -> Generations:
        made = Generations(tmp_path / "reference", BASE)
        made.create()
        publish(made, *quads_of(SMALL), said(1, OTHER))
        return made

    return build


def test_what_nobody_has_published_is_not_described(reading: Generations) -> None:
    with pytest.raises(NotFoundError):
        describe(reading.current(), "http://example.org/nowhere")


def test_a_tombstone_says_that_a_thing_is_gone(generations: Generations) -> None:
    thing = NamedNode(BASE + "id/record/gone/1")
    publish(
        generations,
        Quad(thing, RDF.type, MH.Tombstone, GRAPH),
        Quad(thing, MH.removedOn, Literal("2026-11-01", datatype=XSD.date), GRAPH),
    )
    with pytest.raises(GoneError, match="2026-11-01"):
        describe(generations.current(), thing.value)
