"""Formats of dates and times that a column declares, such as ``dd MMM yyyy HH:mm``.

Source: Unicode Technical Standard 35, Date Format Patterns; CSVW, section 6.4.4.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, time

from .months import MONTHS

_TOKEN = re.compile(r"'((?:[^']|'')*)'|([A-Za-z])\2*|([^A-Za-z']+)|'")

_FIELDS = {
    "yyyy": r"(?P<year>[0-9]{4})",
    "y": r"(?P<year>[0-9]{4})",
    "yy": r"(?P<short>[0-9]{2})",
    "MM": r"(?P<month>[0-9]{2})",
    "M": r"(?P<month>[0-9]{1,2})",
    "MMM": r"(?P<name>[A-Za-z]{3,4})\.?",
    "MMMM": r"(?P<name>[A-Za-z]{3,10})",
    "dd": r"(?P<day>[0-9]{2})",
    "d": r"(?P<day>[0-9]{1,2})",
    "EEE": r"[A-Za-z]{2,4}",
    "EEEE": r"[A-Za-z]{6,9}",
    "HH": r"(?P<hour>[0-9]{2})",
    "H": r"(?P<hour>[0-9]{1,2})",
    "hh": r"(?P<half>[0-9]{2})",
    "h": r"(?P<half>[0-9]{1,2})",
    "a": r"(?P<noon>[AaPp])\.?[Mm]\.?",
    "mm": r"(?P<minute>[0-9]{2})",
    "m": r"(?P<minute>[0-9]{1,2})",
    "ss": r"(?P<second>[0-9]{2})",
    "s": r"(?P<second>[0-9]{1,2})",
    "S": r"(?P<fraction>[0-9]+)",
    "X": r"(?P<zone>Z|[-+][0-9]{2}(?::?[0-9]{2})?)",
    "x": r"(?P<zone>[-+][0-9]{2}(?::?[0-9]{2})?)",
}
"""Field of a format -> what matches it."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A day and a time in it, each as ISO writes it; empty where the format has none.

    Attributes:
        date: such as ``2026-03-31``.
        time: such as ``09:30:00``, with a time zone if one is written.
    """

    date: str
    time: str


@dataclass(frozen=True, slots=True)
class DateFormat:
    """A format that was compiled.

    Attributes:
        text: as it is declared.
        has_time: whether it has an hour.
        pattern: the regular expression that matches what is written in it.
    """

    text: str
    has_time: bool
    pattern: re.Pattern[str]

    def read(self, text: str) -> Moment | None:
        """Return what a text in this format says; None if it is not in it, or says no date."""
        match = self.pattern.fullmatch(text)
        if not match:
            return None
        found = match.groupdict()
        try:
            return Moment(_date(found), _time(found) if self.has_time else "")
        except ValueError:
            return None


def compile_format(text: str) -> DateFormat:
    """Return a format, ready to read texts.

    Raises:
        ValueError: it has a field that is unknown or is there twice.
    """
    parts = []
    for match in _TOKEN.finditer(text):
        quoted, letter, between = match.groups()
        if letter:
            field = match[0]
            if set(field) <= {"S"}:
                field = "S"
            if field not in _FIELDS:
                raise ValueError(f"the format {text!r} has an unknown field {match[0]!r}")
            parts.append(_FIELDS[field])
        else:
            literal = between if quoted is None else quoted.replace("''", "'") or "'"
            parts.append(re.escape(literal or "'"))
    try:
        pattern = re.compile("".join(parts), re.IGNORECASE)
    except re.error as error:
        raise ValueError(f"the format {text!r} has a field twice ({error})") from error
    return DateFormat(text, bool({"hour", "half"} & pattern.groupindex.keys()), pattern)


def _date(found: dict[str, str | None]) -> str:
    year, short = found.get("year"), found.get("short")
    if not year and not short:
        return ""
    name = found.get("name")
    month = MONTHS.get(name.casefold(), 0) if name else int(found.get("month") or 1)
    full = int(year) if year else int(short or 0) + (1900 if int(short or 0) >= 50 else 2000)
    return date(full, month, int(found.get("day") or 1)).isoformat()


def _time(found: dict[str, str | None]) -> str:
    hour = int(found.get("hour") or found.get("half") or 0)
    noon = (found.get("noon") or "").lower()
    if noon:
        hour = hour % 12 + (12 if noon == "p" else 0)
    at = time(hour, int(found.get("minute") or 0), int(found.get("second") or 0))
    fraction, zone = found.get("fraction"), found.get("zone") or ""
    if re.fullmatch(r"[-+][0-9]{2}", zone):
        zone += ":00"
    elif re.fullmatch(r"[-+][0-9]{4}", zone):
        zone = f"{zone[:3]}:{zone[3:]}"
    return at.isoformat() + (f".{fraction}" if fraction else "") + zone
