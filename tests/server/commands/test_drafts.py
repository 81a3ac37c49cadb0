"""``moothall draft``: a list handed in, looked at, published or discarded at the terminal."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from moothall.graph.config import Config
from moothall.graph.generations import Generations
from moothall.graph.ledger import publications
from moothall.graph.namespaces import SKOS
from moothall.graph.terms import NamedNode
from moothall.loaders.list_sheet import opened_list
from moothall.loaders.source import Source
from moothall.server.cli import main
from moothall.server.commands.drafts import draft

from ..drafting import LIST, RENAMED, RETIRED, VIEWING, with_list


@pytest.fixture
def listed(empty_config: Config, tmp_path: Path) -> Config:
    return with_list(empty_config, tmp_path)


def invoke(config: Config, *arguments: str, **options: str) -> Result:
    runner = CliRunner(env={"MOOTHALL_DATA_DIR": str(config.data_dir)})
    return runner.invoke(main, ["draft", *arguments], **options)  # type: ignore[arg-type]


def put(config: Config, name: str, text: str, *options: str) -> Result:
    path = config.data_dir.parent / "edited.ttl"
    path.write_text(text, encoding="utf-8")
    return invoke(config, "put", name, str(path), "--dataset", "services", *options)


@pytest.mark.parametrize("command", sorted(draft.commands))
def test_every_draft_command_has_help_with_an_example(command: str) -> None:
    result = CliRunner().invoke(main, ["draft", command, "--help"])
    assert result.exit_code == 0
    assert f"Example: moothall draft {command}" in result.output


def test_a_draft_is_handed_in_shown_listed_and_published(listed: Config) -> None:
    made = put(listed, "spring", RENAMED, "--by", "writers", "--note", "plain words")
    assert made.exit_code == 0, made.output
    for said in (
        "spring  edited.ttl for services, handed in ",
        "by writers: plain words",
        "services: 1 statements added, 1 removed",
        "renamed (1)",
        "quality: no check that matters finds more than now",
        "impact: it deprecates nothing that is still used",
    ):
        assert said in made.output
    assert "published" not in made.output
    assert invoke(listed, "show", "spring").output == made.output
    told = json.loads(invoke(listed, "show", "spring", "--format", "json").output)
    assert told["difference"]["renamed"][0]["term"]["iri"] == VIEWING
    assert invoke(listed, "list").output == made.output.splitlines()[0] + "\n"
    done = invoke(listed, "publish", "spring", "--by", "standards-team")
    assert done.exit_code == 0, done.output
    assert done.output.endswith("generation 3 is served\n")
    entry = publications(Generations(listed.data_dir, listed.base_iri).current())[-1]
    assert (entry.by, entry.note) == ("standards-team", "plain words")
    assert invoke(listed, "list").output == ""


def test_what_is_wrong_with_a_draft_is_told_before_it_is_published(listed: Config) -> None:
    put(listed, "old", LIST.replace('"Moon polishing"', '"Moon shining"'))
    same = put(listed, "same", LIST.replace('"Moon polishing"', '"Moon viewing"'))
    assert "quality: overlapping-labels finds 2, and found 0" in same.output
    assert invoke(listed, "publish", "same").exit_code == 0
    assert "overtaken: services has changed since generation 2" in (
        invoke(listed, "show", "old").output
    )
    refused = invoke(listed, "publish", "old")
    assert refused.exit_code == 2
    assert "/changes?since=2" in refused.output
    assert invoke(listed, "discard", "old").output == "the draft old is discarded\n"
    assert invoke(listed, "discard", "old").exit_code == 2


def test_deprecating_used_terms_needs_a_person_or_yes(
    listed: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = put(listed, "retire", RETIRED)
    assert f"impact: Moon viewing <{VIEWING}> is still used by visits" in made.output
    refused = invoke(listed, "publish", "retire")
    assert refused.exit_code == 2 and "--yes" in refused.output
    monkeypatch.setattr("moothall.server.commands.confirming._is_at_terminal", lambda: True)
    assert invoke(listed, "publish", "retire", input="n\n").exit_code == 2
    accepted = invoke(listed, "publish", "retire", input="y\n")
    assert accepted.exit_code == 0, accepted.output
    put(listed, "back", LIST)
    assert invoke(listed, "publish", "back", "--yes").exit_code == 0


def test_a_list_is_edited_as_a_spreadsheet(listed: Config, tmp_path: Path) -> None:
    runner = CliRunner(env={"MOOTHALL_DATA_DIR": str(listed.data_dir)})
    exported = runner.invoke(main, ["export", "--list", "services", "--format", "xlsx"])
    assert exported.exit_code == 0, exported.output
    path = tmp_path / "services.xlsx"
    path.write_bytes(exported.stdout_bytes)
    as_it_went = invoke(listed, "put", "same", str(path))
    assert "services: 0 statements added, 0 removed" in as_it_went.output
    table = opened_list(Source(path.name, path.name, exported.stdout_bytes))
    rows = [table.headings, *(row.cells for row in table.rows())]
    edited = [[cell.replace("Moon viewing", "Moon watching") for cell in row] for row in rows]
    with path.with_suffix(".csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(edited)
    made = invoke(listed, "put", "spring", str(path.with_suffix(".csv")))
    assert "services: 1 statements added, 1 removed" in made.output
    assert "renamed (1)" in made.output
    assert invoke(listed, "publish", "spring").exit_code == 0
    names = (
        Generations(listed.data_dir, listed.base_iri)
        .current()
        .reader.objects(NamedNode(VIEWING), SKOS.prefLabel)
    )
    assert [str(name) for name in names] == ['"Moon watching"@en']
