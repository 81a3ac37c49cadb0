"""DESCRIBE over a remote store: every store has another idea of it, so it is put together here.

Source: SPARQL 1.1 Query Language, section 16.4: what a description holds is the service's choice.
Here it is what is said of a thing as a subject, as over the data folder.
"""

from __future__ import annotations

from dataclasses import dataclass

from ..store import EmbeddedReader
from ..terms import NamedNode, QuerySolutions
from .query import TOKEN


@dataclass(frozen=True, slots=True)
class Described:
    """What a DESCRIBE query asks for.

    Attributes:
        things: the IRIs that it names.
        solutions: the SELECT whose values are described as well; empty if there is none.
    """

    things: tuple[NamedNode, ...]
    solutions: str


def read_describe(text: str) -> Described:
    """Return what a DESCRIBE query asks for.

    Args:
        text: the query with its prefixes and without FROM; it is known to be one.
    """
    tokens = [token for token in TOKEN.finditer(text) if not token["comment"]]
    verbs = [i for i, t in enumerate(tokens) if t["word"] and t.group().upper() == "DESCRIBE"]
    prologue = text[: tokens[verbs[0]].start()]
    named: list[str] = []
    variables: list[str] = []
    rest = len(text)
    for token in tokens[verbs[0] + 1 :]:
        if token["brace"] or token["word"]:
            rest = token.start()
            break
        (variables if token["variable"] else named).append(token.group())
    things = _resolved(prologue, named)
    if not variables and "{" not in text[rest:]:
        return Described(things, "")
    if named and not variables:
        # the pattern says nothing of what is described
        return Described(things, "")
    chosen = " ".join(variables) or "*"
    return Described(things, f"{prologue}SELECT DISTINCT {chosen} {text[rest:]}")


def _resolved(prologue: str, names: list[str]) -> tuple[NamedNode, ...]:
    """Return the IRIs that are written in a query; Oxigraph itself says which they are."""
    if not names:
        return ()
    text = f"{prologue}SELECT ?thing {{ VALUES ?thing {{ {' '.join(names)} }} }}"
    rows = EmbeddedReader.of(()).query(text)
    found = (row["thing"] for row in rows) if isinstance(rows, QuerySolutions) else ()
    return tuple(thing for thing in found if isinstance(thing, NamedNode))
