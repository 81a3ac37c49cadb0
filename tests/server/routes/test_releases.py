"""Releases over HTTP: their pages and files, what changed, and reading the graph as it was."""

from __future__ import annotations

import csv
import io
import json
import shutil
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from moothall.graph.change import Change
from moothall.graph.config import Config
from moothall.graph.generations import Generations
from moothall.graph.namespaces import SKOS
from moothall.graph.releases.making import create
from moothall.graph.store import WorkingCopy
from moothall.graph.terms import Literal, NamedNode, Quad, RdfFormat, parse
from moothall.server.app import create_app

from ..released import RENAMED, TOILETS

FOR_EVER = "public, max-age=31536000, immutable"


@pytest.fixture(scope="module")
def config(released_config: Config) -> Config:
    return released_config


@pytest.fixture(scope="module")
def client(config: Config) -> FlaskClient:
    return create_app(config).test_client()


def labels(turtle: str) -> set[str]:
    """Return the English names that a Turtle document gives the public toilets."""
    return {
        quad.object.value
        for quad in parse(turtle, format=RdfFormat.TURTLE)
        if quad.subject == TOILETS
        and quad.predicate == SKOS.prefLabel
        and isinstance(quad.object, Literal)
        and quad.object.language == "en"
    }


def test_the_overview_lists_releases_and_drafts_newest_first(client: FlaskClient) -> None:
    found = client.get("/releases", headers={"Accept": "application/json"}).get_json()
    assert [(r["version"], r["status"]) for r in found["releases"]] == [
        ("2026.3", "draft"),
        ("2026.2", "released"),
        ("2026.1", "released"),
    ]
    assert found["releases"][0]["changes"].endswith("/releases/2026.2..2026.3")
    page = client.get("/releases?lang=cy", headers={"Accept": "text/html"})
    assert "Cyhoeddiadau" in page.text and "2026.2" in page.text
    assert b"hasCurrentVersion" in client.get("/releases.ttl").data


def test_the_download_has_the_checksum_that_the_release_states(client: FlaskClient) -> None:
    stated = client.get("/releases/2026.1.json").get_json()["checksum"]
    download = client.get("/releases/2026.1.nq")
    assert download.headers["Content-Disposition"] == 'attachment; filename="standard-2026.1.nq"'
    assert sha256(download.data).hexdigest() == stated
    assert stated.encode() in client.get("/releases/2026.1.ttl").data
    same = parse(client.get("/releases/2026.1.trig").data, format=RdfFormat.TRIG)
    assert set(same) == set(parse(download.data, format=RdfFormat.N_QUADS))


@pytest.mark.parametrize(
    "path",
    [
        "/releases/2026.1.json",
        "/releases/2026.1.nq",
        "/releases/2026.1/list/services.csv",
        "/releases/2026.1..2026.2.json",
        "/doc/service/579.ttl?release=2026.1",
        "/list/services.json?release=2026.1",
        "/csv?uri=list/services&release=2026.1",
    ],
)
def test_data_of_a_release_may_be_kept_for_ever(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == FOR_EVER
    etag = answer.headers["ETag"]
    assert etag.startswith('"')
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize(
    "path",
    [
        "/releases/2026.1.html",
        "/releases/2026.3.json",
        "/releases/2026.2..now.json",
        "/releases/2026.2..2026.3.json",
        "/releases/2026.1..2026.2.html",
        "/doc/service/579.ttl?release=2026.3",
        "/doc/service/579.ttl?release=now",
        "/doc/service/579.html?release=2026.1",
    ],
)
def test_drafts_the_present_and_pages_are_asked_for_again(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=60, must-revalidate"


def test_what_changed_is_told_in_every_form(client: FlaskClient) -> None:
    told = client.get("/releases/2026.1..2026.2.json").get_json()
    assert told["counts"]["renamed"] == 1
    assert told["counts"]["added"] == told["counts"]["removed"] == 0
    assert told["renamed"][0]["texts"] == [
        {"language": "en", "before": "Public toilets", "after": RENAMED}
    ]
    (row,) = csv.DictReader(io.StringIO(client.get("/releases/2026.1..2026.2.csv").text))
    assert (row["Change"], row["Identifier"], row["Before"]) == ("renamed", "579", "Public toilets")
    assert "'Public toilets' became" in client.get("/releases/2026.1..2026.2.txt").text
    page = client.get("/releases/2026.1..2026.2", headers={"Accept": "text/html"}).text
    assert "<del>Public toilets</del>" in page and f"<ins>{RENAMED}</ins>" in page
    assert b"cs:addition" in client.get("/releases/2026.1..2026.2.ttl").data


def test_the_two_graphs_of_a_difference_are_what_went_and_what_came(client: FlaskClient) -> None:
    trig = client.get("/releases/2026.1..2026.2.trig").data
    found = {
        (str(q.graph_name).rpartition("#")[2], str(q.object))
        for q in parse(trig, format=RdfFormat.TRIG)
    }
    assert found == {("removed>", '"Public toilets"@en'), ("added>", f'"{RENAMED}"@en')}


def test_the_update_of_a_difference_makes_the_one_release_the_other(client: FlaskClient) -> None:
    old, new = (
        set(parse(client.get(f"/releases/{version}.nq").data, format=RdfFormat.N_QUADS))
        for version in ("2026.1", "2026.2")
    )
    copy = WorkingCopy.in_memory()
    copy.apply(Change(added=sorted(old, key=str)))
    copy.update(client.get("/releases/2026.1..2026.2.ru").text, "http://localhost/")
    assert set(copy.quads()) == new


def test_a_difference_can_be_that_of_one_list(client: FlaskClient) -> None:
    path = "/releases/2026.1..2026.2.json?list="
    assert client.get(f"{path}services").get_json()["counts"]["renamed"] == 1
    assert client.get(f"{path}functions").get_json()["counts"]["renamed"] == 0


def test_who_compares_two_is_sent_to_what_changed(client: FlaskClient) -> None:
    answer = client.get("/releases?a=2026.1&b=now")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/releases/2026.1..now")
    assert client.get("/releases?a=2026.1&b=").status_code == 400


@pytest.mark.parametrize(
    "path",
    [
        "/releases/2025.9",
        "/releases/2025.9.nq",
        "/releases/2025.9..2026.1",
        "/releases/2026.1..2025.9.csv",
        "/releases/2025.9/list/services.csv",
        "/doc/service/579?release=2025.9",
        "/doc/service/579?release=",
        "/list/services.csv?release=..%2F..%2Fetc",
        "/search?q=toilets&release=2025.9",
    ],
)
def test_an_unknown_release_is_a_problem_that_lists_those_there_are(
    client: FlaskClient, path: str
) -> None:
    answer = client.get(path, headers={"Accept": "application/json, text/csv;q=0.5"})
    assert answer.status_code == 404
    problem = json.loads(answer.data)
    assert problem["releases"] == ["2026.1", "2026.2", "2026.3"]
    page = client.get(path, headers={"Accept": "text/html"})
    assert page.status_code == 404 and "2026.2" in page.text


def test_a_form_or_list_that_a_release_has_not_is_not_found(client: FlaskClient) -> None:
    for path in ("2026.1/list/services.docx", "2026.1/list/nothing.csv", "2026.1.docx"):
        assert client.get(f"/releases/{path}").status_code == 404


def test_a_term_a_list_and_a_search_are_read_as_the_release_has_them(client: FlaskClient) -> None:
    for _ in range(2):  # the second time from what is kept
        assert labels(client.get("/doc/service/579.ttl?release=2026.1").text) == {"Public toilets"}
        assert labels(client.get("/doc/service/579.ttl?release=2026.2").text) == {RENAMED}
        assert labels(client.get("/doc/service/579.ttl").text) == {RENAMED}
        old = client.get("/csv?uri=list/services&release=2026.1").text
        assert "579,Public toilets," in old
        assert old == client.get("/releases/2026.1/list/services.csv").text
        assert f"579,{RENAMED}," in client.get("/csv?uri=list/services").text
    query = "/search?format=json&q=everybody"
    assert client.get(f"{query}&release=2026.1").get_json()["hits"] == []
    assert client.get(query).get_json()["hits"][0]["label"] == RENAMED


def test_a_redirect_stays_in_the_release(client: FlaskClient) -> None:
    for path in ("/id/service/579?release=2026.1", "/resolve?q=esdServiceType:579&release=2026.1"):
        answer = client.get(path)
        assert answer.status_code == 303
        assert answer.headers["Location"] == "/doc/service/579?release=2026.1"


def test_a_page_of_a_release_says_so_and_its_links_stay_there(client: FlaskClient) -> None:
    answer = client.get("/doc/service/579?release=2026.1", headers={"Accept": "text/html"})
    assert "You are reading" in answer.text
    assert 'href="/releases/2026.1"' in answer.text
    assert 'href="/doc/service/579.ttl?release=2026.1"' in answer.text
    assert "/doc/function/40?release=2026.1" in answer.text
    assert '579.ttl?release=2026.1>; rel="alternate"' in answer.headers["Link"]
    assert 'name="release" value="2026.1"' in answer.text


def test_notes_are_shown_without_what_they_could_do(client: FlaskClient) -> None:
    page = client.get("/releases/2026.1", headers={"Accept": "text/html"}).text
    assert "<strong>first</strong>" in page
    assert "<script>alert" not in page


def test_a_service_without_releases_says_so(shipped_config: Config) -> None:
    client = create_app(shipped_config).test_client()
    assert client.get("/releases.json").get_json() == {"releases": []}
    page = client.get("/releases", headers={"Accept": "text/html"})
    assert "No release has been made yet" in page.text


@pytest.fixture
def own(config: Config, tmp_path: Path) -> Iterator[Config]:
    """A copy of the service with releases, for a test that changes it."""
    data_dir = tmp_path / "data"
    shutil.copytree(config.data_dir, data_dir, symlinks=True)
    yield Config(data_dir=data_dir)


def test_a_running_service_sees_a_draft_made_anew_and_then_released(own: Config) -> None:
    client = create_app(own).test_client()
    generations = Generations(own.data_dir, own.base_iri)
    assert labels(client.get("/doc/service/579.ttl?release=2026.3").text) == {RENAMED}
    graph = NamedNode(f"{own.base_iri}graph/services")
    with generations.writing() as writer:
        old = Quad(TOILETS, SKOS.prefLabel, Literal(RENAMED, language="en"), graph)
        new = Quad(TOILETS, SKOS.prefLabel, Literal("Loos", language="en"), graph)
        writer.publish(Change([old], [new]))
    assert labels(client.get("/doc/service/579.ttl?release=2026.3").text) == {RENAMED}
    create(generations, "2026.3", "Nearly.", draft=True)
    assert labels(client.get("/doc/service/579.ttl?release=2026.3").text) == {"Loos"}
    assert client.get("/releases/2026.2..2026.3.json").get_json()["counts"]["renamed"] == 1
    create(generations, "2026.3", "Done.")
    answer = client.get("/doc/service/579.ttl?release=2026.3")
    assert labels(answer.text) == {"Loos"}
    assert answer.headers["Cache-Control"] == FOR_EVER


def test_what_has_changed_since_a_release_is_what_was_published_after_it(
    client: FlaskClient,
) -> None:
    path = "/changes?format=json&since="
    number = client.get("/releases/2026.1.json").get_json()["generation"]
    since = client.get(f"{path}2026.1").get_json()
    assert since["since"] == number
    assert since["entries"] == client.get(f"{path}{number}").get_json()["entries"]
    renamed = client.get("/releases/2026.2.json").get_json()["generation"]
    assert client.get(f"{path}2026.2").get_json()["since"] == renamed > number
    page = client.get("/changes?since=2026.2", headers={"Accept": "text/html"})
    assert page.status_code == 200
    unknown = client.get(f"{path}2025.9", headers={"Accept": "application/json"})
    assert unknown.status_code == 404
    assert json.loads(unknown.data)["releases"] == ["2026.1", "2026.2", "2026.3"]
    wrong = client.get(f"{path}2026-13-01", headers={"Accept": "application/json"})
    assert wrong.status_code == 400 and "nor a release" in wrong.text
