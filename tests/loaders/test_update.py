from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from moothall.graph.catalogue import dataset_entry
from moothall.graph.config import Config
from moothall.graph.errors import (
    BusyError,
    ForbiddenError,
    GoneError,
    QueryTimeoutError,
    RequestError,
    ShapesError,
)
from moothall.graph.generations import Generations
from moothall.graph.manifest import Manifest
from moothall.graph.namespaces import DCT, MH, RDF, SKOS
from moothall.graph.resolve import resolve
from moothall.graph.store import Reader
from moothall.graph.terms import BlankNode, DefaultGraph, Literal, NamedNode
from moothall.graph.updates.request import UpdateRequest
from moothall.loaders.load_report import LoadReport
from moothall.loaders.update import update
from moothall.loaders.write import Written

BASE = "http://localhost:8080/"
FOUR = Literal(4)
GRAPH = f"{BASE}graph/services"
TERM = NamedNode("http://id.esd.org.uk/service/910001")
OTHER = NamedNode("http://id.esd.org.uk/service/910002")

TERMS = """
service:910001 a esd:Service, skos:Concept ; skos:inScheme list:services ;
    skos:prefLabel "Moot hall hire"@en ; skos:notation "910001" ; dct:identifier "910001" .
service:910002 a esd:Service, skos:Concept ; skos:inScheme list:services ;
    skos:prefLabel "Village pump repair"@en ; skos:notation "910002" ; dct:identifier "910002" .
"""

Run = Callable[..., Written]


@pytest.fixture
def terms(example: Callable[[str], str]) -> str:
    """A small list as Turtle."""
    return example("list.ttl") + TERMS


@pytest.fixture
def run(
    generations: Generations, config: Config, load_text: Callable[..., LoadReport], terms: str
) -> Iterator[Run]:
    """Runs updates of a data directory that holds a small list."""
    load_text("services.ttl", terms, slug="services")

    def run_text(text: str, **settings: object) -> Written:
        changed = dataclasses.replace(config, **settings)  # type: ignore[arg-type]
        return update(generations, changed, UpdateRequest(text=text, base_iri=BASE))

    yield run_text
    assert not (config.data_dir / "live.next").exists()
    served = generations.current()
    measured = Manifest.measure(
        served.reader, served.number, served.manifest.parent, served.manifest.published
    )
    assert measured == served.manifest


@pytest.fixture
def reader(generations: Generations) -> Callable[[], Reader]:
    """What is served at the moment."""
    return lambda: generations.current().reader


def test_an_update_becomes_the_next_generation(
    run: Run, generations: Generations, reader: Callable[[], Reader]
) -> None:
    before = generations.current().number
    written = run(f'INSERT DATA {{ GRAPH <{GRAPH}> {{ {TERM} skos:altLabel "Moot room"@en }} }}')
    assert (written.generation, written.added, written.removed) == (before + 1, 1, 0)
    assert Literal("Moot room", language="en") in reader().objects(TERM, SKOS.altLabel)
    assert [found.iri for found in resolve(generations.current(), "910001")] == [TERM.value]


def test_an_update_that_changes_nothing_publishes_nothing(
    run: Run, generations: Generations
) -> None:
    before = generations.current().number
    assert run(f"DELETE DATA {{ GRAPH <{GRAPH}> {{ {TERM} a <x:nothing> }} }}").generation == before
    assert run("INSERT { ?s ?p ?o } WHERE { ?s ?p ?o }").generation == before


def test_a_name_that_is_replaced_is_searched_by_the_new_one(
    run: Run, generations: Generations
) -> None:
    run(
        f"DELETE {{ GRAPH ?g {{ {TERM} skos:prefLabel ?old }} }} "
        f'INSERT {{ GRAPH ?g {{ {TERM} skos:prefLabel "Guildhall hire"@en }} }} '
        f"WHERE {{ GRAPH ?g {{ {TERM} skos:prefLabel ?old }} }}"
    )
    rows = generations.current().index.rows("SELECT label FROM entity WHERE iri = ?", (TERM.value,))
    assert [row["label"] for row in rows] == ["Guildhall hire"]


def test_a_relation_comes_and_goes_with_its_other_direction(
    run: Run, reader: Callable[[], Reader]
) -> None:
    run(f"INSERT DATA {{ GRAPH <{GRAPH}> {{ {TERM} skos:related {OTHER} }} }}")
    assert reader().objects(OTHER, SKOS.related) == [TERM]
    run(f"DELETE DATA {{ GRAPH <{GRAPH}> {{ {OTHER} skos:related {TERM} }} }}")
    assert reader().objects(TERM, SKOS.related) == []


def test_blank_nodes_stay_blank_and_are_new_ones_each_time(
    run: Run, reader: Callable[[], Reader]
) -> None:
    for _ in range(2):
        run("INSERT DATA { GRAPH <x:g> { [] <x:name> 'same' } }")
    subjects = {quad.subject for quad in reader().quads(graph=NamedNode("x:g"))}
    assert len(subjects) == 2
    assert all(isinstance(subject, BlankNode) for subject in subjects)


def test_a_blank_node_is_changed_and_removed_by_what_is_said_of_it(
    run: Run, reader: Callable[[], Reader]
) -> None:
    said = "<x:a> <x:has> [ <x:n> 1 ; <x:in> [ <x:n> 2 ] ]"
    run(f"INSERT DATA {{ GRAPH <x:g> {{ {said} }} . [] <x:n> 3 }}")
    (node,) = reader().objects(NamedNode("x:a"), NamedNode("x:has"))
    written = run(
        "WITH <x:g> DELETE { ?b <x:n> 1 } INSERT { ?b <x:n> 4 } WHERE { ?b <x:n> 1 }",
    )
    assert (written.added, written.removed) == (1, 1)
    assert isinstance(node, BlankNode)
    assert [str(term) for term in reader().objects(node, NamedNode("x:n"))] == [str(FOUR)]
    run(
        "DELETE { GRAPH <x:g> { ?s ?p ?o } } WHERE { GRAPH <x:g> { ?s ?p ?o FILTER(isBlank(?s)) } }"
    )
    assert len(list(reader().quads(graph=NamedNode("x:g")))) == 1
    run("CLEAR DEFAULT")
    assert next(reader().quads(graph=DefaultGraph()), None) is None


def test_a_blank_node_that_is_copied_to_another_graph_stays_one(
    run: Run, reader: Callable[[], Reader]
) -> None:
    run("INSERT DATA { GRAPH <x:g> { [] <x:n> 1 } } ; COPY <x:g> TO <x:h>")
    assert len({quad.subject for quad in reader().quads(None, NamedNode("x:n"))}) == 1


def test_a_write_that_breaks_a_shape_is_refused_with_the_report(
    run: Run, generations: Generations
) -> None:
    before = generations.current()
    with pytest.raises(ShapesError, match="breaks the shapes") as caught:
        run(
            f"CREATE GRAPH <x:new> ; "
            f"DELETE WHERE {{ GRAPH <{GRAPH}> {{ {TERM} skos:prefLabel ?name }} }}"
        )
    assert {finding.focus_node for finding in caught.value.report.violations} == {TERM.value}
    assert generations.current() is before


def test_what_was_broken_before_stops_no_other_write(
    run: Run, load_text: Callable[..., LoadReport], terms: str
) -> None:
    nameless = f"{terms} service:910003 a esd:Service, skos:Concept ; skos:inScheme list:services ."
    load_text("services.ttl", nameless, slug="services", on_violation="publish")
    assert run(f'INSERT DATA {{ GRAPH <{GRAPH}> {{ {TERM} skos:altLabel "Room"@en }} }}').added == 1
    with pytest.raises(ShapesError) as caught:
        run(f"DELETE WHERE {{ GRAPH <{GRAPH}> {{ {TERM} skos:prefLabel ?name }} }}")
    assert {finding.focus_node for finding in caught.value.report.violations} == {TERM.value}


@pytest.mark.parametrize("graph", ["catalogue", "tombstones", "changes"])
def test_the_service_keeps_its_own_graphs_to_itself(
    run: Run, generations: Generations, graph: str
) -> None:
    before = generations.current()
    own = f"<{BASE}graph/{graph}>"
    for text in (
        f"INSERT DATA {{ GRAPH {own} {{ <x:a> <x:b> 1 }} }}",
        f"COPY <{GRAPH}> TO {own}",
        f"INSERT {{ GRAPH ?g {{ <x:a> <x:b> 1 }} }} WHERE {{ BIND({own} AS ?g) }}",
    ):
        with pytest.raises(ForbiddenError, match="the service itself"):
            run(text)
    assert generations.current() is before


def test_a_sweep_spares_the_graphs_of_the_service(
    run: Run, reader: Callable[[], Reader], generations: Generations
) -> None:
    run("INSERT DATA { <x:a> <x:b> 1 . GRAPH <x:g> { <x:a> <x:b> 1 } }")
    run("DROP ALL")
    assert {str(quad.graph_name) for quad in reader().quads()} <= {
        f"<{BASE}graph/catalogue>",
        f"<{BASE}graph/changes>",
        f"<{BASE}graph/tombstones>",
    }
    assert run("INSERT DATA { <x:a> <x:b> 1 }").generation == generations.current().number


def test_statements_about_statements_are_refused(run: Run) -> None:
    with pytest.raises(RequestError, match="statements about statements"):
        run("INSERT DATA { <x:s> <x:p> <<( <x:a> <x:b> 1 )>> }")


def test_a_graph_without_an_iri_comes_to_nothing(run: Run) -> None:
    assert run("INSERT { GRAPH ?g { <x:a> <x:b> 1 } } WHERE { BIND(BNODE() AS ?g) }").added == 0


def test_the_catalogue_follows_what_is_written(
    run: Run, generations: Generations, reader: Callable[[], Reader]
) -> None:
    graph = f"<{BASE}graph/pumps>"
    dataset = NamedNode(f"{BASE}id/dataset/pumps")
    run(f"INSERT DATA {{ GRAPH {graph} {{ <{BASE}id/record/pump/1> a mh:Record }} }}")
    entry = dataset_entry(generations.current(), "pumps")
    assert (entry.triples, entry.record_count) == (1, 1)
    run(f"INSERT DATA {{ GRAPH {graph} {{ <{BASE}id/record/pump/2> a mh:Record }} }}")
    assert dataset_entry(generations.current(), "pumps").record_count == 2
    run(f"DROP GRAPH {graph}")
    assert next(reader().quads(dataset, RDF.type, MH.Tombstone), None) is not None
    assert not reader().objects(dataset, DCT.title)
    run(f"INSERT DATA {{ GRAPH {graph} {{ <{BASE}id/record/pump/2> a mh:Record }} }}")
    assert next(reader().quads(dataset, RDF.type, MH.Tombstone), None) is None


def test_a_record_that_an_update_removes_leaves_a_tombstone(
    run: Run, generations: Generations
) -> None:
    from moothall.graph.describe import describe

    record = f"{BASE}id/record/pump/1"
    run(f'INSERT DATA {{ GRAPH <x:g> {{ <{record}> a mh:Record ; rdfs:label "Pump" }} }}')
    run(f"DELETE WHERE {{ GRAPH <x:g> {{ <{record}> ?p ?o }} }}")
    with pytest.raises(GoneError):
        describe(generations.current(), record)


def test_a_bomb_leaves_what_is_served_and_the_next_update_runs(
    run: Run, generations: Generations
) -> None:
    before = generations.current()
    every = " ".join(f"GRAPH ?g{n} {{ ?a{n} ?b{n} ?c{n} }}" for n in range(6))
    with pytest.raises(QueryTimeoutError):
        run(f"INSERT {{ <x:a> <x:b> ?a5 }} WHERE {{ {every} }}", update_timeout_s=1)
    assert generations.current() is before
    assert run("INSERT DATA { <x:a> <x:b> 1 }").generation == before.number + 1


def test_who_finds_somebody_else_writing_is_told_when_to_come_back(
    run: Run, generations: Generations
) -> None:
    with generations.writing(), pytest.raises(BusyError, match="another write") as caught:
        run("INSERT DATA { <x:a> <x:b> 1 }", write_wait_s=0.1)
    assert caught.value.retry_after_s > 0


def test_writers_at_the_same_time_all_land(run: Run, generations: Generations) -> None:
    before = generations.current().number
    texts = [f"INSERT DATA {{ GRAPH <x:g> {{ <x:{n}> <x:n> {n} }} }}" for n in range(4)]
    with ThreadPoolExecutor(4) as pool:
        written = list(pool.map(lambda text: run(text, write_wait_s=60), texts))
    assert sorted(w.generation for w in written) == [before + n for n in range(1, 5)]
    assert len(list(generations.current().reader.quads(graph=NamedNode("x:g")))) == 4


def test_what_is_cleared_twice_is_changed_once(run: Run, generations: Generations) -> None:
    run("INSERT DATA { <x:a> <x:b> 1 } ; CLEAR ALL")
    cleared = generations.current().number
    assert run("CLEAR ALL").generation == cleared
