"""``moothall check`` of tables: exit codes, forms, the repaired file, without a store."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from moothall.server.cli import main

SITES = Path(__file__).parents[2] / "data" / "checks" / "brownfield.csv"

Check = Callable[..., Result]


@pytest.fixture
def check(tmp_path: Path) -> Check:
    """Runs ``moothall check`` where there is no store."""

    def run(*arguments: str) -> Result:
        environment = {"MOOTHALL_DATA_DIR": str(tmp_path / "nothing")}
        return CliRunner(env=environment).invoke(main, ["check", *arguments])

    return run


def test_a_table_is_recognised_and_checked_without_a_store(check: Check) -> None:
    result = check(str(SITES), "--publisher", "ADU")
    assert result.exit_code == 4, result.output
    first, second, *_ = result.stdout.splitlines()
    assert first.startswith("Brownfield land, 2019 headings, 12 rows")
    assert "does not conform: 1 to mend (1 cells)" in second
    assert "Hectares is not a number, 1 time (row 8)" in result.stdout
    assert "row 8: \u201cabout half\u201d is not a number." in result.stdout
    assert "OrganisationURI" not in result.stdout


def test_a_mended_table_conforms(check: Check, tmp_path: Path) -> None:
    mended = tmp_path / "mended.csv"
    mended.write_text(SITES.read_text(encoding="utf-8").replace("about half", "0.5"))
    result = check(str(mended), "--standard", "brownfield-land")
    assert result.exit_code == 0, result.output


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (("--standard", "nothing"), 2, "there is no data standard 'nothing'"),
        (("--map", "no sign"), 2, "Their heading=Column"),
        (("--map", "Notes=Nothing"), 2, "has no column 'Nothing'"),
        (("--publisher", "Rushcliffe Burough Council"), 3, "did you mean Rushcliffe"),
        (("--shapes", str(SITES), "--standard", "x"), 2, "--shapes is for RDF"),
    ],
)
def test_what_cannot_be_checked_says_why(
    check: Check, arguments: tuple[str, ...], code: int, said: str
) -> None:
    result = check(str(SITES), *arguments)
    assert result.exit_code == code
    assert said in " ".join(result.stderr.split())


def test_a_table_of_another_kind_is_unreadable_by_a_standard(check: Check, tmp_path: Path) -> None:
    table = tmp_path / "other.csv"
    table.write_text("Colour,Size\nblue,7\n")
    result = check(str(table), "--standard", "brownfield-land")
    assert result.exit_code == 3
    said = " ".join(result.stderr.split())
    assert "none of its headings is a column of Brownfield land: 'Colour', 'Size'" in said
    assert '--map "Colour=' in said
    assert "the standard asks for " in said and ", Hectares, " in said
    assert "of no standard that is known" in check(str(table)).stderr


def test_headings_are_matched_as_somebody_says(check: Check, tmp_path: Path) -> None:
    table = tmp_path / "sites.csv"
    table.write_text(SITES.read_text(encoding="utf-8").replace("SiteReference", "Our number"))
    report = json.loads(check(str(table), "--format", "json").stdout)
    assert any(f["column"] == "SiteReference" for f in report["findings"])
    said = ("--map", "Our number=SiteReference")
    report = json.loads(check(str(table), *said, "--format", "json").stdout)
    assert not any(f["column"] == "SiteReference" for f in report["findings"])
    headings = {h["heading"]: h["how"] for h in report["recognised"]["headings"]}
    assert headings["Our number"] == "chosen"


def test_the_list_of_what_is_to_be_done_holds_no_formula(check: Check, tmp_path: Path) -> None:
    table = tmp_path / "sites.csv"
    table.write_text(SITES.read_text(encoding="utf-8").replace("about half", "=1+1"))
    rows = list(csv.DictReader(io.StringIO(check(str(table), "--format", "csv").stdout)))
    values = {row["value"] for row in rows}
    assert "'=1+1" in values
    assert not any(value.startswith(("=", "+", "@")) for row in rows for value in row.values())


def test_the_marked_copy_is_a_spreadsheet_without_formulas(check: Check) -> None:
    result = check(str(SITES), "--format", "xlsx")
    with zipfile.ZipFile(io.BytesIO(result.stdout_bytes)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        comments = archive.read("xl/comments1.xml").decode()
    assert "<f>" not in sheet
    assert "HYPERLINK" in sheet
    assert "Hectares is not a number" in comments or "about half" in comments


def test_the_repaired_file_changes_what_is_sure_and_lists_it(check: Check, tmp_path: Path) -> None:
    mended = tmp_path / "mended.csv"
    result = check(str(SITES), "--repaired", str(mended))
    assert "cells mended" in result.stderr
    rows = list(csv.DictReader(io.StringIO(mended.read_text(encoding="utf-8"))))
    assert rows[1]["Deliverable"] == ""
    assert rows[7]["Notes"] == "The western half only"
    assert rows[8]["PermissionType"] == "full planning permission"
    assert rows[6]["AREA (HA)"] == "about half"
    assert rows[2]["Notes"].startswith("'=HYPERLINK")
    with (tmp_path / "mended-changes.csv").open(encoding="utf-8") as file:
        changes = list(csv.DictReader(file))
    assert {
        "row": "10",
        "column": "PermissionType",
        "before": "full planning permis",
        "after": "full planning permission",
        "why": "“full planning permis” is only the beginning of a value that is allowed.",
    } in changes
    again = check(str(mended), "--repaired", str(tmp_path / "again.csv"))
    assert "0 cells mended" in again.stderr


def test_a_repaired_spreadsheet_holds_the_same(check: Check, tmp_path: Path) -> None:
    mended = tmp_path / "mended.xlsx"
    check(str(SITES), "--repaired", str(mended))
    report = json.loads(check(str(mended), "--format", "json").stdout)
    assert report["recognised"]["kind"] == "xlsx"
    assert report["recognised"]["rows"] == 12
    assert not any(f["column"] == "PermissionType" for f in report["findings"])
