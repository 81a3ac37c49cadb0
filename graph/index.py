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
from .layers import ABOVE, BELOW, Tables, connect, is_layered, write_changes
from .namespaces import DCT, MH, OWL, RDF, RDFS, SKOS, WGS84
from .store import Reader
from .terms import Literal, NamedNode, Term
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

STANDARD_SCHEMA = """
CREATE TABLE IF NOT EXISTS standard_graph (iri TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS standard_subject (
    subject TEXT PRIMARY KEY, digest BLOB NOT NULL, lists TEXT NOT NULL, said TEXT NOT NULL
) WITHOUT ROWID;
"""
"""The tables of `moothall.graph.standard_table`, which are no part of what is searched."""

KEYS = {
    "entity": ("id",),
    "label": ("id",),
    "code": ("code", "scheme", "entity"),
    "place": ("id",),
    "standard_graph": ("iri",),
    "standard_subject": ("subject",),
}
"""Tables that the others are made of -> the columns of their keys."""

_FULL_TEXT = """
INSERT INTO words (rowid, text) SELECT id, text FROM label;
INSERT INTO grams (rowid, text) SELECT id, text FROM label;
INSERT INTO words (words) VALUES ('optimize');
INSERT INTO grams (grams) VALUES ('optimize');
"""


class Index:
    """The index file, opened read-only; one connection a thread.

    It may be a link to an older file with what is different beside it; see `moothall.graph.layers`.

    Args:
        path: the file.
        tables: its tables, each with the columns of its key.
    """

    def __init__(self, path: Path, tables: Tables = KEYS) -> None:
        self._path = path
        self._tables = tables
        self._local = threading.local()

    def rows(self, query: str, values: Iterable[str | int | float] = ()) -> list[sqlite3.Row]:
        """Return the rows of a query of the project's own.

        Raises:
            StoreCorruptError: the file is missing or damaged.
        """
        try:
            return self._held().connection.execute(query, tuple(values)).fetchall()
        except sqlite3.DatabaseError as error:
            raise StoreCorruptError(
                f"the index cannot be read ({error})",
                where=str(self._path),
                remedy="'moothall rollback N' goes back to an earlier generation",
            ) from error

    def labels_matching(
        self, table: str, pattern: str, columns: str, rest: str
    ) -> list[sqlite3.Row]:
        """Return columns of the labels that a full-text table finds.

        Args:
            table: ``words`` or ``grams``.
            pattern: what is sought, as FTS5 writes it.
            columns: what is returned, of the table and of ``label``.
            rest: order and limit, of each layer of the index.

        Raises:
            StoreCorruptError: the file is missing or damaged.
        """
        # what a full-text table has of labels that have gone is passed over
        kept = f"AND label.id NOT IN (SELECT id FROM {ABOVE}.gone_label)"
        layers = ((BELOW, kept), (ABOVE, "")) if self._is_layered() else ((ABOVE, ""),)
        return [
            row
            for layer, condition in layers
            for row in self.rows(
                f"SELECT {columns} FROM {layer}.{table} AS {table} "
                f"JOIN {layer}.label AS label ON label.id = {table}.rowid "
                f"WHERE {table} MATCH ? {condition} {rest}",
                (pattern,),
            )
        ]

    def _is_layered(self) -> bool:
        self.rows("SELECT 1")  # opens the file, and says where it is if it cannot be read
        return self._held().is_layered

    def _held(self) -> _Held:
        held: _Held | None = getattr(self._local, "held", None)
        if held is None:
            connection = connect(self._path, self._tables)
            connection.row_factory = sqlite3.Row
            held = self._local.held = _Held(connection)
        return held


class _Held:
    """A thread's connection, closed when the thread or the index goes."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        self.is_layered = is_layered(connection)

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
        connection.executescript(_SCHEMA + STANDARD_SCHEMA)
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
    changed = sorted(change.subjects())
    connection = sqlite3.connect(path)
    try:
        known = _known(connection, changed)
        staying = _count(connection) - len(known) + len(Change(added=change.added).subjects())
        if len(known) > staying:
            # what would have to be taken out is more than there is to put in
            connection.close()
            path.unlink()
            build_index(reader, path)
            return
        _delete(connection, known)
        written, _ = written_parts(change.added)
        new = {iri for part in written for iri in part.subjects()} - known.keys()
        other = [iri for iri in changed if iri not in new]
        read = Scanned if len(other) >= _SCAN_FROM else Asked
        _insert(connection, Written(written, read(reader, other)), changed)
        connection.commit()
    finally:
        connection.close()


def write_index_changes(older: Path, newer: Path, path: Path) -> None:
    """Write what an index has that an older one has not, and what it has not any more."""
    write_changes(older, newer, path, _SCHEMA + STANDARD_SCHEMA, KEYS, _FULL_TEXT)


def _insert(connection: sqlite3.Connection, described: Described, subjects: Iterable[str]) -> None:
    entity, row = _last_number(connection, "entity"), _last_number(connection, "label")
    batch, things = _Batch(connection), _Things(described)
    for iri in subjects:
        labels = things.labels(iri)
        if not labels or things.is_removed(iri):
            continue
        named = [text for text, lang, why in labels if why == "name"]
        english = [text for text, lang, why in labels if why == "name" and lang in ("en", "")]
        entity += 1
        name = (english or named or [labels[0][0]])[0]
        batch.entities.append((entity, iri, name, things.is_deprecated(iri)))
        for text, lang, why in labels:
            row += 1
            batch.labels.append((row, entity, text, fold(text), lang, why))
        codes = {(fold(code), scheme) for code, scheme in things.codes(iri)}
        batch.codes += [(code, scheme, entity) for code, scheme in sorted(codes)]
        place = things.place(iri)
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


def _count(connection: sqlite3.Connection) -> int:
    (count,) = connection.execute("SELECT count(*) FROM entity").fetchone()
    return int(count)


def _known(connection: sqlite3.Connection, subjects: Sequence[str]) -> dict[str, int]:
    """Return the numbers of those subjects that are in the index, by their IRIs."""
    connection.execute("CREATE TEMP TABLE changed (iri TEXT PRIMARY KEY) WITHOUT ROWID")
    connection.executemany("INSERT INTO changed VALUES (?)", ((iri,) for iri in subjects))
    known = dict(connection.execute("SELECT iri, id FROM entity JOIN changed USING (iri)"))
    connection.execute("DROP TABLE changed")
    return known


def _delete(connection: sqlite3.Connection, known: dict[str, int]) -> None:
    """Take subjects out of the index."""
    for number in known.values():
        row = (number,)
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


class _Things:
    """What the index asks of things, whose properties are read once for all of them."""

    def __init__(self, described: Described) -> None:
        names = [(described.objects(name), why) for name, why in LABEL_PROPERTIES]
        self._names = [(objects, why) for objects, why in names if objects]
        self._classes = described.objects(RDF.type)
        self._deprecated = described.objects(OWL.deprecated)
        self._notations = described.objects(SKOS.notation)
        self._identifiers = described.objects(DCT.identifier)
        self._latitudes = described.objects(WGS84.lat)
        self._longitudes = described.objects(WGS84.long)

    def labels(self, iri: str) -> list[tuple[str, str, str]]:
        """Return each label once, with its language and what it is called."""
        found = (
            (term.value, term.language or "", why)
            for objects, why in self._names
            for term in objects.get(iri, ())
            if isinstance(term, Literal)
        )
        return list(dict.fromkeys(found))

    def is_removed(self, iri: str) -> bool:
        """Return whether just a tombstone is left."""
        return MH.Tombstone in self._classes.get(iri, ())

    def is_deprecated(self, iri: str) -> bool:
        """Return whether it should no longer be used."""
        stated = self._deprecated.get(iri, ())
        return any(isinstance(term, Literal) and term.value == "true" for term in stated)

    def codes(self, iri: str) -> Iterator[tuple[str, str]]:
        """Yield its codes, each with its scheme."""
        notations = _literals(self._notations.get(iri, ()))
        identifiers = _literals(self._identifiers.get(iri, ()))
        if MH.Code in self._classes.get(iri, ()):
            for term in (*notations, *identifiers):
                yield term.value, VALUE
            return
        for term in notations:
            datatype = term.datatype.value
            yield term.value, datatype.removeprefix(MH.iri) if datatype in MH else ""
        for term in identifiers:
            yield term.value, ""

    def place(self, iri: str) -> tuple[float, float] | None:
        """Return its latitude and longitude in degrees; None if it has none."""
        lat = next(iter(self._latitudes.get(iri, ())), None)
        long = next(iter(self._longitudes.get(iri, ())), None)
        if not isinstance(lat, Literal) or not isinstance(long, Literal):
            return None
        try:
            return float(lat.value), float(long.value)
        except ValueError:
            return None


def _literals(terms: Iterable[Term]) -> list[Literal]:
    return [term for term in terms if isinstance(term, Literal)]
