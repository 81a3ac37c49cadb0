"""Trends: numbers that follow each other in time, drawn as columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

MOST_COLUMNS = 30
"""Columns of a drawing; of more numbers it shows the last."""

_WIDTH, _HEIGHT = 640, 160
_GAP = 4


@dataclass(frozen=True, slots=True)
class TrendColumn:
    """One number in the drawing, in units of it.

    Attributes:
        x: its left edge.
        width: its width.
        y: its upper edge.
        height: its height.
        label: what it stands for.
        number: the number.
    """

    x: float
    width: float
    y: float
    height: float
    label: str
    number: int


def trend_columns(numbers: Sequence[tuple[str, int]]) -> tuple[TrendColumn, ...]:
    """Return numbers with what each stands for, the oldest first, as columns; the last of many."""
    shown = numbers[-MOST_COLUMNS:]
    most = max((number for _, number in shown), default=0) or 1
    width = min(_WIDTH / max(len(shown), 1), 60.0)
    columns = []
    for place, (label, number) in enumerate(shown):
        height = round(max(number / most * (_HEIGHT - 20), 2), 1)
        x = round(place * width, 1)
        size = round(width - _GAP, 1)
        told = f"{label}: {number:,}"
        columns.append(TrendColumn(x, size, _HEIGHT - height, height, told, number))
    return tuple(columns)
