from __future__ import annotations

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moothall.graph.errors import RequestError
from moothall.graph.releases.comparison import compare
from moothall.graph.releases.difference import TERM_KINDS, Difference, TermChange
from moothall.graph.releases.sides import sides_named
from moothall.graph.terms import NamedNode, Quad

from .conftest import BASE, THINGS, quads_of, side_of, standard

NEW = """
<urn:5> a skos:Concept ; skos:inScheme <urn:list> ; dct:identifier "5" ;
    skos:prefLabel "Loans"@en .
"""


def changed(
    after: str, links: str = "", *, before: str = THINGS, links_before: str = ""
) -> Difference:
    """Return the difference from one small standard to another."""
    return compare(side_of(standard(before, links_before)), side_of(standard(after, links)))


def kinds(difference: Difference) -> dict[str, int]:
    """Return the kinds of change that there are."""
    return {kind: count for kind, count in difference.counts().items() if count}


def only(difference: Difference) -> TermChange:
    """Return the one change of a term that there is."""
    (change,) = difference.terms
    return change


def test_a_rename_is_a_rename_and_not_a_removal_and_an_addition() -> None:
    difference = changed(THINGS.replace('"Museums"', '"Museums and galleries"'))
    change = only(difference)
    assert (change.kind, change.term.code) == ("renamed", "4")
    assert [(t.language, t.before, t.after) for t in change.texts] == [
        ("en", "Museums", "Museums and galleries")
    ]
    assert difference.unchanged == 3


def test_a_name_in_a_further_language_is_no_rename() -> None:
    difference = changed(THINGS.replace('"Museums"@en', '"Museums"@en, "Amgueddfeydd"@cy'))
    change = only(difference)
    assert change.kind == "translated"
    assert [(t.before, t.after) for t in change.texts] == [(None, "Amgueddfeydd")]


def test_another_definition_is_told_with_both() -> None:
    change = only(changed(THINGS.replace("Books to lend.", "Books and records to lend.")))
    assert change.kind == "redefined"
    assert change.texts[0].before == "Books to lend."
    assert change.texts[0].after == "Books and records to lend."


def test_another_broader_term_is_a_move() -> None:
    moved = THINGS.replace(
        '"Record loans"@en ; skos:broader <urn:1>', '"Record loans"@en ; skos:broader <urn:4>'
    )
    change = only(changed(moved))
    assert (change.kind, change.term.code) == ("moved", "3")
    assert [t.label().value for t in change.left] == ["Libraries"]
    assert [t.label().value for t in change.joined] == ["Museums"]


def test_another_list_is_a_move() -> None:
    other = """
    <urn:other> a skos:ConceptScheme ; dct:identifier "others" ; skos:prefLabel "Others"@en .
    <urn:9> a skos:Concept ; skos:inScheme <urn:other> ; skos:prefLabel "Nine"@en .
    """
    before = THINGS + other
    after = before + "<urn:4> skos:inScheme <urn:other> ."
    change = only(changed(after, before=before))
    assert change.kind == "moved"
    assert [t.label().value for t in change.joined] == ["Others"]
    assert change.term.lists == ("others", "things")


def test_added_and_removed_terms_are_told_by_their_names() -> None:
    difference = changed(THINGS + NEW, before=THINGS)
    assert (only(difference).kind, only(difference).term.label().value) == ("added", "Loans")
    back = changed(THINGS, before=THINGS + NEW)
    assert (only(back).kind, only(back).term.label().value) == ("removed", "Loans")


def test_a_deprecated_term_says_what_to_use_and_why() -> None:
    note = '; skos:changeNote "Nobody used it."@en'
    after = THINGS + f"<urn:3> owl:deprecated true ; dct:isReplacedBy <urn:2> {note} ."
    difference = changed(after)
    assert kinds(difference) == {"deprecated": 1, "replaced": 1}
    (change,) = difference.of_kind("deprecated")
    assert [t.label().value for t in change.joined] == ["Book loans"]
    assert [t.value for t in change.reason] == ["Nobody used it."]


def test_several_terms_that_became_one_are_merged() -> None:
    gone = "<urn:{}> owl:deprecated true ; dct:isReplacedBy <urn:5> ."
    difference = changed(THINGS + NEW + gone.format(2) + gone.format(3))
    assert kinds(difference) == {"added": 1, "deprecated": 2, "merged": 1}
    (merged,) = difference.of_kind("merged")
    assert merged.term.code == "5"
    assert [t.code for t in merged.left] == ["2", "3"]


def test_one_term_that_became_several_is_split() -> None:
    after = THINGS + "<urn:1> owl:deprecated true ; dct:isReplacedBy <urn:2>, <urn:3> ."
    difference = changed(after)
    assert kinds(difference) == {"deprecated": 1, "split": 1}
    (split,) = difference.of_kind("split")
    assert [t.code for t in split.joined] == ["2", "3"]


def test_a_term_that_may_be_used_again_is_reinstated() -> None:
    assert only(changed(THINGS, before=THINGS + "<urn:4> owl:deprecated true .")).kind == (
        "reinstated"
    )


def test_another_code_is_told() -> None:
    change = only(changed(THINGS.replace('dct:identifier "4"', 'dct:identifier "44"')))
    assert change.kind == "recoded"
    assert (change.texts[0].before, change.texts[0].after) == ("4", "44")


def test_whatever_else_is_said_of_a_term_is_not_passed_over() -> None:
    change = only(changed(THINGS + '<urn:4> skos:altLabel "Gallery"@en .'))
    assert (change.kind, change.statements) == ("altered", 1)


def test_mappings_that_came_and_went_are_told() -> None:
    difference = changed(
        THINGS,
        "<urn:1> skos:exactMatch <http://example.org/lib> .",
        links_before="<urn:4> skos:closeMatch <http://example.org/museum> .",
    )
    assert kinds(difference) == {"mapping added": 1, "mapping removed": 1}
    (came,) = difference.mappings_of("mapping added")
    assert (came.term.code, came.target.iri) == ("1", "http://example.org/lib")
    assert kinds(difference.in_list("things")) == kinds(difference)
    assert kinds(difference.in_list("nothing")) == {}


def test_what_councils_say_is_no_change_of_the_standard() -> None:
    after = [*standard(), *quads_of('<urn:1> rdfs:label "Ours" .', "toilets")]
    assert not compare(side_of(standard()), side_of(after))


def test_the_order_of_changes_does_not_depend_on_that_of_statements() -> None:
    quads = standard(THINGS.replace("loans", "lending") + NEW, "<urn:1> skos:exactMatch <urn:4> .")
    shuffled = list(quads)
    random.Random(5).shuffle(shuffled)
    before = side_of(standard())
    assert compare(before, side_of(quads)) == compare(before, side_of(shuffled))


@pytest.mark.parametrize("text", ["", "2026.1", "2026.1..", "..now", "1..2..3"])
def test_what_names_no_two_sides_is_refused(text: str) -> None:
    with pytest.raises(RequestError, match="does not name two releases"):
        sides_named(text)


_LINES = st.sampled_from(
    [
        f"<urn:{subject}> {statement} ."
        for subject in range(1, 8)
        for statement in (
            "a skos:Concept ; skos:inScheme <urn:list>",
            'skos:prefLabel "One"@en',
            'skos:prefLabel "Two"@en, "Dau"@cy',
            'skos:definition "What it is."@en',
            "skos:broader <urn:1>",
            "owl:deprecated true",
            "dct:isReplacedBy <urn:2>",
            "dct:isReplacedBy <urn:3>, <urn:4>",
            "skos:exactMatch <urn:5>",
            "a mh:Tombstone",
        )
    ]
)
_STANDARDS = st.lists(_LINES, max_size=25).map("\n".join)


@settings(deadline=None, max_examples=60)
@given(_STANDARDS)
def test_a_standard_does_not_differ_from_itself(things: str) -> None:
    difference = changed(things, things, before=things, links_before=things)
    assert not difference
    assert not difference.terms and not difference.mappings


@settings(deadline=None, max_examples=60)
@given(_STANDARDS, _STANDARDS)
def test_the_statements_of_a_difference_make_the_one_standard_the_other(
    before: str, after: str
) -> None:
    covered = {NamedNode(f"{BASE}graph/{slug}") for slug in ("things", "links")}

    def statements(quads: list[Quad]) -> set[Quad]:
        return {quad for quad in quads if quad.graph_name in covered}

    old, new = standard(THINGS + before, before), standard(THINGS + after, after)
    delta = compare(side_of(old), side_of(new)).delta
    assert set(delta.removed) <= statements(old)
    assert not set(delta.added) & statements(old)
    assert (statements(old) - set(delta.removed)) | set(delta.added) == statements(new)


@settings(deadline=None, max_examples=60)
@given(_STANDARDS, _STANDARDS)
def test_what_one_way_adds_the_other_way_removes(before: str, after: str) -> None:
    there, back = changed(after, before=before), changed(before, before=after)
    for kind, other in (("added", "removed"), ("renamed", "renamed"), ("moved", "moved")):
        first, second = TERM_KINDS[TERM_KINDS.index(kind)], TERM_KINDS[TERM_KINDS.index(other)]
        assert [c.term.iri for c in there.of_kind(first)] == [
            c.term.iri for c in back.of_kind(second)
        ]
