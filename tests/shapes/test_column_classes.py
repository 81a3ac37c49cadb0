"""A column of which a value may belong to one of several classes."""

from __future__ import annotations

import pytest

from moothall.graph.terms import RdfFormat, parse
from moothall.shapes.checking import check_graph
from moothall.shapes.columns import Columns
from moothall.shapes.shapes_graph import ShapesGraph
from moothall.shapes.standard_files import standard_named

ESD = "http://def.esd.org.uk/"
MH = "https://w3id.org/moothall/def/"
CLASSIFIED_AS = f"{MH}classifiedAs"


def test_a_column_names_every_class_that_a_value_may_belong_to() -> None:
    column = standard_named("spending").columns["ServiceCategoryURI"]
    assert (column.class_iri, column.more_classes) == (f"{ESD}Service", (f"{ESD}Function",))
    assert column.is_iri


def test_a_column_of_one_class_has_no_further_ones() -> None:
    column = standard_named("spending").columns["ProclassCode"]
    assert (column.class_iri, column.more_classes) == (f"{MH}ProcurementCategory", ())


@pytest.mark.parametrize(
    ("kind", "found"), [(f"{ESD}Service", 0), (f"{ESD}Function", 0), (f"{ESD}Need", 1)]
)
def test_a_term_of_either_class_is_allowed_and_no_other(kind: str, found: int) -> None:
    data = f"""
        <https://e.test/r> a <{MH}Payment> ; <{CLASSIFIED_AS}> <https://e.test/term> .
        <https://e.test/term> a <{kind}> .
    """
    shapes = ShapesGraph(Columns.of(standard_named("spending").triples))
    report = check_graph(Columns.of(parse(data.encode(), RdfFormat.TURTLE)), shapes)
    assert [f.path for f in report.findings].count(CLASSIFIED_AS) == found
