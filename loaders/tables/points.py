"""Points: latitude and longitude on WGS84 of coordinates in any system that councils use.

What a file says of its system is believed where the numbers fit it. Where they do not, or it says
nothing, the numbers tell: degrees of the United Kingdom, metres of the national grid and metres of
web maps lie in ranges of their own.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

from .angles import Axis, read_angle, read_angle_pair
from .coordinate_systems import DEGREES, POSITIONS, WORDS, is_of, likely_systems, system_named
from .faults import value_is_missing
from .grid_references import read_grid_reference
from .numbers import read_number
from .projections import Position
from .text import BLANKS

SOUTH, NORTH, WEST, EAST = 49.8, 61.0, -8.75, 2.1
"""The box that holds the United Kingdom, in degrees."""

_PLACES = 6
"""Decimal places of a degree: 0.1 metres."""

_LONGITUDE: Axis = "longitude"
_LATITUDE: Axis = "latitude"

_PLAIN = re.compile(r"-?[0-9]{1,9}(?:\.[0-9]{1,20})?").fullmatch
_PAIR = re.compile(
    r"(?:POINT\s*)?\(?\s*(-?[0-9.]{1,30})(?:\s*[,;]\s*|\s+)(-?[0-9.]{1,30})\s*\)?", re.IGNORECASE
).fullmatch


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """What two coordinates and the name of their system become.

    Attributes:
        latitude: degrees north on WGS84, as a decimal; empty if there is no point.
        longitude: degrees east on WGS84, as a decimal; empty if there is no point.
        system: the system that was used, such as ``OSGB36``.
        note: what was assumed or found out, in a sentence; empty if nothing was.
        fault: what is wrong, in a sentence; empty if nothing is. A point beside a fault is the
            place that is meant.
        best_x: the eastward coordinate as it should be written; empty if it is right or unknown.
        best_y: the northward coordinate likewise.
        best_system: the name of the system likewise.
        is_sure: whether those are sure to be meant.
    """

    latitude: str = ""
    longitude: str = ""
    system: str = ""
    note: str = ""
    fault: str = ""
    best_x: str = ""
    best_y: str = ""
    best_system: str = ""
    is_sure: bool = True


NO_POINT = Point()
"""What blank coordinates become."""


def point_of(x_text: str, y_text: str, system_text: str = "") -> Point:
    """Return the point of two coordinates; it takes any texts and never raises.

    Args:
        x_text: the coordinate eastwards: easting or longitude. A grid reference, or both
            coordinates, may stand here alone.
        y_text: the coordinate northwards: northing or latitude.
        system_text: the name of their system; may be blank.
    """
    system = system_named(system_text)
    if _PLAIN(x_text) and _PLAIN(y_text):
        return _placed(x_text, y_text, system, system_text)
    x, y = x_text.strip(BLANKS), y_text.strip(BLANKS)
    if not x and not y:
        return NO_POINT
    if not x or not y or x == y:
        alone = _point_alone(x or y, system, system_text)
        if alone is not None:
            return alone
        if not x or not y:
            missing = "eastward (GeoX)" if not x else "northward (GeoY)"
            return Point(fault=f"The {missing} coordinate is missing, so there is no point.")
    if value_is_missing(x) and value_is_missing(y):
        return NO_POINT  # what stands in the two cells is found there
    numbers = []
    for text, axis in ((x, _LONGITUDE), (y, _LATITUDE)):
        number = read_number(text).plain
        angle = None if number else read_angle(text, axis)
        if angle is not None and not angle.fault:
            number = angle.degrees
        if not number:
            why = angle.fault if angle is not None else "is not a coordinate"
            return Point(fault=f"\u201c{text[:60]}\u201d {why}, so there is no point.")
        numbers.append(number[:30])
    return _placed(numbers[0], numbers[1], system, system_text)


def _placed(x_text: str, y_text: str, system: str, system_text: str) -> Point:
    """Return the point of two numbers in figures."""
    x, y = float(x_text), float(y_text)
    if not x and not y:
        return Point(note="The coordinates 0 and 0 are taken as missing.")
    if system in POSITIONS and is_of(system, x, y):
        place = POSITIONS[system](x, y)
        if _is_inside(place):
            return _point(place, system)
    for found in likely_systems(x, y):
        place = POSITIONS[found](x, y)
        if _is_inside(place):
            return _detected(place, found, system, system_text)
    for found in likely_systems(y, x):
        place = POSITIONS[found](y, x)
        if _is_inside(place):
            return _flipped(place, found, x_text, y_text)
    return _outside(x, y, x_text, system)


def _detected(place: Position, found: str, system: str, system_text: str) -> Point:
    """Return a point whose system the numbers told."""
    if found in DEGREES and system in DEGREES:
        return _point(place, system)
    are = WORDS[found]
    said = " ".join(system_text.split())[:40]
    if not said:
        return _point(place, found, note=f"No coordinate system is given; these are {are}.")
    note = f"The coordinate system is given as \u201c{said}\u201d, but these are {are}."
    best = found if found in ("OSGB36", "WGS84") else ""
    return _point(place, found, note=note, best_system=best)


def _flipped(place: Position, found: str, x_text: str, y_text: str) -> Point:
    names = "latitude" if found in DEGREES else "northing"
    fault = f"The coordinates have changed places: the {names} stands in GeoX."
    return _point(place, found, fault=fault, best_x=y_text, best_y=x_text)


def _outside(x: float, y: float, x_text: str, system: str) -> Point:
    """Return why two numbers are no place in the United Kingdom."""
    if SOUTH <= y <= NORTH and EAST < x <= -WEST:
        fault = "The point is east of the United Kingdom; the longitude may lack its minus sign."
        return Point(fault=fault, best_x="-" + x_text, is_sure=False)
    if system and not is_of(system, x, y):
        return Point(fault=f"The coordinates are no place in the United Kingdom in {system}.")
    return Point(fault="The point is not in the United Kingdom.")


def _is_inside(place: Position) -> bool:
    return SOUTH <= place.latitude <= NORTH and WEST <= place.longitude <= EAST


def _point(
    place: Position,
    system: str,
    *,
    note: str = "",
    fault: str = "",
    best_x: str = "",
    best_y: str = "",
    best_system: str = "",
) -> Point:
    return Point(
        latitude=f"{place.latitude:.{_PLACES}f}",
        longitude=f"{place.longitude:.{_PLACES}f}",
        system=system,
        note=note,
        fault=fault,
        best_x=best_x,
        best_y=best_y,
        best_system=best_system,
    )


def _point_alone(text: str, system: str, system_text: str) -> Point | None:
    """Return the point of a grid reference, or of both coordinates in one cell; None for others."""
    reference = read_grid_reference(text)
    if reference is not None:
        grid = "OSGB36" if reference.is_british else "Irish Grid"
        place = POSITIONS[grid](reference.easting, reference.northing)
        if not _is_inside(place):
            return Point(fault=f"The grid reference {text} is not in the United Kingdom.")
        size = f"{reference.size_m:,} m"
        return _point(
            place,
            grid,
            note=f"This is a grid reference; the point is the middle of its square of {size}.",
            best_x=_figures(reference.easting),
            best_y=_figures(reference.northing),
            best_system=grid if reference.is_british else "",
        )
    angles = read_angle_pair(text)
    if angles is not None and not angles.latitude.fault and not angles.longitude.fault:
        return _pair(angles.longitude.degrees, angles.latitude.degrees, system, system_text)
    match = _PAIR(text)
    if match and _PLAIN(match[1]) and _PLAIN(match[2]):
        return _pair(match[1], match[2], system, system_text)
    return None


def _pair(first: str, second: str, system: str, system_text: str) -> Point:
    """Return the point of two coordinates in one cell; people write the latitude first."""
    point = _placed(first, second, system, system_text)
    is_flipped = bool(point.best_y)
    if not point.latitude:
        return point
    return Point(
        latitude=point.latitude,
        longitude=point.longitude,
        system=point.system,
        note="Both coordinates stand in one cell.",
        best_x=second if is_flipped else first,
        best_y=first if is_flipped else second,
        best_system=point.best_system,
    )


def _figures(metres: float) -> str:
    return str(math.floor(metres)) if metres == math.floor(metres) else str(metres)
