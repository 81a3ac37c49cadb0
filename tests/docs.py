"""``python -m tests.docs``: write the README's tables from the code that they describe."""

from __future__ import annotations

import re
from pathlib import Path

import click

from moothall.graph.config import setting_rows
from moothall.server.cli import main as command_line

README = Path(__file__).parents[1] / "README.md"


def settings_table() -> str:
    """Return the table of settings."""
    rows = [f"| `{name}` | `{default}` | {text} |" for name, default, text in setting_rows()]
    return "\n".join(["| variable | default | what |", "|---|---|---|", *rows])


def commands_table() -> str:
    """Return the table of commands, with their arguments and options."""
    rows = []
    with click.Context(command_line) as context:
        for name in command_line.list_commands(context):
            command = command_line.get_command(context, name)
            if command is None:
                raise LookupError(name)
            summary = (command.help or "").split("\n\n")[0].replace("\n", " ").strip()
            arguments = [
                parameter.make_metavar(context)
                for parameter in command.params
                if isinstance(parameter, click.Argument)
            ]
            options = [
                f"`{parameter.opts[0]}`"
                for parameter in command.params
                if isinstance(parameter, click.Option) and "--help" not in parameter.opts
            ]
            usage = " ".join(["moothall", name, *arguments])
            rows.append(f"| `{usage}` | {summary} | {' '.join(options)} |")
    return "\n".join(["| command | what it does | options |", "|---|---|---|", *rows])


def written() -> str:
    """Return the README with its tables as the code would have them."""
    text = README.read_text(encoding="utf-8")
    for name, table in (("settings", settings_table()), ("commands", commands_table())):
        pattern = rf"(<!-- table:{name} -->\n).*?(<!-- end -->)"
        text = re.sub(
            pattern, lambda found, t=table: f"{found[1]}{t}\n{found[2]}", text, flags=re.S
        )
    return text


if __name__ == "__main__":
    README.write_text(written(), encoding="utf-8")
