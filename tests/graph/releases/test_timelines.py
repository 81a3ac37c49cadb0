"""The life of a term through the releases, read from a file of each."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from moothall.graph.generation import Generation
from moothall.graph.generations import Generations
from moothall.graph.releases.comparison import compare
from moothall.graph.releases.folder import Releases
from moothall.graph.releases.making import create
from moothall.graph.releases.terms import FILE_NAME, read_record, term_rows
from moothall.graph.releases.timelines import Timelines
from moothall.graph.terms import Literal, Quad

from .conftest import THINGS, side_of, standard

Publish = Callable[[list[Quad]], Generation]

LATER = (
    THINGS.replace('"Libraries"@en', '"Libraries and archives"@en')
    .replace("skos:broader <urn:1> .\n<urn:3>", "skos:broader <urn:4> .\n<urn:3>")
    .replace(
        'skos:prefLabel "Record loans"@en ; skos:broader <urn:1> .',
        'skos:prefLabel "Record loans"@en ; skos:broader <urn:1> ; owl:deprecated true ; '
        "dct:isReplacedBy <urn:2> .",
    )
)
LINKS = "<urn:1> skos:closeMatch <http://example.org/1> ; mh:metBy <urn:4> ."

_WORSE = ("http-uri-scheme-violations", "unidirectional-relations")
_WAIVERS = dict.fromkeys(_WORSE, "the things of a test")


def kinds(timelines: Timelines, iri: str) -> list[tuple[str, list[str]]]:
    return [
        (moment.release.version, [change.kind for change in moment.record.changes])
        for moment in timelines.of(iri)
    ]


def test_a_row_says_what_the_change_note_says_of_the_term() -> None:
    before, after = side_of(standard(), "1"), side_of(standard(LATER, LINKS), "2")
    note = compare(before, after)
    rows = {row.iri: read_record(row) for row in term_rows(before, after)}
    for change in (*note.terms, *note.mappings):
        assert change in rows[change.term.iri].changes
    told = {change for record in rows.values() for change in record.changes}
    assert told == {*note.terms, *note.mappings}


def test_what_took_the_place_of_a_term_is_told_of_both() -> None:
    before, after = side_of(standard(), "1"), side_of(standard(LATER), "2")
    rows = {row.iri: read_record(row) for row in term_rows(before, after)}
    assert [c.kind for c in rows["urn:3"].changes] == ["deprecated", "replaced"]
    assert [c.kind for c in rows["urn:2"].changes] == ["replaced", "moved"]


def test_the_names_and_definitions_of_a_term_are_as_they_were() -> None:
    (record,) = (
        read_record(row) for row in term_rows(None, side_of(standard())) if row.iri == "urn:1"
    )
    assert record.name is not None
    assert record.name.labels == (
        Literal("Llyfrgelloedd", language="cy"),
        Literal("Libraries", language="en"),
    )
    assert (record.name.code, record.name.lists) == ("1", ("things",))
    assert record.definitions == (Literal("Books to lend.", language="en"),)
    assert not record.is_deprecated and not record.changes


def test_a_term_is_told_at_each_release_that_has_it_or_in_which_it_went(
    publish: Publish, generations: Generations
) -> None:
    without = THINGS[: THINGS.index("<urn:4>")]
    for version, things in (("1", without), ("2", THINGS), ("3", LATER), ("4", without)):
        publish(standard(things))
        create(generations, version, "Notes.", waivers=_WAIVERS)
    create(generations, "5", "Notes.", draft=True)
    timelines = Timelines(Releases(generations.data_dir, generations.base_iri))
    assert kinds(timelines, "urn:4") == [("2", ["added"]), ("3", []), ("4", ["removed"])]
    assert [moment.is_held for moment in timelines.of("urn:4")] == [True, True, False]
    assert kinds(timelines, "urn:1") == [
        ("1", []),
        ("2", []),
        ("3", ["renamed"]),
        ("4", ["renamed"]),
    ]
    assert kinds(timelines, "urn:list") == [(version, []) for version in "1234"]
    assert timelines.of("urn:toilet") == timelines.of("urn:nothing") == ()


def test_a_release_without_a_file_of_its_terms_is_told_all_the_same(
    publish: Publish, generations: Generations
) -> None:
    for version, things in (("1", THINGS), ("2", LATER)):
        publish(standard(things))
        create(generations, version, "Notes.")
    releases = Releases(generations.data_dir, generations.base_iri)
    with_files = [Timelines(releases).of(iri) for iri in ("urn:1", "urn:3", "urn:nothing")]
    for version in ("1", "2"):
        (releases.folder(version) / FILE_NAME).unlink()
    assert [Timelines(releases).of(i) for i in ("urn:1", "urn:3", "urn:nothing")] == with_files
    assert [len(found) for found in with_files] == [2, 2, 0]


@pytest.mark.parametrize("kind", ["split", "merged"])
def test_a_split_and_a_merger_are_told_of_all_who_took_part(kind: str) -> None:
    ends = {"split": ("<urn:3>", "<urn:1>, <urn:4>"), "merged": ("<urn:2>, <urn:3>", "<urn:1>")}
    sources, targets = (text.split(", ") for text in ends[kind])
    said = "".join(
        f"{source} owl:deprecated true ; dct:isReplacedBy {', '.join(targets)} .\n"
        for source in sources
    )
    rows = term_rows(side_of(standard(), "1"), side_of(standard(THINGS + said), "2"))
    told = {r.iri for r in rows if kind in [change.kind for change in read_record(r).changes]}
    assert told == {term.strip("<>") for term in (*sources, *targets)}
