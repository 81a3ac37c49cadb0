"""What whoever publishes or loads may rely on, whichever store holds the graph."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from moothall.graph.catalogue import catalogue_triples, dataset_entries
from moothall.graph.change import Change, difference
from moothall.graph.config import Config
from moothall.graph.errors import (
    NotFoundError,
    StoreLockedError,
    StoreMissingError,
)
from moothall.graph.generations import Generations
from moothall.graph.manifest import Manifest
from moothall.graph.namespaces import ESD, MH, OWL, RDF, RDFS, SKOS, XSD
from moothall.graph.opening import open_generations
from moothall.graph.terms import (
    Literal,
    NamedNode,
    Quad,
)
from moothall.loaders.load import load

from ..conftest import BASE

GRAPH = NamedNode(BASE + "graph/g")
OTHER = NamedNode(BASE + "graph/other")
LOADED = Path(__file__).parents[2] / "data" / "loaders"


def said(number: int, graph: NamedNode = GRAPH) -> Quad:
    return Quad(NamedNode(f"{BASE}id/thing/{number}"), RDFS.label, Literal(str(number)), graph)


def publish(generations: Generations, *added: Quad, removed: tuple[Quad, ...] = ()) -> int:
    with generations.writing() as writer:
        return writer.publish(Change(removed=removed, added=added)).number


def things(generations: Generations, graph: NamedNode = GRAPH) -> set[str]:
    reader = generations.current().reader
    return {q.object.value for q in reader.quads(graph=graph) if isinstance(q.object, Literal)}


def test_an_empty_store_says_how_to_fill_it(config: Config) -> None:
    made = open_generations(config)
    with pytest.raises(StoreMissingError, match="moothall init"):
        made.current()
    with pytest.raises(StoreMissingError, match="moothall init"):
        made.check_layout()
    with pytest.raises(StoreMissingError, match="moothall init"):
        made.check_served()
    assert made.numbers() == []
    assert not made.exists()


def test_a_published_change_is_served(generations: Generations) -> None:
    assert publish(generations, said(1), said(2)) == 1
    assert publish(generations, said(3), removed=(said(1),)) == 2
    generations.check_served()
    assert things(generations) == {"2", "3"}
    assert generations.current().number == 2
    assert max(generations.numbers()) == 2


def test_two_changes_of_one_writer_follow_each_other(generations: Generations) -> None:
    with generations.writing() as writer:
        writer.publish(Change(added=[said(1)]))
        change = difference(writer.live, GRAPH, [said(2)])
        assert writer.publish(change).number == 2
    assert things(generations) == {"2"}


def test_an_empty_change_makes_no_generation(generations: Generations) -> None:
    publish(generations, said(1))
    before = generations.current().manifest
    assert publish(generations) == 1
    assert generations.current().manifest == before


def test_a_graph_that_loses_its_last_statement_is_gone(generations: Generations) -> None:
    publish(generations, said(1), said(2, OTHER))
    publish(generations, removed=(said(2, OTHER),))
    assert OTHER.value not in generations.current().manifest.graphs
    assert things(generations) == {"1"}
    assert things(generations, OTHER) == set()


def test_a_change_leaves_other_graphs_as_they_are(generations: Generations) -> None:
    publish(generations, said(1), said(2, OTHER))
    publish(generations, said(3))
    assert (things(generations), things(generations, OTHER)) == ({"1", "3"}, {"2"})


def test_the_manifest_equals_a_full_count(generations: Generations) -> None:
    publish(generations, said(1), said(2), said(4, OTHER))
    publish(generations, said(3), removed=(said(1),))
    generation = generations.current()
    manifest = generation.manifest
    counted = Manifest.measure(
        generation.reader, manifest.number, manifest.parent, manifest.published
    )
    assert counted == manifest
    assert manifest.graphs[GRAPH.value] == 2
    assert len(generation.reader) == manifest.triples


def test_literals_of_every_kind_come_back_as_they_went(generations: Generations) -> None:
    subject = NamedNode(BASE + "id/thing/1")
    tricky = [
        Literal('quote " backslash \\ newline \n return \r tab \t'),
        Literal("</script><b>&amp; 'quoted' {?s} $o # not a comment"),
        Literal("Tŷ", language="cy"),
        Literal("\ufeff \U0001f6bb"),
        Literal("true", datatype=XSD.boolean),
        Literal("579", datatype=XSD.integer),
        Literal("E07000223", datatype=MH.gssCode),
        Literal("2026-11-22T10:00:00Z", datatype=XSD.dateTime),
        Literal(""),
    ]
    quads = [Quad(subject, RDFS.label, literal, GRAPH) for literal in tricky]
    publish(generations, said(9))
    publish(generations, *quads, removed=(said(9),))
    reader = generations.current().reader
    assert set(reader.quads(graph=GRAPH)) == set(quads)
    assert set(reader.quads(subject)) == set(quads)
    for quad in quads:
        assert list(reader.quads(None, RDFS.label, quad.object)) == [quad]


def test_what_another_process_publishes_is_served(
    generations: Generations,
    elsewhere: Callable[[], Generations],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("moothall.graph.remote.generations.LOOK_EVERY_S", 0.0)
    publish(generations, said(1))
    other = elsewhere()
    assert things(other) == {"1"}
    publish(other, said(2))
    assert generations.current().number == 2
    assert things(generations) == {"1", "2"}
    assert generations.current() is generations.current()


def test_equal_graphs_have_equal_digests_wherever_they_are_read(
    generations: Generations, elsewhere: Callable[[], Generations]
) -> None:
    publish(generations, said(1), said(2))
    there, here = elsewhere().current().manifest, generations.current().manifest
    assert (there.number, there.digest, there.published) == (
        here.number,
        here.digest,
        here.published,
    )


def test_two_writers_exclude_each_other(config: Config, generations: Generations) -> None:
    publish(generations, said(1))
    with generations.writing(), pytest.raises(StoreLockedError, match="another process"):
        with open_generations(config).writing():
            pass
    assert publish(generations, said(2)) == 2


def test_a_generation_that_is_not_kept_is_not_found(generations: Generations) -> None:
    publish(generations, said(1))
    assert generations.get(1).number == 1
    with pytest.raises(NotFoundError, match="generation 9 is not kept"):
        generations.get(9)


def test_a_load_is_published_and_catalogued(config: Config, generations: Generations) -> None:
    report = load(generations, config, str(LOADED / "list.ttl"))
    assert (report.generation, report.unchanged) == (1, False)
    generation = generations.current()
    assert [entry.slug for entry in dataset_entries(generation)] == ["services"]
    assert any(t.predicate == OWL.versionInfo for t in catalogue_triples(generation)) == bool(
        config.store_url
    )
    services = generation.reader.subjects(RDF.type, ESD.Service)
    assert services
    assert all(generation.reader.objects(service, SKOS.prefLabel) for service in services)


@pytest.mark.parametrize("name", ["list.ttl", "taxonomy.xml", "functions.csv"])
def test_loading_a_source_twice_changes_nothing(
    config: Config, generations: Generations, name: str
) -> None:
    load(generations, config, str(LOADED / name))
    before = generations.current().manifest
    again = load(generations, config, str(LOADED / name))
    assert (again.unchanged, again.generation) == (True, 1)
    assert generations.current().manifest == before


def test_a_draft_is_checked_and_changes_nothing(config: Config, generations: Generations) -> None:
    load(generations, config, str(LOADED / "list.ttl"))
    before = generations.current().manifest
    report = load(generations, config, str(LOADED / "functions.csv"), draft=True)
    assert (report.draft, report.unchanged) == (True, False)
    assert generations.current().manifest == before
