"""Columns: those of ``SELECT *`` come in the order in which the query names its variables.

Oxigraph puts them in alphabetical order, so that ``{ ?s ?p ?o }`` has the object first. Which
variables there are it is asked; where they are named is read from the text.

Source: SPARQL 1.1 Query Language, section 16.1 (the order is left open; readers of CSV and TSV, and
people, go by it); SPARQL 1.1 Query Results CSV and TSV Formats, section 3.1.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..sparql_tokens import token_pattern

_TOKEN = token_pattern(r"(?P<star>\*)", r"(?P<brace>[{(])")
_BEFORE_SELECT = {"PREFIX", "BASE", "VERSION"}
_BEFORE_STAR = {"DISTINCT", "REDUCED"}


def name_columns(text: str, variables: Callable[[], Sequence[str]]) -> str:
    """Return a query with the variables in place of the star of its outermost ``SELECT *``.

    Args:
        text: SPARQL.
        variables: names what the star stands for, without question marks; asked only if there is
            such a star.
    """
    # most texts have none, and then nothing is read
    star = _star_of(text) if "*" in text else -1
    if star < 0:
        return text
    wanted = variables()
    named = (t.group()[1:] for t in _TOKEN.finditer(text, star) if t.lastgroup == "variable")
    order = {name: place for place, name in enumerate(dict.fromkeys(named))}
    if not wanted or not order.keys() >= set(wanted):
        return text
    columns = " ".join(f"?{name}" for name in sorted(wanted, key=order.__getitem__))
    return f"{text[:star]} {columns} {text[star + 1 :]}"


def _star_of(text: str) -> int:
    """Return where the star of the outermost SELECT is; -1 if it has none."""
    is_selecting = False
    for token in _TOKEN.finditer(text):
        word = token.group().upper()
        if token.lastgroup == "word" and not is_selecting and word == "SELECT":
            is_selecting = True
        elif token.lastgroup == "word" and word in (
            _BEFORE_STAR if is_selecting else _BEFORE_SELECT
        ):
            continue
        elif token.lastgroup == "star" and is_selecting:
            return token.start()
        elif token.lastgroup in ("word", "variable", "brace", "star"):
            return -1
    return -1
