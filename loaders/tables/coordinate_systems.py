"""Coordinate systems: what they are called, and what the numbers of each look like."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from .projections import (
    BRITISH_GRID,
    IRISH_GRID,
    IRISH_TRANSVERSE_MERCATOR,
    Position,
    web_mercator,
)

_SYSTEM_NAMES: dict[str, str] = {
    "osgb36": "OSGB36",
    "osgb": "OSGB36",
    "osgb1936": "OSGB36",
    "bng": "OSGB36",
    "os": "OSGB36",
    "britishnationalgrid": "OSGB36",
    "osgb36britishnationalgrid": "OSGB36",
    "osgb1936britishnationalgrid": "OSGB36",
    "nationalgrid": "OSGB36",
    "eastingnorthing": "OSGB36",
    "27700": "OSGB36",
    "wgs84": "WGS84",
    "wgs1984": "WGS84",
    "4326": "WGS84",
    "crs84": "WGS84",
    "latlong": "WGS84",
    "latlon": "WGS84",
    "gps": "WGS84",
    "etrs89": "ETRS89",
    "etrs1989": "ETRS89",
    "4258": "ETRS89",
    "irishgrid": "Irish Grid",
    "irishnationalgrid": "Irish Grid",
    "tm65": "Irish Grid",
    "tm75": "Irish Grid",
    "29900": "Irish Grid",
    "29901": "Irish Grid",
    "29902": "Irish Grid",
    "29903": "Irish Grid",
    "itm": "Irish Transverse Mercator",
    "irishtransversemercator": "Irish Transverse Mercator",
    "2157": "Irish Transverse Mercator",
    "webmercator": "Web Mercator",
    "3857": "Web Mercator",
    "900913": "Web Mercator",
}
"""Name of a system without blanks, punctuation and ``EPSG`` -> the system."""

DEGREES = ("WGS84", "ETRS89")
"""The systems of longitude and latitude."""

POSITIONS: dict[str, Callable[[float, float], Position]] = {
    "OSGB36": BRITISH_GRID.position,
    "Irish Grid": IRISH_GRID.position,
    "Irish Transverse Mercator": IRISH_TRANSVERSE_MERCATOR.position,
    "Web Mercator": web_mercator,
    "WGS84": lambda x, y: Position(y, x),
    "ETRS89": lambda x, y: Position(y, x),
}
"""System -> from its coordinates, eastwards first, to the place on WGS84."""

WORDS = {
    "OSGB36": "eastings and northings of the British National Grid (OSGB36)",
    "WGS84": "degrees of longitude and latitude (WGS84)",
    "ETRS89": "degrees of longitude and latitude (ETRS89)",
    "Irish Grid": "coordinates of the Irish Grid",
    "Irish Transverse Mercator": "coordinates of Irish Transverse Mercator",
    "Web Mercator": "metres of the projection of web maps (Web Mercator), not of the national grid",
}
"""System -> what its coordinates are, in words."""


def likely_systems(x: float, y: float) -> tuple[str, ...]:
    """Return the systems that the size of two numbers speaks for, likeliest first."""
    return tuple(each for each in ("WGS84", "Web Mercator", "OSGB36") if is_of(each, x, y))


def is_of(system: str, x: float, y: float) -> bool:
    """Return whether two numbers have the size of coordinates of a system in this country."""
    if system in DEGREES:
        return abs(x) <= 180 and abs(y) <= 90
    if system == "Web Mercator":
        return abs(x) < 1_500_000 and 6_000_000 < y < 9_000_000
    return 200 < max(abs(x), abs(y)) and 0 <= x < 1_000_000 and 0 <= y < 1_300_000


@lru_cache(maxsize=1_000)
def system_named(text: str) -> str:
    """Return the system of a name; empty for blank and unknown names."""
    return _SYSTEM_NAMES.get(re.sub(r"[\W_]|epsg", "", text[:200].casefold()), "")
