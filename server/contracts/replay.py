"""Replaying a contract: its requests are made, and what it relies on is looked for in the answers.

How a request is made is for the caller to say: to the application in this process, or over HTTP.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from .contract import Contract, ContractRequest, DocumentTerms, TableTerms

_SHOWN = 5
"""Values that a sentence names."""


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer over HTTP: status, headers by their names in small letters, body."""

    status: int
    headers: Mapping[str, str]
    body: bytes


Ask = Callable[[str, Mapping[str, str]], Answer]
"""Makes a GET request: path with query, and headers; redirects are not followed."""


@dataclass(frozen=True, slots=True)
class Break:
    """Something that a consumer relies on and does not get.

    Attributes:
        contract: name of the contract.
        consumer: the consumer, in words.
        request: path and query of the request.
        what: what broke, as a sentence without a full stop.
    """

    contract: str
    consumer: str
    request: str
    what: str

    def __str__(self) -> str:
        return f"{self.contract} ({self.consumer}), GET {self.request}: {self.what}"


def replay(contract: Contract, ask: Ask, ask_before: Ask | None = None) -> tuple[Break, ...]:
    """Return what a consumer relies on and does not get.

    Args:
        contract: the contract.
        ask: asks the generation that is judged.
        ask_before: asks the release that it follows, whose identifiers must not vanish; None if
            there is none.
    """
    return tuple(
        Break(contract.name, contract.title, request.path, what)
        for request in contract.requests
        for what in _faults(request, ask, ask_before)
    )


def _faults(request: ContractRequest, ask: Ask, ask_before: Ask | None) -> Iterator[str]:
    answer = ask(request.path, request.send)
    if answer.status != request.status:
        yield f"the status is {answer.status}, and {request.status} is relied on"
        return
    for name, expected in request.headers.items():
        found = answer.headers.get(name.lower())
        if found != expected:
            yield f"the header {name} is {found!r}, and {expected!r} is relied on"
    if request.location:
        location = urlsplit(answer.headers.get("location", "")).path
        if location != request.location:
            yield f"it leads to {location!r}, and {request.location!r} is relied on"
    before = None
    if ask_before is not None and (request.table or request.document):
        earlier = ask_before(request.path, request.send)
        before = earlier.body if earlier.status == request.status else None
    if request.table is not None:
        yield from _table_faults(request.table, answer.body, before)
    if request.document is not None:
        yield from _document_faults(request.document, answer.body, before)


def _table_faults(terms: TableTerms, body: bytes, before: bytes | None) -> Iterator[str]:
    try:
        headings, rows = _read_table(body)
    except ValueError as error:
        yield f"the body is no CSV in UTF-8: {error}"
        return
    if terms.columns and headings != list(terms.columns):
        yield (
            f"its columns are {', '.join(headings)}, and {', '.join(terms.columns)} are relied on"
        )
    named = {*terms.filled, *terms.whole_numbers, *terms.unique, *terms.holds}
    absent = (named | {name for names in terms.keeps for name in names}) - set(headings)
    if absent:
        yield f"it lacks the column {' and '.join(sorted(absent))}"
        return
    for name in terms.filled:
        blank = [number for number, row in enumerate(rows, 2) if not row[name].strip()]
        if blank:
            yield f"{name} is blank in {len(blank):,} rows, the first of them row {blank[0]}"
    for name in terms.whole_numbers:
        other = [row[name] for row in rows if not (row[name].isascii() and row[name].isdigit())]
        if other:
            yield f"{name} holds {_listed(other)}, and whole numbers are relied on"
    for name in terms.unique:
        values = [row[name] for row in rows]
        if len(set(values)) < len(values):
            twice = sorted({value for value in values if values.count(value) > 1})
            yield f"{name} holds {_listed(twice)} more than once"
    for name, wanted in terms.holds.items():
        yield from _vanished(wanted, {row[name] for row in rows}, name)
    if before is not None:
        earlier = _read_table(before)[1]
        for names in terms.keeps:
            now = {" with ".join(row[name] for name in names) for row in rows}
            was = [" with ".join(row.get(name, "") for name in names) for row in earlier]
            yield from _vanished(was, now, " and ".join(names), " of the release before")


def _read_table(body: bytes) -> tuple[list[str], list[dict[str, str]]]:
    """Return headings and rows of a CSV, which keeps a byte order mark as part of a heading.

    Raises:
        ValueError: it is not UTF-8, or a row has another number of cells than there are headings.
    """
    reader = csv.reader(io.StringIO(body.decode("utf-8"), newline=""), strict=True)
    try:
        headings, *cells = list(reader) or [[]]
    except csv.Error as error:
        raise ValueError(str(error)) from error
    for number, row in enumerate(cells, 2):
        if len(row) != len(headings):
            raise ValueError(f"row {number} has {len(row)} cells, and {len(headings)} headings")
    return headings, [dict(zip(headings, row, strict=True)) for row in cells]


def _document_faults(terms: DocumentTerms, body: bytes, before: bytes | None) -> Iterator[str]:
    try:
        document = json.loads(body)
    except ValueError as error:
        yield f"the body is no JSON: {error}"
        return
    for member, kind in terms.members.items():
        wrong = [each for each in members_of(document, member) if not _is_of(each, kind)]
        if wrong:
            shown = "absent" if wrong[0] is _ABSENT else f"{json.dumps(wrong[0])[:60]}"
            yield f"{member} is {shown} in {len(wrong)} places, and {kind} is relied on"
    for member, wanted in terms.holds.items():
        yield from _vanished(wanted, set(map(str, members_of(document, member))), member)
    if before is not None:
        earlier = json.loads(before)
        for member in terms.keeps:
            was = [str(each) for each in members_of(earlier, member) if each is not _ABSENT]
            now = set(map(str, members_of(document, member)))
            yield from _vanished(was, now, member, " of the release before")


class _Absent:
    """What stands where a member of JSON is not there."""


_ABSENT = _Absent()


def members_of(document: Any, member: str) -> list[Any]:
    """Return the values of a member such as ``terms[].label.en``; one that is not there stands out.

    Args:
        document: JSON as Python has it.
        member: names with full stops between them; ``[]`` after one means each of its elements.
    """
    found = [document]
    for part in member.split("."):
        name, is_each = part.removesuffix("[]"), part.endswith("[]")
        found = [each.get(name, _ABSENT) if isinstance(each, dict) else _ABSENT for each in found]
        if is_each:
            found = [
                element
                for each in found
                for element in (each if isinstance(each, list) else [_ABSENT])
            ]
    return found


def _is_of(value: object, kind: str) -> bool:
    if kind == "text":
        return isinstance(value, str) and bool(value.strip())
    if kind == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, {"boolean": bool, "list": list, "object": dict}[kind])


def _vanished(wanted: Sequence[str], found: set[str], name: str, whose: str = "") -> Iterator[str]:
    gone = [value for value in dict.fromkeys(wanted) if value not in found]
    if gone:
        yield f"{name} no longer holds {_listed(gone)}{whose}"


def _listed(values: Sequence[str]) -> str:
    more = f" and {len(values) - _SHOWN:,} more" if len(values) > _SHOWN else ""
    return ", ".join(repr(value) for value in values[:_SHOWN]) + more
