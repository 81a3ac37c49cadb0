"""The reports of loads over HTTP: their list, their page, and every form of them."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from moothall.graph.config import Config
from moothall.graph.errors import ShapesError
from moothall.graph.generations import Generations
from moothall.loaders.load import load
from moothall.server.app import create_app

from ..pages.html import read

HTML = "text/html,application/xhtml+xml,*/*;q=0.8"
SLUG = "my-toilets"
REPORTS = f"/datasets/{SLUG}/reports"
TITLE = "Public toilets: Rushcliffe Borough Council"
ROWS = (
    "OrganisationURI,LocationText,CoordinateReferenceSystem,GeoX,GeoY,ExtractDate,Category,Key\n"
    "E07000176,<b>Old Town</b>,OSGB36,457266,339874,31/03/2026,Unisex,Ada Keyes\n"
)
NOWHERE = "E07000176,Nowhere,OSGB36,,,31/03/2026,Unisex,Bob Locke\n"


@pytest.fixture(scope="module")
def client(shipped_config: Config, tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A client of a service into which a table was loaded, and then one that is refused."""
    folder = tmp_path_factory.mktemp("loaded")
    shutil.copytree(shipped_config.data_dir, folder / "data", symlinks=True)
    config = replace(shipped_config, data_dir=folder / "data")
    generations = Generations(config.data_dir, config.base_iri)
    path = folder / "toilets.csv"
    path.write_text(ROWS, encoding="utf-8")
    load(generations, config, str(path), slug=SLUG, on_violation="publish")
    path.write_text(ROWS + NOWHERE, encoding="utf-8")
    with pytest.raises(ShapesError):
        load(generations, config, str(path), slug=SLUG)
    return create_app(config).test_client()


def test_the_page_of_a_dataset_leads_to_the_reports_of_its_loads(client: FlaskClient) -> None:
    page = read(client.get(f"/datasets/{SLUG}", headers={"Accept": HTML}).text)
    assert REPORTS in page.hrefs()
    assert not any(
        href.endswith("/reports")
        for href in read(client.get("/datasets/services", headers={"Accept": HTML}).text).hrefs()
    )


def test_the_reports_of_a_dataset_are_listed_the_newest_first(client: FlaskClient) -> None:
    page = read(client.get(REPORTS, headers={"Accept": HTML}).text)
    assert [each.text for each in page.all("h1")] == [f"Reports of the loads of {TITLE}"]
    assert TITLE in page.all("title")[0].text
    links = [href for href in page.hrefs() if href.startswith(f"{REPORTS}/")]
    assert links == [f"{REPORTS}/2", f"{REPORTS}/1"]
    document = client.get(REPORTS, headers={"Accept": "application/json"}).get_json()
    assert [each["outcome"] for each in document["reports"]] == ["refused", "published"]
    assert document["reports"][0]["report"] == f"http://localhost:8080{REPORTS}/2"


def test_a_dataset_without_reports_says_so_and_no_dataset_is_not_found(client: FlaskClient) -> None:
    answer = client.get("/datasets/services/reports", headers={"Accept": HTML})
    assert answer.status_code == 200 and "No report is kept" in answer.text
    assert client.get("/datasets/nothing/reports").status_code == 404


def test_the_page_of_a_report_says_what_became_of_the_load(client: FlaskClient) -> None:
    answer = client.get(f"{REPORTS}/2", headers={"Accept": HTML})
    assert answer.status_code == 200
    page = read(answer.text)
    assert "Refused" in page.all("main")[0].text
    assert "&lt;b&gt;Old Town" not in answer.headers.get("Link", "")
    assert "<b>Old Town" not in answer.text
    assert not page.all("form") or all("delete" not in str(f.attributes) for f in page.all("form"))
    for suffix in ("csv", "json", "ttl"):
        assert f"{REPORTS}/2.{suffix}" in page.hrefs()
    assert not [href for href in page.hrefs() if "repaired" in href or href.endswith(".xlsx")]


def test_every_link_of_the_page_of_a_report_leads_somewhere(client: FlaskClient) -> None:
    page = read(client.get(f"{REPORTS}/2", headers={"Accept": HTML}).text)
    links = {href.partition("#")[0] for href in page.hrefs() if href.startswith(REPORTS)}
    assert any("/rule/" in link for link in links)
    for link in links:
        assert client.get(link).status_code == 200, link


def test_a_report_is_negotiated_as_that_of_a_check_is(client: FlaskClient) -> None:
    turtle = client.get(f"{REPORTS}/2", headers={"Accept": "text/turtle"})
    assert turtle.mimetype == "text/turtle" and "sh:ValidationReport" in turtle.text
    document = client.get(f"{REPORTS}/2", headers={"Accept": "application/json"}).get_json()
    assert document["conforms"] is False
    assert document["load"]["outcome"] == "refused"
    rows = client.get(f"{REPORTS}/2.csv")
    assert rows.headers["Content-Disposition"] == 'attachment; filename="toilets-report.csv"'
    assert rows.text.startswith("level,row,column")
    assert json.loads(client.get(f"{REPORTS}/2.json").data) == document
    assert client.get(f"{REPORTS}/2.xlsx").status_code == 406


@pytest.mark.parametrize("suffix", ["html", "json", "csv", "ttl"])
def test_no_form_shows_a_column_that_is_not_published(client: FlaskClient, suffix: str) -> None:
    text = client.get(f"{REPORTS}/2.{suffix}").text
    assert "GeoX" in text
    assert "Locke" not in text and "Keyes" not in text


@pytest.mark.parametrize("name", ["3", "0", "01", "-1", "x", "1.odd", "9999999999", "..", "%2e%2e"])
def test_what_is_no_report_is_not_found(client: FlaskClient, name: str) -> None:
    assert client.get(f"{REPORTS}/{name}").status_code in (404, 406)


def test_the_page_of_a_rule_lists_what_breaks_it(client: FlaskClient) -> None:
    page = client.get(f"{REPORTS}/2/rule/0", headers={"Accept": HTML})
    assert page.status_code == 200
    assert client.get(f"{REPORTS}/2/rule/99").status_code == 404
    assert client.get(f"{REPORTS}/9/rule/0").status_code == 404
