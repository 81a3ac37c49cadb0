"""``moothall token``: the commands that make, list and remove tokens for writing over HTTP."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import click

from ...graph.config import Config
from ..roles import Role

if TYPE_CHECKING:
    from ..tokens import Tokens


@click.group()
def token() -> None:
    """Make, list and remove the tokens with which others may write over HTTP.

    They are kept, as hashes alone, in the file that MOOTHALL_TOKENS_FILE names.

    Example: MOOTHALL_TOKENS_FILE=/srv/moothall/tokens moothall token add standards-team
    """


@token.command("add")
@click.argument("name")
@click.option(
    "--role",
    type=click.Choice([role.value for role in Role]),
    default=Role.PUBLISHER.value,
    show_default=True,
    help="What its holder may do.",
)
def add_token(name: str, role: str) -> None:
    """Make a token and print it; it cannot be shown again.

    NAME is published beside what its holder publishes, so name a team or a role, not a person.
    An editor may hand in drafts, see and discard them; a publisher may publish and write, too.

    Example: moothall token add standards-team --role publisher
    """
    click.echo(_tokens().add(name, Role(role)))


@token.command("list")
def list_tokens() -> None:
    """List the names of the tokens, with the role of each and when it was made.

    Example: moothall token list
    """
    for found in _tokens().all():
        click.echo(f"{found.created}  {found.role:<9}  {found.name}")


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
