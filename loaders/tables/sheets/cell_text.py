"""The text of a spreadsheet's cell: as one would write it in a CSV file."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import Decimal

CellValue = int | float | str | bool | date | datetime | time | timedelta

_LARGEST_WRITTEN_OUT = 1e21


def cell_text(value: CellValue) -> str:
    """Return the text of a cell.

    Dates and times become ISO 8601, lengths of time hours, minutes and seconds, whole numbers lose
    their point, no number has an exponent unless it is very large or small, and truth is ``TRUE``
    or ``FALSE`` as in Excel.

    >>> cell_text(60.0), cell_text(date(2026, 3, 31)), cell_text(True), cell_text(0.00001)
    ('60', '2026-03-31', 'TRUE', '0.00001')
    """
    if isinstance(value, str):
        # XLS may hold the character zero, which no text does
        return value.replace("\x00", "\ufffd")
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return _number_text(value)
    if isinstance(value, timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value)


def _number_text(value: float) -> str:
    written = repr(value + 0.0)  # zero has no sign
    if 1e-9 < abs(value) < _LARGEST_WRITTEN_OUT:
        written = format(Decimal(written), "f")
    return written.removesuffix(".0")
