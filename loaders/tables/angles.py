"""Angles: coordinates as degrees, minutes and seconds, such as ``52°12'13"N`` or ``0 7.05 W``.

What a coordinate does not say is not made up: a longitude in this country may be east or west of
Greenwich, and three bare numbers may be something else.

Source: ISO 6709, annex D (representation at the human interface).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal, NamedTuple

from .cell import Cell
from .faults import Reading, faulty
from .numbers import decimal_literal, decimal_reading

Axis = Literal["latitude", "longitude", ""]

_PLACES = 9
"""Decimal places of a degree that are kept: a tenth of a millimetre."""

_EASTERNMOST = 2
"""Degrees east, nearly, of the easternmost place of the country (Lowestoft, 1.76)."""

_LONGEST = 60
_MARKS = str.maketrans(
    {
        "º": "°",
        "˚": "°",
        "\u2032": "'",
        "\u2019": "'",
        "\u2018": "'",
        "\u00b4": "'",
        "`": "'",
        "\u2033": '"',
        "\u201d": '"',
        "\u201c": '"',
        "\u2212": "-",
        "\u2013": "-",
        "\u00a0": " ",
    }
)
_SIDE = "north|south|east|west|[nsew]"
_ANGLE = re.compile(
    rf"(?P<before>{_SIDE})?\s*(?P<sign>[-+])?\s*(?P<degrees>[0-9]{{1,3}}(?:\.[0-9]{{1,15}})?)"
    r"(?:(?P<degree_mark>\s*(?:°|deg(?:rees?)?\.?|d(?=[0-9\s])|:)\s*)"
    r"|(?P<degree_blank>\s+)|(?=[nsew]|$))"
    r"(?:(?P<minutes>[0-9]{1,2}(?:\.[0-9]{1,15})?)"
    r"(?:(?P<minute_mark>\s*(?:'(?!')|min(?:utes?)?\.?|m(?=[0-9\s])|:)\s*)|\s+|(?=[nsew]|$))"
    r"(?:(?P<seconds>[0-9]{1,2}(?:\.[0-9]{1,15})?)\s*"
    r"(?P<second_mark>\"|''|sec(?:onds?)?\.?|s(?=\s*[new]))?\s*)?)?"
    rf"(?P<after>{_SIDE})?"
).fullmatch
_PAIRS = tuple(
    re.compile(pattern).fullmatch
    for pattern in (
        r"(.*[0-9].*?(?:north|south|[ns]))[\s,;/]*([^nsew].*(?:east|west|[ew]))",
        r"(.*[0-9].*?(?:east|west|[ew]))[\s,;/]*([^nsew].*(?:north|south|[ns]))",
        r"((?:north|south|[ns])[^nsew]*[0-9][^nsew]*?)[\s,;/]*((?:east|west|[ew])[^nsew]+)",
        r"((?:east|west|[ew])[^nsew]*[0-9][^nsew]*?)[\s,;/]*((?:north|south|[ns])[^nsew]+)",
    )
)


@dataclass(frozen=True, slots=True)
class Angle:
    """A text that was read as an angle.

    Attributes:
        degrees: the angle in decimal degrees, negative to the south and west; empty if there is
            none.
        axis: what it measures, if the text says so.
        fault: what the text leaves open, or what is wrong with it, to follow it in a sentence.
    """

    degrees: str
    axis: Axis = ""
    fault: str = ""


class AnglePair(NamedTuple):
    """Latitude and longitude that stand in one text.

    Attributes:
        latitude: the latitude.
        longitude: the longitude.
    """

    latitude: Angle
    longitude: Angle


def coordinate_reading(axis: Axis) -> Reading:
    """Return how a coordinate is read: a number, or degrees, minutes and seconds.

    Args:
        axis: what the column measures where it holds degrees.
    """

    def read(text: str) -> Cell:
        cell = decimal_reading(text)
        if not cell.fault:
            return cell
        angle = read_angle(text, axis)
        if angle is None:
            pair = read_angle_pair(text)
            if pair is None:
                return cell
            own = pair.longitude if axis == "longitude" else pair.latitude
            why = f"holds both coordinates; write the {axis} alone"
            return faulty(text, own.fault or why, own.degrees)
        if angle.fault:
            return faulty(text, angle.fault, angle.degrees)
        return Cell((decimal_literal(angle.degrees),), "", angle.degrees)

    return read


def read_angle(text: str, axis: Axis = "") -> Angle | None:
    """Return a text as an angle; None if it is not like one, such as a plain number.

    Args:
        text: the text.
        axis: what is expected, where the text does not say.
    """
    match = _ANGLE(_folded(text)) if len(text) <= _LONGEST else None
    if not match or (match["before"] and match["after"]):
        return None
    side = (match["before"] or match["after"] or "")[:1]
    marks = [match[f"{name}_mark"] for name in ("degree", "minute", "second")]
    is_marked = bool(side) or any(mark and mark.strip() != ":" for mark in marks)
    if not is_marked and not match["seconds"]:
        return None
    if (
        "." in match["degrees"]
        and match["minutes"]
        or (match["seconds"] and "." in match["minutes"])
    ):
        return None
    for name in ("minutes", "seconds"):
        if match[name] and Decimal(match[name]) >= 60:
            return Angle("", fault=f"has {match[name]} {name}, and there are fewer than 60")
    return _signed(_degrees(match), match["sign"] == "-", side, axis, is_marked=is_marked)


def read_angle_pair(text: str) -> AnglePair | None:
    """Return the latitude and longitude that stand in one text; None if it holds no such two."""
    if len(text) > 2 * _LONGEST:
        return None
    folded = _folded(text)
    for pattern in _PAIRS:
        match = pattern(folded)
        if match:
            angles = [read_angle(part.strip()) for part in match.groups()]
            found = {angle.axis: angle for angle in angles if angle is not None}
            if "latitude" in found and "longitude" in found:
                return AnglePair(found["latitude"], found["longitude"])
    return None


def _degrees(match: re.Match[str]) -> Fraction:
    parts = [Fraction(match[name] or 0) for name in ("degrees", "minutes", "seconds")]
    return parts[0] + parts[1] / 60 + parts[2] / 3600


def _signed(size: Fraction, is_negative: bool, side: str, axis: Axis, *, is_marked: bool) -> Angle:
    """Return an angle with its sign, and what the text leaves open."""
    said: Axis = "latitude" if side in ("n", "s") else "longitude" if side else ""
    axis = said or axis
    if size > (90 if axis == "latitude" else 180):
        return Angle("", axis, "is more degrees than there are")
    figures = _figures(size)
    negative = figures if figures == "0" else f"-{figures}"
    if is_negative and side in ("n", "e"):
        return Angle("", axis, f"has a minus sign and says {_WORDS[side]}")
    if is_negative and side:
        return Angle(negative, axis, f"has a minus sign and says {_WORDS[side]} as well")
    signed = negative if is_negative or side in ("s", "w") else figures
    if not is_marked:
        return Angle(signed, axis, "may be degrees, minutes and seconds, and does not say so")
    if axis == "longitude" and not side and not is_negative and size:
        likely = negative if size > _EASTERNMOST else figures
        return Angle(likely, axis, "does not say whether it is east or west of Greenwich")
    return Angle(signed, axis)


_WORDS = {"n": "north", "s": "south", "e": "east", "w": "west"}


def _figures(size: Fraction) -> str:
    """Return degrees as a decimal, exact where it ends, else to so many places."""
    scaled = round(size * 10**_PLACES)
    text = format(Decimal(scaled).scaleb(-_PLACES), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _folded(text: str) -> str:
    return " ".join(text.translate(_MARKS).casefold().split())
