from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result

from moothall.graph.config import Config
from moothall.graph.generations import Generations
from moothall.graph.ledger import publications
from moothall.server.cli import main

Run = Callable[..., Result]


@pytest.fixture
def run(shipped_config: Config) -> Run:
    """Runs a command over everything that ships; tests only read it."""
    return lambda *arguments, **options: invoke(shipped_config.data_dir, *arguments, **options)


def invoke(data_dir: Path, *arguments: str, **options: str) -> Result:
    environment = {"MOOTHALL_DATA_DIR": str(data_dir)}
    return CliRunner(env=environment).invoke(main, list(arguments), **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("command", sorted(main.commands))
def test_every_command_has_help_with_an_example_and_a_word_on_every_option(command: str) -> None:
    result = CliRunner().invoke(main, [command, "--help"])
    assert result.exit_code == 0
    assert "Example:" in result.output
    assert f"moothall {command}" in result.output
    options = [p for p in main.commands[command].params if isinstance(p, click.Option)]
    assert all(option.help for option in options)


def test_help_imports_nothing_heavy(environment: Callable[..., dict[str, str]]) -> None:
    code = (
        "import sys\n"
        "from moothall.server.cli import main\n"
        "try:\n    main(['--help'])\nexcept SystemExit:\n    pass\n"
        "heavy = {'rdflib', 'pyshacl', 'flask', 'pyoxigraph', 'granian', 'requests'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, env=environment(), check=True
    )
    assert done.stderr.strip() == "[]"
    assert "Commands:" in done.stdout


def test_status_says_what_is_served(run: Run) -> None:
    result = run("status")
    assert result.exit_code == 0
    assert "generation      1, published" in result.output
    assert "services: Services" in result.output


@pytest.mark.parametrize(
    ("query", "form", "expected"),
    [
        ("SELECT ?l { <http://id.esd.org.uk/service/579> skos:prefLabel ?l }", None, "Public toil"),
        ("ASK { ?s a esd:Service }", None, '"boolean":true'),
        ("CONSTRUCT WHERE { <http://id.esd.org.uk/service/579> a ?t }", "nt", "def.esd.org.uk"),
    ],
)
def test_a_query_is_answered_as_over_http(
    run: Run, query: str, form: str | None, expected: str
) -> None:
    result = run("query", "-", *(["--format", form] if form else []), input=query)
    assert result.exit_code == 0
    assert expected in result.output


def test_a_query_comes_from_a_file(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "count.rq"
    file.write_text("SELECT (COUNT(*) AS ?n) { ?s a esd:Service }")
    lines = run("query", str(file)).stdout.split()
    assert lines[0] == "n"
    assert int(lines[1]) > 100


def test_exports_are_what_http_answers(run: Run) -> None:
    header = run("export", "--list", "interactions").stdout.splitlines()[0]
    assert header.startswith("Identifier,Label,")
    mapped = run("export", "--list", "services", "--mapped-to", "interactions").stdout
    assert "Mapped identifier" in mapped.splitlines()[0]
    terms = json.loads(run("export", "--list", "interactions", "--format", "json").stdout)["terms"]
    assert terms
    assert "@prefix" in run("export", "--dataset", "interactions").stdout
    everything = run("export", "--all").stdout
    assert "<http://localhost:8080/graph/services> ." in everything


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["export"], 2, "say one of"),
        (["export", "--list", "nothing"], 2, "there is no list"),
        (["export", "--dataset", "nothing"], 2, "there is no dataset"),
        (["export", "--list", "interactions", "--format", "exe"], 2, "choose one of"),
        (["query", "/nowhere.rq"], 2, "No such file"),
        (["rollback", "99"], 2, "is not kept"),
        (["rollback", "x"], 2, "not a valid integer"),
        (["load", "/nowhere.csv"], 3, "nowhere.csv"),
        (["check", "/nowhere.csv"], 3, "nowhere.csv"),
        (["backup", "/"], 2, "something here already"),
        (["restore", "/nowhere"], 2, "something here already"),
        (["nothing"], 2, "No such command"),
    ],
)
def test_a_mistake_is_one_clear_message_and_an_exit_code(
    run: Run, arguments: list[str], code: int, said: str
) -> None:
    result = run(*arguments)
    assert result.exit_code == code
    assert said in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT *\n{ ?s }", "line 2"),
        ("DROP ALL", "update"),
        ("SELECT * { SERVICE ?s {} }", "SERV"),
    ],
)
def test_a_wrong_query_is_a_mistake_of_use(run: Run, query: str, said: str) -> None:
    result = run("query", "-", input=query)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_form_that_does_not_fit_the_answer_is_a_mistake_of_use(run: Run) -> None:
    result = run("query", "-", "--format", "ttl", input="ASK {}")
    assert result.exit_code == 2
    assert "json, xml" in result.output


@pytest.mark.parametrize("command", [["status"], ["export", "--all"], ["rollback", "1"], ["serve"]])
def test_without_a_store_the_message_says_how_to_make_one(
    tmp_path: Path, command: list[str]
) -> None:
    result = invoke(tmp_path / "nothing", *command)
    assert result.exit_code in (2, 5)
    assert result.exit_code == 5 or command[0] == "rollback"
    assert "moothall init" in result.output or "not kept" in result.output


def test_an_unknown_setting_is_a_mistake_of_configuration(tmp_path: Path) -> None:
    result = CliRunner(env={"MOOTHALL_COLOUR": "blue"}).invoke(main, ["status"])
    assert result.exit_code == 2
    assert "MOOTHALL_COLOUR" in result.output


def test_an_internal_error_is_one_line_unless_more_is_asked_for(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise KeyError("unforeseen")

    monkeypatch.setattr("moothall.graph.catalogue.dataset_entries", fail)
    result = run("status")
    assert result.exit_code == 1
    assert "internal error: KeyError: 'unforeseen'" in result.output
    assert isinstance(run("--traceback", "status").exception, KeyError)


def test_a_store_is_made_filled_backed_up_rolled_back_and_restored(tmp_path: Path) -> None:
    data, backup, copy = tmp_path / "data", tmp_path / "backup", tmp_path / "copy"
    assert "generation 1 is served" in invoke(data, "init").output
    assert "nothing has changed" in invoke(data, "init").output
    source = tmp_path / "extra.ttl"
    source.write_text(
        "<http://localhost:8080/id/record/x/1> a <https://w3id.org/moothall/def/Record> ;\n"
        '    <http://www.w3.org/2000/01/rdf-schema#label> "One"@en .\n'
    )
    licence = ["--licence", "https://example.org/licence", "--publisher", "https://example.org/"]
    draft = invoke(data, "load", str(source), "--dataset", "extra", "--draft", *licence)
    assert "nothing is published" in draft.output, draft.output
    loaded = invoke(data, "load", str(source), "--dataset", "extra", *licence)
    assert "generation 2 is served" in loaded.output, loaded.output
    assert invoke(data, "backup", str(backup)).exit_code == 0
    assert "generation 1 is served" in invoke(data, "rollback", "1").output
    assert "extra" not in invoke(data, "status").output

    assert "generation 2 is served" in invoke(copy, "restore", str(backup)).output
    assert "extra" in invoke(copy, "status").output
    assert invoke(data, "restore", str(backup)).exit_code == 2
    assert "generation 2 is served" in invoke(data, "restore", str(backup), "--force").output
    again = invoke(data, "load", str(source), "--dataset", "extra", *licence)
    assert "nothing has changed" in again.output, again.output


def test_check_reports_without_publishing(run: Run, tmp_path: Path) -> None:
    source = tmp_path / "bad.ttl"
    source.write_text(
        "<http://id.esd.org.uk/service/99999> a <http://def.esd.org.uk/Service> ;\n"
        "    <http://www.w3.org/2004/02/skos/core#prefLabel> 'One'@en, 'Two'@en .\n"
    )
    result = run("check", str(source), "--format", "json")
    assert result.exit_code == 4
    report = json.loads(result.stdout)
    assert report["conforms"] is False
    assert all(finding["message"] for finding in report["findings"])
    assert "sh:ValidationReport" in run("check", str(source), "--format", "ttl").stdout
    assert run("check", str(source), "--format", "csv").stdout.startswith("severity,")
    assert "does not conform" in run("check", str(source)).stdout
    assert "generation      1," in run("status").output


def test_the_module_can_be_run(environment: Callable[..., dict[str, str]]) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "moothall.server.cli", "--version"],
        capture_output=True,
        text=True,
        env=environment(),
    )
    assert done.returncode == 0
    assert "version" in done.stdout


def test_rdf_is_checked_against_any_shapes(tmp_path: Path) -> None:
    data, shapes = tmp_path / "data.ttl", tmp_path / "shapes.ttl"
    data.write_text("<http://example.org/a> a <http://example.org/Thing> .\n")
    shapes.write_text(
        "@prefix sh: <http://www.w3.org/ns/shacl#> .\n"
        "[] a sh:NodeShape ; sh:targetClass <http://example.org/Thing> ;\n"
        "   sh:property [ sh:path <http://example.org/name> ; sh:minCount 1 ] .\n"
    )
    arguments = ["check", str(data), "--shapes", str(shapes)]
    result = invoke(tmp_path / "nothing", *arguments, "--format", "ttl")
    assert result.exit_code == 4
    assert "sh:conforms false" in result.stdout
    data.write_text('<http://example.org/a> <http://example.org/name> "A" .\n')
    assert invoke(tmp_path / "nothing", *arguments).exit_code == 0
    assert invoke(tmp_path / "nothing", "check", "/nowhere", *arguments[2:]).exit_code == 3


def test_a_load_says_where_its_report_is_kept_whether_it_is_refused_or_not(
    shipped_config: Config, tmp_path: Path
) -> None:
    data_dir = tmp_path / "data"
    shutil.copytree(shipped_config.data_dir, data_dir, symlinks=True)
    file = tmp_path / "toilets.csv"
    file.write_text(
        "OrganisationURI,LocationText,CoordinateReferenceSystem,GeoX,GeoY,ExtractDate,Category\n"
        "E07000176,Old Town,OSGB36,,,31/03/2026,Unisex\n",
        encoding="utf-8",
    )
    start = "the report is at http://localhost:8080/datasets/my-toilets/reports/"
    arguments = ["load", str(file), "--dataset", "my-toilets"]
    refused = invoke(data_dir, *arguments)
    assert refused.exit_code == 4
    assert f"{start}1\n" in refused.output
    loaded = invoke(data_dir, *arguments, "--on-violation", "publish")
    assert loaded.exit_code == 0
    assert f"{start}2\n" in loaded.output


def test_a_load_names_who_publishes_from_the_option_or_the_setting(
    shipped_config: Config, tmp_path: Path
) -> None:
    data_dir = tmp_path / "data"
    shutil.copytree(shipped_config.data_dir, data_dir, symlinks=True)

    def load(text: str, *options: str) -> Result:
        path = tmp_path / "moons.ttl"
        path.write_text(f'<http://example.org/a> <http://example.org/b> "{text}" .')
        environment = {"MOOTHALL_DATA_DIR": str(data_dir), "MOOTHALL_PUBLISHED_BY": "data-desk"}
        return CliRunner(env=environment).invoke(main, ["load", str(path), *options])

    for text, *options in (
        ("1",),
        ("2", "--by", "standards-team", "--note", "the moons\nof 2026"),
        ("3", "--by", ""),
    ):
        loaded = load(text, *options)
        assert loaded.exit_code == 0, loaded.output
    for wrong in (("--by", "Jane Smith"), ("--note", "x" * 501)):
        refused = load("4", *wrong)
        assert refused.exit_code == 2, refused.output
    served = Generations(data_dir, shipped_config.base_iri).current()
    told = [(each.by, each.note) for each in publications(served) if each.dataset == "moons"]
    assert told == [("data-desk", ""), ("standards-team", "the moons of 2026"), ("", "")]


def test_deprecating_used_terms_needs_a_person_or_yes(
    shipped_config: Config, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data_dir = tmp_path / "data"
    shutil.copytree(shipped_config.data_dir, data_dir, symlinks=True)
    file = tmp_path / "interactions.csv"
    file.write_text(
        "Identifier,Label,Description,Created,Modified,History notes,Type,Parent identifiers,"
        "Parent labels\n0,Applications for service,,,,,Interaction,,\n",
        encoding="utf-8",
    )
    refused = invoke(data_dir, "load", str(file))
    assert refused.exit_code == 2
    assert "it deprecates 3 terms that are still used" in refused.output
    assert "--yes" in refused.output
    assert "Services and their interactions (mapping services-interactions)" in refused.output
    monkeypatch.setattr("moothall.server.commands.confirming._is_at_terminal", lambda: True)
    declined = invoke(data_dir, "load", str(file), input="n\n")
    assert declined.exit_code == 2
    assert "Deprecate them all the same?" in declined.output
    assert Generations(data_dir, shipped_config.base_iri).current().number == 1
    accepted = invoke(data_dir, "load", str(file), input="y\n")
    assert accepted.exit_code == 0, accepted.output
    Generations(data_dir, shipped_config.base_iri).rollback(1)
    assert invoke(data_dir, "load", str(file), "--yes").exit_code == 0
