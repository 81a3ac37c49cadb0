"""The check of a load: the shipped shapes, and the checks that look across records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

from ..graph.namespaces import RDF
from ..graph.terms import Quad, RdfFormat, parse
from .across import check_across
from .columns import Columns
from .findings import as_finding
from .published_profile import published_profile
from .report import Finding, Report, sort_findings
from .shapes_graph import ShapesGraph
from .sparql_run import QueryRunner
from .standard import Standard
from .standard_files import standards
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


def check(view: View, standards_dir: Path | None = None) -> Report:
    """Return the report of a view's staged graphs.

    Everything that the staged graphs say something about is checked, with all that will be known
    of it once they are published: by the shapes that ship, and records by the published profile of
    the data standard of their class.

    Args:
        view: what is staged, and what is published.
        standards_dir: a folder of further data standards.

    Raises:
        SourceError: a file in the folder is no standard.
    """
    shapes = shipped_shapes()
    data = ViewColumns(view=view)
    staged = frozenset(map(str, view.staged_subjects()))
    validation = Validation(data, shapes, QueryRunner(data, shapes.graph), staged)
    findings = [as_finding(result) for result in validation.run(shapes.roots())]
    findings += _check_records(view, staged, standards_dir)
    findings += check_across(view)
    return Report(sort_findings(findings), checked=len(validation.focus_nodes), engine="moothall")


def _check_records(
    view: View, staged: frozenset[str], standards_dir: Path | None
) -> Iterator[Finding]:
    """Yield what is wrong with the staged records."""
    used = {str(quad.object) for quad in view.staged.quads(None, RDF.type)}
    known = record_shapes(standards_dir)
    wanted = [shapes for shapes in known if not used.isdisjoint(_targets(shapes))]
    if not wanted:
        return
    classes = frozenset(name for shapes in known for name in _targets(shapes))
    data = RecordColumns(view=view, record_classes=classes)
    # the rules look at one record each, so their queries need no more than what is staged
    staged_data = ViewColumns(view=View(view.staged))
    for shapes in wanted:
        runner = QueryRunner(staged_data, shapes.graph)
        validation = Validation(data, shapes, runner, staged)
        yield from map(as_finding, validation.run(shapes.roots()))


@dataclass(slots=True)
class RecordColumns(ViewColumns):
    """The columns of a view in which a record is checked by the standard of its own class alone.

    A payment by card is a payment, and has a standard of its own with other columns.

    Attributes:
        record_classes: the written classes that have a standard.
    """

    record_classes: frozenset[str] = frozenset()

    def classes_below(self, name: str) -> frozenset[str]:
        """Return a class and all classes below it; of a class with a standard, itself."""
        if name in self.record_classes:
            return frozenset((name,))
        return ViewColumns.classes_below(self, name)


def _targets(shapes: ShapesGraph) -> frozenset[str]:
    return frozenset(name for root in shapes.roots() for name in root.values("targetClass"))


def record_shapes(standards_dir: Path | None = None) -> tuple[ShapesGraph, ...]:
    """Return the published profile of each data standard.

    They are graphs of their own, because standards that share a column may ask for it or not.

    Raises:
        SourceError: a file in the folder is no standard.
    """
    return tuple(_profile_of(standard) for standard in standards(standards_dir).values())


def _profile_of(standard: Standard) -> ShapesGraph:
    held = _PROFILES.get(id(standard))
    if held is None:
        quads = (Quad(*triple) for triple in published_profile(standard))
        held = _PROFILES[id(standard)] = standard, ShapesGraph(Columns.of_default_graph(quads))
    return held[1]


_PROFILES: dict[int, tuple[Standard, ShapesGraph]] = {}
"""The profile of each standard that was read, by its place in memory, which it keeps as it is held
here. A standard is read again when its file has changed."""


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
