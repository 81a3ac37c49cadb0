from __future__ import annotations

import pytest

from moothall.graph.errors import QueryError, QuerySyntaxError
from moothall.graph.store import EmbeddedReader
from moothall.graph.workers.evaluation import evaluate
from moothall.graph.workers.syntax import explain_syntax_error
from moothall.graph.workers.wire import QueryRequest


def fault(text: str) -> QuerySyntaxError:
    with pytest.raises(QueryError) as caught:
        evaluate(EmbeddedReader.of([]), QueryRequest(text=text))
    assert isinstance(caught.value, QuerySyntaxError)
    return caught.value


@pytest.mark.parametrize(
    ("text", "line", "column", "what"),
    [
        ("SELECT *\n{\n ?s ?p ?o .\n ?s x:p ?o\n}", 4, 5, "the prefix x: is not declared"),
        ("SELECT * { x:b ?p ?o }", 1, 12, "the prefix x: is not declared"),
        ("SELECT * {\n ?s ?p ?o\n FILTR(?o)\n}", 3, 2, "this is not SPARQL from here on"),
        ("SELEC * {}", 1, 1, "this is not SPARQL from here on"),
        ("INSERT DATA { <a:a> <a:b> <a:c> }", 1, 1, "this is not SPARQL from here on"),
        ("SELECT (COUNT(?x) {}", 1, 21, "expected AS or IN"),
        ("SELECT * { ?a ?b ?c } GROUP BY ?a", 1, 34, "SELECT * is not authorized"),
        ("", 1, 1, "this is not SPARQL from here on"),
    ],
)
def test_a_fault_is_placed_and_named(text: str, line: int, column: int, what: str) -> None:
    error = fault(text)
    assert (error.line, error.column) == (line, column)
    assert error.what.startswith(what)


def test_a_fault_at_the_end_is_placed_behind_the_last_word() -> None:
    error = fault("SELECT * {\n ?s ?p }\n\n\n")
    assert (error.line, error.source_line) == (2, "?s ?p }")


def test_a_long_line_is_shown_around_the_fault() -> None:
    error = fault("SELECT * { ?s ?p 'x" + "y" * 500 + "' . ?s ?p ?o FILTR(?x) . " + "z" * 500 + "}")
    assert "FILTR" in error.source_line
    assert len(error.source_line) < 130


def test_a_prefix_that_is_declared_is_not_blamed() -> None:
    error = fault("PREFIX x: <a:> SELECT * { x:a x:b }")
    assert "prefix" not in error.what


def test_a_message_of_another_kind_is_passed_on() -> None:
    assert explain_syntax_error("too strange", "ASK {}").what == "too strange"
