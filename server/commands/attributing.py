"""Who publishes and why, as the commands that publish are told: ``--by`` and ``--note``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from ...graph.attribution import Attribution
from ...graph.config import Config

by_option = click.option(
    "--by",
    metavar="NAME",
    help="Who publishes, for everybody to read: a team or role such as standards-team.",
)
note_option = click.option(
    "--note", default="", metavar="TEXT", help="Why, in a sentence, for everybody to read."
)


def attributed(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options ``--by`` and ``--note`` to a command."""
    return by_option(note_option(command))


def attribution_of(config: Config, by: str | None, note: str = "") -> Attribution:
    """Return who publishes and why; without a name, whom the settings name.

    Raises:
        RequestError: the name does not fit, or the note is too long.
    """
    return Attribution.said(config.published_by if by is None else by, note)
