from __future__ import annotations

import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rdflib import Graph
from rdflib.compare import isomorphic

from moothall.graph.describe import describe
from moothall.graph.generation import Generation
from moothall.graph.namespaces import SKOS
from moothall.graph.serialise import RDF_FORMATS, serialise
from moothall.graph.terms import Literal, NamedNode, Triple

RDFLIB = {"ttl": "turtle", "nt": "nt", "rdf": "xml", "jsonld": "json-ld"}


def read(data: bytes, suffix: str) -> Graph:
    return Graph().parse(data=data, format=RDFLIB[suffix])


@pytest.mark.parametrize("suffix", ["ttl", "rdf", "jsonld"])
def test_every_syntax_says_the_same(small: Generation, suffix: str) -> None:
    triples = list(describe(small, "http://id.esd.org.uk/service/579").triples())
    plain = read(serialise(triples, "nt"), "nt")
    assert len(plain) == len({str(t) for t in triples})
    assert isomorphic(read(serialise(triples, suffix), suffix), plain)


texts = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=20)


@given(st.lists(st.tuples(texts, st.sampled_from(["", "en", "cy"])), min_size=1, max_size=5))
def test_any_text_comes_back_from_json_ld(values: list[tuple[str, str]]) -> None:
    subject, label = NamedNode("http://a.example/1"), NamedNode("http://a.example/p")
    triples = [
        Triple(subject, label, Literal(text, language=lang) if lang else Literal(text))
        for text, lang in values
    ]
    found = {
        (str(o), o.language or "") for o in read(serialise(triples, "jsonld"), "jsonld").objects()
    }
    assert found == set(values)


def test_json_ld_carries_its_own_context(small: Generation) -> None:
    triples = describe(small, "http://id.esd.org.uk/service/579").triples()
    document = json.loads(serialise(triples, "jsonld"))
    assert document["@context"]["skos"] == "http://www.w3.org/2004/02/skos/core#"


def test_turtle_is_written_with_prefixes(small: Generation) -> None:
    triples = describe(small, "http://id.esd.org.uk/service/579").triples()
    assert b"skos:prefLabel" in serialise(triples, "ttl")


@pytest.mark.parametrize("suffix", ["ttl", "rdf", "trig", "jsonld", "nt", "nq"])
def test_equal_statements_give_equal_bytes_in_every_process(suffix: str) -> None:
    code = (
        "import sys; from moothall.graph.serialise import serialise\n"
        "from moothall.graph.terms import Literal, NamedNode, Quad\n"
        "from moothall.graph.namespaces import SKOS, DCT, MH\n"
        "a = NamedNode('http://a.example/1')\n"
        "quads = [Quad(a, p, Literal('x'), a) for p in (SKOS.note, DCT.title, MH.slug)]\n"
        f"quads = quads if {suffix!r} in ('trig', 'nq') else [q.triple for q in quads]\n"
        f"sys.stdout.buffer.write(serialise(quads, {suffix!r}))"
    )
    runs = [
        subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout
        for _ in range(3)
    ]
    assert runs[0] and len(set(runs)) == 1


def test_turtle_declares_just_the_prefixes_that_it_uses() -> None:
    triple = Triple(NamedNode("http://a.example/1"), SKOS.note, Literal("x"))
    assert serialise([triple], "ttl").count(b"@prefix") == 1


def test_every_syntax_on_offer_is_written() -> None:
    triple = Triple(NamedNode("http://a.example/1"), NamedNode("http://a.example/p"), Literal("x"))
    assert all(serialise([triple], suffix) for suffix in RDF_FORMATS)
