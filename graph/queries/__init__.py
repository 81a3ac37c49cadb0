"""The project's own SPARQL queries: one `.rq` file each, with a header that says what it is for."""

from __future__ import annotations

from functools import cache
from importlib.resources import files


@cache
def query_text(name: str) -> str:
    """Return the text of a query file, e.g. ``query_text("incoming")``."""
    return (files(__package__) / f"{name}.rq").read_text(encoding="utf-8")
