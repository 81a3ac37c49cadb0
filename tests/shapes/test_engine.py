"""The engine over staged and published graphs, held against the reference engine."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from importlib.resources import files

from moothall.graph.namespaces import PREFIXES
from moothall.graph.store import Reader
from moothall.graph.terms import NamedNode, Quad, RdfFormat, Triple, parse
from moothall.ontology import path
from moothall.shapes.check import SHAPE_FILES, shipped_shapes
from moothall.shapes.columns import Columns
from moothall.shapes.findings import as_finding
from moothall.shapes.reference import check_triples
from moothall.shapes.report import Finding
from moothall.shapes.shapes_graph import ShapesGraph, is_beyond
from moothall.shapes.sparql_run import QueryRunner
from moothall.shapes.validation import Validation
from moothall.shapes.view import View
from moothall.shapes.view_columns import ViewColumns

MakeView = Callable[..., View]
PREFIXED = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
PREFIXED += "@prefix e: <http://example.org/> .\n"
SHAPES = (
    PREFIXED
    + """
e:shape a sh:NodeShape ; sh:targetClass e:Thing ; sh:targetSubjectsOf e:q ; sh:nodeKind sh:IRI ;
    sh:property e:min, e:max, e:class, e:back .
e:min sh:path e:p ; sh:minCount 2 .
e:max sh:path e:p ; sh:maxCount 1 ; sh:severity sh:Info .
e:class sh:path e:q ; sh:class e:Thing ; sh:severity sh:Warning .
e:back sh:path [ sh:inversePath e:q ] ; sh:minCount 1 .
"""
)


def keys(findings: Iterable[Finding]) -> set[tuple[str, ...]]:
    return {(f.severity, f.focus_node, f.path, f.value, f.rule, f.component) for f in findings}


def triples_of(shapes: str) -> list[Triple]:
    return [quad.triple for quad in parse(shapes, RdfFormat.TURTLE)]


def in_a_graph(triples: Iterable[Triple]) -> list[Quad]:
    graph = NamedNode("http://example.org/graph")
    return [Quad(t.subject, t.predicate, t.object, graph) for t in triples]


def findings_of(view: View, turtle: str) -> list[Finding]:
    shapes = ShapesGraph(Columns.of(triples_of(turtle)))
    data = ViewColumns(view=view)
    staged = frozenset(map(str, view.staged_subjects()))
    validation = Validation(data, shapes, QueryRunner(data, shapes.graph), staged)
    return [as_finding(result) for result in validation.run(shapes.roots())]


def test_both_engines_find_the_same_in_a_graph_full_of_faults(view: MakeView) -> None:
    core = [q.triple for q in parse(path("core.ttl").read_bytes(), RdfFormat.TURTLE)]
    faulty = view(
        """
        s:1 a esd:Service ; skos:prefLabel "A"@en, "B"@en, ""@cy ; skos:notation "2" ;
            skos:altLabel "A"@en, "" ; skos:definition " "@en ; adms:status mh:Shiny ;
            skos:broader s:9 ; esd:hasInteraction s:1 ; mh:providedBy e:tier .
        e:tier a mh:Tier ; dct:identifier "a b", "c" .
        e:list a mh:List ; dct:identifier 5 ; mh:termClass "Service" .
        e:duty a esd:Duty . e:power a esd:Power ; mh:basedOn e:nothing .
        <id/authority/X> a mh:Authority ; mh:nation "Mercia" ; mh:tier e:tier, s:1 ;
            wgs84:lat "north" ; schema:foundingDate "1999" ; dct:identifier "x" .
        <id/dataset/d> a mh:Dataset ; mh:slug "a b" ; sd:name "d" .
        """
    )
    data = [*(q.triple for q in faulty.staged.quads()), *core]
    shapes = "\n".join(
        files("moothall.shapes").joinpath(name).read_text(encoding="utf-8") for name in SHAPE_FILES
    )
    ours = keys(findings_of(View(Reader.of(in_a_graph(data))), shapes))
    theirs = keys(check_triples(data, triples_of(shapes)).findings)
    assert ours == theirs
    assert len({key[4] for key in ours}) > 25


def test_what_is_published_counts_as_there_and_is_not_blamed(view: MakeView) -> None:
    seen = view("e:a e:q e:b .", published="e:b a e:Thing . e:a e:p 'a', 'b' .")
    found = findings_of(seen, SHAPES)
    assert {f.focus_node for f in found} == {"http://example.org/a"}
    assert not [f for f in found if f.rule.endswith(("/class", "/min"))]


def test_what_a_staged_graph_replaces_no_longer_counts(view: MakeView) -> None:
    published = "e:b a e:Thing ."
    seen = view("e:a e:q e:b .", published=published, replaced=("test", "published"))
    assert [f for f in findings_of(seen, SHAPES) if f.rule.endswith("/class")]


def test_many_nodes_are_checked_as_few_are(view: MakeView) -> None:
    turtle = "".join(f'e:n{n} a e:Thing ; e:p "a", "b" ; e:q e:n{n + 1} .\n' for n in range(300))
    many = findings_of(view(turtle), SHAPES)
    one = [f for f in many if f.focus_node == "http://example.org/n5"]
    few = findings_of(view(turtle.partition("e:n10 a")[0]), SHAPES)
    assert keys(one) == {k for k in keys(few) if k[1] == "http://example.org/n5"}


def test_a_closed_shape_and_a_query_see_the_published_graph_too(view: MakeView) -> None:
    shapes = (
        PREFIXED
        + """
        e:closed a sh:NodeShape ; sh:targetClass e:Thing ; sh:closed true ;
            sh:ignoredProperties ( rdf:type ) ;
            sh:sparql [ sh:select "SELECT $this { $this <http://example.org/p> 1 }" ] .
    """
    )
    found = findings_of(
        view("e:a a e:Thing .", published="e:a e:p 1 . e:b a e:Thing ; e:p 1 ."), shapes
    )
    assert {f.focus_node for f in found} == {"http://example.org/a"}
    assert len(found) == 2


def test_the_shipped_shapes_are_all_within_the_engines_power() -> None:
    shapes = shipped_shapes()
    assert len(shapes.roots()) >= 15
    assert not [root.node for root in shapes.roots() if is_beyond(root)]
