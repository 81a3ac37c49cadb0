from __future__ import annotations

import re
import stat
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from moothall.graph.errors import ConfigError, UnauthorisedError
from moothall.server.cli import main
from moothall.server.roles import Role
from moothall.server.tokens import Tokens


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "tokens"


def test_a_token_is_known_by_its_name_and_kept_as_a_hash_alone(path: Path) -> None:
    token = Tokens(path).add("westmere-council")
    tokens = Tokens(path)
    assert tokens.check(token).name == "westmere-council"
    assert tokens.check(token).name == "westmere-council"
    secret = token.partition(".")[2]
    assert len(secret) == 43
    assert secret not in path.read_text(encoding="utf-8")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_token_keeps_the_role_that_it_was_made_with(path: Path) -> None:
    editor, publisher = Tokens(path).add("writers", Role.EDITOR), Tokens(path).add("keepers")
    assert Tokens(path).check(editor).role == Role.EDITOR
    assert Tokens(path).check(publisher).role == Role.PUBLISHER
    Tokens(path).remove("keepers")
    assert Tokens(path).check(editor).role == Role.EDITOR


def test_a_line_without_a_role_is_that_of_a_publisher(path: Path) -> None:
    token = Tokens(path).add("old", Role.EDITOR)
    line = path.read_text(encoding="utf-8").rstrip("\n").rpartition("\t")[0]
    path.write_text(f"{line}\n", encoding="utf-8")
    assert line.count("\t") == 3
    assert Tokens(path).check(token).role == Role.PUBLISHER


def test_a_token_shows_nothing_of_its_hash_where_it_is_printed(path: Path) -> None:
    Tokens(path).add("a")
    (kept,) = Tokens(path).all()
    shown = f"{kept!r} {kept}"
    assert "salt" not in shown and "hash" not in shown and "\\x" not in shown


def test_equal_secrets_would_have_different_hashes(path: Path) -> None:
    tokens = Tokens(path)
    tokens.add("one")
    tokens.add("two")
    one, two = tokens.all()
    assert one.salt != two.salt and one.hash != two.hash


@pytest.mark.parametrize(
    "wrong", ["", ".", "a", "a.", "b.secret", "a.secret", "a\t.x", "é.é", "\x00"]
)
def test_a_wrong_token_is_nobodys(path: Path, wrong: str) -> None:
    tokens = Tokens(path)
    right = tokens.add("a")
    for token in (wrong, right[:-1], right + "x", right.replace("a.", "b.", 1), right.upper()):
        with pytest.raises(UnauthorisedError):
            tokens.check(token)


def test_without_a_file_nobody_may_write(path: Path) -> None:
    for tokens in (Tokens(path), Tokens(None)):
        with pytest.raises(UnauthorisedError):
            tokens.check("a.b")
        assert tokens.all() == []


def test_what_changes_in_the_file_counts_at_once(path: Path) -> None:
    served, operator = Tokens(path), Tokens(path)
    token = operator.add("a")
    assert served.check(token).name == "a"
    operator.remove("a")
    with pytest.raises(UnauthorisedError):
        served.check(token)
    assert served.check(operator.add("a")).name == "a"
    with pytest.raises(UnauthorisedError):
        served.check(token)
    path.unlink()
    assert served.all() == []


@pytest.mark.parametrize("name", ["", "A", "a b", "a.b", "-a", "a" * 41, "é"])
def test_a_name_that_does_not_fit_is_refused(path: Path, name: str) -> None:
    with pytest.raises(ConfigError, match="small letters"):
        Tokens(path).add(name)


def test_a_damaged_file_is_told_with_its_line(path: Path) -> None:
    Tokens(path).add("a")
    with path.open("a") as file:
        file.write("nonsense\n")
    with pytest.raises(ConfigError, match=re.escape(f"{path} line 2")):
        Tokens(path).all()
    path.write_text("a\t2026-11-26\t00\t00\temperor\n", encoding="utf-8")
    with pytest.raises(ConfigError, match=re.escape(f"{path} line 1")):
        Tokens(path).all()
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(ConfigError, match="cannot be read"):
        Tokens(path).all()


def run(path: Path | None, *arguments: str) -> Result:
    environment = {"MOOTHALL_TOKENS_FILE": str(path) if path else None}
    return CliRunner(env=environment).invoke(main, ["token", *arguments])


def test_tokens_are_made_listed_and_removed_on_the_command_line(path: Path) -> None:
    made = run(path, "add", "westmere-council")
    assert made.exit_code == 0
    assert Tokens(path).check(made.output.strip()).name == "westmere-council"
    listed = run(path, "list").output
    assert "westmere-council" in listed
    assert made.output.strip().partition(".")[2] not in listed
    assert run(path, "add", "westmere-council").exit_code == 2
    assert "is removed" in run(path, "remove", "westmere-council").output
    assert run(path, "remove", "westmere-council").exit_code == 2
    assert run(path, "list").output == ""


def test_a_role_is_chosen_and_listed_on_the_command_line(path: Path) -> None:
    made = run(path, "add", "writers", "--role", "editor")
    assert Tokens(path).check(made.output.strip()).role == Role.EDITOR
    run(path, "add", "keepers")
    rows = [line.split() for line in run(path, "list").output.splitlines()]
    assert [row[1:] for row in rows] == [["publisher", "keepers"], ["editor", "writers"]]
    refused = run(path, "add", "third", "--role", "emperor")
    assert refused.exit_code == 2 and "'publisher'" in refused.output


def test_making_a_token_without_a_file_says_which_setting_names_one() -> None:
    made = run(None, "add", "a")
    assert made.exit_code == 2
    assert "MOOTHALL_TOKENS_FILE" in made.output


@pytest.mark.parametrize("command", ["add", "list", "remove"])
def test_each_command_has_help_with_an_example(command: str) -> None:
    assert f"Example: moothall token {command}" in run(None, command, "--help").output
