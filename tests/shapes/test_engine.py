"""The engine, held against the reference engine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib.resources import files

from hypothesis import given, settings
from hypothesis import strategies as st

from moothall.graph.namespaces import PREFIXES
from moothall.graph.store import Reader
from moothall.graph.terms import Literal, NamedNode, Quad, RdfFormat, Term, Triple, parse
from moothall.ontology import path
from moothall.shapes.engine import Validation
from moothall.shapes.reference import check_triples
from moothall.shapes.report import Finding
from moothall.shapes.shape import SHAPE_FILES, read_shapes, read_shipped_shapes
from moothall.shapes.view import View

MakeView = Callable[..., View]
DECLARED = "".join(f"@prefix {name}: <{iri}> .\n" for name, iri in PREFIXES.items())
E_PREFIX = "@prefix e: <http://example.org/> .\n"

ALL_CONSTRAINTS = (
    DECLARED
    + E_PREFIX
    + """
e:shape a sh:NodeShape ; sh:targetClass e:Thing ; sh:targetSubjectsOf e:q ; sh:nodeKind sh:IRI ;
    sh:property e:min, e:max, e:type, e:kind, e:class, e:match, e:in, e:unique, e:length, e:same,
        e:apart, e:back .
e:min sh:path e:p ; sh:minCount 2 .
e:max sh:path e:p ; sh:maxCount 1 ; sh:severity sh:Info .
e:type sh:path e:p ; sh:datatype xsd:string .
e:kind sh:path e:p ; sh:nodeKind sh:IRIOrLiteral .
e:class sh:path e:q ; sh:class e:Thing ; sh:severity sh:Warning .
e:match sh:path e:p ; sh:pattern "^a" ; sh:flags "i" .
e:in sh:path e:p ; sh:in ( "a" "b" e:a ) .
e:unique sh:path e:p ; sh:uniqueLang true .
e:length sh:path e:p ; sh:minLength 2 .
e:same sh:path e:p ; sh:equals e:q .
e:apart sh:path e:p ; sh:disjoint e:q .
e:back sh:path [ sh:inversePath e:q ] ; sh:minCount 1 .
"""
)

nodes = [NamedNode(f"http://example.org/{name}") for name in "abc"]
values: list[Term] = [
    *nodes,
    Literal("a"),
    Literal("Apple"),
    Literal("a", language="en"),
    Literal("b", language="en"),
    Literal("a", language="cy"),
    Literal(5),
]
properties = [NamedNode(f"http://example.org/{name}") for name in "pq"]
statements = st.lists(
    st.tuples(st.sampled_from(nodes), st.sampled_from(properties), st.sampled_from(values)),
    max_size=12,
)


def keys(findings: Sequence[Finding]) -> set[tuple[str, ...]]:
    return {(f.severity, f.focus_node, f.path, f.value, f.rule, f.component) for f in findings}


def engine_and_reference(
    data: Sequence[Triple], shapes: str
) -> tuple[set[tuple[str, ...]], set[tuple[str, ...]]]:
    graph = NamedNode("http://example.org/graph")
    quads = [Quad(t.subject, t.predicate, t.object, graph) for t in data]
    found = list(Validation(View(Reader.of(quads))).run(read_shapes(shapes.encode(), "shapes")))
    shape_triples = [q.triple for q in parse(shapes, RdfFormat.TURTLE)]
    return keys(found), keys(check_triples(data, shape_triples).findings)


def without_inverse(found: set[tuple[str, ...]]) -> set[tuple[str, ...]]:
    """The reference engine writes an inverse path as a node; the rule says as much."""
    return {(*k[:2], "", *k[3:]) if k[4].endswith("/back") else k for k in found}


@settings(max_examples=25, deadline=None)
@given(statements, st.sets(st.sampled_from(nodes)))
def test_both_engines_find_the_same(
    rows: list[tuple[NamedNode, NamedNode, Term]], things: set[NamedNode]
) -> None:
    rdf_type = NamedNode(f"{PREFIXES['rdf']}type")
    data = {Triple(s, p, o) for s, p, o in rows}
    data |= {Triple(thing, rdf_type, NamedNode("http://example.org/Thing")) for thing in things}
    ours, theirs = engine_and_reference(sorted(data, key=str), ALL_CONSTRAINTS)
    assert without_inverse(ours) == without_inverse(theirs)


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
    ours, theirs = engine_and_reference(data, shapes)
    assert ours == theirs
    assert len({key[4] for key in ours}) > 25


def test_what_is_published_counts_as_there_and_is_not_blamed(view: MakeView) -> None:
    shapes = read_shapes(ALL_CONSTRAINTS.encode(), "shapes")
    seen = view("e:a e:q e:b .", published="e:b a e:Thing . e:a e:p 'a', 'b' .")
    found = list(Validation(seen).run(shapes))
    assert {f.focus_node for f in found} == {"http://example.org/a"}
    assert not [f for f in found if f.rule.endswith(("/class", "/min"))]


def test_what_a_staged_graph_replaces_no_longer_counts(view: MakeView) -> None:
    shapes = read_shapes(ALL_CONSTRAINTS.encode(), "shapes")
    published = "e:b a e:Thing ."
    seen = view("e:a e:q e:b .", published=published, replaced=("test", "published"))
    assert [f for f in Validation(seen).run(shapes) if f.rule.endswith("/class")]


def test_many_nodes_are_checked_as_few_are(view: MakeView) -> None:
    shapes = read_shapes(ALL_CONSTRAINTS.encode(), "shapes")
    turtle = "".join(f'e:n{n} a e:Thing ; e:p "a", "b" ; e:q e:n{n + 1} .\n' for n in range(300))
    many = list(Validation(view(turtle)).run(shapes))
    one = [f for f in many if f.focus_node == "http://example.org/n5"]
    few = list(Validation(view(turtle.partition("e:n10 a")[0])).run(shapes))
    assert keys(one) == {k for k in keys(few) if k[1] == "http://example.org/n5"}


def test_the_shipped_shapes_are_all_within_the_engines_power() -> None:
    assert len(read_shipped_shapes()) >= 15
