from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moothall.graph.change import Change
from moothall.graph.generation import Generation
from moothall.graph.generations import Generations
from moothall.graph.namespaces import SKOS
from moothall.graph.search import search, suggest
from moothall.graph.terms import Literal, NamedNode, Quad

from .conftest import SMALL, quads_of

TOILETS = "http://id.esd.org.uk/service/579"


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("579", "code"),
        ("LGSL 579", "code"),
        ("public toilets", "name"),
        ("PUBLIC  TOILETS", "name"),
        ("toiledau", "name"),
        ("public conv", "other name"),
        ("publik toilets", "similar spelling"),
    ],
)
def test_a_service_is_found_and_the_reason_is_told(small: Generation, query: str, why: str) -> None:
    hit = search(small, query).hits[0]
    assert (hit.iri, hit.why) == (TOILETS, why)


def test_a_known_misspelling_finds_its_term(small: Generation) -> None:
    hit = search(small, "libary").hits[0]
    assert (hit.label, hit.why) == ("Library loans", "common misspelling")


def test_code_zero_is_found(small: Generation) -> None:
    assert search(small, "0").hits[0].iri == "http://id.esd.org.uk/interaction/0"


def test_a_guess_is_called_a_guess(small: Generation) -> None:
    assert search(small, "toylets").is_guess
    assert not search(small, "toilets").is_guess


def test_a_kind_narrows_and_all_kinds_are_counted(small: Generation) -> None:
    results = search(small, "toilets", kind="record")
    assert [hit.label for hit in results.hits] == ["Quay toilets"]
    assert results.kinds == {"service": 2, "record": 1}


def test_deprecated_terms_come_last(small: Generation) -> None:
    assert [h.is_deprecated for h in search(small, "l").hits].index(True) == len(
        search(small, "l").hits
    ) - 1


def test_pages_are_slices_of_one_order(small: Generation) -> None:
    whole = search(small, "p", page_size=50).hits
    parts = [hit for n in range(1, 6) for hit in search(small, "p", page=n, page_size=1).hits]
    assert list(whole)[:5] == parts


def test_suggest_takes_a_word_that_is_only_begun(small: Generation) -> None:
    assert suggest(small, "pub toi", limit=1) == ()
    assert suggest(small, "public toi", limit=1)[0].iri == TOILETS


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=30))
def test_no_text_breaks_the_search(small: Generation, query: str) -> None:
    assert search(small, query).total >= 0


def test_an_update_of_the_index_equals_a_new_one(generations: Generations) -> None:
    quads = quads_of(SMALL)
    with generations.writing() as writer:
        writer.publish(Change(added=quads))
    old = next(q for q in quads if q.object == Literal("Public toilets", language="en"))
    new = Quad(NamedNode(TOILETS), SKOS.prefLabel, Literal("Loos", language="en"), old.graph_name)
    with generations.writing() as writer:
        current = writer.publish(Change(removed=[old], added=[new]))
    assert search(current, "loos").hits[0].iri == TOILETS
    assert search(current, "579").hits[0].label == "Loos"
    assert TOILETS not in {hit.iri for hit in search(current, "public toilets").hits}


def test_what_was_removed_is_not_found(small: Generation) -> None:
    assert "Old" not in {hit.label for hit in search(small, "old").hits}
