"""Queries from outside over a remote store: the same answers as from an embedded one."""

from __future__ import annotations

import csv
import io
import json
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote_plus

import pytest

from moothall.graph.change import Change
from moothall.graph.config import Config
from moothall.graph.errors import (
    EndpointFailedError,
    LimitError,
    QueryError,
    QuerySyntaxError,
    QueryTimeoutError,
    RequestError,
    ServiceForbiddenError,
)
from moothall.graph.namespaces import PREFIXES
from moothall.graph.remote.errors import RemoteStoreError
from moothall.graph.remote.generations import RemoteGenerations
from moothall.graph.remote.outside import RemoteQueries, read_outside
from moothall.graph.store import Reader
from moothall.graph.workers.answer_writer import AnswerWriter
from moothall.graph.workers.evaluation import count_lines, evaluate, write_outcome
from moothall.graph.workers.limits import WorkerLimits
from moothall.graph.workers.wire import QueryRequest

from ..conftest import BASE, SMALL, quads_of
from .oxigraph import Oxigraph
from .stub import Answer, Asked, forward, serving

Ask = Callable[..., bytes]


@pytest.fixture
def queries(remote: RemoteGenerations, remote_config: Config) -> RemoteQueries:
    with remote.writing() as writer:
        writer.publish(Change(added=[*quads_of(SMALL), *quads_of("<urn:a> a <urn:b> .", "other")]))
    return RemoteQueries(remote_config, remote)


@pytest.fixture
def ask(queries: RemoteQueries) -> Ask:
    """The bytes of the answer to a query, with the options of `QueryRequest`."""

    def run(text: str | bytes, **options: object) -> bytes:
        request = QueryRequest(text=text, prefixes=PREFIXES, **options)  # type: ignore[arg-type]
        with queries.ask(request) as answer:
            body = answer.read()
            assert len(body) == answer.length
            return body

    return run


def rows(body: bytes) -> set[tuple[str, ...]]:
    return {tuple(row) for row in csv.reader(io.StringIO(body.decode()))}


@pytest.mark.parametrize(
    "text",
    [
        "SELECT ?s ?label { ?s skos:prefLabel ?label }",
        "SELECT ?g (COUNT(*) AS ?n) { GRAPH ?g { ?s a skos:Concept } } GROUP BY ?g",
        f"SELECT ?s FROM <{BASE}graph/other> {{ ?s a ?kind }}",
        f"SELECT ?s ?g FROM NAMED <{BASE}graph/other> {{ GRAPH ?g {{ ?s a ?kind }} }}",
        f"PREFIX g: <{BASE}graph/> SELECT ?s FROM g:other FROM <{BASE}graph/none> {{ ?s a ?k }}",
        "SELECT ?s FROM <http://example.org/theirs> { ?s a ?kind }",
        "SELECT (?x AS ?from) { BIND ('FROM <a:b> SERVICE' AS ?x) } # FROM <urn:c>",
        "SELECT ?s { ?s ?p 'nothing of the kind' }",
    ],
)
def test_rows_are_those_of_an_embedded_store(ask: Ask, text: str) -> None:
    request = QueryRequest(text=text, prefixes=PREFIXES, row_form="csv")
    quads = [*quads_of(SMALL), *quads_of("<urn:a> a <urn:b> .", "other")]
    outcome = evaluate(Reader.of(quads), request)
    with AnswerWriter(WorkerLimits(), count_lines(outcome, request)) as writer:
        write_outcome(outcome, request, writer)
        expected = b"".join(writer._parts)
    assert rows(ask(text, row_form="csv")) == rows(expected)


def test_every_form_is_what_it_says(ask: Ask) -> None:
    assert json.loads(ask("ASK { ?s a skos:Concept }")) == {"head": {}, "boolean": True}
    select = "SELECT ?s { ?s a esd:Interaction } ORDER BY ?s"
    assert ask(select, row_form="tsv").startswith(b"?s\n<http://id.esd.org.uk/interaction/0>\n")
    assert b"<sparql" in ask(select, row_form="xml")
    construct = "CONSTRUCT { ?s a esd:Interaction } WHERE { ?s a esd:Interaction }"
    assert ask(construct, graph_form="nt").count(b"\n") == 2
    assert b"a esd:Interaction" in ask(construct, graph_form="ttl")
    assert b"rdf:RDF" in ask(construct, graph_form="rdf")
    assert json.loads(ask(construct, graph_form="jsonld"))


def test_a_page_of_rows_says_that_there_are_more(queries: RemoteQueries) -> None:
    request = QueryRequest(
        text="SELECT ?s { ?s ?p ?o }", row_form="tsv", prefixes=PREFIXES, max_rows=3
    )
    with queries.ask(request) as answer:
        assert answer.is_cut
        assert answer.read().count(b"\n") == 4
        assert answer.generation == 1


def test_a_long_answer_is_delivered_from_a_file(queries: RemoteQueries) -> None:
    text = "SELECT * { ?a ?b ?c . ?d ?e ?f }"
    with queries.ask(QueryRequest(text=text, row_form="csv")) as answer:
        assert answer.is_spooled
        assert sum(map(len, answer)) == answer.length


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { SERVICE <http://127.0.0.1/> { ?s ?p ?o } }",
        "SELECT * { { SERVICE SILENT ?x { ?s ?p ?o } } }",
        "PREFIX : <urn:x> SELECT * { service:a { ?s ?p ?o } }",
    ],
)
def test_no_other_service_is_called(ask: Ask, text: str) -> None:
    with pytest.raises((ServiceForbiddenError, QuerySyntaxError)):
        ask(text)


def test_an_endpoint_that_is_listed_is_asked_here_and_its_answer_goes_to_the_store(
    queries: RemoteQueries, oxigraph: Oxigraph, remote_config: Config
) -> None:
    rated = (
        b'{"head":{"vars":["s","n"]},"results":{"bindings":[{"s":{"type":"uri","value":"urn:a"},'
        b'"n":{"type":"literal","value":"it says SERVICE <x:y> { \\"5\\" }"}}]}}'
    )
    with (
        serving(lambda _: Answer(body=rated)) as other,
        serving(lambda asked: forward(asked, oxigraph.url)) as store,
    ):
        config = replace(
            remote_config,
            store_url=f"{store.url}/query",
            service_allow_list=f"{other.url} http://127.0.0.1:9/",
        )
        listed = RemoteQueries(config, RemoteGenerations(config))
        text = f"SELECT ?kind ?n {{ ?s a ?kind SERVICE <{other.url}> {{ ?s <x:rated> ?n }} }}"
        with listed.ask(QueryRequest(text=text, prefixes=PREFIXES, row_form="csv")) as answer:
            assert rows(answer.read()) == {
                ("kind", "n"),
                ("urn:b", 'it says SERVICE <x:y> { "5" }'),
            }
        assert [asked.form["query"][0].split("WHERE")[1] for asked in other.asked] == [
            " { ?s <x:rated> ?n }"
        ]
        with pytest.raises(ServiceForbiddenError, match="is not allowed"):
            listed.ask(QueryRequest(text=text.replace(other.url, "http://127.0.0.1:8/")))
        with pytest.raises(EndpointFailedError, match="cannot be reached"):
            listed.ask(QueryRequest(text=text.replace(other.url, "http://127.0.0.1:9/")))
        assert len(other.asked) == 1
        sent = [unquote_plus(asked.body.decode()) for asked in store.asked]
        assert any("it says SERVICE <x:y>" in text for text in sent)
        assert not any(f"SERVICE <{other.url}>" in text for text in sent)


@pytest.mark.parametrize("escape", [r"\u0022", r"\U00000022", r"\u005C", r"\u003e"])
def test_what_another_parser_would_read_differently_is_refused(ask: Ask, escape: str) -> None:
    text = f'SELECT *\nWHERE {{ ?s ?p "a{escape} . SERVICE <http://127.0.0.1/> {{ }} #" }}'
    with pytest.raises(QueryError, match="write the character itself") as raised:
        ask(text)
    assert (raised.value.line, raised.value.column) == (2, 17)
    assert ask('SELECT * { ?s ?p "T\\u0177" }')


@pytest.mark.parametrize(
    ("text", "without"),
    [
        ("SELECT ?s FROM <urn:a> WHERE { ?s ?p ?o }", "SELECT ?s  WHERE { ?s ?p ?o }"),
        ("ASK FROM NAMED dct:x{?s ?p 'FROM <urn:b>'}", "ASK {?s ?p 'FROM <urn:b>'}"),
        ("DESCRIBE <urn:a> FROM <urn:b>", "DESCRIBE <urn:a> "),
    ],
)
def test_what_a_text_says_of_its_graphs_is_taken_out(text: str, without: str) -> None:
    assert read_outside(text).text == without


def test_a_prefixed_name_of_a_graph_is_spelled_out() -> None:
    query = read_outside("PREFIX x: <urn:x/> ASK FROM x:a FROM NAMED dct:b FROM NAMED <urn:c> { }")
    assert query.default_graphs == ("urn:x/a",)
    assert query.named_graphs == (f"{PREFIXES['dct']}b", "urn:c")


def test_a_fault_in_the_text_is_shown_in_its_line(ask: Ask) -> None:
    with pytest.raises(QuerySyntaxError) as raised:
        ask("SELECT *\nWHERE { ?s ?p }")
    assert (raised.value.line, raised.value.source_line) == (2, "WHERE { ?s ?p }")
    with pytest.raises(QueryError, match="UTF-8"):
        ask(b"SELECT * { ?s ?p '\xff' }")


def test_limits_hold_for_the_text_and_the_answer(
    remote_config: Config, queries: RemoteQueries, remote: RemoteGenerations
) -> None:
    small = RemoteQueries(replace(remote_config, max_query_bytes=50, max_result_bytes=200), remote)
    with pytest.raises(LimitError, match="longer than 50 bytes"):
        small.ask(QueryRequest(text="ASK { ?s ?p 'a' }" + " " * 50))
    with pytest.raises(LimitError, match="more than 200 bytes"):
        small.ask(QueryRequest(text="SELECT * { ?s ?p ?o }"))


def test_a_query_that_takes_too_long_is_given_up(
    queries: RemoteQueries, oxigraph: Oxigraph, tmp_path: Path
) -> None:
    is_over = threading.Event()

    def answer(asked: Asked) -> Answer:
        if b"SLOW" in asked.body:
            is_over.wait(30)
        return forward(asked, oxigraph.url)

    with serving(answer) as stub:
        config = Config(data_dir=tmp_path / "data", store_url=f"{stub.url}/query")
        behind = RemoteQueries(config, RemoteGenerations(config))
        with pytest.raises(QueryTimeoutError, match="0.2 seconds"):
            behind.ask(QueryRequest(text="ASK { ?s ?p 'SLOW' }", timeout_s=0.2))
        is_over.set()


def test_a_store_that_fails_is_not_the_querys_fault(
    queries: RemoteQueries, oxigraph: Oxigraph, tmp_path: Path
) -> None:
    def answer(asked: Asked) -> Answer:
        if b"FAIL" in asked.body:
            return Answer(500, b"out of memory", "text/plain")
        return forward(asked, oxigraph.url)

    with serving(answer) as stub:
        config = Config(data_dir=tmp_path / "data", store_url=f"{stub.url}/query")
        behind = RemoteQueries(config, RemoteGenerations(config))
        with pytest.raises(RemoteStoreError, match="500: out of memory"):
            behind.ask(QueryRequest(text="ASK { ?s ?p 'FAIL' }"))
        assert behind.status() is None
        behind.close()


def test_a_query_of_a_release_is_refused_rather_than_answered_from_what_is_held(ask: Ask) -> None:
    with pytest.raises(RequestError, match="not from a release"):
        ask("ASK {}", release="2026.1")
