from __future__ import annotations

import json

from flask.testing import FlaskClient


def test_the_editor_is_told_the_words_of_the_graph(client: FlaskClient) -> None:
    response = client.get("/sparql/vocabulary.json")
    assert response.status_code == 200
    assert response.mimetype == "application/json"
    told = json.loads(response.data)
    assert told["prefixes"]["skos"] == "http://www.w3.org/2004/02/skos/core#"
    terms = {term["name"]: term for term in told["terms"]}
    assert terms["esd:Service"]["kind"] == "class"
    assert terms["mh:List"]["label"] == {"en": "List", "cy": "Rhestr"}
    assert terms["mh:contains"]["kind"] == "property"
    assert terms["mh:contains"]["count"] > 1_000
    counts = [term["count"] for term in told["terms"] if term["kind"] == "class"]
    assert counts == sorted(counts, reverse=True)


def test_what_the_editor_is_told_is_asked_for_once_a_generation(client: FlaskClient) -> None:
    etag = client.get("/sparql/vocabulary.json").headers["ETag"]
    again = client.get("/sparql/vocabulary.json", headers={"If-None-Match": etag})
    assert again.status_code == 304


def test_an_example_is_asked_by_its_name_in_any_form(client: FlaskClient) -> None:
    page = client.get("/sparql?example=duties-by-nation", headers={"Accept": "text/html"})
    assert page.status_code == 200 and "Bar chart of the table" in page.text
    table = client.get("/sparql?example=duties-by-nation&format=csv")
    assert table.mimetype == "text/csv"
    assert table.text.splitlines()[0] == "nation,duties"


def test_a_query_of_its_own_comes_before_an_example(client: FlaskClient) -> None:
    parameters = {"example": "duties-by-nation", "query": "ASK {}"}
    answer = client.get("/sparql", query_string=parameters)
    assert json.loads(answer.data)["boolean"] is True


def test_an_example_that_is_not_there_is_not_found(client: FlaskClient) -> None:
    response = client.get("/sparql?example=nonsense")
    assert response.status_code == 404
    assert "nonsense" in json.loads(response.data)["detail"]
