"""The quality record and the review over HTTP."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from moothall.graph.change import Change
from moothall.graph.config import Config
from moothall.graph.generations import Generations
from moothall.graph.namespaces import DCT, DQV, SKOS
from moothall.graph.quality.record import FILE_NAME
from moothall.graph.releases.making import create
from moothall.graph.terms import Literal, NamedNode, Quad, RdfFormat, parse
from moothall.server.app import create_app

FUNCTIONS = tuple(NamedNode(f"http://id.esd.org.uk/function/{number}") for number in (1, 2))


@pytest.fixture(scope="module")
def config(shipped_config: Config, tmp_path_factory: pytest.TempPathFactory) -> Config:
    """Settings of a service with two releases, of which the second waives a shared name."""
    data_dir = tmp_path_factory.mktemp("quality") / "data"
    shutil.copytree(shipped_config.data_dir, data_dir, symlinks=True)
    generations = Generations(data_dir, shipped_config.base_iri)
    create(generations, "2026.1", "The first.")
    graph = NamedNode(f"{shipped_config.base_iri}graph/functions")
    with generations.writing() as writer:
        shared = Literal("Planning", language="en")
        writer.publish(Change(added=[Quad(t, SKOS.altLabel, shared, graph) for t in FUNCTIONS]))
    why = {"overlapping-labels": "The name is <b>official</b>."}
    create(generations, "2026.2", "More names.", waivers=why)
    return Config(data_dir=data_dir)


@pytest.fixture(scope="module")
def client(config: Config) -> FlaskClient:
    return create_app(config).test_client()


def count(client: FlaskClient, path: str) -> int:
    found = client.get(path).get_json()
    return next(c["count"] for c in found["checks"] if c["name"] == "overlapping-labels")


def test_the_record_has_the_trend_and_each_release_its_own(client: FlaskClient) -> None:
    assert count(client, "/quality.json") == 8
    assert count(client, "/quality.json?release=2026.1") == 6
    now = client.get("/quality", headers={"Accept": "application/json"}).get_json()
    assert now["edition"] == "now"
    numbers = [(e["edition"], e["counts"]["overlapping-labels"]) for e in now["trend"]]
    assert numbers == [("2026.1", 6), ("2026.2", 8), ("now", 8)]


def test_the_page_links_to_each_check_and_each_check_to_its_terms(client: FlaskClient) -> None:
    page = client.get("/quality", headers={"Accept": "text/html"}).get_data(as_text=True)
    assert 'href="/quality/overlapping-labels"' in page
    # the address of a metric, and so where its IRI leads
    assert 'id="overlapping-labels"' in page
    assert "In 2026.2" in page and "2026.1" in page
    page = client.get("/quality/overlapping-labels", headers={"Accept": "text/html"})
    text = page.get_data(as_text=True)
    for number in (1, 2, 41, 92):
        assert f'href="/doc/function/{number}"' in text
    of_release = client.get(
        "/quality/overlapping-labels?release=2026.1", headers={"Accept": "text/html"}
    ).get_data(as_text=True)
    assert 'href="/doc/function/41?release=2026.1"' in of_release
    assert "/doc/function/1?" not in of_release


def test_the_page_of_a_release_sums_its_record_up_and_says_what_was_waived(
    client: FlaskClient,
) -> None:
    page = client.get("/releases/2026.2", headers={"Accept": "text/html"}).get_data(as_text=True)
    assert "Warning: 8" in page and "/quality?release=2026.2" in page
    assert "The name is &lt;b&gt;official&lt;/b&gt;." in page
    first = client.get("/releases/2026.1", headers={"Accept": "text/html"}).get_data(as_text=True)
    assert "Warning: 6" in first and "released all the same" not in first
    found = client.get("/releases/2026.2.json").get_json()
    assert found["quality"]["overlapping-labels"] == 8
    assert list(found["waivers"]) == ["overlapping-labels"]


def test_the_record_of_a_release_is_rdf_with_metrics_and_lists(
    client: FlaskClient, config: Config
) -> None:
    quads = list(parse(client.get("/quality.ttl?release=2026.1").data, format=RdfFormat.TURTLE))
    release = NamedNode(f"{config.base_iri}releases/2026.1")
    measured = {
        q.object for q in quads if (q.subject, q.predicate) == (release, DQV.hasQualityMeasurement)
    }
    assert len(measured) == 28
    part = NamedNode(f"{release.value}#quality-overlapping-labels-functions")
    said = {q.predicate: q.object for q in quads if q.subject == part}
    assert said[DQV.computedOn] == NamedNode("http://id.esd.org.uk/list/functions")
    assert said[DCT.isPartOf] == release
    assert isinstance(value := said[DQV.value], Literal) and value.value == "2"
    document = parse(client.get("/releases/2026.1.ttl").data, format=RdfFormat.TURTLE)
    assert sum(q.predicate == DQV.value for q in document) == 28


def test_the_record_of_a_release_is_asked_for_again_as_checks_change_with_the_software(
    client: FlaskClient,
) -> None:
    answer = client.get("/quality.csv?release=2026.1")
    assert "attachment" in answer.headers["Content-Disposition"]
    assert "immutable" not in answer.headers["Cache-Control"]
    rows = list(csv.DictReader(io.StringIO(answer.get_data(as_text=True))))
    assert {"check", "severity", "list", "code", "name", "term", "values"} == set(rows[0])
    again = client.get(
        "/quality.csv?release=2026.1", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert again.status_code == 304


def test_a_release_without_a_record_says_so_and_is_measured(config: Config, tmp_path: Path) -> None:
    data_dir = tmp_path / "data"
    shutil.copytree(config.data_dir, data_dir, symlinks=True)
    folder = data_dir / "releases" / "2026.1"
    (folder / FILE_NAME).unlink()
    record = (folder / "release.json").read_text(encoding="utf-8")
    (folder / "release.json").write_text(record.replace('"quality"', '"other"'), encoding="utf-8")
    client = create_app(Config(data_dir=data_dir)).test_client()
    page = client.get("/releases/2026.1", headers={"Accept": "text/html"}).get_data(as_text=True)
    assert "before quality was recorded" in page
    assert count(client, "/quality.json?release=2026.1") == 6
    trend = client.get("/quality.json").get_json()["trend"]
    assert [edition["edition"] for edition in trend] == ["2026.2", "now"]


def test_each_review_is_a_page_a_csv_and_json(client: FlaskClient) -> None:
    found = client.get("/review.json").get_json()["reviews"]
    assert len(found) == 9
    overview = client.get("/review", headers={"Accept": "text/html"}).get_data(as_text=True)
    for each in found:
        path = f"/review/{each['name']}"
        assert f'href="{path}.csv"' in overview and f'href="{path}"' in overview
        page = client.get(path, headers={"Accept": "text/html"})
        assert page.status_code == 200 and each["title"] in page.get_data(as_text=True)
        text = client.get(f"{path}.csv").get_data(as_text=True)
        rows = list(csv.DictReader(io.StringIO(text)))
        assert len(rows) == each["count"] == client.get(f"{path}.json").get_json()["count"]


def test_a_review_of_one_list_keeps_to_it(client: FlaskClient) -> None:
    found = client.get("/review/no-welsh-name.json?list=functions").get_json()
    assert found["list"] == "functions"
    assert {row["list"] for row in found["rows"]} == {"functions"}
    whole = client.get("/review/no-welsh-name.json").get_json()
    assert whole["count"] > found["count"] > 0


def test_a_review_is_kept_and_known_by_its_etag(client: FlaskClient) -> None:
    first = client.get("/review/near-duplicates.csv")
    again = client.get(
        "/review/near-duplicates.csv", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert again.status_code == 304
    other = client.get("/review/near-duplicates.csv?list=functions")
    assert other.data != first.data


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/quality/orphans", "the checks are "),
        ("/quality?release=2026.9", "the releases are 2026.1, 2026.2"),
        ("/review/orphans", "the reviews are "),
        ("/review/unused-terms?list=x", "the lists are "),
    ],
)
def test_what_is_unknown_is_refused_with_what_there_is(
    client: FlaskClient, path: str, said: str
) -> None:
    answer = client.get(path, headers={"Accept": "application/json"})
    assert answer.status_code == 404
    assert said in answer.get_json()["remedy"]


def test_a_form_that_is_not_offered_is_refused_with_those_that_are(client: FlaskClient) -> None:
    answer = client.get("/review/unused-terms?format=xlsx", headers={"Accept": "application/json"})
    assert answer.status_code == 406
