from __future__ import annotations

import pytest

from moothall.graph.generation import Generation
from moothall.graph.resolve import resolve

from .conftest import BASE

TOILETS = "http://id.esd.org.uk/service/579"
WESTMERE = BASE + "id/authority/ZZW"


@pytest.mark.parametrize(
    ("identifier", "iri"),
    [
        (TOILETS, TOILETS),
        ("https://id.esd.org.uk/service/579", TOILETS),
        ("http://id.esd.org.uk/service/579/", TOILETS),
        (" <http://id.esd.org.uk/service/579> ", TOILETS),
        ("http%3A%2F%2Fid.esd.org.uk%2Fservice%2F579", TOILETS),
        ("http://standards.esd.org.uk/?uri=service%2F579&tab=details", TOILETS),
        ("http://localhost:8080/id/service/579", TOILETS),
        ("http://localhost:8080/doc/service/579.ttl", TOILETS),
        ("esdServiceType:579", TOILETS),
        ("esdServiceTypes:579", TOILETS),
        ("esd:service/579", TOILETS),
        ("LGSL 579", TOILETS),
        ("lgsl:579", TOILETS),
        ("PID 579", TOILETS),
        ("service/579", TOILETS),
        ("579", TOILETS),
        ("LGIL 0", "http://id.esd.org.uk/interaction/0"),
        ("0", "http://id.esd.org.uk/interaction/0"),
        ("http://id.esd.org.uk/InteractionList", "http://id.esd.org.uk/list/interactions"),
        ("http://id.esd.org.uk/InteractionList/1.01", "http://id.esd.org.uk/list/interactions"),
        (
            "http://doc.esd.org.uk/InteractionList/1.01.html",
            "http://id.esd.org.uk/list/interactions",
        ),
        ("https://standards.esd.org.uk/?uri=list/services", "http://id.esd.org.uk/list/services"),
        ("E99000001", WESTMERE),
        ("e99000001", WESTMERE),
        ("http://opendatacommunities.org/id/x/westmere", WESTMERE),
    ],
)
def test_every_form_of_an_identifier_leads_to_its_thing(
    small: Generation, identifier: str, iri: str
) -> None:
    assert [found.iri for found in resolve(small, identifier)] == [iri]


def test_a_resolution_names_the_thing_and_how_it_was_read(small: Generation) -> None:
    (found,) = resolve(small, "esdServiceType:579")
    assert (found.label, found.how) == ("Public toilets", "compact address")


@pytest.mark.parametrize(
    "nonsense",
    ["", " ", "5799", "http://", "esdServiceType:", "LGSL", "a b c", "\x00", "http://[::1"],
)
def test_nonsense_resolves_to_nothing(small: Generation, nonsense: str) -> None:
    assert resolve(small, nonsense) == ()
