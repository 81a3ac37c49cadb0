"""The answer as JSON, CSV, a patch and SSSOM, and the command that writes them."""

from __future__ import annotations

import csv
import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from moothall.graph.config import Config
from moothall.server.cli import main
from moothall.server.forms.impact import COLUMNS, PATCH_COLUMNS

from ...impact_history import make_history

CODES = """Code
10
11
esd:service/12
http://id.esd.org.uk/service/14
Retired for good
16
18
=cmd|' /C calc'!A0
http://id.esd.org.uk/service/25
1
"""


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """Settings of the made-up history; tests only read it."""
    return make_history(tmp_path_factory.mktemp("history") / "data")


@pytest.fixture
def codes(tmp_path: Path) -> Path:
    path = tmp_path / "codes.txt"
    path.write_text(CODES)
    return path


def invoke(history: Config, *arguments: str) -> Result:
    runner = CliRunner(env={"MOOTHALL_DATA_DIR": str(history.data_dir)})
    return runner.invoke(main, ["impact", *arguments])


def rows_of(text: str) -> dict[str, list[dict[str, str]]]:
    """Return the rows of a CSV by their old code."""
    found: dict[str, list[dict[str, str]]] = {}
    for row in csv.DictReader(io.StringIO(text)):
        found.setdefault(row["Old code"], []).append(row)
    return found


def test_the_command_says_what_became_of_each_code(history: Config, codes: Path) -> None:
    told = invoke(history, str(codes), "--built-on", "2026.1")
    assert told.exit_code == 4, told.output
    assert "Built on 2026.1, compared with now: 10 codes in 10 places" in told.output
    assert "11 (row 3): renamed by 2026.3" in told.output
    assert "'Renamed, later' became 'Renamed'" in told.output
    assert re.search(r"esd:service/12 .*deprecated by 2026.2.*; use Unchanged \(10\)", told.output)
    assert "nothing to do (2): added 1, unchanged 1" in told.output


def test_the_exit_code_says_whether_anything_is_to_be_done(history: Config, tmp_path: Path) -> None:
    path = tmp_path / "codes.csv"
    path.write_text("10\n25\n")
    assert invoke(history, str(path), "--built-on", "2026.1").exit_code == 0
    path.write_bytes(b"\x89PNG\r\n\x1a\n")
    refused = invoke(history, str(path), "--built-on", "2026.1")
    assert refused.exit_code == 3 and "a PNG picture" in refused.output
    missing = invoke(history, str(tmp_path / "none.csv"), "--built-on", "2026.1")
    assert missing.exit_code == 3
    path.write_text("10\n")
    for arguments, words in (
        ((), "the releases are 2026.1, 2026.2, 2026.3"),
        (("--built-on", "2025"), "the releases are 2026.1, 2026.2, 2026.3"),
        (("--built-on", "2026.3", "--to", "2026.2"), "comes after 2026.2"),
        (("--built-on", "2026.1", "--nation", "mercia"), "the nations are"),
        (("--built-on", "2026.1", "--list", "none"), "the lists are"),
    ):
        told = invoke(history, str(path), *arguments)
        assert (told.exit_code, words in told.output) == (2, True), told.output
    assert "Exit code 4" in invoke(history, "--help").output


def test_json_holds_every_code_with_where_it_stands(history: Config, codes: Path) -> None:
    told = invoke(history, str(codes), "--built-on", "2026.1", "--format", "json")
    document = json.loads(told.output)
    assert document["counts"]["deprecated"] == 3 and document["needs_action"] is True
    results = {each["code"]: each for each in document["results"]}
    assert results["10"] | {"before": None, "after": None} == {
        "code": "10", "times": 1, "first_rows": [2], "outcome": "unchanged", "action": "none",
        "before": None, "after": None,
    }  # fmt: skip
    chained = results["esd:service/12"]
    assert [term["identifier"] for term in chained["successors"]] == ["10"]
    assert [term["identifier"] for term in chained["via"]] == ["13"]
    assert {(c["release"], c["change"]) for c in chained["changes"]} >= {("2026.2", "deprecated")}
    assert results["Retired for good"]["reason"] == {"en": "Nobody asked."}


def test_a_patch_says_what_to_write_as_the_system_writes_it(history: Config, codes: Path) -> None:
    told = invoke(history, str(codes), "--built-on", "2026.1", "--format", "patch")
    rows = rows_of(told.stdout)
    assert tuple(next(iter(rows.values()))[0]) == PATCH_COLUMNS
    assert "10" not in rows and "http://id.esd.org.uk/service/25" not in rows
    (compact,) = rows["esd:service/12"]
    assert (compact["New code"], compact["New label"]) == ("esd:service/10", "Unchanged")
    assert compact["What to do"] == "use the new code"
    split = rows["http://id.esd.org.uk/service/14"]
    assert [row["New code"] for row in split] == [
        "http://id.esd.org.uk/service/10",
        "http://id.esd.org.uk/service/11",
    ]
    assert {row["What to do"] for row in split} == {"choose one of the new codes"}
    (renamed,) = rows["11"]
    assert (renamed["Old label"], renamed["New label"]) == ("Renamed, later", "Renamed")
    (gone,) = rows["16"]
    assert (gone["New code"], gone["What happened"]) == ("", "removed")


def test_no_cell_of_a_csv_is_a_formula(history: Config, codes: Path) -> None:
    for form, columns in (("csv", COLUMNS), ("patch", PATCH_COLUMNS)):
        told = invoke(history, str(codes), "--built-on", "2026.1", "--format", form)
        rows = rows_of(told.stdout)
        assert tuple(next(iter(rows.values()))[0]) == columns
        assert "'=cmd|' /C calc'!A0" in rows
        assert not [c for r in rows.values() for row in r for c in row.values() if c[:1] in "=+@"
                    and c]  # fmt: skip


def test_sssom_declares_every_prefix_and_uses_compact_addresses_alone(
    history: Config, codes: Path
) -> None:
    told = invoke(history, str(codes), "--built-on", "2026.1", "--format", "sssom")
    lines = told.stdout.splitlines()
    head = [line[1:] for line in lines if line.startswith("#")]
    members = dict(line.split(": ", 1) for line in head if ": " in line and line[0] != " ")
    assert {"mapping_set_id", "license"} <= members.keys()
    assert json.loads(members["subject_source_version"]) == "2026.1"
    prefixes = {line.split(":")[0].strip() for line in head if line.startswith("  ")}
    table = list(csv.DictReader(lines[len(head) :], delimiter="\t"))
    for row in table:
        ends = (row["predicate_id"], row["object_id"], row["mapping_justification"])
        for curie in (*ends, *([row["subject_id"]] if row["subject_id"] else [])):
            prefix, _, local = curie.partition(":")
            assert prefix in prefixes and local and "/" not in local, curie
        assert row["subject_id"] or row["subject_type"] == "rdfs literal"
    by_subject = {row["subject_id"] or row["subject_label"]: row for row in table}
    assert by_subject["esdServiceType:12"]["predicate_id"] == "dcterms:isReplacedBy"
    assert by_subject["esdServiceType:12"]["mapping_justification"] == "semapv:MappingChaining"
    assert by_subject["esdServiceType:16"]["object_id"] == "sssom:NoTermFound"
    assert by_subject["esdServiceType:18"]["predicate_id"] == "skos:closeMatch"
    assert "1" not in by_subject and "esdServiceType:10" not in by_subject


def test_the_reader_of_sssom_reads_it(history: Config, codes: Path, tmp_path: Path) -> None:
    pytest.importorskip("sssom", reason="the reader of SSSOM is not installed")
    told = invoke(history, str(codes), "--built-on", "2026.1", "--format", "sssom")
    path = tmp_path / "patch.sssom.tsv"
    path.write_text(told.stdout, encoding="utf-8")
    script = (
        "import sys; from sssom.parsers import parse_sssom_table; "
        "print(len(parse_sssom_table(sys.argv[1]).df))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(path)], capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert (
        int(done.stdout) == sum(not line.startswith("#") for line in told.stdout.splitlines()) - 1
    )


def test_no_control_characters_reach_a_terminal(history: Config, tmp_path: Path) -> None:
    path = tmp_path / "codes.txt"
    path.write_bytes(b"10\nx\x1b[2Jy\n")
    told = invoke(history, str(path), "--built-on", "2026.1")
    assert "\x1b" not in told.output and "x\ufffd[2Jy" in told.output
