"""Progress: each step of long work, told to a person at a terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable

import click


def progress() -> Callable[[str], None]:
    """Return what tells a person at a terminal of each step, and a file of none."""
    if not sys.stderr.isatty():
        return lambda _: None
    return lambda step: click.echo(f"  {step}", err=True)
