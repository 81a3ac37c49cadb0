from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyoxigraph import Store

from moothall.graph.federation.values import NOTHING_SAID, UnwritableTermError, as_values
from moothall.graph.terms import BlankNode, Literal, NamedNode, Term, Triple

GENID = "http://localhost:8080/.well-known/genid/"


def read(values: str) -> list[list[Term | None]]:
    """Return the rows of VALUES as Oxigraph reads them."""
    found = Store().query(f"SELECT * {{ {values} }}")
    return [[row[variable] for variable in found.variables] for row in found]  # type: ignore[union-attr]


texts = st.text(st.characters(exclude_categories=["Cs"]))
terms = st.one_of(
    st.none(),
    texts.map(Literal),
    st.builds(Literal, texts, language=st.sampled_from(["en", "cy-gb"])),
    st.builds(Literal, texts, datatype=st.just(NamedNode("x:type"))),
    st.sampled_from([NamedNode("http://example.org/é?a=b#c"), NamedNode("urn:x")]),
)


@given(st.lists(st.tuples(terms, terms), max_size=5))
def test_rows_come_back_as_they_were(rows: list[tuple[Term | None, Term | None]]) -> None:
    assert read(as_values(["a", "b"], rows, GENID)) == [list(row) for row in rows]


def test_a_blank_node_becomes_an_address_of_its_own() -> None:
    rows = [(BlankNode("a"), BlankNode("b.c")), (BlankNode("a"), None)]
    (first, second), (third, _) = read(as_values(["x", "y"], rows, GENID))
    assert isinstance(first, NamedNode) and isinstance(second, NamedNode)
    assert first == third != second
    assert first.value.startswith(GENID)


def test_no_rows_and_no_variables_can_be_written() -> None:
    assert read(as_values(["a"], [], GENID)) == []
    assert read(as_values([], [()], GENID)) == read(NOTHING_SAID) == [[]]


def test_a_statement_cannot_be_written() -> None:
    triple = Triple(NamedNode("x:a"), NamedNode("x:b"), NamedNode("x:c"))
    with pytest.raises(UnwritableTermError):
        as_values(["a"], [(triple,)], GENID)
