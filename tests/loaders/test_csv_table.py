from __future__ import annotations

from collections.abc import Callable

import pytest

from moothall.loaders.csv_table import read_headings, read_table
from moothall.loaders.source import Source

Make = Callable[[str, str | bytes], Source]


def test_cells_keep_their_commas_quotes_and_line_breaks(source: Make) -> None:
    table = read_table(source("a.csv", 'a,b\n"1,2","say ""hi""\nthere"\n\n3,\n'))
    assert table.headings == ("a", "b")
    assert [dict(row.cells) for row in table.rows] == [
        {"a": "1,2", "b": 'say "hi"\nthere'},
        {"a": "3", "b": ""},
    ]
    assert [row.line for row in table.rows] == [3, 5]


def test_blanks_around_a_cell_are_dropped_only_when_asked(source: Make) -> None:
    (row,) = read_table(source("a.csv", "a,b\n x ,y\n")).rows
    assert (row["a"], row.cells["a"], row["none"]) == ("x", " x ", "")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
def test_headings_are_seen_in_long_files_of_any_encoding(source: Make, encoding: str) -> None:
    text = "Identifier,Label\n" + "1,Tŷ â\n".replace("ŷ", "y") * 9_000
    assert read_headings(source("a.csv", text.encode(encoding))) == ("Identifier", "Label")


def test_a_letter_at_the_edge_of_the_start_is_not_cut_in_two(source: Make) -> None:
    for shift in range(4):
        text = "Identifier,Label\n" + "x" * shift + "\u2190" * 30_000 + "\n" + "1,A\n"
        assert read_headings(source("a.csv", text)) == ("Identifier", "Label")


def test_what_is_no_table_has_no_headings(source: Make) -> None:
    assert read_headings(source("a.png", b"\x89PNG\x00\x00")) == ()
