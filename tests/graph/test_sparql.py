from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moothall.graph.errors import QueryError
from moothall.graph.sparql import answer_forms, is_repeatable, query_kind, run_query
from moothall.graph.store import Reader
from moothall.graph.terms import NamedNode, Quad, QueryBoolean, QueryTriples

A, B, GRAPH = (NamedNode(f"http://example.org/{name}") for name in "abg")
READER = Reader.of([Quad(A, A, B, GRAPH)])


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("SELECT * { ?s ?p ?o }", "SELECT"),
        ("# ASK\nPREFIX ask: <http://construct/>\nselect ?x {}", "SELECT"),
        ("BASE <http://example.org/> ask {}", "ASK"),
        ("CONSTRUCT WHERE { ?s ?p ?o }", "CONSTRUCT"),
        ("describe <a:a>", "DESCRIBE"),
        ("", ""),
        ("nonsense SELECT", ""),
    ],
)
def test_the_kind_of_a_query_is_its_first_keyword(text: str, kind: str) -> None:
    assert query_kind(text) == kind


@pytest.mark.parametrize(
    "text",
    [
        "INSERT DATA { <a:a> <a:b> <a:c> }",
        "PREFIX ex: <http://example.org/> # SELECT\n delete where { ?s ?p ?o }",
        "BASE <http://example.org/>\nDROP ALL",
        "LOAD <http://127.0.0.1:9/>",
        "WITH <http://example.org/> DELETE { ?s ?p ?o } WHERE { ?s ?p ?o }",
    ],
)
def test_an_update_is_called_one(text: str) -> None:
    with pytest.raises(QueryError, match="update"):
        query_kind(text)


@pytest.mark.parametrize("function", ["NOW()", "rand()", "UUID()", "STRUUID()", "BNODE()"])
def test_a_query_with_a_function_of_the_moment_is_not_repeatable(function: str) -> None:
    assert not is_repeatable(f"SELECT ({function} AS ?x) {{}}")


@pytest.mark.parametrize("harmless", ["?now", '"NOW()"', "<http://now/>", "ex:now", "# NOW"])
def test_the_letters_alone_do_not_make_it_so(harmless: str) -> None:
    assert is_repeatable(f"SELECT * {{ ?s ?p {harmless}\n }}")


@given(st.text(max_size=200))
def test_no_text_breaks_the_reading(text: str) -> None:
    try:
        assert answer_forms(query_kind(text))
    except QueryError as error:
        assert error.line is not None
    is_repeatable(text)


def test_each_kind_is_answered_by_its_own_kind_of_outcome() -> None:
    assert isinstance(run_query(READER, "ASK {}"), QueryBoolean)
    assert isinstance(run_query(READER, "CONSTRUCT WHERE { ?s ?p ?o }"), QueryTriples)


def test_the_graphs_of_a_request_make_up_its_dataset() -> None:
    text = "ASK { ?s ?p ?o }"
    assert bool(run_query(READER, text))
    assert bool(run_query(READER, text, default_graphs=[GRAPH.value]))
    assert not bool(run_query(READER, text, default_graphs=[A.value]))
    assert not bool(run_query(READER, text, named_graphs=[GRAPH.value]))


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [("SELECT * {\n  ?s ?p }", 2, 10), ("SELECT * { ?s ex:p ?o }", 1, 20), ("", 1, 1)],
)
def test_a_syntax_error_says_where(text: str, line: int, column: int) -> None:
    with pytest.raises(QueryError) as caught:
        run_query(READER, text)
    assert (caught.value.line, caught.value.column) == (line, column)
    assert "[_]" not in caught.value.what


def test_what_cannot_be_worked_out_is_an_error_of_the_query() -> None:
    with pytest.raises(QueryError, match="not supported"):
        run_query(READER, "SELECT (<http://example.org/f>(1) AS ?x) {}")


def test_a_graph_must_be_named_by_an_iri() -> None:
    with pytest.raises(QueryError, match="does not name a graph"):
        run_query(READER, "ASK {}", default_graphs=["not an IRI"])
