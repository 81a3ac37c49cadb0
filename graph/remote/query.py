"""The text of a query as it goes to a remote store: terms in place of variables, and prefixes.

The SPARQL Protocol has no parameters for terms, so a term is written where its variable stands, in
the syntax of N-Triples, which escapes whatever could end it early.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from ..namespaces import PREFIXES
from ..reader import Bindings
from ..sparql_tokens import PLAIN_IRI, token_pattern
from ..terms import Literal, NamedNode, Term

TOKEN = token_pattern("(?P<brace>[{}])", iri=PLAIN_IRI)
"""Everything in which a letter or a brace may not mean what it means elsewhere."""


def bind(
    text: str, bindings: Bindings, choices: Mapping[str, Sequence[Term]] = MappingProxyType({})
) -> str:
    """Return a query of the project's own with terms in place of variables of its pattern.

    A bound variable that the query selects or groups by keeps its value.

    Args:
        text: SPARQL; its pattern has no subquery that selects a bound variable.
        bindings: name of a variable -> IRI or literal.
        choices: name of another variable -> the IRIs and literals that it may be.

    Raises:
        TypeError: a blank node or a triple is to be bound, which no store could find.
    """
    if not bindings and not choices:
        return text
    start, end = _pattern(text)
    written = {name: as_sparql(term) for name, term in bindings.items()}
    parts, at = [], start
    for token in TOKEN.finditer(text, start, end):
        if token["variable"] and token.group()[1:] in written:
            parts += [text[at : token.start()], written[token.group()[1:]]]
            at = token.end()
    around = text[:start] + text[end:]
    used = {token.group()[1:] for token in _tokens(around, "variable")}
    if re.search(r"\bSELECT\s+\*", around, re.IGNORECASE):
        used |= written.keys()
    kept = "".join(f" BIND ({value} AS ?{name})" for name, value in written.items() if name in used)
    values = "".join(
        f" VALUES ?{name} {{ {' '.join(map(as_sparql, terms))} }}"
        for name, terms in choices.items()
    )
    return f"{text[:start]}{values}{''.join(parts)}{text[at:end]}\n{kept}{text[end:]}"


def as_sparql(term: Term) -> str:
    """Return an IRI or a literal as it is written in a query.

    Raises:
        TypeError: it is a blank node or a triple.
    """
    if not isinstance(term, NamedNode | Literal):
        raise TypeError(f"{term} has no name that another store would know")
    return str(term)


def with_prefixes(text: str) -> str:
    """Return a query with the project's prefixes that it uses and does not declare itself."""
    declared = set(re.findall(r"\b(?i:PREFIX)\s+([\w.\-]*):", text))
    used = {token.group().split(":", 1)[0] for token in _tokens(text, "name")}
    # on the same line, so that a line of the text keeps its number
    lines = [f"PREFIX {p}: <{PREFIXES[p]}> " for p in sorted(used & PREFIXES.keys() - declared)]
    return "".join(lines) + text


def solutions_of(text: str) -> str:
    """Return the SELECT of the solutions from which a CONSTRUCT query makes its graph."""
    start, end = _pattern(text)
    verb = next(t for t in _tokens(text, "word") if t.group().upper() == "CONSTRUCT")
    return f"{text[: verb.start()]}SELECT * WHERE {{{text[start:end]}}}{text[end + 1 :]}"


def row_limit(text: str) -> int | None:
    """Return the LIMIT of a query as a whole; None if it has none."""
    try:
        _, end = _pattern(text)
    except ValueError:
        return None
    words = re.sub(r"#[^\r\n]*", " ", text[end + 1 :])
    found = re.search(r"\bLIMIT\s+(\d+)", words, re.IGNORECASE)
    return int(found[1]) if found else None


def _tokens(text: str, kind: str) -> Iterator[re.Match[str]]:
    return (token for token in TOKEN.finditer(text) if token[kind])


def _pattern(text: str) -> tuple[int, int]:
    """Return where the text inside the braces of a query's pattern starts and ends."""
    depth, start, is_awaited = (
        0,
        -1,
        not any(token.group().upper() == "WHERE" for token in _tokens(text, "word")),
    )
    for token in TOKEN.finditer(text):
        if token["word"] and depth == 0 and token.group().upper() == "WHERE":
            is_awaited = True
        elif token["brace"] == "{":
            if depth == 0 and is_awaited:
                start = token.end()
            depth += 1
        elif token["brace"] == "}":
            depth -= 1
            if depth == 0 and start >= 0:
                return start, token.start()
    raise ValueError("the query has no pattern")
