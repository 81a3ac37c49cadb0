"""The official download of a list as a spreadsheet: the same rows, which somebody has edited."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from ..graph.errors import SourceError
from ..graph.list_csv import MAPPING_COLUMNS, TERM_COLUMNS
from . import list_csv, list_table
from .csv_table import Row, Table
from .edit_sheets.column import known_headings
from .list_table import check_headings, rows_within
from .source import Source
from .staged import Context, Staged
from .tables.limits import TableLimits
from .tables.sheets.process import is_spreadsheet
from .tables.table import Table as Sheet
from .tables.table import open_table

MOST_BYTES = 5_000_000
"""Size of the largest spreadsheet that is looked into for a list, which has some thousand rows."""

_LIMITS = TableLimits(
    columns=200,
    rows=200_000,
    unpacked_bytes=100_000_000,
    sheet_seconds=20,
    sheet_memory_bytes=1_000_000_000,
)
_KNOWN = frozenset(TERM_COLUMNS + MAPPING_COLUMNS)


def recognises(source: Source) -> bool:
    """Return whether a source is a spreadsheet with the headings of an official download."""
    if not is_spreadsheet(source) or len(source.data) > MOST_BYTES:
        return False
    try:
        return list_csv.are_headings_of_a_list(opened_list(source).headings)
    except SourceError:
        # whoever reads it as something else says what is wrong with it
        return False


def read(source: Source, context: Context) -> Staged:
    """Return the datasets of an official list download: one for each kind of term in it.

    Raises:
        SourceError: it cannot be read, a heading is missing, or a row cannot be understood; with
            the number of the row and its column.
    """
    if context.list_name is not None:
        # what the list says of every term, such as its type, needs no column then
        return list_table.read(source, context, {}, None)
    sheet = opened_list(source)
    check_headings(sheet, source)
    rows = tuple(
        Row(row.number, dict(zip(sheet.headings, row.cells, strict=True)))
        for row in rows_within(sheet, source)
    )
    return list_csv.read_rows(source, Table(sheet.headings, rows, sheet.notes), context)


def opened_list(source: Source) -> Sheet:
    """Return the table of a list, in whatever file it came.

    Raises:
        SourceError: it is no table, or has more than the table of a list has.
    """
    # one format after the other looks into a spreadsheet, which takes a process each time
    return _opened_once(source) if len(source.data) <= MOST_BYTES else _open(source)


def _open(source: Source) -> Sheet:
    return open_table(source, _LIMITS, score=_score)


_opened_once = lru_cache(maxsize=1)(_open)


def _score(cells: Sequence[str]) -> int:
    """Return how many headings of official downloads, or of edit sheets, a row holds."""
    return max(len(_KNOWN & {cell.strip() for cell in cells}), known_headings(cells))
