"""The index of a generation: labels, codes and places in one SQLite file, built from the store."""

from __future__ import annotations

import re
import sqlite3
import threading
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from .change import Change
from .errors import StoreCorruptError
from .index_sources import Asked, Described, Scanned, Written
from .namespaces import DCT, MH, OWL, RDF, RDFS, SKOS, WGS84
from .store import Reader
from .terms import Literal, NamedNode
from .written_quads import written_parts

_SCAN_FROM = 2_000
"""From this many things on, the graph is read property by property rather than thing by thing."""

_BATCH = 5_000
"""Things whose rows are written together."""

LABEL_PROPERTIES: tuple[tuple[NamedNode, str], ...] = (
    (SKOS.prefLabel, "name"),
    (RDFS.label, "name"),
    (DCT.title, "name"),
    (SKOS.altLabel, "other name"),
    (MH.govukTitle, "GOV.UK wording"),
    (SKOS.hiddenLabel, "common misspelling"),
)
"""Properties that name a thing, best first, and what each is called where a match is explained."""

VALUE = "value of a column"
"""The scheme of the codes that data standards allow: ``none`` says nothing apart from its list."""

_SCHEMA = """
CREATE TABLE entity (
    id INTEGER PRIMARY KEY, iri TEXT UNIQUE NOT NULL, label TEXT NOT NULL,
    deprecated INTEGER NOT NULL
);
CREATE TABLE label (
    id INTEGER PRIMARY KEY, entity INTEGER NOT NULL, text TEXT NOT NULL, folded TEXT NOT NULL,
    lang TEXT NOT NULL, why TEXT NOT NULL
);
CREATE INDEX label_entity ON label (entity);
CREATE INDEX label_folded ON label (folded);
CREATE TABLE code (
    code TEXT NOT NULL, scheme TEXT NOT NULL, entity INTEGER NOT NULL,
    PRIMARY KEY (code, scheme, entity)
) WITHOUT ROWID;
CREATE INDEX code_entity ON code (entity);
CREATE VIRTUAL TABLE place USING rtree (id, south, north, west, east);
CREATE VIRTUAL TABLE words USING fts5 (
    text, content='label', content_rowid='id', prefix='2 3',
    tokenize='unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE grams USING fts5 (
    text, content='label', content_rowid='id', tokenize='trigram', detail='none'
);
"""


class Index:
    """The index file, opened read-only; one connection a thread."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()

    def rows(self, query: str, values: Iterable[str | int | float] = ()) -> list[sqlite3.Row]:
        """Return the rows of a query of the project's own.

        Raises:
            StoreCorruptError: the file is missing or damaged.
        """
        try:
            return self._connection().execute(query, tuple(values)).fetchall()
        except sqlite3.DatabaseError as error:
            raise StoreCorruptError(
                f"the index cannot be read ({error})",
                where=str(self._path),
                remedy="'moothall rollback N' goes back to an earlier generation",
            ) from error

    def _connection(self) -> sqlite3.Connection:
        held: _Held | None = getattr(self._local, "held", None)
        if held is None:
            address = f"{self._path.absolute().as_uri()}?mode=ro&immutable=1"
            connection = sqlite3.connect(address, uri=True, check_same_thread=False)
            connection.row_factory = sqlite3.Row
            held = self._local.held = _Held(connection)
        return held.connection


class _Held:
    """A thread's connection, closed when the thread or the index goes."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection

    def __del__(self) -> None:
        self.connection.close()


def fold(text: str) -> str:
    """Return a text as it is compared: no case, no accents, one blank between words."""
    if text.isascii():
        return " ".join(text.lower().split())
    plain = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    return re.sub(r"\s+", " ", plain).strip()


def build_index(reader: Reader, path: Path) -> None:
    """Write the index of a whole store to a new file."""
    connection = sqlite3.connect(path)
    try:
        connection.executescript(_SCHEMA)
        subjects: dict[str, None] = {}
        for name_property, _ in LABEL_PROPERTIES:
            for quad in reader.quads(None, name_property):
                if isinstance(quad.subject, NamedNode):
                    subjects[quad.subject.value] = None
        _insert(connection, Scanned(reader, subjects), subjects)
        connection.execute("INSERT INTO words (words) VALUES ('optimize')")
        connection.commit()
    finally:
        connection.close()


def update_index(reader: Reader, path: Path, change: Change) -> None:
    """Bring an index of an earlier store up to date.

    Args:
        reader: the store after the change.
        path: the index of the store before it.
        change: the change.
    """
    connection = sqlite3.connect(path)
    try:
        changed = sorted(change.subjects())
        known = _delete(connection, changed)
        described: Described = Asked(reader)
        if len(changed) >= _SCAN_FROM:
            written, _ = written_parts(change.added)
            new = {iri for part in written for iri in part.subjects()} - known
            described = Written(written, new, Scanned(reader, changed))
        _insert(connection, described, changed)
        connection.commit()
    finally:
        connection.close()


def _insert(connection: sqlite3.Connection, described: Described, subjects: Iterable[str]) -> None:
    entity, row = _last_number(connection, "entity"), _last_number(connection, "label")
    batch = _Batch(connection)
    for iri in subjects:
        subject = NamedNode(iri)
        labels = list(dict.fromkeys(_labels(described, subject)))
        if not labels or _is_removed(described, subject):
            continue
        named = [text for text, lang, why in labels if why == "name"]
        english = [text for text, lang, why in labels if why == "name" and lang in ("en", "")]
        deprecated = any(
            isinstance(term, Literal) and term.value == "true"
            for term in described.objects(subject, OWL.deprecated)
        )
        entity += 1
        batch.entities.append((entity, iri, (english or named or [labels[0][0]])[0], deprecated))
        for text, lang, why in labels:
            row += 1
            batch.labels.append((row, entity, text, fold(text), lang, why))
        codes = {(fold(code), scheme) for code, scheme in _codes(described, subject)}
        batch.codes += [(code, scheme, entity) for code, scheme in sorted(codes)]
        place = _place(described, subject)
        if place:
            lat, long = place
            batch.places.append((entity, lat, lat, long, long))
        if len(batch.entities) >= _BATCH:
            batch.write()
    batch.write()


class _Batch:
    """Rows that wait to be written together."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self.entities: list[tuple[int, str, str, bool]] = []
        self.labels: list[tuple[int, int, str, str, str, str]] = []
        self.codes: list[tuple[str, str, int]] = []
        self.places: list[tuple[int, float, float, float, float]] = []

    def write(self) -> None:
        """Write what waits."""
        many = self._connection.executemany
        many("INSERT INTO entity (id, iri, label, deprecated) VALUES (?, ?, ?, ?)", self.entities)
        many(
            "INSERT INTO label (id, entity, text, folded, lang, why) VALUES (?, ?, ?, ?, ?, ?)",
            self.labels,
        )
        words = [(number, text) for number, _, text, *_ in self.labels]
        many("INSERT INTO words (rowid, text) VALUES (?, ?)", words)
        many("INSERT INTO grams (rowid, text) VALUES (?, ?)", words)
        many("INSERT OR IGNORE INTO code (code, scheme, entity) VALUES (?, ?, ?)", self.codes)
        many("INSERT INTO place VALUES (?, ?, ?, ?, ?)", self.places)
        for rows in (self.entities, self.labels, self.codes, self.places):
            rows.clear()


def _last_number(connection: sqlite3.Connection, table: str) -> int:
    (last,) = connection.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()
    return int(last)


def _delete(connection: sqlite3.Connection, subjects: Sequence[str]) -> set[str]:
    """Take subjects out of the index, and return the IRIs of those that were in it."""
    connection.execute("CREATE TEMP TABLE changed (iri TEXT PRIMARY KEY) WITHOUT ROWID")
    connection.executemany("INSERT INTO changed VALUES (?)", ((iri,) for iri in subjects))
    known = connection.execute("SELECT id, iri FROM entity JOIN changed USING (iri)").fetchall()
    connection.execute("DROP TABLE changed")
    for row in known:
        number = row[:1]
        for label in connection.execute(
            "SELECT id, text FROM label WHERE entity = ?", number
        ).fetchall():
            for table in ("words", "grams"):
                connection.execute(
                    f"INSERT INTO {table} ({table}, rowid, text) VALUES ('delete', ?, ?)", label
                )
        for table, column in (("label", "entity"), ("code", "entity"), ("place", "id")):
            connection.execute(f"DELETE FROM {table} WHERE {column} = ?", number)
        connection.execute("DELETE FROM entity WHERE id = ?", number)
    return {iri for _, iri in known}


def _is_removed(described: Described, subject: NamedNode) -> bool:
    return MH.Tombstone in described.objects(subject, RDF.type)


def _labels(described: Described, subject: NamedNode) -> Iterator[tuple[str, str, str]]:
    for name_property, why in LABEL_PROPERTIES:
        for term in described.objects(subject, name_property):
            if isinstance(term, Literal):
                yield term.value, term.language or "", why


def _codes(described: Described, subject: NamedNode) -> Iterator[tuple[str, str]]:
    """Yield the codes of a thing, each with its scheme."""
    if MH.Code in described.objects(subject, RDF.type):
        for predicate in (SKOS.notation, DCT.identifier):
            for term in described.objects(subject, predicate):
                if isinstance(term, Literal):
                    yield term.value, VALUE
        return
    for term in described.objects(subject, SKOS.notation):
        if isinstance(term, Literal):
            datatype = term.datatype.value
            yield term.value, datatype.removeprefix(MH.iri) if datatype in MH else ""
    for term in described.objects(subject, DCT.identifier):
        if isinstance(term, Literal):
            yield term.value, ""


def _place(described: Described, subject: NamedNode) -> tuple[float, float] | None:
    lat = next(iter(described.objects(subject, WGS84.lat)), None)
    long = next(iter(described.objects(subject, WGS84.long)), None)
    if not isinstance(lat, Literal) or not isinstance(long, Literal):
        return None
    try:
        return float(lat.value), float(long.value)
    except ValueError:
        return None
