"""Layers: an SQLite file that holds only what is different from another, which lies beside it.

Files of releases are much alike. So one may be a link to an older file, which never changes, with
a second file of what is different beside it::

    index.sqlite           the older file, linked
    index.changes.sqlite   rows that have come, and the keys of those that have gone

Whoever opens the first through `connect` asks its tables as if there were one file. Two tables
cannot be joined that way without reading all of one, so each is asked for itself; and the tables of
a full-text index are asked layer by layer.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from pathlib import Path

ABOVE, BELOW = "main", "below"
"""Names of the schemas of what has come, and of the older file."""

_PAGE_BYTES = 1024
"""Pages of a file of changes, which has many tables of a few rows."""

Tables = Mapping[str, tuple[str, ...]]
"""Name of each table -> the columns of its key."""


def changes_path(path: Path) -> Path:
    """Return the path of what is different, beside a file: ``index.changes.sqlite``."""
    return path.with_name(f"{path.stem}.changes{path.suffix}")


def connect(path: Path, tables: Tables) -> sqlite3.Connection:
    """Return a connection to a file that never changes, and to what is different beside it."""
    changes = changes_path(path)
    if not changes.exists():
        return _connect(path)
    connection = _connect(changes)
    connection.execute(f"ATTACH ? AS {BELOW}", (_address(path),))
    for table, key in tables.items():
        # names in `temp` come first, so that this stands for both tables of the name
        connection.execute(
            f"CREATE TEMP VIEW {table} AS SELECT * FROM {BELOW}.{table} AS older "
            f"WHERE NOT EXISTS (SELECT 1 FROM {ABOVE}.gone_{table} AS gone WHERE "
            + " AND ".join(f"gone.{column} = older.{column}" for column in key)
            + f") UNION ALL SELECT * FROM {ABOVE}.{table}"
        )
    return connection


def is_layered(connection: sqlite3.Connection) -> bool:
    """Return whether a connection reads an older file and what is different from it."""
    return any(row[1] == BELOW for row in connection.execute("PRAGMA database_list"))


def write_changes(
    older: Path, newer: Path, path: Path, schema: str, tables: Tables, finish: str = ""
) -> None:
    """Write what a file has that an older one has not, and the keys of what it has not any more.

    Args:
        older: the older file.
        newer: a file with the same tables.
        path: the file to make.
        schema: the statements that make the tables.
        tables: the tables that are compared.
        finish: statements that are run when the rows stand, such as for tables made of others.
    """
    connection = sqlite3.connect(path, uri=True)
    try:
        connection.execute(f"PRAGMA page_size = {_PAGE_BYTES}")
        connection.executescript(schema)
        connection.execute(f"ATTACH ? AS {BELOW}", (_address(older),))
        connection.execute("ATTACH ? AS newer", (_address(newer),))
        for table, key in tables.items():
            columns = ", ".join(key)
            connection.execute(
                f"INSERT INTO {ABOVE}.{table} "
                f"SELECT * FROM newer.{table} EXCEPT SELECT * FROM {BELOW}.{table}"
            )
            connection.execute(
                f"CREATE TABLE {ABOVE}.gone_{table} ({columns}, PRIMARY KEY ({columns})) "
                "WITHOUT ROWID"
            )
            connection.execute(
                f"INSERT INTO {ABOVE}.gone_{table} SELECT {columns} FROM "
                f"(SELECT * FROM {BELOW}.{table} EXCEPT SELECT * FROM newer.{table})"
            )
        connection.commit()
        connection.executescript(finish)
        connection.commit()
    finally:
        connection.close()


def _connect(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(_address(path), uri=True, check_same_thread=False)


def _address(path: Path) -> str:
    return f"{path.absolute().as_uri()}?mode=ro&immutable=1"
