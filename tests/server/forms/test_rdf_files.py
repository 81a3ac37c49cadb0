from __future__ import annotations

import io
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moothall.graph.terms import Literal, NamedNode, Quad, RdfFormat, Triple, parse, serialize
from moothall.server.forms.rdf_files import InGraph, OrderedHead, opened

GRAPH = "http://example.org/graph"
TURTLE = b"""@prefix b: <http://b.example/> .
@prefix a: <http://a.example/> .
<http://a.example/x> b:y "@prefix z: <http://z.example/> ." .
"""
XML = (
    b'<?xml version="1.0"?>\n<rdf:RDF xmlns:b="http://b.example/" xmlns:a="http://a.example/" '
    b'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n<b:C xmlns:q="http://q/"/></rdf:RDF>'
)


def pieces(data: bytes, seed: int) -> list[bytes]:
    """Return data cut at random places."""
    chance = random.Random(seed)
    cuts = sorted({0, len(data), *(chance.randrange(len(data)) for _ in range(5))})
    return [data[a:b] for a, b in zip(cuts, cuts[1:], strict=False)]


def through_head(data: bytes, seed: int) -> bytes:
    output = io.BytesIO()
    with OrderedHead(output) as stream:
        for piece in pieces(data, seed):
            stream.write(piece)
    return output.getvalue()


@pytest.mark.parametrize("seed", range(5))
def test_prefixes_come_in_order_however_the_document_arrives(seed: int) -> None:
    lines = through_head(TURTLE, seed).splitlines()
    assert [line.split()[1] for line in lines[:2]] == [b"a:", b"b:"]
    assert lines[2:] == TURTLE.splitlines()[2:]
    xml = through_head(XML, seed)
    assert xml.index(b"xmlns:a=") < xml.index(b"xmlns:b=") < xml.index(b"xmlns:rdf=")
    assert len(xml) == len(XML)
    assert xml.endswith(b'<b:C xmlns:q="http://q/"/></rdf:RDF>')


@pytest.mark.parametrize("data", [b"<a:a> <a:b> <a:c> .\n", b"@prefix a: <a:> .\n", b"<x/>", b" "])
def test_a_document_with_little_or_no_head_is_left_as_it_is(data: bytes) -> None:
    assert through_head(data, 1) == data


def test_a_document_longer_than_its_head_is_passed_on_whole() -> None:
    long = TURTLE + b"".join(b"<a:%d> <a:b> <a:c> .\n" % n for n in range(5_000))
    made = through_head(long, 3)
    assert len(made) == len(long)
    assert made.endswith(long[-50_000:])


texts = st.text(st.characters(blacklist_categories=["Cs"]), max_size=30)


@given(st.lists(texts, max_size=10), st.integers())
def test_triples_become_quads_of_the_graph(values: list[str], seed: int) -> None:
    subject, name = NamedNode("http://example.org/s"), NamedNode("http://example.org/p")
    wanted = [Triple(subject, name, Literal(value + " .\n")) for value in values]
    data = serialize(wanted, format=RdfFormat.N_TRIPLES) or b""
    output = io.BytesIO()
    with InGraph(output, GRAPH) as stream:
        for piece in pieces(data, seed) if data else []:
            stream.write(piece)
    found = list(parse(output.getvalue(), format=RdfFormat.N_QUADS))
    assert found == [Quad(t.subject, t.predicate, t.object, NamedNode(GRAPH)) for t in wanted]


def test_a_stream_that_fails_leaves_the_file_to_whoever_opened_it() -> None:
    output = io.BytesIO()
    with pytest.raises(ZeroDivisionError), opened(output, "ttl.gz") as stream:
        stream.write(b"x")
        raise ZeroDivisionError
    assert not output.closed
