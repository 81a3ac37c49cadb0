"""The list of the reports of a dataset's loads."""

from __future__ import annotations

from collections.abc import Sequence

from ...graph.terms import Literal
from ...loaders.checks.load_reports import KeptLoad
from ..view import View
from .check_report import LOAD_OUTCOMES
from .template import render


def load_reports(view: View, slug: str, title: Literal, loads: Sequence[KeptLoad]) -> str:
    """Return the page that lists the reports of a dataset's loads, as HTML.

    Args:
        view: the request.
        slug: the name of the dataset in addresses.
        title: its title.
        loads: the reports, the newest first.
    """
    return render(
        "load_reports.html", view, slug=slug, title=title, loads=loads, outcomes=LOAD_OUTCOMES
    )
