from __future__ import annotations

import tracemalloc

import pytest

from moothall.graph.errors import SourceError
from moothall.loaders.source import Source
from moothall.loaders.tables.limits import TableLimits
from moothall.loaders.tables.row import Row
from moothall.loaders.tables.table import open_table


def rows(text: str, **limits: int) -> list[Row]:
    return list(open_table(Source("a.csv", "a.csv", text.encode()), TableLimits(**limits)).rows())


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('a,b\n1,2\n3,"4\n5,6\n', 3),
        ('a,b\n1,2\n3,"4', 3),
        ('a,b\n1,2\n"x\ny","z\n5,6\n', 4),
        ('a,b\n1,2\n3,"4\n5,"six"\n7,8\n', 3),
        ('a,b\r1,2\r3,"4\r5,"six"\r7,8\r', 3),
        ('a,b\n1,"2\n' + "3,4\n" * 50_000, 2),
    ],
)
def test_a_quotation_mark_that_is_not_closed_is_found_where_it_opens(text: str, line: int) -> None:
    with pytest.raises(SourceError, match="quotation mark that opens a cell") as caught:
        rows(text)
    assert caught.value.line == line


def test_a_mark_inside_a_cell_is_read_as_spreadsheets_read_it_and_said() -> None:
    read = rows('a,b\n"5" pipe",x\n1,2\n"say ""hi""",y\n')
    assert [(list(row.cells), row.number, row.line) for row in read] == [
        (['5 pipe"', "x"], 2, 2),
        (["1", "2"], 3, 3),
        (['say "hi"', "y"], 4, 4),
    ]
    assert [row.fault for row in read] == [
        "has a quotation mark inside a cell that is not written twice",
        "",
        "",
    ]


def test_a_mark_in_the_middle_of_a_cell_is_nothing_special() -> None:
    assert [list(row.cells) for row in rows('a,b\n5" pipe,x\n')] == [['5" pipe', "x"]]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a,b\n1,2\n" + "x" * 11 + ",2\n", "line 3: a cell of row 3 has more than 10 characters"),
        ('a,b\n"x\n' + "y\n" * 9 + '",2\n', "line 2: a cell of row 2 has more than 10 characters"),
        ("a,b\n1,2,3,4,5\n", "line 2: row 2 has 5 columns, and a table may have 4"),
        ("a,b\n" + "1,2\n" * 6, "line 6: the table has more than 5 rows"),
        ("a,b\n" + "\n" * 9, "line 6: the table has more than 5 rows"),
    ],
)
def test_what_goes_beyond_a_limit_is_refused_with_its_place(text: str, says: str) -> None:
    with pytest.raises(SourceError) as caught:
        rows(text, columns=4, rows=5, cell_characters=10)
    assert says in str(caught.value)


def test_a_cell_of_the_longest_length_is_read() -> None:
    assert rows("a,b\n" + "x" * 100_000 + ",2\n")[0].cells[0] == "x" * 100_000


@pytest.mark.parametrize("start", ["", '"', "a,b\n1,", 'a,b\n1,"'])
def test_a_cell_of_many_megabytes_is_refused_in_little_memory(start: str) -> None:
    source = Source("a.csv", "a.csv", start.encode() + b"x" * 60_000_000)
    tracemalloc.start()
    try:
        with pytest.raises(SourceError, match="more than 5,000,000 characters"):
            open_table(source, TableLimits())
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_sixteen_thousand_columns_are_refused() -> None:
    with pytest.raises(SourceError, match="row 1 has 16,000 columns"):
        rows(",".join(f"h{n}" for n in range(16_000)) + "\n")


def test_a_large_table_is_read_in_little_memory() -> None:
    text = (
        "Park,Opened,Seats\n" + "Pier Gardens at the end of the promenade,2026-01-01,20\n" * 60_000
    )
    source = Source("a.csv", "a.csv", text.encode())
    table = open_table(source, TableLimits())
    tracemalloc.start()
    try:
        assert sum(1 for _ in table.rows()) == 60_000
        assert tracemalloc.get_traced_memory()[1] < 2_000_000
    finally:
        tracemalloc.stop()
