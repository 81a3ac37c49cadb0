"""Spreadsheets of the kinds before XLSX: XLS and XLSB.

The files in tests/data/tables were made for these tests: ``toilets.xls`` by xlwt, ``toilets.xlsb``
and ``short-cells.xlsb`` by SheetJS 0.16.9 and 0.18.5. All hold the same two sheets.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from moothall.graph.errors import SourceError
from moothall.graph.look_up import LookUp
from moothall.loaders.source import Source
from moothall.loaders.tables.table_check import CheckedTable, TableOptions, check_table
from moothall.shapes.standard_files import standards

FILES = Path(__file__).parents[2] / "data" / "tables"


def read(name: str, look_up: LookUp, sheet: str | None = None) -> CheckedTable:
    source = Source(name, name, (FILES / name).read_bytes())
    options = TableOptions(sheet=sheet)
    return check_table(source, standards().values(), look_up, "http://localhost:8080/", options)


@pytest.mark.parametrize(("name", "kind"), [("toilets.xls", "xls"), ("toilets.xlsb", "xlsb")])
def test_a_spreadsheet_of_an_older_kind_is_read_as_any_other(
    name: str, kind: str, look_up: LookUp
) -> None:
    checked = read(name, look_up)
    assert checked.table.form.kind == kind
    assert checked.table.form.sheet == "Toilets 2026"
    assert checked.table.heading_row == 3
    assert checked.report.standard.name == "public-toilets"
    first, second = checked.table.rows()
    assert (first.number, second.number) == (4, 5)
    assert tuple(first.cells) == (
        *("2026-03-31", "ZZW", "Westmere", "Public toilets", "Café Tŷ Coch", "OSGB36"),
        *("457266", "339874", "TRUE", "0.2", "100031234567"),
    )
    assert tuple(second.cells) == (
        *("2026-03-31T10:30:00", "ZZW", "Westmere", "Public toilets", "Beach\nnorth end"),
        *("OSGB36", "457300.5", "339900", "FALSE", "1", "100031234568"),
    )
    assert checked.report.conforms


@pytest.mark.parametrize("name", ["toilets.xls", "toilets.xlsb"])
def test_a_sheet_of_an_older_kind_is_chosen_by_its_name(name: str, look_up: LookUp) -> None:
    with pytest.raises(SourceError, match="no standard that is known"):
        read(name, look_up, "Notes")
    with pytest.raises(SourceError, match="its sheets are Notes, Toilets 2026"):
        read(name, look_up, "Nothing")


def test_cells_that_would_be_passed_over_are_a_refusal(look_up: LookUp) -> None:
    with pytest.raises(SourceError, match="cells in a short form") as refused:
        read("short-cells.xlsb", look_up)
    assert "save it as XLSX or CSV" in refused.value.remedy


@pytest.mark.parametrize("name", ["toilets.xls", "toilets.xlsb"])
@pytest.mark.parametrize("share", [0.2, 0.5, 0.9])
def test_a_file_of_an_older_kind_that_was_cut_is_refused_in_words(
    name: str, share: float, look_up: LookUp
) -> None:
    whole = (FILES / name).read_bytes()
    source = Source(name, name, whole[: int(len(whole) * share)])
    with pytest.raises(SourceError) as refused:
        check_table(source, standards().values(), look_up, "http://localhost:8080/")
    assert refused.value.remedy
