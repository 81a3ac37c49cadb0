"""Coordinates as degrees, minutes and seconds, and what they leave open."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moothall.graph.look_up import LookUp
from moothall.loaders.tables.angles import Axis, coordinate_reading, read_angle, read_angle_pair
from moothall.loaders.tables.conversion import conversion_of
from moothall.loaders.tables.points import point_of
from moothall.shapes.standard_files import standard_named


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("52°12'13\"N", "52.203611111"),
        ("52° 12' 13.5\" N", "52.20375"),
        ("N52°12'13.5\"", "52.20375"),
        ("N 52° 12\u2032 13.5\u2033", "52.20375"),
        ("52º12\u201913.5''n", "52.20375"),
        ("52 12 13.5 N", "52.20375"),
        ("52:12:13.5 N", "52.20375"),
        ("52d12m13.5sN", "52.20375"),
        ("52 deg 12 min 13.5 sec North", "52.20375"),
        ("52°12.225'N", "52.20375"),
        ("52 12.225 N", "52.20375"),
        ("52.20375° N", "52.20375"),
        ("52.20375N", "52.20375"),
        ("52°12'13.5\"", "52.20375"),
        ("52° N", "52"),
        ("33°51'S", "-33.85"),
    ],
)
def test_a_latitude_is_read_however_it_is_written(text: str, degrees: str) -> None:
    angle = read_angle(text, "latitude")
    assert angle is not None
    assert (angle.degrees, angle.axis, angle.fault) == (degrees, "latitude", "")


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("0°7'3\"E", "0.1175"),
        ("0°7'3\" W", "-0.1175"),
        ("W 000 07.050", "-0.1175"),
        ("-0°7'3\"", "-0.1175"),
        ("\u22120° 7\u2032 3\u2033", "-0.1175"),
        ("0°0'0\"", "0"),
    ],
)
def test_a_longitude_has_its_side_or_its_sign(text: str, degrees: str) -> None:
    angle = read_angle(text, "longitude")
    assert angle is not None
    assert (angle.degrees, angle.fault) == (degrees, "")


@pytest.mark.parametrize(
    ("text", "axis", "fault", "likely"),
    [
        ("0°7'3\"", "longitude", "east or west of Greenwich", "0.1175"),
        ("3°30'", "longitude", "east or west of Greenwich", "-3.5"),
        ("52 12 13.5", "latitude", "does not say so", "52.20375"),
        ("12:30:00", "latitude", "does not say so", "12.5"),
        ("-0°7'3\"W", "longitude", "minus sign and says west as well", "-0.1175"),
        ("-0°7'3\"E", "longitude", "minus sign and says east", ""),
        ("52°75'13\"N", "latitude", "75 minutes, and there are fewer than 60", ""),
        ("52°12'60\"N", "latitude", "60 seconds, and there are fewer than 60", ""),
        ("95°N", "latitude", "more degrees than there are", ""),
        ("181°W", "longitude", "more degrees than there are", ""),
    ],
)
def test_what_an_angle_leaves_open_is_a_finding(
    text: str, axis: Axis, fault: str, likely: str
) -> None:
    cell = coordinate_reading(axis)(text)
    assert fault in cell.fault
    assert cell.best == likely
    assert not cell.is_sure


@pytest.mark.parametrize(
    "text",
    ["", "457266", "457 266", "52.2", "-0.1175", "N", "SK 583 393", "52°12'13\"N W", "1/2"]
    + [
        "52.5°12'N",
        "52°12.5'13\"N",
        "N52°12'N",
        "5212N3",
        "east",
        "9" * 61 + "N",
        "52° 12' 13\" 4",
    ],
)
def test_what_is_no_angle_is_left_to_others(text: str) -> None:
    assert read_angle(text, "latitude") is None


@pytest.mark.parametrize(
    "text",
    [
        "52°12'13.5\"N 0°7'3\"W",
        "52°12'13.5\"N, 0°7'3\"W",
        "0°7'3\"W 52°12'13.5\"N",
        "N52°12'13.5\" W0°7'3\"",
        "52 12 13.5 N 0 7 3 W",
        "N 52 12.225 W 000 07.050",
        "52.20375N 0.1175W",
        "52°12'13.5\" North, 0°7'3\" West",
    ],
)
def test_both_coordinates_in_one_cell_are_told_apart(text: str) -> None:
    pair = read_angle_pair(text)
    assert pair is not None
    assert (pair.latitude.degrees, pair.longitude.degrees) == ("52.20375", "-0.1175")
    point = point_of(text, "")
    assert (point.latitude, point.longitude) == ("52.203750", "-0.117500")
    cell = coordinate_reading("longitude")(text)
    assert "holds both coordinates" in cell.fault and cell.best == "-0.1175"


@pytest.mark.parametrize(
    "text", ["newest", "Nottingham east", "52N 53N", "N" * 200, "s w", "1n2e3"]
)
def test_other_texts_are_no_two_angles(text: str) -> None:
    assert read_angle_pair(text) is None


def test_a_point_is_placed_by_its_angles() -> None:
    point = point_of("0°7'3\"W", "52°12'13.5\"N", "WGS84")
    assert (point.latitude, point.longitude, point.fault) == ("52.203750", "-0.117500", "")
    flipped = point_of("52°12'13.5\"N", "0°7'3\"W", "WGS84")
    assert (flipped.latitude, flipped.longitude) == ("52.203750", "-0.117500")
    assert "changed places" in flipped.fault
    mixed = point_of("-0.1175", "52°12'13.5\"N", "WGS84")
    assert mixed.latitude == "52.203750"
    unsaid = point_of("0°7'3\"", "52°12'13.5\"N", "WGS84")
    assert not unsaid.latitude and "east or west" in unsaid.fault


@given(
    st.integers(0, 89),
    st.integers(0, 59),
    st.integers(0, 59),
    st.sampled_from("NESW"),
    st.sampled_from(["{d}°{m}'{s}\"{x}", "{d} {m} {s} {x}", "{x}{d}:{m}:{s}", "{d}°{m}'{s}''{x}"]),
)
def test_the_degrees_of_an_angle_are_exact(d: int, m: int, s: int, x: str, form: str) -> None:
    angle = read_angle(form.format(d=d, m=m, s=s, x=x))
    assert angle is not None and not angle.fault
    seconds = abs(Decimal(angle.degrees)) * 3600
    assert abs(seconds - (d * 3600 + m * 60 + s)) < Decimal("0.00001")
    assert (Decimal(angle.degrees) < 0) == (x in "SW" and seconds > 0)


@given(st.text("0123456789°'\" .,-+NESWnesw:dm", max_size=40))
def test_any_text_is_read_and_what_is_sure_stays_what_it_is(text: str) -> None:
    text = text.strip() or "x"
    read = coordinate_reading("longitude")
    cell = read(text)
    read_angle_pair(text)
    if cell.best and cell.is_sure:
        assert read(cell.best).objects == cell.objects


def test_coordinates_of_a_table_are_read_as_angles(look_up: LookUp) -> None:
    columns = standard_named("public-toilets").columns
    west = conversion_of(columns["GeoX"], look_up)("0°7'3\"W")
    north = conversion_of(columns["GeoY"], look_up)("52°12'13.5\"")
    assert (west.best, west.fault) == ("-0.1175", "")
    assert (north.best, north.fault) == ("52.20375", "")
    assert "-0.1175" in west.objects[0] and west.objects[0].endswith("#decimal>")
