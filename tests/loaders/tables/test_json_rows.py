from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moothall.graph.errors import SourceError
from moothall.loaders.source import Source
from moothall.loaders.tables.limits import TableLimits
from moothall.loaders.tables.table import Table, open_table

LIMITS = TableLimits()


def opened(text: str | bytes, limits: TableLimits = LIMITS) -> Table:
    data = text.encode() if isinstance(text, str) else text
    return open_table(Source("a.json", "a.json", data), limits)


def cells(table: Table) -> list[list[str]]:
    return [list(row.cells) for row in table.rows()]


ROWS = '{"a": 1.50, "b": true}\n{"b": null, "c": "x"}'


@pytest.mark.parametrize(
    "text",
    [
        ROWS,
        f"[{ROWS.replace(chr(10), ',')}]",
        f'{{"total": 2, "meta": {{"a": [1, 2]}}, "data": [{ROWS.replace(chr(10), ",")}], "x": []}}',
        "\ufeff" + ROWS,
    ],
)
def test_rows_are_found_in_each_form(text: str) -> None:
    table = opened(text)
    assert (table.form.kind, table.headings) == ("json", ("a", "b", "c"))
    assert cells(table) == cells(table) == [["1.50", "TRUE", ""], ["", "", "x"]]
    assert [row.number for row in table.rows()] == [2, 3]


def test_a_row_knows_its_line() -> None:
    assert [r.line for r in opened('[\n{"a": 1},\n\n{"a":\n2}, {"a": 3}]').rows()] == [2, 4, 5]


def test_the_key_of_the_rows_is_said() -> None:
    assert opened('{"toilets": [{"a": 1}]}').notes == ("the rows are those under “toilets”",)


def test_lists_become_values_with_bars_and_what_is_inside_values_is_marked() -> None:
    table = opened(
        '[{"a": ["x", 1, true]}, {"a": {"b": "é"}}, {"a": "z", "a": "y"}, {"a": "\\u0000"}]'
    )
    assert [(row.cells[0], row.fault) for row in table.rows()] == [
        ("x|1|TRUE", ""),
        ('{"b": "é"}', "has values inside the value of “a”"),
        ("y", "has a key twice, of which the last counts"),
        ("\ufffd", "has characters under “a” that are no text"),
    ]


@settings(deadline=None)
@given(
    st.lists(
        st.dictionaries(
            st.text("abc", min_size=1), st.text('xyz"\\é\n,[{', min_size=1), min_size=1
        ),
        min_size=1,
    )
)
def test_rows_come_back_as_they_were_written(rows: list[dict[str, str]]) -> None:
    table = opened(json.dumps(rows, indent=1))
    found = [
        {h: c for h, c in zip(table.headings, r.cells, strict=True) if c} for r in table.rows()
    ]
    assert found == [row for row in rows if any(v.strip() for v in row.values())]


def test_a_value_longer_than_what_is_read_at_once_is_read_whole() -> None:
    text = json.dumps([{"a": "x" * 90_000, "b": n} for n in range(9)])
    assert [row.cells[1] for row in opened(text).rows()] == [str(n) for n in range(9)]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[{"a": 1}, 2]', "a row is no object"),
        ("[[1, 2], [3, 4]]", "a row is no object"),
        ('[\n{"a": 1},\n{"a" 2}]', "line 3: the JSON cannot be read"),
        ('[{"a": 1}', "or \\] should come here, not the end"),
        ('[{"a": "1', "Unterminated string"),
        ('[{"a": 1}] x', "something after the array"),
        ('{"a": [{"x": 1}], "b": [{"y": 1}]}', "rows under several keys: a, b"),
        ("[]", "there are no rows"),
        ("{}", "there are no rows"),
        ('[{"a": ' + "[" * 100_000 + "]" * 100_000 + "}]", "nested too deeply"),
        ('{"a": ' * 100_000, "nested too deeply"),
    ],
)
def test_what_holds_no_rows_is_refused_with_the_place(text: str, says: str) -> None:
    with pytest.raises(SourceError, match=says) as caught:
        opened(text)
    assert caught.value.remedy


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('[{"a": "' + "x" * 300_000 + '"}]', "a value has more than 1,000 characters"),
        ('[{"a": "12345678901"}]', "a value has more than 10 characters"),
        ('[{"a": 1, "b": 1, "c": 1, "d": 1, "e": 1}]', "over 4 keys"),
        ("[" + ",".join(['{"a": 1}'] * 9) + "]", "over 5 rows"),
    ],
)
def test_what_goes_beyond_a_limit_is_refused(text: str, says: str) -> None:
    limits = TableLimits(columns=4, rows=5, cell_characters=10, row_characters=1_000)
    with pytest.raises(SourceError, match=says):
        list(opened(text, limits).rows())
