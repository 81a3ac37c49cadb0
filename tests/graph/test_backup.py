from __future__ import annotations

from pathlib import Path

import pytest

from moothall.graph.backup import back_up, restore
from moothall.graph.change import Change
from moothall.graph.config import Config
from moothall.graph.errors import (
    ConfigError,
    StoreCorruptError,
    StoreLockedError,
    StoreMissingError,
    StoreVersionError,
)
from moothall.graph.generations import Generations
from moothall.graph.terms import Literal, NamedNode, Quad


def publish(generations: Generations, *names: str) -> None:
    graph = NamedNode(f"{generations.base_iri}graph/x")
    label = NamedNode("http://www.w3.org/2000/01/rdf-schema#label")
    added = [
        Quad(NamedNode(f"{generations.base_iri}id/x/{n}"), label, Literal(n), graph) for n in names
    ]
    with generations.writing() as writer:
        writer.publish(Change(added=added))


@pytest.fixture
def generations(empty_config: Config) -> Generations:
    found = Generations(empty_config.data_dir, empty_config.base_iri)
    publish(found, "a", "b")
    publish(found, "c")
    return found


def test_a_restored_backup_is_what_was_backed_up_and_can_be_written(
    generations: Generations, tmp_path: Path
) -> None:
    before = back_up(generations, tmp_path / "backup")
    copy = Generations(tmp_path / "copy", generations.base_iri)
    after = restore(copy, tmp_path / "backup")
    assert after.manifest == before.manifest
    assert set(after.reader.quads()) == set(before.reader.quads())
    publish(copy, "d")
    assert copy.current().number == before.number + 1


def test_a_backup_takes_the_reports_of_loads_along_and_a_restore_brings_them_back(
    generations: Generations, tmp_path: Path
) -> None:
    reports = generations.data_dir / "load-reports" / "toilets"
    for name in ("1", "12", ".13"):
        (reports / name).mkdir(parents=True)
        (reports / name / "load.json").write_text(name)
    back_up(generations, tmp_path / "backup")
    publish(generations, "d")
    (reports / "12" / "load.json").unlink()
    (reports / "14").mkdir()
    restore(generations, tmp_path / "backup", replace=True)
    found = {each.name: (each / "load.json").read_text() for each in reports.iterdir()}
    assert found == {"1": "1", "12": "12"}


def test_a_backup_without_reports_of_loads_is_restored(
    generations: Generations, tmp_path: Path
) -> None:
    back_up(generations, tmp_path / "backup")
    assert not (tmp_path / "backup" / "load-reports").exists()
    copy = Generations(tmp_path / "copy", generations.base_iri)
    assert restore(copy, tmp_path / "backup").number == 2


def test_a_backup_shares_no_file_with_the_store(generations: Generations, tmp_path: Path) -> None:
    back_up(generations, tmp_path / "backup")
    files = [path for path in (tmp_path / "backup").rglob("*") if path.is_file()]
    assert files
    assert all(path.stat().st_nlink == 1 for path in files)


def test_a_backup_needs_an_empty_folder(generations: Generations, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    back_up(generations, tmp_path / "empty")
    with pytest.raises(ConfigError, match="something here"):
        back_up(generations, tmp_path / "empty")


def test_a_store_is_replaced_only_on_demand(generations: Generations, tmp_path: Path) -> None:
    back_up(generations, tmp_path / "backup")
    publish(generations, "d")
    with pytest.raises(ConfigError):
        restore(generations, tmp_path / "backup")
    assert generations.current().number == 3
    assert restore(generations, tmp_path / "backup", replace=True).number == 2
    assert [p.name for p in tmp_path.iterdir() if "restor" in p.name or "repl" in p.name] == []


def test_a_damaged_backup_changes_nothing(generations: Generations, tmp_path: Path) -> None:
    back_up(generations, tmp_path / "backup")
    manifest = tmp_path / "backup" / "generation" / "manifest.json"
    manifest.write_text(manifest.read_text().replace('"digest": "', '"digest": "f'))
    before = generations.current().manifest
    with pytest.raises(StoreCorruptError):
        restore(generations, tmp_path / "backup", replace=True)
    assert generations.current().manifest == before


def test_a_folder_without_a_backup_is_refused(generations: Generations, tmp_path: Path) -> None:
    with pytest.raises(StoreMissingError):
        restore(Generations(tmp_path / "copy", generations.base_iri), tmp_path)


def test_a_backup_of_another_base_is_refused(generations: Generations, tmp_path: Path) -> None:
    back_up(generations, tmp_path / "backup")
    with pytest.raises(StoreVersionError):
        restore(Generations(tmp_path / "copy", "http://other.example/"), tmp_path / "backup")


def test_a_store_that_is_being_written_is_not_replaced(
    generations: Generations, tmp_path: Path
) -> None:
    back_up(generations, tmp_path / "backup")
    with generations.writing(), pytest.raises(StoreLockedError):
        restore(generations, tmp_path / "backup", replace=True)
