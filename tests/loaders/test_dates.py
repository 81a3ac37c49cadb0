from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moothall.graph.namespaces import XSD
from moothall.loaders.dates import DateOrder, date_order


@pytest.mark.parametrize(
    ("texts", "day_first", "is_guess"),
    [
        (["4/3/13", "1/2/13"], False, True),
        (["04/03/2013", "01/02/2013"], True, True),
        (["4/3/13", "4/30/13"], False, False),
        (["4/3/2013", "30/4/2013"], True, False),
        (["2013-04-03"], False, False),
        ([], False, False),
    ],
)
def test_the_order_of_a_file_is_told_by_all_its_dates(
    texts: list[str], day_first: bool, is_guess: bool
) -> None:
    order = date_order(texts)
    assert (order.day_first, bool(order.note)) == (day_first, is_guess)


def test_dates_of_both_orders_in_one_file_are_an_error() -> None:
    with pytest.raises(ValueError, match="30/4/13 has the day first and 4/30/13 the month"):
        date_order(["30/4/13", "4/30/13"])


@pytest.mark.parametrize(
    ("text", "day_first", "value", "datatype"),
    [
        ("4/3/13", False, "2013-04-03", XSD.date),
        ("4/3/13", True, "2013-03-04", XSD.date),
        ("31/12/1999 10:00", True, "1999-12-31", XSD.date),
        ("1/2/70", False, "1970-01-02", XSD.date),
        ("2013-04-03", True, "2013-04-03", XSD.date),
        ("2013-04-03T14:05:17.270", True, "2013-04-03T14:05:17.270", XSD.dateTime),
    ],
)
def test_a_date_is_read_in_its_files_order(
    text: str, day_first: bool, value: str, datatype: object
) -> None:
    literal = DateOrder(day_first).literal(text)
    assert (literal.value, literal.datatype) == (value, datatype)


@pytest.mark.parametrize("text", ["31/31/2013", "yesterday", "2013-13-01", "13"])
def test_what_is_no_date_is_an_error(text: str) -> None:
    with pytest.raises(ValueError):
        DateOrder(True).literal(text)


@given(st.dates(date(1970, 1, 1), date(2069, 12, 31)), st.booleans())
def test_a_date_written_in_a_known_order_comes_back(day: date, day_first: bool) -> None:
    first, second = (day.day, day.month) if day_first else (day.month, day.day)
    text = f"{first}/{second}/{day.year}"
    assert DateOrder(day_first).literal(text).value == day.isoformat()
