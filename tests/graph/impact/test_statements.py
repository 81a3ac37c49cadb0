from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from moothall.graph.impact.statements import stated
from moothall.graph.namespaces import RDFS, SKOS
from moothall.graph.terms import BlankNode, Literal, NamedNode, Quad, RdfFormat, serialize

_GRAPH, _TERM = NamedNode("http://example.org/graph"), NamedNode("http://example.org/term/1")
_texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)
_values = st.one_of(
    _texts.map(Literal),
    _texts.map(lambda text: Literal(text, language="en-gb")),
    _texts.map(lambda text: Literal(text, datatype=NamedNode("http://example.org/type#<"[:-1]))),
    st.just(NamedNode("http://example.org/other")),
)


@given(st.lists(_values, max_size=5))
def test_statements_are_read_as_a_parser_reads_them(values: list[Literal | NamedNode]) -> None:
    quads = [Quad(_TERM, SKOS.prefLabel, value, _GRAPH) for value in values]
    lines = (serialize(quads, format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True)
    told = stated(lines, [SKOS.prefLabel])[SKOS.prefLabel]
    assert told == [
        (
            _TERM.value,
            value.value,
            (value.language or "") if isinstance(value, Literal) else None,
        )
        for value in values
    ]


def test_other_properties_and_blank_nodes_are_left_out() -> None:
    quads = [
        Quad(_TERM, RDFS.label, Literal("no"), _GRAPH),
        Quad(BlankNode("b"), SKOS.prefLabel, Literal("no"), _GRAPH),
        Quad(_TERM, SKOS.prefLabel, BlankNode("b"), _GRAPH),
    ]
    lines = (serialize(quads, format=RdfFormat.N_QUADS) or b"").splitlines(keepends=True)
    assert stated(lines, [SKOS.prefLabel]) == {SKOS.prefLabel: []}
