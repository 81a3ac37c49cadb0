"""The history of checks by publisher and standard, and the matchings of headings of each.

Nobody proves to be a publisher, so a history says what was checked in its name, and where the file
came from. A matching that is remembered never overrides what a standard says of a heading.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import astuple, dataclass
from pathlib import Path

from ...graph.errors import StoreError

MOST_REMEMBERED = 200
"""Headings that are remembered of one publisher for one standard."""

_LONGEST_HEADING = 200
_WAIT_S = 5.0
_TABLES = """
CREATE TABLE IF NOT EXISTS checks (
    checked TEXT NOT NULL, standard TEXT NOT NULL, publisher TEXT NOT NULL, name TEXT NOT NULL,
    source TEXT NOT NULL, rows INTEGER NOT NULL, must_rules INTEGER NOT NULL,
    must_cells INTEGER NOT NULL, should_rules INTEGER NOT NULL, should_cells INTEGER NOT NULL,
    passed_rules INTEGER NOT NULL, conforms INTEGER NOT NULL);
CREATE INDEX IF NOT EXISTS checks_of_publisher ON checks (standard, publisher, checked);
CREATE TABLE IF NOT EXISTS matchings (
    standard TEXT NOT NULL, publisher TEXT NOT NULL, heading TEXT NOT NULL, name TEXT NOT NULL,
    PRIMARY KEY (standard, publisher, heading));
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class PastCheck:
    """The outcome of a check.

    Attributes:
        checked: when, as an ISO date and time in UTC.
        standard: the name of the standard.
        publisher: the code of the publisher.
        name: what the publisher is called.
        source: the web address of the file; empty if it was uploaded.
        rows: how many rows it has.
        must_rules: rules broken that must not be.
        must_cells: how often they are broken.
        should_rules: rules broken that should not be.
        should_cells: how often they are broken.
        passed_rules: rules that nothing breaks.
        conforms: whether there was nothing that must be mended.
    """

    checked: str
    standard: str
    publisher: str
    name: str
    source: str
    rows: int
    must_rules: int
    must_cells: int
    should_rules: int
    should_cells: int
    passed_rules: int
    conforms: bool


class History:
    """The history in one file.

    Args:
        path: the file; it is made when something is first written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    def add(self, past: PastCheck) -> None:
        """Write the outcome of a check.

        Raises:
            StoreError: the file cannot be used.
        """
        marks = ", ".join("?" * len(astuple(past)))
        with self._open() as connection:
            connection.execute(f"INSERT INTO checks VALUES ({marks})", astuple(past))

    def of(self, standard: str, publisher: str, most: int) -> tuple[PastCheck, ...]:
        """Return the last checks of a publisher by a standard, the newest first.

        Raises:
            StoreError: the file cannot be used.
        """
        if not self._path.is_file():
            return ()
        query = (
            "SELECT checked, standard, publisher, name, source, rows, must_rules, must_cells, "
            "should_rules, should_cells, passed_rules, conforms FROM checks "
            "WHERE standard = ? AND publisher = ? ORDER BY checked DESC, rowid DESC LIMIT ?"
        )
        with self._open() as connection:
            rows = connection.execute(query, (standard, publisher, most)).fetchall()
        return tuple(PastCheck(**{**dict(row), "conforms": bool(row["conforms"])}) for row in rows)

    def remember(self, standard: str, publisher: str, matching: Mapping[str, str]) -> None:
        """Write which columns a publisher's headings are; an empty column forgets a heading.

        Raises:
            StoreError: the file cannot be used.
        """
        kept = [(h, c) for h, c in matching.items() if c and len(h) <= _LONGEST_HEADING]
        gone = [h for h, c in matching.items() if not c]
        with self._open() as connection:
            connection.executemany(
                "DELETE FROM matchings WHERE standard = ? AND publisher = ? AND heading = ?",
                [(standard, publisher, heading) for heading in gone],
            )
            connection.executemany(
                "INSERT OR REPLACE INTO matchings VALUES (?, ?, ?, ?)",
                [(standard, publisher, *pair) for pair in kept[:MOST_REMEMBERED]],
            )

    def remembered(self, standard: str, publisher: str) -> dict[str, str]:
        """Return which columns a publisher's headings were said to be: heading -> column.

        Raises:
            StoreError: the file cannot be used.
        """
        if not self._path.is_file():
            return {}
        query = (
            "SELECT heading, name FROM matchings WHERE standard = ? AND publisher = ? "
            "ORDER BY rowid DESC LIMIT ?"
        )
        with self._open() as connection:
            rows = connection.execute(query, (standard, publisher, MOST_REMEMBERED)).fetchall()
        return {row["heading"]: row["name"] for row in rows}

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        """Give a connection, whose changes are written together at the end.

        Raises:
            StoreError: the file cannot be used.
        """
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            with closing(sqlite3.connect(self._path, timeout=_WAIT_S)) as connection, connection:
                connection.row_factory = sqlite3.Row
                connection.executescript(_TABLES)
                yield connection
        except (sqlite3.Error, OSError) as error:
            raise StoreError(
                f"the history of checks cannot be used ({error})",
                where=str(self._path),
                remedy="see who may write there; if the file is damaged, move it away",
            ) from error
