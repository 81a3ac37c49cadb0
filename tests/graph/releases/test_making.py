from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path

import pytest

from moothall.graph.backup import back_up, restore
from moothall.graph.errors import RequestError, StoreError, UnknownReleaseError
from moothall.graph.generation import Generation
from moothall.graph.generations import Generations
from moothall.graph.namespaces import DCAT, MH, OWL
from moothall.graph.releases import keeping, making
from moothall.graph.releases.coverage import covered_graphs, quad_lines
from moothall.graph.releases.folder import Releases
from moothall.graph.releases.making import create
from moothall.graph.releases.version import version_order
from moothall.graph.terms import NamedNode, Quad

from .conftest import BASE, THINGS, standard

Publish = Callable[[list[Quad]], Generation]


@pytest.fixture
def releases(generations: Generations, publish: Publish) -> Releases:
    publish(standard())
    return Releases(generations.data_dir, BASE)


def versions(reader_of: Generation) -> set[str]:
    found = reader_of.reader.quads(NamedNode(f"{BASE}releases"), DCAT.hasVersion)
    return {str(quad.object) for quad in found}


def test_a_release_covers_the_standard_and_not_what_councils_say(
    generations: Generations, releases: Releases
) -> None:
    made = create(generations, "2026.1", "All of it.")
    assert list(made.graphs) == [f"{BASE}graph/things"]
    assert made.lists == {"things": 4}
    assert releases.get("2026.1") == made


def test_its_checksum_is_that_of_the_sorted_statements(
    generations: Generations, releases: Releases
) -> None:
    made = create(generations, "2026.1", "All of it.")
    generation = releases.generation("2026.1")
    lines = quad_lines(generation, covered_graphs(generation))
    assert lines == sorted(lines)
    assert sha256(b"".join(lines)).hexdigest() == made.checksum


def test_a_release_stays_as_it_was_while_the_standard_goes_on(
    generations: Generations, releases: Releases, publish: Publish
) -> None:
    create(generations, "2026.1", "All of it.")
    publish(standard(THINGS.replace("Museums", "Galleries")))
    for number in range(7):
        publish(standard(THINGS.replace("Museums", f"Galleries {number}")))
    old = releases.generation("2026.1")
    assert old.release == "2026.1"
    assert old.number not in generations.numbers()
    assert '"Museums"@en' in {str(q.object) for q in old.reader.quads(NamedNode("urn:4"))}
    assert [row["label"] for row in old.index.rows("SELECT label FROM entity WHERE iri='urn:4'")]


def test_the_catalogue_says_which_releases_there_are(
    generations: Generations, releases: Releases
) -> None:
    create(generations, "2026.1", "All of it.")
    create(generations, "2026.2", "More of it.")
    now = generations.current()
    assert versions(now) == {f"<{BASE}releases/2026.1>", f"<{BASE}releases/2026.2>"}
    newest = NamedNode(f"{BASE}releases/2026.2")
    assert now.reader.value(newest, DCAT.previousVersion) == NamedNode(f"{BASE}releases/2026.1")
    assert now.reader.objects(NamedNode(MH.iri), OWL.versionIRI) == [newest]


@pytest.mark.parametrize("version", ["2026.1", "2026-1", "2026.01", "2026.1.0", "2026", "2025.9"])
def test_a_version_that_is_taken_or_goes_backwards_is_refused(
    generations: Generations, releases: Releases, version: str
) -> None:
    made = create(generations, "2026.1", "All of it.")
    with pytest.raises(RequestError, match=r"never changes|goes backwards"):
        create(generations, version, "Something else.")
    assert releases.all() == (made,)


@pytest.mark.parametrize(
    "version", ["", "now", "2026/1", "../2026.1", "2026..1", "v1", "2026.1 ", "٢٠٢٦", "1.2.3.4.5"]
)
def test_what_is_no_version_is_refused(
    generations: Generations, releases: Releases, version: str
) -> None:
    with pytest.raises(RequestError, match="no version of a release"):
        create(generations, version, "All of it.")
    assert releases.all() == ()


@pytest.mark.parametrize("notes", ["", " \n\t", "x" * 100_001])
def test_notes_must_be_there_and_be_readable(
    generations: Generations, releases: Releases, notes: str
) -> None:
    with pytest.raises(RequestError, match="the notes"):
        create(generations, "2026.1", notes)
    assert releases.all() == ()


def test_a_draft_may_be_made_anew_and_then_released(
    generations: Generations, releases: Releases, publish: Publish
) -> None:
    first = create(generations, "2026.1", "So far.", draft=True, freeze_date=date(2999, 1, 31))
    assert first.is_draft and releases.get("2026.1") == first
    publish(standard(THINGS.replace("Museums", "Galleries")))
    second = create(generations, "2026.1", "Further.", draft=True)
    assert releases.all() == (second,)
    assert second.checksum != first.checksum
    assert not generations.current().reader.objects(NamedNode(MH.iri), OWL.versionIRI)
    released = create(generations, "2026.1", "Done.")
    assert releases.all() == (released,)
    assert [path.name for path in releases.path.iterdir()] == ["2026.1"]


def test_a_freeze_date_belongs_to_a_draft_and_lies_ahead(
    generations: Generations, releases: Releases
) -> None:
    with pytest.raises(RequestError, match="no freeze date"):
        create(generations, "2026.1", "All of it.", freeze_date=date(2999, 1, 31))
    with pytest.raises(RequestError, match="has passed"):
        create(generations, "2026.1", "All.", draft=True, freeze_date=date(2020, 1, 31))
    assert releases.all() == ()


def test_an_unknown_release_names_those_that_there_are(
    generations: Generations, releases: Releases
) -> None:
    create(generations, "2026.1", "All of it.")
    for version in ("2026.2", "../generations/1", "now", ""):
        with pytest.raises(UnknownReleaseError, match="no release") as caught:
            releases.generation(version)
        assert caught.value.releases == ("2026.1",)


def test_a_crash_before_the_rename_leaves_no_half_release(
    generations: Generations, releases: Releases, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Crash(BaseException):
        """The process ends here."""

    def crash(folder: Path) -> None:
        raise Crash

    monkeypatch.setattr(keeping, "sync_folder", crash)
    with pytest.raises(Crash):
        create(generations, "2026.1", "All of it.")
    monkeypatch.undo()
    assert [path.name for path in releases.path.iterdir()] == ["2026.1.tmp"]
    assert releases.all() == ()
    made = create(generations, "2026.1", "All of it, again.")
    assert [path.name for path in releases.path.iterdir()] == ["2026.1"]
    assert releases.all() == (made,)


def test_a_crash_after_the_rename_is_made_good_by_the_next_release(
    generations: Generations, releases: Releases, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Crash(BaseException):
        """The process ends here."""

    real, calls = making.announce, []

    def crash(*arguments: object) -> None:
        calls.append(arguments)
        if len(calls) == 2:
            raise Crash
        real(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(making, "announce", crash)
    with pytest.raises(Crash):
        create(generations, "2026.1", "All of it.")
    monkeypatch.undo()
    assert releases.get("2026.1").notes == "All of it."
    assert versions(generations.current()) == set()
    with pytest.raises(RequestError, match="never changes"):
        create(generations, "2026.1", "Again.")
    assert versions(generations.current()) == {f"<{BASE}releases/2026.1>"}


def test_a_full_disk_leaves_nothing_behind(
    generations: Generations, releases: Releases, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(folder: Path) -> None:
        raise OSError("no space left on device")

    monkeypatch.setattr(keeping, "sync_folder", refuse)
    with pytest.raises(StoreError, match="could not be kept"):
        create(generations, "2026.1", "All of it.")
    assert list(releases.path.iterdir()) == []


def test_a_backup_takes_the_releases_along_and_a_restore_keeps_newer_ones(
    generations: Generations, releases: Releases, tmp_path: Path
) -> None:
    first = create(generations, "2026.1", "All of it.")
    back_up(generations, tmp_path / "backup")
    second = create(generations, "2026.2", "More of it.")
    restore(generations, tmp_path / "backup", replace=True)
    kept = Releases(generations.data_dir, BASE)
    assert kept.all() == (first, second)
    assert kept.generation("2026.2").reader.describes("urn:1")


def test_a_draft_takes_no_room_beside_the_generation_that_it_was_made_of(
    generations: Generations, releases: Releases
) -> None:
    made = create(generations, "2026.1", "All of it.", draft=True)
    kept, served = releases.path / "2026.1.draft-1", generations.get(made.generation).path

    def files(folder: Path) -> set[int]:
        return {os.stat(file).st_ino for file in folder.glob("*.sst")}

    assert files(kept / "store") <= files(served / "store")
    assert (kept / "index.sqlite").samefile(served / "index.sqlite")


def test_versions_are_ordered_by_their_numbers() -> None:
    written = ["2026.10", "2026.9", "2026-2", "2025.12", "2026"]
    assert sorted(written, key=version_order) == ["2025.12", "2026", "2026-2", "2026.9", "2026.10"]
