from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moothall.graph.namespaces import MH, RDF, RDFS
from moothall.graph.reader import Reader
from moothall.graph.terms import Literal, NamedNode, Quad
from moothall.loaders.record_digests import digests_of, read_digests, write_digests
from moothall.loaders.record_lines import Known, LineChange, RecordLines, compare_lines
from moothall.shapes.columns import Pairs

GRAPH = NamedNode("http://localhost:8080/graph/places")
DIGESTS = {"<a:1>": "0" * 24, "<a:two words>": "1" * 24}

Said = dict[int, dict[str, int]]
"""Number of a record -> property -> value."""

said = st.dictionaries(
    st.integers(0, 5),
    st.dictionaries(st.sampled_from(["charge", "purpose"]), st.integers(0, 2)),
    max_size=6,
)


def pairs_of(records: Said) -> dict[str, Pairs]:
    pairs: dict[str, Pairs] = {}
    for number, properties in records.items():
        subject = f"<http://localhost:8080/id/record/{number}>"
        stated = {str(MH[name]): f'"{value}"' for name, value in properties.items()}
        stated[str(RDF.type)] = str(MH.Record)
        stated[str(RDFS.label)] = f'"{properties.get("charge", "none")}"'
        for predicate, value in stated.items():
            subjects, objects = pairs.setdefault(predicate, ([], []))
            subjects.append(subject)
            objects.append(value)
    return pairs


def published(pairs: dict[str, Pairs]) -> Reader:
    def term(written: str) -> NamedNode | Literal:
        return NamedNode(written[1:-1]) if written[0] == "<" else Literal(written[1:-1])

    return Reader.of(
        Quad(NamedNode(s[1:-1]), NamedNode(predicate[1:-1]), term(o), GRAPH)
        for predicate, (subjects, objects) in pairs.items()
        for s, o in zip(subjects, objects, strict=True)
    )


def seen(found: LineChange) -> object:
    change = found.change
    return (
        sorted(map(str, change.removed)),
        sorted(map(str, change.added)),
        found.unchanged,
        found.triples,
        found.before,
        found.after,
    )


numbers = st.frozensets(st.integers(0, 5))


@given(said, said, numbers, numbers)
def test_what_is_known_by_digest_differs_as_what_is_read(
    before: Said, after: Said, left_out: frozenset[int], more: frozenset[int]
) -> None:
    old, new = pairs_of(before), pairs_of(after)
    without = frozenset(f"<http://localhost:8080/id/record/{number}>" for number in left_out)
    kept = without | {f"<http://localhost:8080/id/record/{number}>" for number in more}
    lines = RecordLines(new, without)
    reader = published(old)
    known = Known(digests_of(old), digests_of(new, without), len(reader))
    found = compare_lines(reader, GRAPH, lines, kept, known)
    assert seen(found) == seen(compare_lines(reader, GRAPH, lines, kept))
    graph = {str(quad) for quad in reader.quads()}
    graph.difference_update(map(str, found.change.removed))
    assert graph.isdisjoint(map(str, found.change.added))
    graph.update(map(str, found.change.added))
    assert len(graph) == found.triples
    assert known.after(kept).keys() == {text[: text.index(" ")] for text in graph}


def test_digests_are_read_back_for_the_graph_that_they_were_written_of(tmp_path: Path) -> None:
    write_digests(tmp_path, "places", 579, DIGESTS)
    assert read_digests(tmp_path, "places", 579) == DIGESTS
    assert read_digests(tmp_path, "places", 580) is None
    assert read_digests(tmp_path, "places", None) is None
    assert read_digests(tmp_path, "elsewhere", 579) is None
    assert [path.name for path in (tmp_path / "digests").iterdir()] == ["places"]


def test_a_graph_without_a_digest_leaves_nothing(tmp_path: Path) -> None:
    write_digests(tmp_path, "places", None, DIGESTS)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kept", [0, 1, 40, -1])
def test_a_file_that_was_cut_is_not_believed(tmp_path: Path, kept: int) -> None:
    write_digests(tmp_path, "places", 579, DIGESTS)
    path = tmp_path / "digests" / "places"
    path.write_bytes(path.read_bytes()[:kept])
    assert read_digests(tmp_path, "places", 579) is None


def test_a_file_that_is_not_text_is_not_believed(tmp_path: Path) -> None:
    write_digests(tmp_path, "places", 579, DIGESTS)
    (tmp_path / "digests" / "places").write_bytes(b"\xff\xfe\x00")
    assert read_digests(tmp_path, "places", 579) is None


def test_a_folder_that_cannot_be_written_to_does_no_harm(tmp_path: Path) -> None:
    (tmp_path / "digests").write_text("a file is in the way", encoding="utf-8")
    write_digests(tmp_path, "places", 579, DIGESTS)
    assert read_digests(tmp_path, "places", 579) is None
