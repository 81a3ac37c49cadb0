from __future__ import annotations

from pathlib import Path

import pytest

from moothall.graph.errors import SourceError
from moothall.graph.namespaces import SH
from moothall.graph.terms import Literal
from moothall.shapes.files import check_files

SHAPES = """@prefix sh: <http://www.w3.org/ns/shacl#> . @prefix e: <http://example.org/> .
@prefix mh: <https://w3id.org/moothall/def/> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
e:s a sh:NodeShape ; sh:targetClass e:C ;
    sh:property e:count, [ sh:path ( e:p e:q ) ; sh:maxCount 0 ; sh:message "Too far."@en ] ;
    sh:sparql [ sh:message "Not seven." ; sh:select
        "SELECT $this WHERE { $this <http://example.org/n> 7 }" ] .
e:count sh:path e:p ; sh:minCount 1 ; sh:severity sh:Warning ; mh:remedy "Add one."@en .
"""


@pytest.fixture
def shapes(tmp_path: Path) -> Path:
    path = tmp_path / "shapes.ttl"
    path.write_text(SHAPES, encoding="utf-8")
    return path


def write(tmp_path: Path, text: str, name: str = "data.ttl") -> Path:
    path = tmp_path / name
    path.write_text(
        "@prefix e: <http://example.org/> .\n" * name.endswith("ttl") + text, encoding="utf-8"
    )
    return path


def test_data_that_conforms_has_no_findings(tmp_path: Path, shapes: Path) -> None:
    report = check_files(write(tmp_path, "e:a a e:C ; e:p e:b ."), shapes)
    assert (report.conforms, report.findings, report.engine) == (True, (), "moothall")


def test_any_shape_is_checked_even_those_in_sparql(tmp_path: Path, shapes: Path) -> None:
    report = check_files(
        write(tmp_path, "e:a a e:C ; e:n 7 . _:x a e:C ; e:p e:b . e:b e:q e:c ."), shapes
    )
    assert {f.message for f in report.violations} == {"Not seven.", "Too far."}
    assert "http://example.org/p/http://example.org/q" in {f.path for f in report.violations}
    (warning,) = [f for f in report.findings if f.severity == "Warning"]
    assert (warning.focus_node, warning.path) == ("http://example.org/a", "http://example.org/p")
    assert warning.remedy == "Add one."


def test_the_report_as_a_graph_is_the_engines_own(tmp_path: Path, shapes: Path) -> None:
    report = check_files(write(tmp_path, "e:a a e:C ."), shapes)
    conforms = [t.object for t in report.as_graph() if t.predicate == SH.conforms]
    assert conforms == [Literal(False)]


@pytest.mark.parametrize(
    ("name", "text", "says"),
    [
        ("data.ttl", "e:a e:b", "it is not Turtle"),
        ("data.xlsx", "x", "of no RDF syntax"),
        (
            "data.rdf",
            '<!DOCTYPE a [\n<!ENTITY b "c">]><a/>',
            "line 2: the document declares an entity",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_an_error(
    tmp_path: Path, shapes: Path, name: str, text: str, says: str
) -> None:
    with pytest.raises(SourceError, match=says):
        check_files(write(tmp_path, text, name), shapes)


def test_a_missing_file_is_an_error(tmp_path: Path, shapes: Path) -> None:
    with pytest.raises(SourceError, match="cannot be read"):
        check_files(tmp_path / "none.ttl", shapes)


def test_shapes_that_make_no_sense_are_an_error(tmp_path: Path) -> None:
    shapes = write(
        tmp_path,
        "@prefix sh: <http://www.w3.org/ns/shacl#> . e:s a sh:NodeShape ; sh:targetNode e:a ; "
        "sh:property [ sh:minCount 1 ] .",
        "shapes.ttl",
    )
    with pytest.raises(SourceError, match="the shapes cannot be used"):
        check_files(write(tmp_path, "e:a a e:C ."), shapes)
