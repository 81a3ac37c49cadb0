from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from moothall.graph.change import Change
from moothall.graph.change_update import as_update, has_blank_node
from moothall.graph.store import LiveStore
from moothall.graph.terms import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QuerySolutions,
)

A, P, G = NamedNode("x:a"), NamedNode("x:p"), NamedNode("x:g")
ONE, OTHER = BlankNode("one"), BlankNode()

QUADS = [
    Quad(A, P, Literal("plain"), G),
    Quad(A, P, ONE, G),
    Quad(ONE, P, Literal('"quoted"\n', language="en"), G),
    Quad(ONE, P, OTHER),
    Quad(OTHER, P, Literal(1)),
    Quad(A, P, NamedNode("x:b")),
]


@pytest.fixture
def live(tmp_path: Path) -> Iterator[LiveStore]:
    """A live store that holds some quads."""
    store = LiveStore.open(tmp_path / "live", create=True)
    store.apply(Change(added=QUADS))
    yield store
    store.close()


def test_quads_with_blank_nodes_are_removed_and_others_stay(live: LiveStore) -> None:
    for count, quad in enumerate(QUADS, start=1):
        live.apply(Change(removed=[quad]))
        assert set(live.quads()) == set(QUADS[count:])


def test_blank_nodes_keep_their_labels_when_quads_go_and_come_at_once(live: LiveStore) -> None:
    added = [Quad(ONE, P, A, G), Quad(BlankNode("new"), P, OTHER), Quad(A, P, Literal(2), G)]
    live.apply(Change(removed=QUADS[:4], added=added))
    assert set(live.quads()) == {*QUADS[4:], *added}


def test_a_node_of_the_same_content_is_not_taken_for_another(live: LiveStore) -> None:
    twins = [
        Quad(BlankNode("t1"), P, Literal("twin"), G),
        Quad(BlankNode("t2"), P, Literal("twin"), G),
    ]
    live.apply(Change(added=twins))
    live.apply(Change(removed=twins[:1]))
    assert twins[0] not in live
    assert twins[1] in live


def test_a_change_with_blank_nodes_is_one_update(live: LiveStore) -> None:
    update = as_update(Change(removed=QUADS, added=[Quad(ONE, P, Literal("new"))]))
    # what fails at the end undoes what came before it
    with pytest.raises(OSError, match="x:nowhere"):
        live._store.update(f"{update.text} ; LOAD <x:nowhere>", custom_functions=update.functions)
    assert set(live.quads()) == set(QUADS)
    live._store.update(update.text, custom_functions=update.functions)
    assert list(live.quads()) == [Quad(ONE, P, Literal("new"), DefaultGraph())]


def test_what_has_no_blank_node_is_written_out() -> None:
    update = as_update(Change(removed=[QUADS[0]], added=[QUADS[5]]))
    assert "DATA" in update.text
    assert not update.functions
    assert [has_blank_node(quad) for quad in QUADS] == [False, True, True, True, True, False]


def test_a_graph_that_loses_all_its_statements_is_no_graph_any_more(live: LiveStore) -> None:
    other = Quad(A, P, ONE, NamedNode("x:h"))
    live.apply(Change(added=[other]))
    live.apply(Change(removed=[quad for quad in QUADS if quad.graph_name == G]))
    assert live.graph_names() == ["x:h"]
    asked = live.query("SELECT ?g { GRAPH ?g {} }")
    assert isinstance(asked, QuerySolutions)
    assert [row["g"] for row in asked] == [other.graph_name]
