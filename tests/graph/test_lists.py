from __future__ import annotations

import csv
import io

import pytest

from moothall.graph.errors import NotFoundError
from moothall.graph.generation import Generation
from moothall.graph.list_csv import list_rows, write_csv
from moothall.graph.lists import all_lists, identifier_order, term_list


def test_lists_are_found_with_their_sizes(small: Generation) -> None:
    assert [(e.name, e.size) for e in all_lists(small)] == [("interactions", 2), ("services", 3)]


def test_terms_are_in_the_order_of_their_numbers(small: Generation) -> None:
    terms = term_list(small, "services").terms
    assert [t.identifier for t in terms] == ["9", "579", "1615"]
    assert [t.is_deprecated for t in terms] == [True, False, False]


def test_a_list_is_found_by_name_or_iri(small: Generation) -> None:
    assert term_list(small, "http://id.esd.org.uk/list/services") is term_list(small, "services")


def test_the_tree_follows_broader(small: Generation) -> None:
    terms = term_list(small, "services")
    assert [t.identifier for t in terms.tops()] == ["9", "579"]
    assert [t.identifier for t in terms.narrower["http://id.esd.org.uk/service/579"]] == ["1615"]


def test_an_unknown_list_names_those_there_are(small: Generation) -> None:
    with pytest.raises(NotFoundError, match="interactions, services"):
        term_list(small, "servces")


def test_identifiers_sort_as_numbers_and_then_as_tokens() -> None:
    mixed = ["10", "9", "Gender_Female", "0", "²", "A"]
    assert sorted(mixed, key=identifier_order) == ["0", "9", "10", "A", "Gender_Female", "²"]


def read(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode("utf-8"), newline="")))


def test_the_download_has_one_row_a_term(small: Generation) -> None:
    data = write_csv(list_rows(small, "services"))
    assert not data.startswith(b"\xef\xbb\xbf")
    rows = read(data)
    assert [row["Identifier"] for row in rows] == ["9", "579", "1615"]
    assert rows[2]["Parent identifiers"] == "579"
    assert rows[2]["Type"] == "Service"
    assert "Mapped identifier" not in rows[0]


def test_the_mapped_download_has_one_row_a_mapping(small: Generation) -> None:
    rows = read(write_csv(list_rows(small, "services", "interactions")))
    pairs = [(row["Identifier"], row["Mapped identifier"]) for row in rows]
    assert pairs == [("579", "0"), ("579", "8")]
    assert rows[1]["Mapping type"] == "has interaction"
    assert rows[1]["Mapped type"] == "Interaction"
