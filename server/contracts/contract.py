"""A contract: what one consumer asks for and relies on, read from its file."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from functools import cache
from importlib.resources import files
from typing import Any

_KINDS = frozenset(("text", "number", "boolean", "list", "object"))


@dataclass(frozen=True, slots=True)
class TableTerms:
    """What a consumer relies on in a CSV.

    Attributes:
        columns: the headings, exactly; not looked at if there are none.
        filled: columns that are blank in no row.
        whole_numbers: columns of whole numbers without a sign.
        unique: columns that hold no value twice.
        holds: column -> values that must be there.
        keeps: sets of columns whose values, taken together, never vanish.
    """

    columns: tuple[str, ...] = ()
    filled: tuple[str, ...] = ()
    whole_numbers: tuple[str, ...] = ()
    unique: tuple[str, ...] = ()
    holds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    keeps: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentTerms:
    """What a consumer relies on in JSON; members are named as in ``terms[].label.en``.

    Attributes:
        members: member -> its kind: text, number, boolean, list or object.
        holds: member -> values that must be there.
        keeps: members whose values never vanish.
    """

    members: Mapping[str, str] = field(default_factory=dict)
    holds: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    keeps: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ContractRequest:
    """One request of a consumer, and what must hold of the answer.

    Attributes:
        path: path and query.
        status: HTTP status.
        location: path that it is redirected to; empty if it does not matter.
        send: headers of the request.
        headers: headers of the answer, exactly.
        table: what must hold of a CSV; None for another body.
        document: what must hold of JSON; None for another body.
    """

    path: str
    status: int = 200
    location: str = ""
    send: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    table: TableTerms | None = None
    document: DocumentTerms | None = None


@dataclass(frozen=True, slots=True)
class Contract:
    """What one consumer relies on.

    Attributes:
        name: what the notes of a release call it.
        title: the consumer, in words.
        about: who that is, and how it reads.
        source: where its requests are known from.
        requests: what it asks for.
    """

    name: str
    title: str
    about: str
    source: str
    requests: tuple[ContractRequest, ...]


_Terms = TableTerms | DocumentTerms | ContractRequest | Contract


@cache
def contracts() -> tuple[Contract, ...]:
    """Return the contracts that ship, by name."""
    texts = (
        each.read_text(encoding="utf-8")
        for each in files(__package__).iterdir()
        if each.name.endswith(".toml")
    )
    return tuple(sorted(map(read_contract, texts), key=lambda each: each.name))


def read_contract(text: str) -> Contract:
    """Return the contract that a TOML text writes.

    Raises:
        ValueError: it is not TOML, or says something that no contract can say.
    """
    table = tomllib.loads(text)
    requests = table.pop("requests", [])
    if not requests:
        raise ValueError("a contract needs at least one [[requests]]")
    return Contract(**_known(table, Contract), requests=tuple(map(_request, requests)))


def _request(table: dict[str, Any]) -> ContractRequest:
    own = dict(table)
    csv, document = own.pop("csv", None), own.pop("json", None)
    if not str(own.get("path", "")).startswith("/"):
        raise ValueError("a request of a contract needs a path that starts with a slash")
    return ContractRequest(
        **_known(own, ContractRequest),
        table=TableTerms(**_known(csv, TableTerms)) if csv is not None else None,
        document=_document(document) if document is not None else None,
    )


def _document(table: dict[str, Any]) -> DocumentTerms:
    terms = DocumentTerms(**_known(table, DocumentTerms))
    for member, kind in terms.members.items():
        if kind not in _KINDS:
            raise ValueError(f"{member} is of the kind {kind!r}, which is none of {sorted(_KINDS)}")
    return terms


def _known(table: Mapping[str, Any], kind: type[_Terms]) -> dict[str, Any]:
    """Return the entries of a table, its lists as tuples.

    Raises:
        ValueError: one of them is no field of the kind.
    """
    known = {each.name for each in fields(kind)}
    unknown = sorted(set(table) - known)
    if unknown:
        raise ValueError(f"a contract has no entry {unknown[0]!r} there; it has {sorted(known)}")
    return {name: _fixed(value) for name, value in table.items()}


def _fixed(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _fixed(each) for key, each in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(map(_fixed, value))
    return value
