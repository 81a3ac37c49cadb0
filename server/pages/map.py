"""Maps of answers, drawn by the server: points over a graticule, with nothing from outside."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ...graph.namespaces import GEO
from ...graph.terms import Literal, Term
from .chart import number_of, text_columns
from .outcome import Table

WIDTH = 640
"""Width of a map, in units of the drawing; its height follows from the places."""

_MARGIN = 34
_KM_A_DEGREE = 111.2
_NARROWEST = 0.01
"""Degrees that a map spans at least, so that one point has a neighbourhood."""

_SLIMMEST, _WIDEST = 1.5, 2.5
"""How many times as wide as high a map is, at least and at most."""

_STEPS = (0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 45.0)
_LENGTHS_KM = (0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000)
_MOST_LINES = 5

_LATITUDES = {"lat", "latitude"}
_LONGITUDES = {"long", "lng", "lon", "longitude"}
_CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_NUMBER = r"[-+]?[0-9]{1,3}(?:\.[0-9]{1,20})?"
_POINT = re.compile(
    rf"(?:<{re.escape(_CRS84)}>\s+)?POINT\s*\(\s*({_NUMBER})\s+({_NUMBER})\s*\)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Place:
    """A place of an answer: where, in degrees, and what it is called; empty if nothing."""

    latitude: float
    longitude: float
    label: str


@dataclass(frozen=True, slots=True)
class Dot:
    """A place on the map, in units of the drawing."""

    x: float
    y: float
    label: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the graticule: where it crosses the edge, and its degrees in words."""

    at: float
    label: str


@dataclass(frozen=True, slots=True)
class PointMap:
    """A map of the points of an answer.

    Attributes:
        height: height of the drawing; its width is `WIDTH`.
        dots: the places.
        meridians: lines from top to bottom.
        parallels: lines from side to side.
        bar: length of the scale's bar, in units of the drawing.
        bar_label: what that length stands for, e.g. ``2 km``.
        edges: south, north, west and east of the places, in words.
    """

    height: float
    dots: tuple[Dot, ...]
    meridians: tuple[Line, ...]
    parallels: tuple[Line, ...]
    bar: float
    bar_label: str
    edges: tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class _Frame:
    """What part of the world a map shows, and how large."""

    south: float
    north: float
    west: float
    east: float

    @property
    def scale_x(self) -> float:
        return (WIDTH - 2 * _MARGIN) / (self.east - self.west)

    @property
    def scale_y(self) -> float:
        return self.scale_x / math.cos(math.radians((self.south + self.north) / 2))

    @property
    def height(self) -> float:
        return (self.north - self.south) * self.scale_y + 2 * _MARGIN

    def x(self, longitude: float) -> float:
        return round(_MARGIN + (longitude - self.west) * self.scale_x, 1)

    def y(self, latitude: float) -> float:
        return round(_MARGIN + (self.north - latitude) * self.scale_y, 1)


def point_map(table: Table) -> PointMap | None:
    """Return the map of an answer; None if none of its rows says where it is.

    A row says so by a WKT point, or by columns that are called latitude and longitude.
    """
    places = list(places_of(table))
    return map_of(places) if places else None


def map_of(places: Sequence[Place]) -> PointMap:
    """Return the map of some places.

    Args:
        places: the places; at least one.
    """
    latitudes = [place.latitude for place in places]
    longitudes = [place.longitude for place in places]
    edges = (min(latitudes), max(latitudes), min(longitudes), max(longitudes))
    frame = _frame(*edges)
    km_a_unit = _KM_A_DEGREE / frame.scale_y
    length_km = max(
        (km for km in _LENGTHS_KM if km <= km_a_unit * WIDTH / 3), default=_LENGTHS_KM[0]
    )
    return PointMap(
        height=round(frame.height, 1),
        dots=tuple(Dot(frame.x(p.longitude), frame.y(p.latitude), p.label) for p in places),
        meridians=tuple(
            Line(frame.x(degrees), _longitude(degrees))
            for degrees in _lines(frame.west, frame.east)
        ),
        parallels=tuple(
            Line(frame.y(degrees), _latitude(degrees))
            for degrees in _lines(frame.south, frame.north)
        ),
        bar=round(length_km / km_a_unit, 1),
        bar_label=f"{length_km:g} km" if length_km >= 1 else f"{length_km * 1000:g} m",
        edges=(
            _latitude(edges[0]),
            _latitude(edges[1]),
            _longitude(edges[2]),
            _longitude(edges[3]),
        ),
    )


def places_of(table: Table) -> Iterator[Place]:
    """Return the places that the rows of an answer name, in their order."""
    lowered = [name.lower() for name in table.columns]
    latitude = next((i for i, name in enumerate(lowered) if name in _LATITUDES), None)
    longitude = next((i for i, name in enumerate(lowered) if name in _LONGITUDES), None)
    naming = next(iter(text_columns(table)), None)
    for row in table.rows:
        name = row[naming] if naming is not None else None
        label = name.value if isinstance(name, Literal) else ""
        where = next((point for term in row if (point := _point(term)) is not None), None)
        if where is None and latitude is not None and longitude is not None:
            north, east = number_of(row[latitude]), number_of(row[longitude])
            where = (east, north) if east is not None and north is not None else None
        if where is not None and abs(where[0]) <= 180 and abs(where[1]) < 85:
            yield Place(where[1], where[0], label)


def _point(term: Term | None) -> tuple[float, float] | None:
    """Return longitude and latitude of a WKT point in the reference system that is the default.

    Source: GeoSPARQL 1.1, section 8.7.1 (WKT literals are in CRS84 unless they say otherwise).
    """
    if not isinstance(term, Literal) or term.datatype != GEO.wktLiteral:
        return None
    match = _POINT.fullmatch(term.value.strip())
    return (float(match.group(1)), float(match.group(2))) if match else None


def _frame(south: float, north: float, west: float, east: float) -> _Frame:
    """Return a frame with room around the places, wider than high, but not thrice."""
    middle_y, middle_x = (south + north) / 2, (west + east) / 2
    shrink = math.cos(math.radians(middle_y))
    high = max((north - south) * 1.1, _NARROWEST)
    wide = max((east - west) * 1.1, _NARROWEST / shrink)
    high = max(high, wide * shrink / _WIDEST)
    wide = max(wide, high * _SLIMMEST / shrink)
    return _Frame(
        middle_y - high / 2, middle_y + high / 2, middle_x - wide / 2, middle_x + wide / 2
    )


def _lines(low: float, high: float) -> list[float]:
    """Return the degrees at which a graticule has its lines: at most a handful, at round ones."""
    step = next((s for s in _STEPS if (high - low) / s <= _MOST_LINES), _STEPS[-1])
    first = math.ceil(low / step)
    return [round(n * step, 3) for n in range(first, math.floor(high / step) + 1)]


def _latitude(degrees: float) -> str:
    return f"{abs(round(degrees, 3)):g}°{'S' if degrees < 0 else 'N'}"


def _longitude(degrees: float) -> str:
    return f"{abs(round(degrees, 3)):g}°{'W' if degrees < 0 else 'E'}"
