"""Who provides a service, over HTTP and on the command line; successors of abolished councils."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import get_args

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from moothall.graph.config import Config
from moothall.graph.responsibility import Kind
from moothall.server.cli import main
from moothall.server.pages.words import words_in

from ..pages.html import read

QUERY = "/responsible?service=524&area=E07000026"


def test_an_answer_as_json_says_who_and_why(client: FlaskClient) -> None:
    response = client.get(f"{QUERY}&date=2026-04-01", headers={"Accept": "application/json"})
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "application/json"
    found = response.json
    assert found is not None
    assert found["service"]["iri"] == "http://id.esd.org.uk/service/524"
    assert found["area"]["abolished"] == "2023-03-31"
    assert found["outcome"] == "answered"
    [council] = found["responsible"]
    assert council["code"] == "CBD"
    assert [why["kind"] for why in council["why"]] == ["succeeded", "tier_provides"]
    assert "31 March 2023" in council["why"][0]["text"]
    assert [each["code"] for each in found["successors"]] == ["CBD"]


def test_without_a_date_it_is_today(client: FlaskClient) -> None:
    before = datetime.now(UTC).date().isoformat()
    response = client.get(f"{QUERY}&format=json")
    assert response.json is not None
    assert response.json["date"] in (before, datetime.now(UTC).date().isoformat())


def test_answers_of_two_days_have_two_etags(client: FlaskClient) -> None:
    first = client.get(f"{QUERY}&date=2022-06-01&format=json")
    second = client.get(f"{QUERY}&date=2022-06-02&format=json")
    assert first.headers["ETag"] != second.headers["ETag"]
    again = client.get(
        f"{QUERY}&date=2022-06-01&format=json", headers={"If-None-Match": first.headers["ETag"]}
    )
    assert again.status_code == 304


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("service=524&area=RUS&date=2026-02-30", 400, "2026-04-01"),
        ("service=524&area=RUS&date=tomorrow", 400, "2026-04-01"),
        ("service=524", 400, "No area is named"),
        ("area=RUS", 400, "No service is named"),
        ("service=524&area=Camdn", 404, "London Borough of Camden"),
        ("service=99999&area=RUS", 404, "LGSL code"),
        ("service=524&area=" + "x" * 600, 400, "shorten"),
        ("service=524&area=RUS&release=1999.1", 404, "release"),
    ],
)
def test_what_cannot_be_answered_is_told_with_what_to_do(
    client: FlaskClient, query: str, status: int, said: str
) -> None:
    response = client.get(f"/responsible?{query}&format=json")
    assert response.status_code == status
    assert response.headers["Content-Type"] == "application/problem+json"
    assert said in response.text


def test_suggestions_are_a_member_of_the_problem(client: FlaskClient) -> None:
    problem = client.get("/responsible?service=524&area=Camdn&format=json").json
    assert problem is not None
    assert "London Borough of Camden" in problem["suggestions"]


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize(
    "query",
    [
        "",
        "&service=524",
        "&area=CMA",
        "&service=524&area=E07000026",
        "&service=524&area=CMA&date=2022-06-01",
        "&service=18&area=BPC&date=2018-01-01",
        "&service=524&area=NIR-A",
        "&service=524&area=GLA",
        "&service=524&area=Belfast&date=2130-01-01",
    ],
)
def test_every_kind_of_answer_has_a_page(client: FlaskClient, language: str, query: str) -> None:
    response = client.get(f"/responsible?lang={language}{query}", headers={"Accept": "text/html"})
    assert response.status_code == 200
    page = read(response.text)
    assert page.all("html")[0].attributes["lang"] == language
    assert {field.attributes["name"] for field in page.all("input")} >= {"service", "area", "date"}


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("service=524&area=Camdn", 404, "London Borough of Camden"),
        ("service=524&area=RUS&date=2026-02-30", 400, "2026-04-01"),
    ],
)
def test_whoever_fills_in_the_form_wrongly_gets_it_back_with_what_to_mend(
    client: FlaskClient, query: str, status: int, said: str
) -> None:
    response = client.get(f"/responsible?{query}&lang=en", headers={"Accept": "text/html"})
    assert response.status_code == status
    page = read(response.text)
    assert said in page.all("main")[0].text
    filled = {f.attributes["name"]: f.attributes.get("value") for f in page.all("input")}
    assert filled["service"] == "524"


def test_every_kind_of_reason_has_words_and_the_other_way_round() -> None:
    texts = words_in("en").texts
    told = [n.partition("_")[2] for n in texts if n.startswith(("because_", "caveat_"))]
    assert len(told) == len(set(told))
    assert set(told) == set(get_args(Kind))


def test_the_page_escapes_what_was_asked(client: FlaskClient) -> None:
    response = client.get(
        "/responsible?service=%3Cscript%3E&lang=en", headers={"Accept": "text/html"}
    )
    assert 'value="&lt;script&gt;"' in response.text
    assert 'value="<script>' not in response.text


def test_an_abolished_council_names_its_successors_in_every_form(client: FlaskClient) -> None:
    expected = [
        f'<http://localhost:8080/doc/authority/{code}>; rel="successor-version"'
        for code in ("CBD", "WAF")
    ]
    for suffix in ("html", "ttl", "jsonld", "nt", "rdf", "json", "csv", "trig", "nq"):
        response = client.get(f"/doc/authority/CMA.{suffix}")
        assert response.status_code == 200
        assert all(link in response.headers["Link"] for link in expected)
        assert "Deprecation" not in response.headers
        assert all(f"/authority/{code}" in response.text for code in ("CBD", "WAF"))


def test_a_council_that_is_there_names_none(client: FlaskClient) -> None:
    assert "successor-version" not in client.get("/doc/authority/CBD.ttl").headers["Link"]


@pytest.mark.parametrize("code", ["E07000026", "ALL", "allerdale"])
def test_resolving_an_abolished_council_names_its_successors(
    client: FlaskClient, code: str
) -> None:
    response = client.get(f"/resolve?q={code}")
    assert response.status_code == 303
    assert response.headers["Location"] == "/doc/authority/ALL"
    assert response.headers["Link"] == (
        '<http://localhost:8080/doc/authority/CBD>; rel="successor-version"'
    )


def test_the_command_answers_as_http_does(client: FlaskClient, shipped_config: Config) -> None:
    def run(*arguments: str) -> tuple[int, str]:
        runner = CliRunner(env={"MOOTHALL_DATA_DIR": str(shipped_config.data_dir)})
        result = runner.invoke(main, ["responsible", *arguments])
        return result.exit_code, result.output

    code, output = run("524", "ALL", "--date", "2026-04-01", "--format", "json")
    assert code == 0
    over_http = client.get("/responsible?service=524&area=ALL&date=2026-04-01&format=json")
    assert json.loads(output) == over_http.json
    code, output = run("524", "CMA", "--date", "2026-04-01")
    assert code == 0
    assert "depends on the place" in output
    assert "Cumberland Council (CBD), Westmorland and Furness Council (WAF)" in output
    assert run("524", "GLA")[1].startswith("Household waste collection")
    assert run("524", "nowhere")[0] == 2
    assert run("524", "ALL", "--date", "x")[0] == 2
