from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from moothall.graph.config import Config
from moothall.graph.generation import Generation
from moothall.graph.lists import all_lists
from moothall.graph.terms import RdfFormat, parse
from moothall.server.app import create_app
from moothall.shapes.standard_files import read_standard, standards

NAMES = sorted(standards())
SHAPES = Path(__file__).parents[3] / "shapes"


def test_the_overview_names_every_standard_with_its_columns_and_records(
    client: FlaskClient,
) -> None:
    found = json.loads(client.get("/standards.json").data)["standards"]
    assert sorted(each["name"] for each in found) == NAMES
    toilets = next(each for each in found if each["name"] == "public-toilets")
    assert toilets["columnCounts"] == {"must": 6, "should": 0, "may": 26}
    assert toilets["records"] == 40
    page = client.get("/standards", headers={"Accept": "text/html"}).text
    assert all(f'href="/standards/{name}"' in page for name in NAMES)
    assert json.loads(client.get("/standards", headers={"Accept": "application/json"}).data)


@pytest.mark.parametrize("name", NAMES)
def test_every_address_of_a_standard_answers(client: FlaskClient, name: str) -> None:
    listed = json.loads(client.get(f"/standards/{name}.json").data)
    page = client.get(f"/standards/{name}", headers={"Accept": "text/html"})
    assert page.status_code == 200
    for column in listed["columns"]:
        assert f">{column['name']}<" in page.text.replace("<wbr>", "")
    for member in ("template", "example", "metadata", "schema", "context", "turtle"):
        assert client.get(listed[member]).status_code == 200, member
        assert listed[member] in page.text, member
    assert listed["check"] in page.text


def test_a_standards_page_says_what_people_need(client: FlaskClient) -> None:
    page = client.get("/standards/elections", headers={"Accept": "text/html"}).text
    for words in (
        "What people will be able to do",
        "Personal data",
        "Rules about several cells",
        "Common mistakes",
        "Accepted values",
        "Editions compared",
        'href="/check/elections"',
    ):
        assert words in page, words
    toilets = client.get("/standards/public-toilets", headers={"Accept": "text/html"}).text
    assert "Public toilets in Westmere (fictional)" in toilets
    welsh = client.get("/standards/public-toilets?lang=cy", headers={"Accept": "text/html"}).text
    assert "Toiledau cyhoeddus" in welsh and '<p class="lede" lang="en">' in welsh


def test_a_standard_is_served_in_the_syntax_that_is_asked_for(client: FlaskClient) -> None:
    turtle = client.get("/standards/spending", headers={"Accept": "text/turtle"})
    assert turtle.mimetype == "text/turtle"
    assert read_standard(turtle.data, "spending.ttl").name == "spending"
    sizes = {
        len(list(parse(client.get(f"/standards/spending.{suffix}").data, format)))
        for suffix, format in (
            ("ttl", RdfFormat.TURTLE),
            ("nt", RdfFormat.N_TRIPLES),
            ("rdf", RdfFormat.RDF_XML),
            ("jsonld", RdfFormat.JSON_LD),
        )
    }
    assert sizes == {len(standards()["spending"].triples)}
    assert client.get("/standards/spending.csv").status_code == 406
    assert client.get("/standards/spending", headers={"Accept": "text/csv"}).status_code == 406


def test_files_follow_the_edition_that_is_asked_for(client: FlaskClient) -> None:
    newest = client.get("/standards/libraries/template.csv")
    older = client.get("/standards/libraries/example.csv?edition=2016")
    assert newest.mimetype == "text/csv"
    assert 'filename="example-libraries-2016.csv"' in older.headers["Content-Disposition"]
    headings, example = list(csv.reader(older.text.splitlines()))
    assert headings == list(standards()["libraries"].editions[0].columns)
    assert all(example)
    assert newest.text.splitlines()[0] != older.text.splitlines()[0]
    metadata = json.loads(client.get("/standards/libraries/metadata.json?edition=2016").data)
    assert metadata["url"] == "template.csv?edition=2016"
    assert 'rel="describedby"' in newest.headers["Link"]
    unknown = client.get("/standards/libraries/template.csv?edition=1066")
    assert unknown.status_code == 404
    assert "2016, 2019" in json.loads(unknown.data)["remedy"]


def test_an_unknown_standard_or_file_is_told_what_there_is(client: FlaskClient) -> None:
    for path in ("/standards/bandstands", "/standards/bandstands/template.csv"):
        answer = client.get(path)
        assert answer.status_code == 404
        assert all(name in json.loads(answer.data)["remedy"] for name in NAMES)
    other = client.get("/standards/spending/template.xlsx")
    assert other.status_code == 404
    assert "template.csv, example.csv" in json.loads(other.data)["remedy"]


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/id/standard/spending", "/standards/spending"),
        ("/doc/standard/spending.ttl", "/standards/spending.ttl"),
        ("/id/toiletUsers/none", "/doc/toiletUsers/none"),
        ("/id/list/toiletUsers", "/list/toiletUsers"),
        (
            "/resolve?q=https://w3id.org/moothall/id/toiletUsers/unisex",
            "/doc/toiletUsers/unisex",
        ),
    ],
)
def test_the_addresses_of_standards_and_codes_resolve(
    client: FlaskClient, path: str, location: str
) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Location"]) == (303, location)


def test_a_columns_address_leads_to_its_place_on_the_page_or_to_its_data(
    client: FlaskClient,
) -> None:
    iri = "https://w3id.org/moothall/standard/libraries/column/Library-name"
    found = client.get("/resolve", query_string={"q": iri})
    document = found.headers["Location"]
    page = client.get(document, headers={"Accept": "text/html"})
    assert page.headers["Location"] == "/standards/libraries#column-Library-name"
    shown = client.get("/standards/libraries", headers={"Accept": "text/html"}).text
    assert 'id="column-Library-name"' in shown
    data = client.get(document, headers={"Accept": "text/turtle"})
    assert data.status_code == 200 and 'csvw:name "Library name"' in data.text


def test_a_code_says_nothing_apart_from_its_list_so_it_is_found_last(
    client: FlaskClient, shipped: Generation
) -> None:
    for word in ("none", "other", "library", "adopted", "male", "1"):
        hits = json.loads(client.get(f"/search?q={word}&format=json").data)["hits"]
        codes = ["/moothall/id/" in hit["iri"] and hit["score"] <= 0 for hit in hits]
        assert codes == sorted(codes), word
    lists = {entry.name for entry in all_lists(shipped) if entry.has_codes}
    for code in ("1", "40"):
        choices = json.loads(client.get(f"/resolve?q={code}").data)["choices"]
        kinds = {choice["document"].split("/")[2] for choice in choices}
        assert "service" in kinds and kinds.isdisjoint(lists), code
    assert client.get("/resolve?q=female-and-male").status_code == 303


def test_lists_of_codes_stand_apart_from_the_lists_of_the_standard(client: FlaskClient) -> None:
    page = client.get("/list", headers={"Accept": "text/html"}).text
    official, codes = page.split('id="codes"')
    assert "/list/services" in official and "/list/toiletUsers" not in official
    assert "/list/toiletUsers" in codes and "/list/services" not in codes
    assert "/list/toiletUsers" not in client.get("/", headers={"Accept": "text/html"}).text
    assert client.get("/list/toiletUsers.csv").status_code == 200


def test_a_changed_file_of_the_folder_changes_the_answer_and_its_etag(
    shipped_config: Config, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    shipped = Path(SHAPES / "standards" / "spending.ttl").read_text(encoding="utf-8")
    file = tmp_path / "spending.ttl"
    file.write_text(shipped, encoding="utf-8")
    client = create_app(
        Config(data_dir=shipped_config.data_dir, standards_dir=tmp_path)
    ).test_client()
    first = client.get("/standards/spending/schema.json")
    same = client.get(
        "/standards/spending/schema.json", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert same.status_code == 304
    file.write_text(shipped.replace("Spending over £500", "All spending"), encoding="utf-8")
    second = client.get(
        "/standards/spending/schema.json", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert json.loads(second.data)["title"] == "All spending"
    file.write_text("this is no Turtle", encoding="utf-8")
    broken = client.get("/standards")
    assert broken.status_code == 500
    assert "spending.ttl line 1" in caplog.text
