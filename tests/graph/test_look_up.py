"""Look-up of councils and terms by whatever people call them."""

from __future__ import annotations

import pytest

from moothall.graph.folding import fold_letters, fold_words
from moothall.graph.generation import Generation
from moothall.graph.look_up import LookUp, look_up_of
from moothall.graph.namespaces import ESD, MH
from moothall.loaders.shipped import shipped_look_up

BASE = "https://data.example.org/"
COUNCIL, SERVICE, FUNCTION = MH.Authority.value, ESD.Service.value, ESD.Function.value
PROCUREMENT = MH.ProcurementCategory.value


@pytest.fixture(scope="module")
def look_up() -> LookUp:
    return shipped_look_up(BASE)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("RUS", "RUS"),
        ("rus", "RUS"),
        ("E07000176", "RUS"),
        ("GSS E07000176", "RUS"),
        ("37UJ", "RUS"),
        ("3040.0", "RUS"),
        ("local-authority:RUS", "RUS"),
        ("local-authority-eng:RUS", "RUS"),
        (f"{BASE}id/authority/RUS", "RUS"),
        ("http://opendatacommunities.org/id/district-council/rushcliffe", "RUS"),
        (" https://opendatacommunities.org/id/district-council/Rushcliffe/ ", "RUS"),
        ("http://statistics.data.gov.uk/id/statistical-geography/E07000176", "RUS"),
        ("Rushcliffe Borough Council", "RUS"),
        ("RUSHCLIFFE", "RUS"),
        ("Rushcliffe B.C.", None),
        ("Rushcliffe BC", "RUS"),
        ("Kensington & Chelsea", "KEC"),
        ("London Borough of Kensington and Chelsea", "KEC"),
        ("City of Nottingham Council", "NGM"),
        ("Nottingham", "NGM"),
        ("Nottingham County Council", None),
        ("Nottinghamshire CC", "NTT"),
        ("Cyngor Sir Ynys Mon", "AGY"),
        ("Somerset Council", "SMT"),
        ("Council", None),
        ("London", None),
        ("ward 3", None),
        ("", None),
        ("x" * 10_000, None),
    ],
)
def test_a_council_is_found_by_every_name_and_code(
    look_up: LookUp, text: str, code: str | None
) -> None:
    found = [thing.iri for thing in look_up.find(COUNCIL, text)]
    assert found == ([f"{BASE}id/authority/{code}"] if code else [])


@pytest.mark.parametrize(
    ("class_iri", "text", "iri"),
    [
        (SERVICE, "579", "http://id.esd.org.uk/service/579"),
        (SERVICE, "LGSL 579", "http://id.esd.org.uk/service/579"),
        (SERVICE, "579.0", "http://id.esd.org.uk/service/579"),
        (SERVICE, "public  TOILETS", "http://id.esd.org.uk/service/579"),
        (SERVICE, "esdServiceType:579", "http://id.esd.org.uk/service/579"),
        (SERVICE, "https://id.esd.org.uk/service/579 ", "http://id.esd.org.uk/service/579"),
        (SERVICE, "http://standards.esd.org.uk/?uri=service/579", "http://id.esd.org.uk/service/579"),
        (FUNCTION, "1", "http://id.esd.org.uk/function/1"),
        (FUNCTION, "http://id.esd.org.uk/service/579", None),
        (SERVICE, "99999999", None),
        (PROCUREMENT, "Cemetery and Crematorium",
         "https://w3id.org/moothall/id/procurementCategory/120000"),
        ("https://example.org/Unknown", "1", None),
    ],
)  # fmt: skip
def test_a_term_is_found_in_its_class_alone(
    look_up: LookUp, class_iri: str, text: str, iri: str | None
) -> None:
    assert [thing.iri for thing in look_up.find(class_iri, text)] == ([iri] if iri else [])


@pytest.mark.parametrize(
    ("class_iri", "text", "label"),
    [
        (COUNCIL, "Rushclif Borough Council", "Rushcliffe Borough Council"),
        (COUNCIL, "http://opendatacommunities.org/id/county-council/nottingham",
         "Nottingham City Council"),
        (COUNCIL, "http://opendatacommunities.org/id/county-council/atlantis", None),
        (SERVICE, "Public toilet", "Public toilets"),
        (SERVICE, "99999999", None),
        (SERVICE, "zzz", None),
    ],
)  # fmt: skip
def test_what_is_like_a_name_is_a_suggestion(
    look_up: LookUp, class_iri: str, text: str, label: str | None
) -> None:
    near = look_up.suggest(class_iri, text)
    assert (near and near.label) == label


def test_a_council_that_is_no_more_gives_way_to_one_that_is(look_up: LookUp) -> None:
    (now,) = look_up.find(COUNCIL, "North Yorkshire")
    (then,) = look_up.find(COUNCIL, "Allerdale")
    assert (now.label, then.label) == ("North Yorkshire Council", "Allerdale Borough Council")


def test_a_published_generation_finds_what_the_shipped_files_do(
    shipped: Generation, look_up: LookUp
) -> None:
    published = look_up_of(shipped)
    assert published is look_up_of(shipped)
    for class_iri, text in ((COUNCIL, "Rushcliffe"), (SERVICE, "579"), (FUNCTION, "nothing")):
        found = [thing.label for thing in published.find(class_iri, text)]
        assert found == [thing.label for thing in look_up.find(class_iri, text)]


def test_folding_leaves_out_what_does_not_matter() -> None:
    assert fold_words("  Children’s HOMES & Day-care (Môn) ") == "childrens homes and day care mon"
    assert fold_letters("Day-care") == fold_letters("DayCare") == "daycare"
