from __future__ import annotations

import pytest

from moothall.graph.remote.described import read_describe
from moothall.graph.terms import NamedNode

A, B = NamedNode("http://example.org/a"), NamedNode("http://example.org/b")


@pytest.mark.parametrize(
    ("text", "things", "solutions"),
    [
        ("DESCRIBE <http://example.org/a>", (A,), ""),
        ("PREFIX e: <http://example.org/> DESCRIBE e:a e:b # ?c", (A, B), ""),
        ("BASE <http://example.org/> DESCRIBE <a>", (A,), ""),
        ("DESCRIBE ?x { ?x ?p ?o } LIMIT 3", (), "SELECT DISTINCT ?x { ?x ?p ?o } LIMIT 3"),
        ("DESCRIBE * WHERE { ?x ?p 1 }", (), "SELECT DISTINCT * WHERE { ?x ?p 1 }"),
        (
            "PREFIX e: <http://example.org/>\nDESCRIBE ?x e:a WHERE { ?x e:p ?o }",
            (A,),
            "PREFIX e: <http://example.org/>\nSELECT DISTINCT ?x WHERE { ?x e:p ?o }",
        ),
        ("DESCRIBE <http://example.org/a> WHERE { ?x ?p ?o }", (A,), ""),
    ],
)
def test_a_describe_says_what_it_asks_for(
    text: str, things: tuple[NamedNode, ...], solutions: str
) -> None:
    described = read_describe(text)
    assert (described.things, described.solutions) == (things, solutions)
