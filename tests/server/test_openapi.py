"""The description of the API: that it tells of each route, and holds together."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from moothall.server.openapi import described_rules, read_table


@pytest.fixture(scope="module")
def document(app: Flask) -> dict[str, Any]:
    response = app.test_client().get("/openapi.json")
    assert response.status_code == 200
    assert response.mimetype == "application/json"
    return dict(json.loads(response.data))


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def test_every_route_is_in_the_table_and_nothing_else(app: Flask) -> None:
    assert {rule.rule for rule in described_rules(app)} == set(read_table()["routes"])


def test_what_the_table_names_is_there_and_what_is_there_is_named() -> None:
    table = read_table()
    routes = table["routes"].values()
    assert {name for route in routes for name in route.get("parameters", ())} == set(
        table["parameters"]
    )
    assert {route["body"] for route in routes if "body" in route} == set(table["bodies"])
    assert {route["tag"] for route in routes} == set(table["tags"])


def test_every_operation_says_what_it_does_and_what_its_path_takes(
    document: dict[str, Any],
) -> None:
    for path, method, operation in operations(document):
        assert operation["summary"], path
        assert operation["tags"], path
        names = [p["name"] for p in operation["parameters"] if p.get("in") == "path"]
        assert names == re.findall(r"{(\w+)}", path)
        assert min(int(status) for status in operation["responses"]) < 400, (path, method)


def test_its_names_are_its_own_and_its_references_lead_somewhere(document: dict[str, Any]) -> None:
    names = [operation["operationId"] for _, _, operation in operations(document)]
    assert len(set(names)) == len(names)
    for kind, name in re.findall(r"#/components/(\w+)/([^\"]+)", json.dumps(document)):
        assert name in document["components"][kind]


def test_writes_say_that_they_need_a_token(document: dict[str, Any]) -> None:
    secured = {(path, method) for path, method, o in operations(document) if "security" in o}
    assert ("/sparql/update", "post") in secured
    assert ("/graphs", "put") in secured
    assert ("/graphs", "get") not in secured
    assert ("/check", "post") not in secured


def test_what_it_says_of_forms_is_so(client: FlaskClient, document: dict[str, Any]) -> None:
    """Each address without variable parts answers in each form that is promised."""
    for path, method, operation in operations(document):
        content = operation["responses"].get("200", {}).get("content", {})
        named = [p["$ref"].rpartition("/")[2] for p in operation["parameters"] if "$ref" in p]
        is_asked = any(document["components"]["parameters"][n].get("required") for n in named)
        is_plain = method == "get" and "format" in named and not is_asked
        # what also takes a body has other forms for its form than for its answers
        if not is_plain or "{" in path or "post" in document["paths"][path]:
            continue
        for media_type in content:
            answer = client.get(path, headers={"Accept": media_type})
            assert (answer.status_code, answer.mimetype) == (200, media_type), path
