"""The SPARQL queries that the remote store is asked: one `.rq` file each."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def query_text(name: str) -> str:
    """Return the text of a query file, e.g. ``query_text("pattern")``."""
    return (files(__package__) / f"{name}.rq").read_text(encoding="utf-8")
