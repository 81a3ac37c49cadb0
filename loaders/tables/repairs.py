"""Repairs: a table with what a machine may mend mended, and the list of what was changed.

Only what is sure is changed: blanks around a value, dates and numbers in another form, spellings of
codes, letters that a wrong encoding has spoilt, and words that stand where there is no value. All
else stays as it stands.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, NamedTuple

from xlsxwriter.workbook import Workbook

from ...graph.list_csv import neutral
from ...graph.look_up import LookUp
from ...shapes.standard import Standard
from .cell import Cell, Conversion
from .conversion import conversion_of
from .headings import HeadingMatch
from .table import Table

MOST_CHANGES = 100_000
"""Changes that are listed one by one; further ones are only counted."""

CHANGE_COLUMNS = ("row", "column", "before", "after", "why")

MOST_SHEET_ROWS = 1_048_576
"""Source: Excel specifications and limits (rows of a sheet)."""

MOST_SHEET_COLUMNS = 16_384
_MOST_CELL_CHARACTERS = 32_767
_FORMULA = "a mark before it, so that no spreadsheet works it out"
_PIECE_CHARACTERS = 65_536


class CellChange(NamedTuple):
    """A cell that was changed.

    Attributes:
        row: the number of its row in the file that came, as a spreadsheet shows it.
        column: its heading.
        before: the cell as it stood.
        after: the cell as it is now.
        why: why it was changed, in a few words.
    """

    row: int
    column: str
    before: str
    after: str
    why: str


@dataclass(frozen=True, slots=True)
class Repaired:
    """What was changed in a table.

    Attributes:
        changes: the changes, in the order of the rows; at most `MOST_CHANGES`.
        count: how many there are.
        notes: what else is different, in sentences.
    """

    changes: tuple[CellChange, ...]
    count: int
    notes: tuple[str, ...] = ()


class Repairs:
    """The repairs of one table, made row by row each time that they are asked for.

    Args:
        table: the table.
        standard: the standard that it follows.
        match: which column each heading is.
        look_up: where councils, services and the like are found.
    """

    def __init__(
        self, table: Table, standard: Standard, match: HeadingMatch, look_up: LookUp
    ) -> None:
        self._table = table
        self._conversions: dict[int, Conversion] = {
            each.position: conversion_of(standard.columns[each.column], look_up)
            for each in match.headings
            if each.column is not None
        }

    def write_csv(self, output: IO[bytes]) -> Repaired:
        """Write the table as CSV in UTF-8, and return what was changed.

        Cells that a spreadsheet would work out get a mark before them.

        Raises:
            SourceError: the table cannot be read on from some row.
        """
        listed = _Listed()
        text = io.StringIO(newline="")
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow([neutral(heading) for heading in self._table.headings])
        for number, cells in self.rows(listed):
            for position, cell in enumerate(cells):
                safe = neutral(cell)
                if safe != cell:
                    listed.add(number, self._heading(position), cell, safe, _FORMULA)
                    cells[position] = safe
            writer.writerow(cells)
            if text.tell() > _PIECE_CHARACTERS:
                _flush(text, output)
        _flush(text, output)
        return listed.repaired(self._notes())

    def write_xlsx(self, output: IO[bytes]) -> Repaired:
        """Write the table as a spreadsheet whose cells are all text, and return what was changed.

        Raises:
            SourceError: the table cannot be read on from some row.
        """
        listed = _Listed()
        notes = self._notes()
        with opened_workbook(output) as workbook:
            sheet = workbook.add_worksheet("Repaired")
            bold = workbook.add_format({"bold": True})
            sheet.freeze_panes(1, 0)
            for position, heading in enumerate(self._table.headings[:MOST_SHEET_COLUMNS]):
                sheet.write_string(0, position, sheet_text(heading), bold)
            for index, (_, cells) in enumerate(self.rows(listed), 1):
                if index >= MOST_SHEET_ROWS:
                    notes = (*notes, f"Rows after {MOST_SHEET_ROWS:,} did not fit on a sheet.")
                    break
                for position, cell in enumerate(cells[:MOST_SHEET_COLUMNS]):
                    if cell:
                        sheet.write_string(index, position, sheet_text(cell))
        return listed.repaired(notes)

    def rows(self, listed: _Listed) -> Iterator[tuple[int, list[str]]]:
        """Yield each row's number and its mended cells, and list what was changed.

        Args:
            listed: takes each change.

        Raises:
            SourceError: the table cannot be read on from some row.
        """
        conversions = tuple(self._conversions.items())
        for row in self._table.rows():
            cells = list(row.cells)
            for position, convert in conversions:
                text = cells[position]
                if not text:
                    continue
                cell = convert(text)
                if cell.is_sure and cell.best != text:
                    cells[position] = cell.best
                    why = _why(text, cell)
                    listed.add(row.number, self._heading(position), text, cell.best, why)
            yield row.number, cells

    def _heading(self, position: int) -> str:
        headings = self._table.headings
        return headings[position] if position < len(headings) else ""

    def _notes(self) -> tuple[str, ...]:
        form, notes = self._table.form, []
        if form.encoding not in ("", "utf-8"):
            notes.append(f"The file was {form.encoding}, and is UTF-8 now.")
        if form.delimiter not in ("", ","):
            notes.append("The delimiter is a comma now.")
        if form.line_ends not in ("", "CRLF", "LF"):
            notes.append(f"The line ends were {form.line_ends}, and are those of every system now.")
        if self._table.above:
            notes.append(f"{len(self._table.above)} rows above the headings are left out.")
        return tuple(notes)


class _Listed:
    """The changes so far."""

    def __init__(self) -> None:
        self._changes: list[CellChange] = []
        self._count = 0

    def add(self, row: int, column: str, before: str, after: str, why: str) -> None:
        self._count += 1
        if len(self._changes) < MOST_CHANGES:
            self._changes.append(CellChange(row, column, before, after, why))

    def repaired(self, notes: Sequence[str]) -> Repaired:
        return Repaired(tuple(self._changes), self._count, tuple(notes))


def write_changes(repaired: Repaired, output: IO[bytes]) -> None:
    """Write the list of changes as CSV in UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(CHANGE_COLUMNS)
    for change in repaired.changes:
        writer.writerow([neutral(str(value)) for value in change])
        if text.tell() > _PIECE_CHARACTERS:
            _flush(text, output)
    _flush(text, output)


def opened_workbook(output: IO[bytes]) -> Workbook:
    """Return a new workbook that takes constant memory and never makes a formula or a link."""
    return Workbook(
        output,
        {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
        },
    )


def sheet_text(text: str) -> str:
    """Return a text as a cell of a spreadsheet can hold it: cut where it is too long."""
    return text if len(text) <= _MOST_CELL_CHARACTERS else text[: _MOST_CELL_CHARACTERS - 1] + "…"


def _why(text: str, cell: Cell) -> str:
    if cell.fault:
        return cell.fault
    if text.strip() == cell.best:
        return "blanks around it"
    if text.casefold() == cell.best.casefold():
        return "large and small letters"
    return "written in another form"


def _flush(text: io.StringIO, output: IO[bytes]) -> None:
    output.write(text.getvalue().encode("utf-8", "replace"))
    text.seek(0)
    text.truncate()
