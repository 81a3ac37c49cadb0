from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moothall.graph.addresses import Addresses

ADDRESSES = Addresses("https://data.example/moot/")


@pytest.mark.parametrize(
    ("iri", "path"),
    [
        ("http://id.esd.org.uk/service/579", "/doc/service/579"),
        ("http://id.esd.org.uk/interaction/0", "/doc/interaction/0"),
        ("http://id.esd.org.uk/circumstance/Gender_Female", "/doc/circumstance/Gender_Female"),
        ("https://w3id.org/moothall/id/need/warm-home", "/doc/need/warm-home"),
        ("http://www.esd.org.uk/standards/ipsv/2.00/ipsv-schema#Concept1500", "/doc/subject/1500"),
        ("https://w3id.org/moothall/def/metBy", "/doc/def/metBy"),
        ("http://def.esd.org.uk/Service", "/doc/def/Service"),
        ("https://data.example/moot/id/authority/ADU", "/doc/authority/ADU"),
        ("https://data.example/moot/graph/services", "/doc/graph/services"),
        ("https://data.example/moot/id/record/a/b/c%2Fd é", "/doc/record/a/b/c%252Fd%20%C3%A9"),
    ],
)
def test_an_iri_has_a_path_and_the_path_leads_back(iri: str, path: str) -> None:
    assert ADDRESSES.path(iri) == path
    assert iri in ADDRESSES.candidates(path.removeprefix("/doc/"))


def test_iris_of_other_hosts_have_no_path() -> None:
    assert ADDRESSES.path("https://example.org/service/579") is None
    assert ADDRESSES.kind("https://example.org/service/579") == ""


def test_a_curie_is_the_form_in_common_use() -> None:
    assert ADDRESSES.curie("http://id.esd.org.uk/service/579") == "esdServiceType:579"
    assert ADDRESSES.curie("http://id.esd.org.uk/list/services") is None


@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30))
def test_any_identifier_comes_back_from_its_path(identifier: str) -> None:
    iri = "http://id.esd.org.uk/service/" + identifier
    path = ADDRESSES.path(iri)
    assert path is not None and path.isascii()
    assert iri in ADDRESSES.candidates(path.removeprefix("/doc/"))
