from __future__ import annotations

from collections.abc import Callable

import pytest

from moothall.graph.errors import UnknownFormatError
from moothall.loaders.formats import FORMATS, format_named, recognise
from moothall.loaders.source import Source

Make = Callable[[str, str | bytes], Source]


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("functions.csv", "list-csv"),
        ("functions.xml", "functions-xml"),
        ("taxonomy.xml", "taxonomy-xml"),
        ("list.ttl", "rdf"),
    ],
)
def test_a_source_is_told_by_its_content_alone(
    source: Make, example: Callable[[str], str], file: str, name: str
) -> None:
    made = source("no-name-to-go-by", example(file))
    assert [f.name for f in FORMATS if f.recognises(made)] == [name]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", "a PNG picture"),
        (b"PK\x03\x04\x00\x00", "a spreadsheet"),
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "a web page"),
        (b"<feed xmlns='x'></feed>", "XML whose first element is <feed>"),
        (b'{"a": [1, 2]}', "JSON that is not JSON-LD"),
        (b"name,age\nA,1\n", "a table with the heading row 'name,age'"),
        (b"\x00\x01\x02\x03", "a binary file"),
        (b"   \n", "blank text"),
    ],
)
def test_an_unknown_source_is_described(source: Make, data: bytes, says: str) -> None:
    with pytest.raises(UnknownFormatError) as caught:
        recognise(source("services.csv", data))
    assert says in str(caught.value)
    assert "an official list as CSV" in caught.value.remedy


def test_an_unknown_format_name_lists_those_there_are() -> None:
    with pytest.raises(UnknownFormatError, match="list-csv, functions-xml"):
        format_named("excel", "a.xlsx")
    assert format_named("rdf", "a.ttl").name == "rdf"


def test_format_names_are_unique() -> None:
    assert len({f.name for f in FORMATS}) == len(FORMATS)
