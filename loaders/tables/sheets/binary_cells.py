"""Cells of XLSB that the reader of spreadsheets passes over without a word.

Some programs write cells in a short form, which leaves out the column where it follows from the
cell before. The reader knows the long form alone, and would hand back a table with holes.

Source: [MS-XLSB] 2.1.4 (Record) and 2.3.1 (BrtShortBlank to BrtShortIsst).
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator

_SHEET = re.compile(r"xl/worksheets/[^/]+\.bin").fullmatch
_SHORT = range(12, 19)
"""Numbers of the records of short cells."""

_LOOKED_AT_BYTES = 1_000_000
"""Bytes at the start of a sheet that are looked at: a program writes all its rows in one way."""

_TYPE_BYTES, _SIZE_BYTES = 2, 4


def has_short_cells(archive: zipfile.ZipFile) -> bool:
    """Return whether a sheet of an XLSB file has cells in the short form."""
    for part in archive.infolist():
        if _SHEET(part.filename):
            with archive.open(part) as file:
                if any(kind in _SHORT for kind in _records(file.read(_LOOKED_AT_BYTES))):
                    return True
    return False


def _records(data: bytes) -> Iterator[int]:
    """Yield the type of each record that starts in some bytes."""
    position = 0
    while position < len(data):
        kind, position = _number(data, position, _TYPE_BYTES)
        size, position = _number(data, position, _SIZE_BYTES)
        yield kind
        position += size


def _number(data: bytes, position: int, most: int) -> tuple[int, int]:
    """Return a number of seven bits a byte, the lowest first, and where it ends."""
    number = 0
    for index in range(most):
        byte = data[position] if position < len(data) else 0
        position += 1
        number |= (byte & 0x7F) << (7 * index)
        if not byte & 0x80:
            break
    return number, position
