from __future__ import annotations

import json

import pytest
from flask.testing import FlaskClient

AS_JSON = {"Accept": "application/json"}


def test_a_search_says_why_each_thing_was_found(client: FlaskClient) -> None:
    found = json.loads(client.get("/search?q=public+toilets", headers=AS_JSON).data)
    assert found["hits"][0]["document"] == "/doc/service/579"
    assert found["hits"][0]["why"] == "name"
    assert found["total"] >= len(found["hits"])
    assert found["kinds"]["service"] >= 1


def test_a_search_can_be_narrowed_to_a_kind_and_read_by_page(client: FlaskClient) -> None:
    first = json.loads(client.get("/search?q=council&kind=authority&limit=5", headers=AS_JSON).data)
    second = json.loads(
        client.get("/search?q=council&kind=authority&limit=5&page=2", headers=AS_JSON).data
    )
    hits = [hit for page in (first, second) for hit in page["hits"]]
    assert {hit["kind"] for hit in hits} == {"authority"}
    assert len({hit["iri"] for hit in hits}) == 10


def test_suggestions_begin_with_what_was_typed(client: FlaskClient) -> None:
    found = json.loads(client.get("/suggest?q=publ+toil&limit=3").data)["suggestions"]
    assert len(found) <= 3
    typed = json.loads(client.get("/suggest?q=public+toil").data)["suggestions"]
    assert typed[0]["label"] == "Public toilets"


def test_a_misspelt_word_is_a_guess(client: FlaskClient) -> None:
    found = json.loads(client.get("/search?q=pubilc+toliets", headers=AS_JSON).data)
    assert found["guess"] is True
    assert any(hit["label"] == "Public toilets" for hit in found["hits"])


def test_nothing_to_look_for_finds_nothing(client: FlaskClient) -> None:
    assert json.loads(client.get("/search?q=", headers=AS_JSON).data)["total"] == 0


@pytest.mark.parametrize(
    "query",
    ["q=" + "a" * 501, "q=a&page=0", "q=a&page=-1", "q=a&page=x", "q=a&limit=101", "q=a&page=²"],
)
def test_what_cannot_be_looked_for_is_a_problem(client: FlaskClient, query: str) -> None:
    response = client.get(f"/search?{query}", headers=AS_JSON)
    assert response.status_code == 400
    assert response.mimetype == "application/problem+json"


@pytest.mark.parametrize("query", ['"', "NEAR(", "a AND", "*", "';--", "%00", "\\", "🚽", "-"])
def test_no_text_breaks_a_search(client: FlaskClient, query: str) -> None:
    response = client.get("/search", query_string={"q": query}, headers=AS_JSON)
    assert response.status_code == 200
