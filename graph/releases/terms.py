"""What a release says of each of its terms, in a file beside it, and what became of them.

The file is written when the release is made: one row a term, with its names and definitions, and
what happened to it since the release before. So the life of a term is read from a row of each
release, and no store is opened for it. ::

    term (iri, said, changes)    said is null for a term that was removed in this release
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from ..layers import Tables, write_changes
from ..terms import Literal
from .comparison import compare
from .coverage import standard_lines
from .difference import MappingChange, MappingKind, TermChange, TermKind, TextChange
from .folder import Releases
from .lines import quads_about
from .sides import Side
from .standing import DEFINITIONS, Standing, TermName, standing_of

FILE_NAME = "terms.sqlite"

_SCHEMA = "CREATE TABLE term (iri TEXT PRIMARY KEY, said TEXT, changes TEXT NOT NULL) WITHOUT ROWID"

TABLES: Tables = {"term": ("iri",)}

Change = TermChange | MappingChange


@dataclass(frozen=True, slots=True)
class TermRecord:
    """What a release says of a term, and what became of it since the release before.

    Attributes:
        name: what it is called; None if it is not in the release any more.
        definitions: its definitions and descriptions, the best first.
        is_deprecated: whether it should no longer be used.
        changes: what happened to it; nothing in the first release.
    """

    name: TermName | None
    definitions: tuple[Literal, ...]
    is_deprecated: bool
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class TermRow:
    """A row of the file: the IRI of a term, and JSON."""

    iri: str
    said: str | None
    changes: str


def term_rows(before: Side | None, after: Side) -> Iterator[TermRow]:
    """Yield the rows of a release: of its terms, and of those that have gone since another.

    Args:
        before: the release before; None for the first.
        after: the release.
    """
    happened: dict[str, list[Change]] = {}
    for iri, change in _each_change(before, after) if before is not None else ():
        happened.setdefault(iri, []).append(change)
    lines = standard_lines(after.generation)
    for iri in sorted({*_subjects(lines), *happened}):
        found = standing_of(after.generation, iri, quads_about(lines, iri))
        changes = happened.get(iri, [])
        if found is not None or changes:
            said = _dump(_standing_members(found)) if found is not None else None
            yield TermRow(iri, said, _dump([_change_members(change) for change in changes]))


def write_terms(rows: Iterable[TermRow], path: Path) -> None:
    """Write the rows of a release to a new file."""
    connection = sqlite3.connect(path)
    try:
        connection.execute(_SCHEMA)
        values = ((row.iri, row.said, row.changes) for row in rows)
        connection.executemany("INSERT INTO term (iri, said, changes) VALUES (?, ?, ?)", values)
        connection.commit()
    finally:
        connection.close()


def write_term_changes(older: Path, newer: Path, path: Path) -> None:
    """Write the rows that a file has and an older one has not, and which it has not any more."""
    write_changes(older, newer, path, _SCHEMA, TABLES)


def changes_in(releases: Releases, version: str, parent: str) -> Mapping[str, list[Change]] | None:
    """Return what happened to each term in a release, as was told when it was made.

    Args:
        releases: the releases.
        version: version of a release or draft.
        parent: the release before it that is meant.

    Returns: IRI -> what happened; None if the file does not tell what has changed since that one.

    Raises:
        StoreCorruptError: the file is damaged.
    """
    release = releases.get(version)
    if release.parent != parent or not (releases.folder(version) / FILE_NAME).is_file():
        return None
    rows = releases.file(release, FILE_NAME, TABLES).rows(
        "SELECT iri, changes FROM term WHERE changes != '[]'"
    )
    return {row["iri"]: [_change(change) for change in json.loads(row["changes"])] for row in rows}


def read_record(row: TermRow) -> TermRecord:
    """Return what a row says."""
    said = json.loads(row.said) if row.said is not None else None
    return TermRecord(
        name=_name({**said, "iri": row.iri}) if said is not None else None,
        definitions=_texts(said["definitions"]) if said is not None else (),
        is_deprecated=said is not None and said["deprecated"],
        changes=tuple(_change(members) for members in json.loads(row.changes)),
    )


def _subjects(lines: Iterable[bytes]) -> set[str]:
    """Return the IRIs that lines are about."""
    return {line[1 : line.index(b">")].decode() for line in lines if line.startswith(b"<")}


def _each_change(before: Side, after: Side) -> Iterator[tuple[str, Change]]:
    """Yield each change with each term that it is told of: those at both ends of it."""
    found = compare(before, after)
    for change in found.terms:
        yield change.term.iri, change
        if change.kind in ("replaced", "merged", "split"):
            yield from ((other.iri, change) for other in (*change.left, *change.joined))
    for mapping in found.mappings:
        yield mapping.term.iri, mapping
        if mapping.target.lists:
            yield mapping.target.iri, mapping


def _dump(members: object) -> str:
    return json.dumps(members, ensure_ascii=False, separators=(",", ":"))


def _standing_members(found: Standing) -> dict[str, object]:
    order = [predicate.value for predicate in DEFINITIONS]
    keys = sorted(found.definitions, key=lambda key: (order.index(key[0]), key[1]))
    definitions = [[found.definitions[key], key[1]] for key in keys]
    members = _name_members(found.name)
    del members["iri"]
    return members | {"definitions": definitions, "deprecated": found.is_deprecated}


def _name_members(name: TermName) -> dict[str, object]:
    labels = _text_members(name.labels)
    return {"iri": name.iri, "code": name.code, "labels": labels, "lists": list(name.lists)}


def _text_members(texts: Sequence[Literal]) -> list[list[str]]:
    return [[text.value, text.language or ""] for text in texts]


def _change_members(change: Change) -> dict[str, object]:
    if isinstance(change, MappingChange):
        return {
            "kind": change.kind,
            "term": _name_members(change.term),
            "predicate": change.predicate,
            "target": _name_members(change.target),
        }
    return {
        "kind": change.kind,
        "term": _name_members(change.term),
        "texts": [[text.language, text.before, text.after] for text in change.texts],
        "left": [_name_members(name) for name in change.left],
        "joined": [_name_members(name) for name in change.joined],
        "reason": _text_members(change.reason),
        "statements": change.statements,
    }


def _name(members: Mapping[str, Any]) -> TermName:
    labels, lists = _texts(members["labels"]), tuple(members["lists"])
    return TermName(members["iri"], members["code"], labels, lists)


def _names(members: Iterable[Mapping[str, Any]]) -> tuple[TermName, ...]:
    return tuple(_name(each) for each in members)


def _texts(members: Iterable[Sequence[str]]) -> tuple[Literal, ...]:
    return tuple(
        Literal(text, language=language) if language else Literal(text)
        for text, language in members
    )


def _change(members: Mapping[str, Any]) -> Change:
    if "predicate" in members:
        kind = cast(MappingKind, members["kind"])
        target = _name(members["target"])
        return MappingChange(kind, _name(members["term"]), members["predicate"], target)
    return TermChange(
        kind=cast(TermKind, members["kind"]),
        term=_name(members["term"]),
        texts=tuple(TextChange(*text) for text in members["texts"]),
        left=_names(members["left"]),
        joined=_names(members["joined"]),
        reason=_texts(members["reason"]),
        statements=members["statements"],
    )
