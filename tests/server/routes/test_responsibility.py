"""Who provides a service, over HTTP and on the command line; successors of abolished councils."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import get_args

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from rdflib import PROV, RDF, RDFS, SDO, SKOS, XSD, Graph, Literal, Namespace, URIRef
from rdflib.compare import isomorphic
from rdflib.term import Node

from moothall.graph.config import Config
from moothall.graph.namespaces import DCT, MH
from moothall.graph.responsibility import Kind
from moothall.ontology import path
from moothall.server.app import create_app
from moothall.server.cli import main
from moothall.server.negotiate import ANSWER_FORMS, form_named
from moothall.server.pages.words import words_in
from moothall.server.rendered import _FAMILIES

from ..pages.html import read

QUERY = "/responsible?service=524&area=E07000026"
DCTERMS = Namespace(DCT.iri)
MOOTHALL = Namespace(MH.iri)


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


@pytest.mark.parametrize(
    ("suffix", "format"),
    [("ttl", "turtle"), ("nt", "nt"), ("rdf", "xml"), ("jsonld", "json-ld")],
)
def test_an_answer_is_the_same_in_every_rdf_form_whichever_way_it_is_asked_for(
    client: FlaskClient, suffix: str, format: str
) -> None:
    media_type = form_named(suffix, ANSWER_FORMS).media_type
    named = client.get(f"{QUERY}&date=2022-06-01&format={suffix}")
    accepted = client.get(f"{QUERY}&date=2022-06-01", headers={"Accept": media_type})
    assert named.status_code == accepted.status_code == 200
    assert named.mimetype == accepted.mimetype == media_type
    assert named.data == accepted.data
    assert "Accept" in named.headers["Vary"]
    assert isomorphic(
        Graph().parse(data=named.data, format=format), graph(client, f"{QUERY}&date=2022-06-01")
    )


@pytest.mark.parametrize(
    "query",
    [
        "service=524&area=E07000026&date=2026-04-01",
        "service=524&area=CMA&date=2022-06-01",
        "service=524&area=CMA&date=2026-04-01",
        "service=18&area=BPC&date=2018-01-01",
        "service=524&area=NIR-A&date=2026-04-01",
        "service=524&area=GLA&date=2026-04-01",
    ],
)
def test_an_answer_in_rdf_says_what_the_one_in_json_says(client: FlaskClient, query: str) -> None:
    told = client.get(f"/responsible?{query}&format=json").json
    assert told is not None
    found = graph(client, f"/responsible?{query}")
    [node] = found.subjects(RDF.type, PROV.Entity)
    assert str(found.value(node, DCTERMS.subject)) == told["service"]["iri"]
    assert str(found.value(node, DCTERMS.spatial)) == told["area"]["iri"]
    assert found.value(node, DCTERMS.date) == Literal(told["date"], datatype=XSD.date)
    assert str(found.value(node, MOOTHALL.outcome)) == told["outcome"]
    tiers = found.objects(URIRef(told["service"]["iri"]), MOOTHALL.providedBy)
    assert sorted(map(str, tiers)) == sorted(told["tiers"])
    provisions = {
        str(found.value(part, SDO.provider)): part for part in found.objects(node, DCTERMS.hasPart)
    }
    assert set(provisions) == {each["iri"] for each in told["responsible"]}
    for each in told["responsible"]:
        assert reasons(found, provisions[each["iri"]]) == each["why"]
    assert reasons(found, node) == told["notes"]
    for each in (told["area"], *told["responsible"], *told["successors"]):
        stated = found.value(URIRef(each["iri"]), DCTERMS.identifier)
        assert str(stated) == each["code"]
        for name in ("foundingDate", "dissolutionDate"):
            day = each["founded" if name == "foundingDate" else "abolished"]
            expected = Literal(day, datatype=XSD.date) if day else None
            assert found.value(URIRef(each["iri"]), SDO[name]) == expected


def test_the_line_of_succession_from_the_area_is_stated(client: FlaskClient) -> None:
    found = graph(client, "/responsible?service=524&area=CMA&date=2026-04-01")
    [area] = set(found.objects(None, DCTERMS.spatial))
    after = found.objects(area, MOOTHALL.succeededBy)
    assert {str(found.value(each, DCTERMS.identifier)) for each in after} == {"CBD", "WAF"}


def test_an_answer_has_one_address_which_asks_the_same_again(client: FlaskClient) -> None:
    queries = ("service=524&area=E07000026", "service=Household+waste+collection&area=allerdale")
    graphs = [graph(client, f"/responsible?{each}&date=2022-06-01") for each in queries]
    assert isomorphic(*graphs)
    [node] = graphs[0].subjects(RDF.type, PROV.Entity)
    again = graph(client, str(node).removeprefix("http://localhost:8080"))
    assert isomorphic(again, graphs[0])


def test_every_name_in_an_answer_is_declared_in_the_ontology(client: FlaskClient) -> None:
    core = Graph().parse(path("core.ttl"), format="turtle")
    found = graph(client, "/responsible?service=524&area=CMA&date=2022-06-01")
    classes = set(found.objects(None, RDF.type))
    for name in {*found.predicates(), *classes} - {RDF.type, RDFS.label}:
        assert (name, RDF.type, None) in core, name


def test_what_cannot_be_answered_in_rdf_is_a_problem(client: FlaskClient) -> None:
    response = client.get("/responsible?service=524", headers={"Accept": "text/turtle"})
    assert response.status_code == 400
    assert response.mimetype == "application/problem+json"
    assert client.get(f"{QUERY}&format=csv").status_code == 406


def test_an_answer_of_a_release_is_one_of_its_own_that_holds_for_ever_if_it_names_a_day(
    released_config: Config,
) -> None:
    client = create_app(released_config).test_client()
    query = "/responsible?service=579&area=RUS&release=2026.1"
    of_a_day, of_today = (
        client.get(f"{query}{more}", headers={"Accept": "text/turtle"})
        for more in ("&date=2026-04-01", "")
    )
    assert "immutable" in of_a_day.headers["Cache-Control"]
    assert "immutable" not in of_today.headers["Cache-Control"]
    found = Graph().parse(data=of_a_day.data, format="turtle")
    [node] = found.subjects(RDF.type, PROV.Entity)
    assert "release=2026.1" in str(node)
    assert isomorphic(graph(client, str(node).removeprefix("http://localhost:8080")), found)
    service = URIRef("http://id.esd.org.uk/service/579")
    assert Literal("Public toilets", lang="en") in set(found.objects(service, RDFS.label))


def test_kept_answers_are_of_the_forms_that_the_route_offers() -> None:
    assert dict(_FAMILIES)["/responsible"] == ANSWER_FORMS


def graph(client: FlaskClient, address: str) -> Graph:
    """Return an answer as statements, read from its Turtle."""
    response = client.get(address, headers={"Accept": "text/turtle"})
    assert response.status_code == 200, response.text
    return Graph().parse(data=response.data, format="turtle")


def reasons(found: Graph, node: Node) -> list[dict[str, str]]:
    """Return the reasons of a node in order as the JSON has them; each has words in Welsh too."""
    places = {
        int(str(found.value(step, SDO.position))): step
        for step in found.objects(node, MOOTHALL.reason)
    }
    told = []
    for _, step in sorted(places.items()):
        texts = {t.language: str(t) for t in found.objects(step, DCTERMS.description)}
        assert set(texts) == {"en", "cy"}
        told.append({"kind": str(found.value(step, SKOS.notation)), "text": texts["en"]})
    return told
