from __future__ import annotations

import json

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import EnvironBuilder, run_wsgi_app

BAD_PATHS = [
    "/doc/service/579.pdf",
    "/doc/service/579.",
    "/doc/unknownkind/1",
    "/doc/service/",
    "/doc/",
    "/doc",
    "/id/",
    "/id/service/99999999",
    "/id/service/579/extra",
    "/id/service%2F579%2F",
    "/doc/service/%zz",
    "/doc/service/%25zz",
    "/doc/service/579%00",
    "/doc/%0d%0aSet-Cookie:x=1",
    "/id/%0d%0aLocation:http://example.org",
    "/doc/../../etc/passwd",
    "/doc/service/..%2f..%2fetc%2fpasswd",
    "/doc//service//579",
    "/doc/service/<script>alert(1)</script>",
    "/doc/service/579%20",
    "/doc/service/ｆ",
    "/list/",
    "/list/%2e%2e",
    "/datasets/",
    "/catalogue.",
    "/doc/service/" + "9" * 4_500,
    "/search?q=" + "a" * 5_000,
    "/quality/nothing",
    "/quality/nothing.csv",
    "/quality.xlsx",
    "/quality?release=2026.9",
    "/quality/orphan-terms?release=<script>",
    "/review/nothing",
    "/review/nothing.json",
    "/review/unused-terms?list=nothing",
    "/review/unused-terms?list=" + "a" * 600,
    "/nothing/at/all",
]


@pytest.mark.parametrize("path", BAD_PATHS, ids=lambda path: path[:40])
def test_a_bad_address_is_a_problem_of_the_client(client: FlaskClient, path: str) -> None:
    response = client.get(path)
    assert 400 <= response.status_code < 500
    assert response.mimetype == "application/problem+json"
    problem = json.loads(response.data)
    assert problem["status"] == response.status_code
    assert {"type", "title", "detail"} <= problem.keys()
    assert "Set-Cookie" not in response.headers
    assert len(response.data) < 2_000


def test_an_address_that_is_too_long_is_called_so(client: FlaskClient) -> None:
    assert client.get("/doc/" + "a" * 5_000).status_code == 414
    assert client.get("/sparql?query=ASK{}" + "%20" * 3_000).status_code == 200


@pytest.mark.parametrize("raw", [b"/doc/service/\xff", b"/doc/\xc3\x28", b"/caf\xe9"])
def test_an_address_that_is_not_utf_8_is_bad(app: Flask, raw: bytes) -> None:
    environ = EnvironBuilder("/").get_environ()
    environ["PATH_INFO"] = raw.decode("latin-1")
    body, status, _ = run_wsgi_app(app, environ)
    assert status.startswith("400")
    assert json.loads(b"".join(body))["status"] == 400


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/doc/service/579", 405),
        ("PUT", "/id/service/579", 405),
        ("DELETE", "/sparql", 405),
        ("TRACE", "/list", 405),
        ("BREW", "/list", 405),
    ],
)
def test_a_method_that_does_not_fit_is_refused_with_those_that_do(
    client: FlaskClient, method: str, path: str, status: int
) -> None:
    response = client.open(path, method=method)
    assert response.status_code == status
    assert response.mimetype == "application/problem+json"
    assert "GET" in response.headers["Allow"]


def test_a_body_that_is_too_large_is_refused(client: FlaskClient) -> None:
    response = client.post("/sparql", data={"query": "ASK {} #" + "x" * 1_100_000})
    assert response.status_code == 413
    assert response.mimetype == "application/problem+json"


@pytest.mark.parametrize("name", ["Accept", "Accept-Language", "If-None-Match", "Host", "Range"])
@pytest.mark.parametrize("value", ["\xff", ";;;;", "x" * 5_000, '"', "*", "a/b/c", ""])
def test_odd_headers_break_nothing(client: FlaskClient, name: str, value: str) -> None:
    if name == "Host" and value in ("\xff", "", "*"):
        pytest.skip("servers refuse such hosts before they call the application")
    response = client.get("/doc/service/579.ttl", headers={name: value})
    assert response.status_code in (200, 304)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(max_size=60), st.sampled_from(["/doc/", "/id/", "/list/", "/datasets/", "/graph/"]))
def test_no_path_breaks_the_service(app: Flask, rest: str, start: str) -> None:
    environ = EnvironBuilder("/").get_environ()
    environ["PATH_INFO"] = (start + rest).encode("utf-8", "surrogatepass").decode("latin-1")
    _, status, headers = run_wsgi_app(app, environ)
    assert int(status[:3]) < 500
    assert "\n" not in headers.get("Location", "")
