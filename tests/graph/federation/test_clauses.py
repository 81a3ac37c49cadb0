from __future__ import annotations

import pytest

from moothall.graph.errors import ServiceForbiddenError
from moothall.graph.federation.clauses import read_federated

E = "http://e.example/sparql"


@pytest.mark.parametrize(
    ("text", "groups"),
    [
        ("SELECT * { ?s ?p ?o }", []),
        (f"SELECT * {{ SERVICE <{E}> {{ ?s ?p ?o }} }}", ["{ ?s ?p ?o }"]),
        (f"SELECT * {{ service silent <{E}> {{}} }}", ["{}"]),
        (f"SELECT * {{ SERVICE<{E}>{{ {{ ?s ?p '}}' }} }} }}", ["{ { ?s ?p '}' } }"]),
        (f'SELECT * {{ SERVICE <{E}> {{ ?s ?p """}}"{{" """ # }}\n }} }}', None),
        ("PREFIX e: <http://e.example/> SELECT * { SERVICE e:sparql { ?s ?p ?o } }", None),
        (f"BASE <{E}> SELECT * {{ SERVICE <> {{}} }}", ["{}"]),
        (f"SELECT * {{ SERVICE <{E}> {{ ?a ?b 1 }} SERVICE <{E}> {{ ?c ?d 2 }} }}", None),
        (f"SELECT ?SERVICE {{ ?s <x:SERVICE> 'SERVICE <{E}> {{}}' }} # SERVICE <{E}> {{}}", []),
        ("SELECT * { esd:SERVICE ?p @SERVICE }", []),
        (f"SELECT * {{ SERVICE <{E}> {{ ?s ?p ?o ", []),
        ("SELECT * { SERVICE", []),
        (f"SELECT * {{ SERVICE <{E}> }}", []),
    ],
)
def test_the_clauses_of_a_query_are_found(text: str, groups: list[str] | None) -> None:
    query = read_federated(text, {})
    if groups is not None:
        assert [clause.group for clause in query.clauses] == groups
    for clause in query.clauses:
        assert clause.endpoint == E
        assert text[clause.start :].upper().startswith("SERVICE")
        assert text[clause.start : clause.end].endswith(clause.group)
    if groups is None:
        assert query.clauses


def test_a_clause_says_whether_it_is_silent() -> None:
    text = f"SELECT * {{ SERVICE SILENT <{E}> {{}} SERVICE <{E}> {{}} }}"
    assert [clause.is_silent for clause in read_federated(text, {}).clauses] == [True, False]


def test_prefixes_may_come_with_the_service() -> None:
    (clause,) = read_federated("ASK { SERVICE e:sparql {} }", {"e": "http://e.example/"}).clauses
    assert clause.endpoint == E


def test_what_is_declared_comes_before_what_is_given() -> None:
    text = "PREFIX e: <http://other.example/> ASK { SERVICE e:sparql {} }"
    (clause,) = read_federated(text, {"e": "http://e.example/"}).clauses
    assert clause.endpoint == "http://other.example/sparql"


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE ?e { ?s ?p ?o } }",
        "SELECT * { SERVICE SILENT $e { ?s ?p ?o } }",
        "SELECT * { SERVICE unknown:e { ?s ?p ?o } }",
        f"SELECT * {{ SERVICE <{E}> {{ SERVICE <{E}> {{}} }} }}",
        f"SELECT * {{ SERVICE <{E}> {{ {{ service ?x {{}} }} }} }}",
        f"SELECT * {{ SERVICE <{E}> {{ \\u0053ERVICE <http://evil.example/> {{}} }} }}",
        f"SELECT * {{ SERVICE <{E}> {{ FILTER trueSERVICE<a:a>{{}} }} }}",
        f"SELECT * {{ SERVICE <{E}> {{ SERVICE:a{{}} }} }}",
    ],
)
def test_what_no_endpoint_is_to_be_sent_is_refused(text: str) -> None:
    with pytest.raises(ServiceForbiddenError):
        read_federated(text, {})


@pytest.mark.parametrize("text", ["{" * 100_000, "SERVICE <a:b> {" * 5_000, "SERVICE " * 10_000])
def test_a_long_text_is_read_without_end(text: str) -> None:
    try:
        assert read_federated(text, {}).clauses == ()
    except ServiceForbiddenError:
        assert "SERVICE <" in text
