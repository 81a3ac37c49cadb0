"""The reports of loads of tables: what is kept of each, how many, and what everybody may see."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from moothall.graph.config import Config
from moothall.graph.errors import NotFoundError, ShapesError, StoreError
from moothall.graph.generations import Generations
from moothall.loaders.checks.load_reports import KeptLoad, LoadReports
from moothall.loaders.load import load
from moothall.loaders.load_report import LoadReport
from moothall.loaders.table_load import TableLoad
from moothall.shapes.standard import Standard
from moothall.shapes.standard_files import standard_named

SLUG = "rushcliffe-borough-council-public-toilets"
HEADINGS = (
    "OrganisationURI,OrganisationLabel,ServiceTypeLabel,LocationText,CoordinateReferenceSystem,"
    "GeoX,GeoY,ExtractDate,Category,Keyholder"
)
START = "E07000176,Rushcliffe,Public toilets,"
OLD_TOWN = f"{START}Old Town toilets,OSGB36,457266,339874,31/03/2026,Unisex,Ada Keyes"
NOWHERE = f"{START}Nowhere toilets,OSGB36,,,31/03/2026,Unisex,Bob Locke"

LoadRows = Callable[..., LoadReport]


@pytest.fixture
def service(tmp_path: Path, shipped_config: Config) -> Config:
    """Settings of a data directory of a test's own that holds what ships."""
    shutil.copytree(shipped_config.data_dir, tmp_path / "data", symlinks=True)
    return replace(shipped_config, data_dir=tmp_path / "data")


@pytest.fixture
def load_rows(service: Config, tmp_path: Path) -> LoadRows:
    generations = Generations(service.data_dir, service.base_iri)

    def act(*rows: str, headings: str = HEADINGS, **options: object) -> LoadReport:
        path = tmp_path / "toilets.csv"
        path.write_text("\n".join([headings, *rows]) + "\n", encoding="utf-8")
        return load(generations, service, str(path), **options)  # type: ignore[arg-type]

    return act


@pytest.fixture
def reports(service: Config) -> LoadReports:
    return LoadReports.of(service)


def whole(kept: KeptLoad) -> str:
    """All that is kept of a report, in every form."""
    return "\n".join(
        path.read_text(encoding="utf-8") for path in sorted(kept.folder.folder.iterdir())
    )


def test_a_load_keeps_its_report_under_the_address_that_it_tells(
    load_rows: LoadRows, reports: LoadReports
) -> None:
    told = load_rows(OLD_TOWN)
    (kept,) = reports.of_dataset(SLUG)
    assert told.address == f"http://localhost:8080/datasets/{SLUG}/reports/{kept.number}"
    assert (kept.facts.outcome, kept.facts.generation) == ("published", told.generation)
    assert kept.facts.source == "toilets.csv"
    document = json.loads(kept.folder.path("report.json").read_text(encoding="utf-8"))
    assert document["report"] == told.address
    assert document["load"]["outcome"] == "published"
    assert document["recognised"]["standard"] == "public-toilets"
    assert kept.folder.summary()["publisher"]["name"] == "Rushcliffe Borough Council"


def test_a_refused_load_keeps_its_report_and_the_error_says_where(
    load_rows: LoadRows, reports: LoadReports
) -> None:
    with pytest.raises(ShapesError) as refused:
        load_rows(OLD_TOWN, NOWHERE)
    (kept,) = reports.of_dataset(SLUG)
    assert refused.value.address.endswith(f"/datasets/{SLUG}/reports/{kept.number}")
    assert kept.facts.outcome == "refused" and kept.facts.must_rules > 0


def test_a_report_says_how_many_records_were_left_out(
    load_rows: LoadRows, reports: LoadReports
) -> None:
    load_rows(OLD_TOWN, NOWHERE, on_violation="quarantine")
    assert reports.of_dataset(SLUG)[0].facts.quarantined == 1


def test_a_draft_keeps_no_report(load_rows: LoadRows, reports: LoadReports) -> None:
    assert load_rows(OLD_TOWN, draft=True).address == ""
    assert reports.of_dataset(SLUG) == ()


def test_the_same_file_again_has_the_report_that_there_is(
    load_rows: LoadRows, reports: LoadReports
) -> None:
    first = load_rows(OLD_TOWN)
    again = load_rows(OLD_TOWN)
    assert again.unchanged and again.address == first.address
    assert len(reports.of_dataset(SLUG)) == 1


def test_another_file_that_changes_nothing_has_a_report_of_its_own(
    load_rows: LoadRows, reports: LoadReports
) -> None:
    load_rows(OLD_TOWN)
    load_rows(OLD_TOWN.replace("Ada", "Eve"))
    assert [kept.facts.outcome for kept in reports.of_dataset(SLUG)] == ["unchanged", "published"]


def test_the_newest_come_first_and_the_oldest_go(service: Config, load_rows: LoadRows) -> None:
    reports = LoadReports(service.data_dir / "load-reports", 2, service.base_iri)
    load_rows(OLD_TOWN)
    generations = Generations(service.data_dir, service.base_iri)
    path = service.data_dir.parent / "toilets.csv"
    for number in range(3):
        rows = OLD_TOWN.replace("Old Town", f"Town {number}")
        path.write_text(f"{HEADINGS}\n{rows}\n", encoding="utf-8")
        load(generations, replace(service, keep_load_reports=2), str(path))
    assert [kept.number for kept in reports.of_dataset(SLUG)] == [4, 3]
    with pytest.raises(NotFoundError):
        reports.get(SLUG, 1)


def test_a_publish_that_fails_leaves_no_report(
    load_rows: LoadRows, reports: LoadReports, monkeypatch: pytest.MonkeyPatch, service: Config
) -> None:
    def fail(*_: object) -> None:
        raise StoreError("the disk is full")

    monkeypatch.setattr("moothall.loaders.table_load.keep_original", fail)
    with pytest.raises(StoreError):
        load_rows(OLD_TOWN)
    assert reports.of_dataset(SLUG) == ()
    assert list((service.data_dir / "load-reports" / SLUG).iterdir()) == []


@pytest.mark.parametrize("slug", ["", ".", "..", "../load-reports", ".1", "a/b", "x\0y"])
def test_a_name_that_is_no_dataset_leads_nowhere(reports: LoadReports, slug: str) -> None:
    assert reports.of_dataset(slug) == ()


def test_columns_that_the_standard_does_not_know_are_not_shown(
    load_rows: LoadRows, reports: LoadReports
) -> None:
    load_rows(OLD_TOWN, NOWHERE, on_violation="quarantine")
    text = whole(reports.of_dataset(SLUG)[0])
    assert "Nowhere toilets" in text
    assert "Keyes" not in text and "Locke" not in text


def personal_row(standard: Standard, secret: str) -> tuple[str, str, list[str]]:
    """Headings and a row of a standard whose personal cells hold something that can be found."""
    cells, secrets = [], []
    for column in standard.columns.values():
        cell = next(iter(column.examples), "")
        if column.is_personal:
            cell = f"{secret} {column.name}"
            secrets.append(cell)
        cells.append(cell)
    return ",".join(standard.columns), ",".join(f'"{cell}"' for cell in cells), secrets


@pytest.mark.parametrize("name", ["senior-employees", "elections", "premises-licences"])
def test_personal_data_is_not_in_a_public_report(
    load_rows: LoadRows, reports: LoadReports, name: str
) -> None:
    standard = standard_named(name)
    headings, row, secrets = personal_row(standard, "Mr Q. Zzyx")
    assert secrets
    faulty = row.replace('"', '"x', 1)
    longer = f"{row},Mr Q. Zzyx once more"
    options = {"slug": "people", "on_violation": "publish", "headings": headings}
    load_rows(row, faulty, longer, table=TableLoad(standard=standard), **options)
    kept = reports.of_dataset("people")[0]
    assert kept.facts.must_rules
    assert "Zzyx" not in whole(kept)
    # what is published is no secret, and shows that the cells would have been there
    load_rows(
        row, faulty, longer, table=TableLoad(standard=standard, with_personal=True), **options
    )
    assert "Zzyx" in whole(reports.of_dataset("people")[0])
