from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moothall.graph.errors import LimitError, MoothallError, QueryError
from moothall.graph.sparql import (
    ForbiddenQueryError,
    answer_forms,
    check_query,
    run_query,
    write_outcome,
)
from moothall.graph.store import Reader
from moothall.graph.terms import Literal, NamedNode, Quad

GRAPH = NamedNode("http://example.org/g")
READER = Reader.of(
    Quad(NamedNode(f"http://example.org/{n}"), NamedNode("http://example.org/p"), Literal(n), GRAPH)
    for n in range(100)
)

HARMLESS = [
    "SELECT * { ?s a <http://example.org/SERVICE> }",
    "SELECT * { ?s ?p 'SERVICE <http://example.org/> {}' }",
    'SELECT * { ?s ?p "a \\" SERVICE" }',
    "SELECT * { ?s ?p \"\"\"SERVICE \" SERVICE\"\"\" , '''it's a SERVICE''' }",
    "SELECT * { ?s ?p ?o } # SERVICE",
    "PREFIX service: <http://example.org/> SELECT * { ?service a service:SERVICE }",
    "SELECT * { ?s ?p 'x'@service }",
    "SELECT * { ?s <http://example.org/(service)#about> ?o }",
    "SELECT * { ?s a esd:Service . FILTER(?s < ?t && ?t > ?u) }",
    "PREFIX insert: <http://example.org/> ASK { ?s a insert:delete }",
]

CALLING = [
    "SELECT * { SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { service silent ?x { ?s ?p ?o } }",
    "SELECT * { ?s ?p 1SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { ?s ?p trueSERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { ?a ?b ?c FILTER(?a<?b)SERVICE#>\n<http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { ?s ?p '''a''' . #'''\n SERVICE <http://127.0.0.1:9/> { ?s ?p ?o } }",
    "SELECT * { ?s ?p <http://example.org/#> . SERVICE <http://127.0.0.1:9/> { } }",
    "SELECT * { ?s ?p ex:a\\#.SERVICE <http://127.0.0.1:9/> { } }",
]


@pytest.mark.parametrize("text", HARMLESS)
def test_a_query_that_only_speaks_of_services_is_taken(text: str) -> None:
    check_query(text, 1_000)


@pytest.mark.parametrize("text", CALLING[:-1])
def test_a_query_that_calls_a_service_is_refused(text: str) -> None:
    with pytest.raises(ForbiddenQueryError) as caught:
        check_query(text, 1_000)
    assert caught.value.line is not None


@pytest.mark.parametrize("text", CALLING[2:6])
def test_the_engine_would_have_called_what_is_refused(text: str) -> None:
    run_query(READER, text)


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
        check_query(text, 1_000)


def test_a_query_is_measured_in_bytes() -> None:
    check_query("ASK { } # é", 12)
    with pytest.raises(LimitError):
        check_query("ASK { } # é", 11)


@given(st.text(max_size=200))
def test_no_text_breaks_the_check(text: str) -> None:
    try:
        check_query(text, 1_000)
    except MoothallError as error:
        assert str(error)


@given(st.text(alphabet="SERVICE<>#()?ab{}\"'\\\n:. 1", max_size=60))
def test_no_query_that_the_engine_takes_hides_a_call(text: str) -> None:
    query = f"SELECT * {{ {text} SERVICE <http://127.0.0.1:9/> {{ ?s ?p ?o }} }}"
    try:
        check_query(query, 1_000)
    except MoothallError:
        return
    # the check saw no call, so the word must have been part of a text, an IRI or a comment
    mark = "http://127.0.0.1:9/called"
    hidden = query.replace("SERVICE <http://127.0.0.1:9/>", f"SERVICE <{mark}>")
    try:
        outcome = run_query(READER, hidden)
    except QueryError:
        return
    write_outcome(outcome, answer_forms(outcome)[0], 1_000_000)


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


@pytest.mark.parametrize("form", ["csv", "json", "xml", "tsv"])
def test_rows_are_whole_or_refused(form: str) -> None:
    text = "SELECT * { ?s ?p ?o }"
    whole = write_outcome(run_query(READER, text), form, 1_000_000)
    assert write_outcome(run_query(READER, text), form, len(whole)) == whole
    with pytest.raises(LimitError):
        write_outcome(run_query(READER, text), form, len(whole) - 1)


@pytest.mark.parametrize("form", ["ttl", "nt", "rdf", "jsonld"])
def test_graphs_are_whole_or_refused(form: str) -> None:
    text = "CONSTRUCT WHERE { ?s ?p ?o }"
    whole = write_outcome(run_query(READER, text), form, 1_000_000)
    assert write_outcome(run_query(READER, text), form, len(whole)) == whole
    with pytest.raises(LimitError):
        write_outcome(run_query(READER, text), form, len(whole) // 2)


def test_a_graph_must_be_named_by_an_iri() -> None:
    with pytest.raises(QueryError, match="does not name a graph"):
        run_query(READER, "ASK {}", default_graphs=["not an IRI"])
