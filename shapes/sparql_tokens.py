"""The text of a SPARQL query as tokens and groups: as much of its grammar as pre-binding needs.

Source: SPARQL 1.1, section 19.8 (grammar).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .written import RDF_TYPE

_TOKEN = re.compile(
    r"""(?P<comment>\#[^\n]*)
    |(?P<string>\"\"\"(?:(?:"|"")?(?:[^"\\]|\\.))*\"\"\"|'''(?:(?:'|'')?(?:[^'\\]|\\.))*'''
        |"(?:[^"\\\n\r]|\\.)*"|'(?:[^'\\\n\r]|\\.)*')
    |(?P<iri><[^<>"{}|^`\\\x00-\x20]*>)
    |(?P<variable>[?$]\w+)
    |(?P<tag>@[a-zA-Z]+(?:-[a-zA-Z0-9]+)*)
    |(?P<name>(?:[^\W\d_](?:[\w.-]*[\w-])?)?:(?:(?:[\w:]|%[0-9A-Fa-f]{2}|\\.)(?:(?:[\w:.-]|%[0-9A-Fa-f]{2}|\\.)*
        (?:[\w:-]|%[0-9A-Fa-f]{2}|\\.))?)?|_:\w(?:[\w.-]*[\w-])?)
    |(?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)
    |(?P<word>[A-Za-z_][A-Za-z0-9_]*)
    |(?P<sign>\^\^|&&|\|\||!=|<=|>=|\S)
    |(?P<space>\s+)""",
    re.VERBOSE | re.DOTALL,
)
_TERMS = {"iri", "name", "variable", "string", "number", "tag"}
_PATH_SIGNS = set("/|^()*+?!")


@dataclass(frozen=True, slots=True)
class Token:
    """A token.

    Attributes:
        kind: one of ``string iri variable tag name number word sign``.
        text: as it is written.
        is_apart: whether there is space before it.
    """

    kind: str
    text: str
    is_apart: bool = True

    @property
    def name(self) -> str:
        """Return a variable without its mark."""
        return self.text[1:]


@dataclass(slots=True)
class Group:
    """A group of patterns in braces.

    Attributes:
        start: the place of its opening brace among the tokens.
        end: the place of its closing brace.
        is_in_exists: whether it is the group of an EXISTS, or inside one.
        select: the place of the SELECT whose group it is; None if it belongs to none.
        holds_select: whether it is nothing but a subquery.
    """

    start: int
    end: int
    is_in_exists: bool
    select: int | None
    holds_select: bool


def tokens_of(text: str) -> list[Token]:
    """Return the tokens of a query, without comments."""
    tokens = []
    is_apart = True
    for match in _TOKEN.finditer(text):
        kind = match.lastgroup or "sign"
        if kind in ("comment", "space"):
            is_apart = True
        else:
            tokens.append(Token(kind, match[0], is_apart))
            is_apart = False
    return tokens


def groups_of(tokens: Sequence[Token]) -> list[Group]:
    """Return the groups in the order of their opening braces; the first is the query's own.

    Raises:
        ValueError: the braces do not match, or there are none.
    """
    groups: list[Group] = []
    stack: list[Group] = []
    select: int | None = None
    for number, token in enumerate(tokens):
        if token.kind == "word" and token.text.upper() == "SELECT":
            select = number
        elif token.text == "{" and token.kind == "sign":
            before = tokens[number - 1].text.upper() if number else ""
            in_exists = before == "EXISTS" or any(group.is_in_exists for group in stack)
            after = tokens[number + 1].text.upper() if number + 1 < len(tokens) else ""
            group = Group(number, number, in_exists, select, after == "SELECT")
            groups.append(group)
            stack.append(group)
            select = None
        elif token.text == "}" and token.kind == "sign":
            if not stack:
                raise ValueError("a query has a closing brace too many")
            stack.pop().end = number
    if stack or not groups:
        raise ValueError("a query lacks a brace")
    return groups


def predicates_used(tokens: Sequence[Token], bound: frozenset[str]) -> frozenset[str] | None:
    """Return the properties whose statements a query can see; None if it may see any.

    Args:
        tokens: the query.
        bound: the variables that have a value before it starts.
    """
    prefixes: dict[str, str] = {}
    found: set[str] = set()
    in_clause = False
    for number, token in enumerate(tokens):
        before = tokens[number - 1] if number else Token("sign", "")
        after = tokens[number + 1] if number + 1 < len(tokens) else Token("sign", "")
        word = token.text.upper() if token.kind == "word" else ""
        if word == "PREFIX" and number + 2 < len(tokens):
            prefixes[after.text] = tokens[number + 2].text[1:-1]
        elif word in ("GRAPH", "FROM", "BASE"):
            return None
        elif token.text == "a" and token.kind == "word":
            found.add(RDF_TYPE)
        elif token.kind == "iri":
            found.add(token.text)
        elif token.kind == "name" and before.text.upper() != "PREFIX":
            prefix, _, local = token.text.partition(":")
            if "\\" in local or (prefix != "_" and f"{prefix}:" not in prefixes):
                return None
            found.add(f"<{prefixes.get(f'{prefix}:', '_')}{local}>")
        in_clause = word == "SELECT" or (in_clause and token.text != "{")
        if not in_clause and _may_be_predicate(before, token, after):
            return None
        if token.text in ("*", "?") and not in_clause and not _starts_bound(tokens, number, bound):
            return None
    return frozenset(found)


def _may_be_predicate(before: Token, token: Token, after: Token) -> bool:
    starts = after.kind in _TERMS or after.text in ("[", "(")
    if token.kind == "variable":
        return starts and (before.kind in _TERMS or before.text in ("]", ")", ";"))
    return (
        token.text == "!"
        and after.kind in ("iri", "name")
        or (token.text == "!" and after.text in ("^", "(") and before.kind in _TERMS)
    )


def _starts_bound(tokens: Sequence[Token], number: int, bound: frozenset[str]) -> bool:
    """Return whether the path that has a ``*`` or ``?`` there starts at a pre-bound variable."""
    while tokens[number].kind in ("iri", "name") or tokens[number].text in _PATH_SIGNS:
        number -= 1
    token = tokens[number]
    return token.kind == "variable" and token.name in bound
