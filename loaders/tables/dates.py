"""Dates: ISO, day first, with the month's name, and the formats that a column declares.

A day stands before its month here, always: no council writes the month first, but a spreadsheet
that is set up for the United States does, which is found where it can be.

Source: XML Schema Part 2, section 3.3.9 (date) and 3.3.11 (gYear).
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from ...graph.namespaces import XSD
from .cell import Cell
from .date_formats import DateFormat, compile_format
from .faults import Reading, faulty, not_read
from .months import MONTHS

DATE = f"^^<{XSD.iri}date>"
YEAR = f"^^<{XSD.iri}gYear>"

_MIDNIGHT = r"(?:[T ](?:0?0:00(?::00(?:\.0+)?)?Z?|12:00(?::00)? ?[Aa][Mm]))?"
_ISO = re.compile(rf"([0-9]{{4}})-([0-9]{{2}})-([0-9]{{2}}){_MIDNIGHT}").fullmatch
_DAY_FIRST = re.compile(rf"([0-9]{{2}})/([0-9]{{2}})/([0-9]{{4}}){_MIDNIGHT}").fullmatch
_NUMBERS = re.compile(
    rf"([0-9]{{1,4}}) ?([-/. ]) ?([0-9]{{1,2}}) ?\2 ?([0-9]{{1,4}}){_MIDNIGHT}"
).fullmatch
_PACKED = re.compile(r"([12][0-9]{3})([01][0-9])([0-3][0-9])").fullmatch
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? +)?"
_NAMED = re.compile(
    rf"{_WEEKDAY}([0-9]{{1,2}})(?:st|nd|rd|th)?[-/. ]*(?:of +)?([a-z]{{3,9}})\.?,?[-/. ]*"
    rf"(?:([0-9]{{4}})|'?([0-9]{{2}})){_MIDNIGHT}",
    re.IGNORECASE,
).fullmatch
_MONTH_FIRST = re.compile(
    rf"{_WEEKDAY}([a-z]{{3,9}})\.? +([0-9]{{1,2}})(?:st|nd|rd|th)?,? +([0-9]{{4}}){_MIDNIGHT}",
    re.IGNORECASE,
).fullmatch
_SERIAL = re.compile(r"([0-9]{5})(?:\.[0-9]+)?").fullmatch
_WITH_TIME = re.compile(
    r"(.{6,40}?)(?:T|,? +)(?:[01]?[0-9]|2[0-4])[:.][0-5][0-9](?:[:.Z+ apAP-].{0,30})?"
).fullmatch
_ZONE = re.compile(r".*[0-9](?:Z|[-+][0-9]{2}:?[0-9]{2})").fullmatch
_YEAR = re.compile(r"([0-9]{4})(\.0+)?").fullmatch
_YEARS = re.compile(r"([12][0-9]{3})\s*[-/\u2013]\s*[0-9]{2,4}").fullmatch
_MONTH_ALONE = re.compile(
    r"[a-z]{3,9}\.?[-/ ]*'?[0-9]{2,4}|[0-9]{4}-(?:0[1-9]|1[0-2])", re.IGNORECASE
).fullmatch

_SERIAL_ZERO = date(1899, 12, 30)
_SERIALS = range(20_000, 65_000)  # 1954 to 2077
_CENTURY_FROM = 50
"""Years of two digits from here on are of the last century."""


@dataclass(frozen=True, slots=True)
class Day:
    """A text that was read as a day.

    Attributes:
        iso: the day as ISO writes it; empty if the text is none.
        fault: what is wrong with the text, to follow it in a sentence.
        best: how the day is best written, or the most likely right text.
        is_sure: whether that is sure to be meant.
    """

    iso: str
    fault: str = ""
    best: str = ""
    is_sure: bool = True


def date_reading(formats: Sequence[str] = ()) -> Reading:
    """Return how a date is read.

    Args:
        formats: formats beside the usual ones; see `date_formats`.
    """
    declared = tuple(compile_format(text) for text in formats)

    def read(text: str) -> Cell:
        match = _DAY_FIRST(text) if not declared else None
        if match and is_plain_day(match[3], match[2], match[1]):
            iso = f"{match[3]}-{match[2]}-{match[1]}"
            return Cell((f'"{iso}"{DATE}',), "", text[:10])
        day = read_day(text, declared)
        if day.iso and not day.fault:
            return Cell((f'"{day.iso}"{DATE}',), "", day.best, day.is_sure)
        if day.fault:
            return faulty(text, day.fault, day.best, is_sure=day.is_sure)
        with_time = _WITH_TIME(text)
        if with_time:
            alone = read_day(with_time[1], declared)
            if alone.fault:
                return faulty(text, alone.fault, alone.best, is_sure=alone.is_sure)
            if alone.iso:
                why = "has a time of day, and a date alone is asked for"
                # a summer's midnight in universal time is the evening of the day before
                is_sure = alone.is_sure and not _ZONE(text)
                return faulty(text, why, alone.iso, is_sure=is_sure)
        return not_read(text, "is not a date that can be read")

    return read


def read_day(text: str, declared: Sequence[DateFormat] = ()) -> Day:
    """Return a text as a day; one with neither day nor fault if it does not look like a date."""
    for form in declared:
        moment = form.read(text)
        if moment is not None and moment.date and moment.time in ("", "00:00:00"):
            return Day(moment.date, best=text)
    match = _DAY_FIRST(text)
    if match:
        return _day(match[3], match[2], match[1], best=match[0][:10])
    match = _ISO(text)
    if match:
        return _day(match[1], match[2], match[3])
    return _other_numbers(text) or _with_name(text) or _in_part(text) or Day("")


def is_plain_day(year: str, month: str, day: str) -> bool:
    """Return whether figures with leading noughts are a day that every such month has."""
    return "01" <= day <= "28" and "01" <= month <= "12" and year >= "1000"


def _day(year: str, month: str, day: str, *, best: str = "", is_sure: bool = True) -> Day:
    """Return the day of three numbers in figures, or why there is none."""
    try:
        found = date(int(year), int(month), int(day))
    except ValueError:
        return _impossible(int(year), int(month), int(day))
    iso = found.isoformat()
    if found.year < 1000:
        return Day("", "has a year before 1000", is_sure=False)
    return Day(iso, best=best or iso, is_sure=is_sure)


def _impossible(year: int, month: int, day: int) -> Day:
    if not 1000 <= year <= 9999:
        return Day("", f"has the year {year}", is_sure=False)
    if 12 < month <= 31 and 1 <= day <= 12 and month <= calendar.monthrange(year, day)[1]:
        why = f"has day and month the wrong way round: there is no month {month}"
        return Day("", why, date(year, day, month).isoformat())
    if not 1 <= month <= 12:
        return Day("", f"is no date: there is no month {month}", is_sure=False)
    name = calendar.month_name[month]
    leap = f" in {year}, which is no leap year" if (month, day) == (2, 29) else ""
    return Day("", f"is no date: there is no {day} {name}{leap}", is_sure=False)


def _other_numbers(text: str) -> Day | None:
    """Return the day of a text such as 1/4/26, 31-03-2026, 2026/03/31 or 20260331."""
    match = _PACKED(text)
    if match:
        return _day(match[1], match[2], match[3])
    match = _NUMBERS(text)
    if not match:
        return None
    first, month, last = match[1], match[3], match[4]
    if len(first) == 4 and len(last) <= 2:
        return _day(first, month, last)
    if len(first) > 2 or len(last) == 3:
        return None
    if len(last) == 4:
        return _day(last, month, first)
    if len(last) == 1:
        return None
    day = _day(_full_year(last), month, first)
    is_sure = day.is_sure and (bool(day.fault) or int(first) > 12 or int(first) == int(month))
    return Day(day.iso, day.fault, day.best, is_sure)


def _with_name(text: str) -> Day | None:
    """Return the day of a text such as 31 March 2026, 31-Mar-26 or Tuesday 31st March 2026."""
    match = _NAMED(text)
    if match:
        month = MONTHS.get(match[2].casefold())
        year = match[3] or _full_year(match[4])
        return _day(year, str(month), match[1]) if month else None
    match = _MONTH_FIRST(text)
    if match:
        month = MONTHS.get(match[1].casefold())
        return _day(match[3], str(month), match[2]) if month else None
    return None


def _in_part(text: str) -> Day | None:
    """Return why a text that says less than a day, or says it in a spreadsheet's way, is none."""
    match = _SERIAL(text)
    if match and int(match[1]) in _SERIALS:
        found = _SERIAL_ZERO + timedelta(days=int(match[1]))
        why = "is the number by which a spreadsheet counts days, not a date"
        return Day("", why, found.isoformat(), is_sure=False)
    if _MONTH_ALONE(text):
        return Day("", "says no day; a date has a day, a month and a year", is_sure=False)
    if _YEAR(text) or _YEARS(text):
        return Day("", "says a year alone; a date has a day and a month", is_sure=False)
    return None


def _full_year(two_digits: str) -> str:
    return ("19" if int(two_digits) >= _CENTURY_FROM else "20") + two_digits


def read_year(text: str) -> Cell:
    """Return what a year becomes."""
    match = _YEAR(text)
    if match and int(match[1]) > 999:
        return Cell((f'"{match[1]}"{YEAR}',), best=match[1])
    match = _YEARS(text)
    if match:
        return faulty(text, "is more than one year", match[1])
    day = read_day(text)
    if day.iso:
        return faulty(text, "is a date, and a year alone is asked for", day.iso[:4], is_sure=True)
    return not_read(text, "is not a year of four figures")
