from __future__ import annotations

import json
from datetime import datetime, timedelta
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient
from rdflib import RDF, Graph, Literal, Namespace, URIRef
from werkzeug.test import TestResponse

from moothall.graph.change import Change
from moothall.graph.config import Config
from moothall.graph.generations import Generations
from moothall.graph.ledger import entries_in, pages
from moothall.graph.namespaces import DCT, SKOS
from moothall.graph.terms import NamedNode, Quad
from moothall.server.app import create_app

from ..ledger import BASE, SERVICE, START, english, term, with_ledger

ATOM = "{http://www.w3.org/2005/Atom}"
HISTORY = "{http://purl.org/syndication/history/1.0}"
LDES = Namespace("https://w3id.org/ldes#")
TREE = Namespace("https://w3id.org/tree#")
DCTERMS = Namespace(DCT.iri)


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """Settings of a store whose ledger has a full page and one that is not."""
    return with_ledger(tmp_path_factory.mktemp("changes") / "data")


@pytest.fixture
def client(config: Config) -> FlaskClient:
    return create_app(config).test_client()


@pytest.fixture
def every_entry(config: Config) -> set[str]:
    """The IRI of every entry of the ledger."""
    served = Generations(config.data_dir, config.base_iri).current()
    found = [entry.iri for page in pages(served) for entry in entries_in(served, page)]
    assert len(set(found)) == len(found) == 126
    return set(found)


def atom(response: TestResponse) -> ElementTree.Element:
    """Return an Atom document that holds what RFC 4287 asks for."""
    assert response.status_code == 200
    assert response.content_type == "application/atom+xml; charset=utf-8"
    feed = ElementTree.fromstring(response.data)
    assert feed.tag == f"{ATOM}feed"
    assert feed.findtext(f"{ATOM}author/{ATOM}name")
    for element in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            (found,) = element.findall(ATOM + name)
            assert found.text
        moment = datetime.fromisoformat(element.findtext(f"{ATOM}updated") or "")
        assert moment.tzinfo is not None
        assert any(link.get("rel") == "alternate" for link in element.findall(f"{ATOM}link"))
    return feed


def ids(feed: ElementTree.Element) -> list[str]:
    return [entry.findtext(f"{ATOM}id") or "" for entry in feed.findall(f"{ATOM}entry")]


def link(feed: ElementTree.Element, relation: str) -> str | None:
    found = (each for each in feed.findall(f"{ATOM}link") if each.get("rel") == relation)
    address = next((each.get("href") for each in found), None)
    return address.removeprefix(BASE.rstrip("/")) if address else None


def names(client: FlaskClient, query: str) -> list[str]:
    """Return the things of the JSON Feed of a query, without what they start with."""
    response = client.get(f"/changes.json{query}")
    assert response.status_code == 200, response.text
    return [item["_moothall"]["thing"].rpartition("/")[2] for item in response.json["items"]]


def test_the_atom_feed_and_its_archives_hold_everything_once(
    client: FlaskClient, every_entry: set[str]
) -> None:
    feed = atom(client.get("/changes.atom"))
    assert feed.find(f"{HISTORY}archive") is None
    assert link(feed, "self") == "/changes.atom"
    told = ids(feed)
    while (older := link(feed, "prev-archive")) is not None:
        feed = atom(client.get(older))
        assert feed.find(f"{HISTORY}archive") is not None
        assert (link(feed, "current"), link(feed, "self")) == ("/changes.atom", older)
        told += ids(feed)
    assert len(set(told)) == len(told)
    # what the entries of its things tell, the entry of a dataset need not
    summaries = {f"{BASE}id/change/{number}/services" for number in (2, 3, 4)}
    assert set(told) == every_entry - summaries


def test_an_archive_is_a_page_that_is_full(client: FlaskClient) -> None:
    archive = atom(client.get("/changes.atom?archive=1"))
    assert len(ids(archive)) == 121
    assert link(archive, "next-archive") is None
    assert client.get("/changes.atom?archive=4").status_code == 404
    assert client.get("/changes.atom?archive=2").status_code == 404
    assert client.get("/changes.atom?archive=x").status_code == 400


def test_an_entry_says_what_happened_in_words(client: FlaskClient) -> None:
    feed = atom(client.get("/changes.atom"))
    said = {
        entry.findtext(f"{ATOM}id"): entry.findtext(f"{ATOM}content")
        for entry in feed.findall(f"{ATOM}entry")
    }
    assert said[f"{BASE}id/change/4/services/1"] == (
        "Service 7 (esdServiceType:7): deprecated. Use instead: Service 8 (esdServiceType:8)"
    )
    assert "renamed from “Old 11”, moved" in (said[f"{BASE}id/change/2/services/1"] or "")
    assert said[f"{BASE}id/change/1/services"] == "Services: published, with 130 things"
    assert said[f"{BASE}id/change/4/toilets"] == (
        "<b>Moons & \ufffdtides</b>: 2,000 added, 3,000 changed, 1 removed"
    )


def test_the_json_feed_has_what_version_1_1_asks_for(client: FlaskClient) -> None:
    response = client.get("/changes.json?codes=7,11&lang=cy")
    assert response.content_type == "application/feed+json"
    feed = response.json
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["title"] and feed["language"] == "cy"
    assert feed["feed_url"] == f"{BASE}changes.json?codes=7%2C11&lang=cy"
    assert len(feed["items"]) == 2
    for item in feed["items"]:
        assert isinstance(item["id"], str) and item["content_text"]
        assert datetime.fromisoformat(item["date_published"]).tzinfo is not None
    assert "anghymeradwywyd" in feed["items"][0]["content_text"]
    assert "next_url" not in client.get("/changes.json?archive=1").json


@pytest.mark.parametrize(
    ("query", "things"),
    [
        ("?codes=7", ["7"]),
        ("?codes=esdServiceType:7,+11", ["7", "11"]),
        (f"?codes={SERVICE}12", ["12"]),
        ("?dataset=toilets", ["toilets"]),
        ("?authority=RUS", ["toilets"]),
        ("?dataset=toilets&codes=7", []),
        ("?list=services&codes=7", ["7"]),
    ],
)
def test_a_feed_holds_what_it_is_asked_for(
    client: FlaskClient, query: str, things: list[str]
) -> None:
    assert names(client, query) == things


def test_the_feed_of_a_list_holds_its_terms_and_its_dataset(client: FlaskClient) -> None:
    found = names(client, "?list=services")
    assert "toilets" not in found
    assert found.count("services") == 1 and len(found) == 122


@pytest.mark.parametrize(
    "query",
    ["?list=none", "?dataset=none", "?authority=QQQ", "?codes=99999999", "?archive=77"],
)
def test_what_is_not_known_is_refused_with_what_to_do(client: FlaskClient, query: str) -> None:
    for path in ("/changes.atom", "/changes.json"):
        response = client.get(path + query)
        assert response.status_code == 404
        assert json.loads(response.data)["remedy"]


@pytest.mark.parametrize(
    ("query", "status"),
    [("?since=soon", 400), ("?since=2026-13-01", 400), ("?page=0", 400),
     (f"?codes={'1,' * 301}", 400), (f"?codes={'1' * 3001}", 400)],
)  # fmt: skip
def test_nonsense_is_refused(client: FlaskClient, query: str, status: int) -> None:
    assert client.get(f"/changes{query}").status_code == status


def test_a_machine_reads_on_from_where_it_was(client: FlaskClient, every_entry: set[str]) -> None:
    found: list[str] = []
    address = "/changes?since=0"
    while address:
        answer = client.get(address, headers={"Accept": "application/json"}).json
        found += [entry["entry"] for entry in answer["entries"]]
        address = (answer["next"] or "").removeprefix(BASE.rstrip("/"))
    assert len(found) == len(every_entry) and set(found) == every_entry
    later = answer["later"].removeprefix(BASE.rstrip("/"))
    assert client.get(later, headers={"Accept": "application/json"}).json["entries"] == []


@pytest.mark.parametrize("since", ["3", "2026-11-24", "2026-11-24T09:00:00Z", "2026-11-23T10:00"])
def test_changes_since_a_generation_or_a_date(client: FlaskClient, since: str) -> None:
    answer = client.get(f"/changes?since={since}", headers={"Accept": "application/json"}).json
    assert {entry["generation"] for entry in answer["entries"]} == {4}
    deprecated = next(e for e in answer["entries"] if e["kinds"] == ["Deprecation"])
    assert deprecated["replaced_by"] == [f"{SERVICE}8"]
    assert deprecated["label"] == {"en": "Service 7"}


def test_changes_since_keep_the_filter(client: FlaskClient) -> None:
    answer = client.get("/changes?since=0&codes=11,7&format=json").json
    assert [entry["thing"] for entry in answer["entries"]] == [f"{SERVICE}11"]
    following = client.get(answer["next"].removeprefix(BASE.rstrip("/")) + "&format=json").json
    assert [entry["thing"] for entry in following["entries"]] == [f"{SERVICE}7"]


def read(client: FlaskClient, address: str, format: str = "turtle") -> Graph:
    response = client.get(address.removeprefix(BASE.rstrip("/")))
    assert response.status_code == 200
    return Graph().parse(data=response.data, format=format)


def test_the_event_stream_says_what_it_is(client: FlaskClient) -> None:
    root = read(client, "/changes/ldes")
    stream, view = URIRef(f"{BASE}changes/ldes#stream"), URIRef(f"{BASE}changes/ldes")
    assert (stream, RDF.type, LDES.EventStream) in root
    assert list(root.objects(stream, TREE.view)) == [view]
    assert root.value(stream, LDES.timestampPath) == DCTERMS.issued
    assert root.value(stream, LDES.versionOfPath) == DCTERMS.isVersionOf
    assert list(root.predicates(root.value(stream, TREE.shape)))
    policy = root.value(view, LDES.retentionPolicy)
    assert isinstance(policy, URIRef)
    assert root.value(policy, LDES.startingFrom) is not None
    assert not list(root.objects(stream, TREE.member))


def test_the_pages_of_the_stream_hold_every_entry_once_within_their_bounds(
    client: FlaskClient, every_entry: set[str]
) -> None:
    root = read(client, "/changes/ldes")
    nodes = set(root.objects(None, TREE.node))
    found: list[str] = []
    for node in nodes:
        page = read(client, str(node))
        members = list(page.objects(URIRef(f"{BASE}changes/ldes#stream"), TREE.member))
        found += map(str, members)
        relations = list(root.subjects(TREE.node, node))
        assert {root.value(r, TREE.path) for r in relations} == {DCTERMS.issued}
        for member in members:
            (issued,) = page.objects(member, DCTERMS.issued)
            assert len(list(page.objects(member, DCTERMS.isVersionOf))) == 1
            for relation in relations:
                bound, kind = root.value(relation, TREE.value), root.value(relation, RDF.type)
                assert isinstance(issued, Literal) and isinstance(bound, Literal)
                after = kind == TREE.GreaterThanOrEqualToRelation
                assert issued >= bound if after else issued <= bound
    assert len(nodes) == 2
    assert len(found) == len(every_entry) and set(found) == every_entry


def test_the_members_of_a_page_follow_one_another_in_time(client: FlaskClient) -> None:
    lines = client.get("/changes/ldes/1.nt").text.splitlines()
    members = [line.split(" ")[2] for line in lines if f"<{TREE.member}>" in line]
    assert members[0] == f"<{BASE}id/change/1/services>"
    assert members[-1] == f"<{BASE}id/change/3/services/60>"


@pytest.mark.parametrize(
    ("suffix", "format"),
    [("ttl", "turtle"), ("nt", "nt"), ("rdf", "xml"), ("jsonld", "json-ld")],
)
def test_the_stream_is_the_same_in_every_form(
    client: FlaskClient, suffix: str, format: str
) -> None:
    for path in ("/changes/ldes", "/changes/ldes/1"):
        assert set(read(client, f"{path}.{suffix}", format)) == set(read(client, path))
    assert client.get("/changes/ldes/1.nq").text.count("\n") == len(read(client, "/changes/ldes/1"))
    assert client.get("/changes/ldes/1.csv").status_code == 406
    assert client.get("/changes/ldes/2").status_code == 404


def test_a_page_that_is_full_never_changes(config: Config) -> None:
    client = create_app(config).test_client()
    full, rest = (client.get(f"/changes/ldes/{first}") for first in (1, 4))
    assert "immutable" in full.headers["Cache-Control"]
    assert "immutable" not in rest.headers["Cache-Control"]
    assert "ldes:immutable true" in full.text and "immutable" not in rest.text
    held = {"If-None-Match": full.headers["ETag"]}
    assert client.get("/changes/ldes/1", headers=held).status_code == 304
    with Generations(config.data_dir, config.base_iri).writing() as writer:
        graph = NamedNode(f"{BASE}graph/services")
        added = [Quad(term(1), SKOS.altLabel, english(f"Also {writer.next_number}"), graph)]
        writer.publish(Change(added=added))
    again = client.get("/changes/ldes/1")
    assert (again.data, again.headers["ETag"]) == (full.data, full.headers["ETag"])
    assert client.get("/changes/ldes/1", headers=held).status_code == 304
    held = {"If-None-Match": rest.headers["ETag"]}
    assert client.get("/changes/ldes/4", headers=held).status_code == 200


@pytest.mark.parametrize("path", ["/changes", "/changes.atom", "/changes.json", "/changes/ldes"])
def test_whoever_holds_a_feed_is_told_so(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    etag = first.headers["ETag"]
    assert etag.startswith('"')
    held = client.get(path, headers={"If-None-Match": etag})
    assert (held.status_code, held.data) == (304, b"")


def test_the_page_says_what_happened_and_keeps_what_was_asked(client: FlaskClient) -> None:
    page = client.get("/changes?list=services&since=2026-11-24").text
    assert "Service 7" in page and "deprecated" in page and "Service 8" in page
    assert '<option value="services" selected' in page
    assert 'value="2026-11-24"' in page
    assert 'href="/changes.atom?list=services"' in page
    assert client.get("/changes?codes=7&lang=cy").text.count("anghymeradwywyd") == 1


def test_older_changes_are_on_further_pages(client: FlaskClient) -> None:
    first, last = client.get("/changes"), client.get("/changes?page=3")
    assert 'rel="next"' in first.text and 'rel="prev"' not in first.text
    assert 'rel="prev"' in last.text and 'rel="next"' not in last.text
    assert "published, with 130 things" in last.text


def test_names_of_strangers_are_no_markup(client: FlaskClient) -> None:
    assert "<b>Moons" not in client.get("/changes").text
    assert "&lt;b&gt;Moons" in client.get("/changes").text


@pytest.mark.parametrize(
    ("path", "query"),
    [
        ("/list/services", "?list=services"),
        ("/doc/dataset/toilets", "?dataset=toilets"),
        ("/doc/authority/RUS", "?authority=RUS"),
        ("/", ""),
    ],
)
def test_a_page_names_its_feeds(client: FlaskClient, path: str, query: str) -> None:
    page = client.get(path, headers={"Accept": "text/html"}).text
    for name in ("changes.atom", "changes.json"):
        assert f'href="/{name}{query}"' in page
        assert client.get(f"/{name}{query}").status_code == 200


def test_the_history_of_a_thing_is_not_among_what_points_at_it(client: FlaskClient) -> None:
    incoming = client.get("/doc/service/11.json").json["incoming"]
    assert "isVersionOf" not in json.dumps(incoming)


@pytest.mark.parametrize("suffix", ["html", "ttl", "jsonld", "nt", "rdf", "json", "csv", "trig"])
def test_the_document_of_a_deprecated_term_says_so_in_every_form(
    client: FlaskClient, suffix: str
) -> None:
    response = client.get(f"/doc/service/7.{suffix}")
    assert response.status_code == 200
    deprecated = START + timedelta(days=4)
    assert response.headers["Deprecation"] == f"@{int(deprecated.timestamp())}"
    successor = f'<{BASE}doc/service/8>; rel="successor-version"'
    assert successor in response.headers["Link"]


def test_a_term_that_came_here_deprecated_has_been_so_since_then(client: FlaskClient) -> None:
    response = client.get("/doc/service/9.ttl")
    published = START + timedelta(days=1)
    assert response.headers["Deprecation"] == f"@{int(published.timestamp())}"
    assert "successor-version" not in response.headers["Link"]


def test_the_document_of_a_term_in_use_says_nothing_of_deprecation(client: FlaskClient) -> None:
    response = client.get("/doc/service/8.ttl")
    assert "Deprecation" not in response.headers
    assert "successor-version" not in response.headers["Link"]
