"""Pre-binding: a query for one focus node becomes a query for all of them at once.

Each focus node gets a row in a graph of its own (`ROWS`): ``row this node`` and, for other
variables that are bound before, ``row name term``. The patterns that read the row are put into each
group that uses such a variable, so that every part of the query sees it bound.

Source: SHACL, section 5.3.1 (pre-binding of $this) and appendix A.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .sparql_tokens import Group, Token, groups_of, predicates_used, tokens_of

ROWS = "urn:x-moothall:rows"
ROW = "urn:x-moothall:row:"
BOUND = "urn:x-moothall:bound:"
ROW_VARIABLE = "moothall_row"

_REFUSED = {"MINUS", "VALUES", "SERVICE"}
_ONE_BY_ONE = set("GROUP HAVING LIMIT OFFSET COUNT SUM MIN MAX AVG SAMPLE GROUP_CONCAT".split())


@dataclass(frozen=True, slots=True)
class Prebound:
    """A query whose pre-bound variables are read from rows.

    Attributes:
        text: the SPARQL text.
        variables: the pre-bound variables that it uses.
        is_one_by_one: whether it must be asked row by row, because it counts or cuts off; then the
            text names the row as ``?moothall_row``, to be put in place.
        is_anchored: whether it binds ``$this`` by itself, so that no rows are needed.
        predicates: the properties whose statements it can see; None if it may see any.
    """

    text: str
    variables: frozenset[str]
    is_one_by_one: bool
    is_anchored: bool
    predicates: frozenset[str] | None

    def for_row(self, number: int) -> str:
        """Return the text for one row."""
        return self.text.replace(f"?{ROW_VARIABLE}", f"<{ROW}{number}>")


def compile_text(text: str, is_ask: bool, path: str | None, bound: frozenset[str]) -> Prebound:
    """Return a query that reads its pre-bound variables from rows.

    Args:
        text: SPARQL, with its prefixes.
        is_ask: whether it is an ASK query, which asks if a value is right.
        path: what stands for ``$PATH``, if anything does.
        bound: the variables that are bound before.

    Raises:
        ValueError: the query is one that SHACL does not allow, or is no query.
    """
    tokens = tokens_of(text)
    if path is not None:
        steps = tokens_of(path)
        tokens = [inner for token in tokens for inner in (steps if _is_path(token) else [token])]
    groups = groups_of(tokens)
    optional = {"shapesGraph", "currentShape"}
    _refuse(tokens, groups, bound, bound - optional)
    used = frozenset(t.name for t in tokens if t.kind == "variable") & (bound | optional)
    used = used or frozenset({"this"})
    one_by_one = any(t.kind == "word" and t.text.upper() in _ONE_BY_ONE for t in tokens)
    anchored = not (one_by_one or is_ask) and used == {"this"} and _is_anchored(tokens, groups)
    return Prebound(
        text=_write(tokens, [] if anchored else groups, used, is_ask, one_by_one),
        variables=used,
        is_one_by_one=one_by_one,
        is_anchored=anchored,
        predicates=predicates_used(tokens, bound),
    )


def _is_path(token: Token) -> bool:
    return token.kind == "variable" and token.name == "PATH"


def _refuse(
    tokens: Sequence[Token], groups: Sequence[Group], bound: frozenset[str], needed: frozenset[str]
) -> None:
    for before, token in zip(tokens, tokens[1:], strict=False):
        if token.kind == "word" and token.text.upper() in _REFUSED:
            raise ValueError(f"a query of a constraint may not use {token.text.upper()}")
        if token.kind == "variable" and token.name in bound and before.text.upper() == "AS":
            raise ValueError(f"a query of a constraint may not give ${token.name} a value")
    used = {t.name for t in tokens if t.kind == "variable"} & needed
    for group in groups[1:]:
        if group.select is not None:
            clause = tokens[group.select : group.start]
            missing = used - {t.name for t in clause if t.kind == "variable"}
            if missing:
                raise ValueError(
                    f"a subquery of a constraint must select ${sorted(missing)[0]} as well"
                )


def _is_anchored(tokens: Sequence[Token], groups: Sequence[Group]) -> bool:
    first, second = tokens[groups[0].start + 1 : groups[0].start + 3]
    return (
        first.kind == "variable"
        and first.name == "this"
        and second.kind in ("iri", "name")
        and all(group.is_in_exists for group in groups[1:])
    )


def _write(
    tokens: Sequence[Token],
    groups: Sequence[Group],
    used: frozenset[str],
    is_ask: bool,
    one_by_one: bool,
) -> str:
    added: dict[int, str] = {}
    row = f"?{ROW_VARIABLE}"
    for group in groups:
        inside = tokens[group.start : group.end]
        seen = {t.name for t in inside if t.kind == "variable"} & used
        if group is groups[0]:
            seen = set(used)
        if group.is_in_exists or group.holds_select or not seen:
            continue
        patterns = " . ".join(f"{row} <{BOUND}{name}> ?{name}" for name in sorted(seen))
        added[group.start] = f" GRAPH <{ROWS}> {{ {patterns} }} "
        if group.select is not None and not one_by_one:
            at = group.select
            if tokens[at + 1].text.upper() in ("DISTINCT", "REDUCED"):
                at += 1
            if tokens[at + 1].text != "*":
                added[at] = f" {row} "
    written = []
    for number, token in enumerate(tokens):
        text = token.text
        if is_ask and token.kind == "word" and text.upper() == "ASK":
            text = "SELECT (true AS ?holds)" if one_by_one else f"SELECT DISTINCT {row}"
        written.append(" " * token.is_apart + text + added.get(number, ""))
    return "".join(written)
