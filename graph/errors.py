"""The one tree of errors; HTTP statuses and exit codes are two tables at the edges.

::

    MoothallError
    ├── ConfigError          a setting is wrong or unknown
    ├── RequestError         what was asked for makes no sense
    │   ├── NotFoundError    nothing is known under that address
    │   ├── GoneError        it was published once and has been removed
    │   ├── NotAcceptableError   it exists, but in none of the forms asked for
    │   ├── QueryError       the SPARQL text is wrong (line, column)
    │   └── LimitError       larger or longer than a limit allows
    ├── SourceError          a file or feed cannot be read (file, line, column)
    │   └── UnknownFormatError   no loader recognises it
    ├── ShapesError          the data breaks the shapes; carries the report
    └── StoreError           the data directory cannot be used
        ├── StoreMissingError
        ├── StoreLockedError
        ├── StoreVersionError    made by another version, or for another base IRI
        └── StoreCorruptError

Every error says what happened, where, and what to do.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


class MoothallError(Exception):
    """Base of every error that Moothall raises on purpose.

    Args:
        what: what happened, as a sentence without a full stop.
        where: the place, e.g. ``libraries.csv line 41, column "UPRN"``; empty if there is none.
        remedy: what the reader can do about it; empty if nothing.
    """

    def __init__(self, what: str, *, where: str = "", remedy: str = "") -> None:
        self.what = what
        self.where = where
        self.remedy = remedy
        super().__init__(what)

    def __str__(self) -> str:
        text = f"{self.where}: {self.what}" if self.where else self.what
        return f"{text}; {self.remedy}" if self.remedy else text


class ConfigError(MoothallError):
    """A setting is wrong or unknown."""


class RequestError(MoothallError):
    """What was asked for makes no sense."""


class NotFoundError(RequestError):
    """Nothing is known under that address."""


class GoneError(RequestError):
    """It was published once and has been removed.

    Args:
        iri: the IRI that was removed.
        removed_on: ISO date of the removal.
        replaced_by: IRIs that took its place, if any.
    """

    def __init__(self, iri: str, removed_on: str, replaced_by: Sequence[str] = ()) -> None:
        self.iri = iri
        self.removed_on = removed_on
        self.replaced_by = tuple(replaced_by)
        remedy = f"use {' or '.join(replaced_by)}" if replaced_by else ""
        super().__init__(f"{iri} was removed on {removed_on}", remedy=remedy)


class NotAcceptableError(RequestError):
    """It exists, but in none of the forms asked for.

    Args:
        asked: the form asked for, as the client wrote it.
        offered: media types on offer, best first.
    """

    def __init__(self, asked: str, offered: Sequence[str]) -> None:
        self.asked = asked
        self.offered = tuple(offered)
        super().__init__(
            f"there is no form of this that matches {asked!r}",
            remedy=f"ask for one of {', '.join(offered)}",
        )


class QueryError(RequestError):
    """The SPARQL text is wrong.

    Args:
        what: what the parser said.
        line: line of the query, from 1; None if unknown.
        column: column in that line, from 1; None if unknown.
    """

    def __init__(self, what: str, *, line: int | None = None, column: int | None = None) -> None:
        self.line = line
        self.column = column
        where = f"line {line}, column {column}" if line is not None else ""
        super().__init__(what, where=where, remedy="see https://www.w3.org/TR/sparql11-query/")


class LimitError(RequestError):
    """Larger or longer than a limit allows."""


class SourceError(MoothallError):
    """A file or feed cannot be read.

    Args:
        what: what is wrong with it.
        source: its name or address.
        line: line, from 1; None if it has none.
        column: a column number or heading; None if it has none.
        remedy: what to do.
    """

    def __init__(
        self,
        what: str,
        *,
        source: str,
        line: int | None = None,
        column: int | str | None = None,
        remedy: str = "",
    ) -> None:
        self.source = source
        self.line = line
        self.column = column
        where = source
        if line is not None:
            where += f" line {line}"
        if column is not None:
            where += f', column "{column}"' if isinstance(column, str) else f", column {column}"
        super().__init__(what, where=where, remedy=remedy)


class UnknownFormatError(SourceError):
    """No loader recognises the source."""


class ShapesError(MoothallError):
    """The data breaks the shapes; nothing was published.

    Args:
        what: a summary in one sentence.
        report: the report of `moothall.shapes` with one finding per fault.
    """

    def __init__(self, what: str, *, report: Any, where: str = "") -> None:
        self.report = report
        super().__init__(
            what, where=where, remedy="mend the findings below; what is published has not changed"
        )


class StoreError(MoothallError):
    """The data directory cannot be used."""


class StoreMissingError(StoreError):
    """There is no store in the data directory."""


class StoreLockedError(StoreError):
    """Another process is writing to the store."""


class StoreVersionError(StoreError):
    """The store was made by another version, or for another base IRI."""


class StoreCorruptError(StoreError):
    """The store's files are damaged."""
