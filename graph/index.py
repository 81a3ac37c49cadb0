"""The index of a generation: labels, codes and places in one SQLite file, built from the store."""

from __future__ import annotations

import re
import sqlite3
import threading
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path

from .errors import StoreCorruptError
from .namespaces import DCT, MH, OWL, RDF, RDFS, SKOS, WGS84
from .store import Reader
from .terms import Literal, NamedNode

LABEL_PROPERTIES: tuple[tuple[NamedNode, str], ...] = (
    (SKOS.prefLabel, "name"),
    (RDFS.label, "name"),
    (DCT.title, "name"),
    (SKOS.altLabel, "other name"),
    (MH.govukTitle, "GOV.UK wording"),
    (SKOS.hiddenLabel, "common misspelling"),
)
"""Properties that name a thing, best first, and what each is called where a match is explained."""

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
        _insert(connection, reader, subjects)
        connection.execute("INSERT INTO words (words) VALUES ('optimize')")
        connection.commit()
    finally:
        connection.close()


def update_index(reader: Reader, path: Path, subjects: Iterable[str]) -> None:
    """Bring an index of an earlier store up to date for the subjects whose statements changed."""
    connection = sqlite3.connect(path)
    try:
        changed = sorted(subjects)
        _delete(connection, changed)
        _insert(connection, reader, changed)
        connection.commit()
    finally:
        connection.close()


def _insert(connection: sqlite3.Connection, reader: Reader, subjects: Iterable[str]) -> None:
    for iri in subjects:
        subject = NamedNode(iri)
        labels = list(dict.fromkeys(_labels(reader, subject)))
        if not labels or _is_removed(reader, subject):
            continue
        named = [text for text, lang, why in labels if why == "name"]
        english = [text for text, lang, why in labels if why == "name" and lang in ("en", "")]
        deprecated = any(
            isinstance(term, Literal) and term.value == "true"
            for term in reader.objects(subject, OWL.deprecated)
        )
        label = (english or named or [labels[0][0]])[0]
        entity = connection.execute(
            "INSERT INTO entity (iri, label, deprecated) VALUES (?, ?, ?)", (iri, label, deprecated)
        ).lastrowid
        for text, lang, why in labels:
            row = connection.execute(
                "INSERT INTO label (entity, text, folded, lang, why) VALUES (?, ?, ?, ?, ?)",
                (entity, text, fold(text), lang, why),
            ).lastrowid
            connection.execute("INSERT INTO words (rowid, text) VALUES (?, ?)", (row, text))
            connection.execute("INSERT INTO grams (rowid, text) VALUES (?, ?)", (row, text))
        connection.executemany(
            "INSERT OR IGNORE INTO code (code, scheme, entity) VALUES (?, ?, ?)",
            [(fold(code), scheme, entity) for code, scheme in _codes(reader, subject)],
        )
        place = _place(reader, subject)
        if place:
            lat, long = place
            connection.execute(
                "INSERT INTO place VALUES (?, ?, ?, ?, ?)", (entity, lat, lat, long, long)
            )


def _delete(connection: sqlite3.Connection, subjects: Iterable[str]) -> None:
    for iri in subjects:
        row = connection.execute("SELECT id FROM entity WHERE iri = ?", (iri,)).fetchone()
        if row is None:
            continue
        for label in connection.execute(
            "SELECT id, text FROM label WHERE entity = ?", row
        ).fetchall():
            for table in ("words", "grams"):
                connection.execute(
                    f"INSERT INTO {table} ({table}, rowid, text) VALUES ('delete', ?, ?)", label
                )
        for table, column in (("label", "entity"), ("code", "entity"), ("place", "id")):
            connection.execute(f"DELETE FROM {table} WHERE {column} = ?", row)
        connection.execute("DELETE FROM entity WHERE id = ?", row)


def _is_removed(reader: Reader, subject: NamedNode) -> bool:
    return next(reader.quads(subject, RDF.type, MH.Tombstone), None) is not None


def _labels(reader: Reader, subject: NamedNode) -> Iterator[tuple[str, str, str]]:
    for name_property, why in LABEL_PROPERTIES:
        for term in reader.objects(subject, name_property):
            if isinstance(term, Literal):
                yield term.value, term.language or "", why


def _codes(reader: Reader, subject: NamedNode) -> Iterator[tuple[str, str]]:
    for term in reader.objects(subject, SKOS.notation):
        if isinstance(term, Literal):
            datatype = term.datatype.value
            yield term.value, datatype.removeprefix(MH.iri) if datatype in MH else ""
    for term in reader.objects(subject, DCT.identifier):
        if isinstance(term, Literal):
            yield term.value, ""


def _place(reader: Reader, subject: NamedNode) -> tuple[float, float] | None:
    lat, long = reader.value(subject, WGS84.lat), reader.value(subject, WGS84.long)
    if not isinstance(lat, Literal) or not isinstance(long, Literal):
        return None
    try:
        return float(lat.value), float(long.value)
    except ValueError:
        return None
