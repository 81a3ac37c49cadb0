from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from moothall.graph.change import Change
from moothall.graph.config import Config
from moothall.graph.errors import NotFoundError, ShapesError, SourceError, UnknownFormatError
from moothall.graph.generations import Generations
from moothall.graph.manifest import Manifest
from moothall.graph.namespaces import DCT, MH, RDF, RDFS, WGS84
from moothall.graph.terms import Literal, NamedNode
from moothall.loaders import record_lines
from moothall.loaders.load import load
from moothall.loaders.load_report import LoadReport
from moothall.loaders.table_load import TableLoad
from moothall.shapes.standard_files import standard_named

HEADINGS = (
    "OrganisationURI,OrganisationLabel,ServiceTypeLabel,LocationText,CoordinateReferenceSystem,"
    "GeoX,GeoY,ExtractDate,Category"
)
START = "E07000176,Rushcliffe,Public toilets,"
OLD_TOWN = f"{START}Old Town toilets,OSGB36,457266,339874,31/03/2026,Unisex"
BEACH = f"{START}Beach toilets,OSGB36,457300,339900,31/03/2026,female and MALE"
NOWHERE = f"{START}Nowhere toilets,OSGB36,,,31/03/2026,Unisex"
GRAPH = NamedNode("http://localhost:8080/graph/rushcliffe-borough-council-public-toilets")

LoadRows = Callable[..., LoadReport]


@pytest.fixture
def service(tmp_path: Path, shipped_config: Config) -> Config:
    """Settings of a data directory of a test's own that holds what ships."""
    shutil.copytree(shipped_config.data_dir, tmp_path / "data", symlinks=True)
    return replace(shipped_config, data_dir=tmp_path / "data")


@pytest.fixture
def generations(service: Config) -> Generations:
    return Generations(service.data_dir, service.base_iri)


@pytest.fixture
def load_rows(service: Config, generations: Generations, tmp_path: Path) -> LoadRows:
    def act(*rows: str, headings: str = HEADINGS, **options: object) -> LoadReport:
        path = tmp_path / "toilets.csv"
        path.write_text("\n".join([headings, *rows]) + "\n", encoding="utf-8")
        return load(generations, service, str(path), **options)  # type: ignore[arg-type]

    return act


def names(generations: Generations) -> set[str]:
    reader = generations.current().reader
    found = [q.object for q in reader.quads(None, RDFS.label, None, GRAPH)]
    return {term.value for term in found if isinstance(term, Literal)}


def check_manifest(generations: Generations) -> None:
    current = generations.current()
    was = current.manifest
    measured = Manifest.measure(current.reader, was.number, was.parent, was.published)
    assert measured == was


def test_a_table_becomes_records_of_its_publisher(
    load_rows: LoadRows, generations: Generations
) -> None:
    report = load_rows(OLD_TOWN, BEACH)
    (dataset,) = report.datasets
    assert dataset.slug == "rushcliffe-borough-council-public-toilets"
    assert len(dataset.terms_added) == 2
    reader = generations.current().reader
    (beach,) = [
        q.subject
        for q in reader.quads(None, RDFS.label, Literal("Beach toilets"), GRAPH)
        if isinstance(q.subject, NamedNode)
    ]
    assert beach.value.startswith("http://localhost:8080/id/record/public-toilets/RUS/Beach-")
    assert reader.objects(beach, DCT.publisher) == [
        NamedNode("http://localhost:8080/id/authority/RUS")
    ]
    assert reader.objects(beach, MH.category) == [
        NamedNode("https://w3id.org/moothall/id/toiletUsers/female-and-male")
    ]
    assert reader.objects(beach, MH.classifiedAs) == [NamedNode("http://id.esd.org.uk/service/579")]
    (latitude,) = reader.objects(beach, WGS84.lat)
    assert isinstance(latitude, Literal) and latitude.value.startswith("52.9")
    entry = NamedNode(f"http://localhost:8080/id/dataset/{dataset.slug}")
    assert reader.objects(entry, DCT.conformsTo) == [
        NamedNode("https://w3id.org/moothall/standard/public-toilets")
    ]
    check_manifest(generations)


def test_loading_a_table_twice_changes_nothing(
    load_rows: LoadRows, generations: Generations
) -> None:
    first = load_rows(OLD_TOWN, BEACH)
    again = load_rows(BEACH, OLD_TOWN)
    assert again.unchanged
    assert again.generation == first.generation


def test_a_reload_writes_the_difference_alone(
    load_rows: LoadRows, generations: Generations
) -> None:
    load_rows(OLD_TOWN, BEACH)
    report = load_rows(OLD_TOWN, BEACH.replace("female and MALE", "Male"))
    (dataset,) = report.datasets
    assert (dataset.added, dataset.removed) == (1, 1)
    check_manifest(generations)


def test_a_reload_reads_what_differs_alone(
    load_rows: LoadRows, generations: Generations, monkeypatch: pytest.MonkeyPatch
) -> None:
    load_rows(OLD_TOWN, BEACH)

    def refuse(*_: object) -> None:
        raise AssertionError("the graph was read whole")

    monkeypatch.setattr(record_lines, "_published_lines", refuse)
    load_rows(OLD_TOWN, BEACH.replace("female and MALE", "Male"))
    report = load_rows(OLD_TOWN)
    (dataset,) = report.datasets
    assert (dataset.added, len(dataset.terms_removed)) == (0, 1)
    check_manifest(generations)


def test_a_reload_compares_with_what_is_served_whatever_was_done_since(
    load_rows: LoadRows, generations: Generations
) -> None:
    first = load_rows(OLD_TOWN, BEACH)
    load_rows(OLD_TOWN)
    assert first.generation is not None
    generations.rollback(first.generation)
    assert load_rows(OLD_TOWN, BEACH).unchanged
    with generations.writing() as writer:
        label = next(generations.current().reader.quads(None, RDFS.label, None, GRAPH))
        writer.publish(Change(removed=[label]))
    report = load_rows(OLD_TOWN, BEACH)
    assert (report.datasets[0].added, report.datasets[0].removed) == (1, 0)
    check_manifest(generations)


def test_a_record_that_goes_leaves_a_tombstone_and_loses_it_when_it_returns(
    load_rows: LoadRows, generations: Generations
) -> None:
    load_rows(OLD_TOWN, BEACH)
    (gone,) = load_rows(OLD_TOWN).datasets[0].terms_removed
    tombs = NamedNode("http://localhost:8080/graph/tombstones")
    reader = generations.current().reader
    assert [q.predicate for q in reader.quads(NamedNode(gone), RDF.type, None, tombs)]
    load_rows(OLD_TOWN, BEACH)
    assert not list(generations.current().reader.quads(NamedNode(gone), graph=tombs))
    check_manifest(generations)


def test_a_faulty_table_is_refused_whole(load_rows: LoadRows, generations: Generations) -> None:
    before = generations.current().number
    with pytest.raises(ShapesError) as refused:
        load_rows(OLD_TOWN, NOWHERE)
    assert "GeoX is blank" in str(refused.value)
    assert generations.current().number == before


def test_quarantine_publishes_the_rest_and_a_corrected_file_brings_the_record(
    load_rows: LoadRows, generations: Generations
) -> None:
    report = load_rows(OLD_TOWN, NOWHERE, on_violation="quarantine")
    (left_out,) = report.quarantined
    assert "Nowhere" not in left_out  # without a point the key is that of the row
    assert names(generations) == {"Old Town toilets"}
    load_rows(OLD_TOWN, NOWHERE.replace("OSGB36,,", "OSGB36,457400,339950"))
    assert names(generations) == {"Old Town toilets", "Nowhere toilets"}


def test_a_record_that_becomes_faulty_stays_as_it_was_published(
    load_rows: LoadRows, generations: Generations
) -> None:
    load_rows(OLD_TOWN, BEACH)
    load_rows(OLD_TOWN, BEACH.replace("31/03/2026", "31/02/2026"), on_violation="quarantine")
    assert names(generations) == {"Old Town toilets", "Beach toilets"}
    check_manifest(generations)


def test_without_a_column_that_must_be_there_every_record_is_left_out(
    load_rows: LoadRows, generations: Generations
) -> None:
    load_rows(OLD_TOWN, BEACH)
    before = generations.current().number
    headings = HEADINGS.replace(",ExtractDate", "")
    rows = [row.replace(",31/03/2026", "") for row in (OLD_TOWN, NOWHERE)]
    report = load_rows(*rows, headings=headings, on_violation="quarantine")
    assert len(report.quarantined) == 2
    assert any("must have ExtractDate, and there is no such column" in n for n in report.notes)
    assert report.unchanged and generations.current().number == before
    assert names(generations) == {"Old Town toilets", "Beach toilets"}
    assert report.table is not None
    assert report.table.group_named("ExtractDate-column") is not None
    load_rows(*rows, headings=headings, on_violation="publish")
    assert names(generations) == {"Old Town toilets", "Nowhere toilets"}


def test_without_the_column_of_the_key_what_was_published_stays(
    load_rows: LoadRows, generations: Generations
) -> None:
    load_rows(OLD_TOWN, BEACH)
    headings = HEADINGS.replace(",LocationText", "")
    rows = [row.replace(",Old Town toilets", "") for row in (OLD_TOWN,)]
    report = load_rows(*rows, headings=headings, on_violation="quarantine")
    assert report.unchanged and len(report.quarantined) == 1
    assert names(generations) == {"Old Town toilets", "Beach toilets"}
    check_manifest(generations)


def test_faults_can_be_published_when_somebody_says_so(
    load_rows: LoadRows, generations: Generations
) -> None:
    load_rows(OLD_TOWN, NOWHERE, on_violation="publish")
    assert names(generations) == {"Old Town toilets", "Nowhere toilets"}


def test_a_draft_writes_nothing(load_rows: LoadRows, generations: Generations) -> None:
    before = generations.current().number
    report = load_rows(OLD_TOWN, draft=True)
    assert report.draft and report.datasets[0].added > 0
    assert generations.current().number == before


def test_headings_can_be_said(load_rows: LoadRows, generations: Generations) -> None:
    headings = HEADINGS.replace("LocationText", "Whereabouts")
    table = TableLoad(
        standard=standard_named("public-toilets"), chosen={"Whereabouts": "LocationText"}
    )
    load_rows(OLD_TOWN, headings=headings, table=table)
    assert names(generations) == {"Old Town toilets"}


def test_a_heading_cannot_be_a_column_that_there_is_not(load_rows: LoadRows) -> None:
    table = TableLoad(standard=standard_named("public-toilets"), chosen={"GeoX": "Easting"})
    with pytest.raises(NotFoundError, match="Easting"):
        load_rows(OLD_TOWN, table=table)


def test_the_dataset_can_be_named_and_the_publisher_given(
    load_rows: LoadRows, generations: Generations
) -> None:
    rows = OLD_TOWN.replace("E07000176", "")
    report = load_rows(rows, slug="my-toilets", publisher="ZZW")
    assert report.datasets[0].slug == "my-toilets"
    (record,) = report.datasets[0].terms_added
    assert "/public-toilets/ZZW/" in record
    publishers = generations.current().reader.objects(NamedNode(record), DCT.publisher)
    assert publishers == [NamedNode("http://localhost:8080/id/authority/ZZW")]


def test_personal_data_is_published_only_when_somebody_says_so(
    load_rows: LoadRows, generations: Generations
) -> None:
    standard = standard_named("senior-employees")
    personal = [column for column in standard.columns.values() if column.is_personal]
    assert personal
    row = [next(iter(column.examples), "") for column in standard.columns.values()]
    headings = ",".join(standard.columns)
    line = ",".join(f'"{cell}"' for cell in row)

    def paths(with_personal: bool) -> set[NamedNode]:
        table = TableLoad(standard=standard, with_personal=with_personal)
        load_rows(line, headings=headings, slug="seniors", table=table, on_violation="publish")
        graph = NamedNode("http://localhost:8080/graph/seniors")
        return {q.predicate for q in generations.current().reader.quads(graph=graph)}

    assert not paths(with_personal=False) & {column.path for column in personal}
    assert paths(with_personal=True) & {column.path for column in personal}


@pytest.mark.parametrize(
    ("data", "error", "said"),
    [
        (b"", SourceError, "the file is empty"),
        (b"\x89PNG\r\n\x1a\n", UnknownFormatError, "PNG"),
        (b"name,colour\nA,red\n", SourceError, "no standard that is known"),
    ],
)
def test_what_is_no_table_of_a_standard_is_refused(
    service: Config,
    generations: Generations,
    tmp_path: Path,
    data: bytes,
    error: type[Exception],
    said: str,
) -> None:
    path = tmp_path / "odd.csv"
    path.write_bytes(data)
    with pytest.raises(error, match=said):
        load(generations, service, str(path))


def test_a_change_that_is_large_is_written_in_bulk(
    load_rows: LoadRows, generations: Generations, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("moothall.graph.change.BULK_QUADS", 20)
    load_rows(OLD_TOWN, BEACH)
    assert names(generations) == {"Old Town toilets", "Beach toilets"}
    check_manifest(generations)
    load_rows(OLD_TOWN)
    load_rows(*_many(50))
    assert len(names(generations)) == 50
    check_manifest(generations)


def _many(count: int) -> Sequence[str]:
    return [BEACH.replace("Beach", f"Beach {number}") for number in range(count)]
