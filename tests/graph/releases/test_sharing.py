"""Releases share what is the same, and each needs nothing but its own folder."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from moothall.graph.backup import back_up
from moothall.graph.generation import Generation
from moothall.graph.generations import Generations
from moothall.graph.manifest import Manifest
from moothall.graph.releases import sharing
from moothall.graph.releases.folder import Releases
from moothall.graph.releases.making import create
from moothall.graph.releases.timelines import Timelines
from moothall.graph.resolve import resolve
from moothall.graph.search import search
from moothall.graph.terms import Quad

from .conftest import BASE, THINGS, publisher, quads_of, standard

Publish = Callable[[list[Quad]], Generation]

MANY = "".join(
    f"<urn:more/{number}> a skos:Concept ; skos:inScheme <urn:list> ; "
    f'dct:identifier "m{number}" ; skos:prefLabel "Thing number {number}"@en .\n'
    for number in range(400)
)
BLANK = '[] rdfs:comment "Nobody\'s" ; rdfs:seeAlso [ rdfs:comment "nothing" ] .'


def edition(number: int) -> list[Quad]:
    """Return a standard in which a thing is renamed, one comes and one goes, each time."""
    things = THINGS.replace("Museums", f"Museums {number}")
    more = MANY.replace('"Thing number 7"', f'"Thing of {number}"')
    come = f"<urn:new/{number}> a skos:Concept ; skos:inScheme <urn:list> ; " + (
        f'dct:identifier "n{number}" ; skos:prefLabel "New in {number}"@en .'
    )
    return [*standard(things + more + come), *quads_of(BLANK, "toilets")]


def make(generations: Generations, publish: Publish, number: int) -> None:
    """Publish an edition, and make a release of it."""
    publish(edition(number))
    waivers = {"http-uri-scheme-violations": "made up"} if number > 1 else {}
    create(generations, str(number), "Notes.", waivers=waivers)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data directory with four releases with small edits between them."""
    data_dir = tmp_path_factory.mktemp("releases") / "data"
    generations = Generations(data_dir, BASE)
    generations.create()
    with pytest.MonkeyPatch.context() as patch:
        # what a release says of itself in the catalogue is much beside so small a standard
        patch.setattr(sharing, "MOST_DIFFERENT", 1.0)
        for number in range(1, 5):
            make(generations, publisher(generations), number)
    return data_dir


@pytest.fixture
def releases(made: Path, generations: Generations) -> Releases:
    """Those releases, in a directory that a test may change."""
    shutil.rmtree(generations.data_dir)
    shutil.copytree(made, generations.data_dir, symlinks=True, copy_function=_copy)
    return Releases(generations.data_dir, BASE)


def _copy(source: str, target: str) -> None:
    is_shared = "/data/releases/" in source and source.endswith((".sst", ".sqlite"))
    (os.link if is_shared else shutil.copyfile)(source, target)


def check(releases: Releases, number: int) -> None:
    """Check that a release is what was published then, by each of its files."""
    generation = releases.generation(str(number))
    manifest = generation.manifest
    found = Manifest.measure(generation.reader, manifest.number, None, manifest.published)
    assert (found.digest, found.triples) == (manifest.digest, manifest.triples)
    names = [hit.label for hit in search(generation, "museums").hits]
    assert names == [f"Museums {number}"]
    assert [hit.label for hit in search(generation, "museumz").hits] == names
    assert [hit.label for hit in search(generation, "New in").hits] == [f"New in {number}"]
    assert [one.label for one in resolve(generation, "m7")] == [f"Thing of {number}"]
    assert resolve(generation, f"n{number - 1}") == ()


def test_each_release_is_what_was_published_then(releases: Releases) -> None:
    for number in range(1, 5):
        check(releases, number)


def test_a_release_keeps_little_of_its_own(releases: Releases) -> None:
    assert [releases.get(str(number)).base for number in range(1, 5)] == ["1"] * 4
    folder, base = releases.path / "4", releases.path / "1"
    assert (folder / "index.sqlite").samefile(base / "index.sqlite")
    assert (folder / "terms.sqlite").samefile(base / "terms.sqlite")
    of_base = {path.name: path.stat().st_size for path in (base / "store").glob("*.sst")}
    shared = {
        name: size
        for name, size in of_base.items()
        if (folder / "store" / name).exists()
        and (folder / "store" / name).samefile(base / "store" / name)
    }
    # RocksDB may merge the files of a kilobyte that name the graphs whenever it likes
    assert sum(shared.values()) > 0.95 * sum(of_base.values())
    own = [p.stat().st_size for p in (folder / "store").glob("*.sst") if p.name not in shared]
    assert 0 < sum(own) < sum(shared.values())


def test_what_is_said_of_a_term_is_read_through_the_layers(releases: Releases) -> None:
    told = Timelines(releases).of("urn:4")
    assert [m.record.name.labels[0].value for m in told if m.record.name] == [
        f"Museums {number}" for number in range(1, 5)
    ]
    assert [[c.kind for c in moment.record.changes] for moment in told] == [[]] + [["renamed"]] * 3
    came_and_went = Timelines(releases).of("urn:new/2")
    assert [(m.release.version, m.is_held) for m in came_and_went] == [("2", True), ("3", False)]
    same = Timelines(releases).of("urn:1")
    assert len(same) == 4 and not any(moment.record.changes for moment in same)


@pytest.mark.parametrize("gone", [1, 2, 3])
def test_a_release_that_was_taken_out_takes_nothing_from_the_others(
    generations: Generations,
    releases: Releases,
    publish: Publish,
    monkeypatch: pytest.MonkeyPatch,
    gone: int,
) -> None:
    monkeypatch.setattr(sharing, "MOST_DIFFERENT", 1.0)
    shutil.rmtree(releases.path / str(gone))
    make(generations, publish, 5)
    left = Releases(generations.data_dir, BASE)
    assert left.get("5").base == ("5" if gone == 1 else "1")
    for number in {1, 2, 3, 4, 5} - {gone}:
        check(left, number)


def test_a_release_of_much_that_is_different_is_a_base(
    generations: Generations, releases: Releases, publish: Publish
) -> None:
    publish([*edition(5), *quads_of(MANY.replace("urn:more", "urn:much"), "toilets")])
    create(generations, "5", "Notes.", waivers={"http-uri-scheme-violations": "made up"})
    assert releases.get("5").base == "5"
    publish([*edition(6), *quads_of(MANY.replace("urn:more", "urn:much"), "toilets")])
    create(generations, "6", "Notes.", waivers={"http-uri-scheme-violations": "made up"})
    assert releases.get("6").base == "5"
    assert releases.generation("6").reader.describes("urn:much/1")


def test_a_draft_shares_files_and_is_no_base(generations: Generations, publish: Publish) -> None:
    publish(edition(1))
    first = create(generations, "1", "So far.", draft=True)
    assert first.base is None
    assert create(generations, "1", "Done.").base == "1"
    assert create(generations, "2", "Next.", draft=True).base == "1"


def test_a_release_that_is_not_what_it_should_be_is_kept_whole(
    generations: Generations, releases: Releases, publish: Publish
) -> None:
    path = releases.path / "1" / "manifest.json"
    members = json.loads(path.read_text(encoding="utf-8"))
    members["digest"] = f"{int(members['digest'], 16) ^ 1:032x}"
    path.write_text(json.dumps(members), encoding="utf-8")
    make(generations, publish, 5)
    left = Releases(generations.data_dir, BASE)
    assert left.get("5").base == "5"
    check(left, 5)


def test_an_index_that_cannot_be_compared_is_no_base(
    generations: Generations, releases: Releases, publish: Publish
) -> None:
    for name in ("index.sqlite", "terms.sqlite"):
        (releases.path / "1" / name).unlink()
        (releases.path / "1" / name).write_bytes(b"damaged" * 1000)
    make(generations, publish, 5)
    check(releases, 5)
    assert len(Timelines(releases)._row(releases.get("5"), "urn:1").said or "") > 0


def test_a_release_from_before_files_were_shared_is_followed_by_a_base(
    generations: Generations, releases: Releases, publish: Publish
) -> None:
    path = releases.path / "4" / "release.json"
    members = json.loads(path.read_text(encoding="utf-8"))
    del members["base"]
    path.write_text(json.dumps(members), encoding="utf-8")
    make(generations, publish, 5)
    assert Releases(generations.data_dir, BASE).get("5").base == "5"


def test_a_disk_without_links_keeps_the_releases_all_the_same(
    generations: Generations, publish: Publish, monkeypatch: pytest.MonkeyPatch
) -> None:
    def copy(source: Path, target: Path) -> None:
        shutil.copyfile(source, target)

    monkeypatch.setattr(sharing, "link", copy)
    for number in (1, 2):
        make(generations, publish, number)
    check(Releases(generations.data_dir, BASE), 2)


def test_a_backup_keeps_once_what_releases_share(
    generations: Generations, releases: Releases, tmp_path: Path
) -> None:
    back_up(generations, tmp_path / "backup")
    kept = Releases(tmp_path / "backup", BASE)
    for number in range(1, 5):
        check(kept, number)
    base, last = (kept.path / version / "index.sqlite" for version in ("1", "4"))
    assert base.samefile(last)
    assert not base.samefile(releases.path / "1" / "index.sqlite")
