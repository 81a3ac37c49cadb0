"""The conversion of a column: from the text of a cell to what it becomes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from ...graph.look_up import LookUp
from ...graph.namespaces import XSD
from ...shapes.standard import Column
from .addresses import address_reading
from .angles import Axis, coordinate_reading
from .booleans import boolean_reading
from .cell import BLANK, Cell, Conversion
from .codes import code_reading
from .dates import date_reading, read_year
from .faults import Reading, faulty
from .lookup import thing_reading
from .numbers import decimal_reading, integer_reading
from .text import BLANKS, text_reading
from .times import date_time_reading, time_reading

_REMEMBERED = 20_000
"""Values of a column whose cells are kept; when there are more, keeping starts again."""

_LONGEST_REMEMBERED = 200
"""Characters of the longest value whose cell is kept."""

_MOST_PARTS = 1_000
"""Values that one cell may hold."""

_READINGS: Mapping[str, Callable[[Sequence[str]], Reading]] = {
    XSD.date.value: date_reading,
    XSD.dateTime.value: date_time_reading,
    XSD.time.value: time_reading,
    XSD.gYear.value: lambda formats: read_year,
    XSD.decimal.value: lambda formats: decimal_reading,
    XSD.integer.value: lambda formats: integer_reading,
    XSD.boolean.value: lambda formats: boolean_reading,
}
"""Datatype -> from the formats that are declared to how a value is read; others are texts."""

_AXES: Mapping[str, Axis] = {"Eastwards": "longitude", "Northwards": "latitude"}
"""Role of a column -> what it measures where it holds degrees."""


def conversion_of(column: Column, look_up: LookUp) -> Conversion:
    """Return the conversion of a column's cells.

    It takes any text and never raises. A cell whose text it has seen lately costs a look into a
    dictionary.

    Args:
        column: the column, as its standard describes it.
        look_up: where the things of its class are found, if it has one.

    Raises:
        ValueError: a format or pattern of the column cannot be understood.
    """
    read = _value_reading(column, look_up)
    if column.separators:
        is_coded = bool(column.codes or column.class_iri)
        read = _Parts(read, column.separators, may_hold_separator=is_coded).read
    return _Remembered(read).__getitem__


def _value_reading(column: Column, look_up: LookUp) -> Reading:
    """Return how one value of a column is read."""
    if column.codes:
        return code_reading(column.codes)
    if column.class_iri:
        return thing_reading((column.class_iri, *column.more_classes), look_up)
    if column.is_iri:
        return address_reading
    if column.role in _AXES and XSD.decimal.value in column.datatypes:
        return coordinate_reading(_AXES[column.role])
    readings = [_READINGS[each](column.formats) for each in column.datatypes if each in _READINGS]
    is_text = any(each not in _READINGS for each in column.datatypes) or not readings
    if is_text:
        readings.append(text_reading(column.pattern))
    return readings[0] if len(readings) == 1 else _first_of(readings)


def _first_of(readings: Sequence[Reading]) -> Reading:
    """Return the reading of a value that may have several datatypes: the first that fits."""

    def read(text: str) -> Cell:
        cells: list[Cell] = []
        for each in readings:
            cell = each(text)
            if not cell.fault:
                earlier = readings[: len(cells)] if cell.best else ()
                is_other = any(not before(cell.best).fault for before in earlier)
                # "'07" is a text, and 07 would be a number: it is best left as it is
                return Cell(cell.objects, "", text) if is_other else cell
            cells.append(cell)
        return next((cell for cell in cells if cell.best and cell.is_sure), cells[0])

    return read


class _Parts:
    """The reading of a cell that may hold several values."""

    def __init__(
        self, read: Reading, separators: Sequence[str], *, may_hold_separator: bool
    ) -> None:
        self._read = read
        # a blank stands in most texts, so it separates only where nothing else does
        self._separators = sorted(separators, key=lambda separator: not separator.strip())
        self._may_hold_separator = may_hold_separator

    def read(self, text: str) -> Cell:
        """Return what the values of a cell become, each once."""
        separator = next((each for each in self._separators if each and each in text), "")
        if not separator:
            return self._read(text)
        if self._may_hold_separator:
            whole = self._read(text)
            if not whole.fault:
                return whole
        if text.count(separator) >= _MOST_PARTS:
            return faulty(text, f"holds more than {_MOST_PARTS:,} values")
        parts = [part.strip(BLANKS) for part in text.split(separator)]
        cells = [self._read(part) for part in parts if part]
        if not cells:
            return BLANK
        kept = [cell for cell in cells if cell.best or not cell.is_sure]
        is_complete = all(cell.best for cell in kept)
        return Cell(
            tuple(dict.fromkeys(written for cell in cells for written in cell.objects)),
            " ".join(dict.fromkeys(cell.fault for cell in cells if cell.fault)),
            self._joined(kept, separator) if is_complete else "",
            is_complete and all(cell.is_sure for cell in cells),
        )

    def _joined(self, cells: Sequence[Cell], separator: str) -> str:
        return separator.join(dict.fromkeys(cell.best for cell in cells))


class _Remembered(dict[str, Cell]):
    """The cells of a column's values, made when they are first asked for."""

    def __init__(self, read: Reading) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, text: str) -> Cell:
        stripped = text.strip(BLANKS)
        if not stripped.isascii():
            # JSON can hold half of a surrogate pair, which is no character
            units = stripped.encode("utf-16-le", "surrogatepass")
            stripped = units.decode("utf-16-le", "replace")
        cell = self._read(stripped) if stripped else BLANK
        if len(text) <= _LONGEST_REMEMBERED:
            if len(self) >= _REMEMBERED:
                self.clear()
            self[text] = cell
        return cell
