from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
import rdflib
from flask.testing import FlaskClient
from rdflib.compare import isomorphic

from moothall.graph.change import Change
from moothall.graph.config import Config
from moothall.graph.generations import Generations
from moothall.graph.namespaces import DCT, MH, RDF, RDFS, XSD
from moothall.graph.terms import Literal, NamedNode, Quad, RdfFormat, parse
from moothall.server.app import create_app
from moothall.server.negotiate import DOCUMENT_FORMS

from ..headers import lasting_headers

TERM = "http://id.esd.org.uk/service/579"
RDF_FORMATS = {
    "ttl": RdfFormat.TURTLE,
    "nt": RdfFormat.N_TRIPLES,
    "rdf": RdfFormat.RDF_XML,
    "jsonld": RdfFormat.JSON_LD,
    "trig": RdfFormat.TRIG,
    "nq": RdfFormat.N_QUADS,
}
PARSERS = {"ttl": "turtle", "nt": "nt", "rdf": "xml", "jsonld": "json-ld"}


def test_a_thing_is_sent_to_its_document(client: FlaskClient) -> None:
    response = client.get("/id/service/579")
    assert response.status_code == 303
    assert response.headers["Location"] == "/doc/service/579"
    assert response.headers["Vary"] == "Accept, Accept-Profile"
    assert response.data == b""


def test_a_list_is_sent_to_its_page(client: FlaskClient) -> None:
    assert client.get("/id/list/services").headers["Location"] == "/list/services"
    assert client.get("/doc/list/services.ttl").headers["Location"] == "/list/services.ttl"


@pytest.mark.parametrize("code", ["E07000223", "45UB", "adur"])
def test_a_council_is_found_by_any_of_its_codes(client: FlaskClient, code: str) -> None:
    response = client.get(f"/id/authority/{code}")
    assert response.status_code == 303
    assert response.headers["Location"] == "/doc/authority/ADU"
    assert client.get(f"/doc/authority/{code}.nt").headers["Location"] == "/doc/authority/ADU.nt"


def test_a_graph_is_sent_to_its_dataset(client: FlaskClient) -> None:
    assert client.get("/graph/authorities").headers["Location"] == "/datasets/authorities"
    assert client.get("/graph/nothing").status_code == 404


@pytest.mark.parametrize("suffix", ["ttl", "nt", "rdf", "jsonld"])
@pytest.mark.parametrize(
    "thing", ["service/579", "authority/ADU", "def/Service", "dataset/services"]
)
def test_every_syntax_holds_the_same_graph(client: FlaskClient, thing: str, suffix: str) -> None:
    reference = client.get(f"/doc/{thing}.nt")
    expected = rdflib.Graph().parse(data=reference.data, format="nt")
    response = client.get(f"/doc/{thing}.{suffix}")
    assert response.status_code == 200
    found = rdflib.Graph().parse(data=response.data, format=PARSERS[suffix])
    assert len(found) > 3
    assert isomorphic(found, expected)


@pytest.mark.parametrize("suffix", ["trig", "nq"])
def test_quads_keep_the_graph_of_each_statement(client: FlaskClient, suffix: str) -> None:
    dataset = rdflib.Dataset()
    parser = {"trig": "trig", "nq": "nquads"}[suffix]
    dataset.parse(data=client.get(f"/doc/service/579.{suffix}").data, format=parser)
    graphs = {str(quad[3]) for quad in dataset.quads((rdflib.URIRef(TERM), None, None, None))}
    assert "http://localhost:8080/graph/services" in graphs
    assert len(graphs) > 1


def test_a_description_as_json_has_all_its_members(client: FlaskClient) -> None:
    found = json.loads(client.get("/doc/service/579.json").data)
    assert found["iri"] == TERM
    assert found["label"]["en"] == "Public toilets"
    assert found["curie"] == "esdServiceType:579"
    assert found["code"] == "579"
    assert "http://def.esd.org.uk/Service" in found["types"]
    assert found["generation"] == 1
    labels = [s for s in found["statements"] if s["property"].endswith("#prefLabel")]
    assert {"value": "Public toilets", "language": "en"} in labels[0]["values"]
    assert all(s["heading"] and s["values"] for s in found["statements"])
    assert all(i["count"] >= len(i["items"]) > 0 for i in found["incoming"])


def test_a_description_as_csv_has_a_row_for_each_value(client: FlaskClient) -> None:
    rows = list(csv.reader(io.StringIO(client.get("/doc/service/579.csv").text)))
    assert rows[0] == ["property", "value", "label", "language", "datatype"]
    assert any(row[1:4] == ["Public toilets", "", "en"] for row in rows)


def test_what_points_at_a_thing_comes_in_pages(client: FlaskClient) -> None:
    def page(number: int) -> set[str]:
        found = json.loads(client.get(f"/doc/def/Service.json?page={number}&page_size=5").data)
        entry = next(i for i in found["incoming"] if i["property"].endswith("#type"))
        assert entry["count"] > 10
        return {item["iri"] for item in entry["items"]}

    assert len(page(1)) == len(page(2)) == 5
    assert not page(1) & page(2)


def test_suffix_beats_format_and_format_beats_accept(client: FlaskClient) -> None:
    accept = {"Accept": "application/n-triples"}
    assert client.get("/doc/service/579", headers=accept).mimetype == "application/n-triples"
    named = client.get("/doc/service/579?format=jsonld", headers=accept)
    assert named.mimetype == "application/ld+json"
    both = client.get("/doc/service/579.ttl?format=jsonld", headers=accept)
    assert both.mimetype == "text/turtle"


def test_links_say_what_the_document_is_about_and_its_other_forms(client: FlaskClient) -> None:
    links = client.get("/doc/service/579.ttl").headers["Link"]
    assert '<http://localhost:8080/doc/service/579>; rel="canonical"' in links
    assert f'<{TERM}>; rel="describes"' in links
    assert '/doc/service/579.nq>; rel="alternate"; type="application/n-quads"' in links
    assert '<http://www.w3.org/2004/02/skos/core>; rel="profile"' in links
    assert 'rel="profile"' not in client.get("/doc/authority/ADU.ttl").headers["Link"]


def test_only_a_negotiated_answer_varies(client: FlaskClient) -> None:
    negotiated = client.get("/doc/service/579", headers={"Accept": "text/turtle"})
    vary = "Accept, Accept-Profile, Accept-Language, Accept-Encoding"
    assert negotiated.headers["Vary"] == vary
    assert client.get("/doc/service/579.ttl").headers["Vary"] == "Accept-Encoding"


@pytest.mark.parametrize("suffix", ["ttl", "jsonld", "json", "csv"])
def test_an_unchanged_document_is_answered_with_304(client: FlaskClient, suffix: str) -> None:
    first = client.get(f"/doc/function/2.{suffix}")
    tag = first.headers["ETag"]
    assert tag.startswith('"')
    second = client.get(f"/doc/function/2.{suffix}", headers={"If-None-Match": f'"x", W/{tag}'})
    assert second.status_code == 304
    assert second.data == b""
    assert "Content-Length" not in second.headers
    for name in ("ETag", "Cache-Control", "Link", "Access-Control-Allow-Origin"):
        assert second.headers[name] == first.headers[name]
    since = {"If-Modified-Since": first.headers["Last-Modified"]}
    assert client.get(f"/doc/function/2.{suffix}", headers=since).status_code == 304


def test_the_first_request_for_a_document_may_get_304_too(app_client: FlaskClient) -> None:
    assert app_client.get("/doc/function/2.ttl", headers={"If-None-Match": "*"}).status_code == 304
    missing = app_client.get("/doc/function/99999.ttl", headers={"If-None-Match": "*"})
    assert missing.status_code == 404


@pytest.fixture
def app_client(shipped_config: Config) -> FlaskClient:
    """A client of an application that has rendered nothing yet."""
    return create_app(shipped_config).test_client()


def test_forms_have_different_etags(client: FlaskClient) -> None:
    tags = [client.get(f"/doc/service/579.{s}").headers["ETag"] for s in ("ttl", "nt", "json")]
    assert len(set(tags)) == 3


def test_a_kept_answer_is_the_same_as_the_first(app_client: FlaskClient) -> None:
    first, second = app_client.get("/doc/service/579.ttl"), app_client.get("/doc/service/579.ttl")
    assert first.data == second.data
    assert lasting_headers(first) == lasting_headers(second)
    assert int(second.headers["Age"]) >= 0


def test_head_answers_the_headers_of_get(client: FlaskClient) -> None:
    got, head = client.get("/doc/service/579.ttl"), client.head("/doc/service/579.ttl")
    assert head.status_code == 200
    assert head.data == b""
    assert head.headers["Content-Length"] == str(len(got.data))
    assert head.headers["ETag"] == got.headers["ETag"]


@pytest.mark.parametrize(
    "identifier",
    ["LGSL 579", "esdServiceType:579", TERM, "https://id.esd.org.uk/service/579", "579"],
)
def test_an_identifier_is_resolved_to_its_document(client: FlaskClient, identifier: str) -> None:
    response = client.get("/resolve", query_string={"q": identifier})
    assert response.status_code == 303
    assert response.headers["Location"] == "/doc/service/579"


def test_a_code_that_several_things_have_is_a_choice(client: FlaskClient) -> None:
    response = client.get("/resolve?q=8", headers={"Accept": "application/json"})
    assert response.status_code == 300
    choices = json.loads(response.data)["choices"]
    assert len(choices) > 1
    assert all(choice["document"].startswith("/doc/") for choice in choices)


@pytest.mark.parametrize(
    "identifier", ["", "no such thing", "a/ b", "http://example.org/<>", "x/\x00"]
)
def test_what_nothing_is_known_as_is_not_found(client: FlaskClient, identifier: str) -> None:
    response = client.get("/resolve", query_string={"q": identifier})
    assert response.status_code == 404
    assert response.mimetype == "application/problem+json"


@pytest.fixture
def odd_client(empty_config: Config) -> Iterator[FlaskClient]:
    """A client of things with odd identifiers, one of which was removed."""
    base, graph = empty_config.base_iri, NamedNode(f"{empty_config.base_iri}graph/odd")
    removed = NamedNode(f"{base}id/record/old/1")
    quads = [
        Quad(NamedNode(f"{base}id/record/x/{name}"), RDFS.label, Literal(name), graph)
        for name in ("notes.ttl", "a%20b", "café", "1.5", "a%2Fb")
    ]
    quads += [
        Quad(removed, RDF.type, MH.Tombstone, graph),
        Quad(
            removed,
            MH.removedOn,
            Literal(date(2026, 2, 3).isoformat(), datatype=XSD.date),
            graph,
        ),
        Quad(removed, DCT.isReplacedBy, NamedNode(f"{base}id/record/x/1.5"), graph),
        Quad(removed, RDFS.label, Literal("The old record", language="en"), graph),
    ]
    generations = Generations(empty_config.data_dir, base)
    with generations.writing() as writer:
        writer.publish(Change(added=quads))
    yield create_app(empty_config).test_client()


@pytest.mark.parametrize("route", ["/id/record/old/1", "/doc/record/old/1.json"])
def test_a_removed_thing_is_gone_and_says_what_replaced_it(
    odd_client: FlaskClient, route: str
) -> None:
    response = odd_client.get(route)
    assert response.status_code == 410
    problem = json.loads(response.data)
    assert problem["removed_on"] == "2026-02-03"
    assert problem["replaced_by"] == ["http://localhost:8080/id/record/x/1.5"]
    assert problem["iri"] == "http://localhost:8080/id/record/old/1"
    assert problem["label"] == {"en": "The old record"}
    assert "last_version" not in problem and "Link" not in response.headers


@pytest.mark.parametrize("form", ["ttl", "nt", "rdf", "jsonld", "trig", "nq"])
def test_what_is_left_of_a_removed_thing_is_there_as_rdf(
    odd_client: FlaskClient, form: str
) -> None:
    iri = "http://localhost:8080/id/record/old/1"
    known = next(each for each in DOCUMENT_FORMS if each.suffix == form)
    for path, accept in (
        (f"/doc/record/old/1.{form}", "*/*"),
        ("/doc/record/old/1", known.media_type),
        ("/id/record/old/1", known.media_type),
    ):
        response = odd_client.get(path, headers={"Accept": accept})
        assert (response.status_code, response.headers["Content-Type"]) == (410, known.content_type)
        assert response.headers["Cache-Control"] == "no-cache"
        assert 'record/x/1.5>; rel="successor-version"' in response.headers["Link"]
        found = parse(response.data, format=RDF_FORMATS[form])
        said = {(q.predicate, q.object) for q in found if q.subject == NamedNode(iri)}
        assert said == {
            (RDF.type, MH.Tombstone),
            (MH.removedOn, Literal("2026-02-03", datatype=XSD.date)),
            (DCT.isReplacedBy, NamedNode("http://localhost:8080/id/record/x/1.5")),
            (RDFS.label, Literal("The old record", language="en")),
        }


def test_a_removed_thing_is_gone_in_whatever_form_it_is_asked_for(odd_client: FlaskClient) -> None:
    for accept in ("image/png", "text/html", "application/json", ""):
        response = odd_client.get("/doc/record/old/1", headers={"Accept": accept})
        assert response.status_code == 410
    table = odd_client.get("/doc/record/old/1.csv")
    assert table.status_code == 410 and "2026-02-03" in table.text


@pytest.mark.parametrize(
    ("path", "name"),
    [
        ("notes.ttl.json", "notes.ttl"),
        ("1.5.json", "1.5"),
        ("a%20b.json", "a%20b"),
        ("caf%C3%A9.json", "café"),
        ("a%252Fb.json", "a%2Fb"),
    ],
)
def test_identifiers_may_hold_dots_blanks_accents_and_slashes(
    odd_client: FlaskClient, path: str, name: str
) -> None:
    found = json.loads(odd_client.get(f"/doc/record/x/{path}").data)
    assert found["iri"] == f"http://localhost:8080/id/record/x/{name}"


def test_an_identifier_that_ends_like_a_form_is_negotiated_every_time(
    odd_client: FlaskClient,
) -> None:
    for media_type in ("application/json", "application/n-triples", "application/json"):
        response = odd_client.get("/doc/record/x/notes.ttl", headers={"Accept": media_type})
        assert response.mimetype == media_type


def test_a_new_generation_is_served_at_once(empty_config: Config, tmp_path: Path) -> None:
    generations = Generations(empty_config.data_dir, empty_config.base_iri)
    thing = NamedNode(f"{empty_config.base_iri}id/record/x/1")
    graph = NamedNode(f"{empty_config.base_iri}graph/x")
    client = create_app(empty_config).test_client()
    tags = []
    for label in ("before", "after"):
        with generations.writing() as writer:
            writer.publish(Change(added=[Quad(thing, RDFS.label, Literal(label), graph)]))
        response = client.get("/doc/record/x/1.nt")
        assert f'"{label}"' in response.text
        tags.append(response.headers["ETag"])
    assert tags[0] != tags[1]
    stale = client.get("/doc/record/x/1.nt", headers={"If-None-Match": tags[0]})
    assert stale.status_code == 200
