"""What a store with ways of its own means."""

from __future__ import annotations

import pytest
import requests

from moothall.graph.namespaces import GEO, XSD
from moothall.graph.remote.body import Body, RowsAsMeant
from moothall.graph.remote.dialects import DIALECTS, PLAIN, dialect_of
from moothall.graph.terms import Literal, NamedNode, QueryResultsFormat, parse_query_results

from .stub import Answer, serving

VIRTUOSO = dialect_of("Virtuoso/07.20.3229 (Linux) x86_64-pc-linux-gnu  ")
GEOMETRY = NamedNode("http://www.openlinksw.com/schemas/virtrdf#Geometry")

CASES = [
    (Literal("1", datatype=XSD.boolean), Literal("true", datatype=XSD.boolean)),
    (Literal("0", datatype=XSD.boolean), Literal("false", datatype=XSD.boolean)),
    (Literal("86400.0", datatype=XSD.duration), Literal("PT86400.0S", datatype=XSD.duration)),
    (Literal("-14", datatype=XSD.duration), Literal("-P14M", datatype=XSD.duration)),
    (
        Literal("2013-04-03T14:05:17.270Z", datatype=XSD.dateTime),
        Literal("2013-04-03T14:05:17.27Z", datatype=XSD.dateTime),
    ),
    (
        Literal("POINT(0.86795997619629 53.884521484375)", datatype=GEOMETRY),
        Literal("POINT(0.86796 53.88452)", datatype=GEO.wktLiteral),
    ),
    (Literal("POINT(1 2)", datatype=GEOMETRY), Literal("POINT(1 2)", datatype=GEO.wktLiteral)),
    (Literal("1", datatype=XSD.integer), Literal("1", datatype=XSD.integer)),
    (Literal("abc", datatype=XSD.boolean), Literal("abc", datatype=XSD.boolean)),
    (Literal("17.270"), Literal("17.270")),
    (Literal('"datatype": "x", "value": "1"'), Literal('"datatype": "x", "value": "1"')),
]


def row(literal: Literal) -> bytes:
    """A row of JSON as Virtuoso writes it."""
    value = literal.value.replace('"', '\\"')
    term = f'"type": "typed-literal", "datatype": "{literal.datatype.value}", "value": "{value}"'
    return f'{{ "o": {{ {term} }}}}'.encode()


def document(rows: bytes) -> bytes:
    return b'{ "head": { "link": [], "vars": ["o"] }, "results": { "bindings": [%s] } }' % rows


@pytest.mark.parametrize(("given", "meant"), CASES)
def test_a_literal_is_read_as_it_is_meant(given: Literal, meant: Literal) -> None:
    assert VIRTUOSO.as_meant(given) == meant
    assert VIRTUOSO.rows_as_meant(row(given)) == row(meant)
    assert PLAIN.as_meant(given) == given


def test_rows_are_read_as_they_are_meant_wherever_they_are_cut(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    blank = b'{ "o": { "type": "bnode", "value": "nodeID://b10005" }}'
    rows = b",".join([*(row(given) for given, _ in CASES), blank])
    for size in (1, 7, 64, 100_000):
        monkeypatch.setattr("moothall.graph.remote.body._CHUNK_BYTES", size)
        with serving(lambda _: Answer(body=document(rows))) as stub:
            answer = requests.get(stub.url, stream=True, timeout=30)
            answer.headers["Server"] = "Virtuoso/07.20.3229"
            data = RowsAsMeant(Body(answer)).read()
        found = [r["o"] for r in parse_query_results(data, format=QueryResultsFormat.JSON)]
        assert found[:-1] == [meant for _, meant in CASES]
        assert str(found[-1]) == "_:b10005"


def test_a_store_is_known_by_how_it_names_itself() -> None:
    assert VIRTUOSO.name == "Virtuoso"
    assert VIRTUOSO in DIALECTS
    assert dialect_of("Oxigraph/0.5.13") is dialect_of("") is PLAIN
