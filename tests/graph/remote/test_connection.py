from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import requests

from moothall.graph.config import Config
from moothall.graph.errors import LimitError, QueryError
from moothall.graph.remote.body import Body
from moothall.graph.remote.dialects import dialect_of
from moothall.graph.remote.endpoint import Endpoint
from moothall.graph.remote.errors import StoreAwayError, StoreRefusedError
from moothall.graph.remote.reader import RemoteReader
from moothall.graph.terms import Literal, NamedNode

from .stub import EMPTY_ROWS, Answer, Asked, serving

GRAPH = "http://localhost:8080/graph/g"
ROWS = b"""{"head":{"vars":["s","p","o","g"]},"results":{"bindings":[{
"s":{"type":"uri","value":"http://example.org/s"},"p":{"type":"uri","value":"http://example.org/p"},
"o":{"type":"literal","value":"o"},"g":{"type":"uri","value":"%s"}}]}}""" % GRAPH.encode()


def config_of(url: str, **settings: object) -> Config:
    addresses = {"store_url": url, "store_update_url": url, "store_gsp_url": url}
    return Config(data_dir=Path("nowhere"), **(addresses | settings))  # type: ignore[arg-type]


def reader_of(url: str, **settings: object) -> RemoteReader:
    return RemoteReader(Endpoint(config_of(url, **settings)), [GRAPH])


def always(answer: Answer) -> Callable[[Asked], Answer]:
    return lambda _: answer


def about(reader: RemoteReader) -> list[object]:
    return [quad.object for quad in reader.quads(NamedNode("http://example.org/s"))]


def closed_port() -> str:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{probe.getsockname()[1]}"


def test_one_connection_serves_many_calls() -> None:
    with serving(always(Answer(body=ROWS))) as stub:
        reader = reader_of(stub.url)
        for number in range(5):
            list(reader.quads(None, NamedNode(f"http://example.org/{number}")))
        assert len(stub.asked) == 5
        assert len(stub.clients) == 1


def test_what_is_said_of_a_thing_is_fetched_once() -> None:
    with serving(always(Answer(body=ROWS))) as stub:
        reader = reader_of(stub.url)
        assert about(reader) == about(reader) == [Literal("o")]
        assert not list(reader.quads(NamedNode("http://example.org/s"), NamedNode("urn:other")))
        assert len(stub.asked) == 1


def test_a_store_that_is_away_is_named_with_its_setting() -> None:
    url = closed_port()
    with pytest.raises(StoreAwayError, match="Connection refused") as raised:
        about(reader_of(url))
    assert raised.value.where == url
    assert "MOOTHALL_STORE_URL" in raised.value.remedy


def test_a_slow_store_is_not_waited_for_longer_than_the_setting_says() -> None:
    is_over = threading.Event()

    def answer(asked: Asked) -> Answer:
        is_over.wait(30)
        return Answer()

    with serving(answer) as stub:
        with pytest.raises(StoreAwayError, match="within 1 second") as raised:
            about(reader_of(stub.url, store_timeout_s=1))
        is_over.set()
        assert "MOOTHALL_STORE_TIMEOUT_S" in raised.value.remedy
        assert len(stub.asked) == 1, "a store that is too slow is not asked again"


@pytest.mark.parametrize("passing", [0, 502, 503, 504])
def test_a_query_is_asked_again_when_the_store_stumbles(passing: int) -> None:
    answers = [Answer(passing), Answer(passing), Answer(body=ROWS)]
    with serving(lambda _: answers.pop(0)) as stub:
        assert about(reader_of(stub.url)) == [Literal("o")]
        assert len(stub.asked) == 3


def test_a_store_that_goes_on_stumbling_is_given_up() -> None:
    with serving(always(Answer(503, b"overloaded", "text/plain"))) as stub:
        with pytest.raises(StoreRefusedError, match="503: overloaded"):
            about(reader_of(stub.url))
        assert len(stub.asked) == 3


@pytest.mark.parametrize("status", [0, 500, 503])
def test_a_write_is_sent_once(status: int) -> None:
    with serving(always(Answer(status, b"no"))) as stub:
        endpoint = Endpoint(config_of(stub.url))
        with pytest.raises(StoreAwayError if status == 0 else StoreRefusedError):
            endpoint.update("DROP ALL")
        assert len(stub.asked) == 1


def test_a_server_error_is_told_in_the_stores_words() -> None:
    page = (
        b"<html><body><h1>Virtuoso 22026 Error</h1>\n\n<p>SR319: Max row length</p></body></html>"
    )
    with serving(always(Answer(500, page, "text/html"))) as stub:
        with pytest.raises(StoreRefusedError) as raised:
            about(reader_of(stub.url))
    assert "500: Virtuoso 22026 Error SR319: Max row length" in raised.value.what


def test_a_query_that_the_store_cannot_take_is_the_queries_fault() -> None:
    with serving(always(Answer(400, b"no such function", "text/plain"))) as stub:
        with pytest.raises(QueryError, match="the store says: no such function"):
            reader_of(stub.url).query("SELECT * { ?s ?p ?o }")


def test_a_syntax_error_is_found_before_the_store_is_asked() -> None:
    with serving(always(Answer())) as stub:
        with pytest.raises(QueryError):
            reader_of(stub.url).query("SELECT * { ?s ?p }")
        assert stub.asked == []


@pytest.mark.parametrize("status", [401, 403])
def test_a_wrong_account_is_told_by_the_names_of_its_settings(status: int) -> None:
    with serving(always(Answer(status, b"who are you"))) as stub:
        with pytest.raises(StoreRefusedError, match="who are you") as raised:
            about(reader_of(stub.url, store_user="clerk", store_password="s3cret"))
    assert "MOOTHALL_STORE_PASSWORD" in str(raised.value)
    assert "s3cret" not in str(raised.value)


def test_basic_credentials_go_with_every_call() -> None:
    with serving(always(Answer(body=ROWS))) as stub:
        about(reader_of(stub.url, store_user="clerk", store_password="tŷ:1"))
        assert stub.asked[0].headers["Authorization"] == "Basic Y2xlcms6dMW3OjE="


def test_a_bearer_token_goes_with_every_call() -> None:
    with serving(always(Answer(body=ROWS))) as stub:
        about(reader_of(stub.url, store_token="abc"))
        assert stub.asked[0].headers["Authorization"] == "Bearer abc"


def test_a_store_that_asks_for_digest_gets_it() -> None:
    challenge = {"WWW-Authenticate": 'Digest realm="SPARQL", nonce="n1", qop="auth", algorithm=MD5'}

    def answer(asked: Asked) -> Answer:
        if asked.headers["Authorization"].startswith("Digest "):
            return Answer(204, b"")
        return Answer(401, b"digest, please", headers=challenge)

    with serving(answer) as stub:
        endpoint = Endpoint(config_of(stub.url, store_user="dba", store_password="p"))
        endpoint.update("DROP ALL")
        endpoint.update("DROP ALL")
        kinds = [asked.headers["Authorization"].split(" ")[0] for asked in stub.asked]
        assert kinds == ["Basic", "Digest", "Digest"]
        assert stub.asked[1].form == {"update": ["DROP ALL"]}


def test_nothing_is_sent_on_to_another_address() -> None:
    with serving(always(Answer())) as other:
        moved = Answer(302, b"", headers={"Location": other.url})
        with serving(always(moved)) as stub, pytest.raises(StoreRefusedError, match=other.url):
            about(reader_of(stub.url, store_token="abc"))
        assert other.asked == []


def test_a_page_for_people_is_not_taken_for_an_answer() -> None:
    with serving(always(Answer(200, b"<html>SPARQL editor</html>", "text/html"))) as stub:
        with pytest.raises(StoreRefusedError, match="cannot be read as text/html") as raised:
            about(reader_of(stub.url))
        assert "MOOTHALL_STORE_URL" in raised.value.remedy
        with pytest.raises(StoreRefusedError):
            reader_of(stub.url).query("ASK { ?s ?p ?o }")
        with pytest.raises(StoreRefusedError):
            list(Endpoint(config_of(stub.url)).graph(NamedNode(GRAPH)))


@pytest.mark.parametrize("is_announced", [True, False])
def test_a_cut_answer_is_never_taken_for_whole(is_announced: bool) -> None:
    cut = Answer(body=ROWS[:-20], missing=20 if is_announced else 0)
    with serving(always(cut)) as stub:
        with pytest.raises(StoreAwayError if is_announced else StoreRefusedError):
            about(reader_of(stub.url))


def test_a_cut_graph_is_never_taken_for_whole() -> None:
    line = b"<http://example.org/s> <http://example.org/p> <http://example.org/o> .\n"
    cut = Answer(body=line, content_type="application/n-triples", missing=len(line))
    with serving(always(cut)) as stub, pytest.raises(StoreAwayError, match="broke off"):
        list(Endpoint(config_of(stub.url)).graph(NamedNode(GRAPH), 2))


def test_rows_that_stop_at_the_stores_limit_are_refused() -> None:
    with serving(always(Answer(body=ROWS, headers={"X-SPARQL-MaxRows": "1"}))) as stub:
        with pytest.raises(StoreRefusedError, match="cuts its answers at 1 rows"):
            about(reader_of(stub.url))
        assert len(stub.asked) == 2, "a store that begins again is not asked for ever"
    with serving(always(Answer(body=ROWS, headers={"X-SPARQL-MaxRows": "2"}))) as stub:
        assert about(reader_of(stub.url)) == [Literal("o")]


def test_an_answer_that_the_store_calls_incomplete_is_refused() -> None:
    with serving(always(Answer(body=ROWS, headers={"X-SQL-State": "S1TAT"}))) as stub:
        with pytest.raises(StoreRefusedError, match="incomplete"):
            about(reader_of(stub.url))


def test_an_answer_that_is_not_there_in_time_is_given_up() -> None:
    with serving(always(Answer(body=ROWS))) as stub:
        body = Body(requests.get(stub.url, stream=True, timeout=30), deadline=time.monotonic())
        with body, pytest.raises(StoreAwayError, match="when the time was over"):
            body.read()


def test_a_graph_that_is_too_large_for_an_answer_is_refused() -> None:
    line = b"<http://example.org/s> <http://example.org/p> <http://example.org/o> .\n"
    answer = Answer(body=line * 50, content_type="application/n-triples")
    with serving(always(answer)) as stub:
        reader = reader_of(stub.url, max_result_bytes=1_000)
        with pytest.raises(LimitError, match="more than 1,000 bytes"):
            reader.query("CONSTRUCT WHERE { ?s ?p ?o }")


def test_an_answer_in_xml_is_read_as_well() -> None:
    document = b"""<?xml version="1.0"?><sparql xmlns="http://www.w3.org/2005/sparql-results#">
    <head/><boolean>true</boolean></sparql>"""
    with serving(always(Answer(body=document, content_type="application/xml"))) as stub:
        assert bool(reader_of(stub.url).query("ASK { ?s ?p ?o }"))


def test_the_graphs_of_this_service_are_named_in_every_query() -> None:
    with serving(always(Answer(body=EMPTY_ROWS))) as stub:
        reader_of(stub.url).query("SELECT * { ?s skos:prefLabel ?o }")
        form = stub.asked[0].form
        assert form["default-graph-uri"] == form["named-graph-uri"] == [GRAPH]
        assert form["query"] == [
            "PREFIX skos: <http://www.w3.org/2004/02/skos/core#> SELECT * { ?s skos:prefLabel ?o }"
        ]


def test_a_store_that_says_what_it_wants_only_to_who_shows_nothing_gets_digest() -> None:
    challenge = {"WWW-Authenticate": 'Digest realm="SPARQL", nonce="n1", qop="auth", algorithm=MD5'}

    def answer(asked: Asked) -> Answer:
        shown = asked.headers.get("Authorization", "")
        if shown.startswith("Digest "):
            return Answer(204, b"")
        return Answer(401, b"", headers={} if shown else challenge)

    with serving(answer) as stub:
        endpoint = Endpoint(config_of(stub.url, store_user="dba", store_password="p"))
        endpoint.update("DROP ALL")
        endpoint.update("DROP ALL")
        kinds = [a.headers.get("Authorization", "none").split(" ")[0] for a in stub.asked]
        assert kinds == ["Basic", "none", "Digest", "Digest"]
        assert {asked.form["update"][0] for asked in stub.asked} == {"DROP ALL"}


def test_a_wrong_password_is_not_shown_again_and_again() -> None:
    challenge = {"WWW-Authenticate": 'Digest realm="SPARQL", nonce="n1", qop="auth", algorithm=MD5'}
    with serving(always(Answer(401, b"", headers=challenge))) as stub:
        endpoint = Endpoint(config_of(stub.url, store_user="dba", store_password="p"))
        with pytest.raises(StoreRefusedError, match="401"):
            endpoint.update("DROP ALL")
        assert len(stub.asked) == 2


def test_an_answer_that_the_store_cuts_is_asked_for_to_its_end() -> None:
    head, _, rest = ROWS.partition(b"[{")
    row = b"{" + rest.removesuffix(b"]}}")
    rows = [row.replace(b"org/s", b"org/s%d" % number) for number in range(5)]

    def answer(asked: Asked) -> Answer:
        text = asked.form["query"][0]
        start = int(text.rpartition("OFFSET ")[2]) if "OFFSET" in text else 0
        part = rows[start : start + 2]
        headers = {"X-SPARQL-MaxRows": "2"} if len(part) == 2 else {}
        return Answer(body=head + b"[" + b",".join(part) + b"]}}", headers=headers)

    with serving(answer) as stub:
        quads = list(reader_of(stub.url).quads(None, NamedNode("http://example.org/p")))
        assert [str(q.subject) for q in quads] == [f"<http://example.org/s{n}>" for n in range(5)]
        assert len(stub.asked) == 3


def test_a_visitors_answer_that_the_store_cuts_is_refused() -> None:
    with serving(always(Answer(body=ROWS, headers={"X-SPARQL-MaxRows": "1"}))) as stub:
        reader = reader_of(stub.url)
        with pytest.raises(LimitError, match="cuts an answer at 1 rows") as raised:
            reader.query("SELECT * { ?s ?p ?o }")
        assert "LIMIT and OFFSET" in raised.value.remedy
        with pytest.raises(LimitError):
            reader.query("SELECT * { ?s ?p ?o } LIMIT 2 # LIMIT 1")
        assert reader.query("SELECT * { ?s ?p ?o } ORDER BY ?s LIMIT 1 OFFSET 7")


@pytest.mark.parametrize(
    ("said", "error"),
    [
        (b"Virtuoso 37000 Error SP030: syntax error SPARQL query: define x", QueryError),
        (b"Virtuoso 42001 Error SR185: Undefined procedure", QueryError),
        (b"Virtuoso 42000 Error SR186: No permission to execute", StoreRefusedError),
        (b"Virtuoso S1T00 Error SR171: Transaction timed out", StoreAwayError),
        (b"Virtuoso 08C01 Error CL...: Cluster could not connect", StoreRefusedError),
    ],
)
def test_whose_fault_an_error_is_follows_from_the_stores_words(
    said: bytes, error: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    virtuoso = dialect_of("Virtuoso/7")
    monkeypatch.setattr("moothall.graph.remote.connection.dialect_of", lambda _: virtuoso)
    with serving(always(Answer(500, said, "text/plain"))) as stub:
        with pytest.raises(error) as raised:
            reader_of(stub.url).query("SELECT * { ?s ?p ?o }")
    assert "define x" not in str(raised.value)


def test_a_graph_that_is_made_from_cut_rows_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    virtuoso = dialect_of("Virtuoso/7")
    monkeypatch.setattr("moothall.graph.remote.connection.dialect_of", lambda _: virtuoso)

    def answer(asked: Asked) -> Answer:
        if "SELECT" in asked.form["query"][0]:
            is_ours = "purpose" in asked.form["query"][0]
            return Answer(body=ROWS, headers={} if is_ours else {"X-SPARQL-MaxRows": "1"})
        return Answer(body=b"", content_type="application/n-triples")

    with serving(answer) as stub:
        reader = reader_of(stub.url)
        about(reader)
        with pytest.raises(LimitError, match="cuts an answer"):
            reader.query("CONSTRUCT { ?s a ?o } WHERE { ?s ?p ?o }")
        assert stub.asked[-1].form["query"] == ["SELECT * WHERE { ?s ?p ?o }"]
        assert reader.query("CONSTRUCT { ?s a ?o } WHERE { ?s ?p ?o } LIMIT 1")
