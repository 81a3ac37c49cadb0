from __future__ import annotations

import csv
import io
import json

from moothall.graph.namespaces import MH, RDF, SH
from moothall.graph.store import Reader
from moothall.graph.terms import Literal, NamedNode, Quad
from moothall.shapes.report import COLUMNS, Finding, Report, sort_findings

FAULT = Finding(
    "Violation",
    "http://example.org/a",
    "http://example.org/p",
    "x, y",
    "http://example.org/rule",
    "It is wrong.",
    "Mend it.",
    value_term=Literal("x, y"),
)
ADVICE = Finding("Info", "http://example.org/b", "", "", "http://example.org/other", "It could be.")
REPORT = Report(sort_findings([ADVICE, FAULT, FAULT]), checked=2, engine="moothall")


def test_the_worst_comes_first_and_each_finding_once() -> None:
    assert REPORT.findings == (FAULT, ADVICE)
    assert REPORT.counts() == {"Violation": 1, "Warning": 0, "Info": 1}


def test_advice_alone_conforms() -> None:
    assert not REPORT.conforms
    assert Report((ADVICE,), 1, "moothall").conforms


def test_the_text_has_a_summary_and_a_line_for_each_finding() -> None:
    first, second, third = REPORT.as_text().splitlines()
    assert first.startswith("does not conform: 2 checked, 1 violations")
    assert second == "Violation: <http://example.org/a> p 'x, y': It is wrong. Mend it."
    assert third == "Info: <http://example.org/b>: It could be."


def test_the_dictionary_is_json_and_the_rows_are_csv() -> None:
    assert json.loads(json.dumps(REPORT.as_dict()))["findings"][0]["remedy"] == "Mend it."
    output = io.StringIO()
    csv.writer(output).writerows(REPORT.as_rows())
    back = list(csv.reader(io.StringIO(output.getvalue())))
    assert tuple(back[0]) == COLUMNS
    assert back[1][COLUMNS.index("value")] == "x, y"


def test_the_graph_is_a_validation_report() -> None:
    graph = NamedNode("http://example.org/graph")
    triples = list(REPORT.as_graph())
    reader = Reader.of(Quad(t.subject, t.predicate, t.object, graph) for t in triples)
    (report,) = reader.subjects(RDF.type, SH.ValidationReport)
    assert reader.value(report, SH.conforms) == Literal(False)
    assert len(reader.objects(report, SH.result)) == 2
    (result,) = reader.subjects(SH.resultSeverity, SH.Violation)
    assert reader.value(result, SH.focusNode) == NamedNode(FAULT.focus_node)
    assert reader.value(result, SH.value) == Literal("x, y")
    assert reader.value(result, MH.remedy) == Literal("Mend it.", language="en")


def test_reports_add_up() -> None:
    both = Report((FAULT,), 1, "moothall") + Report((ADVICE, FAULT), 2, "moothall")
    assert (both.findings, both.checked) == ((FAULT, ADVICE), 3)
