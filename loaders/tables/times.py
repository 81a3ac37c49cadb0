"""Times of day, and dates with one.

Source: XML Schema Part 2, sections 3.3.7 (dateTime) and 3.3.8 (time).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ...graph.namespaces import XSD
from ...shapes.written import as_stored
from .cell import Cell
from .date_formats import compile_format
from .dates import is_plain_day, read_day
from .faults import Reading, faulty, not_read

TIME = f"^^<{XSD.iri}time>"
DATE_TIME = f"^^<{XSD.iri}dateTime>"

_CLOCK = re.compile(
    r"([0-9]{1,2})(?:[:.h]([0-9]{2}))?(?::([0-9]{2})(\.[0-9]{1,9})?)?\s*(?:([ap])\.?\s?m\.?)?"
    r"(Z|[-+][0-9]{2}:[0-9]{2})?",
    re.IGNORECASE,
).fullmatch
_WELL_WRITTEN = re.compile(r"[0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:Z|[-+].{5})?").fullmatch
_FIGURES = re.compile(r"([01][0-9]|2[0-3])([0-5][0-9])(?:hrs?)?").fullmatch
_PART_OF_DAY = re.compile(r"0?\.[0-9]{1,17}").fullmatch
_ISO = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?)"
    r"(Z|[-+][0-9]{2}:[0-9]{2})?"
).fullmatch
_DAY_AND_TIME = re.compile(
    r"(.{6,40}?)(?:T|,? +(?:at +)?)([0-9]{1,2}(?:[:.h]| ?[ap]\.? ?m\b).{0,40})", re.IGNORECASE
).fullmatch
_STORED = re.compile(
    r"(?:[0-9]{4}-[0-9]{2}-[0-9]{2}T)?(?:[01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}Z?"
).fullmatch
_WORDS = {"noon": "12:00:00", "12 noon": "12:00:00", "midday": "12:00:00", "midnight": "00:00:00"}


@dataclass(frozen=True, slots=True)
class _Time:
    """A time as ISO writes it, and whether the text was written so that all can read it."""

    iso: str
    is_well_written: bool


def time_reading(formats: Sequence[str] = ()) -> Reading:
    """Return how a time of day is read.

    Args:
        formats: formats beside the usual ones; see `date_formats`.
    """
    declared = tuple(compile_format(text) for text in formats)

    def read(text: str) -> Cell:
        for form in declared:
            moment = form.read(text)
            if moment is not None and moment.time:
                return Cell((_literal(moment.time, TIME),), best=text)
        found = _read_time(text)
        if found is not None:
            best = text if found.is_well_written else _short(found.iso)
            return Cell((_literal(found.iso, TIME),), best=best)
        if re.fullmatch(r"[0-9]{1,2}", text) and int(text) < 24:
            return faulty(text, "is an hour alone", f"{int(text):02}:00")
        if _PART_OF_DAY(text):
            seconds = round(float(text) * 86_400) % 86_400
            why = "is a part of a day, as spreadsheets count time"
            return faulty(text, why, f"{seconds // 3600:02}:{seconds // 60 % 60:02}")
        moment_text = _DAY_AND_TIME(text)
        later = _read_time(moment_text[2]) if moment_text else None
        if later is not None:
            why = "has a date, and a time alone is asked for"
            return faulty(text, why, _short(later.iso), is_sure=True)
        return not_read(text, "is not a time of day that can be read")

    return read


def date_time_reading(formats: Sequence[str] = ()) -> Reading:
    """Return how a date with a time is read; a date alone is its midnight.

    Args:
        formats: formats beside the usual ones; see `date_formats`.
    """
    declared = tuple(compile_format(text) for text in formats)

    def read(text: str) -> Cell:
        for form in declared:
            moment = form.read(text)
            if moment is not None and moment.date:
                iso = f"{moment.date}T{moment.time or '00:00:00'}"
                return Cell((_literal(iso, DATE_TIME),), best=text)
        match = _ISO(text)
        if match and _is_plain(text, match[2]):
            seconds = "" if match[2][5:] else ":00"
            iso = f"{match[1]}T{match[2]}{seconds}{match[3] or ''}"
            return Cell((_literal(iso, DATE_TIME),), "", text)
        match = match or _DAY_AND_TIME(text)
        if match:
            zone = (match[3] or "") if match.re.groups == 3 else ""
            day, time = read_day(match[1]), _read_time(match[2] + zone)
            if day.fault:
                best = f"{day.best}T{time.iso}" if day.best and time is not None else ""
                return faulty(text, day.fault, best, is_sure=day.is_sure and bool(best))
            if day.iso and time is not None:
                iso = f"{day.iso}T{time.iso}"
                is_well = day.best == match[1] and time.is_well_written
                return Cell((_literal(iso, DATE_TIME),), "", text if is_well else iso, day.is_sure)
        day = read_day(text)
        if day.iso:
            return Cell((_literal(f"{day.iso}T00:00:00", DATE_TIME),), "", day.best, day.is_sure)
        if day.fault:
            return faulty(text, day.fault, day.best, is_sure=day.is_sure)
        return not_read(text, "is not a date and time that can be read")

    return read


def _is_plain(text: str, time: str) -> bool:
    """Return whether a text in ISO's form is a moment that is so in every month and time zone."""
    is_day = is_plain_day(text[:4], text[5:7], text[8:10])
    is_time = time[:2] <= "23" and time[3:5] <= "59" and time[6:8] <= "59"
    return is_day and is_time and (text[-1] == "Z" or text[10 + len(time) + 1 :] == "")


def _read_time(text: str) -> _Time | None:
    """Return a text as a time; None if it is none."""
    word = _WORDS.get(text.casefold())
    if word:
        return _Time(word, False)
    figures = _FIGURES(text)
    if figures:
        return _Time(f"{figures[1]}:{figures[2]}:00", False)
    match = _CLOCK(text)
    if not match or not (match[2] or match[5]):
        return None
    hour, minute, second = int(match[1]), int(match[2] or 0), int(match[3] or 0)
    half = (match[5] or "").lower()
    if half:
        if not 1 <= hour <= 12:
            return None
        hour = hour % 12 + (12 if half == "p" else 0)
    if hour > 24 or minute > 59 or second > 59 or (hour == 24 and (minute or second or match[4])):
        return None
    zone = (match[6] or "").upper()
    if zone[1:] and not (int(zone[1:3]) < 14 and int(zone[4:]) < 60 or zone[1:] == "14:00"):
        return None
    iso = f"{hour:02}:{minute:02}:{second:02}{match[4] or ''}{zone}"
    return _Time(iso, _WELL_WRITTEN(text) is not None)


def _literal(iso: str, datatype: str) -> str:
    """Return a time or moment as the literal that a store gives back."""
    written = f'"{iso}"{datatype}'
    return written if _STORED(iso) else as_stored(written)


def _short(iso: str) -> str:
    """Return a time without seconds that are nought."""
    return re.sub(r"^([0-9]{2}:[0-9]{2}):00(?![.0-9])", r"\1", iso)
