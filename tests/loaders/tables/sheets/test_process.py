from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime, time, timedelta

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from moothall.graph.errors import SourceError
from moothall.loaders.source import Source
from moothall.loaders.tables.headings import scorer
from moothall.loaders.tables.limits import TableLimits
from moothall.loaders.tables.sheets.cell_text import cell_text
from moothall.loaders.tables.table import Table, open_table
from moothall.shapes.standard import Standard

Xlsx = Callable[[Mapping[str, Sequence[Sequence[object]]]], bytes]
Ods = Callable[..., bytes]


def opened(data: bytes, sheet: str | None = None, **limits: int) -> Table:
    return open_table(Source("a.csv", "a.csv", data), TableLimits(**limits), sheet=sheet)


def cells(table: Table) -> list[list[str]]:
    return [list(row.cells) for row in table.rows()]


def test_cells_of_a_spreadsheet_are_text(xlsx: Xlsx) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("Parks")
        sheet.write_row(
            2, 1, ["Park", "Day", "Instant", "Hour", "Length", "Open", "Seats", "Share"]
        )
        sheet.write(4, 1, "Café\nPier, “A”")
        formats = ["dd/mm/yyyy", "dd/mm/yyyy hh:mm", "hh:mm", "[hh]:mm"]
        values = [date(2026, 3, 31), datetime(2026, 3, 31, 9, 5), time(9, 5)]
        for column, (value, shown) in enumerate(zip(values, formats, strict=False), 2):
            sheet.write_datetime(4, column, value, book.add_format({"num_format": shown}))
        sheet.write_number(4, 5, 1.5, book.add_format({"num_format": "[hh]:mm"}))
        sheet.write_row(4, 6, [True, 60, 0.25])
    table = opened(out.getvalue())
    assert (table.form.kind, table.form.sheet, table.heading_row) == ("xlsx", "Parks", 3)
    assert table.headings[:3] == ("", "Park", "Day")
    (row,) = table.rows()
    assert (row.number, row.line) == (5, 0)
    assert row.cells[1:] == [
        "Café\nPier, “A”", "2026-03-31", "2026-03-31T09:05:00", "09:05:00", "36:00:00", "TRUE",
        "60", "0.25",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "text"),
    [(-0.0, "0"), (1e20, "1" + "0" * 20), (0.1, "0.1"), (123456789012.5, "123456789012.5"),
     (1e300, "1e+300"), (False, "FALSE"), (7, "7"), (timedelta(hours=25, seconds=1), "25:00:01"),
     ("a\x00", "a\ufffd"), (1e-5, "0.00001")],
)  # fmt: skip
def test_numbers_are_written_as_people_write_them(value: float, text: str) -> None:
    assert cell_text(value) == text


TEXT = st.text(st.characters(codec="utf-8", categories=["L", "N", "P", "S", "Zs"]), max_size=9)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.lists(TEXT, min_size=2, max_size=2), min_size=1, max_size=6))
def test_texts_come_back_as_they_were_written(rows: list[list[str]]) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([["Park", "Notes"], *rows]):
            for column, cell in enumerate(row):
                sheet.write_string(number, column, cell)
    assert cells(opened(out.getvalue())) == [row for row in rows if any(c.strip() for c in row)]


SHEETS = {
    "Cover": [["Bandstands of Westmere"], ["Ask the parks team"]],
    "Data": [["ParkName", "StartDate"], ["Pier Gardens", "2026-01-01"]],
    "Codes": [["Code", "Meaning", "Notes"], ["a", "b", "c"], ["d", "e", "f"]],
}


def test_the_sheet_with_known_headings_is_read_and_the_others_named(
    xlsx: Xlsx, bandstands: Standard
) -> None:
    source = Source("a", "a", xlsx(SHEETS))
    table = open_table(source, TableLimits(), score=scorer([bandstands]))
    assert (table.form.sheet, table.form.sheets) == ("Data", ("Cover", "Data", "Codes"))
    assert table.notes == ("the sheet “Data” was read, and not Cover, Codes",)
    assert cells(table) == [["Pier Gardens", "2026-01-01"]]


def test_without_known_headings_the_fullest_sheet_is_read(xlsx: Xlsx) -> None:
    assert opened(xlsx(SHEETS)).form.sheet == "Codes"


def test_a_sheet_can_be_asked_for(xlsx: Xlsx) -> None:
    assert opened(xlsx(SHEETS), sheet="data ").headings == ("ParkName", "StartDate")
    with pytest.raises(SourceError, match="no sheet “Parks”; its sheets are Cover, Data, Codes"):
        opened(xlsx(SHEETS), sheet="Parks")


def test_empty_sheets_are_refused(xlsx: Xlsx) -> None:
    with pytest.raises(SourceError, match="all its sheets are empty"):
        opened(xlsx({"One": [], "Two": []}))
    with pytest.raises(SourceError, match="its sheet “Two” is empty; its sheets are One, Two"):
        opened(xlsx({"One": [["a"]], "Two": []}), sheet="two")


def test_two_sheets_of_one_name_are_read_as_the_last_of_them(ods: Ods) -> None:
    second = '</table:table><table:table table:name="Sheet1">' + ods_row("Other", "Table")
    assert opened(ods(ods_row("Park", "Seats") + second)).headings == ("Other", "Table")


def test_merged_cells_and_blank_columns_at_the_end_are_no_columns() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.merge_range("A1:F1", "Bandstands", book.add_format({"bold": True}))
        sheet.write_row(1, 0, ["Park", "Seats"])
        sheet.write_row(2, 0, ["Pier", 20, "", " "])
    table = opened(out.getvalue())
    assert (table.headings, table.heading_row) == (("Park", "Seats"), 2)
    assert [(list(row.cells), row.fault) for row in table.rows()] == [(["Pier", "20"], "")]


def ods_row(*texts: str, repeated: int = 1) -> str:
    shown = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{t}</text:p></table:table-cell>'
        for t in texts
    )
    return f'<table:table-row table:number-rows-repeated="{repeated}">{shown}</table:table-row>'


def test_an_open_document_is_read(ods: Ods) -> None:
    typed = (
        '<table:table-row><table:table-cell office:value-type="date" '
        'office:date-value="2026-03-31">'
        "<text:p>31/03/26</text:p></table:table-cell>"
        '<table:table-cell office:value-type="float" office:value="60"><text:p>60</text:p>'
        "</table:table-cell></table:table-row>"
        '<table:table-row table:number-rows-repeated="1048000">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    table = opened(ods(ods_row("Opened", "Seats") + ods_row("", "") + typed))
    assert (table.form.kind, table.headings) == ("ods", ("Opened", "Seats"))
    assert [(row.number, list(row.cells)) for row in table.rows()] == [(3, ["2026-03-31", "60"])]


SMALL = {"sheet_memory_bytes": 600_000_000, "sheet_seconds": 30}


def test_a_cell_at_the_far_end_does_not_take_all_memory() -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "Park")
        sheet.write(1_048_575, 16_383, "stray")
    with pytest.raises(SourceError, match="time and memory.*stray cell"):
        opened(out.getvalue(), **SMALL)


def test_cells_that_are_repeated_without_end_do_not_take_all_memory(ods: Ods) -> None:
    cell = '<table:table-cell office:value-type="string" table:number-columns-repeated="16384">'
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}<text:p>x</text:p>'
    with pytest.raises(SourceError, match="cannot be read|time and memory"):
        opened(ods(f"{row}</table:table-cell></table:table-row>"), **SMALL)


def test_a_sheet_that_needs_more_memory_than_there_is_is_refused(ods: Ods) -> None:
    rows = ods_row("Park", "Seats") * 100_000
    with pytest.raises(SourceError, match="time and memory"):
        opened(ods(rows), sheet_memory_bytes=30_000_000, unpacked_ratio=10_000)


def test_reading_ends_when_its_time_is_over(ods: Ods) -> None:
    rows = ods_row("Park", "Seats") * 500_000
    with pytest.raises(SourceError, match="time and memory"):
        opened(ods(rows), sheet_seconds=1, unpacked_ratio=10_000)


def test_a_sheet_with_too_much_text_is_refused(xlsx: Xlsx) -> None:
    with pytest.raises(SourceError, match="bytes when unpacked"):
        opened(xlsx(SHEETS), unpacked_bytes=1_000)


def test_the_limits_of_a_table_hold_for_a_sheet(xlsx: Xlsx) -> None:
    with pytest.raises(SourceError, match="row 1 has 3 columns") as caught:
        opened(xlsx(SHEETS), sheet="Codes", columns=2)
    assert caught.value.line is None


def repacked(data: bytes, changes: Mapping[str, bytes]) -> bytes:
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, changes.get(name, old.read(name)))
        for name in changes.keys() - set(old.namelist()):
            new.writestr(name, changes[name])
    return out.getvalue()


def test_a_bomb_is_refused_by_what_it_unpacks_to(xlsx: Xlsx) -> None:
    bomb = repacked(xlsx(SHEETS), {"xl/media/a.bin": bytes(60_000_000)})
    assert len(bomb) < 100_000
    with pytest.raises(SourceError, match="more than 20,000,000 bytes when unpacked"):
        opened(bomb)


def test_a_bomb_that_lies_about_its_size_is_refused(xlsx: Xlsx) -> None:
    bomb = repacked(xlsx(SHEETS), {"xl/media/a.bin": bytes(60_000_000)})
    size = (60_000_000).to_bytes(4, "little")
    with pytest.raises(SourceError, match="damaged|unpacked"):
        opened(bomb.replace(size, (10).to_bytes(4, "little")))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_entities_are_refused(xlsx: Xlsx, encoding: str) -> None:
    laughs = (
        '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><sst>&b;</sst>'
    )
    with pytest.raises(SourceError, match="declares entities"):
        opened(repacked(xlsx(SHEETS), {"xl/sharedStrings.xml": laughs.encode(encoding)}))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"PK\x03\x04\x00\x00", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "cannot be read"),
    ],
)
def test_what_is_no_spreadsheet_is_refused(data: bytes, says: str) -> None:
    with pytest.raises(SourceError, match=says) as caught:
        opened(data)
    assert caught.value.remedy


def test_another_archive_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.csv", "a,b\n")
    with pytest.raises(SourceError, match="archive that is no spreadsheet.*unpack it"):
        opened(out.getvalue())


def test_an_archive_of_many_parts_is_refused(xlsx: Xlsx) -> None:
    with pytest.raises(SourceError, match="more than 5 parts"):
        opened(xlsx(SHEETS), parts=5)


def always_the_same() -> bytes:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        book.set_properties({"created": datetime(2026, 3, 31)})
        book.add_worksheet().write_row(0, 0, ["Park", "Seats"])
    return out.getvalue()


WHOLE = always_the_same()


@settings(max_examples=25, deadline=None)
@given(st.dictionaries(st.integers(0, len(WHOLE) - 1), st.integers(1, 255), min_size=1, max_size=5))
def test_a_damaged_spreadsheet_is_read_or_refused(changes: dict[int, int]) -> None:
    damaged = bytearray(WHOLE)
    for place, change in changes.items():
        damaged[place] ^= change
    try:
        table = opened(bytes(damaged))
    except SourceError:
        return
    assert table.headings
