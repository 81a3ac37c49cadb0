"""What a person at the terminal is asked before terms that are still used are deprecated."""

from __future__ import annotations

import sys

import click

from ...graph.errors import StillUsedError


def confirms(error: StillUsedError) -> bool:
    """Return whether the person at the terminal lets used terms be deprecated; nobody may be."""
    if not _is_at_terminal():
        return False
    for line in error.retirements:
        click.echo(line, err=True)
    return click.confirm("Deprecate them all the same?", err=True)


def _is_at_terminal() -> bool:
    return sys.stdin.isatty() and sys.stderr.isatty()
