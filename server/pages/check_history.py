"""The history of a publisher by a standard: what each check found, and how that changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ...loaders.checks.history import PastCheck
from ...shapes.standard import Standard
from ..view import View
from .template import render

_MOST_COLUMNS = 30
_WIDTH, _HEIGHT = 640, 160
_GAP = 4


@dataclass(frozen=True, slots=True)
class TrendColumn:
    """One check in the drawing, in units of it.

    Attributes:
        x: its left edge.
        width: its width.
        y: its upper edge.
        height: its height.
        label: what it stands for.
    """

    x: float
    width: float
    y: float
    height: float
    label: str


@dataclass(frozen=True, slots=True)
class PastRow:
    """One check in the table."""

    day: date
    past: PastCheck


def check_history(view: View, standard: Standard, publisher: str, past: Sequence[PastCheck]) -> str:
    """Return the page of a history as HTML.

    Args:
        view: the request.
        standard: the standard.
        publisher: the publisher's code.
        past: its checks, the newest first; at least one.
    """
    return render(
        "check_history.html",
        view,
        standard=standard,
        code=publisher,
        name=past[0].name,
        rows=[PastRow(date.fromisoformat(each.checked[:10]), each) for each in past],
        trend=_trend(past),
        most=max(each.must_cells for each in past[:_MOST_COLUMNS]),
    )


def _trend(past: Sequence[PastCheck]) -> tuple[TrendColumn, ...]:
    """Return the faults that must be mended as columns, the oldest first."""
    shown = list(reversed(past[:_MOST_COLUMNS]))
    most = max(each.must_cells for each in shown) or 1
    width = min(_WIDTH / len(shown), 60.0)
    columns = []
    for number, each in enumerate(shown):
        height = round(max(each.must_cells / most * (_HEIGHT - 20), 2), 1)
        label = f"{each.checked[:10]}: {each.must_cells:,}"
        x = round(number * width, 1)
        columns.append(TrendColumn(x, round(width - _GAP, 1), _HEIGHT - height, height, label))
    return tuple(columns)
