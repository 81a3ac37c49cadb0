"""Which texts use a keyword, judged by the parser that will read them."""

from __future__ import annotations

import pytest

from moothall.graph.errors import QueryError, ServiceForbiddenError
from moothall.graph.store import EmbeddedReader
from moothall.graph.workers.evaluation import evaluate
from moothall.graph.workers.wire import QueryRequest

EMPTY = EmbeddedReader.of([])
CALLS = [
    "SELECT * { SERVICE <a:a> {} }",
    "SELECT * { service silent <a:a> {} }",
    "SELECT * { SeRvIcE ?x {} }",
    "SELECT * { OPTIONAL { SERVICE <a:a> { ?s ?p ?o } } }",
    "SELECT * { { SELECT * { SERVICE <a:a> {} } } }",
    "ASK { FILTER EXISTS { SERVICE <a:a> {} } }",
    "CONSTRUCT { ?s ?p ?o } { SERVICE <a:a> { ?s ?p ?o } }",
    "DESCRIBE ?s { SERVICE <a:a> { ?s ?p ?o } }",
    "SELECT * { # a comment\n SERVICE # another\n <a:a> {} }",
    "PREFIX : <a:> SELECT * { SERVICE:a {} }",
    "PREFIX : <a:> PREFIX service: <b:> SELECT * { service:a {} }",
    "PREFIX : <a:> SELECT * { SERVICE SILENT:a {} }",
    "SELECT * { ?s ?p trueSERVICE <a:a> {} }",
    "SELECT * { ?s ?p 1SERVICE<a:a>{} }",
    'SELECT * { ?s ?p "x"SERVICE<a:a>{} }',
    "SELECT * { ?s ?p ?o.SERVICE<a:a>{} }",
    "SELECT * { BIND(1 AS ?a) BIND(2 AS ?b) FILTER(?a<?b)SERVICE#>\n<a:a>{} }",
    "SELECT ?service { ?service <a:service> 'SERVICE' SERVICE ?service {} }",
]
HARMLESS = [
    "SELECT * { ?s ?p 'SERVICE <a:a> {}' }",
    'SELECT * { ?s ?p """a\nSERVICE <a:a> {}""" }',
    "SELECT * { ?s ?p 'it\\'s SERVICE <a:a> {}' }",
    "SELECT * { ?s ?p ?o } # SERVICE <a:a> {}",
    "SELECT * { <http://id.esd.org.uk/service/579> ?p ?o }",
    "SELECT * { <a:SERVICE> <b:xSERVICE> <c:x%20SERVICE> }",
    "PREFIX esd: <http://def.esd.org.uk/> SELECT * { ?s a esd:Service }",
    "PREFIX service: <http://id.esd.org.uk/service/> SELECT * { service:579 ?p service:580 }",
    "PREFIX service: <a:> SELECT * { GRAPH service:g { ?s ?p ?o } }",
    "PREFIX service: <a:> SELECT * FROM service:g { ?s ?p ?o }",
    "PREFIX service: <a:> DESCRIBE service:x { ?s ?p ?o }",
    "PREFIX a: <a:> SELECT * { ?s a:requiredByService ?o ; a:service-x ?p }",
    "SELECT ?service { ?myService ?p ?service FILTER(?service != ?service2) }",
    "SELECT (COUNT(?x) AS ?service) { ?x ?p ?o } GROUP BY ?service_x",
    "SELECT * { ?s ?p 'x'@service }",
    "SELECT * { _:service ?p ?o }",
    "SELECT * { ?servize <a:servize> ?service }",
]


@pytest.mark.parametrize("text", CALLS)
def test_a_call_is_recognised_however_it_is_written(text: str) -> None:
    with pytest.raises(ServiceForbiddenError):
        evaluate(EMPTY, QueryRequest(text=text))


@pytest.mark.parametrize("text", HARMLESS)
def test_the_letters_alone_are_no_call(text: str) -> None:
    evaluate(EMPTY, QueryRequest(text=text))


def test_a_prefix_of_the_request_may_have_the_letters() -> None:
    text = "SELECT * { service:579 ?p ?o }"
    evaluate(EMPTY, QueryRequest(text=text, prefixes={"service": "a:"}))


@pytest.mark.parametrize(
    "text",
    [
        "SELECT * { \\u0053ERVICE <a:a> {} }",
        "SELECT * { SERVICE }",
        "SELECT * { SERV ICE <a:a> {} }",
        "SELECT * { SERVICES <a:a> {} }",
        "LOAD <http://127.0.0.1/>",
        "LOAD SILENT <http://127.0.0.1/> ; SELECT * {}",
    ],
)
def test_what_does_not_parse_is_a_syntax_error(text: str) -> None:
    with pytest.raises(QueryError):
        evaluate(EMPTY, QueryRequest(text=text))
