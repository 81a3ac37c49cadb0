from __future__ import annotations

import pytest

from moothall.graph.namespaces import PREFIXES
from moothall.graph.remote.queries import query_text
from moothall.graph.remote.query import as_sparql, bind, with_prefixes
from moothall.graph.store import check_syntax
from moothall.graph.terms import BlankNode, Literal, NamedNode, Term, Triple

A = NamedNode("http://example.org/a")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "SELECT ?a { ?a ?b ?c }",
            "SELECT ?a { <http://example.org/a> ?b ?c \n BIND (<http://example.org/a> AS ?a)}",
        ),
        (
            "SELECT (COUNT(?a) AS ?n) WHERE { GRAPH ?g { ?x $a '?a } {' } } # ?a {",
            "SELECT (COUNT(?a) AS ?n) WHERE { GRAPH ?g { ?x <http://example.org/a> '?a } {' } "
            "\n BIND (<http://example.org/a> AS ?a)} # ?a {",
        ),
        (
            "CONSTRUCT { ?a a ?b } WHERE { ?a ?p ?ab }",
            "CONSTRUCT { ?a a ?b } WHERE { <http://example.org/a> ?p ?ab "
            "\n BIND (<http://example.org/a> AS ?a)}",
        ),
        (
            "SELECT * WHERE { ?a ?b ?c }",
            "SELECT * WHERE { <http://example.org/a> ?b ?c \n BIND (<http://example.org/a> AS ?a)}",
        ),
        (
            "ASK { ?a <http://example.org/?a> ?b } VALUES ?b { 1 }",
            "ASK { <http://example.org/a> <http://example.org/?a> ?b \n} VALUES ?b { 1 }",
        ),
    ],
)
def test_a_term_stands_where_its_variable_stood_in_the_pattern(text: str, expected: str) -> None:
    assert bind(text, {"a": A}) == expected


def test_choices_are_listed_at_the_start_of_the_pattern() -> None:
    bound = bind("SELECT * { ?a ?b ?c }", {}, {"a": [A, Literal("x y")]})
    assert bound == 'SELECT * { VALUES ?a { <http://example.org/a> "x y" } ?a ?b ?c \n}'


def test_no_literal_ends_before_its_end() -> None:
    text = bind("SELECT ?o { ?s ?p ?o }", {"o": Literal('"\\ } \n\r ?s # SERVICE <urn:x> {')})
    check_syntax(text)
    assert text.count("\n") == 1, "what follows the pattern stands on a line of its own"


@pytest.mark.parametrize("term", [BlankNode("b"), Triple(A, A, A)])
def test_what_has_no_name_elsewhere_cannot_be_asked_for(term: Term) -> None:
    with pytest.raises(TypeError, match="another store"):
        as_sparql(term)


def test_only_prefixes_that_are_used_and_not_declared_are_added() -> None:
    text = "PREFIX dct: <http://example.org/>\nSELECT * { ?s skos:prefLabel 'owl:x' ; dct:y ?o }"
    assert with_prefixes(text) == f"PREFIX skos: <{PREFIXES['skos']}> {text}"
    assert with_prefixes("ASK { ?s ?p ?o }") == "ASK { ?s ?p ?o }"


@pytest.mark.parametrize("name", ["pattern", "graph", "sizes", "size", "generation"])
def test_the_queries_that_a_store_is_asked_are_sparql(name: str) -> None:
    text = query_text(name)
    assert text.startswith("# purpose: ")
    check_syntax(with_prefixes(text))
