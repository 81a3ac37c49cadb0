"""Codes of a column, and councils and terms of the graph."""

from __future__ import annotations

import pytest

from moothall.graph.look_up import LookUp
from moothall.graph.namespaces import ESD, MH
from moothall.graph.terms import Literal, NamedNode
from moothall.loaders.tables.codes import code_reading
from moothall.loaders.tables.lookup import thing_reading
from moothall.shapes.standard import Code

BASE = "https://data.example.org/"


def code(identifier: str, *names: str) -> Code:
    return Code(NamedNode(f"https://example.org/{identifier}"), names[0], (*names, identifier))


DECISION_TYPES = code_reading(
    [
        code("delegated", "Delegated powers"),
        code("officer", "Case officer"),
        code("committee", "Planning committee", "Committee & panel"),
        code("none", "None"),
    ]
)


@pytest.mark.parametrize(
    ("text", "identifier", "best"),
    [
        ("Delegated powers", "delegated", "Delegated powers"),
        ("delegated  POWERS", "delegated", "Delegated powers"),
        ("DelegatedPowers", "delegated", "Delegated powers"),
        ("delegated", "delegated", "delegated"),
        ("Delegated", "delegated", "Delegated powers"),
        ("committee and panel", "committee", "Planning committee"),
        ("Cáse-officer", "officer", "Case officer"),
        ("none", "none", "none"),
    ],
)
def test_a_code_is_known_by_all_its_names(text: str, identifier: str, best: str) -> None:
    cell = DECISION_TYPES(text)
    assert (cell.objects, cell.fault) == ((f"<https://example.org/{identifier}>",), "")
    assert cell.best == best


@pytest.mark.parametrize(
    ("text", "why", "best", "is_sure"),
    [
        ("Delegated pow", "is only the beginning", "Delegated powers", True),
        ("Planning comittee", "is none of the values", "Planning committee", True),
        ("Case off1cer", "is none of the values", "Case officer", False),
        ("Chief executive", "is none of the values", "", False),
        ("-", "is no value", "", True),
        ("tbc", "is no value", "", False),
        ("x" * 400, "is none of the values", "", False),
    ],
)
def test_an_unknown_code_comes_with_the_nearest(
    text: str, why: str, best: str, is_sure: bool
) -> None:
    cell = DECISION_TYPES(text)
    assert cell.objects == (f'"{text}"',)
    assert why in cell.fault
    assert (cell.best, cell.is_sure) == (best, is_sure)


def test_codes_that_differ_by_a_sign_are_told_apart() -> None:
    read = code_reading([Code(Literal(each), each, (each,)) for each in ("LAL", "LAL-")])
    assert read("lal").objects == ('"LAL"',)
    assert read("lal-").objects == ('"LAL-"',)
    assert read("l.a.l").fault


def test_a_column_that_a_spreadsheet_filled_down_is_explained() -> None:
    read = code_reading([Code(Literal(each), each, (each,)) for each in ("OSGB36", "ETRS89")])
    cell = read("ETRS131")
    assert "a spreadsheet has counted up" in cell.fault
    assert (cell.best, cell.is_sure) == ("ETRS89", False)


@pytest.mark.parametrize(
    "text", ["RUS", "E07000176", "Rushcliffe", "local-authority-eng:RUS", f"{BASE}id/authority/RUS"]
)
def test_a_council_is_found_and_left_as_it_is_written(look_up: LookUp, text: str) -> None:
    cell = thing_reading((MH.Authority.value,), look_up)(text)
    assert (cell.objects, cell.best) == ((f"<{BASE}id/authority/RUS>",), text)


def test_a_slip_in_a_long_name_is_sure_to_be_one(look_up: LookUp) -> None:
    cell = thing_reading((MH.Authority.value,), look_up)("Rushclife Borough Council")
    assert "is no council that is known" in cell.fault
    assert (cell.best, cell.is_sure) == ("Rushcliffe Borough Council", True)


def test_an_address_that_leads_to_nothing_is_answered_with_an_address(look_up: LookUp) -> None:
    read = thing_reading((MH.Authority.value,), look_up)
    cell = read("http://opendatacommunities.org/id/district-council/nottingham")
    assert (cell.best, cell.is_sure) == (f"{BASE}id/authority/NGM", False)
    assert read("http://opendatacommunities.org/id/county-council/atlantis").best == ""


def test_a_service_is_found_by_its_number_and_a_wrong_number_is_no_other(look_up: LookUp) -> None:
    read = thing_reading((ESD.Service.value,), look_up)
    for text in ("579", "LGSL 579", "Public toilets", "https://id.esd.org.uk/service/579/"):
        assert read(text).objects == ("<http://id.esd.org.uk/service/579>",)
    assert (read("99999999").best, read("99999999").is_sure) == ("", False)
