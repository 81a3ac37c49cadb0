from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moothall.graph.errors import SourceError
from moothall.loaders.source import Source
from moothall.loaders.tables.headings import scorer
from moothall.loaders.tables.limits import TableLimits
from moothall.loaders.tables.table import Table, open_table
from moothall.shapes.standard import Standard

Make = Callable[[str, str | bytes], Source]

LIMITS = TableLimits()


def opened(content: str | bytes, name: str = "a.csv") -> Table:
    data = content.encode() if isinstance(content, str) else content
    return open_table(Source(name, name, data), LIMITS)


def cells(table: Table) -> list[list[str]]:
    return [list(row.cells) for row in table.rows()]


CELL = st.text(st.characters(codec="cp1252", exclude_characters="\x00"), max_size=12)
ROWS = st.lists(st.lists(CELL, min_size=3, max_size=3), max_size=8)


@settings(deadline=None)
@given(
    ROWS,
    st.sampled_from([",", ";", "\t", "|"]),
    st.sampled_from(["\n", "\r\n", "\r"]),
    st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"]),
)
def test_any_table_comes_back_as_it_was_written(
    rows: list[list[str]], delimiter: str, line_end: str, encoding: str
) -> None:
    headings = ["Name of park", "Opened", "Notes and remarks"]
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter, lineterminator=line_end, quoting=csv.QUOTE_ALL)
    writer.writerows([headings, *rows])
    table = opened(text.getvalue().encode(encoding))
    assert table.headings == tuple(headings)
    assert table.form.delimiter == delimiter
    assert cells(table) == [row for row in rows if any(cell.strip() for cell in row)]
    assert not any(row.fault for row in table.rows())


def test_rows_can_be_read_again_and_side_by_side() -> None:
    table = opened("a,b\n1,2\n3,4\n")
    one, other = table.rows(), table.rows()
    assert next(one) == next(other)
    assert cells(table) == cells(table) == [["1", "2"], ["3", "4"]]


def test_a_row_knows_its_number_and_its_line() -> None:
    table = opened('a,b\n"x\ny",2\n\n3,4\n')
    assert [(row.number, row.line) for row in table.rows()] == [(2, 2), (4, 5)]


@pytest.mark.parametrize(
    ("text", "line_ends"),
    [
        ("a,b\n1,2\n", "LF"),
        ("a,b\r\n1,2\r\n", "CRLF"),
        ("a,b\r1,2\r", "CR"),
        ("a,b\r\n1,2\n", "mixed"),
        ('a,b\r\n"1\n",2\r\n', "CRLF"),
        ("a,b", ""),
    ],
)
def test_line_ends_are_told_apart_from_breaks_inside_cells(text: str, line_ends: str) -> None:
    assert opened(text).form.line_ends == line_ends


def test_the_delimiter_is_the_one_that_makes_even_rows_below_headings() -> None:
    commas_in_numbers = "Park;Cost;Area\n" + "Pier Gardens;1,5;2,5\n" * 20
    assert opened(commas_in_numbers).form.delimiter == ";"
    several_values = "Park,Opened,Kinds\n" + "Pier Gardens,2020-01-01,brass;folk\n" * 20 + "x,y\n"
    assert opened(several_values).form.delimiter == ","


def test_titles_above_the_headings_are_passed_over() -> None:
    table = opened("Bandstands of Westmere,,\n\nAs of:,31/03/2026,\nPark,Opened,Seats\nA,1899,20\n")
    assert (table.heading_row, table.headings) == (4, ("Park", "Opened", "Seats"))
    assert [row.number for row in table.above] == [1, 3]
    assert "the headings were found in row 4" in table.notes
    assert cells(table) == [["A", "1899", "20"]]


def test_known_headings_find_the_heading_row_and_the_delimiter(bandstands: Standard) -> None:
    text = (
        "All about parks, seats, dates, and more; 2026, first quarter\n"
        "Group;Dates;Seats\nPark Name;Start date;Minimum seats\nPier; 2026-01-01;5\n"
    )
    score = scorer([bandstands])
    table = open_table(Source("a", "a", text.encode()), LIMITS, score=score)
    assert (table.form.delimiter, table.heading_row) == (";", 3)


def test_a_table_of_headings_alone_has_no_rows() -> None:
    table = opened("Park,Opened\n")
    assert (table.headings, cells(table)) == (("Park", "Opened"), [])


def test_a_table_may_have_one_column() -> None:
    assert cells(opened("Park\nPier Gardens\n")) == [["Pier Gardens"]]


def test_rows_of_another_width_are_marked_and_kept() -> None:
    table = opened("a,b,c\n1\n1,2,3\n1,2,3,4\n1,2,3,,\n1,2,3,4,5,6\n")
    assert [(list(row.cells), row.fault) for row in table.rows()] == [
        (["1", "", ""], "has 2 cells fewer than there are headings"),
        (["1", "2", "3"], ""),
        (["1", "2", "3", "4"], "has 1 cell more than there are headings"),
        (["1", "2", "3"], ""),
        (["1", "2", "3", "4", "5", "6"], "has 3 cells more than there are headings"),
    ]


def test_repeated_and_missing_headings_are_named_by_their_letters() -> None:
    table = opened("Park,Notes,,Notes,,\n1,2,,4,,\n1,2,3,4,,\n")
    assert table.headings == ("Park", "Notes", "", "Notes")
    assert [(fault.columns, fault.what) for fault in table.faults] == [
        (("B", "D"), "The heading “Notes” stands over columns B and D."),
        (("C",), "Column C has no heading, and row 3 has something in it."),
    ]
    assert not any(row.fault for row in table.rows())


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "the file is empty"),
        (b" \n\r\n ,, \n", "there is nothing in it"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "a PNG picture"),
        (b"%PDF-1.7\xe2\xe3", "a PDF document"),
        (b"<!DOCTYPE html><html><body>Sign in, please</body></html>", "a web page"),
        (b"<toilets><toilet/></toilets>", "XML whose first element is <toilets>"),
        (b"a,b\n1,\x00\n", "a binary file"),
        ("a,b\n1,\x00\n".encode("utf-16"), "a binary file"),
    ],
)
def test_what_is_no_table_is_refused_in_words(data: bytes, says: str) -> None:
    with pytest.raises(SourceError) as caught:
        opened(data)
    assert says in str(caught.value)
    assert caught.value.source == "a.csv"
    assert caught.value.remedy


REAL = {
    "datasets/brownfield_45e645b8570f.csv": (56, 21, "cp1252", "CRLF"),
    "datasets/brownfield_5ed5da3ec0f3.csv": (128, 21, "utf-8", "CRLF"),
    "datasets/brownfield_c7e27fdf412c.csv": (66, 31, "utf-8", "CRLF"),
    "datasets/dcms_libraries_taskforce_2016.csv": (3034, 6, "utf-8", "CR"),
    "datasets/democracyclub_2016-local-elections-wards.csv": (2177, 7, "utf-8", "CRLF"),
    "datasets/lga_example-planning-applications.csv": (25, 36, "utf-8", "LF"),
    "datasets/lga_example-premises-licences.csv": (1256, 36, "cp1252", "LF"),
    "datasets/lga_example-public-toilets.csv": (21, 32, "utf-8", "LF"),
    "datasets/libraries_england.csv": (3238, 35, "utf-8", "LF"),
    "datasets/spend_gateshead_2019-12.csv": (4973, 9, "utf-8", "LF"),
}


@pytest.mark.reference
@pytest.mark.parametrize("name", REAL)
def test_real_tables_are_read_whole(reference_data: Path, name: str) -> None:
    table = opened((reference_data / name).read_bytes())
    rows = list(table.rows())
    found = (len(rows), len(table.headings), table.form.encoding, table.form.line_ends)
    assert found == REAL[name]
    assert not any(row.fault for row in rows)
    assert table.heading_row == 1 and not table.faults


@pytest.mark.reference
def test_four_headings_over_six_values_mark_every_row(reference_data: Path) -> None:
    (path,) = reference_data.rglob("govuk_lgsl_lgil_fallback_links.csv")
    faults = [row.fault for row in opened(path.read_bytes()).rows()]
    assert len(faults) == 7405
    assert set(faults) == {"has 2 cells more than there are headings"}
