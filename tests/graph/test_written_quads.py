from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st

from moothall.graph.change import Change
from moothall.graph.store import LiveStore, WorkingCopy
from moothall.graph.terms import Literal, NamedNode, Quad, RdfFormat
from moothall.graph.written_quads import Joined, WrittenQuads, graph_names, written_parts

GRAPH = NamedNode("https://data.example.org/graph/a")
SUBJECT = NamedNode("https://data.example.org/id/a")
PREDICATE = NamedNode("https://data.example.org/def/says")
texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def written(*words: str) -> WrittenQuads:
    lines = [f"{SUBJECT} {PREDICATE} {Literal(word)}" for word in words]
    return WrittenQuads(lines, GRAPH)


def quad(word: str) -> Quad:
    return Quad(SUBJECT, PREDICATE, Literal(word), GRAPH)


@given(st.lists(texts, max_size=8))
def test_written_quads_are_the_quads_that_they_say(words: list[str]) -> None:
    found = written(*words)
    assert list(found) == [quad(word) for word in words]
    assert len(found) == len(words)
    assert [str(each) for each in found] == list(found.texts())


@given(st.lists(texts, max_size=8), st.integers(1, 30_000))
def test_files_of_written_quads_hold_each_once(words: list[str], lines: int) -> None:
    store = WorkingCopy.in_memory()
    for file in written(*words).as_files(lines):
        store._store.bulk_load(input=file, format=RdfFormat.N_QUADS)
    assert set(store.quads()) == {quad(word) for word in words}


@given(texts)
def test_a_line_is_what_a_store_writes(word: str) -> None:
    store = WorkingCopy.in_memory()
    store.apply(Change(added=[quad(word)]))
    output = io.BytesIO()
    store.dump(output, RdfFormat.N_TRIPLES, GRAPH.value)
    (line,) = written(word).lines
    assert output.getvalue().decode() == f"{line} .\n"


def test_a_part_of_written_quads_is_written_too() -> None:
    found = written("a", "b", "c")
    assert found[1] == quad("b")
    assert list(found[1:]) == [quad("b"), quad("c")]


def test_sequences_are_joined_without_copying() -> None:
    joined = Joined([written("a"), [quad("b")], Joined([written("c"), []])])
    assert list(joined) == [quad("a"), quad("b"), quad("c")]
    assert (joined[2], len(joined), list(joined[1:])) == (quad("c"), 3, [quad("b"), quad("c")])
    parts, rest = written_parts(joined)
    assert ([list(part) for part in parts], rest) == ([[quad("a")], [quad("c")]], [quad("b")])


def test_a_change_of_written_quads_names_its_subjects() -> None:
    assert Change(added=written("a"), removed=[quad("b")]).subjects() == {SUBJECT.value}


def test_written_quads_can_be_written_and_removed_again() -> None:
    store = LiveStore(WorkingCopy.in_memory()._store)
    store.apply(Change(added=written("a", "b")))
    store.apply(Change(removed=written("a"), added=written("c")))
    assert set(store.quads()) == {quad("b"), quad("c")}


def test_the_graphs_of_quads_are_told_without_reading_those_that_are_written() -> None:
    other = NamedNode("https://data.example.org/graph/b")
    unread = WrittenQuads(["this is no statement"], GRAPH)
    quads = Joined([unread, [Quad(SUBJECT, PREDICATE, SUBJECT, other)]])
    assert graph_names(quads) == {GRAPH, other}
    assert graph_names([]) == set()
