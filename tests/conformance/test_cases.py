"""Questions and updates over HTTP, with what the specification says: see the files in ``cases``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

import pytest
from rdflib import Graph

from .cases import ALL, as_rows, as_update, expected_of, read_cases, read_data
from .results import Rows, are_equal, read_rows
from .running import ACCEPTS, TURTLE
from .site import Site

QUERIES = read_cases("query")
UPDATES = read_cases("update")
RESULTS = read_cases("results")

_NOWHERE = "Oxigraph looks for a path's ends among the terms that it stores"

NOT_PASSED = {
    "a path of length zero starts at a term that no statement has": _NOWHERE,
    "a path of length zero joins a term with itself, and with no other": _NOWHERE,
    "alternatives in a path count each": "Oxigraph tells each end of alternatives once",
    "an expression that fails is not counted": "Oxigraph's COUNT fails with its expression",
    "an expression of SELECT sees the aggregates before it": "Oxigraph's parser refuses it",
    "what is no number of its type counts as false": "Oxigraph takes it for an error",
}
"""Cases that do not pass, and why."""


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    made = Site(tmp_path_factory.mktemp("cases"))
    yield made
    made.close()


def marked(cases: list[dict[str, Any]]) -> list[Any]:
    """Return cases as parameters of a test."""
    reasons = [NOT_PASSED.get(case["name"]) for case in cases]
    marks = [[pytest.mark.xfail(reason=why, strict=True)] if why else [] for why in reasons]
    return [
        pytest.param(case, id=case["name"], marks=mark)
        for case, mark in zip(cases, marks, strict=True)
    ]


def hold(site: Site, prologue: str, trig: str) -> None:
    """Make the store hold a data set, unless it does already."""
    if site.held != trig:
        answer = site.update(as_update(read_data(prologue, trig)))
        assert answer.ok, answer.text
        site.held = trig


@pytest.mark.parametrize("case", marked(QUERIES.cases))
def test_a_question_is_answered_as_the_specification_says(case: dict[str, Any], site: Site) -> None:
    hold(site, QUERIES.prologue, QUERIES.data[case["data"]])
    text = f"{QUERIES.prologue}\n{case['query']}"
    answer = site.query(text, f"{ACCEPTS['json']}, {TURTLE}")
    assert answer.status_code == case.get("status", 200), answer.text
    if "status" in case:
        return
    expected = expected_of(case, QUERIES.prologue)
    if isinstance(expected, Graph):
        assert are_equal(Graph().parse(data=answer.text, format="turtle"), expected), answer.text
    else:
        found = read_rows(answer.content, "json")
        assert are_equal(found, expected, is_ordered="ordered" in case), answer.text


@pytest.mark.parametrize("case", marked(UPDATES.cases))
def test_an_update_leaves_what_the_specification_says(case: dict[str, Any], site: Site) -> None:
    hold(site, UPDATES.prologue, case["before"])
    address = "/sparql/update?" + urlencode(
        [(name, value) for name, value in case.get("parameters", [])]
    )
    headers = {"Content-Type": "application/sparql-update"}
    *before, last = [f"{UPDATES.prologue}\n{text}".encode() for text in case["updates"]]
    for body in before:
        site.send("POST", address, body, headers).raise_for_status()
    answer = site.send("POST", address, last, headers)
    assert answer.status_code == case.get("status", 200), answer.text
    found = site.query(ALL, ACCEPTS["json"])
    expected = as_rows(read_data(UPDATES.prologue, case.get("after", case["before"])))
    assert are_equal(read_rows(found.content, "json"), expected), found.text
    if "names" in case:
        names = site.query("SELECT ?g { GRAPH ?g { } }", "text/csv").text.split()[1:]
        assert sorted(names) == [name.replace(":", "http://example.org/") for name in case["names"]]


@pytest.mark.parametrize("case", marked(RESULTS.cases))
def test_terms_of_every_kind_are_written_to_the_byte(case: dict[str, Any], site: Site) -> None:
    hold(site, RESULTS.prologue, RESULTS.data["terms"])
    answer = site.query(f"{RESULTS.prologue}\n{RESULTS.data['query']}", case["accept"])
    assert answer.headers["Content-Type"] == case["type"]
    found = re.sub(r"_:\w+", "_:%", answer.content.decode())
    assert found == "".join(line + case["end"] for line in case["lines"])


def test_xml_and_json_say_the_same_of_terms_of_every_kind(site: Site) -> None:
    hold(site, RESULTS.prologue, RESULTS.data["terms"])
    query = f"{RESULTS.prologue}\n{RESULTS.data['query']}"
    xml, json = (read_rows(site.query(query, ACCEPTS[f]).content, f) for f in ("xml", "json"))
    assert are_equal(xml, json, is_ordered=True)
    assert isinstance(json, Rows)
    assert len(json.rows) == len(RESULTS.cases[0]["lines"]) - 1
