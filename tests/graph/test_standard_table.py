"""What the standard says is kept beside the index, and is what reading all of it would give."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterable
from pathlib import Path

import pytest

from moothall.graph import standard_table
from moothall.graph.change import Change
from moothall.graph.config import Config
from moothall.graph.generation import Generation
from moothall.graph.generations import Generations
from moothall.graph.impact.judgement import changes_between
from moothall.graph.namespaces import DCT, MH, RDFS, SKOS
from moothall.graph.releases.comparison import compare
from moothall.graph.releases.comparisons import Comparisons
from moothall.graph.releases.coverage import covered_graphs
from moothall.graph.releases.folder import Releases
from moothall.graph.releases.sides import side
from moothall.graph.standard_table import differing_subjects, standard_rows
from moothall.graph.terms import BlankNode, Literal, NamedNode, Quad
from moothall.graph.written_quads import WrittenQuads

from ..impact_history import BASE, SERVICE, make_history

SERVICES = NamedNode(f"{BASE}graph/services")
TERM = NamedNode(f"{SERVICE}10")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with three releases, and more since; nobody writes to it."""
    folder = tmp_path_factory.mktemp("history") / "data"
    make_history(folder)
    return folder


@pytest.fixture
def generations(made: Path, tmp_path: Path) -> Generations:
    """A copy of it to write to."""
    shutil.copytree(made, tmp_path / "data", symlinks=True)
    return Generations(tmp_path / "data", BASE)


def read_anew(generation: Generation) -> list[tuple[object, ...]]:
    """Return the rows that reading all of the standard gives, from an index without the tables."""
    alone = Generation(Path("nowhere"), generation.manifest, generation.reader, BASE)
    return [tuple(row) for row in standard_rows(alone, covered_graphs(alone))]


def kept(generation: Generation) -> list[tuple[object, ...]]:
    """Return the rows that the index has."""
    query = "SELECT subject, digest, lists, said FROM standard_subject ORDER BY subject"
    return [tuple(row) for row in generation.index.rows(query)]


def publish(generations: Generations, added: Iterable[Quad], removed: Iterable[Quad] = ()) -> None:
    """Publish a change."""
    with generations.writing() as writer:
        writer.publish(Change(list(removed), list(added)))


def forget(data_dir: Path) -> None:
    """Take the tables out of each index there, as an older version would have left it."""
    for path in data_dir.rglob("index*.sqlite"):
        with sqlite3.connect(path) as connection:
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE '%standard_%'"
            ).fetchall():
                connection.execute(f"DROP TABLE {name}")
        connection.close()


def test_every_generation_and_release_keeps_what_its_standard_says(made: Path) -> None:
    generations, releases = Generations(made, BASE), Releases(made, BASE)
    every = [generations.get(number) for number in generations.numbers()]
    every += [releases.generation(release.version) for release in releases.all()]
    assert len(every) > 5
    for generation in every:
        assert kept(generation) == read_anew(generation) != []


@pytest.mark.parametrize("scan_from", [1, 1_000_000])
@pytest.mark.parametrize("graph", [SERVICES, NamedNode(f"{BASE}graph/toilets")])
def test_a_change_is_in_the_next_generation(
    generations: Generations, monkeypatch: pytest.MonkeyPatch, scan_from: int, graph: NamedNode
) -> None:
    monkeypatch.setattr(standard_table, "_SCAN_FROM", scan_from)
    before = generations.current()
    renamed = [
        Quad(TERM, SKOS.altLabel, Literal("Heb newid", language="cy"), graph),
        Quad(BlankNode("note"), RDFS.label, Literal("A note"), graph),
        Quad(NamedNode(f"{SERVICE}99"), RDFS.label, Literal('With "quotes"'), graph),
    ]
    publish(generations, renamed, list(before.reader.quads(NamedNode(f"{SERVICE}25"))))
    after = generations.current()
    assert kept(after) == read_anew(after)
    found = differing_subjects(before, after, (covered_graphs(before), covered_graphs(after)))
    other = {TERM.value, "_:note", f"{SERVICE}99"} if graph == SERVICES else set()
    assert found == {f"{SERVICE}25", *other}


def test_a_large_change_is_in_the_next_generation(generations: Generations) -> None:
    lines = [f'<{SERVICE}x{n}> {SKOS.prefLabel} "Service {n}"' for n in range(50)]
    with generations.writing() as writer:
        writer.publish(Change(added=WrittenQuads(lines, SERVICES)))
    after = generations.current()
    assert kept(after) == read_anew(after)
    assert sum(f"{SERVICE}x" in str(row[0]) for row in kept(after)) == 50


def test_a_graph_that_becomes_part_of_the_standard_is_read(generations: Generations) -> None:
    graph = NamedNode(f"{BASE}graph/needs")
    publish(generations, [Quad(NamedNode("urn:need"), RDFS.label, Literal("Need"), graph)])
    assert ("urn:need",) not in [row[:1] for row in kept(generations.current())]
    catalogue, dataset = NamedNode(f"{BASE}graph/catalogue"), NamedNode(f"{BASE}id/dataset/needs")
    name = NamedNode("http://www.w3.org/ns/sparql-service-description#name")
    entry = [Quad(dataset, DCT.type, MH.ListData, catalogue), Quad(dataset, name, graph, catalogue)]
    publish(generations, entry)
    assert ("urn:need",) in [row[:1] for row in kept(generations.current())]
    publish(generations, [], entry)
    assert kept(generations.current()) == read_anew(generations.current())


def test_an_index_from_before_there_were_the_tables_gets_them_with_the_next_publish(
    generations: Generations,
) -> None:
    forget(generations.data_dir)
    publish(generations, [Quad(TERM, SKOS.altLabel, Literal("Other"), SERVICES)])
    assert kept(generations.current()) == read_anew(generations.current())


@pytest.mark.parametrize("is_old", [False, True])
def test_a_comparison_is_the_same_with_and_without_the_tables(
    generations: Generations, made: Path, is_old: bool
) -> None:
    if is_old:
        forget(generations.data_dir)
    here, there = Releases(generations.data_dir, BASE), Releases(made, BASE)
    served = Generations(made, BASE)
    for names in (("2026.1", "2026.2"), ("2026.1", "2026.3"), ("2026.3", "now")):
        mine, other = (
            compare(*(side(releases, served_by, name) for name in names))
            for releases, served_by in ((here, generations), (there, served))
        )
        assert (mine.terms, mine.mappings, mine.unchanged) == (
            other.terms,
            other.mappings,
            other.unchanged,
        )
        assert (mine.delta.removed, mine.delta.added) == (other.delta.removed, other.delta.added)
        assert mine.terms


def test_a_comparison_of_much_that_is_different_is_the_same(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sides = [side(Releases(made, BASE), Generations(made, BASE), n) for n in ("2026.1", "now")]
    few = compare(sides[0], sides[1])
    monkeypatch.setattr("moothall.graph.releases.comparison._READ_FROM", 0)
    assert compare(sides[0], sides[1]) == few


def test_what_a_release_told_is_what_a_comparison_tells(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = Config(data_dir=made)
    comparisons = Comparisons(Releases(made, config.base_iri), Generations(made, config.base_iri))
    steps = (("2026.1", "2026.2"), ("2026.2", "2026.3"))
    told = [changes_between(comparisons, *step) for step in steps]
    assert comparisons.told("2026.1", "2026.3") is comparisons.told("2026.3", "now") is None
    monkeypatch.setattr(Comparisons, "told", lambda *_: None)
    for changes, step in zip(told, steps, strict=True):
        compared = changes_between(comparisons, *step)
        assert {iri: list(each) for iri, each in changes.items() if each} == compared != {}
