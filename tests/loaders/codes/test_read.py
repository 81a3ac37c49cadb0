"""Files of codes, as systems export them and as people send them by mistake."""

from __future__ import annotations

import io
import json

import pytest
import xlsxwriter

from moothall.graph.errors import SourceError
from moothall.loaders.codes.counting import MOST_PLACES, CodeLimits, SystemCodes
from moothall.loaders.codes.read import read_codes
from moothall.loaders.source import Source

KNOWN = {
    "1": ("urn:service/1", "urn:function/1"),
    "10": ("urn:service/10",),
    "11": ("urn:service/11",),
    "http://a.example/10": ("urn:service/10",),
    "http://a.example/11": ("urn:service/11",),
    "Toilets": ("urn:service/10",),
    "Libraries, museums": ("urn:service/11",),
}


def find(code: str) -> tuple[str, ...]:
    return KNOWN.get(code, ())


def read(data: bytes | str, **options: str) -> SystemCodes:
    written = data.encode() if isinstance(data, str) else data
    return read_codes(Source("system.csv", "system.csv", written), find, **options)


def found(data: bytes | str, **options: str) -> dict[str, tuple[int, ...]]:
    """Return each code with its places."""
    return {code: each.places for code, each in read(data, **options).codes.items()}


def workbook(rows: list[list[object]]) -> bytes:
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Codes")
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return output.getvalue()


def test_a_list_has_one_code_a_line() -> None:
    assert found("10\n11\n\n10\n") == {"10": (1, 4), "11": (2,)}
    assert found("\ufeff10\r\n11\r\n") == {"10": (1,), "11": (2,)}
    assert found("10\r11\r") == {"10": (1,), "11": (2,)}


def test_the_heading_of_a_list_is_no_code_and_its_first_code_no_heading() -> None:
    for heading in ("Code", "LGSL code", "serviceId", "ServiceCategoryURI", "Label"):
        assert found(f"{heading}\n10\n11\n") == {"10": (2,), "11": (3,)}, heading
    assert found("99\n10\n") == {"99": (1,), "10": (2,)}
    assert found("Libary\nToilets\n") == {"Libary": (1,), "Toilets": (2,)}


def test_names_with_commas_stay_whole_and_codes_with_commas_come_apart() -> None:
    assert found("Libraries, museums\nToilets\nLibraries, museums\n") == {
        "Libraries, museums": (1, 3),
        "Toilets": (2,),
    }
    assert found("10, 11, 12") == {"10": (1,), "11": (1,), "12": (1,)}
    assert found("Nothing, known") == {"Nothing, known": (1,)}


def test_blanks_in_and_around_codes_make_no_difference() -> None:
    held = read(" 10\n10 \nLibraries,  museums\n\u00a010\n").codes
    assert {code: each.count for code, each in held.items()} == {"10": 3, "Libraries, museums": 1}
    assert held["10"].places == (1, 2, 4)


def test_the_first_places_are_kept_and_all_are_counted() -> None:
    (held,) = read("10\n" * 20).codes.values()
    assert (held.count, held.places) == (20, tuple(range(1, MOST_PLACES + 1)))


def test_the_column_of_a_table_is_the_one_whose_cells_are_known() -> None:
    table = "name,web,where\nx,http://a.example/10,A\ny,http://a.example/11,B\nz,,C\n"
    held = read(table)
    assert held.column == "web"
    assert list(held.codes) == ["http://a.example/10", "http://a.example/11"]
    assert held.codes["http://a.example/11"].places == (3,)
    assert "the codes were read from the column “web”" in held.notes
    assert list(read(table.replace(",", "\t")).codes) == list(held.codes)
    assert list(read(table.replace(",", ";")).codes) == list(held.codes)


def test_codes_come_before_the_names_beside_them() -> None:
    assert read("name,code\nToilets,10\nToilets,10\n").column == "code"
    assert found("10,Toilets\n10,Toilets\n") == {"10": (1, 2)}


def test_columns_that_disagree_have_to_be_told_apart_by_a_person() -> None:
    table = "id,code\n11,10\n10,11\n"
    with pytest.raises(SourceError, match="several columns may hold the codes: id, code"):
        read(table)
    assert found(table, column="code") == {"10": (2,), "11": (3,)}
    assert found(table, column="CODE") == {"10": (2,), "11": (3,)}


def test_a_column_that_is_not_there_or_twice_is_refused_with_those_there_are() -> None:
    with pytest.raises(SourceError, match="no column “lgsl”.*its columns are id, code"):
        read("id,code\n1,10\n", column="lgsl")
    with pytest.raises(SourceError, match="stands over several columns: A, B"):
        read("code,code\n1,10\n", column="code")
    with pytest.raises(SourceError, match="no column holds mostly codes"):
        read("name,where\nx,y\nz,w\n")


def test_a_spreadsheet_is_read_by_its_content() -> None:
    data = workbook([["Where", "Code"], ["A", 10], ["B", "11"], ["C", 10]])
    assert found(data) == {"10": (2, 4), "11": (3,)}
    assert found(workbook([["Code"], [10], ["zz"]])) == {"10": (2,), "zz": (3,)}


def test_json_may_hold_texts_numbers_or_objects() -> None:
    assert found('["10", 11, null, "10"]') == {"10": (1, 4), "11": (2,)}
    assert found('{"made": 1, "codes": ["10"], "more": {}}') == {"10": (1,)}
    rows = json.dumps([{"code": "10", "n": 5}, {"code": "11", "n": 6}])
    assert found(rows) == {"10": (1,), "11": (2,)}
    assert found('[{"a": "x"}, {"a": "10"}]', column="a") == {"x": (1,), "10": (2,)}


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "the file is empty"),
        (b" \n\t\n", "the file is empty"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "a PNG picture"),
        (b"%PDF-1.7", "a PDF document"),
        (b"PK\x03\x04nothing", "system.csv"),
        (b"\x00\x01\x02\x03\xff", "a binary file"),
        (b"<html><body>10</body></html>", "a web page"),
        (b'["10", ', "the JSON cannot be read"),
        (b'["10"] and more', "something after the array"),
        (b"[[1]]", "is no code"),
        (b'[{"a": {"b": 1}}]', "no column holds mostly codes|system.csv"),
        (b"[]", "there are no codes in it"),
        (b'a,b\n1,"open\n2,3\n', "quotation mark"),
        (b"Code,Name\n,\n,\n", "system.csv"),
    ],
)
def test_what_holds_no_codes_is_refused_with_what_it_is(data: bytes, words: str) -> None:
    with pytest.raises(SourceError, match=words) as caught:
        read(data)
    assert caught.value.remedy


def test_a_column_without_codes_is_refused() -> None:
    with pytest.raises(SourceError, match="there are no codes in it"):
        read("code,name\n,a\n,b\n", column="code")


def test_more_rows_or_codes_than_there_may_be_are_refused_with_the_limit() -> None:
    source = Source("system.csv", "system.csv", b"10\n11\n12\n")
    with pytest.raises(SourceError, match="more than 2 rows"):
        read_codes(source, find, limits=CodeLimits(rows=2))
    with pytest.raises(SourceError, match="more than 2 different codes"):
        read_codes(source, find, limits=CodeLimits(codes=2))
    table = Source("system.csv", "system.csv", b"code,name\n10,a\n11,b\n12,c\n")
    with pytest.raises(SourceError, match="more than 3 rows"):
        read_codes(table, find, column="code", limits=CodeLimits(rows=3))


def test_a_list_in_another_encoding_is_read_and_noted() -> None:
    held = read("Toilets\nCaffè\n".encode("utf-16"))
    assert list(held.codes) == ["Toilets", "Caffè"]
    assert any("UTF-16" in note for note in held.notes)
    assert list(read("Toilets\nCaffè\n".encode("cp1252")).codes) == ["Toilets", "Caffè"]
