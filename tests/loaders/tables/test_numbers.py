"""Amounts, counts, yes and no."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moothall.graph.namespaces import XSD
from moothall.loaders.tables.booleans import boolean_reading
from moothall.loaders.tables.numbers import decimal_reading, integer_reading


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("0", "0"),
        ("-1.50", "-1.50"),
        ("£1,234.56", "1234.56"),
        ("£-12", "-12"),
        ("-£12", "-12"),
        ("\u2212£ 12.5", "-12.5"),
        ("(123.45)", "-123.45"),
        ("£(1,000)", None),
        ("(£1,000)", "-1000"),
        ("123.45-", "-123.45"),
        ("123.45 CR", "-123.45"),
        ("123.45DR", "123.45"),
        ("1 234.50", "1234.50"),
        ("1\xa0234", "1234"),
        ("12 GBP", "12"),
        (".5", "0.5"),
        ("5.", "5"),
        ("+5", "5"),
        ("--5", None),
        ("(12", None),
        ("(-12)", None),
        ("1,23,456", None),
        ("£", None),
        ("\u0663", None),
    ],
)
def test_an_amount_is_read_with_its_signs(text: str, figures: str | None) -> None:
    cell = decimal_reading(text)
    if figures is None:
        assert cell.fault and len(cell.objects) == 1
    else:
        value = format(Decimal(figures).normalize(), "f")
        assert (cell.objects, cell.best) == ((f'"{value}"^^<{XSD.iri}decimal>',), figures)


@pytest.mark.parametrize(
    ("text", "why", "best"),
    [
        ("1.00031E+11", "was shortened by a spreadsheet", "100031000000"),
        ("1.234,56", "has a comma where the decimal point belongs", "1234.56"),
        ("1,5", "has a comma where the decimal point belongs", "1.5"),
        ("35%", "has a percent sign", "35"),
        ("50p", "is in pence", "0.50"),
        ("£1.2m", "is rounded", "1200000"),
        ("12 ha", "is not a number", "12"),
        ("between 5 and 10", "is not a number", ""),
        ("fifty pence", "is not a number", ""),
    ],
)
def test_what_is_no_amount_is_explained_with_a_suggestion(text: str, why: str, best: str) -> None:
    cell = decimal_reading(text)
    assert cell.objects == (f'"{text}"',)
    assert why in cell.fault
    assert (cell.best, cell.is_sure) == (best, False)


@pytest.mark.parametrize(
    ("text", "figures"), [("12", "12"), ("12.0", "12"), ("1,234", "1234"), ("-3", "-3")]
)
def test_a_count_is_a_whole_number(text: str, figures: str) -> None:
    cell = integer_reading(text)
    assert (cell.objects, cell.best) == ((f'"{figures}"^^<{XSD.iri}integer>',), figures)
    assert cell.is_sure


def test_a_count_with_a_fraction_is_a_fault() -> None:
    assert "has a fraction" in integer_reading("12.5").fault
    assert integer_reading("12 homes").best == "12"


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=2, min_value=-(10**9), max_value=10**9
    )
)
def test_an_amount_survives_commas_and_pounds(amount: object) -> None:
    plain, money = f"{amount:.2f}", f"£{amount:,.2f}"
    assert decimal_reading(money).objects == decimal_reading(plain).objects


@pytest.mark.parametrize(
    ("text", "value", "best"),
    [
        ("yes", "true", "yes"),
        ("TRUE", "true", "TRUE"),
        ("Y", "true", "Y"),
        ("1", "true", "1"),
        ("t", "true", "yes"),
        ("Oes", "true", "yes"),
        ("ie", "true", "yes"),
        ("No", "false", "No"),
        ("0", "false", "0"),
        ("F", "false", "no"),
        ("nac  oes", "false", "no"),
        ("na", "false", "no"),
    ],
)
def test_yes_and_no_have_many_words(text: str, value: str, best: str) -> None:
    cell = boolean_reading(text)
    assert (cell.objects, cell.best) == ((f'"{value}"^^<{XSD.iri}boolean>',), best)


@pytest.mark.parametrize(
    ("text", "best", "is_sure"),
    [
        ("Yes (by appointment)", "yes", False),
        ("No - closed", "no", False),
        ("sometimes", "", False),
        ("NA", "", False),
        ("n/a", "", True),
    ],
)
def test_what_is_neither_yes_nor_no_is_a_fault(text: str, best: str, is_sure: bool) -> None:
    cell = boolean_reading(text)
    assert cell.fault and (cell.best, cell.is_sure) == (best, is_sure)
