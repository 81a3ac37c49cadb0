"""Nesting: how deep a query's brackets go, told without a parser.

Oxigraph's parser recurses, and one that runs into the end of the stack ends its process. Workers
may end so; a process that serves may not.
"""

from __future__ import annotations

import re

from .errors import QueryError

MOST_NESTED = 500
"""Brackets within brackets, or negations of negations; a tenth of what the stack takes."""

_PART = re.compile(
    r"""
      (?P<skipped>\#[^\r\n]*
        | \"\"\"(?:\"{0,2}(?:[^"\\]|\\.))*+(?:\"\"\")?+ | '''(?:'{0,2}(?:[^'\\]|\\.))*+(?:''')?+
        | "(?:[^"\\\r\n]|\\.)*+"?+ | '(?:[^'\\\r\n]|\\.)*+'?+)
      # a hash within an IRI begins no comment, but what looks like one may be an expression
    | (?P<iri><[^<>"{}|^`\\\x00-\x20]*+>)
    | (?P<open>[({\[])
    | (?P<close>[)}\]])
    | (?P<negations>!(?:\s*+!)*+)
    """,
    re.VERBOSE | re.DOTALL,
)


def check_nesting(text: str) -> None:
    """Raise if a query is nested so deeply that a parser might run out of stack.

    Raises:
        QueryError: it is.
    """
    depth = deepest = 0
    for part in _PART.finditer(text):
        if part["open"]:
            depth += 1
        elif part["close"]:
            depth = max(depth - 1, 0)
        elif part["iri"]:
            deepest = max(deepest, depth + part.group().count("("))
        elif part["negations"]:
            deepest = max(deepest, depth + part.group().count("!"))
        deepest = max(deepest, depth)
        if deepest > MOST_NESTED:
            before = text[: part.start()]
            raise QueryError(
                "the query is nested too deeply to be answered",
                line=before.count("\n") + 1,
                column=part.start() - before.rfind("\n"),
            )
