"""Random shapes over random data: the engine finds what the reference engine finds.

DIFFERENTIAL_EXAMPLES sets how many pairs are tried. hypothesis prints the smallest disagreement.
"""

from __future__ import annotations

import os

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from moothall.graph.errors import SourceError
from moothall.graph.terms import RdfFormat, parse
from moothall.shapes.columns import Columns
from moothall.shapes.reference import check_triples

from .results import keys_of_engine, keys_of_report

EXAMPLES = int(os.environ.get("DIFFERENTIAL_EXAMPLES", "400"))
PREFIXES = """@prefix e: <http://example.org/> . @prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix rdf: <http://www.w3.org/1999/02/22-rdf-syntax-ns#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
"""
NODES = ("e:a", "e:b", "e:c", "_:d")
PROPERTIES = ("e:p", "e:q", "e:r")
CLASSES = ("e:C", "e:D")
LITERALS = (
    *('"x"', '"xyz"', '"b"', '"a\\"\\\\\\nb"', '""', '"x"@en', '"X"@en', '"y"@en', '"x"@cy'),
    *("1", "2", "3.5", "-1", "true", "false", '"1.0"^^xsd:double', '"abc"^^e:made'),
    *('"2020-01-31"^^xsd:date', '"2021-06-01"^^xsd:date', '"2020-02-30"^^xsd:date'),
    *('"300"^^xsd:byte', '"12"^^xsd:byte', '"one"^^xsd:integer'),
    *('"2020-01-31T10:00:00"^^xsd:dateTime', '"2020-01-31T11:00:00"^^xsd:dateTime'),
)
NUMBERS = ("1", "2", "3.5", "-1", '"1.0"^^xsd:double', '"2.5"^^xsd:double')
"""Values that all compare: the reference engine finds those conforming that do not."""


def data_of(objects: tuple[str, ...]) -> st.SearchStrategy[str]:
    values = st.sampled_from(objects)
    triples = st.one_of(
        st.tuples(st.sampled_from(NODES), st.sampled_from(PROPERTIES), values),
        st.tuples(st.sampled_from(NODES), st.just("a"), st.sampled_from(CLASSES)),
        st.just(("e:D", "rdfs:subClassOf", "e:C")),
    )
    return st.lists(triples, min_size=4, max_size=20).map(
        lambda rows: "".join(f"{' '.join(row)} .\n" for row in rows)
    )


def lists(items: st.SearchStrategy[str], least: int = 1, most: int = 3) -> st.SearchStrategy[str]:
    return st.lists(items, min_size=least, max_size=most).map(lambda m: f"( {' '.join(m)} )")


paths = st.recursive(
    st.sampled_from(PROPERTIES),
    lambda inner: st.one_of(
        inner.map(lambda path: f"[ sh:inversePath {path} ]"),
        lists(inner, 2, 3),
        lists(inner, 2, 3).map(lambda members: f"[ sh:alternativePath {members} ]"),
        st.tuples(st.sampled_from(("zeroOrMore", "oneOrMore", "zeroOrOne")), inner).map(
            lambda pair: f"[ sh:{pair[0]}Path {pair[1]} ]"
        ),
    ),
    max_leaves=3,
)
kinds = ("IRI", "Literal", "BlankNode", "BlankNodeOrIRI", "BlankNodeOrLiteral", "IRIOrLiteral")
value_constraints = st.one_of(
    st.sampled_from(CLASSES).map(lambda name: f"sh:class {name}"),
    st.sampled_from(("string", "integer", "date", "byte", "boolean", "decimal")).map(
        lambda name: f"sh:datatype xsd:{name}"
    ),
    st.just("sh:datatype rdf:langString"),
    st.sampled_from(kinds).map(lambda name: f"sh:nodeKind sh:{name}"),
    st.sampled_from(("^x", "a$", "Y", "^[a-z]+$", "example")).map(
        lambda pattern: f'sh:pattern "{pattern}"'
    ),
    st.sampled_from(("^X", "B$")).map(lambda p: f'sh:pattern "{p}" ; sh:flags "i"'),
    st.sampled_from(("minLength", "maxLength")).flatmap(
        lambda name: st.integers(1, 4).map(lambda number: f"sh:{name} {number}")
    ),
    lists(st.sampled_from(("e:a", '"x"', "1", '"x"@en')), 1, 3).map(lambda m: f"sh:in {m}"),
    lists(st.sampled_from(('"en"', '"cy"'))).map(lambda m: f"sh:languageIn {m}"),
    st.sampled_from(("e:a", '"x"', "1")).map(lambda value: f"sh:hasValue {value}"),
    st.tuples(st.sampled_from(("equals", "disjoint")), st.sampled_from(PROPERTIES))
    .map(" ".join)
    .map(lambda text: f"sh:{text}"),
)
bounds = st.tuples(
    st.sampled_from(("minInclusive", "maxInclusive", "minExclusive", "maxExclusive")),
    st.sampled_from(NUMBERS),
).map(lambda pair: f"sh:{pair[0]} {pair[1]}")
counts = st.one_of(
    st.tuples(st.sampled_from(("minCount", "maxCount")), st.integers(0, 3)).map(
        lambda pair: f"sh:{pair[0]} {pair[1]}"
    ),
    st.just("sh:uniqueLang true"),
)
pairs = st.tuples(
    st.sampled_from(("lessThan", "lessThanOrEquals")), st.sampled_from(PROPERTIES)
).map(lambda pair: f"sh:{pair[0]} {pair[1]}")


def bodies(
    constraints: st.SearchStrategy[str], inner: st.SearchStrategy[str]
) -> st.SearchStrategy[str]:
    logical = st.one_of(
        st.tuples(st.sampled_from(("node", "not")), inner).map(lambda x: f"sh:{x[0]} {x[1]}"),
        st.tuples(st.sampled_from(("and", "or", "xone")), lists(inner, 1, 3)).map(
            lambda pair: f"sh:{pair[0]} {pair[1]}"
        ),
    )
    return st.lists(st.one_of(constraints, logical), min_size=1, max_size=3, unique_by=name_of).map(
        " ; ".join
    )


def name_of(constraint: str) -> str:
    return constraint.partition(" ")[0]


FURTHER = (
    "sh:property [ sh:path e:q ; sh:minCount 1 ; sh:nodeKind sh:IRI ]",
    "sh:property [ sh:path [ sh:inversePath e:p ] ; sh:maxCount 1 ]",
    "sh:closed true ; sh:ignoredProperties ( rdf:type e:r )",
    "sh:deactivated true",
    "sh:node [ sh:property [ sh:path e:p ; sh:maxCount 1 ] ; sh:deactivated false ]",
)
QUERIES = (
    "SELECT $this ?value { $this <http://example.org/p> ?value FILTER (isIRI(?value)) }",
    "SELECT $this { FILTER NOT EXISTS { $this <http://example.org/q> ?x } }",
    "SELECT $this { $this <http://example.org/p> ?x . ?x <http://example.org/q> $this }",
    "SELECT $this ?value { { $this <http://example.org/p> ?value } UNION "
    "{ $this <http://example.org/q> ?value } }",
    "SELECT $this ?path ?value { $this ?path ?value FILTER (isBlank(?value)) }",
    "SELECT $this { $this ?p ?o } GROUP BY $this HAVING (COUNT(?o) > 2)",
)
"""What is not drawn at random in every part."""


def property_shapes(
    values: st.SearchStrategy[str],
    counted: st.SearchStrategy[str],
    along: st.SearchStrategy[str],
    inner: st.SearchStrategy[str],
) -> st.SearchStrategy[str]:
    qualified = st.tuples(inner, st.integers(1, 2), st.sampled_from(("Min", "Max"))).map(
        lambda x: f"sh:qualifiedValueShape {x[0]} ; sh:qualified{x[2]}Count {x[1]}"
    )
    body = bodies(st.one_of(values, counted, qualified, st.sampled_from(FURTHER)), inner)
    return st.tuples(along, body).map(lambda pair: f"[ sh:path {pair[0]} ; {pair[1]} ]")


def shapes_of(
    values: st.SearchStrategy[str],
    counted: st.SearchStrategy[str],
    along: st.SearchStrategy[str],
) -> st.SearchStrategy[str]:
    def node_bodies(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        members = st.lists(property_shapes(values, counted, along, inner), max_size=2).map(
            lambda shapes: "".join(f" ; sh:property {shape}" for shape in shapes)
        )
        closed = st.sampled_from(("", " ; sh:closed true ; sh:ignoredProperties ( rdf:type e:q )"))
        return st.tuples(bodies(values, inner), members, closed).map("".join)

    nested = st.recursive(
        values.map(lambda text: f"[ {text} ]"),
        lambda inner: node_bodies(inner).map(lambda text: f"[ {text} ]"),
        max_leaves=3,
    )
    return st.one_of(
        st.tuples(targets, severities, node_bodies(nested), st.just("") | queries).map(
            lambda parts: f"e:s a sh:NodeShape ; {parts[0]}{parts[1]} ; {parts[2]}{parts[3]} .\n"
        ),
        st.tuples(targets, property_shapes(values, counted, along, nested)).map(
            lambda parts: f"e:s a sh:PropertyShape ; {parts[0]} ; {parts[1][2:-2]} .\n"
        ),
    )


targets = st.one_of(
    st.sampled_from(CLASSES).map(lambda name: f"sh:targetClass {name}"),
    st.sampled_from(("e:a", "e:z", '"x"', "1")).map(lambda node: f"sh:targetNode {node}"),
    st.sampled_from(PROPERTIES).map(lambda name: f"sh:targetSubjectsOf {name}"),
    st.sampled_from(PROPERTIES).map(lambda name: f"sh:targetObjectsOf {name}"),
)
queries = st.sampled_from(QUERIES).map(lambda text: f' ; sh:sparql [ sh:select "{text}" ]')
severities = st.sampled_from(("", " ; sh:severity sh:Warning"))
plain_paths = st.sampled_from(PROPERTIES)
numeric = st.one_of(value_constraints, bounds)
graphs = st.one_of(
    st.tuples(data_of(NODES + LITERALS), shapes_of(value_constraints, counts, paths)),
    st.tuples(data_of(NODES + NUMBERS), shapes_of(numeric, counts, paths)),
    # the reference engine finds an order among IRIs, which SPARQL does not have
    st.tuples(data_of(NUMBERS), shapes_of(numeric, st.one_of(counts, pairs), plain_paths)),
)


@settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
@given(graphs)
def test_both_engines_find_the_same_for_any_shapes(graph_texts: tuple[str, str]) -> None:
    data_text, shape_text = graph_texts
    data = [q.triple for q in parse(PREFIXES + data_text, RdfFormat.TURTLE)]
    shapes = [q.triple for q in parse(PREFIXES + shape_text, RdfFormat.TURTLE)]
    try:
        theirs = keys_of_report(check_triples(data, shapes).triples)
    except (TypeError, SourceError):
        assume(False)  # the reference engine cannot compare ill-typed values
        return
    assert keys_of_engine(Columns.of(data), Columns.of(shapes)) == theirs
