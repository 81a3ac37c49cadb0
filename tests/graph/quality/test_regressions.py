"""Releases and quality: what is kept with one, and what stops one."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from moothall.graph.errors import NotFoundError, RequestError, StoreCorruptError
from moothall.graph.generation import Generation
from moothall.graph.generations import Generations
from moothall.graph.namespaces import DQV, SKOS
from moothall.graph.quality.measuring import kept_record, quality_record, record_of
from moothall.graph.quality.record import FILE_NAME
from moothall.graph.quality.regressions import read_waivers
from moothall.graph.quality.trend import trend
from moothall.graph.releases.folder import Releases
from moothall.graph.releases.making import create
from moothall.graph.releases.release import Release
from moothall.graph.terms import Literal, NamedNode, Quad

from ..releases.conftest import BASE, THINGS, publish, standard

__all__ = ["publish"]

Publish = Callable[[list[Quad]], Generation]

WORSE = THINGS + '<urn:4> skos:altLabel "Record loans"@en .'
"""Two terms share a name, which nothing did before."""


@pytest.fixture
def releases(generations: Generations, publish: Publish) -> Releases:
    """The folder of releases, with one of a list in which no terms share a name."""
    publish(standard())
    create(generations, "2026.1", "All of it.")
    return Releases(generations.data_dir, BASE)


def test_a_release_keeps_its_record_for_good(
    generations: Generations, releases: Releases, publish: Publish
) -> None:
    made = releases.get("2026.1")
    publish(standard(WORSE))
    kept = kept_record(releases.generation("2026.1"))
    assert kept is not None and made.quality == kept.counts()
    assert kept == quality_record(releases.generation("2026.1"))
    assert kept.counts()["overlapping-labels"] == 0
    assert quality_record(generations.current()).counts()["overlapping-labels"] == 2
    assert made.as_dict()["quality"] == made.quality


def test_a_worse_release_is_refused_with_what_got_worse(
    generations: Generations, releases: Releases, publish: Publish
) -> None:
    publish(standard(WORSE))
    told: list[str] = []
    with pytest.raises(RequestError) as refused:
        create(generations, "2026.2", "More of it.", progress=told.append)
    said = str(refused.value)
    assert "overlapping-labels finds 2, and found 0" in said
    assert '3 "Record loans"' in said and '4 "Museums"' in said
    assert "--waive overlapping-labels=REASON" in said
    assert [release.version for release in releases.all()] == ["2026.1"]


def test_a_waiver_lets_it_pass_and_is_kept(
    generations: Generations, releases: Releases, publish: Publish
) -> None:
    publish(standard(WORSE))
    told: list[str] = []
    why = {"overlapping-labels": "the names are official", "orphan-terms": "none"}
    made = create(generations, "2026.2", "More of it.", waivers=why, progress=told.append)
    assert made.waivers == {"overlapping-labels": "the names are official"}
    assert releases.get("2026.2") == made
    assert any("orphan-terms was not needed" in line for line in told)
    measurement = NamedNode(f"{BASE}releases/2026.2#quality-overlapping-labels")
    reader = generations.current().reader
    (note,) = reader.objects(measurement, SKOS.editorialNote)
    assert isinstance(note, Literal) and "the names are official" in note.value


def test_a_draft_is_told_and_not_refused(
    generations: Generations, releases: Releases, publish: Publish
) -> None:
    publish(standard(WORSE))
    told: list[str] = []
    made = create(generations, "2026.2", "So far.", draft=True, progress=told.append)
    assert made.is_draft
    assert any("worse than 2026.1: overlapping-labels finds 2" in line for line in told)


def test_more_of_what_is_told_for_information_stops_nothing(
    generations: Generations, releases: Releases, publish: Publish
) -> None:
    more = (
        "<http://things.example/5> a skos:Concept ; skos:inScheme <urn:list> ; "
        'skos:prefLabel "Films"@en .'
    )
    publish(standard(THINGS + more))
    made = create(generations, "2026.2", "One more.")
    before = releases.get("2026.1").quality
    assert made.quality is not None and before is not None
    assert made.quality["undocumented-terms"] == before["undocumented-terms"] + 1


def test_the_catalogue_holds_one_measurement_a_check(
    generations: Generations, releases: Releases
) -> None:
    reader = generations.current().reader
    release = NamedNode(f"{BASE}releases/2026.1")
    measurements = reader.objects(release, DQV.hasQualityMeasurement)
    counts = releases.get("2026.1").quality
    assert counts is not None and len(measurements) == len(counts)
    metric = NamedNode(f"{BASE}quality#undocumented-terms")
    (measurement,) = reader.subjects(DQV.isMeasurementOf, metric)
    assert reader.objects(measurement, DQV.computedOn) == [release]
    (value,) = reader.objects(measurement, DQV.value)
    assert isinstance(value, Literal) and int(value.value) == counts["undocumented-terms"]


def test_a_release_from_before_there_were_records_still_opens(
    generations: Generations, releases: Releases, publish: Publish
) -> None:
    folder = releases.path / "2026.1"
    (folder / FILE_NAME).unlink()
    members = json.loads((folder / "release.json").read_text(encoding="utf-8"))
    del members["quality"], members["waivers"]
    (folder / "release.json").write_text(json.dumps(members), encoding="utf-8")
    old = Releases(generations.data_dir, BASE)
    assert old.get("2026.1").quality is None
    assert kept_record(old.generation("2026.1")) is None
    assert record_of(old.generation("2026.1")).counts()["overlapping-labels"] == 0
    publish(standard(WORSE))
    with pytest.raises(RequestError, match="overlapping-labels"):
        create(generations, "2026.2", "More of it.")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"terms": 1, "checks": [{}]}', "\u0000"])
def test_a_damaged_record_is_told_with_its_place(
    generations: Generations, releases: Releases, text: str
) -> None:
    (releases.path / "2026.1" / FILE_NAME).write_text(text, encoding="utf-8")
    with pytest.raises(StoreCorruptError, match=FILE_NAME):
        kept_record(Releases(generations.data_dir, BASE).generation("2026.1"))


@pytest.mark.parametrize(
    "text", ["", "overlapping-labels", "overlapping-labels=", "=why", " = ", "overlapping-labels= "]
)
def test_a_waiver_without_a_check_or_reason_is_refused(text: str) -> None:
    with pytest.raises(RequestError, match="CHECK=REASON"):
        read_waivers([text])


def test_a_check_is_waived_once() -> None:
    assert read_waivers(["orphan-terms=a = b"]) == {"orphan-terms": "a = b"}
    with pytest.raises(RequestError, match="twice"):
        read_waivers(["orphan-terms=a", "orphan-terms=b"])


def test_an_unknown_check_cannot_be_waived(generations: Generations, releases: Releases) -> None:
    with pytest.raises(NotFoundError, match="the checks are .*overlapping-labels"):
        create(generations, "2026.2", "More.", waivers={"overlaping-labels": "x"})


@pytest.mark.parametrize("reason", [" ", "x" * 1_001])
def test_a_reason_has_a_length(generations: Generations, releases: Releases, reason: str) -> None:
    with pytest.raises(RequestError, match="characters"):
        create(generations, "2026.2", "More.", waivers={"overlapping-labels": reason})


def test_the_trend_has_releases_with_a_record_and_now(
    generations: Generations, releases: Releases, publish: Publish
) -> None:
    publish(standard(WORSE))
    create(generations, "2026.2", "So far.", draft=True)
    now = quality_record(generations.current())
    old: Release = replace(releases.get("2026.1"), version="2025.1", quality=None)
    editions = trend([old, *releases.all()], now)
    assert [edition.name for edition in editions] == ["2026.1", "now"]
    assert [edition.counts["overlapping-labels"] for edition in editions] == [0, 2]
