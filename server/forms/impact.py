"""What became of a system's codes as JSON, CSV, a text, and a patch for the system."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ...graph.impact.outcome import CodeImpact, Impact, Outcome
from ...graph.index import fold
from ...graph.list_csv import neutral, write_csv
from ...graph.releases.standing import TermName
from .differences import change_as_dict, term_as_dict
from .lists import by_language
from .sssom import write_sssom

PATCH_COLUMNS = (
    "Old code",
    "Old label",
    "What happened",
    "New code",
    "New label",
    "What to do",
    "Perhaps",
    "Old address",
    "New address",
)
"""Columns of the patch. Codes are written as the system writes them: bare, compact or whole."""

COLUMNS = (*PATCH_COLUMNS, "Times", "First rows", "By release", "Since", "Reason")
"""Columns of the whole report as CSV."""

IMPACT_FORMS = ("text", "json", "csv", "patch", "sssom")
"""Forms for programs and the command line."""

_TO_DO: dict[Outcome, str] = {
    "never_existed": "correct it",
    "ambiguous": "say which list it is of",
    "out_of_nation": "do not use it in this nation",
    "recoded": "use the new code",
    "redefined": "read the new definition",
    "renamed": "show the new label",
    "moved": "look at where it stands now",
}
_encode = json.JSONEncoder(ensure_ascii=False).encode

_OVER = frozenset(("removed", "withdrawn", "deprecated"))


@dataclass(frozen=True, slots=True)
class Patch:
    """One line of a patch: an old code, and what to write in its place.

    Attributes:
        impact: what became of the code.
        new: the term to use now; None if there is none, or a person has to choose it.
        new_code: how the system would write it; empty if there is none.
        to_do: what to do, in words; empty if nothing.
    """

    impact: CodeImpact
    new: TermName | None
    new_code: str
    to_do: str


def impact_in_form(impact: Impact, form: str, base_iri: str) -> bytes:
    """Return an impact as ``text``, ``json``, ``csv``, ``patch`` (a CSV) or ``sssom`` (a TSV)."""
    if form == "json":
        return b"".join(_as_json(impact))
    if form == "csv":
        return _as_csv(COLUMNS, (_row(patch) for patch in _patches(impact.codes)))
    if form == "patch":
        return _as_csv(PATCH_COLUMNS, (_patch_row(patch) for patch in _patches(impact.to_do())))
    if form == "sssom":
        return write_sssom(impact, base_iri)
    return "".join(f"{line}\n" for line in text_lines(impact)).encode()


def summary(impact: Impact) -> dict[str, object]:
    """Return an impact without its codes as members of a JSON object."""
    return {
        "built_on": impact.built_on,
        "to": impact.to,
        "list": impact.list_name or None,
        "nation": impact.nation or None,
        "codes": len(impact.codes),
        "cells": impact.cells,
        "needs_action": impact.needs_action,
        "counts": impact.counts(),
        "notes": list(impact.notes),
    }


def patches_of(code: CodeImpact) -> tuple[Patch, ...]:
    """Return the lines of a patch for one code: several if a person has to choose."""
    if code.outcome in _OVER:
        if len(code.successors) == 1:
            to_do = "use the new code"
        elif code.successors:
            to_do = "choose one of the new codes"
        else:
            return (Patch(code, None, "", "stop using it: nothing takes its place"),)
        return tuple(Patch(code, new, _rewritten(code, new), to_do) for new in code.successors)
    to_do = _TO_DO.get(code.outcome, "")
    if code.outcome in ("never_existed", "ambiguous", "out_of_nation") or code.after is None:
        return (Patch(code, None, "", to_do),)
    return (Patch(code, code.after, _rewritten(code, code.after), to_do),)


def text_lines(impact: Impact) -> Iterator[str]:
    """Yield an impact as lines that a person reads, one code a line."""
    yield (
        f"Built on {impact.built_on}, compared with {impact.to}: {len(impact.codes):,} codes "
        f"in {impact.cells:,} places"
    )
    for action, words in (("must", "must be changed"), ("should", "should be looked at")):
        found = [code for code in impact.codes if code.action == action]
        if found:
            yield f"{words} ({len(found):,})"
            yield from (f"  {_sentence(code)}" for code in found)
    counts = {
        outcome: count
        for outcome, count in impact.counts().items()
        if count and all(code.action == "none" for code in impact.of_outcome(outcome))
    }
    if counts:
        told = ", ".join(f"{words_of(outcome)} {count:,}" for outcome, count in counts.items())
        yield f"nothing to do ({sum(counts.values()):,}): {told}"
    yield from impact.notes


def words_of(outcome: Outcome) -> str:
    """Return an outcome in words: ``never_existed`` -> never existed."""
    return outcome.replace("_", " ")


def _as_json(impact: Impact) -> Iterator[bytes]:
    """Yield the pieces of an impact as JSON, a code a line.

    There may be thousands of codes, and JSON that is indented throughout takes ten times as long.
    """
    head = json.dumps(summary(impact), ensure_ascii=False, indent=1)
    yield head.removesuffix("\n}").encode() + b',\n "results": ['
    for number, code in enumerate(impact.codes):
        line = _encode(_code(code))
        yield f"{',' if number else ''}\n  {line}".encode()
    yield b"\n ]\n}\n"


def _patches(codes: Iterable[CodeImpact]) -> Iterator[Patch]:
    for code in codes:
        yield from patches_of(code)


def _as_csv(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> bytes:
    return write_csv(iter((columns, *(tuple(map(neutral, row)) for row in rows))))


def _patch_row(patch: Patch) -> tuple[str, ...]:
    code, new = patch.impact, patch.new
    old = code.before or (code.term if code.outcome != "added" else None)
    return (
        code.code,
        _label(old),
        words_of(code.outcome),
        patch.new_code,
        _label(new),
        patch.to_do,
        "|".join(_named(candidate) for candidate in code.candidates),
        old.iri if old else "",
        new.iri if new else "",
    )


def _row(patch: Patch) -> tuple[str, ...]:
    code = patch.impact
    return (
        *_patch_row(patch),
        str(code.found.count),
        " ".join(map(str, code.found.places)),
        code.release,
        code.since.isoformat() if code.since else "",
        next((text.value for text in code.reason), ""),
    )


def _code(code: CodeImpact) -> dict[str, object]:
    before = term_as_dict(code.before) if code.before else None
    after = before
    if code.after is not code.before:
        after = term_as_dict(code.after) if code.after else None
    members: dict[str, object] = {
        "code": code.code,
        "times": code.found.count,
        "first_rows": list(code.found.places),
        "outcome": code.outcome,
        "action": code.action,
        "before": before,
        "after": after,
    }
    for name, terms in (
        ("successors", code.successors),
        ("via", code.via),
        ("candidates", code.candidates),
    ):
        if terms:
            members[name] = [term_as_dict(term) for term in terms]
    if code.release:
        members["release"] = code.release
    if code.since:
        members["since"] = code.since.isoformat()
    if code.reason:
        members["reason"] = by_language(code.reason)
    if code.steps:
        members["changes"] = [
            {"release": step.release, "change": step.change.kind, **change_as_dict(step.change)}
            for step in code.steps
        ]
    return members


def _rewritten(code: CodeImpact, new: TermName) -> str:
    """Return a term as the system would write it: by address, compact address, code or name."""
    old = code.term
    if old is None or code.code == old.iri or not old.code:
        return new.iri
    start, own = code.code[: -len(old.code)], code.code[-len(old.code) :]
    if fold(own) != fold(old.code):
        is_name = any(fold(code.code) == fold(label.value) for label in old.labels)
        return new.label().value if is_name else new.iri
    if not start:
        return new.code or new.iri
    is_beside = old.iri.removesuffix(old.code) == new.iri.removesuffix(new.code)
    return start + new.code if new.code and is_beside else new.iri


def _sentence(code: CodeImpact) -> str:
    places = ", ".join(f"{place:,}" for place in code.found.places)
    more = ", ..." if code.found.count > len(code.found.places) else ""
    shown = "".join(c if c.isprintable() else "\ufffd" for c in code.code)
    parts = [f"{shown} (row {places}{more}): {words_of(code.outcome)}"]
    if code.release:
        parts[0] += f" by {code.release}"
    if code.since:
        parts[0] += f" on {code.since.isoformat()}"
    for change in code.net if code.outcome in ("renamed", "redefined", "recoded") else ():
        parts += [
            f"{text.before or 'nothing'!r} became {text.after or 'nothing'!r}"
            for text in change.texts
            if change.kind == code.outcome
        ]
    for change in code.net if code.outcome == "moved" else ():
        for word, terms in (("from", change.left), ("to", change.joined)):
            if terms and change.kind == "moved":
                parts.append(f"{word} {' and '.join(map(_named, terms))}")
    if code.outcome in _OVER:
        if code.term is not None:
            parts.append(_label(code.term))
        parts.append(
            f"use {' or '.join(map(_named, code.successors))}"
            if code.successors
            else "nothing takes its place"
        )
    if code.candidates:
        parts.append(f"perhaps {' or '.join(map(_named, code.candidates[:5]))}")
    return "; ".join(parts)


def _label(term: TermName | None) -> str:
    return term.label().value if term is not None else ""


def _named(term: TermName) -> str:
    return f"{_label(term)} ({term.code})" if term.code else _label(term)
