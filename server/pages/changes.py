"""What is new and changed: the page of the ledger, and the lines that the home page shows of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice

from ...graph.ledger import LedgerEntry, LedgerFilter, Since, newest
from ...graph.terms import Literal
from ..view import View
from .change_words import attributed, successors, what_happened
from .lists import list_rows
from .template import generation_of, render
from .values import Names, Value

FEED_PARAMETERS = ("list", "authority", "dataset", "codes", "lang")
"""Parameters of the page that its feeds take as well."""

_NEWEST = 5


@dataclass(frozen=True, slots=True)
class ChangeLine:
    """One change as a page shows it.

    Attributes:
        day: when it was published.
        link: the name that the thing had then, its code and where it is described.
        happened: what happened to it, in words.
        successors: what is to be used in its place.
        attribution: who published it, and why; empty if nothing was said.
    """

    day: Value
    link: Value
    happened: str
    successors: tuple[Value, ...]
    attribution: str = ""


def changes(view: View, entries: Sequence[LedgerEntry], number: int, *, has_next: bool) -> str:
    """Return the page of what is new and changed as HTML.

    Args:
        view: the request; its query holds what was asked for.
        entries: a page of the ledger, newest first.
        number: which page it is, from 1.
        has_next: whether older entries follow.
    """
    names = Names(view, generation_of(view), {})
    asked = {name: view.query[name] for name in FEED_PARAMETERS if view.query.get(name)}
    return render(
        "changes.html",
        view,
        lines=_lines(names, entries),
        rows=list_rows(view),
        asked=asked,
        is_filtered=any(view.query.get(name) for name in (*FEED_PARAMETERS[:-1], "since")),
        number=number,
        has_next=has_next,
    )


def newest_lines(names: Names) -> tuple[ChangeLine, ...]:
    """Return the last few changes, newest first, without who made them and why."""
    found = newest(names.generation, LedgerFilter(), Since())
    lines = _lines(names, islice(found, _NEWEST))
    return tuple(replace(line, attribution="") for line in lines)


def _lines(names: Names, entries: Iterable[LedgerEntry]) -> tuple[ChangeLine, ...]:
    return tuple(_line(names, entry) for entry in entries)


def _line(names: Names, entry: LedgerEntry) -> ChangeLine:
    shown = names.text(entry.name(names.view.language))
    code = "" if entry.counts is not None else names.code(entry.thing)
    return ChangeLine(
        day=names.day(Literal(entry.issued.isoformat())),
        link=replace(shown, href=names.address(entry.thing), code=code),
        happened=what_happened(names.page.words, names.generation, entry),
        successors=tuple(names.link(iri) for iri in successors(names.generation, entry)),
        attribution=attributed(names.page.words, entry),
    )
