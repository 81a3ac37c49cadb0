"""Points in every system that councils use, and in none."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moothall.loaders.tables.grid_references import read_grid_reference
from moothall.loaders.tables.points import EAST, NO_POINT, NORTH, SOUTH, WEST, point_of
from moothall.loaders.tables.projections import (
    BRITISH_GRID,
    IRISH_GRID,
    IRISH_TRANSVERSE_MERCATOR,
    Grid,
    Position,
)

DEFINITIVE = [
    (91492.146, 11318.804, 49.92226394, -6.29977752),
    (170370.718, 11572.405, 49.96006138, -5.20304610),
    (449816.371, 75335.861, 50.57563665, -1.29782277),
    (639821.835, 169565.858, 51.37447026, 1.44454730),
    (530624.974, 178388.464, 51.48936565, -0.11992557),
    (454002.834, 340834.943, 52.96219109, -1.19747656),
    (357455.843, 383290.436, 53.34480280, -2.64049321),
    (422242.186, 433818.701, 53.80021520, -1.66379168),
    (319188.434, 670947.534, 55.92478266, -3.29479219),
    (9587.909, 899448.996, 57.81351838, -8.57854456),
    (395999.668, 1138728.951, 60.13308092, -2.07382823),
]
"""Easting, northing, latitude, longitude of some of Ordnance Survey's test points (OSTN15)."""


def metres_between(one: Position, other: Position) -> float:
    north = math.radians(one.latitude - other.latitude) * 6_371_000
    east = math.radians(one.longitude - other.longitude) * 6_371_000
    return math.hypot(north, east * math.cos(math.radians(one.latitude)))


@pytest.mark.parametrize(("easting", "northing", "latitude", "longitude"), DEFINITIVE)
def test_the_national_grid_is_right_within_five_metres(
    easting: float, northing: float, latitude: float, longitude: float
) -> None:
    found = BRITISH_GRID.position(easting, northing)
    assert metres_between(found, Position(latitude, longitude)) < 5


@pytest.mark.parametrize(
    ("grid", "easting", "northing", "latitude", "longitude"),
    [
        (BRITISH_GRID, 457266, 339874, 52.953195932, -1.149074455),
        (BRITISH_GRID, 440725.073, 1107878.448, 59.854093538, -1.274865438),
        (IRISH_GRID, 315904, 234671, 53.349795581, -6.260248411),
        (IRISH_TRANSVERSE_MERCATOR, 715830, 734697, 53.349793912, -6.260247773),
    ],
)
def test_a_grid_agrees_with_proj_within_a_millimetre(
    grid: Grid, easting: float, northing: float, latitude: float, longitude: float
) -> None:
    """The figures are those of PROJ 9 with the same seven parameters."""
    found = grid.position(easting, northing)
    assert metres_between(found, Position(latitude, longitude)) < 0.001


@pytest.mark.parametrize(
    ("x", "y", "system", "used"),
    [
        ("457266", "339874", "OSGB36", "OSGB36"),
        ("457266.0", "339874.00", "EPSG:27700", "OSGB36"),
        ("£457,266", " 339 874 ", "British National Grid", "OSGB36"),
        ("-1.149074", "52.953196", "WGS84", "WGS84"),
        ("-1.149074", "52.953196", "WGS 84 ", "WGS84"),
        ("-1.149074", "52.953196", "ETRS89\n", "ETRS89"),
    ],
)
def test_a_point_whose_system_is_right_has_nothing_to_be_said(
    x: str, y: str, system: str, used: str
) -> None:
    point = point_of(x, y, system)
    assert (point.latitude, point.longitude) == ("52.953196", "-1.149074")
    assert (point.system, point.note, point.fault) == (used, "", "")


@pytest.mark.parametrize(
    ("x", "y", "system", "used", "note"),
    [
        ("457266", "339874", "", "OSGB36", "No coordinate system is given; these are eastings"),
        ("-1.149074", "52.953196", "", "WGS84", "No coordinate system is given; these are degrees"),
        ("457266", "339874", "WGS84", "OSGB36", "given as “WGS84”, but these are eastings"),
        ("-1.149074", "52.953196", "OSGB36", "WGS84", "given as “OSGB36”, but these are degrees"),
        ("457266", "339874", "ETRS131", "OSGB36", "given as “ETRS131”, but these are eastings"),
        ("-127914.4", "6973971.9", "OSGB36", "Web Mercator", "but these are metres of"),
    ],
)
def test_a_system_that_is_missing_or_wrong_is_told_by_the_numbers(
    x: str, y: str, system: str, used: str, note: str
) -> None:
    point = point_of(x, y, system)
    assert (point.system, point.fault) == (used, "")
    assert note in point.note
    assert abs(float(point.latitude) - 52.953196) < 0.005
    assert abs(float(point.longitude) + 1.149074) < 0.001


def test_coordinates_that_have_changed_places_are_put_right_and_said() -> None:
    point = point_of("52.953196", "-1.149074", "WGS84")
    assert "changed places: the latitude stands in GeoX" in point.fault
    assert (point.best_x, point.best_y, point.is_sure) == ("-1.149074", "52.953196", True)
    assert (point.latitude, point.longitude) == ("52.953196", "-1.149074")
    shetland = point_of("1107878", "440725", "OSGB36")
    assert (shetland.best_x, shetland.best_y) == ("440725", "1107878")


@pytest.mark.parametrize(
    ("x", "y", "system", "fault"),
    [
        ("2.35", "48.85", "WGS84", "not in the United Kingdom"),
        ("457", "339", "OSGB36", "not in the United Kingdom"),
        ("4572660", "3398740", "OSGB36", "no place in the United Kingdom in OSGB36"),
        ("457266", "", "OSGB36", "northward (GeoY) coordinate is missing"),
        ("", "339874", "OSGB36", "eastward (GeoX) coordinate is missing"),
        ("457266", "about 339874", "OSGB36", "“about 339874” is not a coordinate"),
        ("nan", "inf", "", "“nan” is not a coordinate"),
        ("ZZ 12 12", "ZZ 12 12", "", "“ZZ 12 12” is not a coordinate"),
    ],
)
def test_what_is_no_point_in_the_country_is_a_fault(
    x: str, y: str, system: str, fault: str
) -> None:
    point = point_of(x, y, system)
    assert fault in point.fault
    assert (point.latitude, point.longitude) == ("", "")


def test_a_lost_minus_sign_is_suggested() -> None:
    point = point_of("3.14", "52.95", "WGS84")
    assert (point.best_x, point.is_sure, point.latitude) == ("-3.14", False, "")


def test_no_coordinates_are_no_point_and_no_fault() -> None:
    assert point_of("", " \xa0", "OSGB36") is NO_POINT
    assert point_of("n/a", "n/a", "") is NO_POINT
    nowhere = point_of("0", "0.0", "OSGB36")
    assert "taken as missing" in nowhere.note and not nowhere.latitude


@pytest.mark.parametrize(
    ("x", "y", "easting", "northing"),
    [
        ("SK 583 393", "", "458350", "339350"),
        ("SK583393", "SK583393", "458350", "339350"),
        ("sk 58312 39345", "", "458312.5", "339345.5"),
        ("HU 4 4", "", "445000", "1145000"),
        ("TQ 30 80", "", "530500", "180500"),
    ],
)
def test_a_grid_reference_is_the_middle_of_its_square(
    x: str, y: str, easting: str, northing: str
) -> None:
    point = point_of(x, y)
    assert (point.best_x, point.best_y, point.system) == (easting, northing, "OSGB36")
    written = point_of(easting, northing, "OSGB36")
    assert (point.latitude, point.longitude) == (written.latitude, written.longitude)
    assert "middle of its square" in point.note


def test_a_reference_of_the_irish_grid_is_in_northern_ireland() -> None:
    point = point_of("J 338 740", "")
    assert (point.system, point.latitude[:5], point.longitude[:5]) == (
        "Irish Grid",
        "54.59",
        "-5.92",
    )


@pytest.mark.parametrize("text", ["", "SK", "SK 583 39", "SK 583", "IK 12 12", "SKX 1 1", "AA 1 1"])
def test_what_is_no_grid_reference_is_none(text: str) -> None:
    assert read_grid_reference(text) is None


@pytest.mark.parametrize("text", ["52.953196, -1.149074", "POINT (-1.149074 52.953196)"])
def test_both_coordinates_in_one_cell_are_understood(text: str) -> None:
    point = point_of(text, "", "WGS84")
    assert (point.latitude, point.longitude) == ("52.953196", "-1.149074")
    assert (point.best_x, point.best_y) == ("-1.149074", "52.953196")
    assert "stand in one cell" in point.note


@given(
    st.text() | st.floats().map(str) | st.integers().map(str),
    st.text() | st.floats().map(str) | st.integers().map(str),
    st.text() | st.sampled_from(["OSGB36", "WGS84", "ITM", "Irish Grid", "Web Mercator"]),
)
def test_any_texts_make_a_point_in_the_country_or_none(x: str, y: str, system: str) -> None:
    point = point_of(x, y, system)
    assert bool(point.latitude) == bool(point.longitude) == bool(point.system)
    if point.latitude:
        assert SOUTH <= float(point.latitude) <= NORTH
        assert WEST <= float(point.longitude) <= EAST


@given(st.floats(80_000, 660_000), st.floats(10_000, 1_200_000))
def test_writing_what_is_best_gives_the_same_point(easting: float, northing: float) -> None:
    point = point_of(f"{easting:.1f}", f"{northing:.1f}", "WGS84")
    if point.latitude:
        again = point_of(
            point.best_x or f"{easting:.1f}", point.best_y or f"{northing:.1f}", point.best_system
        )
        assert (again.latitude, again.longitude) == (point.latitude, point.longitude)
        assert not again.fault
