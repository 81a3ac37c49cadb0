from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from moothall.graph.terms import BlankNode, NamedNode, Quad, RdfFormat, parse, serialize
from moothall.loaders.skolem import label_afresh, label_by_content, skolemise, skolemise_afresh

BASE = "http://localhost:8080/"

TEXT = """@prefix e: <http://example.org/> .
e:a e:b [ e:c 1 ; e:d [ e:c 2 ] ], [ e:c 3 ] .
e:f e:b [ e:c 1 ; e:d [ e:c 4 ] ] ; e:list (1 2 3) .
[] e:loop _:x . _:x e:loop _:y . _:y e:loop _:x .
"""

nodes = st.integers(0, 5)
graphs = st.lists(st.tuples(nodes, st.integers(0, 1), nodes), min_size=1, max_size=12)


def parsed() -> list[Quad]:
    return list(parse(TEXT, RdfFormat.TURTLE, rename_blank_nodes=True))


def test_two_readings_of_one_file_are_equal() -> None:
    assert skolemise(parsed(), BASE) == skolemise(parsed(), BASE)


def test_nodes_that_say_different_things_stay_apart() -> None:
    before, after = parsed(), skolemise(parsed(), BASE)
    blank = {t for q in before for t in (q.subject, q.object) if isinstance(t, BlankNode)}
    named = {
        t
        for q in after
        for t in (q.subject, q.object)
        if isinstance(t, NamedNode) and t.value.startswith(f"{BASE}.well-known/genid/")
    }
    assert len(blank) == len(named)
    assert not any(isinstance(q.subject, BlankNode) for q in after)


def test_statements_in_another_order_get_the_same_addresses() -> None:
    quads = parsed()
    shuffled = random.Random(1).sample(quads, len(quads))
    assert set(skolemise(shuffled, BASE)) == set(skolemise(quads, BASE))


@given(graphs)
def test_no_statement_is_lost(edges: list[tuple[int, int, int]]) -> None:
    quads = {
        Quad(BlankNode(f"n{s}"), NamedNode(f"http://example.org/{p}"), BlankNode(f"n{o}"))
        for s, p, o in edges
    }
    assert len(set(skolemise(sorted(quads, key=str), BASE))) == len(quads)


def test_a_graph_without_blank_nodes_stays_as_it_is() -> None:
    quads = list(parse("<http://e/a> <http://e/b> <http://e/c> .", RdfFormat.TURTLE))
    assert skolemise(quads, BASE) == quads


def test_labels_by_content_are_those_of_the_addresses() -> None:
    labelled, addressed = label_by_content(parsed()), skolemise(parsed(), BASE)
    genid = f"{BASE}.well-known/genid/"
    for quad, other in zip(labelled, addressed, strict=True):
        if isinstance(quad.subject, BlankNode):
            assert str(other.subject) == f"<{genid}{quad.subject.value[1:]}>"
    assert label_by_content(parsed()) == labelled


def test_nodes_that_say_the_same_in_two_graphs_stay_apart() -> None:
    text = "_:a <http://e/p> <http://e/o> <http://e/{}> ."
    one, other = (
        label_by_content(list(parse(text.format(graph), RdfFormat.N_QUADS))) for graph in "gh"
    )
    assert one[0].subject != other[0].subject


def test_what_is_named_afresh_is_new_each_time_and_keeps_its_shape() -> None:
    quads = parsed()
    blank = {t for q in quads for t in (q.subject, q.object) if isinstance(t, BlankNode)}
    seen = set()
    for named in (label_afresh(quads), label_afresh(quads), skolemise_afresh(quads, BASE)):
        nodes = {t for q in named for t in (q.subject, q.object)}
        assert len({t for t in nodes if isinstance(t, BlankNode) or "genid" in str(t)}) == len(
            blank
        )
        assert not nodes & seen & blank
        seen |= {t for t in nodes if isinstance(t, BlankNode)}


def test_labels_can_be_written_in_every_syntax() -> None:
    for quads in (label_by_content(parsed()), label_afresh(parsed())):
        data = serialize((q.triple for q in quads), format=RdfFormat.RDF_XML)
        assert data is not None
        assert b'rdf:nodeID="0' not in data
        assert all(q.subject.value[0].isalpha() for q in quads if isinstance(q.subject, BlankNode))
