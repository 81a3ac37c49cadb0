"""Dates, times and years as councils write them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moothall.graph.namespaces import XSD
from moothall.loaders.tables.date_formats import compile_format
from moothall.loaders.tables.dates import date_reading, read_year
from moothall.loaders.tables.times import date_time_reading, time_reading


def written(text: str, datatype: str) -> tuple[str, ...]:
    return (f'"{text}"^^<{XSD.iri}{datatype}>',)


@pytest.mark.parametrize(
    ("text", "iso", "best"),
    [
        ("2026-03-31", "2026-03-31", "2026-03-31"),
        ("31/03/2026", "2026-03-31", "31/03/2026"),
        ("03/04/2026", "2026-04-03", "03/04/2026"),
        ("1/4/2026", "2026-04-01", "2026-04-01"),
        ("31-03-2026", "2026-03-31", "2026-03-31"),
        ("31.03.2026", "2026-03-31", "2026-03-31"),
        ("2026/03/31", "2026-03-31", "2026-03-31"),
        ("20260331", "2026-03-31", "2026-03-31"),
        ("31 March 2026", "2026-03-31", "2026-03-31"),
        ("Tuesday 31st March 2026", "2026-03-31", "2026-03-31"),
        ("March 31, 2026", "2026-03-31", "2026-03-31"),
        ("1 Mawrth 2026", "2026-03-01", "2026-03-01"),
        ("31-Mar-26", "2026-03-31", "2026-03-31"),
        ("1-Sept-49", "2049-09-01", "2049-09-01"),
        ("1-Sep-50", "1950-09-01", "1950-09-01"),
        ("31/03/26", "2026-03-31", "2026-03-31"),
        ("2026-03-31 00:00:00", "2026-03-31", "2026-03-31"),
        ("2026-03-31T00:00:00.000Z", "2026-03-31", "2026-03-31"),
        ("31/03/2026 00:00", "2026-03-31", "31/03/2026"),
        ("31/03/2026 00:00:00", "2026-03-31", "31/03/2026"),
        ("1/4/2026 0:00", "2026-04-01", "2026-04-01"),
        ("31/03/2026 12:00:00 AM", "2026-03-31", "31/03/2026"),
        ("29/02/2024", "2024-02-29", "29/02/2024"),
    ],
)
def test_a_date_is_read_however_it_is_written(text: str, iso: str, best: str) -> None:
    cell = date_reading()(text)
    assert (cell.objects, cell.fault, cell.best) == (written(iso, "date"), "", best)
    assert cell.is_sure


def test_a_short_date_that_could_be_read_in_two_ways_is_not_sure() -> None:
    cell = date_reading()("03/04/26")
    assert (cell.objects, cell.fault) == (written("2026-04-03", "date"), "")
    assert not cell.is_sure
    assert date_reading()("04/04/26").is_sure


@pytest.mark.parametrize(
    ("text", "why", "best", "is_sure"),
    [
        ("03/25/2026", "there is no month 25", "2026-03-25", True),
        ("2026-25-03", "there is no month 25", "2026-03-25", True),
        ("31/02/2026", "there is no 31 February", "", False),
        ("31/02/2026 10:00", "there is no 31 February", "", False),
        ("29/02/2025", "no 29 February in 2025, which is no leap year", "", False),
        ("31-Apr-26", "there is no 31 April", "", False),
        ("31/13/2026", "there is no month 13", "", False),
        ("00/00/0000", "has the year 0", "", False),
        ("31/03/0026", "has a year before 1000", "", False),
        ("45382", "a spreadsheet counts days", "2024-03-31", False),
        ("31/03/2026 10:30", "has a time of day", "2026-03-31", True),
        ("31/03/2026 12:00:00 PM", "has a time of day", "2026-03-31", True),
        ("2026-03-31T23:00:00Z", "has a time of day", "2026-03-31", False),
        ("2026-03-31 23:00:00.000+00:00", "has a time of day", "2026-03-31", False),
        ("Mar-26", "says no day", "", False),
        ("2016-08", "says no day", "", False),
        ("2025/26", "says a year alone", "", False),
        ("n/a", "is no value; leave the cell empty", "", True),
        ("tbc", "is no value", "", False),
        ("#####", "a spreadsheet shows", "", False),
        ("sometime in March", "is not a date that can be read", "", False),
    ],
)
def test_what_is_no_date_is_explained_and_kept(
    text: str, why: str, best: str, is_sure: bool
) -> None:
    cell = date_reading()(text)
    assert cell.objects == (f'"{text}"',)
    assert why in cell.fault and text in cell.fault
    assert (cell.best, cell.is_sure) == (best, is_sure)


def test_a_declared_format_comes_before_the_usual_ones() -> None:
    read = date_reading(["MM/dd/yyyy", "d MMM yy 'at' HH:mm"])
    assert read("03/04/2026").objects == written("2026-03-04", "date")
    assert read("31 Mar 26 at 00:00").objects == written("2026-03-31", "date")
    assert read("2026-03-31").objects == written("2026-03-31", "date")


@pytest.mark.parametrize(
    ("form", "text", "moment"),
    [
        ("dd.MM.yyyy", "31.03.2026", ("2026-03-31", "")),
        ("d MMMM yyyy", "1 May 1899", ("1899-05-01", "")),
        ("EEEE d MMM yy", "Friday 1 May 26", ("2026-05-01", "")),
        ("yyyy-MM-dd'T'HH:mm:ss.SSSX", "2026-03-31T09:30:00.250+0100",
         ("2026-03-31", "09:30:00.250+01:00")),
        ("h.mm a", "9.30 pm", ("", "21:30:00")),
        ("dd/MM/yyyy", "31/02/2026", None),
        ("dd/MM/yyyy", "1/2/2026", None),
    ],
)  # fmt: skip
def test_a_format_reads_what_is_written_in_it(
    form: str, text: str, moment: tuple[str, str] | None
) -> None:
    found = compile_format(form).read(text)
    assert (found and (found.date, found.time)) == moment


@pytest.mark.parametrize("form", ["dd/QQ/yyyy", "dd/dd/yyyy"])
def test_a_format_that_makes_no_sense_is_an_error(form: str) -> None:
    with pytest.raises(ValueError, match="field"):
        compile_format(form)


@pytest.mark.parametrize(
    ("text", "iso", "best"),
    [
        ("24/06/2014 10:00", "2014-06-24T10:00:00", "24/06/2014 10:00"),
        ("24/06/2014 10:00:30", "2014-06-24T10:00:30", "24/06/2014 10:00:30"),
        ("2014-06-24T10:00:00Z", "2014-06-24T10:00:00Z", "2014-06-24T10:00:00Z"),
        ("2014-06-24 10:00:00+01:00", "2014-06-24T10:00:00+01:00", "2014-06-24 10:00:00+01:00"),
        ("24 June 2014 at 9.30pm", "2014-06-24T21:30:00", "2014-06-24T21:30:00"),
        ("Tuesday 24 June 2014 10:00", "2014-06-24T10:00:00", "2014-06-24T10:00:00"),
        ("24/06/2014", "2014-06-24T00:00:00", "24/06/2014"),
        ("1/6/2014 9:05", "2014-06-01T09:05:00", "2014-06-01T09:05:00"),
        ("24/06/2014 00:00", "2014-06-24T00:00:00", "24/06/2014 00:00"),
        ("24/06/2014 12:00:00 AM", "2014-06-24T00:00:00", "2014-06-24T00:00:00"),
    ],
)
def test_a_date_with_a_time_is_read(text: str, iso: str, best: str) -> None:
    cell = date_time_reading()(text)
    assert (cell.objects, cell.fault, cell.best) == (written(iso, "dateTime"), "", best)


@pytest.mark.parametrize("text", ["31/02/2014 10:00", "24/06/2014 25:00", "2014-06-24T10:61", "x"])
def test_what_is_no_date_and_time_is_kept_with_a_fault(text: str) -> None:
    cell = date_time_reading()(text)
    assert cell.objects == (f'"{text}"',) and cell.fault


@pytest.mark.parametrize(
    ("text", "iso", "best"),
    [
        ("09:00", "09:00:00", "09:00"),
        ("9am", "09:00:00", "09:00"),
        ("12 am", "00:00:00", "00:00"),
        ("12pm", "12:00:00", "12:00"),
        ("9.30pm", "21:30:00", "21:30"),
        ("9.30", "09:30:00", "09:30"),
        ("0900", "09:00:00", "09:00"),
        ("noon", "12:00:00", "12:00"),
        ("24:00", "00:00:00", "24:00"),
    ],
)
def test_a_time_is_read(text: str, iso: str, best: str) -> None:
    cell = time_reading()(text)
    assert (cell.objects, cell.fault, cell.best) == (written(iso, "time"), "", best)


@pytest.mark.parametrize(
    ("text", "best"),
    [
        ("9", "09:00"),
        ("0.375", "09:00"),
        ("01/01/2026 09:00", "09:00"),
        ("25:00", ""),
        ("13pm", ""),
    ],
)
def test_what_is_no_time_is_a_fault_with_the_likeliest_time(text: str, best: str) -> None:
    cell = time_reading()(text)
    assert cell.fault and cell.best == best


@pytest.mark.parametrize(
    ("text", "objects", "best"),
    [
        ("1998", written("1998", "gYear"), "1998"),
        ("1998.0", written("1998", "gYear"), "1998"),
        ("2014-15", ('"2014-15"',), "2014"),
        ("31/03/2014", ('"31/03/2014"',), "2014"),
        ("98", ('"98"',), ""),
    ],
)
def test_a_year_has_four_figures(text: str, objects: tuple[str, ...], best: str) -> None:
    cell = read_year(text)
    assert (cell.objects, cell.best) == (objects, best)


@given(
    st.dates(date(1000, 1, 1)), st.sampled_from(["%Y-%m-%d", "%d/%m/%Y", "%d %B %Y", "%d.%m.%Y"])
)
def test_every_day_survives_every_usual_way_to_write_it(day: date, form: str) -> None:
    text = day.strftime(form.replace("%Y", f"{day.year:04}"))
    cell = date_reading()(text)
    assert cell.objects == written(day.isoformat(), "date")
    assert date_reading()(cell.best).objects == cell.objects


@given(st.datetimes())
def test_every_moment_survives_iso(moment: object) -> None:
    text = moment.isoformat(timespec="seconds")  # type: ignore[attr-defined]
    cell = date_time_reading()(text)
    assert (cell.fault != "") == (int(text[:4]) < 1000)
    assert cell.fault or cell.objects == written(text, "dateTime")
