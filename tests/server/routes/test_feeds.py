"""Every feed that is served breaks no rule of Atom, of archived feeds or of JSON Feed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from xml.etree.ElementTree import fromstring

import pytest
from flask.testing import FlaskClient

from moothall.graph.attribution import Attribution
from moothall.graph.change import Change
from moothall.graph.config import Config
from moothall.graph.generations import Generations
from moothall.graph.namespaces import MH, RDFS
from moothall.graph.terms import NamedNode, Quad
from moothall.loaders.ledger import DatasetChange, ThingChange
from moothall.server.app import create_app

from ..feed_rules import ATOM, HISTORY, atom_faults, json_feed_faults
from ..ledger import BASE, HOSTILE, SERVICE, changed, english, publish, with_ledger

HOSTILE_NOTE = "]]> <b>names</b> & 'codes' of \u4f60"
FEEDS = ("changes.atom", "changes.json")
QUERIES = (
    "",
    "?lang=cy",
    "?list=services",
    "?dataset=toilets",
    "?dataset=services&lang=cy",
    "?authority=RUS",
    "?codes=7%2C11",
    f"?codes={SERVICE.replace(':', '%3A').replace('/', '%2F')}12",
    "?dataset=toilets&codes=7",
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    """A client of a service whose ledger has three full pages and one that is not."""
    config = with_ledger(tmp_path_factory.mktemp("feeds") / "data")
    publish(config, Change(), changed(range(11, 131), MH.Redefinition))
    publish(config, Change(), changed(range(11, 131), MH.OtherChange))
    strange = NamedNode("http://example.org/caf\u00e9/\u4f60?a=b&c=%20'd'")
    things = [
        ThingChange(strange, (MH.Removal,), (english(HOSTILE),), ()),
        ThingChange(NamedNode("urn:example:no-name"), (MH.Addition,), (), ()),
    ]
    title = english("]]> & <services>")
    told = DatasetChange("services", title, MH.OtherChange, 9, 9, changed=2, things=things)
    publish(config, Change(), told, attribution=Attribution("standards-team", HOSTILE_NOTE))
    return create_app(config).test_client()


def documents(client: FlaskClient, address: str) -> Iterator[tuple[str, bytes]]:
    """Yield every document of a feed, the newest first, each with its address."""
    following: str | None = BASE + address
    while following is not None:
        response = client.get(following.removeprefix(BASE.rstrip("/")))
        assert response.status_code == 200, response.text
        assert response.mimetype in ("application/atom+xml", "application/feed+json")
        yield following, response.data
        following = next_document(response.data)


def next_document(document: bytes) -> str | None:
    """Return the address of the document that a feed names as the one before."""
    if document.startswith(b"{"):
        return json.loads(document).get("next_url")  # type: ignore[no-any-return]
    links = fromstring(document).findall(f"{ATOM}link")
    return next((each.get("href") for each in links if each.get("rel") == "prev-archive"), None)


def faults_of(address: str, document: bytes) -> list[str]:
    if document.startswith(b"{"):
        return json_feed_faults(json.loads(document), address)
    return atom_faults(document, address)


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("name", FEEDS)
def test_every_document_of_every_feed_breaks_no_rule(
    client: FlaskClient, name: str, query: str
) -> None:
    found = list(documents(client, f"{name}{query}"))
    assert len(found) >= 2
    for address, document in found:
        assert faults_of(address, document) == [], address


def test_an_entry_of_the_atom_feed_says_who_published_it_and_why(client: FlaskClient) -> None:
    entries = fromstring(client.get("/changes.atom").data).findall(f"{ATOM}entry")
    told = [e for e in entries if e.find(f"{ATOM}contributor") is not None]
    assert len(told) == 2
    for entry in told:
        assert entry.findtext(f"{ATOM}contributor/{ATOM}name") == "standards-team"
        content = entry.findtext(f"{ATOM}content") or ""
        assert content.endswith(f"(by standards-team: {HOSTILE_NOTE})")


@pytest.mark.parametrize("name", FEEDS)
def test_an_entry_is_in_one_document_of_a_feed(client: FlaskClient, name: str) -> None:
    ids: list[str] = []
    for _, document in documents(client, name):
        if document.startswith(b"{"):
            ids += [item["id"] for item in json.loads(document)["items"]]
        else:
            ids += [each.findtext(f"{ATOM}id") or "" for each in fromstring(document)[1:]]
    told = [each for each in ids if "/id/change/" in each]
    assert len(told) > 300
    assert len(set(told)) == len(told)


def test_the_archives_lead_forwards_as_they_lead_backwards(client: FlaskClient) -> None:
    archives = [
        (address, fromstring(document))
        for address, document in documents(client, "changes.atom")
        if fromstring(document).find(f"{HISTORY}archive") is not None
    ]
    assert len(archives) == 2
    for (newer, _), (_, older) in zip(archives, archives[1:], strict=False):
        links = {each.get("rel"): each.get("href") for each in older.findall(f"{ATOM}link")}
        assert links["next-archive"] == newer
        assert links["current"] == f"{BASE}changes.atom"


@pytest.mark.parametrize("name", FEEDS)
def test_the_feed_of_a_service_without_changes_breaks_no_rule(
    empty_config: Config, name: str
) -> None:
    label = Quad(NamedNode("urn:a"), RDFS.label, english("A"), NamedNode(f"{BASE}graph/a"))
    with Generations(empty_config.data_dir, empty_config.base_iri).writing() as writer:
        writer.publish(Change(added=[label]))
    for address, document in documents(create_app(empty_config).test_client(), name):
        assert faults_of(address, document) == []


@pytest.mark.parametrize("name", FEEDS)
def test_the_feeds_of_what_ships_break_no_rule(shipped_config: Config, name: str) -> None:
    client = create_app(shipped_config).test_client()
    for query in ("", "?list=services", "?lang=cy"):
        for address, document in documents(client, f"{name}{query}"):
            assert faults_of(address, document) == []


GOOD = f"""<feed xmlns="{ATOM[1:-1]}"><id>urn:a</id><title>A</title>
<updated>2026-01-01T00:00:00Z</updated><author><name>B</name></author>
<link rel="self" href="http://a/"/><link href="http://a/b" type="text/html"/>
<entry><id>urn:b</id><title>C</title><updated>2026-01-01T00:00:00.5+01:00</updated>
<content type="text">D</content></entry></feed>"""


def test_the_rules_let_a_good_feed_pass() -> None:
    assert atom_faults(GOOD.encode(), "http://a/") == []


@pytest.mark.parametrize(
    ("good", "bad"),
    [
        ("<id>urn:a</id>", ""),
        ("<id>urn:a</id>", "<id>urn:a</id><id>urn:c</id>"),
        ("<id>urn:b</id>", "<id>b</id>"),
        ("<title>A</title>", "<title></title>"),
        ("<title>C</title>", '<title type="text/plain">C</title>'),
        ("2026-01-01T00:00:00Z", "2026-01-01T00:00:00"),
        ("2026-01-01T00:00:00Z", "2026-01-01 00:00:00Z"),
        ("<author><name>B</name></author>", ""),
        ("<author><name>B</name></author>", "<author><uri>urn:a</uri></author>"),
        ('<link rel="self" href="http://a/"/>', ""),
        ('href="http://a/"', 'href="http://b/"'),
        ('<link href="http://a/b" type="text/html"/>', '<link type="text/html"/>'),
        (
            '<link href="http://a/b" type="text/html"/>',
            '<link href="http://a/b" type="text/html"/><link href="http://a/c" type="text/html"/>',
        ),
        ("<entry><id>urn:b</id>", "<entry><id>urn:b</id><date>2026</date>"),
        ("<entry>", "<entry>text"),
        ("<entry>", '<entry kind="x">'),
        ('<content type="text">D</content>', ""),
        ('<content type="text">D</content>', '<content type="text">D<b/></content>'),
        ('<content type="text">D</content>', '<content type="word">D</content>'),
        ("</feed>", "<icon>http://a/i</icon></feed>"),
        (
            "</feed>",
            "<entry><id>urn:b</id><title>C</title><updated>2026-01-01T00:00:00Z</updated>"
            "<content>D</content></entry></feed>",
        ),
        ("<entry>", '<entry><category scheme="urn:x"/>'),
        ("<entry>", '<fh:archive xmlns:fh="http://purl.org/syndication/history/1.0"/><entry>'),
    ],
)
def test_the_rules_find_what_is_wrong_with_an_atom_feed(good: str, bad: str) -> None:
    assert good in GOOD
    assert len(atom_faults(GOOD.replace(good, bad, 1).encode(), "http://a/")) >= 1


@pytest.mark.parametrize(
    "bad",
    [
        {"version": "https://jsonfeed.org/version/1"},
        {"title": None},
        {"items": {}},
        {"feed_url": "http://b/"},
        {"next_url": "http://a/"},
        {"author": {"name": "B"}},
        {"authors": [{}]},
        {"_more": 1},
        {"items": [{"id": 1, "content_text": "x"}]},
        {"items": [{"id": "1"}]},
        {"items": [{"id": "1", "content_text": "x"}] * 2},
        {"items": [{"id": "1", "content_text": "x", "date_published": "2026-01-01"}]},
        {"items": [{"id": "1", "content_text": "x", "tags": [1]}]},
        {"items": [{"id": "1", "content_text": "x", "url": "/doc"}]},
    ],
)
def test_the_rules_find_what_is_wrong_with_a_json_feed(bad: dict[str, object]) -> None:
    good = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "A",
        "feed_url": "http://a/",
        "items": [{"id": "1", "content_text": "x", "_own": {"a": 1}}],
    }
    assert json_feed_faults(good, "http://a/") == []
    assert len(json_feed_faults(good | bad, "http://a/")) >= 1
