"""Queries of a release: answered from it, by the same workers, and the same for ever."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from urllib.parse import parse_qs, quote, urlparse

import pytest
from flask.testing import FlaskClient

from moothall.graph.change import Change
from moothall.graph.config import Config
from moothall.graph.generations import Generations
from moothall.graph.namespaces import SKOS
from moothall.graph.releases.making import create
from moothall.graph.terms import Literal, NamedNode, Quad
from moothall.server.app import create_app

from ..released import RENAMED, TOILETS

FOR_EVER = "public, max-age=31536000, immutable"
NAME = f"SELECT ?l {{ <{TOILETS.value}> skos:prefLabel ?l FILTER(LANG(?l) = 'en') }}"
BOMB = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"


@pytest.fixture(scope="module")
def client(released_config: Config) -> FlaskClient:
    return create_app(released_config).test_client()


def of_release(version: str, query: str = NAME, **more: str) -> str:
    said = {"query": query, "release": version, **more}
    return "/sparql?" + "&".join(f"{name}={quote(value)}" for name, value in said.items())


def test_a_query_is_answered_from_the_release_that_it_names(client: FlaskClient) -> None:
    for _ in range(2):  # the second time from what is kept
        for version, name in (("2026.1", "Public toilets"), ("2026.2", RENAMED), ("now", RENAMED)):
            answer = client.get(of_release(version), headers={"Accept": "text/csv"})
            assert (answer.status_code, answer.text) == (200, f"l\r\n{name}\r\n")


def test_a_release_may_be_named_in_a_form_or_in_the_address_of_one(client: FlaskClient) -> None:
    kind = {"content_type": "application/sparql-query", "headers": {"Accept": "text/csv"}}
    for answer in (
        client.post("/sparql", data={"query": NAME, "release": "2026.1"}),
        client.post("/sparql?release=2026.1", data={"query": NAME}),
        client.post("/sparql?release=2026.1", data={"query": NAME, "release": "2026.1"}),
        client.post("/sparql?release=2026.1", data=NAME, **kind),
    ):
        assert answer.status_code == 200
        assert "Public toilets" in answer.text


def test_two_releases_in_one_request_are_refused(client: FlaskClient) -> None:
    for answer in (
        client.post("/sparql?release=2026.1", data={"query": NAME, "release": "2026.2"}),
        client.get(of_release("2026.1") + "&release=now", headers={"Accept": "text/csv"}),
    ):
        assert answer.status_code == 400
        assert "answered from one release" in answer.text


def test_the_answer_of_a_release_may_be_kept_for_ever(client: FlaskClient) -> None:
    answer = client.get(of_release("2026.1"), headers={"Accept": "text/csv"})
    assert answer.headers["Cache-Control"] == FOR_EVER
    assert answer.headers["X-Moothall-Generation"] == "1"
    etag = answer.headers["ETag"]
    assert re.fullmatch(r'"[0-9a-f]+-csv-2026\.1"', etag)
    again = client.get(of_release("2026.1"), headers={"Accept": "text/csv", "If-None-Match": etag})
    assert (again.status_code, again.headers["ETag"]) == (304, etag)
    head = client.head(of_release("2026.1"), headers={"Accept": "text/csv"})
    assert head.headers["Cache-Control"] == FOR_EVER
    assert head.headers["X-Moothall-Generation"] == "1"


def test_a_long_answer_of_a_release_may_be_kept_for_ever_too(client: FlaskClient) -> None:
    everything = "SELECT * { ?s ?p ?o }"
    answer = client.get(of_release("2026.1", everything), headers={"Accept": "text/csv"})
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, FOR_EVER)
    assert len(answer.data) == int(answer.headers["Content-Length"]) > 1_000_000
    now = client.get(of_release("now", everything), headers={"Accept": "text/csv"})
    assert now.headers["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize(
    "path",
    [
        of_release("now"),
        of_release("2026.3"),
        of_release("2026.1", "SELECT (NOW() AS ?now) {}"),
        of_release("2026.1", format="html"),
    ],
)
def test_the_present_drafts_pages_and_the_time_are_asked_for_again(
    client: FlaskClient, path: str
) -> None:
    answer = client.get(path, headers={"Accept": "text/csv"})
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "public, no-cache")


@pytest.mark.parametrize("version", ["2025.9", "", "../../etc", "2026.3.draft-1"])
def test_an_unknown_release_is_a_problem_that_lists_those_there_are(
    client: FlaskClient, version: str
) -> None:
    for answer in (
        client.get(of_release(version), headers={"Accept": "text/csv, application/json;q=0.5"}),
        client.post(f"/sparql?release={quote(version)}", data={"query": NAME}),
    ):
        assert answer.status_code == 404
        assert json.loads(answer.data)["releases"] == ["2026.1", "2026.2", "2026.3"]
    page = client.get(of_release(version), headers={"Accept": "text/html"})
    assert page.status_code == 404 and "2026.2" in page.text


def test_the_query_page_lets_one_choose_a_release_and_its_link_keeps_it(
    client: FlaskClient,
) -> None:
    page = client.get(of_release("2026.1"), headers={"Accept": "text/html"}).text
    assert '<option value="2026.1" selected>Release 2026.1</option>' in page
    assert '<option value="2026.3">Draft of release 2026.3</option>' in page
    form = page[page.index('<form action="/sparql"') :].partition("</form>")[0]
    assert form.count('name="release"') == 1
    assert "Public toilets" in page and "You are reading" in page
    link = next(c for c in re.findall(r"<code>([^<]*)</code>", page) if "/sparql?" in c)
    asked = parse_qs(urlparse(link.replace("&amp;", "&")).query)
    assert asked == {"query": [NAME], "release": ["2026.1"]}
    assert "gets the same answer" in page
    draft = client.get(of_release("2026.3"), headers={"Accept": "text/html"}).text
    assert "gets the same answer" not in draft
    now = client.get(of_release("now"), headers={"Accept": "text/html"}).text
    assert '<option value="now" selected>' in now and "You are reading" not in now


def test_an_example_is_the_question_that_the_release_has(client: FlaskClient) -> None:
    path = "/sparql?example=services-of-a-need&release=2026.1"
    answer = client.get(path, headers={"Accept": "text/csv"})
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, FOR_EVER)
    page = client.get(path, headers={"Accept": "text/html"}).text
    assert "/sparql?example=services-of-a-need&amp;release=2026.1" in page
    nothing = client.get("/sparql?example=none&release=2026.1", headers={"Accept": "text/csv"})
    assert nothing.status_code == 404


def test_the_description_of_the_endpoint_is_that_of_the_release(client: FlaskClient) -> None:
    answer = client.get("/sparql?release=2026.1", headers={"Accept": "text/turtle"})
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=60, must-revalidate"
    assert client.get("/sparql?release=9", headers={"Accept": "text/turtle"}).status_code == 404


def test_a_query_of_a_release_has_the_same_limits_and_errors(released_config: Config) -> None:
    from dataclasses import replace

    client = create_app(replace(released_config, query_timeout_s=1)).test_client()
    csv = {"Accept": "text/csv, application/json;q=0.5"}
    slow = client.get(of_release("2026.1", BOMB), headers=csv)
    assert slow.status_code == 503 and "problem-timeout" in slow.text
    wrong = client.get(of_release("2026.1", "SELECT * {"), headers=csv)
    assert wrong.status_code == 400 and wrong.get_json(force=True)["line"] == 1
    calls = "SELECT * { SERVICE <http://example.org/> { ?s ?p ?o } }"
    assert client.get(of_release("2026.1", calls), headers=csv).status_code == 403
    assert client.get(of_release("2026.1"), headers=csv).status_code == 200


def test_a_draft_made_anew_is_asked_anew(released_config: Config, tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    shutil.copytree(released_config.data_dir, data_dir, symlinks=True)
    client = create_app(Config(data_dir=data_dir)).test_client()
    csv = {"Accept": "text/csv"}
    assert RENAMED in client.get(of_release("2026.3"), headers=csv).text
    generations = Generations(data_dir, released_config.base_iri)
    graph = NamedNode(f"{released_config.base_iri}graph/services")
    with generations.writing() as writer:
        old = Quad(TOILETS, SKOS.prefLabel, Literal(RENAMED, language="en"), graph)
        new = Quad(TOILETS, SKOS.prefLabel, Literal("Loos", language="en"), graph)
        writer.publish(Change([old], [new]))
    assert RENAMED in client.get(of_release("2026.3"), headers=csv).text
    create(generations, "2026.3", "Nearly.", draft=True)
    assert "Loos" in client.get(of_release("2026.3"), headers=csv).text
    create(generations, "2026.3", "Done.")
    answer = client.get(of_release("2026.3"), headers=csv)
    assert "Loos" in answer.text and answer.headers["Cache-Control"] == FOR_EVER
    assert "Public toilets" in client.get(of_release("2026.1"), headers=csv).text
