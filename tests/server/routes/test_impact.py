"""What releases did to a system's codes, over HTTP: whatever way they are sent and asked for."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from moothall.graph.config import Config
from moothall.server.app import create_app
from moothall.server.routes import impact as impact_routes

from ...impact_history import make_history
from ..pages.html import read

FROM_FIRST = "/impact?built_on=2026.1"


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """Settings of the made-up history; tests only read it."""
    return make_history(tmp_path_factory.mktemp("history") / "data")


@pytest.fixture(scope="module")
def client(history: Config) -> FlaskClient:
    return create_app(history).test_client()


def outcomes(data: bytes) -> dict[str, str]:
    return {each["code"]: each["outcome"] for each in json.loads(data)["results"]}


def test_codes_are_taken_in_every_way_that_they_may_be_sent(client: FlaskClient) -> None:
    wanted = {"12": "deprecated", "11": "renamed", "10": "unchanged"}
    text = "10\n11\n12\n"
    fields = {"built_on": "2026.1", "codes": text}
    file = {"built_on": "2026.1", "file": (io.BytesIO(text.encode()), "codes.csv")}
    for sent in (
        client.post(FROM_FIRST, data=text, content_type="text/plain"),
        client.post(FROM_FIRST, data=text, content_type="text/csv"),
        client.post(FROM_FIRST, data=text, content_type="application/x-www-form-urlencoded"),
        client.post(FROM_FIRST, data='["10", "11", "12"]', content_type="application/json"),
        client.post("/impact", json={"built_on": "2026.1", "codes": ["10", "11", "12"]}),
        client.post("/impact", data=fields),
        client.post("/impact", data=fields, content_type="multipart/form-data"),
        client.post("/impact", data=file, content_type="multipart/form-data"),
    ):
        assert sent.status_code == 200, sent.data
        assert sent.mimetype == "application/json"
        assert outcomes(sent.data) == wanted


def test_the_answer_has_the_form_that_is_asked_for(client: FlaskClient) -> None:
    def ask(accept: str = "*/*", **fields: str) -> tuple[str, str, str]:
        sent = client.post(
            "/impact", data={"built_on": "2026.1", "codes": "11", **fields},
            headers={"Accept": accept},
        )  # fmt: skip
        assert sent.status_code == 200
        assert sent.headers["Cache-Control"] == "private, no-store"
        return sent.mimetype, sent.headers.get("Content-Disposition", ""), sent.text

    assert ask()[0] == "application/json"
    assert ask("text/html,*/*;q=0.8")[0] == "text/html"
    kind, name, text = ask("text/csv")
    assert kind == "text/csv" and "impact-2026.1-now.csv" in name
    assert len(list(csv.reader(io.StringIO(text)))) == 2
    assert ask("text/html", format="patch")[1].endswith('impact-2026.1-now-patch.csv"')
    kind, name, text = ask(format="sssom")
    assert kind == "text/tab-separated-values" and ".sssom.tsv" in name
    assert text.startswith("#mapping_set_id: ")
    assert client.post(f"{FROM_FIRST}&format=pdf", data="11").status_code == 406


def test_list_nation_column_and_target_are_fields(client: FlaskClient) -> None:
    by_list = client.post(f"{FROM_FIRST}&list=services", data="1", content_type="text/plain")
    assert outcomes(by_list.data) == {"1": "unchanged"}
    welsh = client.post(f"{FROM_FIRST}&nation=wales", data="english", content_type="text/plain")
    assert outcomes(welsh.data) == {"english": "out_of_nation"}
    early = client.post(f"{FROM_FIRST}&to=2026.2", data="11", content_type="text/plain")
    assert outcomes(early.data) == {"11": "unchanged"}
    table = client.post(f"{FROM_FIRST}&column=b", data="a,b\n10,11\n", content_type="text/csv")
    assert outcomes(table.data) == {"11": "renamed"}


@pytest.mark.parametrize(
    ("query", "body", "status", "words"),
    [
        ("", b"10", 400, "2026.1, 2026.2, 2026.3"),
        ("?built_on=2025", b"10", 404, "2026.1, 2026.2, 2026.3"),
        ("?built_on=2026.3&to=2026.1", b"10", 400, "comes after"),
        ("?built_on=2026.1&list=none", b"10", 404, "the lists are"),
        ("?built_on=2026.1&nation=none", b"10", 400, "the nations are"),
        ("?built_on=2026.1", b"", 400, "no codes"),
        ("?built_on=2026.1", b"  \n", 422, "empty"),
        ("?built_on=2026.1", b"\x89PNG\r\n\x1a\n\0", 422, "PNG picture"),
        ("?built_on=2026.1", b'["10"', 422, "JSON"),
        ("?built_on=2026.1", b'{"codes": {"a": 1}}', 422, "system.csv|the codes"),
        (f"?built_on=2026.1&column={'x' * 300}", b"10", 400, "300 characters"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_what_to_do(
    client: FlaskClient, query: str, body: bytes, status: int, words: str
) -> None:
    sent = client.post(f"/impact{query}", data=body, content_type="application/json")
    assert sent.status_code == status, sent.data
    assert sent.mimetype == "application/problem+json"
    problem = json.loads(sent.data)
    assert any(
        word in f"{problem['detail']} {problem.get('remedy', '')}" for word in words.split("|")
    )
    page = client.post(f"/impact{query}", data=body, headers={"Accept": "text/html"},
                       content_type="application/json")  # fmt: skip
    assert page.status_code == status and "Your codes were not checked" in page.text


def test_a_body_over_the_limit_is_refused_with_the_limit(history: Config) -> None:
    small = create_app(dataclasses.replace(history, max_impact_bytes=1_000)).test_client()
    for sent in (
        small.post(FROM_FIRST, data=b"10\n" * 400, content_type="text/plain"),
        small.post(FROM_FIRST, data=b"10\n" * 100_000, content_type="text/plain"),
        small.post("/impact", data={"built_on": "2026.1", "codes": "10\n" * 400}),
        small.post(
            "/impact",
            data={"built_on": "2026.1", "file": (io.BytesIO(b"10\n" * 90_000), "c.csv")},
            content_type="multipart/form-data",
        ),
    ):
        assert sent.status_code == 413
        assert "1,000 bytes" in json.loads(sent.data)["detail"]


def test_too_many_rows_or_codes_are_refused_with_the_limit(client: FlaskClient) -> None:
    rows = client.post(FROM_FIRST, data=b"10\n" * 200_001, content_type="text/plain")
    assert rows.status_code == 422 and "200,000 rows" in json.loads(rows.data)["detail"]
    many = "".join(f"x{n}\n" for n in range(20_001))
    codes = client.post(FROM_FIRST, data=many, content_type="text/plain")
    assert codes.status_code == 422 and "20,000 different codes" in json.loads(codes.data)["detail"]


def test_who_finds_no_place_is_told_when_to_come_back(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(impact_routes, "_WAIT_S", 0.01)
    places = [impact_routes._places.acquire() for _ in range(impact_routes._AT_A_TIME)]
    try:
        sent = client.post(FROM_FIRST, data="10", content_type="text/plain")
        assert (sent.status_code, sent.headers["Retry-After"]) == (503, "5")
    finally:
        for _ in places:
            impact_routes._places.release()


def test_the_form_offers_the_releases_and_keeps_what_was_chosen(client: FlaskClient) -> None:
    page = read(client.get("/impact?built_on=2026.2", headers={"Accept": "text/html"}).text)
    (built_on,) = [e for e in page.all("select") if e.attributes["name"] == "built_on"]
    assert "Release 2026.1" in built_on.text
    chosen = [e.attributes["value"] for e in page.all("option") if "selected" in e.attributes]
    assert chosen == ["2026.2"]
    offers = json.loads(client.get("/impact", headers={"Accept": "application/json"}).data)
    assert offers["releases"] == ["2026.1", "2026.2", "2026.3"]
    assert offers["limits"]["rows"] == 200_000
    refused = client.post(
        "/impact",
        data={"built_on": "2026.3", "to": "2026.2", "codes": "10", "column": "<b>"},
        headers={"Accept": "text/html"},
    )
    page = read(refused.text)
    assert "2026.3" in [
        e.attributes["value"] for e in page.all("option") if "selected" in e.attributes
    ]
    assert "<b>" not in refused.text


@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_page_of_the_answer_tells_each_outcome_and_makes_the_files(
    client: FlaskClient, language: str
) -> None:
    codes = ["10", "1", "11", "12", "14", "15", "16", "17", "18", "19", "20", "21", "23", "25",
             "zz", "Unchangd", "english", "<script>alert(1)</script>"]  # fmt: skip
    sent = client.post(
        f"/impact?lang={language}",
        data={"built_on": "2026.1", "codes": json.dumps(codes), "nation": "wales"},
        headers={"Accept": "text/html"},
    )
    assert sent.status_code == 200
    page = read(sent.text)
    assert page.all("html")[0].attributes["lang"] == language
    assert "<script>alert(1)</script>" not in sent.text
    headings = {e.attributes.get("id") for e in page.all("h2")}
    assert {"never_existed", "ambiguous", "removed", "withdrawn", "deprecated", "out_of_nation",
            "redefined", "renamed", "moved", "added"} <= headings  # fmt: skip
    fields = {
        e.attributes["name"]: e.attributes["value"]
        for e in page.all("input")
        if e.attributes.get("type") == "hidden"
    }
    assert fields["nation"] == "wales" and sorted(json.loads(fields["codes"])) == sorted(codes)
    again = client.post("/impact", data={**fields, "format": "json"})
    assert set(outcomes(again.data)) == set(codes)
    links = page.hrefs()
    assert any(href.startswith("/doc/service/16?") and "release=2026.1" in href for href in links)


def test_the_page_says_that_nothing_is_to_be_done(client: FlaskClient) -> None:
    sent = client.post(
        FROM_FIRST, data="10", content_type="text/plain", headers={"Accept": "text/html"}
    )
    assert read(sent.text).all("h1")[0].text == "Nothing is to be done: all 1 codes can stay"


def test_releases_lead_to_the_check(client: FlaskClient) -> None:
    for path in ("/releases", "/releases/2026.1", "/releases/2026.1..2026.2"):
        page = read(client.get(path, headers={"Accept": "text/html"}).text)
        assert any(href.startswith("/impact") for href in page.hrefs()), path


def test_nothing_that_was_sent_is_kept(client: FlaskClient, history: Config) -> None:
    before = {path for path in Path(history.data_dir).rglob("*")}
    client.post(FROM_FIRST, data="10\nsecret", content_type="text/plain")
    assert {path for path in Path(history.data_dir).rglob("*")} == before


def test_without_releases_the_form_says_so(tmp_path: Path) -> None:
    from moothall.graph.change import Change
    from moothall.graph.generations import Generations

    from ...impact_history import FIRST, quads_of

    config = Config(data_dir=tmp_path / "data")
    generations = Generations(config.data_dir, config.base_iri)
    generations.create()
    with generations.writing() as writer:
        writer.publish(Change(added=quads_of(FIRST)))
    client = create_app(config).test_client()
    assert (
        "No release has been made yet"
        in client.get("/impact", headers={"Accept": "text/html"}).text
    )
    sent = client.post("/impact", data={"codes": "10"})
    assert sent.status_code == 400 and "none has been made yet" in sent.text
