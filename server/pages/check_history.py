"""The history of a publisher by a standard: what each check found, and how that changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ...loaders.checks.history import PastCheck
from ...shapes.standard import Standard
from ..view import View
from .template import render
from .trend import MOST_COLUMNS, trend_columns


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
        trend=trend_columns(
            [(each.checked[:10], each.must_cells) for each in reversed(past[:MOST_COLUMNS])]
        ),
    )
