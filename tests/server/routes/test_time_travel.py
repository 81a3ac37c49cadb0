"""Memento over releases: TimeGates, TimeMaps, and the headers of originals and mementos."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from moothall.graph.config import Config
from moothall.graph.generations import Generations
from moothall.graph.releases.making import create
from moothall.server.app import create_app

from ..history import BASE, with_history

ROOT = BASE.rstrip("/")
DAYS = [
    f"{name}, 0{day} Jan 2026 12:00:00 GMT" for name, day in (("Thu", 1), ("Fri", 2), ("Sat", 3))
]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> FlaskClient:
    return create_app(with_history(tmp_path_factory.mktemp("history") / "data")).test_client()


def links(header: str) -> dict[str, list[tuple[str, str]]]:
    """Return relation -> (address, other parameters) of a Link header or a TimeMap."""
    found: dict[str, list[tuple[str, str]]] = {}
    for address, rels, more in re.findall(
        r'<([^>]*)>; rel="([^"]*)"((?:; [a-z]+="[^"]*")*)', header
    ):
        for rel in rels.split():
            found.setdefault(rel, []).append((address, more))
    return found


@pytest.mark.parametrize(
    ("asked", "version"),
    [
        (DAYS[0], "1"),
        ("Fri, 02 Jan 2026 11:59:59 GMT", "1"),
        (DAYS[1], "2"),
        ("Fri, 02 Jan 2026 12:00:01 GMT", "2"),
        ("Tue, 01 Jan 1901 00:00:00 GMT", "1"),
        ("Sat, 01 Jan 2101 00:00:00 GMT", "3"),
        (None, "3"),
    ],
)
def test_a_timegate_leads_to_the_release_of_the_moment(
    client: FlaskClient, asked: str | None, version: str
) -> None:
    headers = {"Accept-Datetime": asked} if asked else {}
    answer = client.get("/timegate/doc/thing/1", headers=headers)
    assert answer.status_code == 302
    assert answer.headers["Location"] == f"/doc/thing/1?release={version}"
    assert answer.headers["Vary"] == "accept-datetime"
    assert "Memento-Datetime" not in answer.headers
    memento = client.get(answer.headers["Location"], headers={"Accept": "text/turtle"})
    assert memento.headers["Memento-Datetime"] == DAYS[int(version) - 1]


def test_a_timegate_links_the_original_the_timemap_and_the_mementos_near(
    client: FlaskClient,
) -> None:
    answer = client.get("/timegate/doc/thing/1", headers={"Accept-Datetime": DAYS[1]})
    found = links(answer.headers["Link"])
    mementos = [f"{ROOT}/doc/thing/1?release={version}" for version in "123"]
    assert found["original"] == [(f"{ROOT}/doc/thing/1", "")]
    assert found["timemap"][0][0] == f"{ROOT}/timemap/link/doc/thing/1"
    assert [address for address, _ in found["memento"]] == mementos
    for rel, at in (("first", 0), ("prev", 0), ("next", 2), ("last", 2)):
        assert found[rel] == [(mementos[at], f'; datetime="{DAYS[at]}"')]
    alone = links(client.get("/timegate/id/thing/2?release=9").headers["Link"])
    assert "prev" in alone and "next" not in alone


@pytest.mark.parametrize(
    "asked",
    [
        "yesterday",
        "",
        "2026-01-01T12:00:00Z",
        "Thu, 32 Jan 2026 12:00:00 GMT",
        "Thu, 01 Jan 2026 25:00:00 GMT",
        "Thu, 01 Jan 2026 12:00:00 CET",
        "Thursday, 01-Jan-26 12:00:00 GMT",
    ],
)
def test_a_moment_that_is_none_is_refused_with_an_example(client: FlaskClient, asked: str) -> None:
    answer = client.get("/timegate/doc/thing/1", headers={"Accept-Datetime": asked})
    assert answer.status_code == 400
    assert answer.get_json()["detail"].endswith("is no date of HTTP (header Accept-Datetime).")
    assert re.search(r"for example \w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT", answer.text)


@pytest.mark.parametrize(
    ("path", "versions"),
    [
        ("doc/thing/1", "123"),
        ("doc/thing/1.ttl", "123"),
        ("id/thing/1", "123"),
        ("id/thing/2", "12"),
        ("doc/thing/2", "12"),
        ("doc/thing/3", "23"),
        ("list/things", "123"),
        ("list/things.csv", "123"),
        ("list", "123"),
        (f"{BASE}id/thing/2", "12"),
        ("http:/localhost:8080/doc/thing/3", "23"),
    ],
)
def test_a_timemap_has_the_releases_that_hold_the_resource(
    client: FlaskClient, path: str, versions: str
) -> None:
    listed = client.get(f"/timemap/json/{path}").get_json()
    assert "".join(each["release"] for each in listed["mementos"]["list"]) == versions
    for memento in listed["mementos"]["list"]:
        answer = client.get(memento["uri"].removeprefix(ROOT), headers={"Accept": "*/*"})
        assert answer.status_code in (200, 303)
        assert answer.headers["Memento-Datetime"] == DAYS[int(memento["release"]) - 1]
        found = links(answer.headers["Link"])
        assert found["original"] == [(listed["original_uri"], "")]
        assert found["timegate"] == [(listed["timegate_uri"], "")]
        assert found["timemap"][0][0] == listed["timemap_uri"]["link_format"]
    original = client.get(listed["original_uri"].removeprefix(ROOT), headers={"Accept": "*/*"})
    if original.status_code != 410:
        assert "Memento-Datetime" not in original.headers
        assert links(original.headers["Link"])["timegate"] == [(listed["timegate_uri"], "")]


def test_both_forms_of_a_timemap_say_the_same(client: FlaskClient) -> None:
    answer = client.get("/timemap/link/doc/thing/3")
    assert answer.headers["Content-Type"] == "application/link-format"
    found = links(answer.text)
    told = client.get("/timemap/json/doc/thing/3").get_json()
    assert [address for address, _ in found["memento"]] == [
        each["uri"] for each in told["mementos"]["list"]
    ]
    ((own, span),) = found["self"]
    assert own == told["timemap_uri"]["link_format"]
    assert f'from="{DAYS[1]}"; until="{DAYS[2]}"' in span
    assert found["first"] == [(told["mementos"]["first"]["uri"][0], f'; datetime="{DAYS[1]}"')]
    assert found["last"][0][0] == told["mementos"]["last"]["uri"][0]
    assert told["mementos"]["first"]["datetime"] == "2026-01-02T12:00:00Z"
    again = client.get(
        "/timemap/link/doc/thing/3", headers={"If-None-Match": answer.headers["ETag"]}
    )
    assert again.status_code == 304


@pytest.mark.parametrize("kind", ["timegate", "timemap/link", "timemap/json"])
@pytest.mark.parametrize(
    "path",
    ["doc/thing/4", "doc/thing/9", "list/none", "sparql", "", "http://example.org/doc/thing/1"],
)
def test_what_no_release_holds_has_no_mementos(client: FlaskClient, kind: str, path: str) -> None:
    assert client.get(f"/{kind}/{path}").status_code == 404


def test_a_draft_is_no_memento(client: FlaskClient) -> None:
    answer = client.get("/doc/thing/1.ttl?release=4")
    assert answer.status_code == 200
    assert "Memento-Datetime" not in answer.headers
    assert "timegate" not in answer.headers["Link"]


def test_what_else_an_address_asks_for_is_kept(client: FlaskClient) -> None:
    answer = client.get("/timegate/doc/thing/1?page=2&release=1")
    assert answer.headers["Location"] == "/doc/thing/1?page=2&release=3"
    memento = client.get("/doc/thing/1.ttl?page=2&release=1")
    assert links(memento.headers["Link"])["original"] == [(f"{ROOT}/doc/thing/1.ttl?page=2", "")]


def test_a_memento_that_is_kept_still_says_what_it_is(client: FlaskClient) -> None:
    for _ in range(2):
        answer = client.get("/list/things.csv?release=2")
        assert answer.headers["Memento-Datetime"] == DAYS[1]
        assert answer.headers["Cache-Control"].endswith("immutable")


def test_a_service_without_releases_speaks_of_no_mementos(shipped_config: Config) -> None:
    client = create_app(shipped_config).test_client()
    assert "timegate" not in client.get("/doc/service/579.ttl").headers["Link"]
    assert client.get("/timegate/doc/service/579").status_code == 404


def test_browsers_of_other_sites_may_ask_for_a_moment(client: FlaskClient) -> None:
    answer = client.options("/timegate/doc/thing/1")
    assert "Accept-Datetime" in answer.headers["Access-Control-Allow-Headers"]
    assert "Memento-Datetime" in answer.headers["Access-Control-Expose-Headers"]


def test_a_timegate_takes_the_address_that_a_term_is_known_by(released_config: Config) -> None:
    client = create_app(released_config).test_client()
    answer = client.get("/timegate/http://id.esd.org.uk/service/579")
    assert answer.headers["Location"] == "/doc/service/579?release=2026.2"


def test_the_timemap_of_a_term_tells_its_life(client: FlaskClient) -> None:
    told = client.get("/timemap/json/doc/thing/1").get_json()["timeline"]
    assert [(each["release"], each["label"]["en"]) for each in told] == [
        ("1", "Books"),
        ("2", "Books and papers"),
        ("3", "Books and papers"),
    ]
    assert all(each["held"] and each["definition"] == {"en": "To read."} for each in told)
    assert told[0]["issued"] == "2026-01-01T12:00:00Z"
    (renamed,) = told[1]["changes"]
    assert renamed["kind"] == "renamed"
    assert renamed["texts"] == [{"language": "en", "before": "Books", "after": "Books and papers"}]
    assert told[2]["changes"] == []


def test_the_life_of_a_removed_term_goes_on_to_its_removal(client: FlaskClient) -> None:
    told = client.get("/timemap/json/doc/thing/2").get_json()["timeline"]
    assert [(each["release"], each["held"]) for each in told] == [
        ("1", True),
        ("2", True),
        ("3", False),
    ]
    kinds = [change["kind"] for change in told[2]["changes"]]
    assert "removed" in kinds and "label" not in told[2]
    assert told[1]["deprecated"] is True


def test_a_list_has_a_life_too_and_a_record_has_none(client: FlaskClient) -> None:
    told = client.get("/timemap/json/list/things.csv").get_json()["timeline"]
    assert [each["release"] for each in told] == ["1", "2", "3"]
    assert "timeline" not in client.get("/timemap/json/list").get_json()


def test_the_page_of_a_term_tells_its_life_with_links_into_the_releases(
    client: FlaskClient,
) -> None:
    for path in ("/doc/thing/1", "/doc/thing/1?release=1"):
        page = client.get(path, headers={"Accept": "text/html"}).text
        section = page[page.index('id="releases"') :].partition("</section>")[0]
        assert "In 3 releases of the standard." in section
        assert "<del>Books</del>" in section and "<ins>Books and papers</ins>" in section
        for version in "123":
            assert f'href="/doc/thing/1?release={version}"' in section
        assert ('aria-current="true">Release 1<' in section) == path.endswith("release=1")
        assert "/timemap/json/doc/thing/1" in section
    welsh = client.get("/doc/thing/1?lang=cy", headers={"Accept": "text/html"}).text
    assert "Mewn cyhoeddiadau" in welsh
    successor = client.get("/doc/thing/3", headers={"Accept": "text/html"}).text
    assert "Replaced:" in successor
    new = client.get("/doc/thing/4", headers={"Accept": "text/html"}).text
    assert 'id="releases"' not in new


def test_a_page_of_a_release_is_asked_for_again_when_there_is_another_release(
    tmp_path: Path,
) -> None:
    config = with_history(tmp_path / "data")
    client = create_app(config).test_client()
    paths = ("/doc/thing/1.html?release=1", "/sparql?release=1&format=html")
    tags = [client.get(path).headers["ETag"] for path in paths]
    for path, tag in zip(paths, tags, strict=True):
        assert client.get(path, headers={"If-None-Match": tag}).status_code == 304
    create(Generations(config.data_dir, config.base_iri), "4", "Notes.")
    for path, tag in zip(paths, tags, strict=True):
        answer = client.get(path, headers={"If-None-Match": tag})
        assert answer.status_code == 200
        assert "Release 4" in answer.text


@pytest.mark.parametrize("path", ["/doc/thing/2", "/id/thing/2"])
@pytest.mark.parametrize("accept", ["text/html", "application/json", "text/turtle"])
def test_what_was_removed_leads_to_the_last_release_that_has_it(
    client: FlaskClient, path: str, accept: str
) -> None:
    gone = client.get(path, headers={"Accept": accept})
    address = f"{ROOT}/doc/thing/2?release=2"
    assert gone.status_code == 410
    assert [target for target, _ in links(gone.headers["Link"])["predecessor-version"]] == [address]
    if accept == "text/html":
        assert f'<a href="{address}">' in gone.text
    if accept == "application/json":
        assert gone.get_json()["last_version"] == address
    held = client.get(address.removeprefix(ROOT), headers={"Accept": "text/turtle"})
    assert held.status_code == 200 and "Memento-Datetime" in held.headers
