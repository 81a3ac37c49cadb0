from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from moothall.graph.change import Change
from moothall.graph.index import build_index, fold, update_index
from moothall.graph.namespaces import DCT, RDFS, SKOS, WGS84, XSD
from moothall.graph.store import WorkingCopy
from moothall.graph.terms import Literal, NamedNode, Quad
from moothall.graph.written_quads import WrittenQuads

GRAPH = NamedNode("https://data.example.org/graph/places")


def place(number: int, name: str) -> list[Quad]:
    subject = NamedNode(f"https://data.example.org/id/place/{number}")
    values = [
        (RDFS.label, Literal(name, language="en")),
        (SKOS.altLabel, Literal(f"{name} (Lle)", language="cy")),
        (DCT.identifier, Literal(f"P{number}")),
        (WGS84.lat, Literal("52.9", datatype=XSD.decimal)),
        (WGS84.long, Literal(f"-1.{number}", datatype=XSD.decimal)),
    ]
    return [Quad(subject, predicate, value, GRAPH) for predicate, value in values]


def content(path: Path) -> dict[str, list[tuple[object, ...]]]:
    """Return what an index holds, whatever numbers its rows have."""
    with sqlite3.connect(path) as connection:
        queries = {
            "label": "SELECT iri, e.label, deprecated, text, folded, lang, why FROM entity e "
            "JOIN label ON label.entity = e.id",
            "code": "SELECT iri, code, scheme FROM entity e JOIN code ON code.entity = e.id",
            "place": "SELECT iri, south, west FROM entity e JOIN place ON place.id = e.id",
            "words": "SELECT iri FROM words JOIN label ON label.id = words.rowid "
            "JOIN entity e ON e.id = label.entity WHERE words MATCH 'hall'",
            "grams": "SELECT iri FROM grams JOIN label ON label.id = grams.rowid "
            "JOIN entity e ON e.id = label.entity WHERE grams MATCH 'hal'",
        }
        found = {name: sorted(connection.execute(text)) for name, text in queries.items()}
    connection.close()
    return found


@pytest.mark.parametrize("scan_from", [1, 1_000_000])
@pytest.mark.parametrize("is_written", [True, False])
def test_an_index_brought_up_to_date_is_the_one_that_would_be_built(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, scan_from: int, is_written: bool
) -> None:
    monkeypatch.setattr("moothall.graph.index._SCAN_FROM", scan_from)
    store = WorkingCopy.in_memory()
    old = [q for n in range(5) for q in place(n, f"Old hall {n}")]
    store.apply(Change(added=old))
    build_index(store, tmp_path / "index")
    removed = [q for n in (1, 2) for q in place(n, f"Old hall {n}")]
    new = [q for n in (2, 7, 8) for q in place(n, f"New hall {n}")]
    added = WrittenQuads([str(q.triple) for q in new], GRAPH) if is_written else new
    change = Change(removed=removed, added=added)
    store.apply(change)
    update_index(store, tmp_path / "index", change)
    build_index(store, tmp_path / "anew")
    assert content(tmp_path / "index") == content(tmp_path / "anew")


def test_an_index_that_most_goes_out_of_is_built_anew(tmp_path: Path) -> None:
    store = WorkingCopy.in_memory()
    store.apply(Change(added=[q for n in range(9) for q in place(n, f"Old hall {n}")]))
    build_index(store, tmp_path / "index")
    rows = len(content(tmp_path / "index")["label"])
    change = Change(
        removed=[q for n in range(7) for q in place(n, f"Old hall {n}")],
        added=place(9, "New hall 9"),
    )
    store.apply(change)
    update_index(store, tmp_path / "index", change)
    build_index(store, tmp_path / "anew")
    assert (tmp_path / "index").read_bytes() == (tmp_path / "anew").read_bytes()
    assert 0 < len(content(tmp_path / "index")["label"]) < rows


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Old  Hall", "old hall"), ("Tŷ Ŵyr", "ty wyr"), (" A\tB\n", "a b"), ("ﬁre", "fire")],
)
def test_texts_are_compared_without_case_accents_and_blanks(text: str, folded: str) -> None:
    assert fold(text) == folded
