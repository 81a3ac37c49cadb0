"""Cells: whatever values there are, they come back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moothall.graph.addresses import CURIE_PREFIXES
from moothall.graph.namespaces import DCT, PREFIXES, SKOS, XSD
from moothall.graph.terms import BlankNode, NamedNode, Triple
from moothall.loaders.edit_sheets.cell_values import join_values, split_values
from moothall.loaders.edit_sheets.column import Column, column_of, named_list, term_heading
from moothall.loaders.edit_sheets.compact import compact, expand

TEXT = st.text(st.sampled_from("ab |\\\n\r\t\x00ue0_x1D") | st.characters())


@given(st.lists(TEXT, max_size=4))
def test_values_come_back_from_a_cell(values: list[str]) -> None:
    assert split_values(join_values(values)) == values


@given(st.text("ab|\\\n _x000D", max_size=12))
def test_what_people_type_is_taken_as_it_is_meant(cell: str) -> None:
    values = split_values(cell)
    assert split_values(join_values(values)) == values
    assert values == split_values(f" {cell} ") or cell.endswith("\\")


@given(
    st.sampled_from(
        [*PREFIXES.values(), *CURIE_PREFIXES.values(), "urn:", "geo:", "x:", "http://a/"]
    ),
    st.text("aZ09.-_/#:é~%()", min_size=1, max_size=8),
)
def test_iris_come_back_from_their_compact_form(start: str, end: str) -> None:
    try:
        iri = NamedNode(start + end)
    except ValueError:
        return
    assert expand(compact(iri.value)) == iri


@pytest.mark.parametrize(
    "column",
    [
        Column(SKOS.broader),
        Column(SKOS.prefLabel, "cy"),
        Column(SKOS.prefLabel, "en-gb"),
        Column(DCT.issued, datatype=XSD.date),
        Column(NamedNode("http://example.org/p(x)"), datatype=NamedNode("http://example.org/d(x)")),
    ],
)
def test_a_heading_says_which_column_it_is(column: Column) -> None:
    assert column_of(f"Some words, with (brackets) ({column.meant})") == column
    assert named_list(column.meant) is None


def test_the_first_heading_names_the_list() -> None:
    assert named_list(term_heading("services")) == "services"
    assert column_of(term_heading("services")) is None


def test_what_has_no_name_is_not_shown() -> None:
    genid = NamedNode("http://localhost:8080/.well-known/genid/1")
    for value in (BlankNode(), genid, Triple(SKOS.broader, SKOS.broader, SKOS.broader)):
        assert Column.of(SKOS.broader, value) is None
