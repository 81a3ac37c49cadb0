"""The check of a load: the shipped shapes, and the checks that look across records."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from ..graph.terms import RdfFormat, parse
from .across import check_across
from .columns import Columns
from .findings import as_finding
from .report import Report, sort_findings
from .shapes_graph import ShapesGraph
from .sparql_run import QueryRunner
from .validation import Validation
from .view import View
from .view_columns import ViewColumns

SHAPE_FILES = (
    "terms.ttl",
    "lists.ttl",
    "mappings.ttl",
    "authorities.ttl",
    "catalogue.ttl",
    "law.ttl",
)
"""The files of shapes that every load is checked against."""


def check(view: View) -> Report:
    """Return the report of a view's staged graphs.

    Everything that the staged graphs say something about is checked, with all that will be known
    of it once they are published.
    """
    shapes = shipped_shapes()
    data = ViewColumns(view=view)
    staged = frozenset(map(str, view.staged_subjects()))
    validation = Validation(data, shapes, QueryRunner(data, shapes.graph), staged)
    findings = [as_finding(result) for result in validation.run(shapes.roots())]
    findings += check_across(view)
    return Report(sort_findings(findings), checked=len(validation.focus_nodes), engine="moothall")


@cache
def shipped_shapes() -> ShapesGraph:
    """Return the shapes that every load is checked against."""
    folder = files(__package__)
    return ShapesGraph(
        Columns.of_default_graph(
            quad
            for name in SHAPE_FILES
            for quad in parse(folder.joinpath(name).read_bytes(), RdfFormat.TURTLE)
        )
    )
