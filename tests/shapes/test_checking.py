"""Any shapes over any graph: what is found, what is said of it, and what is refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import pytest

from moothall.graph.errors import SourceError
from moothall.graph.namespaces import SH
from moothall.graph.terms import Literal, NamedNode, RdfFormat, Triple, parse
from moothall.shapes.checking import StandingCheck
from moothall.shapes.columns import Columns
from moothall.shapes.report import Report
from moothall.shapes.shapes_graph import ShapesGraph

PREFIXES = """@prefix e: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix mh: <https://w3id.org/moothall/def/> .
"""
E = "http://example.org/"
Check = Callable[[str, str], Report]


def columns(turtle: str) -> Columns:
    return Columns.of_default_graph(parse(PREFIXES + turtle, RdfFormat.TURTLE))


def standing(data: str, shapes: str) -> StandingCheck:
    return StandingCheck(columns(data), ShapesGraph(columns(shapes)))


def report(data: str, shapes: str) -> Report:
    return standing(data, shapes).report()


def found(report: Report) -> set[tuple[str, str]]:
    return {(f.focus_node.removeprefix(E), f.value.removeprefix(E)) for f in report.findings}


def query(text: str, more: str = "") -> str:
    return (
        f'e:s a sh:NodeShape ; sh:targetClass e:C ; sh:sparql [ sh:select """{text}""" {more} ] .'
    )


def test_values_are_reported_as_the_data_spells_them() -> None:
    data = 'e:a a e:C ; e:p "004"^^xsd:integer, "300"^^xsd:byte .'
    shape = "e:s sh:targetClass e:C ; sh:property [ sh:path e:p ; sh:datatype xsd:byte ] ."
    assert found(report(data, shape)) == {("a", "004"), ("a", "300")}
    selected = query("SELECT $this ?value { $this <http://example.org/p> ?value }")
    assert ("a", "004") in found(report(data, selected))


def test_two_spellings_of_a_number_are_two_values() -> None:
    shape = "e:s sh:targetNode e:a ; sh:property [ sh:path e:p ; sh:maxCount 1 ] ."
    assert len(report('e:a e:p 4, "04"^^xsd:integer .', shape).findings) == 1


def test_a_query_speaks_through_its_message() -> None:
    text = "SELECT $this ?n { $this <http://example.org/p> ?n }"
    shape = query(text, '; sh:message "{$this} has {?n}, not {?other}."')
    (finding,) = report("e:a a e:C ; e:p 7 .", shape).findings
    assert finding.message == f"{E}a has 7, not {{?other}}."


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("SELECT $this { FILTER NOT EXISTS { $this e:p ?x } }", {"b"}),
        ("SELECT $this { { $this e:p 1 } UNION { $this e:p 2 } }", {"a"}),
        ("SELECT $this { $this e:p ?x } GROUP BY $this HAVING (COUNT(?x) > 1)", {"a"}),
        ("SELECT $this { ?s e:q $this } LIMIT 1", {"b"}),
        (
            "SELECT $this { { SELECT $this (MAX(?x) AS ?m) { $this e:p ?x } GROUP BY $this } }",
            {"a"},
        ),
        ("SELECT $this { $this ?property 2 }", {"a"}),
        ("SELECT $this { $this e:q/e:q* ?x . FILTER (?x = $this) }", set()),
        (
            "SELECT DISTINCT $this { $this e:p ?x OPTIONAL { $this e:q ?y } FILTER BOUND(?y) }",
            {"a"},
        ),
        ("# e:none\nSELECT $this { $this a e:C . FILTER ($this = <http://example.org/b>) }", {"b"}),
    ],
)
def test_a_query_sees_the_focus_node_wherever_it_is_named(text: str, wrong: set[str]) -> None:
    shape = query(text, "; sh:prefixes e:") + (
        'e: sh:declare [ sh:prefix "e" ; sh:namespace "http://example.org/"^^xsd:anyURI ] .'
    )
    data = "e:a a e:C ; e:p 1, 2 ; e:q e:b . e:b a e:C . e:other e:p 1, 2 ."
    assert {node for node, _ in found(report(data, shape))} == wrong


def test_a_blank_node_is_a_focus_node_of_a_query() -> None:
    (finding,) = report("[] a e:C .", query("SELECT $this { FILTER isBlank($this) }")).findings
    assert finding.focus_node.startswith("_:")


@pytest.mark.parametrize(
    ("shape", "says"),
    [
        (query("SELECT $this { $this ?p ?o MINUS { $this ?p 1 } }"), "may not use MINUS"),
        (query("SELECT $this { $this ?p }"), "cannot be used"),
        (query("SELECT $this { $this ?p ?o } }"), "brace"),
        ("e:s sh:targetNode e:a ; sh:property [ sh:minCount 1 ] .", "has no sh:path"),
        ("e:s sh:targetNode e:a ; sh:uniqueMembers true .", "no parameter that is known"),
        ("e:s sh:targetNode e:a ; sh:path ( e:p ) ; sh:minCount 1 .", "fewer than two steps"),
        ("e:s sh:targetNode e:a ; sh:path e:p ; sh:minCount 1.5 .", "no whole number"),
        ('e:s sh:targetNode e:a ; sh:pattern "(" .', "no regular expression"),
        ('e:s sh:targetNode e:a ; sh:pattern "[a-z-[aeiou]]" .', "one class of characters"),
        ("e:s sh:targetNode e:a ; sh:nodeKind e:IRI .", "no kind of node"),
        ("e:s sh:targetNode e:a ; sh:in e:p .", "not a well-formed list"),
    ],
)
def test_shapes_that_make_no_sense_are_refused(shape: str, says: str) -> None:
    with pytest.raises(SourceError, match=says):
        report("e:a a e:C .", shape)


def test_an_advanced_shape_is_handed_to_the_reference_engine_which_is_named() -> None:
    shapes = """
        e:t a sh:NodeShape ; sh:path e:p ; sh:minCount 1 ; sh:target [ a sh:SPARQLTarget ; sh:select
            "SELECT ?this WHERE { ?this a <http://example.org/C> }" ] .
        e:s a sh:NodeShape ; sh:targetClass e:C ; sh:property [ sh:path e:q ; sh:minCount 1 ] .
    """
    both = report("e:a a e:C .", shapes.replace("e:t a sh:NodeShape", "e:t a sh:PropertyShape"))
    assert both.engine == "moothall; pyshacl for <http://example.org/t>"
    assert {finding.path.removeprefix(E) for finding in both.findings} == {"p", "q"}
    results = [t.object for t in both.as_graph() if t.predicate == SH.result]
    assert len(results) == 2


def test_a_change_is_checked_by_itself() -> None:
    shape = (
        "e:s sh:targetClass e:C ; sh:property [ sh:path e:p ; sh:maxCount 1 ; sh:datatype "
        "xsd:integer ] ; sh:property [ sh:path [ sh:inversePath e:q ] ; sh:minCount 1 ] ; "
        'sh:sparql [ sh:select "SELECT $this { $this <http://example.org/p> 9 }" ] .'
    )
    check = standing("e:a a e:C ; e:p 1 . e:b a e:C ; e:q e:a, e:b .", shape)
    assert check.report().conforms
    a, b, p, q = (NamedNode(E + name) for name in "abpq")
    touched = check.change([Triple(a, p, Literal(1))], [Triple(a, p, Literal(v)) for v in (9, "x")])
    assert touched == {str(a)}
    assert components(check.report(touched).findings) == {"Datatype", "MaxCount", "SPARQL"}
    check.change([Triple(a, p, Literal(9))], [])
    assert components(check.report(touched).findings) == {"Datatype"}
    touched = check.change([Triple(b, q, b)], [])
    assert components(check.report(touched).findings) == {"MinCount"}
    assert components(check.report().findings) == {"Datatype", "MinCount"}


def components(findings: Iterable[object]) -> set[str]:
    names = (str(getattr(finding, "component", "")) for finding in findings)
    return {name.removeprefix(SH.iri).removesuffix("ConstraintComponent") for name in names}


def test_a_component_of_the_shapes_graphs_own_judges_values() -> None:
    shapes = """
        e:Even a sh:ConstraintComponent ; sh:parameter [ sh:path e:divisor ] ; sh:validator [
            sh:message "{?value} is no multiple of {$divisor}." ;
            sh:ask "ASK { FILTER ($value / $divisor = FLOOR($value / $divisor)) }" ] .
        e:s sh:targetClass e:C ; sh:property [ sh:path e:p ; e:divisor 2 ] .
    """
    (finding,) = report("e:a a e:C ; e:p 3, 4 . e:b a e:C ; e:p 6 .", shapes).findings
    assert (finding.message, finding.component) == ("3 is no multiple of 2.", f"{E}Even")


def test_what_a_report_says_can_be_read_without_knowing_shacl() -> None:
    shape = (
        "e:s sh:targetNode e:a ; sh:property [ sh:path e:p ; sh:minCount 2 ; sh:class e:C ] ; "
        'sh:property [ sh:path e:q ; sh:minCount 1 ; mh:remedy "Add it."@en ] .'
    )
    says = {finding.message: finding.remedy for finding in report("e:a e:p 1 .", shape).findings}
    assert says == {
        "There are fewer than 2 values.": "",
        "There are fewer than 1 values.": "Add it.",
        "The value does not belong to the class C.": "",
    }


def test_a_closed_property_shape_is_about_its_values() -> None:
    shape = "e:s sh:targetNode e:a ; sh:property [ sh:path e:p ; sh:closed true ] ."
    (finding,) = report("e:a e:p e:b . e:b e:q 1 .", shape).findings
    assert (finding.focus_node, finding.path, finding.value) == (f"{E}a", f"{E}q", "1")


def test_a_chain_that_a_shape_follows_too_far_is_an_error() -> None:
    shape = "e:s sh:targetNode e:n0 ; sh:property [ sh:path e:p ; sh:node e:s ; sh:minCount 0 ] ."
    chain = "".join(f"e:n{n} e:p e:n{n + 1} .\n" for n in range(2000))
    with pytest.raises(SourceError, match="too many nodes"):
        report(chain, shape)


def test_a_shape_that_comes_back_to_itself_ends() -> None:
    shape = "e:s sh:targetClass e:C ; sh:property [ sh:path e:p ; sh:node e:s ; sh:maxCount 1 ] ."
    assert report("e:a a e:C ; e:p e:b . e:b a e:C ; e:p e:a .", shape).conforms
    wrong = report("e:a a e:C ; e:p e:b . e:b e:p e:a, e:c .", shape)
    assert ("a", "b") in found(wrong)
