"""The form of a table: what kind of file it is, and how that was read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, Protocol

from .row import Row

Kind = Literal["csv", "xlsx", "xls", "xlsb", "ods", "json"]


class RowSource(Protocol):
    """Gives the rows of a table."""

    def __call__(self, width: int | None = None) -> Iterator[Row]:
        """Return the rows from the start, fitted to a width if there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The form of a table.

    Attributes:
        kind: the kind of file; any delimited text is ``csv``.
        encoding: the encoding of a text; empty for a spreadsheet.
        delimiter: what stands between the cells of a text; empty for other kinds.
        line_ends: ``LF``, ``CRLF``, ``CR`` or ``mixed``, as the first rows of a text end; empty for
            other kinds.
        sheet: the sheet that was read; empty where there are none.
        sheets: every sheet of the file.
        notes: what a person should know about how it was read.
    """

    kind: Kind
    encoding: str = ""
    delimiter: str = ""
    line_ends: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OpenedTable:
    """A table whose headings have not been found.

    Attributes:
        form: its form.
        rows: gives its rows from the start, each time that it is called; without blank ones. Asked
            with a width, it gives them fitted to that many cells (see `row.fitted`).
    """

    form: Form
    rows: RowSource
