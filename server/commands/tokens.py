"""``moothall token``: the commands that make, list and remove tokens for writing over HTTP."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from ...graph.config import Config

if TYPE_CHECKING:
    from ..tokens import Tokens


@click.group()
def token() -> None:
    """Make, list and remove the tokens with which others may write over HTTP.

    They are kept, as hashes alone, in the file that MOOTHALL_TOKENS_FILE names.

    Example: MOOTHALL_TOKENS_FILE=/srv/moothall/tokens moothall token add westmere-council
    """


@token.command("add")
@click.argument("name")
def add_token(name: str) -> None:
    """Make a token and print it; it cannot be shown again.

    Example: moothall token add westmere-council
    """
    click.echo(_tokens().add(name))


@token.command("list")
def list_tokens() -> None:
    """List the names of the tokens, and when each was made.

    Example: moothall token list
    """
    for found in _tokens().all():
        click.echo(f"{found.created}  {found.name}")


@token.command("remove")
@click.argument("name")
def remove_token(name: str) -> None:
    """Remove a token; running servers refuse it from then on.

    Example: moothall token remove westmere-council
    """
    _tokens().remove(name)
    click.echo(f"the token {name} is removed")


def _tokens() -> Tokens:
    from ..tokens import Tokens

    return Tokens(Config.from_env(os.environ).tokens_file)
