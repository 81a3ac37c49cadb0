"""Literals as values: whether they are well formed for their datatype, and which is less.

Source: XSD 1.1 Datatypes, section 3; SPARQL 1.1, section 17.3 (operator mapping).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from ..graph.namespaces import XSD
from .written import datatype, language, lexical

_ZONE = r"(Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)?"
_DATE = r"-?(?:[1-9]\d{4,}|\d{4})-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"
_TIME = r"(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?|24:00:00(?:\.0+)?)"
_HOURS = r"(?:T(?=\d)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?"
_INTEGER = r"[+-]?\d+"
_FLOAT = r"(?:[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?|[+-]?INF|NaN)"
_LEXICAL = {
    "boolean": "true|false|0|1",
    "decimal": r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)",
    "integer": _INTEGER,
    "float": _FLOAT,
    "double": _FLOAT,
    "date": _DATE + _ZONE,
    "dateTime": f"{_DATE}T{_TIME}{_ZONE}",
    "dateTimeStamp": f"{_DATE}T{_TIME}(?:Z|[+-]\\d\\d:\\d\\d)",
    "time": _TIME + _ZONE,
    "gYear": r"-?(?:[1-9]\d{4,}|\d{4})" + _ZONE,
    "gYearMonth": r"-?(?:[1-9]\d{4,}|\d{4})-(?:0[1-9]|1[0-2])" + _ZONE,
    "gMonth": r"--(?:0[1-9]|1[0-2])" + _ZONE,
    "gDay": r"---(?:0[1-9]|[12]\d|3[01])" + _ZONE,
    "gMonthDay": r"--(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])" + _ZONE,
    "duration": r"-?P(?=[\dT])(?:\d+Y)?(?:\d+M)?(?:\d+D)?" + _HOURS,
    "dayTimeDuration": r"-?P(?=[\dT])(?:\d+D)?" + _HOURS,
    "yearMonthDuration": r"-?P(?=\d)(?:\d+Y)?(?:\d+M)?",
    "hexBinary": "(?:[0-9a-fA-F]{2})*",
    "language": "[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*",
}
_RANGES: dict[str, tuple[int | None, int | None]] = {
    "byte": (-128, 127),
    "short": (-(2**15), 2**15 - 1),
    "int": (-(2**31), 2**31 - 1),
    "long": (-(2**63), 2**63 - 1),
    "unsignedByte": (0, 255),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedLong": (0, 2**64 - 1),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
}
_INTEGERS = {"integer", *_RANGES}

Value = tuple[str, int | Decimal | float | str | bool | datetime]
"""A kind of value, within which values compare, and the value."""


def datatype_test(iri: str) -> Callable[[str], bool]:
    """Return the test whether a written term is a well-formed literal of a datatype.

    Args:
        iri: the datatype, without brackets.
    """
    if iri == XSD.string.value:
        return lambda text: text[0] == '"' and text[-1] == '"'
    if iri == "http://www.w3.org/1999/02/22-rdf-syntax-ns#langString":
        return lambda text: text[0] == '"' and language(text) != ""
    suffix = f'"^^<{iri}>'
    name = iri.removeprefix(XSD.iri) if iri in XSD else ""
    if name not in _LEXICAL and name not in _RANGES:
        return lambda text: text[0] == '"' and text.endswith(suffix)
    pattern = re.compile(
        f'"(?:{_LEXICAL.get(name, _INTEGER)}){re.escape(suffix)}', re.ASCII
    ).fullmatch
    if name in _RANGES:
        low, high = _RANGES[name]
        return lambda text: pattern(text) is not None and _is_within(int(lexical(text)), low, high)
    if name in ("date", "dateTime", "dateTimeStamp"):
        return lambda text: pattern(text) is not None and _is_day(text)
    return lambda text: pattern(text) is not None


def is_well_formed(text: str) -> bool:
    """Return whether a literal has the form of its datatype; true where that is not known."""
    return _cached_test(datatype(text))(text)


def is_less(first: str, second: str, *, or_equal: bool = False) -> bool:
    """Return whether the first of two written terms is the lesser; false if they do not compare."""
    a, b = value_of(first), value_of(second)
    if a is None or b is None or a[0] != b[0]:
        return False
    left, right = a[1], b[1]
    if isinstance(left, float) or isinstance(right, float):
        left, right = float(left), float(right)  # type: ignore[arg-type]
    return left <= right if or_equal else left < right  # type: ignore[operator]


@lru_cache(maxsize=200_000)
def value_of(text: str) -> Value | None:
    """Return the value of a literal, for comparing; None if there is no order for it."""
    iri = datatype(text)
    name = iri.removeprefix(XSD.iri) if iri in XSD else ""
    if name == "string":
        return "string", lexical(text)
    if name not in _ORDERED or not is_well_formed(text):
        return None
    characters = lexical(text)
    if name in _INTEGERS:
        return "number", int(characters)
    if name == "decimal":
        return "number", Decimal(characters)
    if name in ("float", "double"):
        return "number", float(characters.replace("INF", "inf"))
    if name == "boolean":
        return "boolean", characters in ("true", "1")
    try:
        return _moment(name, characters)
    except (ValueError, OverflowError):
        return None  # a year that the calendar of Python does not have


_ORDERED = _INTEGERS | {"decimal", "float", "double", "boolean", "date", "dateTime", "time"}


def _moment(name: str, characters: str) -> Value:
    # moments with and without a zone have no order between them, so they are of two kinds
    next_day = "T24:00:00" in characters or (name == "time" and characters.startswith("24"))
    characters = re.sub(r"\.(\d+)", lambda m: "." + m[1][:6].ljust(6, "0"), characters)
    if name == "time":
        characters = "1972-12-31T" + characters
    zone = re.search(r"(Z|[+-]\d\d:\d\d)$", characters)
    if name == "date":
        characters = characters[: zone.start() if zone else None] + "T00:00:00" + (zone or [""])[0]
    moment = datetime.fromisoformat(characters.replace("T24:", "T00:"))
    if next_day:
        moment += timedelta(days=1)
    return f"{name} with a zone" if zone else name, moment


def _is_within(number: int, low: int | None, high: int | None) -> bool:
    return (low is None or number >= low) and (high is None or number <= high)


def _is_day(text: str) -> bool:
    """Return whether the day of a well-formed date is in the calendar."""
    start = 2 if text[1] == "-" else 1
    year, month, day = text[start:].split("-")[:3]
    if int(day[:2]) <= 28:
        return True
    try:
        date(2000 + int(year) % 400, int(month), int(day[:2]))
    except ValueError:
        return False
    return True


_cached_test = lru_cache(maxsize=1000)(datatype_test)
