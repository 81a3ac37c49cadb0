from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moothall.shapes.across import _cycles, check_across, cross_checks
from moothall.shapes.view import View

MakeView = Callable[..., View]

LIST = "<http://id.esd.org.uk/list/services>"


def rules(view: View) -> set[str]:
    return {finding.rule.rpartition("/")[2] for finding in check_across(view)}


def test_identifiers_are_unique_within_a_list(view: MakeView) -> None:
    twice = f's:1 dct:identifier "1" ; skos:inScheme {LIST} . s:2 dct:identifier "1" ;'
    assert rules(view(f"{twice} skos:inScheme {LIST} .")) == {"same-identifier"}
    assert rules(view(f"{twice} skos:inScheme e:another .")) == set()


def test_names_are_unique_within_a_list_and_language(view: MakeView) -> None:
    twice = f's:1 skos:prefLabel "A"@en ; skos:inScheme {LIST} . s:2 skos:inScheme {LIST} ;'
    assert rules(view(f'{twice} skos:prefLabel "A"@en .')) == {"same-name"}
    assert rules(view(f'{twice} skos:prefLabel "A"@cy .')) == set()


@pytest.mark.parametrize(
    "reason",
    [
        "dct:isReplacedBy s:2",
        'skos:historyNote "No longer needed."@en',
        'mh:absentSince "2026-01-01"^^xsd:date',
    ],
)
def test_a_deprecated_term_says_why(view: MakeView, reason: str) -> None:
    assert rules(view("s:1 owl:deprecated true .")) == {"deprecated-without-reason"}
    assert rules(view(f"s:1 owl:deprecated true ; {reason} .")) == set()
    assert rules(view("s:1 owl:deprecated false .")) == set()


def test_a_cycle_names_every_term_in_it_once(view: MakeView) -> None:
    looped = view(
        's:1 skos:broader s:2 ; skos:prefLabel "One"@en . s:2 skos:broader s:3 . '
        "s:3 skos:broader s:1 . s:4 skos:broader s:1 ."
    )
    (finding,) = check_across(looped)
    assert finding.severity == "Violation"
    assert "One <http://id.esd.org.uk/service/1> >" in finding.message
    assert finding.message.count("service/1") == 2
    assert "service/4" not in finding.message


def test_a_term_that_is_its_own_broader_term_is_a_cycle(view: MakeView) -> None:
    assert rules(view("s:1 skos:broader s:1 .")) == {"cycle"}


@pytest.mark.parametrize(
    "links",
    [
        "s:1 dct:isReplacedBy s:1 .",
        "s:1 dct:isReplacedBy s:2 . s:2 dct:isReplacedBy s:1 .",
        "s:1 dct:isReplacedBy s:2, s:4 . s:2 dct:isReplacedBy s:3 . s:3 dct:isReplacedBy s:1 .",
    ],
)
def test_terms_that_replace_each_other_in_a_circle_are_told(view: MakeView, links: str) -> None:
    (finding,) = check_across(view(links))
    assert finding.rule.endswith("/replacement-cycle")
    assert finding.severity == "Violation"
    assert finding.path == "http://purl.org/dc/terms/isReplacedBy"
    assert "in a circle: <http://id.esd.org.uk/service/1> >" in finding.message


@pytest.mark.parametrize(
    "mark",
    [
        "owl:deprecated true",
        "adms:status mh:Deprecated",
        "adms:status mh:Superseded",
        "adms:status mh:Withdrawn",
    ],
)
def test_a_replacement_is_not_deprecated_itself(view: MakeView, mark: str) -> None:
    chain = f's:1 dct:isReplacedBy s:2 . s:2 {mark} ; skos:historyNote "Over."@en .'
    assert rules(view(chain)) == {"replaced-by-deprecated"}
    assert rules(view(f'{chain} s:1 mh:absentSince "2026-01-01"^^xsd:date .')) == set()
    assert rules(view("s:1 dct:isReplacedBy s:2 . s:2 adms:status mh:Stable .")) == set()
    assert rules(view("s:1 dct:isReplacedBy s:2 . s:2 owl:deprecated false .")) == set()


def test_two_broader_terms_are_no_cycle(view: MakeView) -> None:
    assert (
        rules(view("s:1 skos:broader s:2, s:3 . s:2 skos:broader s:4 . s:3 skos:broader s:4 ."))
        == set()
    )


@given(st.lists(st.tuples(st.sampled_from("abcdef"), st.sampled_from("abcdef")), max_size=12))
def test_a_cycle_is_found_exactly_where_a_term_is_above_itself(
    edges: list[tuple[str, str]],
) -> None:
    broader: dict[str, list[str]] = {}
    for below, above in edges:
        broader.setdefault(below, []).append(above)

    def above_all(start: str) -> set[str]:
        found: set[str] = set()
        waiting = list(broader.get(start, ()))
        while waiting:
            node = waiting.pop()
            if node not in found:
                found.add(node)
                waiting += broader.get(node, ())
        return found

    cycles = list(_cycles(broader))
    assert bool(cycles) == any(node in above_all(node) for node in "abcdef")
    for cycle in cycles:
        for below, above in zip(cycle, [*cycle[1:], cycle[0]], strict=True):
            assert (below, above) in edges


def test_every_query_says_what_is_wrong_and_what_to_do() -> None:
    for cross_check in cross_checks():
        assert cross_check.severity in ("Violation", "Warning", "Info")
        assert cross_check.message.endswith(".") and cross_check.remedy.endswith(".")
