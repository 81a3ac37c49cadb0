"""Projections: from eastings and northings to latitude and longitude on WGS84.

The datums of Britain and Ireland are shifted by seven parameters. Against the 40 test points of
Ordnance Survey's definitive transformation (OSTN15) the British result is off by 1.9 metres on
average, and by 4 to 5 metres at the ends of the country (the Lizard, Scilly, St Kilda): enough for
a map, not for surveying. WGS84 and ETRS89 are taken for one: they differ by less than a metre.

Source: Ordnance Survey, A Guide to Coordinate Systems in Great Britain, sections 6 and annexes B
and C; C. Karney, Transverse Mercator with an accuracy of a few nanometers, 2011, equations 35 and
36; EPSG transformations 1314 (OSGB36) and 1641 (Ireland 1965 and 1975).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from math import (
    asin,
    atan,
    atan2,
    atanh,
    cos,
    cosh,
    degrees,
    hypot,
    pi,
    radians,
    sin,
    sinh,
    sqrt,
    tan,
)
from typing import NamedTuple


class Position(NamedTuple):
    """A place on WGS84, in degrees."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Ellipsoid:
    """A figure of the earth: half axes in metres."""

    a: float
    b: float


@dataclass(frozen=True, slots=True)
class Shift:
    """A shift of datum to WGS84: metres, seconds of arc (position vector), parts per million."""

    x: float
    y: float
    z: float
    turn_x: float
    turn_y: float
    turn_z: float
    scale_ppm: float


GRS80 = Ellipsoid(6_378_137.0, 6_356_752.314140)
_AIRY = Ellipsoid(6_377_563.396, 6_356_256.909)
_AIRY_MODIFIED = Ellipsoid(6_377_340.189, 6_356_034.448)


@dataclass(frozen=True, slots=True)
class Grid:
    """A transverse Mercator grid.

    Attributes:
        ellipsoid: the figure of the earth that it is on.
        latitude: latitude of its true origin, in degrees.
        longitude: longitude of its true origin, in degrees.
        east: easting of the true origin, in metres.
        north: northing of the true origin, in metres.
        scale: scale on the central meridian.
        shift: from its datum to WGS84; None if it is that already.
    """

    ellipsoid: Ellipsoid
    latitude: float
    longitude: float
    east: float
    north: float
    scale: float
    shift: Shift | None
    _series: _Series = field(init=False, repr=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_series", _series(self))

    def position(self, easting: float, northing: float) -> Position:
        """Return the place of an easting and northing in metres, in or near the grid."""
        series = self._series
        xi = (northing - self.north + series.origin) / series.radius
        eta = (easting - self.east) / series.radius
        (b1, b2, b3), (c1, c2, c3) = series.back, series.latitude
        s2, c2xi, sh2, ch2 = sin(2 * xi), cos(2 * xi), sinh(2 * eta), cosh(2 * eta)
        s4, c4, sh4, ch4 = _doubled(s2, c2xi, sh2, ch2)
        s6, c6 = s4 * c2xi + c4 * s2, c4 * c2xi - s4 * s2
        sh6, ch6 = sh4 * ch2 + ch4 * sh2, ch4 * ch2 + sh4 * sh2
        xi -= b1 * s2 * ch2 + b2 * s4 * ch4 + b3 * s6 * ch6
        eta -= b1 * c2xi * sh2 + b2 * c4 * sh4 + b3 * c6 * sh6
        longitude = series.meridian + atan2(sinh(eta), cos(xi))
        conformal = asin(sin(xi) / cosh(eta))
        s2, c2chi = sin(2 * conformal), cos(2 * conformal)
        s4, c4 = 2 * s2 * c2chi, 1 - 2 * s2 * s2
        latitude = conformal + c1 * s2 + c2 * s4 + c3 * (s4 * c2chi + c4 * s2)
        if self.shift is not None:
            return _shifted(latitude, longitude, self.ellipsoid, self.shift)
        return Position(degrees(latitude), degrees(longitude))


@dataclass(frozen=True, slots=True)
class _Series:
    """What follows from a grid's parameters, for the series of its projection."""

    radius: float
    origin: float
    meridian: float
    back: tuple[float, float, float]
    latitude: tuple[float, float, float]


def _series(grid: Grid) -> _Series:
    a, b = grid.ellipsoid.a, grid.ellipsoid.b
    n = (a - b) / (a + b)
    eccentricity = sqrt(1 - (b / a) ** 2)
    radius = grid.scale * a / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    back = (
        n / 2 - 2 * n**2 / 3 + 37 * n**3 / 96,
        n**2 / 48 + n**3 / 15,
        17 * n**3 / 480,
    )
    forth = (
        n / 2 - 2 * n**2 / 3 + 5 * n**3 / 16,
        13 * n**2 / 48 - 3 * n**3 / 5,
        61 * n**3 / 240,
    )
    tau = tan(radians(grid.latitude))
    sigma = sinh(eccentricity * atanh(eccentricity * tau / hypot(1, tau)))
    xi = atan(tau * hypot(1, sigma) - sigma * hypot(1, tau))
    origin = radius * (xi + sum(c * sin(2 * k * xi) for k, c in enumerate(forth, start=1)))
    latitude = (
        2 * n - 2 * n**2 / 3 - 2 * n**3,
        7 * n**2 / 3 - 8 * n**3 / 5,
        56 * n**3 / 15,
    )
    return _Series(radius, origin, radians(grid.longitude), back, latitude)


def _doubled(s: float, c: float, sh: float, ch: float) -> tuple[float, float, float, float]:
    """Return sine, cosine and their hyperbolic kin of the doubled angles."""
    return 2 * s * c, 1 - 2 * s * s, 2 * sh * ch, 1 + 2 * sh * sh


def _shifted(latitude: float, longitude: float, ellipsoid: Ellipsoid, shift: Shift) -> Position:
    """Return a place on another datum, on its ellipsoid's surface, on WGS84."""
    a, b = ellipsoid.a, ellipsoid.b
    square = 1 - (b / a) ** 2
    sine = sin(latitude)
    nu = a / sqrt(1 - square * sine * sine)
    flat = nu * cos(latitude)
    x, y, z = flat * cos(longitude), flat * sin(longitude), nu * (1 - square) * sine
    second = pi / 648_000
    rx, ry, rz = shift.turn_x * second, shift.turn_y * second, shift.turn_z * second
    scale = 1 + shift.scale_ppm * 1e-6
    x2 = shift.x + scale * x - rz * y + ry * z
    y2 = shift.y + rz * x + scale * y - rx * z
    z2 = shift.z - ry * x + rx * y + scale * z
    a, b = GRS80.a, GRS80.b
    across = hypot(x2, y2)
    reduced = atan2(z2 * a, across * b)
    square, other = 1 - (b / a) ** 2, (a / b) ** 2 - 1
    up = z2 + other * b * sin(reduced) ** 3
    out = across - square * a * cos(reduced) ** 3
    return Position(degrees(atan2(up, out)), degrees(atan2(y2, x2)))


BRITISH_GRID = Grid(
    _AIRY, 49.0, -2.0, 400_000.0, -100_000.0, 0.9996012717,
    Shift(446.448, -125.157, 542.060, 0.1502, 0.2470, 0.8421, -20.4894),
)  # fmt: skip
"""The British National Grid on OSGB36, EPSG:27700."""

IRISH_GRID = Grid(
    _AIRY_MODIFIED, 53.5, -8.0, 200_000.0, 250_000.0, 1.000035,
    Shift(482.530, -130.596, 564.557, -1.042, -0.214, -0.631, 8.150),
)  # fmt: skip
"""The Irish Grid, EPSG:29902 and 29903."""

IRISH_TRANSVERSE_MERCATOR = Grid(GRS80, 53.5, -8.0, 600_000.0, 750_000.0, 0.99982, None)
"""Irish Transverse Mercator, EPSG:2157."""


def web_mercator(easting: float, northing: float) -> Position:
    """Return the place of coordinates in the projection of web maps, EPSG:3857."""
    return Position(degrees(atan(sinh(northing / GRS80.a))), degrees(easting / GRS80.a))
