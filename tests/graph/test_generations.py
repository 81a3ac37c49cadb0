from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from moothall.graph.change import Change, difference
from moothall.graph.errors import (
    NotFoundError,
    StoreCorruptError,
    StoreLockedError,
    StoreMissingError,
    StoreVersionError,
)
from moothall.graph.generations import Generations
from moothall.graph.manifest import Manifest
from moothall.graph.namespaces import RDFS
from moothall.graph.store import Reader
from moothall.graph.terms import Literal, NamedNode, Quad

from .conftest import BASE

GRAPH = NamedNode(BASE + "graph/g")


def said(number: int) -> Quad:
    return Quad(NamedNode(f"{BASE}id/thing/{number}"), RDFS.label, Literal(str(number)), GRAPH)


def publish(generations: Generations, *added: Quad, removed: tuple[Quad, ...] = ()) -> int:
    with generations.writing() as writer:
        return writer.publish(Change(removed=removed, added=added)).number


def things(generations: Generations) -> set[str]:
    reader = generations.current().reader
    return {q.object.value for q in reader.quads(graph=GRAPH) if isinstance(q.object, Literal)}


def test_a_published_change_is_served(generations: Generations) -> None:
    assert publish(generations, said(1)) == 1
    assert publish(generations, said(2), removed=(said(1),)) == 2
    assert things(generations) == {"2"}
    assert generations.numbers() == [1, 2]


def test_an_empty_change_makes_no_generation(generations: Generations) -> None:
    publish(generations, said(1))
    assert publish(generations) == 1
    assert generations.numbers() == [1]


def test_a_generation_that_is_being_read_does_not_change(generations: Generations) -> None:
    publish(generations, said(1))
    before = generations.current()
    publish(generations, said(2))
    assert len(list(before.reader.quads(graph=GRAPH))) == 1
    assert generations.current().number == 2


def test_the_manifest_of_a_change_equals_a_full_count(generations: Generations) -> None:
    publish(generations, said(1), said(2))
    publish(generations, said(3), removed=(said(1),))
    manifest = generations.current().manifest
    counted = Manifest.measure(generations.current().reader, 2, 1, manifest.published)
    assert counted == manifest
    assert manifest.graphs[GRAPH.value] == 2


def test_the_digest_tells_different_graphs_apart(generations: Generations) -> None:
    publish(generations, said(1))
    first = generations.current().manifest.digest
    publish(generations, said(2))
    assert generations.current().manifest.digest != first


def test_only_so_many_generations_are_kept(tmp_path: Path) -> None:
    generations = Generations(tmp_path / "data", BASE, keep=2)
    generations.create()
    for number in range(4):
        publish(generations, said(number))
    assert generations.numbers() == [3, 4]


def test_rollback_serves_the_old_and_the_next_load_starts_from_it(generations: Generations) -> None:
    publish(generations, said(1))
    publish(generations, said(2))
    generations.rollback(1)
    assert things(generations) == {"1"}
    assert publish(generations, said(3)) == 3
    assert things(generations) == {"1", "3"}


def test_rollback_to_what_is_not_kept_says_what_is(generations: Generations) -> None:
    publish(generations, said(1))
    with pytest.raises(NotFoundError, match="kept are 1"):
        generations.rollback(9)


def test_a_crash_before_the_checkpoint_is_finished_by_the_next_writer(
    generations: Generations,
) -> None:
    publish(generations, said(1))
    with generations.writing() as writer:
        writer.live.apply(Change(added=[said(2)]) + writer._mark(2))
        (generations.data_dir / "generations" / "2.tmp").mkdir()
    assert things(generations) == {"1"}
    with generations.writing():
        pass
    assert generations.current().number == 2
    assert things(generations) == {"1", "2"}
    assert not list((generations.data_dir / "generations").glob("*.tmp"))


def test_a_crash_in_the_first_publish_is_finished_by_the_next_writer(
    generations: Generations,
) -> None:
    with generations.writing() as writer:
        writer.live.apply(Change(added=[said(1)]) + writer._mark(1))
    with pytest.raises(StoreMissingError):
        generations.current()
    with generations.writing():
        pass
    assert things(generations) == {"1"}


def test_two_writers_exclude_each_other(generations: Generations) -> None:
    publish(generations, said(1))
    with generations.writing(), pytest.raises(StoreLockedError, match="another process"):
        with Generations(generations.data_dir, BASE).writing():
            pass
    assert publish(generations, said(2)) == 2


def test_a_missing_store_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(StoreMissingError, match="moothall init"):
        Generations(tmp_path / "nowhere", BASE).current()


def test_a_store_for_another_base_is_refused(generations: Generations) -> None:
    publish(generations, said(1))
    with pytest.raises(StoreVersionError, match="MOOTHALL_BASE_IRI=http://localhost:8080/"):
        Generations(generations.data_dir, "https://other.example/").current()


def test_a_store_of_another_version_is_refused(generations: Generations) -> None:
    publish(generations, said(1))
    layout = {"layout_version": 99, "base_iri": BASE}
    (generations.data_dir / "store.json").write_text(json.dumps(layout))
    with pytest.raises(StoreVersionError, match="layout 99"):
        Generations(generations.data_dir, BASE).current()


@pytest.mark.parametrize("damage", ["manifest.json", "store/CURRENT"])
def test_a_damaged_generation_is_named(generations: Generations, damage: str) -> None:
    publish(generations, said(1))
    (generations.data_dir / "current" / damage).write_text("nonsense")
    with pytest.raises(StoreCorruptError, match="rollback"):
        Generations(generations.data_dir, BASE).current()


def test_a_generation_without_its_store_is_missing(generations: Generations) -> None:
    publish(generations, said(1))
    shutil.rmtree(generations.data_dir / "current" / "store")
    with pytest.raises(StoreMissingError):
        Generations(generations.data_dir, BASE).current()


def test_the_switch_is_a_relative_link_so_the_directory_can_move(generations: Generations) -> None:
    publish(generations, said(1))
    assert os.readlink(generations.data_dir / "current") == "generations/1"


def test_difference_is_exact() -> None:
    reader = Reader.of([said(1), said(2)])
    change = difference(reader, GRAPH, [said(2), said(3)])
    assert (list(change.removed), list(change.added)) == ([said(1)], [said(3)])
    assert not difference(reader, GRAPH, [said(1), said(2)])


def test_a_change_with_literals_of_every_kind_is_written_as_it_is(generations: Generations) -> None:
    subject = NamedNode(BASE + "id/thing/1")
    tricky = [
        Literal('quote " backslash \\ newline \n tab \t'),
        Literal("</script><b>&amp;"),
        Literal("Tŷ", language="cy"),
        Literal("\u0001 \ufeff \U0001f6bb"),
    ]
    quads = [Quad(subject, RDFS.label, literal, GRAPH) for literal in tricky]
    publish(generations, said(9))
    publish(generations, *quads, removed=(said(9),))
    assert set(generations.current().reader.quads(graph=GRAPH)) == set(quads)


def test_a_damaged_live_store_is_made_anew_from_what_is_served(generations: Generations) -> None:
    publish(generations, said(1))
    (generations.data_dir / "live" / "CURRENT").write_text("nonsense")
    assert publish(generations, said(2)) == 2
    assert things(generations) == {"1", "2"}


def test_a_generation_replaced_by_another_of_its_number_is_noticed(
    generations: Generations, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # a folder moved by hand leaves no stamp: it is noticed with the next look at the file system
    monkeypatch.setattr("moothall.graph.served._LOOK_AGAIN_S", 0.0)
    publish(generations, said(1))
    other = Generations(tmp_path / "other", BASE)
    other.create()
    publish(other, said(2))
    assert things(generations) == {"1"}
    generations.data_dir.rename(tmp_path / "old")
    other.data_dir.rename(generations.data_dir)
    assert things(generations) == {"2"}
