from __future__ import annotations

from itertools import pairwise

import pytest

from moothall.graph.change import Change
from moothall.graph.describe import describe
from moothall.graph.errors import GoneError, NotFoundError
from moothall.graph.generation import Generation
from moothall.graph.generations import Generations
from moothall.graph.namespaces import ESD, MH, SKOS
from moothall.graph.terms import BlankNode, NamedNode, Quad

from .conftest import BASE

TOILETS = "http://id.esd.org.uk/service/579"


def test_a_description_has_statements_and_the_labels_of_what_they_mention(
    small: Generation,
) -> None:
    found = describe(small, TOILETS)
    assert found.label().value == "Public toilets"
    assert found.label("cy").value == "Toiledau cyhoeddus"
    interactions = found.values(ESD.hasInteraction)
    assert [found.label(iri=i.value).value for i in interactions if isinstance(i, NamedNode)] == [
        "Applications for service",
        "Providing information",
    ]
    assert found.graphs == (BASE + "graph/small",)
    assert found.generation == small.number


def test_statements_are_in_page_order(small: Generation) -> None:
    predicates = [s.predicate for s in describe(small, TOILETS).statements]
    assert predicates[0] == ESD.hasInteraction


def test_what_points_at_a_thing_is_counted_unless_a_statement_says_it(small: Generation) -> None:
    incoming = {i.predicate: i for i in describe(small, TOILETS).incoming}
    assert set(incoming) == {MH.classifiedAs, SKOS.broader}
    assert incoming[MH.classifiedAs].count == 1
    assert incoming[MH.classifiedAs].subjects[0].value.endswith("/ZZW/1")


def test_incoming_pages_follow_each_other_without_overlap(small: Generation) -> None:
    scheme = "http://id.esd.org.uk/list/services"
    pages = [describe(small, scheme, page=n, page_size=2).incoming[0] for n in (1, 2, 3)]
    assert [len(page.subjects) for page in pages] == [2, 1, 0]
    assert {page.count for page in pages} == {3}
    assert len({s for page in pages for s in page.subjects}) == 3


def test_triples_hold_the_labels_of_both_ends(small: Generation) -> None:
    lines = {str(t) for t in describe(small, TOILETS).triples()}
    label = "<http://www.w3.org/2000/01/rdf-schema#label>"
    assert f'<http://id.esd.org.uk/interaction/0> {label} "Applications for service"@en' in lines
    assert f'<{BASE}id/record/public-toilets/ZZW/1> {label} "Quay toilets"@en' in lines


def test_a_description_holds_what_is_said_of_its_blank_nodes(
    generations: Generations,
) -> None:
    pump, said = NamedNode(f"{BASE}id/record/pump/1"), NamedNode("http://example.org/said")
    nodes = [BlankNode(f"b{number}") for number in range(3)]
    graph = NamedNode(f"{BASE}graph/pumps")
    ends = [pump, *nodes, nodes[0]]
    added = [Quad(a, said, b, graph) for a, b in pairwise(ends)]
    added.append(Quad(NamedNode("http://example.org/other"), said, BlankNode("other"), graph))
    with generations.writing() as writer:
        generation = writer.publish(Change(added=added))
    found = describe(generation, pump.value)
    assert set(found.nested) == set(added[1:4])
    assert {t for t in found.triples() if t.predicate == said} == {q.triple for q in added[:4]}


def test_interaction_zero_is_a_thing_like_any_other(small: Generation) -> None:
    assert describe(small, "http://id.esd.org.uk/interaction/0").label().value.startswith("Appl")


def test_an_unknown_thing_is_not_found(small: Generation) -> None:
    with pytest.raises(NotFoundError):
        describe(small, "http://id.esd.org.uk/service/5799")


def test_a_removed_record_says_what_replaced_it(small: Generation) -> None:
    with pytest.raises(GoneError) as caught:
        describe(small, BASE + "id/record/public-toilets/ZZW/2")
    assert caught.value.removed_on == "2026-11-01"
    assert caught.value.replaced_by == (BASE + "id/record/public-toilets/ZZW/1",)
