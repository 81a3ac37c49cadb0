"""Search: from words, codes and misspellings to things, and the reason why each was found."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import fuzz

from .generation import Generation
from .index import VALUE, fold

_LEAST_LIKENESS = 72.0
"""Likeness (0 to 100) under which two spellings are taken for different words."""

_CODE_WORDS = re.compile(
    r"^(?:lgsl|lgil|pid|ipsv|gss|snac|service|function|interaction)[ :]*(\S+)$"
)

_SHARE_OF_CODES, _LESS_FOR_CODES = 0.05, 5.0
"""What a match with a code of a data standard is worth: less than one with anything else."""

_LABEL_COLUMNS = "label.entity, label.text, label.folded, label.lang, label.why"
_WORTH = {"name": 4.0, "other name": 3.0, "GOV.UK wording": 2.0, "common misspelling": 2.0}


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing that was found.

    Attributes:
        iri: its IRI.
        label: its name in English, or the first that it has.
        kind: the kind in its address, e.g. ``service``.
        why: why it was found, in words, e.g. ``other name``.
        matched: the text that matched.
        language: language of that text; empty if it has none.
        score: how good the match is; higher is better.
        is_deprecated: whether it should no longer be used.
    """

    iri: str
    label: str
    kind: str
    why: str
    matched: str
    language: str
    score: float
    is_deprecated: bool


@dataclass(frozen=True, slots=True)
class Results:
    """A page of what was found.

    Attributes:
        query: what was looked for.
        hits: the page, best first.
        total: how many were found in all.
        kinds: kind -> how many of it were found, before a choice of kind.
        is_guess: whether nothing matched as written, so that the hits are similar spellings.
    """

    query: str
    hits: tuple[Hit, ...]
    total: int
    kinds: dict[str, int]
    is_guess: bool


def search(
    generation: Generation,
    query: str,
    *,
    kind: str | None = None,
    page: int = 1,
    page_size: int = 20,
) -> Results:
    """Return what matches a query: codes, whole names, words (the last may be begun), spellings.

    Args:
        generation: the generation to search.
        query: what a person typed.
        kind: only things of this kind.
        page: which page, from 1.
        page_size: hits on a page.
    """
    folded = fold(query.replace("\0", " "))[:200]
    hits = _merge(generation, [*_by_code(generation, folded), *_by_words(generation, folded)])
    is_guess = False
    if not hits and len(folded) > 2:
        hits = _merge(generation, _by_spelling(generation, folded))
        is_guess = bool(hits)
    kinds: dict[str, int] = {}
    for hit in hits:
        kinds[hit.kind] = kinds.get(hit.kind, 0) + 1
    chosen = [hit for hit in hits if kind is None or hit.kind == kind]
    start = (page - 1) * page_size
    return Results(query, tuple(chosen[start : start + page_size]), len(chosen), kinds, is_guess)


def suggest(
    generation: Generation, query: str, *, kind: str | None = None, limit: int = 10
) -> tuple[Hit, ...]:
    """Return the best few things whose name or code begins with, or holds, what was typed."""
    return search(generation, query, kind=kind, page_size=limit).hits


@dataclass(frozen=True, slots=True)
class _Match:
    entity: int
    why: str
    matched: str
    language: str
    score: float


def _by_code(generation: Generation, folded: str) -> Iterable[_Match]:
    match = _CODE_WORDS.match(folded)
    for code in {folded, match.group(1) if match else folded}:
        for row in generation.index.rows(
            "SELECT entity, scheme, code FROM code WHERE code = ?", (code,)
        ):
            yield _Match(row["entity"], "code", code, "", 100.0)


def _by_words(generation: Generation, folded: str) -> Iterable[_Match]:
    tokens = re.findall(r"\w+", folded)
    if not tokens:
        return
    quoted = [f'"{token}"' for token in tokens]
    pattern = " ".join([*quoted[:-1], quoted[-1] + "*"])
    columns = f"{_LABEL_COLUMNS}, bm25(words) AS rank"
    rows = generation.index.labels_matching("words", pattern, columns, "ORDER BY rank LIMIT 2000")
    for row in rows:
        exact = 40.0 if row["folded"] == folded else 0.0
        begins = 10.0 if row["folded"].startswith(folded) else 0.0
        short = 10.0 * len(folded) / max(len(row["folded"]), 1)
        score = exact + begins + short + _WORTH[row["why"]]
        yield _Match(row["entity"], row["why"], row["text"], row["lang"], score)


def _by_spelling(generation: Generation, folded: str) -> Iterable[_Match]:
    grams = {folded[i : i + 3] for i in range(len(folded) - 2)}
    pattern = " OR ".join('"' + gram.replace('"', '""') + '"' for gram in sorted(grams))
    rows = generation.index.labels_matching("grams", pattern, _LABEL_COLUMNS, "LIMIT 5000")
    for row in rows:
        likeness = max(
            fuzz.ratio(folded, row["folded"]),
            max((fuzz.ratio(folded, word) for word in row["folded"].split()), default=0.0) - 5.0,
        )
        if likeness >= _LEAST_LIKENESS:
            yield _Match(row["entity"], "similar spelling", row["text"], row["lang"], likeness / 4)


def _merge(generation: Generation, matches: Iterable[_Match]) -> list[Hit]:
    """Return one hit for each thing, its best match, best first."""
    best: dict[int, _Match] = {}
    for match in matches:
        if match.entity not in best or match.score > best[match.entity].score:
            best[match.entity] = match
    ids = list(best)
    values = _values_of_columns(generation, ids)
    hits = [
        _hit(generation, row, best[row["id"]], is_value=row["id"] in values)
        for row in _entities(generation, ids)
    ]
    return sorted(hits, key=lambda hit: (hit.is_deprecated, -hit.score, hit.label, hit.iri))


def _entities(generation: Generation, ids: list[int]) -> list[sqlite3.Row]:
    query = "SELECT id, iri, label, deprecated FROM entity WHERE id IN ({})"
    return _in_parts(generation, query, ids)


def _values_of_columns(generation: Generation, ids: list[int]) -> set[int]:
    """Return those of some things that are codes of data standards.

    It is not asked together with what they are called: tables in layers are asked one by one.
    """
    query = "SELECT entity FROM code WHERE scheme = ? AND entity IN ({})"
    return {row["entity"] for row in _in_parts(generation, query, ids, VALUE)}


def _in_parts(
    generation: Generation, query: str, ids: list[int], *values: str
) -> list[sqlite3.Row]:
    rows: list[sqlite3.Row] = []
    for start in range(0, len(ids), 500):
        part = ids[start : start + 500]
        rows += generation.index.rows(query.format(",".join("?" * len(part))), (*values, *part))
    return rows


def _hit(generation: Generation, row: sqlite3.Row, match: _Match, *, is_value: bool) -> Hit:
    kind = generation.addresses.kind(row["iri"])
    score = match.score + _kind_worth(kind)
    if is_value:
        # a code of a data standard, such as None or 1, says nothing apart from its list
        score = match.score * _SHARE_OF_CODES - _LESS_FOR_CODES
    return Hit(
        iri=row["iri"],
        label=row["label"],
        kind=kind,
        why=match.why,
        matched=match.matched,
        language=match.language,
        score=round(score, 3),
        is_deprecated=bool(row["deprecated"]),
    )


def _kind_worth(kind: str) -> float:
    """Return what a kind adds to a score: terms and councils come before records and law."""
    return {"service": 3.0, "authority": 2.5, "function": 2.0, "list": 2.0, "": -3.0}.get(
        kind, 0.0
    ) - (2.0 if kind in ("record", "def") else 0.0)
