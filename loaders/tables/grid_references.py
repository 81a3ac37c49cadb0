"""Grid references, such as ``SK 583 393`` in Britain and ``J 338 740`` in Ireland.

Source: Ordnance Survey, A Guide to Coordinate Systems in Great Britain, section 7.2.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_REFERENCE = re.compile(
    r"([A-HJ-Z]{1,2})\s*((?:[0-9]\s?){2,10}|[0-9]{1,5}[\s,]+[0-9]{1,5})", re.IGNORECASE
)
_LETTERS = "ABCDEFGHJKLMNOPQRSTUVWXYZ"
"""The letters of squares, five by five, row by row from the north; I is not used."""


@dataclass(frozen=True, slots=True)
class GridReference:
    """A grid reference: the middle of a square.

    Attributes:
        easting: easting of the middle, in metres.
        northing: northing of the middle, in metres.
        size_m: the side of the square, in metres.
        is_british: whether it is of the British National Grid; else of the Irish one.
    """

    easting: float
    northing: float
    size_m: int
    is_british: bool


def read_grid_reference(text: str) -> GridReference | None:
    """Return a text as a grid reference; None if it is none."""
    match = _REFERENCE.fullmatch(text) if len(text) <= 30 else None
    if not match:
        return None
    letters, figures = match[1].upper(), re.sub(r"[^0-9]", "", match[2])
    parts = re.split(r"[\s,]+", match[2].strip())
    if len(figures) % 2 or (len(parts) == 2 and len(parts[0]) != len(parts[1])):
        return None
    half = len(figures) // 2
    size_m = 10 ** (5 - half)
    east, north = _corner(letters)
    if east < 0 or north < 0:
        return None
    return GridReference(
        east + int(figures[:half]) * size_m + size_m / 2,
        north + int(figures[half:]) * size_m + size_m / 2,
        size_m,
        len(letters) == 2,
    )


def _corner(letters: str) -> tuple[int, int]:
    """Return easting and northing, in metres, of the south-west corner of a 100 km square."""
    row, column = divmod(_LETTERS.index(letters[-1]), 5)
    east, north = column * 100_000, (4 - row) * 100_000
    if len(letters) == 2:
        row, column = divmod(_LETTERS.index(letters[0]), 5)
        # the false origin is the corner of SV: square S is the third in the fourth row
        east += (column - 2) * 500_000
        north += (3 - row) * 500_000
    return east, north
