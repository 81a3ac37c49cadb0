from __future__ import annotations

import json

import pytest

from moothall.graph.errors import QueryError, QuerySyntaxError
from moothall.graph.terms import QueryResultsFormat, RdfFormat, parse
from moothall.graph.workers.answer import MEDIA_TYPES
from moothall.graph.workers.pool import WorkerPool
from moothall.graph.workers.wire import FORMS, GRAPH_FORMS, ROW_FORMS, QueryRequest

from .conftest import BASE

ALL = "SELECT (COUNT(*) AS ?n) { ?s ?p ?o }"
LABELS, LINKS = f"{BASE}graph/labels", f"{BASE}graph/links"


def ask(pool: WorkerPool, request: QueryRequest) -> str:
    with pool.ask(request) as answer:
        return answer.read().decode()


def count(pool: WorkerPool, **request: object) -> int:
    members: dict[str, object] = {"text": ALL, "row_form": "csv", **request}
    return int(ask(pool, QueryRequest(**members)).split()[1])  # type: ignore[arg-type]


@pytest.mark.parametrize("form", ROW_FORMS)
def test_rows_come_in_every_form(pool: WorkerPool, form: str) -> None:
    with pool.ask(QueryRequest(text=ALL, row_form=form)) as answer:
        assert "2001" in answer.read().decode()
        assert answer.media_type == MEDIA_TYPES[form]


@pytest.mark.parametrize("form", ROW_FORMS)
def test_a_yes_comes_in_every_form(pool: WorkerPool, form: str) -> None:
    assert "true" in ask(pool, QueryRequest(text="ASK {}", row_form=form))


@pytest.mark.parametrize("form", GRAPH_FORMS)
@pytest.mark.parametrize("prefixes", [{}, {"skos": "http://www.w3.org/2004/02/skos/core#"}])
def test_a_graph_is_the_same_in_every_form(
    pool: WorkerPool, form: str, prefixes: dict[str, str]
) -> None:
    formats = {
        "nt": RdfFormat.N_TRIPLES,
        "ttl": RdfFormat.TURTLE,
        "rdf": RdfFormat.RDF_XML,
        "jsonld": RdfFormat.JSON_LD,
    }
    text = f"DESCRIBE <{BASE}id/thing/7>"
    body = ask(pool, QueryRequest(text=text, graph_form=form, prefixes=prefixes))
    assert len({q.triple for q in parse(body, format=formats[form])}) == 2


@pytest.mark.parametrize(
    ("text", "columns"),
    [
        ("SELECT * { ?s ?p ?o } LIMIT 1", "s,p,o"),
        ("# SELECT * { ?o }\nBASE <http://a/> PREFIX z: <*> select\tdistinct*{?z $a ?m}", "z,a,m"),
        ("SELECT REDUCED * { ?b ?a ?c . FILTER NOT EXISTS { ?hidden ?a ?b } }", "b,a,c"),
        ("SELECT * { { SELECT * { ?z ?y ?x } } MINUS { ?w ?y ?x . ?w ?y ?v } }", "z,y,x"),
        ('SELECT * { ?s ?q "?a" . BIND(1 AS ?b) } VALUES ?c { 2 }', "s,q,b,c"),
        ("SELECT ?o (COUNT(*) AS ?n) ?s { ?s ?p ?o } GROUP BY ?o ?s", "o,n,s"),
        ("SELECT * {}", ""),
    ],
)
def test_columns_are_in_the_order_of_the_query(pool: WorkerPool, text: str, columns: str) -> None:
    rows = ask(pool, QueryRequest(text=text, row_form="csv", is_union=True))
    assert rows.splitlines()[0] == columns
    body = json.loads(ask(pool, QueryRequest(text=text, row_form="json", is_union=True)))
    assert body["head"]["vars"] == [c for c in columns.split(",") if c]


def test_a_fault_in_a_query_with_a_star_keeps_its_place(pool: WorkerPool) -> None:
    with pytest.raises(QuerySyntaxError) as raised:
        ask(pool, QueryRequest(text="SELECT *\n{ ?s ?p ?o FILTER(?o > ) }"))
    assert (raised.value.line, raised.value.column) == (2, 27)


def test_every_form_has_a_media_type() -> None:
    assert set(MEDIA_TYPES) == set(FORMS)
    assert QueryResultsFormat.JSON.media_type == MEDIA_TYPES["json"]


def test_the_default_graph_is_the_union_unless_graphs_are_named(pool: WorkerPool) -> None:
    assert count(pool) == 2_001
    assert count(pool, is_union=False) == 0
    assert count(pool, default_graphs=(LABELS,)) == 1_000
    assert count(pool, default_graphs=(LABELS, LINKS)) == 2_000
    assert count(pool, named_graphs=(LABELS,)) == 0
    in_graphs = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    assert count(pool, text=in_graphs, named_graphs=(LABELS,)) == 1_000
    assert count(pool, text=in_graphs, default_graphs=(LABELS,)) == 0
    assert count(pool, text=in_graphs) == 2_001


def test_graphs_are_hidden_from_those_who_do_not_name_them(pool: WorkerPool) -> None:
    in_graphs = "SELECT (COUNT(*) AS ?n) { GRAPH ?g { ?s ?p ?o } }"
    hidden = {"is_union": False, "hidden_graphs": (LABELS,)}
    assert count(pool, text=in_graphs, **hidden) == 1_001
    assert count(pool, **hidden) == 0
    assert count(pool, text=in_graphs, is_union=True, hidden_graphs=(LABELS,)) == 2_001
    assert count(pool, text=in_graphs, named_graphs=(LABELS,), **hidden) == 1_000
    named = in_graphs.replace("{", f"FROM NAMED <{LABELS}> {{", 1)
    assert count(pool, text=named, **hidden) == 1_000


def test_from_in_the_text_is_heeded(pool: WorkerPool) -> None:
    text = f"SELECT (COUNT(*) AS ?n) FROM <{LABELS}> {{ ?s ?p ?o }}"
    assert count(pool, text=text) == 1_000
    named = text.replace("FROM", "FROM NAMED")
    assert count(pool, text=named) == 0
    # what the request names comes before what the text does
    assert count(pool, text=text, default_graphs=(LABELS, LINKS)) == 2_000


def test_the_letters_of_from_change_nothing(pool: WorkerPool) -> None:
    text = 'SELECT (COUNT(*) AS ?n) { ?s ?from ?o FILTER(?o != "from") }'
    assert count(pool, text=text) == 2_001


def test_a_graph_has_to_be_an_iri(pool: WorkerPool) -> None:
    with pytest.raises(QueryError, match="'labels' does not name a graph"):
        count(pool, default_graphs=("labels",))


def test_relative_iris_need_a_base(pool: WorkerPool) -> None:
    text = "SELECT (COUNT(*) AS ?n) { <id/thing/3> ?p ?o }"
    assert count(pool, text=text, base_iri=BASE) == 2
    with pytest.raises(QueryError):
        count(pool, text=text)


def test_prefixes_may_come_with_the_request(pool: WorkerPool) -> None:
    text = "SELECT (COUNT(*) AS ?n) { ?s skos:broader ?o }"
    with pytest.raises(QueryError, match="skos: is not declared"):
        count(pool, text=text)
    assert count(pool, text=text, prefixes={"skos": "http://www.w3.org/2004/02/skos/core#"}) == 1000


def test_rows_may_be_cut_and_the_answer_says_so(pool: WorkerPool) -> None:
    text = f"SELECT ?s {{ GRAPH <{LABELS}> {{ ?s ?p ?o }} }}"
    for rows, is_cut in ((3, True), (999, True), (1_000, False), (5_000, False)):
        with pool.ask(QueryRequest(text=text, row_form="tsv", max_rows=rows)) as answer:
            assert answer.read().count(b"\n") == 1 + min(rows, 1_000)
            assert answer.is_cut is is_cut


def test_statements_may_be_cut_as_well(pool: WorkerPool) -> None:
    text = "CONSTRUCT WHERE { ?s ?p ?o }"
    with pool.ask(QueryRequest(text=text, graph_form="nt", max_rows=5)) as answer:
        assert len(list(parse(answer.read(), format=RdfFormat.N_TRIPLES))) == 5
        assert answer.is_cut


def test_forms_that_cannot_be_cut_come_whole(pool: WorkerPool) -> None:
    text = f"SELECT ?s {{ GRAPH <{LABELS}> {{ ?s ?p ?o }} }}"
    with pool.ask(QueryRequest(text=text, row_form="json", max_rows=5)) as answer:
        assert len(json.loads(answer.read())["results"]["bindings"]) == 1_000
        assert not answer.is_cut


def test_a_function_that_nobody_knows_is_named(pool: WorkerPool) -> None:
    with pytest.raises(QueryError, match="http://example.org/f"):
        ask(pool, QueryRequest(text="SELECT (<http://example.org/f>(1) AS ?x) {}"))
