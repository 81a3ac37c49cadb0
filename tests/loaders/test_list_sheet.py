"""Official lists as spreadsheets: read as the same rows are in CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from datetime import date

import pytest
import xlsxwriter

from moothall.graph.errors import SourceError
from moothall.loaders import list_csv, list_sheet
from moothall.loaders.formats import recognise
from moothall.loaders.load_report import LoadReport
from moothall.loaders.source import Source
from moothall.loaders.staged import Context

Make = Callable[[str, str | bytes], Source]

HEADINGS = list_csv.TERM_COLUMNS


def workbook(rows: Sequence[Sequence[object]], *others: str) -> bytes:
    """Return a spreadsheet with some rows, and further sheets with a word in each."""
    output = io.BytesIO()
    options = {"in_memory": True, "default_date_format": "dd/mm/yyyy"}
    with xlsxwriter.Workbook(output, options) as book:
        for name in others:
            book.add_worksheet(name).write(0, 0, "Read me first")
        sheet = book.add_worksheet("List")
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell not in ("", None):
                    sheet.write(number, column, cell)
    return output.getvalue()


@pytest.fixture
def functions(example: Callable[[str], str]) -> list[list[object]]:
    """The rows of the list of functions, with numbers as a spreadsheet keeps them."""
    rows = csv.reader(io.StringIO(example("functions.csv")))
    return [[int(cell) if cell.isdigit() else cell for cell in row] for row in rows]


def test_a_spreadsheet_becomes_what_its_rows_become_in_csv(
    source: Make, context: Context, example: Callable[[str], str], functions: list[list[object]]
) -> None:
    made = source("edited.xlsx", workbook(functions, "About"))
    assert recognise(made).name == "list-sheet"
    expected = list_csv.read(source("functions.csv", example("functions.csv")), context)
    found = list_sheet.read(made, context)
    assert [set(each.quads) for each in found.datasets] == [
        set(each.quads) for each in expected.datasets
    ]
    assert "“List” was read" in found.notes[0]


def test_dates_of_a_spreadsheet_are_dates(source: Make, context: Context) -> None:
    row = [60, "Moons", "", date(2026, 4, 3), date(2026, 4, 4), "", "Function", "", ""]
    found = list_sheet.read(source("a.xlsx", workbook([HEADINGS, row])), context)
    values = {quad.object.value for each in found.datasets for quad in each.quads}
    assert any(value.startswith("2026-04-03") for value in values)


@pytest.mark.parametrize(
    ("row", "line", "said"),
    [
        ([60, "Moons", "", "soon", "", "", "Function"], 3, "\"Created\": 'soon' is not a date"),
        ([60, "Moons", "", "", "", "", "Moon"], 3, "no kind of term"),
        (["", "Moons", "", "", "", "", "Function"], 3, "the identifier is blank"),
        ([60, "Moons", *[""] * 4, "Function", "", "", "a note"], 1, 'column "J"'),
    ],
)
def test_a_fault_is_told_with_the_number_of_the_row(
    source: Make, context: Context, row: list[object], line: int, said: str
) -> None:
    good = [1, "Sky", "", "", "", "", "Function", "", ""]
    with pytest.raises(SourceError) as refused:
        list_sheet.read(source("a.xlsx", workbook([HEADINGS, good, row])), context)
    assert f"line {line}" in str(refused.value)
    assert said in str(refused.value)


def test_a_heading_that_stands_twice_is_refused(source: Make, context: Context) -> None:
    rows = [[*HEADINGS, "Label"], [60, "Moons", *[""] * 4, "Function", "", "", "Other moons"]]
    with pytest.raises(SourceError, match="Label"):
        list_sheet.read(source("a.xlsx", workbook(rows)), context)


def test_other_spreadsheets_are_no_lists(source: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    for data in (
        workbook([["Supplier", "Amount"], ["A", 1]]),
        b"PK\x03\x04 is no spreadsheet",
        b"Identifier,Label\n1,Sky\n",
    ):
        assert not list_sheet.recognises(source("a.xlsx", data))
    made = source("a.xlsx", workbook([HEADINGS]))
    assert list_sheet.recognises(made)
    monkeypatch.setattr(list_sheet, "MOST_BYTES", 100)
    assert not list_sheet.recognises(made)


def test_a_spreadsheet_is_loaded_as_the_list_that_it_is(
    load_text: Callable[..., LoadReport],
    example: Callable[[str], str],
    functions: list[list[object]],
) -> None:
    load_text("functions.csv", example("functions.csv"))
    functions[1][1] = "The sky"
    report = load_text("functions.xlsx", workbook(functions))
    (renamed,) = (each for dataset in report.datasets for each in dataset.terms_renamed)
    assert (renamed.before, renamed.after) == ("Sky", "The sky")
