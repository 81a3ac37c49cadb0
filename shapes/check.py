"""The check of a load: the shapes by the engine, and the checks that look across records."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from .across import check_across
from .engine import Validation
from .report import Finding, Report, sort_findings
from .shape import Shape, read_shipped_shapes
from .view import View


def check(view: View) -> Report:
    """Return the report of a view's staged graphs.

    Everything that the staged graphs say something about is checked, with all that will be known
    of it once they are published.
    """
    validation = Validation(view)
    findings = sort_findings(_findings(view, validation))
    return Report(findings, checked=len(validation.focus_nodes), engine="moothall")


def _findings(view: View, validation: Validation) -> Iterator[Finding]:
    yield from validation.run(_shapes())
    yield from check_across(view)


@cache
def _shapes() -> tuple[Shape, ...]:
    return read_shipped_shapes()
