from __future__ import annotations

from pathlib import Path

import pytest

from moothall.graph.errors import StoreError, StoreMissingError
from moothall.graph.namespaces import RDFS
from moothall.graph.releases.making import create
from moothall.graph.terms import Literal, NamedNode
from moothall.graph.workers import release_graphs
from moothall.graph.workers.release_graphs import MAX_OPEN, ReleaseGraphs

from .conftest import BASE, publish

VERSIONS = tuple(str(number) for number in range(1, MAX_OPEN + 2))


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with one release more than a worker keeps open."""
    generations = publish(tmp_path_factory.mktemp("releases") / "data")
    for version in VERSIONS:
        create(generations, version, "Notes.")
    return generations.data_dir


def test_a_release_is_opened_once_and_says_what_it_was_made_of(data_dir: Path) -> None:
    graphs = ReleaseGraphs(data_dir)
    found = graphs.get("1")
    assert found.number == 1
    assert found.reader.value(NamedNode(f"{BASE}id/thing/1"), RDFS.label) == Literal("Thing 1")
    assert graphs.get("1") is found


def test_a_few_releases_are_open_at_a_time(data_dir: Path) -> None:
    graphs = ReleaseGraphs(data_dir)
    first, second = graphs.get(VERSIONS[0]), graphs.get(VERSIONS[1])
    for version in VERSIONS[2:]:
        graphs.get(version)
    assert graphs.get(VERSIONS[1]) is second
    assert graphs.get(VERSIONS[0]) is not first


def test_releases_are_let_go_when_no_query_names_them(
    data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    graphs = ReleaseGraphs(data_dir)
    found = graphs.get("1")
    graphs.let_go()
    assert graphs.get("1") is found
    monkeypatch.setattr(release_graphs, "IDLE_S", -1.0)
    graphs.let_go()
    assert graphs.get("1") is not found


@pytest.mark.parametrize("name", ["", "..", "../generations/1", "1.tmp", "/etc"])
def test_nothing_but_a_release_is_opened(data_dir: Path, name: str) -> None:
    with pytest.raises(StoreError, match="no folder of a release"):
        ReleaseGraphs(data_dir).get(name)


def test_a_release_that_has_gone_is_missing(data_dir: Path) -> None:
    with pytest.raises(StoreMissingError):
        ReleaseGraphs(data_dir).get("7.draft-1")
