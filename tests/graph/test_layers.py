"""An index in layers is asked as one that is whole."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moothall.graph.change import Change
from moothall.graph.errors import StoreCorruptError
from moothall.graph.index import Index, build_index, update_index, write_index_changes
from moothall.graph.layers import changes_path
from moothall.graph.namespaces import DCT, RDFS, WGS84, XSD
from moothall.graph.store import Reader
from moothall.graph.terms import Literal, NamedNode, Quad

GRAPH = NamedNode("https://data.example.org/graph/places")

QUERIES = (
    "SELECT id, iri, label, deprecated FROM entity",
    "SELECT id, entity, text, folded, lang, why FROM label",
    "SELECT code, scheme, entity FROM code",
    "SELECT id, south, north, west, east FROM place",
    "SELECT label FROM entity WHERE iri = 'https://data.example.org/id/place/1'",
    "SELECT iri FROM entity WHERE id IN (SELECT entity FROM code WHERE code = 'p1')",
)

places = st.dictionaries(
    st.integers(1, 6), st.sampled_from(["Town Hall", "Old hall", "Library", "Park"]), max_size=6
)


def quads_of(named: dict[int, str]) -> list[Quad]:
    quads = []
    for number, label in named.items():
        subject = NamedNode(f"https://data.example.org/id/place/{number}")
        quads += [
            Quad(subject, RDFS.label, Literal(label, language="en"), GRAPH),
            Quad(subject, DCT.identifier, Literal(f"P{number}"), GRAPH),
            Quad(subject, WGS84.lat, Literal("52.9", datatype=XSD.decimal), GRAPH),
            Quad(subject, WGS84.long, Literal(f"-1.{len(label)}", datatype=XSD.decimal), GRAPH),
        ]
    return quads


def layered(folder: Path, older: dict[int, str], newer: dict[int, str]) -> tuple[Index, Index]:
    """Return an index that is whole, and one of the same in layers over an older one."""
    base, whole = folder / "base.sqlite", folder / "whole.sqlite"
    before, after = quads_of(older), quads_of(newer)
    build_index(Reader.of(before), base)
    shutil.copyfile(base, whole)
    change = Change(
        [quad for quad in before if quad not in after],
        [quad for quad in after if quad not in before],
    )
    update_index(Reader.of(after), whole, change)
    write_index_changes(base, whole, changes_path(base))
    return Index(whole), Index(base)


@settings(max_examples=20, deadline=None)
@given(places, places)
def test_an_index_in_layers_answers_as_the_whole_one(
    tmp_path_factory: pytest.TempPathFactory, older: dict[int, str], newer: dict[int, str]
) -> None:
    whole, layers = layered(tmp_path_factory.mktemp("layers"), older, newer)
    for query in QUERIES:
        assert sorted(map(tuple, layers.rows(query))) == sorted(map(tuple, whole.rows(query)))
    for table, pattern in (("words", "hall"), ("words", '"lib"*'), ("grams", "hal")):
        found = [
            sorted(map(tuple, index.labels_matching(table, pattern, "label.id, label.text", "")))
            for index in (whole, layers)
        ]
        assert found[0] == found[1]


def test_the_file_of_changes_holds_what_is_different_alone(tmp_path: Path) -> None:
    older = {number: f"Place {number}" for number in range(1, 200)}
    _, layers = layered(tmp_path, older, {**older, 7: "Another name", 200: "Place 200"})
    with sqlite3.connect(changes_path(tmp_path / "base.sqlite")) as changes:
        rows = changes.execute("SELECT label FROM main.entity ORDER BY id").fetchall()
        gone = changes.execute("SELECT count(*) FROM gone_entity").fetchall()
    changes.close()
    assert sorted(rows) == [("Another name",), ("Place 200",)]
    assert gone == [(1,)]
    assert len(layers.rows("SELECT id FROM entity")) == 200


def test_a_damaged_file_of_changes_is_told(tmp_path: Path) -> None:
    _, layers = layered(tmp_path, {1: "Park"}, {1: "Hall"})
    changes_path(tmp_path / "base.sqlite").write_bytes(b"no database, but of some length" * 100)
    with pytest.raises(StoreCorruptError, match="cannot be read"):
        layers.rows("SELECT id FROM entity")
