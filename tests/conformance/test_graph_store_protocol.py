"""The W3C's tests of the Graph Store Protocol: one conversation, held with the real service.

Source: SPARQL 1.1 suite, folder ``http-rdf-update``; see ``test_suite`` for where it is.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from rdflib import Graph
from rdflib.compare import isomorphic

from .manifest import Request, read_manifest
from .site import Site

MANIFEST = Path(os.environ.get("SPARQL_TESTS", "")) / "http-rdf-update" / "manifest.ttl"

TURTLE = {"Content-Type": "text/turtle"}
PREFIXES = """
@prefix foaf: <http://xmlns.com/foaf/0.1/> .
@prefix v: <http://www.w3.org/2006/vcard/ns#> .
"""
"""Some of the graphs in the manifest have lost theirs."""

THERE_BEFORE = {
    "put__graph_already_in_store": "/graphs/person/1",
    "delete__existing_graph": "/graphs/person/2.ttl",
}
"""Test -> graph that it takes to be there, and that no earlier test makes."""

NOT_THERE = ("put__mismatched_payload",)
"""Tests whose request the manifest has lost: this one sends good Turtle, and expects a refusal."""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = Site(tmp_path)
    yield made
    made.close()


@pytest.mark.reference
@pytest.mark.skipif(not MANIFEST.is_file(), reason="SPARQL_TESTS names no folder of the suite")
def test_the_conversation_goes_as_the_suite_says(site: Site) -> None:
    faults, location, held = {}, "", 0
    for test in read_manifest(MANIFEST):
        name = test.name.partition("/")[2]
        if name in NOT_THERE:
            continue
        if name in THERE_BEFORE:
            site.send("PUT", THERE_BEFORE[name], b"<#a> a <#B> .", TURTLE).raise_for_status()
        for request in test.requests:
            fault, made = exchange(site, request, location)
            location = made or location
            held += 1
            if fault:
                faults[name] = fault
    assert faults == {}
    assert held > 15


def exchange(site: Site, request: Request, location: str) -> tuple[str, str]:
    """Return what is wrong with the answer to a request, and the address of a new graph."""

    def filled(text: str) -> str:
        text = text.replace("http://$HOST$/$GRAPHSTORE$", f"{site.address}/graphs")
        return text.replace("$GRAPHSTORE$", "/graphs").replace("$NEWPATH$", location)

    body = filled(request.body).strip()
    if "multipart" in request.headers.get("content-type", ""):
        body = body.replace("\n", "\r\n") + "\r\n"
    headers = {n: v for n, v in request.headers.items() if n not in ("host", "location")}
    answer = site.send(request.method, filled(request.path), body.encode(), headers)
    made = answer.headers.get("Location", "")
    if str(answer.status_code) not in request.statuses:
        return f"{answer.status_code}, not {request.statuses}: {answer.text}", made
    if request.graph is not None:
        expected = Graph().parse(data=PREFIXES + filled(request.graph), format="turtle")
        found = Graph().parse(data=answer.content, format="turtle")
        if answer.headers["Content-Type"] != "text/turtle; charset=utf-8":
            return answer.headers["Content-Type"], made
        if not isomorphic(found, expected):
            return answer.text, made
    return "", made
