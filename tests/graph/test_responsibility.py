"""Who provides a service: over the councils that ship, and over councils made up for a rule."""

from __future__ import annotations

from datetime import date

import pytest

from moothall.graph.change import Change
from moothall.graph.errors import RequestError, UnknownNameError
from moothall.graph.generation import Generation
from moothall.graph.generations import Generations
from moothall.graph.responsibility import (
    Responsibility,
    find_area,
    find_service,
    read_day,
    responsible,
)
from moothall.graph.succession import council, in_place_of, successors_on

from .conftest import BASE, quads_of

WASTE, HOME_SCHOOLING, HOLIDAYS, WITHOUT_A_RULE = "524", "1", "18", "3"


def ask(generation: Generation, service: str, area: str, day: str) -> Responsibility:
    return responsible(
        generation, find_service(generation, service), find_area(generation, area), read_day(day)
    )


def codes(answer: Responsibility) -> list[str]:
    return [each.council.code for each in answer.responsible]


def kinds(answer: Responsibility) -> list[str]:
    return [note.kind for note in answer.notes]


@pytest.mark.parametrize(
    ("service", "area", "day", "expected", "outcome"),
    [
        (WASTE, "E07000176", "2026-04-01", ["RUS"], "answered"),
        (HOME_SCHOOLING, "E07000176", "2026-04-01", ["NTT"], "answered"),
        (HOLIDAYS, "Rushcliffe", "2026-04-01", ["NTT", "RUS"], "answered"),
        (WASTE, "Nottingham", "2026-04-01", ["NGM"], "answered"),
        (HOME_SCHOOLING, "NTT", "2026-04-01", ["NTT"], "answered"),
        (WASTE, "E07000026", "2022-06-01", ["ALL"], "answered"),
        (WASTE, "E07000026", "2023-03-31", ["ALL"], "answered"),
        (WASTE, "E07000026", "2023-04-01", ["CBD"], "answered"),
        (HOME_SCHOOLING, "E07000026", "2022-06-01", ["CMA"], "answered"),
        (HOME_SCHOOLING, "CMA", "2026-04-01", ["CBD", "WAF"], "depends on the place"),
        (WASTE, "Cumberland", "2022-06-01", ["ALL", "CAR", "COP"], "depends on the place"),
        (HOME_SCHOOLING, "Cumberland", "2022-06-01", ["CMA"], "answered"),
        (
            WASTE,
            "CMA",
            "2022-06-01",
            ["ALL", "BAR", "CAR", "COP", "EDN", "SLA"],
            "depends on the place",
        ),
        (HOME_SCHOOLING, "BPC", "2018-01-01", ["DOR", "BMH", "POL"], "depends on the place"),
    ],
)
def test_the_tier_the_day_and_the_succession_tell_who(
    shipped: Generation, service: str, area: str, day: str, expected: list[str], outcome: str
) -> None:
    answer = ask(shipped, service, area, day)
    assert codes(answer) == expected
    assert answer.outcome == outcome
    assert all(each.why for each in answer.responsible)


def test_each_step_is_told(shipped: Generation) -> None:
    [found] = ask(shipped, WASTE, "ALL", "2026-04-01").responsible
    steps = [
        (why.kind, why.council and why.council.code, why.other and why.other.code, why.day)
        for why in found.why
    ]
    assert steps == [
        ("succeeded", "CBD", "ALL", date(2023, 3, 31)),
        ("tier_provides", "CBD", None, None),
    ]


def test_the_successors_of_an_abolished_council_are_named(shipped: Generation) -> None:
    later = ask(shipped, WASTE, "CMA", "2026-04-01")
    assert [each.code for each in later.successors] == ["CBD", "WAF"]
    assert ask(shipped, WASTE, "CMA", "2022-06-01").successors == ()


@pytest.mark.parametrize(
    ("service", "area", "day", "note"),
    [
        (WITHOUT_A_RULE, "RUS", "2026-04-01", "no_tier_rule"),
        (WASTE, "NIR-A", "2020-01-01", "no_successor"),
        (WASTE, "GLA", "2026-04-01", "no_tier"),
        (WASTE, "Belfast", "2010-01-01", "no_predecessor"),
    ],
)
def test_what_is_not_stated_is_said_and_not_guessed(
    shipped: Generation, service: str, area: str, day: str, note: str
) -> None:
    if service == WITHOUT_A_RULE:
        service = _without_a_rule(shipped)
    answer = ask(shipped, service, area, day)
    assert answer.outcome == "not stated"
    assert answer.responsible == ()
    assert kinds(answer) == [note]


def test_an_answer_says_what_it_rests_on(shipped: Generation) -> None:
    assert kinds(ask(shipped, WASTE, "RUS", "1990-01-01")) == [
        "rule_is_undated",
        "founding_not_stated",
    ]
    assert kinds(ask(shipped, WASTE, "CMA", "2022-01-01")) == [
        "rule_is_undated",
        "foundings_not_stated",
    ]
    assert kinds(ask(shipped, WASTE, "Belfast", "2130-01-01")) == ["data_of", "other_nation"]


@pytest.mark.parametrize("text", ["2026-02-30", "2026-W10-1", "20260401", "01/04/2026", "2026", ""])
def test_what_is_no_day_is_told_how_to_write_one(text: str) -> None:
    with pytest.raises(RequestError, match="2026-04-01"):
        read_day(text)


def test_a_service_or_an_area_may_be_named_in_many_ways(shipped: Generation) -> None:
    iri = "http://id.esd.org.uk/service/524"
    for text in (iri, "524", "LGSL 524", "esdServiceType:524", "household waste collection"):
        assert find_service(shipped, text).iri == iri
    for text in ("RUS", "E07000176", "rushcliffe bc", f"{BASE}id/authority/RUS"):
        assert find_area(shipped, text).code == "RUS"


def test_an_unknown_name_gets_suggestions(shipped: Generation) -> None:
    with pytest.raises(UnknownNameError) as unknown:
        find_area(shipped, "Camdn")
    assert "London Borough of Camden" in unknown.value.likely
    with pytest.raises(UnknownNameError) as unknown:
        find_service(shipped, "librarys")
    assert any("librar" in name.casefold() for name in unknown.value.likely)
    with pytest.raises(UnknownNameError) as unknown:
        find_service(shipped, "\N{SNOWMAN}" * 400)
    assert unknown.value.likely == ()


@pytest.mark.parametrize("text", ["", "   "])
def test_nothing_named_is_told_apart_from_something_unknown(shipped: Generation, text: str) -> None:
    with pytest.raises(RequestError, match="no area is named"):
        find_area(shipped, text)
    with pytest.raises(RequestError, match="no service is named"):
        find_service(shipped, text)


MADE_UP = """
@prefix mh: <https://w3id.org/moothall/def/> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix schema: <https://schema.org/> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

<id/authority/AAA> a mh:Authority ; skos:prefLabel "A"@en ; dct:identifier "AAA" ;
    schema:dissolutionDate "1999-12-31"^^xsd:date ; mh:succeededBy <id/authority/BBB> .
<id/authority/BBB> a mh:Authority ; skos:prefLabel "B"@en ; dct:identifier "BBB" ;
    schema:foundingDate "2000-01-01"^^xsd:date ; schema:dissolutionDate "2009-12-31"^^xsd:date ;
    mh:succeededBy <id/authority/CCC>, <id/authority/AAA> .
<id/authority/CCC> a mh:Authority ; skos:prefLabel "C"@en ; dct:identifier "CCC" ;
    schema:foundingDate "2010-01-01"^^xsd:date ; mh:succeededBy <id/authority/missing> .
"""


@pytest.fixture
def made_up(generations: Generations) -> Generation:
    """Three councils, each in the place of the one before, with a circle and a dead end."""
    with generations.writing() as writer:
        return writer.publish(Change(added=quads_of(MADE_UP)))


@pytest.mark.parametrize(
    ("asked", "day", "expected"),
    [
        ("AAA", "1990-01-01", [("AAA", [])]),
        ("AAA", "2005-01-01", [("BBB", ["AAA"])]),
        ("AAA", "2026-01-01", [("CCC", ["AAA", "BBB"])]),
        ("CCC", "1990-01-01", [("AAA", ["CCC", "BBB"])]),
        ("CCC", "2005-01-01", [("BBB", ["CCC"])]),
    ],
)
def test_succession_is_followed_through_councils_that_have_come_and_gone(
    made_up: Generation, asked: str, day: str, expected: list[tuple[str, list[str]]]
) -> None:
    first = council(made_up, f"{BASE}id/authority/{asked}")
    found = in_place_of(made_up, first, date.fromisoformat(day))
    assert [(s.council.code, [c.code for c in s.through]) for s in found] == expected


def test_what_is_no_council_has_no_successors(made_up: Generation) -> None:
    assert successors_on(made_up, "http://id.esd.org.uk/service/524", date(2026, 1, 1)) == ()
    assert successors_on(made_up, "no address", date(2026, 1, 1)) == ()
    assert successors_on(made_up, f"{BASE}id/authority/CCC", date(2026, 1, 1)) == ()


def _without_a_rule(generation: Generation) -> str:
    rows = generation.reader.select(
        "SELECT ?code WHERE { ?s a <http://def.esd.org.uk/Service> ; "
        "<http://purl.org/dc/terms/identifier> ?code FILTER NOT EXISTS { "
        "?s <https://w3id.org/moothall/def/providedBy> ?tier } } ORDER BY ?code LIMIT 1"
    )
    return str(next(rows)["code"].value)
