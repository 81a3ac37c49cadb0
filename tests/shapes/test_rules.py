from __future__ import annotations

import pytest

from moothall.shapes.rules import Rule, StandardRules, kind_of
from moothall.shapes.standard import Standard
from moothall.shapes.standard_files import standard_named, standards


def rules(name: str) -> dict[str, Rule]:
    return {rule.key: rule for rule in StandardRules.of(standard_named(name)).rules.values()}


@pytest.mark.parametrize("standard", standards().values(), ids=list(standards()))
def test_every_rule_has_its_words_and_a_name_of_its_own(standard: Standard) -> None:
    found = StandardRules.of(standard).rules.values()
    assert len({rule.key for rule in found}) == len(found)
    for rule in found:
        assert rule.title and not rule.title.endswith("."), rule
        assert rule.remedy.endswith("."), rule
        assert "None" not in rule.title and "{" not in rule.title, rule
        assert set(rule.columns) <= set(standard.columns), rule


def test_the_level_of_a_rule_follows_from_its_severity() -> None:
    found = rules("public-toilets")
    assert found["GeoX-minCount"].level == "must"
    assert found["Category-in"].level == "should"


def test_a_rule_says_what_is_wrong_and_what_to_do() -> None:
    rule = rules("public-toilets")["GeoX-minCount"]
    assert rule.title == "GeoX is blank"
    assert (
        rule.remedy == "Fill in GeoX for every toilet (easting or longitude), for example 457266."
    )
    assert rule.passed == "GeoX is filled in for every toilet"


def test_a_list_of_values_is_said_and_cut_when_it_is_long() -> None:
    found = rules("public-toilets")
    assert "Use one of these: Female, Male, Female and Male" in found["Category-in"].remedy


def test_a_rule_about_several_columns_names_them() -> None:
    found = rules("brownfield-land").values()
    assert any(
        set(rule.columns) >= {"FirstAddedDate"} and rule.kind == "lessThanOrEquals"
        for rule in found
    )
    assert any(len(rule.columns) > 1 and rule.kind == "sparql" for rule in found)


@pytest.mark.parametrize(
    ("name", "column", "kind"),
    [
        ("public-toilets", "GeoX", "a number"),
        ("public-toilets", "BabyChange", "yes or no"),
        ("public-toilets", "InfoURL", "a web address"),
        ("public-toilets", "OrganisationURI", "a council that is known"),
        ("public-toilets", "ExtractDate", "a date or a date and time"),
        ("public-toilets", "Category", "one of the values that are allowed"),
    ],
)
def test_a_column_says_what_its_values_are(name: str, column: str, kind: str) -> None:
    assert kind_of(standard_named(name).columns[column]) == kind
