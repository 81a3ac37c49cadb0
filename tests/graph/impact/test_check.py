from __future__ import annotations

from datetime import date

import pytest

from moothall.graph.errors import NotFoundError, RequestError, UnknownReleaseError
from moothall.graph.impact.check import MOST_SUGGESTIONS
from moothall.graph.impact.outcome import ACTIONS, CodeImpact, Occurrences
from moothall.graph.releases.standing import TermName

from ...impact_history import SERVICE
from .conftest import Assess, Open


def only(assess: Assess, code: str, **question: str) -> CodeImpact:
    """Return what became of one code."""
    (impact,) = assess(code, **question).codes
    return impact


def codes_of(terms: tuple[TermName, ...]) -> list[str]:
    return [term.code for term in terms]


@pytest.mark.parametrize(
    "written",
    ["http://id.esd.org.uk/service/10", "https://id.esd.org.uk/service/10/", "esd:service/10",
     "esdService:10", "LGSL 10", "service 10", "10", "Unchanged", "unchanged", "10.0"],
)  # fmt: skip
def test_a_code_is_known_however_it_is_written(assess: Assess, written: str) -> None:
    impact = only(assess, written)
    assert impact.outcome == "unchanged" and impact.action == "none"
    assert impact.after is not None and impact.after.iri == f"{SERVICE}10"


def test_a_renamed_term_is_told_with_both_names_and_the_release(assess: Assess) -> None:
    impact = only(assess, "11")
    assert (impact.outcome, impact.action, impact.release) == ("renamed", "should", "2026.3")
    assert impact.before is not None and impact.before.label().value == "Renamed, later"
    assert impact.after is not None and impact.after.label().value == "Renamed"
    assert impact.since is not None


def test_successors_are_followed_to_terms_in_use(assess: Assess) -> None:
    impact = only(assess, "12")
    assert (impact.outcome, impact.release) == ("deprecated", "2026.2")
    assert codes_of(impact.successors) == ["10"]
    assert codes_of(impact.via) == ["13"]


def test_every_successor_is_named_where_there_are_several(assess: Assess) -> None:
    assert codes_of(only(assess, "14").successors) == ["10", "11"]


def test_a_term_without_a_successor_says_why(assess: Assess) -> None:
    impact = only(assess, "15")
    assert impact.outcome == "deprecated" and impact.successors == ()
    assert [text.value for text in impact.reason] == ["Nobody asked."]


def test_a_circle_of_successors_ends_in_none(assess: Assess) -> None:
    impact = only(assess, "22")
    assert impact.outcome == "deprecated"
    assert (impact.successors, codes_of(impact.via)) == ((), ["24"])


def test_what_was_retired_before_is_still_to_be_replaced(assess: Assess) -> None:
    impact = only(assess, "19")
    assert (impact.outcome, impact.release) == ("deprecated", "2026.1")
    assert codes_of(impact.successors) == ["10"]


def test_a_removed_term_says_by_which_release_and_day(assess: Assess) -> None:
    impact = only(assess, "16")
    assert (impact.outcome, impact.release) == ("removed", "2026.3")
    assert impact.before is not None and impact.before.label().value == "Taken out"
    assert impact.since is not None and impact.since <= date.today()


def test_a_withdrawn_term_is_told_from_a_deprecated_one(assess: Assess) -> None:
    assert only(assess, "21").outcome == "withdrawn"


def test_a_moved_and_a_redefined_term_are_told(assess: Assess) -> None:
    assert only(assess, "17").outcome == "moved"
    assert only(assess, "18").outcome == "redefined"


def test_of_several_changes_the_most_important_counts_and_all_are_told(assess: Assess) -> None:
    impact = only(assess, "20")
    assert impact.outcome == "renamed"
    assert {change.kind for change in impact.net} == {"renamed", "moved"}
    assert {(step.release, step.change.kind) for step in impact.steps} == {
        ("2026.3", "renamed"),
        ("2026.3", "moved"),
    }


def test_what_came_later_than_the_release_is_told_and_needs_nothing(assess: Assess) -> None:
    added = only(assess, "25")
    assert (added.outcome, added.action, added.release) == ("added", "none", "2026.3")
    since = only(assess, "26", to="2026.3")
    assert (since.outcome, since.release) == ("added", "now")


def test_a_new_name_of_an_old_term_needs_nothing(assess: Assess) -> None:
    assert only(assess, "Renamed").outcome == "added"
    assert only(assess, "Renamed, later").outcome == "renamed"


def test_what_only_another_release_had_was_removed(assess: Assess) -> None:
    between = only(assess, "23")
    assert (between.outcome, between.release) == ("removed", "2026.3")
    before = only(assess, "16", built_on="2026.3")
    assert (before.outcome, before.release) == ("removed", "2026.3")


def test_an_old_name_from_before_the_release_leads_to_its_term(assess: Assess) -> None:
    impact = only(assess, "Renamed, later", built_on="2026.3")
    assert impact.outcome == "renamed"
    assert impact.after is not None and impact.after.code == "11"


def test_what_never_existed_comes_with_the_likeliest(assess: Assess) -> None:
    impact = only(assess, "Unchangd")
    assert (impact.outcome, impact.action) == ("never_existed", "must")
    assert codes_of(impact.candidates) == ["10"]
    assert only(assess, "999").candidates == ()


def test_suggestions_are_sought_for_so_many_and_that_is_said(assess: Assess) -> None:
    impact = assess(*(f"Unchange{n}" for n in range(MOST_SUGGESTIONS + 5)))
    assert sum(bool(code.candidates) for code in impact.codes) == MOST_SUGGESTIONS
    assert any("the first 50 have suggestions" in note for note in impact.notes)


def test_a_code_of_several_lists_is_ambiguous_until_the_list_is_named(assess: Assess) -> None:
    impact = only(assess, "1")
    assert impact.outcome == "ambiguous"
    assert {term.lists for term in impact.candidates} == {("services",), ("functions",)}
    assert "perhaps services" in " ".join(assess("1", "2", "11", "10").notes)
    assert only(assess, "1", list_name="services").outcome == "unchanged"


def test_a_code_of_another_list_than_the_one_named_never_existed_in_it(assess: Assess) -> None:
    impact = only(assess, "2", list_name="services")
    assert impact.outcome == "never_existed"
    assert [term.lists for term in impact.candidates] == [("functions",)]
    addressed = only(assess, "http://id.esd.org.uk/function/2", list_name="services")
    assert addressed.outcome == "unchanged"


def test_a_term_of_another_nation_is_told_where_the_standard_states_it(assess: Assess) -> None:
    welsh = assess("english", "both", "10", nation="wales")
    assert {code.code: code.outcome for code in welsh.codes} == {
        "english": "out_of_nation",
        "both": "unchanged",
        "10": "unchanged",
    }
    assert any("of 2 of the 3 terms" in note for note in welsh.notes)
    assert only(assess, "english", nation="England").outcome == "unchanged"


def test_a_class_is_known_by_its_address_and_not_by_its_name(assess: Assess) -> None:
    assert only(assess, "http://def.esd.org.uk/Service").outcome == "unchanged"
    assert only(assess, "Service").outcome == "never_existed"


def test_words_with_quotation_marks_and_line_ends_are_read(assess: Assess) -> None:
    impact = only(assess, "27")
    assert impact.after is not None
    assert impact.after.label().value == 'With "quotes" \\ and\nlines'


def test_codes_stand_in_the_order_of_importance_and_are_counted(assess: Assess) -> None:
    impact = assess("10", "11", "zzz", "12")
    assert [code.outcome for code in impact.codes] == [
        "never_existed",
        "deprecated",
        "renamed",
        "unchanged",
    ]
    assert sum(impact.counts().values()) == 4 and impact.needs_action
    assert [code.code for code in impact.to_do()] == ["zzz", "12", "11"]
    assert not assess("10", "25").needs_action


def test_nothing_known_at_all_is_noted(assess: Assess) -> None:
    assert any("no code is known at all" in note for note in assess("xx", "yy").notes)


def test_where_a_code_stands_is_kept(open_check: Open) -> None:
    impact = open_check().assess({"10": Occurrences(7, (2, 5))})
    assert (impact.cells, impact.codes[0].found.places) == (7, (2, 5))


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ({"built_on": ""}, "not said on which release"),
        ({"built_on": "now"}, "2026.1, 2026.2, 2026.3"),
        ({"built_on": "2026.3", "to": "2026.1"}, "comes after 2026.1"),
        ({"nation": "france"}, "the nations are england, wales, scotland, northern-ireland"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused_with_what_to_do(
    open_check: Open, question: dict[str, str], words: str
) -> None:
    with pytest.raises(RequestError, match=words):
        open_check(**question)


def test_a_release_or_list_that_does_not_exist_is_refused_with_those_that_do(
    open_check: Open,
) -> None:
    with pytest.raises(UnknownReleaseError, match="the releases are 2026.1, 2026.2, 2026.3"):
        open_check("2025.1")
    with pytest.raises(UnknownReleaseError):
        open_check("2026.1", to="2027")
    with pytest.raises(NotFoundError, match="the lists are duties, functions, services"):
        open_check(list_name="nothing")


def test_a_release_compared_with_itself_finds_what_is_wrong_with_the_codes(assess: Assess) -> None:
    impact = assess("10", "11", "19", "zzz", built_on="2026.3", to="2026.3")
    assert {code.code: code.outcome for code in impact.codes} == {
        "zzz": "never_existed",
        "19": "deprecated",
        "10": "unchanged",
        "11": "unchanged",
    }


def test_every_outcome_has_an_action() -> None:
    assert set(ACTIONS.values()) == {"must", "should", "none"}
    ranks = [("must", "should", "none").index(action) for action in ACTIONS.values()]
    assert ranks == sorted(ranks)
