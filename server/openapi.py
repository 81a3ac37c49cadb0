"""The description of the API in OpenAPI: from the routes themselves, and a table of what they take.

A route's summary is the first line of its docstring, and its path parameters are those of its
rule; who it is for, what it takes and how it answers is in ``openapi.toml``.

Source: OpenAPI Specification 3.1.1, sections 4.8.1 (OpenAPI Object) to 4.8.17 (Response Object).
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from .forms.datasets import WHOLE_FILES
from .negotiate import (
    ANSWER_FORMS,
    ATOM,
    CSV,
    DATASET_FORMS,
    DOCUMENT_FORMS,
    GRAPH_FORMS,
    HTML,
    JSON,
    JSON_FEED,
    JSON_LD,
    LIST_FORMS,
    PAGE_FORMS,
    RESULT_FORMS,
    STANDARD_FORMS,
    STREAM_FORMS,
    TURTLE,
    XLSX,
    Form,
)
from .time_travel import LINK_FORMAT

_TEXT = Form("txt", "text/plain", "Text", True)
_TSV = Form("tsv", "text/tab-separated-values", "TSV", True)
_SVG = Form("svg", "image/svg+xml", "SVG")
_FORMS: Mapping[str, Sequence[Form]] = {
    "page": (HTML,),
    "pages": PAGE_FORMS,
    "answers": ANSWER_FORMS,
    "documents": DOCUMENT_FORMS,
    "lists": LIST_FORMS,
    "datasets": DATASET_FORMS,
    "standards": STANDARD_FORMS,
    "releases": (*STANDARD_FORMS, *STREAM_FORMS, CSV, _TEXT),
    "graphs": GRAPH_FORMS,
    "streams": STREAM_FORMS,
    "dumps": WHOLE_FILES,
    "results": (*RESULT_FORMS, *GRAPH_FORMS, HTML),
    "reports": (JSON, CSV, TURTLE, XLSX, HTML),
    "loads": (HTML, JSON, CSV, TURTLE),
    "derived": (CSV, JSON, JSON_LD),
    "tables": (CSV, XLSX),
    "quality": (*STANDARD_FORMS, CSV),
    "findings": (HTML, JSON, CSV),
    "codes": (JSON, HTML, CSV, _TSV),
    "links": (LINK_FORMAT,),
    "atom": (ATOM,),
    "feed": (JSON_FEED,),
    "json": (JSON,),
    "jsonld": (JSON_LD,),
    "csv": (CSV,),
    "text": (_TEXT,),
    "svg": (_SVG,),
}
"""What ``openapi.toml`` calls forms -> the forms."""

_LEFT_OUT = ("/static/", "/favicon.ico", "/robots.txt", "/graph/<slug>")
"""Starts of the rules that are for browsers and crawlers alone, or stand behind another rule."""

_PLACE = re.compile(r"<(?:(?P<kind>\w+)(?:\((?P<choices>[^()]*)\))?:)?(?P<name>\w+)>")
"""A variable part of a rule, as Flask writes it."""

_OK: Mapping[int, str] = {
    200: "The answer.",
    201: "It has been made.",
    202: "It is being worked out; Location says where it will be.",
    204: "It has been done, and there is nothing to say.",
    300: "Several things are known by that name.",
    302: "The release of that moment is at the address in Location.",
    303: "It is at the address in Location.",
}
_WRITES = ("put", "post", "delete")


def description(application: Flask, base_iri: str) -> dict[str, Any]:
    """Return the description of an application's API, as members of a JSON object.

    Args:
        application: the application.
        base_iri: the base of its addresses.
    """
    table = read_table()
    paths: dict[str, dict[str, Any]] = {}
    for rule in described_rules(application):
        operations = paths.setdefault(_path(rule), {})
        for method in sorted(rule.methods or ()):
            if method not in ("HEAD", "OPTIONS"):
                operations[method.lower()] = _operation(application, rule, method.lower(), table)
    return {
        "openapi": "3.1.1",
        "info": {
            "title": "Moothall",
            "summary": "The knowledge graph of local government's information standard.",
            "description": "Every answer has an ETag; ask again with If-None-Match. Errors are "
            "problem documents (RFC 9457) that say what to do.",
            "version": version("moothall"),
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": base_iri.rstrip("/")}],
        "tags": [{"name": n, "description": text} for n, text in table["tags"].items()],
        "paths": dict(sorted(paths.items())),
        "components": {
            "parameters": {n: _parameter(n, p) for n, p in table["parameters"].items()},
            "responses": {"Problem": _problem()},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }


def described_rules(application: Flask) -> Iterator[Rule]:
    """Yield the rules of the routes that people and programs are meant to use."""
    for rule in sorted(application.url_map.iter_rules(), key=lambda rule: rule.rule):
        if not rule.rule.startswith(_LEFT_OUT):
            yield rule


@cache
def read_table() -> dict[str, Any]:
    """Return what ``openapi.toml`` says."""
    return tomllib.loads((files(__package__) / "openapi.toml").read_text(encoding="utf-8"))


def _path(rule: Rule) -> str:
    return _PLACE.sub(r"{\g<name>}", rule.rule)


def _operation(
    application: Flask, rule: Rule, method: str, table: Mapping[str, Any]
) -> dict[str, Any]:
    route = table["routes"].get(rule.rule, {})
    documented = (application.view_functions[rule.endpoint].__doc__ or "").strip()
    named = [{"$ref": f"#/components/parameters/{name}"} for name in route.get("parameters", ())]
    found: dict[str, Any] = {
        "operationId": re.sub(r"\W+", "_", method + _path(rule)).strip("_"),
        "summary": documented.partition("\n")[0].replace("``", ""),
        "tags": [route["tag"]] if "tag" in route else [],
        "parameters": [*_path_parameters(rule), *named],
        "responses": _responses(route, method),
    }
    if "body" in route and method in ("put", "post"):
        body = table["bodies"][route["body"]]
        found["requestBody"] = {
            "description": body["description"],
            "content": {media_type: {} for media_type in body["types"]},
        }
    if route.get("needs_token") or (route.get("is_write") and method in _WRITES):
        found["security"] = [{"token": []}]
    return found


def _path_parameters(rule: Rule) -> Iterator[dict[str, Any]]:
    for place in _PLACE.finditer(rule.rule):
        schema: dict[str, Any] = {"type": "integer" if place["kind"] == "int" else "string"}
        if place["choices"]:
            schema["enum"] = re.findall(r"'([^']*)'", place["choices"])
        yield {"name": place["name"], "in": "path", "required": True, "schema": schema}


def _parameter(name: str, stated: Mapping[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": {"type": "string"}, **stated}


def _responses(route: Mapping[str, Any], method: str) -> dict[str, Any]:
    status = route.get("statuses", {}).get(method, route.get("status", 200))
    first: dict[str, Any] = {"description": _OK[status]}
    if "forms" in route:
        first["content"] = {form.media_type: {} for form in _FORMS[route["forms"]]}
    found = {str(status): first}
    if route.get("is_write") and method in _WRITES:
        found = {"200": {"description": _OK[200], "content": {JSON.media_type: {}}}}
        if method == "put":
            found |= {str(code): {"description": _OK[code]} for code in (201, 204)}
    for code in route.get("also", ()):
        problem = {"$ref": "#/components/responses/Problem"}
        found[str(code)] = {"description": _OK[code]} if code in _OK else problem
    return found


def _problem() -> dict[str, Any]:
    text = {"type": "string"}
    return {
        "description": "What went wrong, and what to do.",
        "content": {
            "application/problem+json": {
                "schema": {
                    "type": "object",
                    "required": ["type", "title", "status", "detail"],
                    "properties": {
                        "type": {"type": "string", "format": "iri"},
                        "title": text,
                        "status": {"type": "integer"},
                        "detail": text,
                        "remedy": text,
                        "line": {"type": "integer"},
                        "column": {"type": "integer"},
                    },
                }
            }
        },
    }
