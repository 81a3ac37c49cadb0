"""A table: its form, its headings and its rows, whatever file it came in.

::

    source -> what it is, by its content
      delimited text  -> `text_table`, with `delimiter` and `csv_reader`
      spreadsheet     -> `sheets`, in a process of its own -> text -> `csv_reader`
      JSON            -> `json_rows`
    its first rows -> `heading_row` -> Table
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from ...graph.errors import SourceError
from ..description import describe, describe_start
from ..source import Source, encoding_of, open_text
from ..xml_input import root_name
from .form import Form, OpenedTable, RowSource
from .heading_row import (
    SAMPLE_ROWS,
    HeadingFault,
    Score,
    filled_columns,
    find_headings,
    repeated,
    without_heading,
)
from .json_rows import looks_like_json, open_json_table
from .limits import TableLimits
from .row import Row
from .sheets.process import is_spreadsheet, open_spreadsheet
from .text_table import open_text_table

_START_CHARACTERS = 10_000


@dataclass(frozen=True, slots=True)
class Table:
    """A table.

    Attributes:
        name: the name of its source.
        form: what kind of file it is, and how it was read.
        heading_row: number of the row that has the headings.
        headings: the headings without blanks around them, by position; empty over a column that
            has none. Columns at the end that have neither heading nor content are left out.
        above: the rows above the headings, such as titles.
        faults: what is wrong with the headings.
    """

    name: str
    form: Form
    heading_row: int
    headings: tuple[str, ...]
    above: tuple[Row, ...]
    faults: tuple[HeadingFault, ...]
    _read: RowSource = field(repr=False)

    @property
    def notes(self) -> tuple[str, ...]:
        """Return what a person should know about how it was read, in plain words."""
        if not self.above:
            return self.form.notes
        return (*self.form.notes, f"the headings were found in row {self.heading_row}")

    def rows(self) -> Iterator[Row]:
        """Return the rows below the headings from the first, each time; blank ones are left out.

        Each has at least as many cells as there are headings: one that has not is filled up, one
        that has more keeps them, and its fault says so.

        Raises:
            SourceError: the file cannot be read on from some row.
        """
        rows = self._read(len(self.headings))
        for row in rows:
            if row.number >= self.heading_row:
                break
        return rows


def open_table(
    source: Source,
    limits: TableLimits,
    *,
    sheet: str | None = None,
    score: Score | None = None,
) -> Table:
    """Return the table in a source: CSV with any delimiter, XLSX, XLSB, XLS, ODS or JSON.

    What it is is told by its content, never by its name.

    Args:
        source: the file.
        limits: what it may have at most.
        sheet: the sheet of a spreadsheet; None for the one that is most likely meant.
        score: says how many known headings a row holds, which finds the sheet, the delimiter and
            the headings (see `headings.scorer`); None if nothing is known.

    Raises:
        SourceError: it is no table, is damaged, or has more than it may have.
    """
    opened = _open(source, limits, sheet, score)
    first = list(islice(opened.rows(), SAMPLE_ROWS))
    if not first:
        raise SourceError(
            "there is nothing in it", source=source.name, remedy="download or export it again"
        )
    index = 0 if opened.form.kind == "json" else find_headings(first, score)
    row = first[index]
    headings = [cell.strip() for cell in row.cells]
    blank = [position for position, heading in enumerate(headings) if not heading]
    below = (each for each in opened.rows() if each.number > row.number)
    filled = filled_columns(below, blank)
    while headings and not headings[-1] and len(headings) - 1 not in filled:
        headings.pop()
    return Table(
        source.name,
        opened.form,
        row.number,
        tuple(headings),
        tuple(first[:index]),
        (*repeated(headings), *without_heading(filled.items())),
        opened.rows,
    )


def _open(
    source: Source, limits: TableLimits, sheet: str | None, score: Score | None
) -> OpenedTable:
    """Return the table of a source before its headings are found.

    Raises:
        SourceError: it is no table.
    """
    if not source.data:
        raise SourceError(
            "the file is empty", source=source.name, remedy="download or export it again"
        )
    if is_spreadsheet(source):
        return open_spreadsheet(source, limits, sheet, score)
    if describe_start(source) or root_name(source):
        raise _no_table(source)
    try:
        start = open_text(source, encoding_of(source)).read(_START_CHARACTERS)
    except SourceError as error:
        raise _no_table(source) from error
    if looks_like_json(start):
        return open_json_table(source, limits)
    return open_text_table(source, limits, score)


def _no_table(source: Source) -> SourceError:
    return SourceError(
        f"it is no table: it looks like {describe(source)}",
        source=source.name,
        remedy="give a table as CSV, Excel (XLSX, XLS, XLSB), OpenDocument (ODS) or JSON",
    )
