from __future__ import annotations

import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from moothall.graph.generation import Generation


def test_health_says_what_is_served(client: FlaskClient, shipped: Generation) -> None:
    response = client.get("/health")
    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    found = json.loads(response.data)
    assert found["status"] == "ok"
    assert found["generation"] == shipped.number
    assert found["triples"] == shipped.manifest.triples


@pytest.mark.parametrize(
    "path", ["/health", "/", "/doc/service/579", "/id/service/579", "/list", "/sparql?query=ASK{}"]
)
def test_without_a_store_every_route_is_unavailable(empty_client: FlaskClient, path: str) -> None:
    response = empty_client.get(path)
    assert response.status_code == 503
    assert response.headers["Retry-After"]
    assert json.loads(response.data)["status"] == 503


def test_robots_and_the_icon_need_no_store(empty_client: FlaskClient) -> None:
    assert "Disallow: /sparql" in empty_client.get("/robots.txt").text
    icon = empty_client.get("/favicon.ico")
    assert icon.status_code == 303
    mark = empty_client.get(icon.headers["Location"])
    assert mark.status_code == 200
    assert mark.mimetype == "image/svg+xml"
    mark.close()


def test_static_files_are_kept_long_under_a_version(client: FlaskClient) -> None:
    plain, versioned = client.get("/static/site.css"), client.get("/static/site.css?v=1")
    assert plain.status_code == versioned.status_code == 200
    assert plain.headers["Cache-Control"] == "public, max-age=3600"
    assert versioned.headers["Cache-Control"] == "public, max-age=31536000"
    plain.close()
    versioned.close()
    assert client.get("/static/../app.py").status_code == 404


@pytest.mark.parametrize(
    "path",
    ["/health", "/doc/service/579.ttl", "/nothing", "/id/service/579", "/robots.txt", "/list.x"],
)
def test_every_answer_carries_the_security_headers(client: FlaskClient, path: str) -> None:
    for headers in (client.get(path).headers, client.head(path).headers):
        policy = headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'")
        assert "unsafe" not in policy
        assert "script-src 'sha256-" in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"]
        assert headers["Access-Control-Allow-Origin"] == "*"
        assert len(headers.getlist("Content-Security-Policy")) == 1


def test_an_unforeseen_error_tells_the_client_nothing(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyError(f"secret {Path.cwd()}")

    monkeypatch.setattr("moothall.server.routes.search.search", fail)
    response = client.get("/search?q=unforeseen&format=json")
    assert response.status_code == 500
    assert response.mimetype == "application/problem+json"
    assert "secret" not in response.text
    assert "KeyError" in caplog.text
