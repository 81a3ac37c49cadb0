from __future__ import annotations

from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from moothall.graph.change import Change
from moothall.graph.store import EmbeddedReader, LiveStore
from moothall.graph.terms import DefaultGraph, Literal, NamedNode, Quad
from moothall.graph.updates.comparison import compare

GRAPHS = [DefaultGraph(), NamedNode("x:g"), NamedNode("x:h")]

terms = st.sampled_from([NamedNode(f"x:{name}") for name in "abcdef"])
literals = st.builds(Literal, st.text(max_size=20)) | st.integers(-5, 5).map(Literal)
quads = st.builds(Quad, terms, terms, terms | literals, st.sampled_from(GRAPHS))


@given(st.sets(quads, max_size=30), st.sets(quads, max_size=30))
def test_what_differs_between_two_stores_is_found_exactly(
    before: set[Quad], after: set[Quad]
) -> None:
    old, new = EmbeddedReader.of(before), EmbeddedReader.of(after)
    change = compare(old, new, GRAPHS)
    assert set(change.removed) == before - after
    assert set(change.added) == after - before
    assert len(change.removed) + len(change.added) == len(before ^ after)


def test_only_the_graphs_named_are_compared() -> None:
    quad = Quad(NamedNode("x:a"), NamedNode("x:b"), NamedNode("x:c"), NamedNode("x:h"))
    assert not compare(EmbeddedReader.of([]), EmbeddedReader.of([quad]), [NamedNode("x:g")])


def test_a_copy_on_disk_is_read_in_the_order_of_its_store(tmp_path: Path) -> None:
    subjects = [NamedNode(f"http://example.org/{number}") for number in range(2_000)]
    made = [Quad(s, NamedNode("x:p"), Literal(str(n))) for n, s in enumerate(subjects)]
    store = LiveStore.open(tmp_path / "store", create=True)
    store.apply(Change(added=made))
    store.copy_to(tmp_path / "copy")
    copy = LiveStore.open(tmp_path / "copy")
    extra = Quad(subjects[700], NamedNode("x:q"), Literal("new"))
    copy.apply(Change(removed=made[5:9], added=[extra]))
    change = compare(store, copy, [DefaultGraph()])
    assert set(change.removed) == set(made[5:9])
    assert change.added == [extra]
    store.close()
    copy.close()
