"""Drafts over HTTP: who may do what with them, and what is refused with what to do."""

from __future__ import annotations

import dataclasses
import gzip
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from moothall.graph.config import Config
from moothall.graph.generations import Generations
from moothall.graph.list_csv import TERM_COLUMNS
from moothall.server.app import create_app
from moothall.server.roles import Role

from ..drafting import LIST, OTHERWISE, RENAMED, RETIRED, VIEWING, bearer, with_list

Ask = Callable[..., TestResponse]

SPRING = "/drafts/spring?dataset=services"


@pytest.fixture
def listed(empty_config: Config, tmp_path: Path) -> Config:
    return with_list(empty_config, tmp_path)


@pytest.fixture
def client(listed: Config) -> FlaskClient:
    return create_app(listed).test_client()


def asker(client: FlaskClient, config: Config, name: str, role: Role) -> Ask:
    token = bearer(config, name, role)

    def ask(method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        stated = {name.replace("_", "-"): value for name, value in headers.items()}
        return client.open(path, method=method, data=body, headers=token | stated)

    return ask


@pytest.fixture
def editor(client: FlaskClient, listed: Config) -> Ask:
    return asker(client, listed, "writers", Role.EDITOR)


@pytest.fixture
def publisher(client: FlaskClient, listed: Config) -> Ask:
    return asker(client, listed, "standards-team", Role.PUBLISHER)


def problem(response: TestResponse, status: int, kind: str) -> dict[str, Any]:
    """Return the problem that an answer is, after looking at its status and type."""
    found = dict(json.loads(response.data))
    assert (response.status_code, found["status"]) == (status, status), found
    assert found["type"].endswith(f"#problem-{kind}"), found
    assert found.get("remedy") or kind in ("unauthorised", "data-not-usable"), found
    return found


def served(config: Config) -> int:
    return Generations(config.data_dir, config.base_iri).current().number


def test_a_draft_is_handed_in_seen_replaced_and_discarded_by_an_editor(
    editor: Ask, listed: Config
) -> None:
    made = editor("PUT", f"{SPRING}&note=Plain+words&name=services.ttl", RENAMED)
    assert made.status_code == 201, made.text
    assert made.headers["Location"] == "http://localhost/drafts/spring"
    assert made.headers["Cache-Control"] == "no-store"
    told = json.loads(made.data)
    assert (told["name"], told["by"], told["note"]) == ("spring", "writers", "Plain words")
    assert (told["file"], told["changes"]) == ("services.ttl", ["services"])
    assert told["difference"]["renamed"][0]["term"]["iri"] == VIEWING
    assert told["quality"]["worse"] == []
    assert told["quality"]["checks"]["overlapping-labels"] == {"before": 0, "after": 0}
    assert told["impact"] == {"needs_confirmation": False, "still_used": []}
    seen = editor("GET", "/drafts/spring")
    assert json.loads(seen.data) == told
    assert seen.headers["ETag"] == made.headers["ETag"]
    file = editor("GET", "/drafts/spring/file")
    assert file.data == RENAMED.encode()
    assert file.mimetype == "application/octet-stream"
    assert file.headers["Content-Disposition"].startswith("attachment")
    again = editor("PUT", SPRING, OTHERWISE)
    assert again.status_code == 200
    assert again.headers["ETag"] != made.headers["ETag"]
    (listed_draft,) = json.loads(editor("GET", "/drafts").data)["drafts"]
    assert (listed_draft["name"], listed_draft["note"]) == ("spring", None)
    assert editor("DELETE", "/drafts/spring").status_code == 204
    assert json.loads(editor("GET", "/drafts").data) == {"drafts": []}
    assert served(listed) == 2


def test_a_publisher_publishes_what_an_editor_has_handed_in(
    editor: Ask, publisher: Ask, client: FlaskClient, listed: Config
) -> None:
    editor("PUT", f"{SPRING}&note=Plain+words", RENAMED)
    done = publisher("POST", "/drafts/spring/publish")
    assert done.status_code == 200, done.text
    told = json.loads(done.data)
    assert (told["generation"], told["unchanged"]) == (3, False)
    assert done.headers["X-Moothall-Generation"] == "3"
    assert json.loads(client.get("/doc/service/900101.json").data)["label"]["en"] == "Moon watching"
    entry = json.loads(client.get("/changes?format=json&since=2").data)["entries"][-1]
    assert (entry["by"], entry["note"]) == ("standards-team", "Plain words")
    problem(publisher("POST", "/drafts/spring/publish"), 404, "not-found")


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/drafts"),
        ("GET", "/drafts/spring"),
        ("GET", "/drafts/spring/file"),
        ("PUT", SPRING),
        ("DELETE", "/drafts/spring"),
        ("POST", "/drafts/spring/publish"),
    ],
)
def test_without_a_token_nobody_sees_or_does_anything(
    client: FlaskClient, editor: Ask, method: str, path: str
) -> None:
    editor("PUT", SPRING, RENAMED)
    for headers in ({}, {"Authorization": "Bearer writers.wrong"}):
        response = client.open(path, method=method, data=OTHERWISE, headers=headers)
        problem(response, 401, "unauthorised")
        assert response.headers["WWW-Authenticate"].startswith("Bearer")
        assert "Moon" not in response.text
    assert editor("GET", "/drafts/spring/file").data == RENAMED.encode()


def test_an_editor_publishes_nothing_and_is_told_who_may(editor: Ask, listed: Config) -> None:
    editor("PUT", SPRING, RENAMED)
    found = problem(editor("POST", "/drafts/spring/publish"), 403, "role-needed")
    assert (found["role"], found["needed_role"]) == ("editor", "publisher")
    graph = "/graphs?graph=http://localhost:8080/graph/services"
    problem(editor("PUT", graph, LIST), 403, "role-needed")
    problem(editor("DELETE", graph), 403, "role-needed")
    assert served(listed) == 2


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", "/drafts/spring"),
        ("GET", "/drafts/spring/file"),
        ("DELETE", "/drafts/spring"),
        ("POST", "/drafts/spring/publish"),
    ],
)
def test_an_unknown_draft_names_those_that_there_are(
    publisher: Ask, method: str, path: str
) -> None:
    publisher("PUT", "/drafts/summer?dataset=services", RENAMED)
    found = problem(publisher(method, path), 404, "not-found")
    assert "summer" in found["remedy"]


@pytest.mark.parametrize(
    ("body", "status", "kind", "said"),
    [
        (b"", 400, "bad-request", "no list in the request"),
        (b"nothing of the kind", 415, "unknown-format", "looks like text"),
        (b"a,b\n1,2\n", 415, "unknown-format", "looks like a table"),
        (b"@prefix a: <b:> .\na:b a:c\n", 422, "data-not-usable", "line 3"),
        (
            b"Identifier,Label,Description,Created,Modified,History notes,Type,Parent identifiers,"
            b"Parent labels\n1,Moons,,yesterday,,,Service,,\n",
            422,
            "data-not-usable",
            'line 2, column "Created"',
        ),
    ],
)
def test_a_body_that_is_no_list_is_refused_with_the_place(
    editor: Ask, body: bytes, status: int, kind: str, said: str
) -> None:
    found = problem(editor("PUT", "/drafts/spring", body), status, kind)
    assert said in found["detail"]
    assert json.loads(editor("GET", "/drafts").data) == {"drafts": []}


def test_a_list_that_breaks_the_shapes_is_refused_with_the_report(editor: Ask) -> None:
    two = LIST.replace('skos:prefLabel "Moon viewing"@en', 'skos:prefLabel "A"@en, "B"@en')
    found = problem(editor("PUT", SPRING, two), 422, "data-not-usable")
    assert found["report"]["findings"][0]["focus_node"] == VIEWING


def test_a_list_that_is_too_large_is_refused(listed: Config) -> None:
    config = dataclasses.replace(listed, max_draft_bytes=len(LIST) - 1)
    ask = asker(create_app(config).test_client(), config, "others", Role.EDITOR)
    found = problem(ask("PUT", SPRING, LIST), 413, "too-large")
    assert "moothall draft put" in found["remedy"]
    packed = ask("PUT", SPRING, gzip.compress(LIST.encode()), Content_Encoding="gzip")
    problem(packed, 413, "too-large")
    problem(ask("PUT", SPRING, {"file": (io.BytesIO(LIST.encode()), "a.ttl")}), 413, "too-large")
    problem(ask("PUT", SPRING, b"x" * 200_000), 413, "too-large")
    form = {"file": (io.BytesIO(b"x" * 200_000), "a.ttl")}
    assert "moothall draft put" in problem(ask("PUT", SPRING, form), 413, "too-large")["remedy"]


def test_a_list_comes_packed_or_in_a_form_too(editor: Ask) -> None:
    packed = editor("PUT", SPRING, gzip.compress(RENAMED.encode()), Content_Encoding="gzip")
    assert packed.status_code == 201, packed.text
    said_to_be_a_form = editor(
        "PUT", SPRING, RENAMED, Content_Type="application/x-www-form-urlencoded"
    )
    assert said_to_be_a_form.status_code == 200, said_to_be_a_form.text
    form = {
        "file": (io.BytesIO(OTHERWISE.encode()), "lists/services.ttl"),
        "dataset": "services",
        "note": "in a form",
    }
    sent = editor("PUT", "/drafts/spring", form)
    told = json.loads(sent.data)
    assert (sent.status_code, told["file"], told["note"]) == (200, "services.ttl", "in a form")


def test_a_list_comes_as_csv_and_as_a_spreadsheet(editor: Ask) -> None:
    rows = [
        TERM_COLUMNS,
        ("900101", "Moon watching", "", "", "", "", "Service", "", ""),
        ("900102", "Moon polishing", "", "", "", "", "Service", "900101", "Moon viewing"),
    ]
    text = "\n".join(",".join(row) for row in rows)
    sheet = io.BytesIO()
    with xlsxwriter.Workbook(sheet, {"in_memory": True}) as book:
        page = book.add_worksheet("Services")
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    differences = []
    for body, format in ((text.encode(), "list-csv"), (sheet.getvalue(), "list-sheet")):
        made = editor("PUT", "/drafts/table", body)
        assert made.status_code in (200, 201), made.text
        told = json.loads(made.data)
        assert (told["format"], told["changes"]) == (format, ["services"])
        assert told["difference"]["renamed"][0]["term"]["iri"] == VIEWING
        differences.append(told["difference"]["counts"])
    assert differences[0] == differences[1]


def test_of_two_drafts_at_once_the_second_conflicts(
    editor: Ask, publisher: Ask, listed: Config
) -> None:
    for name, text in (("first", RENAMED), ("second", OTHERWISE)):
        assert editor("PUT", f"/drafts/{name}?dataset=services", text).status_code == 201
    assert publisher("POST", "/drafts/first/publish").status_code == 200
    found = problem(publisher("POST", "/drafts/second/publish"), 409, "overtaken")
    assert (found["datasets"], found["generation"]) == (["services"], 2)
    assert json.loads(editor("GET", "/drafts/second").data)["overtaken"] == ["services"]
    assert served(listed) == 3
    both = RENAMED.replace('"Moon polishing"', '"Moon shining"')
    assert editor("PUT", "/drafts/second?dataset=services", both).status_code == 200
    assert publisher("POST", "/drafts/second/publish").status_code == 200


def test_what_deprecates_used_terms_lists_the_users_and_must_be_confirmed(
    editor: Ask, publisher: Ask, listed: Config
) -> None:
    made = json.loads(editor("PUT", SPRING, RETIRED).data)
    assert made["impact"]["needs_confirmation"] is True
    (used,) = made["impact"]["still_used"]
    assert (used["iri"], used["uses"][0]["dataset"]) == (VIEWING, "visits")
    found = problem(publisher("POST", "/drafts/spring/publish"), 409, "still-used")
    assert found["still_used"] == made["impact"]["still_used"]
    nonsense = publisher("POST", "/drafts/spring/publish?confirm=everything")
    problem(nonsense, 400, "bad-request")
    assert served(listed) == 2
    done = publisher("POST", "/drafts/spring/publish?confirm=deprecation")
    assert done.status_code == 200
    assert served(listed) == 3


def test_an_edition_that_others_replaced_is_not_published_unseen(
    editor: Ask, publisher: Ask, listed: Config
) -> None:
    seen = editor("PUT", SPRING, RENAMED).headers["ETag"]
    assert editor("PUT", SPRING, OTHERWISE, If_Match=seen).status_code == 200
    for method, path, body in (
        ("PUT", SPRING, RENAMED),
        ("DELETE", "/drafts/spring", None),
        ("POST", "/drafts/spring/publish", None),
    ):
        problem(publisher(method, path, body, If_Match=seen), 412, "changed-meanwhile")
    problem(editor("PUT", SPRING, RENAMED, If_None_Match="*"), 412, "changed-meanwhile")
    now = editor("GET", "/drafts/spring").headers["ETag"]
    assert publisher("POST", "/drafts/spring/publish", If_Match=now).status_code == 200
    assert served(listed) == 3


def test_a_draft_is_in_no_answer_for_everybody(editor: Ask, client: FlaskClient) -> None:
    editor("PUT", SPRING, RENAMED)
    for path in ("/doc/service/900101.json", "/list/services.csv", "/changes.json"):
        assert "watching" not in client.get(path).text
    assert json.loads(client.get("/search?q=watching&format=json").data)["hits"] == []


@pytest.mark.parametrize("name", ["A", "a.b", "a%20b", "-a", "%2e%2e"])
def test_a_name_that_does_not_fit_is_refused(editor: Ask, name: str) -> None:
    assert editor("PUT", f"/drafts/{name}", LIST).status_code in (400, 404)
    assert json.loads(editor("GET", "/drafts").data) == {"drafts": []}


def test_where_the_graph_is_elsewhere_no_drafts_are_kept(listed: Config) -> None:
    config = dataclasses.replace(listed, store_url="http://127.0.0.1:9/query")
    ask = asker(create_app(config).test_client(), config, "others", Role.EDITOR)
    found = problem(ask("PUT", SPRING, LIST), 403, "refused")
    assert "moothall load --draft" in found["remedy"]
