from __future__ import annotations

import pytest
from flask.testing import FlaskClient

BROWSER = {
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8",
    "Accept-Language": "en-GB,en;q=0.9",
}


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/about", 200),
        ("/list", 200),
        ("/list/services", 200),
        ("/list/services?q=toilet", 200),
        ("/list/services?letter=P&deprecated=1&cy=1", 200),
        ("/doc/service/579", 200),
        ("/doc/service/579.html", 200),
        ("/doc/authority/ADU", 200),
        ("/doc/dataset/services", 200),
        ("/doc/def/Service", 200),
        ("/doc/def/Service?page=2", 200),
        ("/datasets", 200),
        ("/datasets/services", 200),
        ("/search?q=toilets", 200),
        ("/search?q=council&kind=authority&page=2", 200),
        ("/search", 200),
        ("/sparql", 200),
        ("/sparql?query=", 200),
        ("/sparql?query=SELECT * { ?s ?p ?o } LIMIT 2000", 200),
        ("/sparql?query=ASK {}", 200),
        ("/sparql?query=CONSTRUCT WHERE { ?s ?p ?o } LIMIT 3", 200),
        ("/sparql?query=SELECT", 400),
        ("/sparql?query=SELECT * { SERVICE ?s {} }", 403),
        ("/resolve?q=8", 300),
        ("/resolve?q=nothing at all", 404),
        ("/doc/service/99999", 404),
        ("/list/nothing", 404),
        ("/doc/service/579?page=0", 400),
    ],
)
def test_a_browser_gets_a_page(client: FlaskClient, path: str, status: int) -> None:
    response = client.get(path, headers=BROWSER)
    assert response.status_code == status
    assert response.headers["Content-Type"] == "text/html; charset=utf-8"
    assert "Accept-Language" in response.headers["Vary"]
    assert response.text.lstrip().lower().startswith("<!doctype html>")


def test_a_page_is_in_the_language_that_was_asked_for(client: FlaskClient) -> None:
    welsh = client.get("/doc/service/579", headers=BROWSER | {"Accept-Language": "cy"})
    english = client.get("/doc/service/579", headers=BROWSER)
    chosen = client.get("/doc/service/579?lang=cy", headers=BROWSER)
    assert welsh.headers["Content-Language"] == chosen.headers["Content-Language"] == "cy"
    assert '<html lang="cy"' in welsh.text
    assert '<html lang="en"' in english.text
    assert welsh.headers["ETag"] != english.headers["ETag"]


def test_a_page_that_is_named_is_in_the_language_of_each_client(client: FlaskClient) -> None:
    for language in ("cy", "en", "cy"):
        headers = {"Accept": "text/turtle", "Accept-Language": language}
        for path in ("/doc/service/579?format=html", "/doc/service/579.html"):
            assert client.get(path, headers=headers).headers["Content-Language"] == language


def test_an_unchanged_page_is_answered_with_304(client: FlaskClient) -> None:
    tag = client.get("/list", headers=BROWSER).headers["ETag"]
    again = client.get("/list", headers=BROWSER | {"If-None-Match": tag})
    assert again.status_code == 304
    welsh = client.get("/list?lang=cy", headers=BROWSER | {"If-None-Match": tag})
    assert welsh.status_code == 200


def test_the_policy_allows_the_one_script_of_the_pages(client: FlaskClient) -> None:
    response = client.get("/doc/service/579", headers=BROWSER)
    assert "script-src 'sha256-" in response.headers["Content-Security-Policy"]
    assert " style=" not in response.text
    assert " onclick=" not in response.text


def test_an_error_of_a_service_without_data_is_a_page_too(empty_client: FlaskClient) -> None:
    response = empty_client.get("/doc/service/579", headers=BROWSER)
    assert response.status_code == 503
    assert response.mimetype == "text/html"
