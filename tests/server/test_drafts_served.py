"""An editor and a publisher at work on a list, over HTTP, with a service that runs."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
import requests

from moothall.graph.config import Config
from moothall.server.roles import Role

from ..served import ServedProcess
from .drafting import LIST, OTHERWISE, RENAMED, RETIRED, bearer, with_list

SPRING = "/drafts/spring?dataset=services"


@pytest.fixture
def listed(empty_config: Config, tmp_path: Path) -> Config:
    return with_list(empty_config, tmp_path)


@pytest.fixture
def site(
    listed: Config, environment: Callable[..., dict[str, str]], tmp_path: Path
) -> Iterator[ServedProcess]:
    """A service that keeps drafts."""
    settings = environment(
        access_log="1",
        data_dir=str(listed.data_dir),
        tokens_file=str(listed.tokens_file),
        max_draft_bytes="100000",
        write_wait_s="30",
        workers="2",
    )
    made = ServedProcess(settings, tmp_path)
    yield made
    made.end(signal.SIGKILL)


class Person:
    """Somebody with a token."""

    def __init__(self, site: ServedProcess, config: Config, name: str, role: Role) -> None:
        self.site = site
        self.header = bearer(config, name, role)

    def ask(self, method: str, path: str, body: str = "", **headers: str) -> requests.Response:
        stated = {name.replace("_", "-"): value for name, value in headers.items()}
        return requests.request(
            method,
            f"{self.site.address}{path}",
            data=body.encode(),
            headers=self.header | {"Content-Type": "text/turtle"} | stated,
            timeout=60,
        )


def test_an_editor_hands_a_list_in_and_a_publisher_publishes_it(
    site: ServedProcess, listed: Config
) -> None:
    editor = Person(site, listed, "writers", Role.EDITOR)
    publisher = Person(site, listed, "standards-team", Role.PUBLISHER)
    made = editor.ask("PUT", f"{SPRING}&note=Plain+words", RENAMED)
    assert made.status_code == 201, made.text
    assert made.json()["difference"]["counts"]["renamed"] == 1
    assert made.json()["impact"]["needs_confirmation"] is False
    refused = editor.ask("POST", "/drafts/spring/publish")
    assert (refused.status_code, refused.json()["needed_role"]) == (403, "publisher")
    assert requests.get(f"{site.address}/drafts", timeout=60).status_code == 401
    seen = publisher.ask("GET", "/drafts/spring")
    assert seen.json()["by"] == "writers"
    done = publisher.ask("POST", "/drafts/spring/publish", If_Match=seen.headers["ETag"])
    assert (done.status_code, done.json()["generation"]) == (200, 3)
    page = requests.get(f"{site.address}/changes", timeout=60).text
    assert "(by standards-team: Plain words)" in page
    retired = RETIRED.replace('"Moon viewing"', '"Moon watching"')
    assert editor.ask("PUT", "/drafts/retire?dataset=services", retired).status_code == 201
    asked = publisher.ask("POST", "/drafts/retire/publish")
    assert asked.status_code == 409
    assert asked.json()["still_used"][0]["uses"][0]["dataset"] == "visits"
    done = publisher.ask("POST", "/drafts/retire/publish?confirm=deprecation&note=Nobody+looks")
    assert (done.status_code, done.json()["generation"]) == (200, 4)
    assert editor.ask("DELETE", "/drafts/retire").status_code == 404
    for person in (editor, publisher):
        assert person.header["Authorization"].partition(".")[2] not in site.log()
    assert "draft spring published by standards-team" in site.log()


def test_a_list_that_is_too_large_is_refused_before_it_is_read(
    site: ServedProcess, listed: Config
) -> None:
    editor = Person(site, listed, "writers", Role.EDITOR)
    answer = editor.ask("PUT", SPRING, LIST + "#" * 300_000)
    assert answer.status_code == 413
    assert "moothall draft put" in answer.json()["remedy"]


def test_of_drafts_that_are_published_at_once_one_wins(site: ServedProcess, listed: Config) -> None:
    publisher = Person(site, listed, "standards-team", Role.PUBLISHER)
    names = ("first", "second", "third")
    for name, text in zip(names, (RENAMED, OTHERWISE, RETIRED), strict=True):
        path = f"/drafts/{name}?dataset=services"
        assert publisher.ask("PUT", path, text).status_code == 201

    def publish(name: str) -> int:
        path = f"/drafts/{name}/publish?confirm=deprecation"
        return publisher.ask("POST", path).status_code

    with ThreadPoolExecutor(len(names)) as threads:
        statuses = sorted(threads.map(publish, names))
    assert statuses == [200, 409, 409]
    assert len(publisher.ask("GET", "/drafts").json()["drafts"]) == 2
    assert requests.get(f"{site.address}/health", timeout=60).status_code == 200
