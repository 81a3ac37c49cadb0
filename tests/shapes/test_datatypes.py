from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moothall.graph.namespaces import XSD
from moothall.graph.terms import Literal, NamedNode
from moothall.shapes.datatypes import datatype_test, is_less
from moothall.shapes.written import as_term, datatype, language, lexical, plain


def literal(text: str, name: str) -> str:
    return str(Literal(text, datatype=XSD[name]))


@pytest.mark.parametrize(
    ("name", "right", "wrong"),
    [
        ("integer", ["1", "-01", "+7"], ["1.0", "", "x", "1 "]),
        ("byte", ["127", "-128"], ["128", "x"]),
        ("positiveInteger", ["1"], ["0"]),
        ("decimal", ["1.50", ".5", "3."], ["1e3", "£4"]),
        ("double", ["1e3", "INF", "NaN"], ["one"]),
        ("boolean", ["true", "0"], ["yes", "TRUE"]),
        ("date", ["2024-02-29", "2020-01-31Z"], ["2023-02-29", "31/01/2020", "2020-13-01"]),
        ("dateTime", ["2024-02-29T24:00:00", "2020-01-31T10:00:00.5Z"], ["2020-01-31"]),
        ("time", ["10:00:00"], ["10:00"]),
        ("gYear", ["2020"], ["20"]),
        ("duration", ["P1Y", "PT1H"], ["P", "1Y"]),
        ("anyURI", ["any text"], []),
    ],
)
def test_a_literal_has_the_form_of_its_datatype(
    name: str, right: list[str], wrong: list[str]
) -> None:
    test = datatype_test(XSD[name].value)
    assert [text for text in right if not test(literal(text, name))] == []
    assert [text for text in wrong if test(literal(text, name))] == []
    assert not test('"1"^^<http://example.org/other>')


@pytest.mark.parametrize(
    ("less", "more"),
    [
        (literal("9", "integer"), literal("10.0", "decimal")),
        (literal("1.5", "double"), literal("2", "byte")),
        (literal("2020-01-31", "date"), literal("2020-02-01", "date")),
        (
            literal("2020-01-31T12:00:00Z", "dateTime"),
            literal("2020-01-31T12:00:00-01:00", "dateTime"),
        ),
        (literal("2020-01-31T24:00:00", "dateTime"), literal("2020-02-01T00:00:01", "dateTime")),
        (literal("false", "boolean"), literal("1", "boolean")),
        ('"a"', '"b"'),
    ],
)
def test_values_have_an_order_whatever_their_spelling(less: str, more: str) -> None:
    assert is_less(less, more) and is_less(less, more, or_equal=True)
    assert not is_less(more, less) and not is_less(less, less)
    assert is_less(less, less, or_equal=True)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (literal("1", "integer"), '"1"'),
        (literal("x", "integer"), literal("1", "integer")),
        (literal("2020-01-31", "date"), literal("2020-01-31Z", "date")),
        ("<http://example.org/a>", "<http://example.org/b>"),
        ('"a"@en', '"b"@en'),
    ],
)
def test_values_of_two_kinds_have_no_order(one: str, other: str) -> None:
    assert not is_less(one, other, or_equal=True) and not is_less(other, one, or_equal=True)


@given(st.text(st.characters(exclude_categories=["Cs"])))
def test_a_text_survives_being_written(text: str) -> None:
    assert lexical(plain(text)) == text
    assert as_term(plain(text)) == Literal(text)
    tagged = Literal(text, language="cy")
    assert (lexical(str(tagged)), language(str(tagged))) == (text, "cy")
    typed = Literal(text, datatype=NamedNode("http://example.org/made"))
    assert (datatype(str(typed)), as_term(str(typed))) == ("http://example.org/made", typed)
