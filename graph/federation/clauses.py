"""The SERVICE clauses of a query.

Source: SPARQL 1.1 Query Language, section 19.8, productions 59 (ServiceGraphPattern) and 4
(Prologue).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urljoin

from ..errors import ServiceForbiddenError
from ..sparql_tokens import PLAIN_IRI, token_pattern

_TOKEN = token_pattern(r"(?P<open>\{)", r"(?P<close>\})", r"(?P<escape>\\[uU])", iri=PLAIN_IRI)

_ASCII_ESCAPE = re.compile(r"\\(?:u00|U000000)([0-7][0-9A-Fa-f])")

_PROLOGUE_ENDS = {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}


@dataclass(frozen=True, slots=True)
class ServiceClause:
    """One SERVICE clause.

    Attributes:
        start: offset of its first character in the query.
        end: offset after its last.
        endpoint: IRI of the endpoint.
        group: the group that the endpoint is to answer, with its braces.
        is_silent: whether its failure is no failure of the query.
    """

    start: int
    end: int
    endpoint: str
    group: str
    is_silent: bool


@dataclass(frozen=True, slots=True)
class FederatedQuery:
    """A query, as far as its SERVICE clauses are concerned.

    Attributes:
        text: all of it.
        prologue: the declarations before it.
        clauses: the SERVICE clauses, in the order of the text.
    """

    text: str
    prologue: str
    clauses: tuple[ServiceClause, ...]


def read_federated(text: str, prefixes: Mapping[str, str]) -> FederatedQuery:
    """Return a query with its SERVICE clauses.

    Args:
        text: SPARQL.
        prefixes: prefixes that it need not declare.

    Raises:
        ServiceForbiddenError: a clause holds another, or its endpoint is a variable.
    """
    tokens = [t for t in _TOKEN.finditer(text) if t.lastgroup != "comment"]
    ends = (i for i, t in enumerate(tokens) if _word(t) in _PROLOGUE_ENDS)
    body = next(ends, len(tokens))
    base, declared = _declarations(tokens[:body], prefixes)
    start = tokens[body].start() if body < len(tokens) else len(text)
    clauses = tuple(_clauses(text, tokens, base, declared))
    return FederatedQuery(text, text[:start], clauses)


def hides_service(text: str) -> bool:
    """Return whether a text has a SERVICE that only the standard sees.

    There, escapes are read before anything else. Oxigraph reads none in keywords, so to it such a
    text is no SPARQL.

    Source: SPARQL 1.1 Query Language, section 19.2.
    """
    plain = _ASCII_ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)
    return plain != text and any(_word(token) == "SERVICE" for token in _TOKEN.finditer(plain))


def _declarations(
    tokens: list[re.Match[str]], prefixes: Mapping[str, str]
) -> tuple[str, dict[str, str]]:
    """Return the base and the prefixes that a prologue leaves in force."""
    base, declared = "", dict(prefixes)
    for index, token in enumerate(tokens):
        following = tokens[index + 1 : index + 3]
        if _word(token) == "BASE" and following and following[0]["iri"]:
            base = urljoin(base, following[0].group()[1:-1])
        elif _word(token) == "PREFIX" and len(following) == 2 and following[1]["iri"]:
            name = following[0].group().removesuffix(":")
            declared[name] = urljoin(base, following[1].group()[1:-1])
    return base, declared


def _clauses(
    text: str, tokens: list[re.Match[str]], base: str, prefixes: Mapping[str, str]
) -> Iterator[ServiceClause]:
    index = 0
    while index < len(tokens):
        start = tokens[index].start()
        is_service = _word(tokens[index]) == "SERVICE"
        index += 1
        if not is_service:
            continue
        is_silent = index < len(tokens) and _word(tokens[index]) == "SILENT"
        index += is_silent
        if index + 1 >= len(tokens) or not tokens[index + 1]["open"]:
            # no clause; what evaluates the query says what is wrong with it
            continue
        endpoint = _endpoint(tokens[index], base, prefixes)
        opening = tokens[index + 1].start()
        after = _after_group(tokens, index + 1)
        if after is None:
            continue
        index = after
        end = tokens[index - 1].end()
        yield ServiceClause(start, end, endpoint, text[opening:end], is_silent)


def _endpoint(token: re.Match[str], base: str, prefixes: Mapping[str, str]) -> str:
    """Return the IRI that a token stands for."""
    if token["iri"]:
        return urljoin(base, token.group()[1:-1])
    if token["name"]:
        prefix, _, local = token.group().partition(":")
        if prefix in prefixes and "\\" not in local:
            return prefixes[prefix] + local
    raise ServiceForbiddenError(
        "the endpoint of SERVICE must be an IRI here",
        remedy="write the endpoint as an IRI, and ask once for each endpoint",
    )


def _after_group(tokens: list[re.Match[str]], opening: int) -> int | None:
    """Return the index after the token that closes a group; None if none does.

    Raises:
        ServiceForbiddenError: there is another SERVICE in it.
    """
    depth = 0
    for index in range(opening, len(tokens)):
        token = tokens[index]
        if token["open"]:
            depth += 1
        elif token["close"]:
            depth -= 1
            if not depth:
                return index + 1
        # also as the end of another word, or in escapes: no endpoint is to be sent such a text
        is_hidden = token["name"] and token.group().partition(":")[0].upper().endswith("SERVICE")
        if "SERVICE" in _word(token) or token["escape"] or is_hidden:
            raise ServiceForbiddenError(
                "a SERVICE within a SERVICE is not allowed here",
                remedy="put the two beside each other",
            )
    return None


def _word(token: re.Match[str]) -> str:
    return token.group().upper() if token.lastgroup == "word" else ""
