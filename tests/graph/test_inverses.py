from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from moothall.graph.inverses import Inverses
from moothall.graph.namespaces import ESD, MH, SKOS
from moothall.graph.terms import Literal, NamedNode, Quad, RdfFormat, parse
from moothall.ontology import path

CORE = list(
    parse(path("core.ttl").read_bytes(), RdfFormat.TURTLE, base_iri="http://localhost:8080/")
)
INVERSES = Inverses.stated_in(CORE)
A, B, GRAPH = (NamedNode(f"http://example.org/{name}") for name in "abg")


def test_the_ontologys_inverses_go_both_ways() -> None:
    assert INVERSES.by_property[ESD.hasInteraction] == (MH.isInteractionOf,)
    assert INVERSES.by_property[MH.isInteractionOf] == (ESD.hasInteraction,)
    assert INVERSES.by_property[SKOS.related] == (SKOS.related,)


def test_the_other_direction_is_in_the_same_graph() -> None:
    stated = Quad(A, SKOS.broader, B, GRAPH)
    assert list(INVERSES.of([stated])) == [Quad(B, SKOS.narrower, A, GRAPH)]


def test_texts_and_properties_without_an_inverse_have_no_other_direction() -> None:
    quads = [Quad(A, SKOS.broader, Literal("b"), GRAPH), Quad(A, MH.classifiedAs, B, GRAPH)]
    assert list(INVERSES.of(quads)) == []


@given(st.lists(st.sampled_from(sorted(INVERSES.by_property, key=str)), min_size=1))
def test_the_other_direction_of_the_other_direction_adds_nothing(names: list[NamedNode]) -> None:
    quads = {Quad(A, name, B, GRAPH) for name in names}
    both = quads | set(INVERSES.of(quads))
    assert both | set(INVERSES.of(both)) == both
