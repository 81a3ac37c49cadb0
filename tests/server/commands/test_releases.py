from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from moothall.graph.change import Change
from moothall.graph.config import Config
from moothall.graph.generations import Generations
from moothall.graph.manifest import Manifest
from moothall.graph.namespaces import PROV, SKOS
from moothall.graph.terms import Literal, NamedNode, Quad
from moothall.server.app import create_app
from moothall.server.cli import main
from moothall.server.commands.releases import release


@pytest.fixture
def data_dir(shipped_config: Config, tmp_path: Path) -> Iterator[Path]:
    """A data directory of a test's own that holds everything that ships."""
    shutil.copytree(shipped_config.data_dir, tmp_path / "data", symlinks=True)
    yield tmp_path / "data"


@pytest.fixture
def notes(tmp_path: Path) -> Path:
    path = tmp_path / "notes.md"
    path.write_text("# First\n\nAll of it.\n")
    return path


def invoke(data_dir: Path, *arguments: str) -> Result:
    runner = CliRunner(env={"MOOTHALL_DATA_DIR": str(data_dir)})
    return runner.invoke(main, ["release", *arguments])


@pytest.mark.parametrize("command", sorted(release.commands))
def test_every_release_command_has_help_with_an_example(command: str) -> None:
    result = CliRunner().invoke(main, ["release", command, "--help"])
    assert result.exit_code == 0
    assert f"Example: moothall release {command}" in result.output


def test_a_query_is_answered_from_a_release(released_config: Config) -> None:
    runner = CliRunner(env={"MOOTHALL_DATA_DIR": str(released_config.data_dir)})
    query = "SELECT ?l { <http://id.esd.org.uk/service/579> skos:prefLabel ?l }"
    old, new, unknown = (
        runner.invoke(main, ["query", "-", "--release", version], input=query)
        for version in ("2026.1", "now", "2025.9")
    )
    assert "Public toilets" in old.output and "Public toilets" not in new.output
    assert unknown.exit_code == 2
    assert "2026.1, 2026.2, 2026.3" in unknown.output


def worsen(data_dir: Path) -> None:
    """Give two functions one more name that they share."""
    base = "http://localhost:8080/"
    graph, shared = NamedNode(f"{base}graph/functions"), Literal("Planning", language="en")
    terms = (NamedNode(f"http://id.esd.org.uk/function/{number}") for number in (1, 2))
    with Generations(data_dir, base).writing() as writer:
        writer.publish(Change(added=[Quad(t, SKOS.altLabel, shared, graph) for t in terms]))


def test_a_worse_release_is_refused_until_somebody_says_why(data_dir: Path, notes: Path) -> None:
    assert invoke(data_dir, "create", "--version", "2026.1", "--notes", str(notes)).exit_code == 0
    worsen(data_dir)
    again = ("create", "--version", "2026.2", "--notes", str(notes))
    refused = invoke(data_dir, *again)
    assert refused.exit_code == 2
    assert "overlapping-labels finds 8, and found 6" in refused.output
    assert '1 "Advice and benefits"' in refused.output
    drafted = invoke(data_dir, *again, "--draft")
    assert drafted.exit_code == 0 and "worse than 2026.1" in drafted.output
    for waived, said in (
        ("overlapping-labels", "is not CHECK=REASON"),
        ("overlapping-labels=", "is not CHECK=REASON"),
        ("shared-names=they are official", "there is no check 'shared-names'"),
    ):
        result = invoke(data_dir, *again, "--waive", waived)
        assert result.exit_code == 2 and said in result.output
    passed = invoke(data_dir, *again, "--waive", "overlapping-labels=they are official")
    assert passed.exit_code == 0, passed.output
    record = json.loads((data_dir / "releases" / "2026.2" / "release.json").read_text())
    assert record["waivers"] == {"overlapping-labels": "they are official"}
    assert record["quality"]["overlapping-labels"] == 8


def test_a_release_says_who_made_it(data_dir: Path, notes: Path) -> None:
    made = ("create", "--version", "2026.1", "--notes", str(notes))
    assert invoke(data_dir, *made, "--by", "Jane Smith").exit_code == 2
    assert invoke(data_dir, *made, "--by", "standards-team").exit_code == 0
    config = Config(data_dir=data_dir)
    client = create_app(config).test_client()
    assert json.loads(client.get("/releases/2026.1.json").data)["by"] == "standards-team"
    assert "standards-team" in client.get("/releases/2026.1").text
    iri = f"{config.base_iri}id/agent/standards-team"
    assert f"wasAttributedTo> <{iri}>" in client.get("/releases/2026.1.nt").text
    assert invoke(data_dir, "create", "--version", "2026.2", "--notes", str(notes)).exit_code == 0
    served = Generations(data_dir, config.base_iri).current()
    was = served.manifest
    assert Manifest.measure(served.reader, was.number, was.parent, was.published) == was
    released = [q.subject for q in served.reader.quads(None, PROV.wasAttributedTo)]
    assert released == [NamedNode(f"{config.base_iri}releases/2026.1")]


def test_a_release_is_made_listed_and_compared(data_dir: Path, notes: Path) -> None:
    made = invoke(data_dir, "create", "--version", "2026.1", "--notes", str(notes))
    assert made.exit_code == 0, made.output
    assert "release 2026.1: " in made.output and "sha256 " in made.output
    checksum = made.output.split()[-1]
    again = invoke(data_dir, "create", "--version", "2026.1", "--notes", str(notes))
    assert again.exit_code == 2
    assert "a release never changes" in again.output

    base = "http://localhost:8080/"
    service, graph = (
        NamedNode("http://id.esd.org.uk/service/579"),
        NamedNode(f"{base}graph/services"),
    )
    with Generations(data_dir, base).writing() as writer:
        old = Quad(service, SKOS.prefLabel, Literal("Public toilets", language="en"), graph)
        new = Quad(service, SKOS.prefLabel, Literal("Toilets", language="en"), graph)
        writer.publish(Change([old], [new]))
    draft = ["create", "--version", "2026.2", "--notes", str(notes), "--draft"]
    assert invoke(data_dir, *draft, "--freeze-date", "2999-01-31").exit_code == 0
    first, second = invoke(data_dir, "list").output.splitlines()
    assert first.startswith("2026.1  ") and first.endswith(f"sha256 {checksum}  released")
    assert second.startswith("2026.2  ") and "draft, frozen from 2999-01-31" in second

    told = invoke(data_dir, "diff", "2026.1", "2026.2")
    assert "renamed (1)" in told.output and "'Public toilets' became 'Toilets'" in told.output
    assert "nothing has changed" in invoke(data_dir, "diff", "2026.2", "now").output
    as_json = invoke(data_dir, "diff", "2026.1", "now", "--format", "json")
    assert json.loads(as_json.output)["counts"]["renamed"] == 1
    other = invoke(data_dir, "diff", "2026.1", "now", "--list", "functions", "--format", "csv")
    assert len(other.output.splitlines()) == 1
    assert "cs:removal" in invoke(data_dir, "diff", "2026.1", "now", "--format", "ttl").output


def test_what_cannot_be_released_is_refused_with_what_to_do(data_dir: Path, notes: Path) -> None:
    (notes.parent / "empty.md").write_text(" \n")
    (notes.parent / "latin.md").write_bytes(b"caf\xe9")
    for arguments, code, words in (
        (["--version", "1/2", "--notes", str(notes)], 2, "no version of a release"),
        (["--version", "2026.1"], 2, "--notes"),
        (["--version", "2026.1", "--notes", str(notes.parent / "empty.md")], 2, "are empty"),
        (["--version", "2026.1", "--notes", str(notes.parent / "latin.md")], 3, "not UTF-8"),
        (["--version", "2026.1", "--notes", str(notes.parent / "none.md")], 2, "none.md"),
        (
            ["--version", "1", "--notes", str(notes), "--freeze-date", "2999-01-01"],
            2,
            "no freeze date",
        ),
    ):
        result = invoke(data_dir, "create", *arguments)
        assert (result.exit_code, words in result.output) == (code, True), result.output
    assert invoke(data_dir, "list").output == ""
    unknown = invoke(data_dir, "diff", "2026.1", "now")
    assert unknown.exit_code == 2 and "no release '2026.1'" in unknown.output
