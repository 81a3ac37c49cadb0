"""Contracts with consumers: their files, their replay, and releases that break one."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from moothall.graph.change import Change
from moothall.graph.config import Config
from moothall.graph.errors import RequestError
from moothall.graph.generations import Generations
from moothall.graph.releases.folder import Releases
from moothall.graph.terms import NamedNode
from moothall.server.cli import main
from moothall.server.contracts.approval import announced_breaks
from moothall.server.contracts.contract import Contract, read_contract
from moothall.server.contracts.replay import Answer, Ask, replay

TABLE = """
name = "table"
title = "A reader of tables"
about = "It reads one."
source = "This test."
[[requests]]
path = "/csv"
headers = { Content-Type = "text/csv" }
[requests.csv]
columns = ["Identifier", "Label"]
filled = ["Identifier", "Label"]
whole_numbers = ["Identifier"]
unique = ["Label"]
holds = { Identifier = ["1"] }
keeps = [["Identifier", "Label"]]
"""

DOCUMENT = """
name = "document"
title = "A reader of JSON"
about = "It reads one."
source = "This test."
[[requests]]
path = "/list.json"
[requests.json]
keeps = ["terms[].iri"]
holds = { "terms[].iri" = ["a"] }
[requests.json.members]
"name" = "text"
"size" = "number"
"old" = "boolean"
"terms[].iri" = "text"
"more" = "object"
[[requests]]
path = "/id/1"
status = 303
location = "/doc/1"
"""

CSV_HEADERS = {"content-type": "text/csv"}
GOOD_TABLE = b"Identifier,Label\r\n1,One\r\n2,Two\r\n"
GOOD_DOCUMENT = {"name": "n", "size": 1, "old": False, "terms": [{"iri": "a"}], "more": {}}


def answering(answer: Answer) -> Ask:
    return lambda path, headers: answer


def table_faults(body: bytes, **changes: object) -> list[str]:
    answer = replace(Answer(200, CSV_HEADERS, body), **changes)  # type: ignore[arg-type]
    before = answering(Answer(200, CSV_HEADERS, GOOD_TABLE))
    return [each.what for each in replay(read_contract(TABLE), answering(answer), before)]


def document_faults(document: object) -> list[str]:
    def ask(path: str, headers: Mapping[str, str]) -> Answer:
        if path == "/id/1":
            return Answer(303, {"location": "http://localhost/doc/1?release=1"}, b"")
        return Answer(200, {}, json.dumps(document).encode())

    def ask_before(path: str, headers: Mapping[str, str]) -> Answer:
        return Answer(200, {}, json.dumps(GOOD_DOCUMENT).encode())

    return [each.what for each in replay(read_contract(DOCUMENT), ask, ask_before)]


def test_what_is_relied_on_is_there() -> None:
    assert table_faults(GOOD_TABLE) == []
    assert table_faults(GOOD_TABLE + b"3,Three\r\n") == []
    assert document_faults(GOOD_DOCUMENT) == []


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"\xef\xbb\xbf" + GOOD_TABLE, "its columns are \ufeffIdentifier, Label"),
        (b"Id,Label\r\n1,One\r\n", "it lacks the column Identifier"),
        (b"", "it lacks the column Identifier and Label"),
        (GOOD_TABLE + b"3\r\n", "row 4 has 1 cells, and 2 headings"),
        (GOOD_TABLE + b'3,"Thr\r\n', "the body is no CSV"),
        (b"\xff\xfe", "the body is no CSV in UTF-8"),
        (GOOD_TABLE + b"3, \r\n", "Label is blank in 1 rows, the first of them row 4"),
        (GOOD_TABLE + b"x,X\r\n", "Identifier holds 'x', and whole numbers"),
        (GOOD_TABLE + "\u0661,A\r\n".encode(), "whole numbers"),
        (GOOD_TABLE + b"3,Two\r\n", "Label holds 'Two' more than once"),
        (b"Identifier,Label\r\n2,Two\r\n", "Identifier no longer holds '1'"),
        (b"Identifier,Label\r\n1,One\r\n", "no longer holds '2 with Two' of the release before"),
    ],
)
def test_each_way_to_break_a_table_is_told(body: bytes, said: str) -> None:
    assert any(said in fault for fault in table_faults(body))


def test_status_and_headers_are_exact() -> None:
    assert table_faults(GOOD_TABLE, status=301) == ["the status is 301, and 200 is relied on"]
    [fault] = table_faults(GOOD_TABLE, headers={"content-type": "text/plain"})
    assert fault == "the header Content-Type is 'text/plain', and 'text/csv' is relied on"
    [fault] = table_faults(GOOD_TABLE, headers={})
    assert "is None" in fault


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"name": " "}, 'name is " " in 1 places, and text'),
        ({"name": 1}, "name is 1"),
        ({"size": True}, "size is true in 1 places, and number"),
        ({"old": "false"}, "boolean is relied on"),
        ({"more": []}, "object is relied on"),
        ({"terms": {}}, "terms[].iri is absent"),
        ({"terms": [{"iri": "a"}, {}, 3]}, "terms[].iri is absent in 2 places"),
        ({"terms": []}, "terms[].iri no longer holds 'a' of the release before"),
    ],
)
def test_each_way_to_break_a_document_is_told(change: dict[str, object], said: str) -> None:
    assert any(said in fault for fault in document_faults(GOOD_DOCUMENT | change))


def test_a_redirect_that_leads_elsewhere_and_a_body_that_is_no_json_are_told() -> None:
    answer = Answer(303, {"location": "/elsewhere"}, b"")
    found = [each.what for each in replay(read_contract(DOCUMENT), answering(answer))]
    assert found == [
        "the status is 303, and 200 is relied on",
        "it leads to '/elsewhere', and '/doc/1' is relied on",
    ]
    broken = replay(read_contract(DOCUMENT), answering(Answer(200, {}, b"{")))
    assert "the body is no JSON" in broken[0].what


def test_what_is_new_is_not_asked_of_the_release_before() -> None:
    absent = answering(Answer(404, {}, b""))
    assert (
        replay(read_contract(TABLE), answering(Answer(200, CSV_HEADERS, GOOD_TABLE)), absent) == ()
    )


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("name = ", "(?i)invalid|expected"),
        ('name = "x"', "at least one"),
        (TABLE.replace('path = "/csv"', 'path = "csv"'), "slash"),
        (TABLE.replace("unique", "uniqe"), "no entry 'uniqe'"),
        (TABLE.replace("about", "abuot"), "no entry 'abuot'"),
        (DOCUMENT.replace('"boolean"', '"bool"'), "old is of the kind 'bool'"),
    ],
)
def test_a_file_that_is_no_contract_is_refused(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        read_contract(text)


CONTRACT: Contract = read_contract(TABLE)


def test_the_notes_name_what_they_break_and_why() -> None:
    notes = (
        "# New\n\nBreaks: table - nobody reads it\n* breaks: `table` \N{EN DASH} as told in May\n"
    )
    assert announced_breaks(notes, [CONTRACT]) == {"table": "as told in May"}
    assert announced_breaks("It breaks: nothing, and Breaks are good.", [CONTRACT]) == {}


@pytest.mark.parametrize(
    "line", ["Breaks: table", "Breaks: tables - why", "Breaks:", "Breaks: table -"]
)
def test_a_line_that_names_no_contract_or_no_reason_is_refused(line: str) -> None:
    with pytest.raises(RequestError, match="Breaks: NAME - reason, where NAME is table") as refused:
        announced_breaks(f"Notes.\n{line}\n", [CONTRACT])
    assert refused.value.where == "line 2 of the notes"


@pytest.fixture
def data_dir(shipped_config: Config, tmp_path: Path) -> Iterator[Path]:
    """A data directory of a test's own that holds everything that ships, and a release of it."""
    shutil.copytree(shipped_config.data_dir, tmp_path / "data", symlinks=True)
    yield tmp_path / "data"


def run(data_dir: Path, *arguments: str) -> Result:
    runner = CliRunner(env={"MOOTHALL_DATA_DIR": str(data_dir)})
    return runner.invoke(main, ["release", *arguments])


def test_a_release_that_breaks_a_contract_is_refused_unless_its_notes_say_so(
    data_dir: Path, tmp_path: Path
) -> None:
    notes = tmp_path / "notes.md"
    notes.write_text("First.")
    made = run(data_dir, "create", "--version", "1", "--notes", str(notes))
    assert made.exit_code == 0, made.output
    _forget(data_dir, "http://id.esd.org.uk/service/524", "http://id.esd.org.uk/service/5")
    refused = run(data_dir, "create", "--version", "2", "--notes", str(notes))
    assert refused.exit_code == 2
    assert "govuk-local-links (GOV.UK Local Links Manager)" in refused.output
    assert "GET /csv?uri=list/englishAndWelshServices: " in refused.output
    assert "Identifier no longer holds '524'" in refused.output
    assert "no longer holds '5', '524' of the release before" in refused.output
    assert [each.version for each in Releases(data_dir, "http://localhost:8080/").all()] == ["1"]

    drafted = run(data_dir, "create", "--version", "2", "--notes", str(notes), "--draft")
    assert drafted.exit_code == 0, drafted.output
    replayed = run(data_dir, "contracts", "2")
    assert replayed.exit_code == 2
    assert "open-referral: Open Referral UK directories, 8 requests, 2 broken" in replayed.output
    assert run(data_dir, "contracts", "1").exit_code == 0

    told = "Breaks: plain-json - two codes went\n"
    notes.write_text(told)
    assert run(data_dir, "create", "--version", "2", "--notes", str(notes)).exit_code == 2
    notes.write_text(
        f"{told}Breaks: govuk-local-links - told them\nBreaks: open-referral - told them\n"
    )
    made = run(data_dir, "create", "--version", "2", "--notes", str(notes))
    assert made.exit_code == 0, made.output


def test_contracts_of_a_release_that_is_not_there_cannot_be_replayed(data_dir: Path) -> None:
    result = run(data_dir, "contracts", "9")
    assert result.exit_code == 2
    assert "there is no release '9'" in result.output


def _forget(data_dir: Path, *iris: str) -> None:
    with Generations(data_dir, "http://localhost:8080/").writing() as writer:
        gone = [quad for iri in iris for quad in writer.live.quads(NamedNode(iri))]
        writer.publish(Change(removed=gone))
