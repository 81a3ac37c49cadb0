"""``moothall quality`` and ``moothall review``, over everything that ships."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable

import pytest
from click.testing import CliRunner, Result

from moothall.graph.config import Config
from moothall.graph.namespaces import DQV, RDF
from moothall.graph.terms import RdfFormat, parse
from moothall.server.cli import main

Run = Callable[..., Result]


@pytest.fixture
def run(shipped_config: Config) -> Run:
    """Runs a command over everything that ships."""

    def build(*arguments: str) -> Result:
        runner = CliRunner(env={"MOOTHALL_DATA_DIR": str(shipped_config.data_dir)})
        return runner.invoke(main, list(arguments))

    return build


@pytest.mark.parametrize("command", ["quality", "review"])
def test_a_command_has_help_with_an_example(command: str) -> None:
    result = CliRunner().invoke(main, [command, "--help"])
    assert result.exit_code == 0
    assert f"Example: moothall {command}" in result.output


def test_the_record_comes_in_four_forms(run: Run) -> None:
    text = run("quality").output
    assert "Quality of now" in text and "overlapping-labels" in text
    record = json.loads(run("quality", "--format", "json").output)
    counts = {check["name"]: check["count"] for check in record["checks"]}
    assert counts["overlapping-labels"] == 6 and len(counts) == 28
    rows = list(csv.DictReader(io.StringIO(run("quality", "--format", "csv").output)))
    shared = [row for row in rows if row["check"] == "overlapping-labels"]
    assert {row["code"] for row in shared} >= {"41", "92"}
    (more,) = [row for row in rows if row["check"] == "undocumented-terms" and not row["term"]]
    assert more["name"] == f"and {counts['undocumented-terms'] - 300:,} more"
    turtle = run("quality", "--format", "ttl").output
    types = [q.object for q in parse(turtle, format=RdfFormat.TURTLE) if q.predicate == RDF.type]
    assert types.count(DQV.Metric) == 28
    assert types.count(DQV.QualityMeasurement) > 28


def test_a_review_is_text_json_or_csv_of_all_lists_or_one(run: Run) -> None:
    assert "near-duplicates: Names that are nearly the same" in run("review").output
    assert "  functions  41  Utilites" in run("review", "near-duplicates").output
    found = json.loads(run("review", "coverage-by-function", "--format", "json").output)
    assert found["count"] == len(found["rows"]) > 90
    assert isinstance(found["rows"][0]["services"], int)
    asked = ("review", "no-welsh-name", "--list", "functions", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(run(*asked).output)))
    assert len(rows) == 100 and {row["list"] for row in rows} == {"functions"}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("quality", "--release", "2026.9"), "there is no release '2026.9'; none has been made"),
        (("review", "nothing"), "there is no review 'nothing'; the reviews are unused-terms"),
        (("review", "unused-terms", "--list", "x"), "there is no list 'x'; the lists are"),
        (("review", "--list", "services"), "--list goes with the NAME of a review"),
    ],
)
def test_what_is_unknown_is_refused_with_what_there_is(
    run: Run, arguments: tuple[str, ...], said: str
) -> None:
    result = run(*arguments)
    assert result.exit_code == 2
    assert said in result.output
