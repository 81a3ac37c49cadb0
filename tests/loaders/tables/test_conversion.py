"""Conversion of whole cells: blanks, several values, and what is true of any text at all."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from moothall.graph.look_up import LookUp
from moothall.graph.namespaces import ESD, MH, XSD
from moothall.graph.store import Reader
from moothall.graph.terms import Literal, RdfFormat, parse
from moothall.loaders.tables.cell import BLANK, Conversion
from moothall.loaders.tables.conversion import conversion_of
from moothall.shapes.standard import Code
from moothall.shapes.standard_files import standard_named, standards

Convert = Callable[..., Conversion]

CODES = tuple(
    Code(Literal(each), each, (each,))
    for each in ("full permission", "outline", "a,b", "none", "N/A")
)

KINDS: dict[str, dict[str, object]] = {
    **{
        name: {"datatypes": (XSD[name].value,)}
        for name in ("string", "date", "dateTime", "time", "gYear", "decimal", "integer", "boolean")
    },
    "date or dateTime": {"datatypes": (XSD.date.value, XSD.dateTime.value)},
    "number or text": {"datatypes": (XSD.integer.value, XSD.string.value)},
    "day and month": {"datatypes": (XSD.date.value,), "formats": ("d MMM yyyy", "MM/dd/yy")},
    "postcode": {"datatypes": (XSD.string.value,), "pattern": "^[A-Z]{2}[0-9]+ ?[0-9][A-Z]{2}$"},
    "digits": {"datatypes": (XSD.string.value,), "pattern": r"^\d{1,12}$"},
    "address": {"is_iri": True},
    "addresses": {"is_iri": True, "separators": ("|", ",")},
    "codes": {"codes": CODES, "separators": ("|", ",")},
    "dates": {"datatypes": (XSD.date.value,), "separators": (" ", ";")},
    "service": {"is_iri": True, "class_iri": ESD.Service.value},
    "council": {"is_iri": True, "class_iri": MH.Authority.value, "separators": ("|",)},
}  # fmt: skip

NEAR_MISSES = st.one_of(
    st.text(),
    st.text(st.sampled_from("0123456789/-.,:£() %eETZ+CR")),
    st.text(st.sampled_from("htps:/.wogukANnye |,;-'\"\\<>{}%\n\x00\xa0\ufeffÂâ€™£Ã©")),
    st.sampled_from(["31/03/26", "full permis", "n/a", "-", "NG25FE", "'012", "Rushclife Borough"]),
    st.lists(st.sampled_from(["outline", "none", "x", "", "31/03/2026", "579"])).map("|".join),
)


@pytest.fixture(scope="module", params=KINDS)
def kind(request: pytest.FixtureRequest, conversion: Convert) -> Conversion:
    convert = conversion(**KINDS[request.param])
    return lambda text: convert(text)  # a failure shows the function, not all it remembers


def parses(written: str) -> bool:
    statement = f"<x:s> <x:p> {written} .\n".encode()
    return len(list(parse(statement, RdfFormat.N_TRIPLES))) == 1


@settings(max_examples=40, deadline=None)
@given(text=NEAR_MISSES)
@example(text="\ud800")
@example(text="http://example.org/\udfff")
@example(text="9" * 5000)
@example(text="\u0661\u0662")
@example(text="1" + "0" * 300 + "E+99")
def test_every_text_becomes_terms_that_parse_and_no_fault_drops_its_value(
    kind: Conversion, text: str
) -> None:
    cell = kind(text)
    assert all(parses(written) for written in cell.objects)
    assert len(set(cell.objects)) == len(cell.objects)
    assert cell.objects or not cell.fault
    assert kind(text) == cell


@settings(max_examples=40, deadline=None)
@given(text=NEAR_MISSES)
@example(text="0.00")
@example(text="-0.0")
@example(text="£1,234.50")
@example(text="007")
@example(text="0" * 40 + "1.50")
@example(text="12345678901234567890.120")
@example(text="0.10000000000000000000000")
@example(text="9" * 60)
@example(text="2026-03-31T24:00:00")
@example(text="2026-03-31T10:00:00.500+00:00")
@example(text="10:00:00.50")
@example(text="midnight")
def test_every_value_is_spelled_as_a_store_gives_it_back(kind: Conversion, text: str) -> None:
    """Loads compare texts, so another spelling would be a change in every load."""
    for written in kind(text).objects:
        statement = f"<x:s> <x:p> {written} .\n".encode()
        (stored,) = Reader.of(parse(statement, RdfFormat.N_TRIPLES)).quads()
        assert str(stored.object) == written


@settings(max_examples=40, deadline=None)
@given(text=NEAR_MISSES)
@example(text="31/03/26")
@example(text="03/25/2026")
@example(text="12.0")
def test_what_is_sure_can_be_written_by_a_machine(kind: Conversion, text: str) -> None:
    """The best way to write a cell means the same, has no fault, and cannot be bettered."""
    cell = kind(text)
    if cell.is_sure:
        again = kind(cell.best)
        assert not again.fault
        assert again.best == cell.best
        assert cell.fault or again.objects == cell.objects


@pytest.mark.parametrize("text", ["", " ", "\n", "\xa0", "\u200b\ufeff", " \t\x00"])
def test_a_cell_with_nothing_in_it_is_blank(kind: Conversion, text: str) -> None:
    assert kind(text) is BLANK


def test_blanks_around_a_value_are_taken_off(conversion: Convert) -> None:
    cell = conversion(datatypes=(XSD.integer.value,))("\xa012 \n")
    assert (cell.objects, cell.best) == ((f'"12"^^<{XSD.iri}integer>',), "12")


def test_a_column_of_two_datatypes_takes_the_first_that_fits(conversion: Convert) -> None:
    convert = conversion(**KINDS["date or dateTime"])
    assert convert("24/06/2014").objects == (f'"2014-06-24"^^<{XSD.iri}date>',)
    assert convert("24/06/2014 10:00").objects == (f'"2014-06-24T10:00:00"^^<{XSD.iri}dateTime>',)
    assert "no 31 February" in convert("31/02/2014 10:00").fault


def test_a_cell_of_several_values_is_split_at_the_first_separator_that_is_there(
    conversion: Convert,
) -> None:
    convert = conversion(codes=CODES, separators=("|", ","))
    assert convert("Outline|none|outline").objects == ('"outline"', '"none"')
    assert convert("Outline|none").best == "outline|none"
    assert convert("outline,none").objects == ('"outline"', '"none"')
    assert convert("a,b|outline").objects == ('"a,b"', '"outline"')
    assert convert("a,b").objects == ('"a,b"',)


def test_a_blank_separates_only_where_nothing_else_does(conversion: Convert) -> None:
    convert = conversion(is_iri=True, class_iri=ESD.Service.value, separators=(" ", "|"))
    service = "<http://id.esd.org.uk/service/{}>".format
    assert convert("1 2").objects == (service(1), service(2))
    assert convert("LGSL 1|Public toilets").objects == (service(1), service(579))
    assert convert("Public toilets").objects == (service(579),)


def test_the_fault_of_one_of_several_values_names_it(conversion: Convert) -> None:
    cell = conversion(codes=CODES, separators=("|",))("outline|full permis|zzz")
    assert cell.objects == ('"outline"', '"full permis"', '"zzz"')
    assert "“full permis” is only the beginning" in cell.fault and "“zzz” is none" in cell.fault
    assert (cell.best, cell.is_sure) == ("", False)
    mended = conversion(codes=CODES, separators=("|",))("Outline|full permis")
    assert (mended.best, mended.is_sure) == ("outline|full permission", True)


def test_a_cell_of_very_many_values_is_not_split(conversion: Convert) -> None:
    assert "more than 1,000 values" in conversion(is_iri=True, separators=("|",))("|" * 5000).fault


def test_examples_of_every_standard_are_read_without_fault(look_up: LookUp) -> None:
    for standard in standards().values():
        for column in standard.columns.values():
            convert = conversion_of(column, look_up)
            for text in column.examples:
                assert not convert(text).fault, f"{standard.name}, {column.name}: {text}"


@pytest.mark.reference
def test_the_example_of_public_toilets_is_read_without_fault(
    reference_data: Path, look_up: LookUp
) -> None:
    columns = standard_named("public-toilets").columns
    path = reference_data / "datasets" / "lga_example-public-toilets.csv"
    conversions = {name: conversion_of(column, look_up) for name, column in columns.items()}
    tidied = set()
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            for name, text in row.items():
                cell = conversions[name](text)
                assert not cell.fault
                if cell.best != text:
                    tidied.add(text)
    assert tidied == {"Cremorne Gardens, SW10 "}
