"""Any table as a list: its columns, whatever they are called, taken for those of a list's download.

An export whose headings differ is loaded by saying which heading is which column. A column may also
hold the identifiers of terms of another kind, such as services, that each row's term is related to.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping

from ..graph.errors import SourceError
from ..graph.list_csv import MAPPING_COLUMNS, TERM_COLUMNS
from . import csv_table, list_csv
from .lists import KINDS, Kind
from .source import Source
from .staged import Context, Staged
from .tables.limits import TableLimits
from .tables.row import Row
from .tables.table import Table, open_table

_COLUMNS = (*TERM_COLUMNS, *MAPPING_COLUMNS)
_NEEDED = ("Identifier", "Label")
_IDENTIFIER, _TYPE = "Mapped identifier", "Mapped type"


def read(source: Source, context: Context, chosen: Mapping[str, str], sheet: str | None) -> Staged:
    """Return the datasets of a table of the terms of a list, in any form that tables have.

    Args:
        source: the table.
        context: which list its terms belong to, and what is published.
        chosen: heading -> the column of a list's download that it is, or the kind of term whose
            identifiers it holds; empty to leave it out. Other headings are what they say.
        sheet: the sheet of a spreadsheet; None for the likeliest.

    Raises:
        SourceError: it is no table, the list is not known, a heading or a column is not there, or a
            row cannot be understood.
    """
    kind = _kind(source, context.list_name or "")
    table = open_table(source, TableLimits(), sheet=sheet)
    check_headings(table, source)
    columns = _columns(table, source, chosen)
    headings = tuple(dict.fromkeys((*TERM_COLUMNS, *MAPPING_COLUMNS)))
    notes = [
        f"the column {heading!r} is no part of a list's download; it was left out"
        for heading, column in zip(table.headings, columns, strict=True)
        if column not in _COLUMNS and column not in KINDS and heading not in chosen
    ]
    rows = tuple(_rows(rows_within(table, source), columns, kind))
    return list_csv.read_rows(
        source, csv_table.Table(headings, rows, (*table.form.notes, *notes)), context
    )


def check_headings(table: Table, source: Source) -> None:
    """Raise if what stands under some heading, or under none, would be lost without a word.

    Raises:
        SourceError: it would; with the column.
    """
    for fault in table.faults:
        raise SourceError(
            fault.what,
            source=source.name,
            line=table.heading_row,
            column=fault.columns[0],
            remedy=fault.remedy,
        )


def rows_within(table: Table, source: Source) -> Iterator[Row]:
    """Yield the rows of a table, which have as many cells as there are headings.

    Raises:
        SourceError: one has more.
    """
    for row in table.rows():
        if len(row.cells) > len(table.headings):
            raise SourceError(
                f"the row {row.fault}",
                source=source.name,
                line=row.number,
                remedy="put each text under its heading, and nothing beside the table",
            )
        yield row


def _kind(source: Source, list_name: str) -> Kind:
    for kind in KINDS.values():
        if list_name in kind.lists:
            return kind
    names = ", ".join(name for kind in KINDS.values() for name in kind.lists)
    raise SourceError(
        f"no table of the list {list_name!r} can be read",
        source=source.name,
        remedy=f"the lists are {names}; any other comes as RDF",
    )


def _columns(table: Table, source: Source, chosen: Mapping[str, str]) -> list[str]:
    """Return what each heading of a table is: a column, a kind of term, or nothing."""
    known = (*_COLUMNS, *KINDS)
    for heading, column in chosen.items():
        if heading not in table.headings:
            raise SourceError(
                f"there is no heading {heading!r}",
                source=source.name,
                remedy=f"the headings are {', '.join(table.headings)}",
            )
        if column and column not in known:
            raise SourceError(
                f"{column!r} is no column of a list, and no kind of term",
                source=source.name,
                column=heading,
                remedy=f"the columns are {', '.join(_COLUMNS)}; the kinds are {', '.join(KINDS)}",
            )
    columns = [chosen.get(heading, heading) for heading in table.headings]
    missing = [name for name in _NEEDED if name not in columns]
    if missing:
        raise SourceError(
            f"nothing says which column is {' and which is '.join(missing)}",
            source=source.name,
            remedy=f"say so with --map, such as --map {table.headings[0]!r}={missing[0]}",
        )
    return columns


def _rows(rows: Iterable[Row], columns: list[str], kind: Kind) -> Iterator[csv_table.Row]:
    """Yield the rows of a download: one a term, and one more for each term that it is related to.

    A term without a type is of the kind of its list.
    """
    for row in rows:
        cells = {name: "" for name in _COLUMNS}
        related: list[tuple[str, str]] = []
        for column, cell in zip(columns, row.cells, strict=True):
            if column in KINDS:
                parts = (part.strip() for part in re.split(r"[|;,]", cell))
                related += [(column, part) for part in parts if part]
            elif column in cells:
                cells[column] = cell
        cells["Type"] = cells["Type"].strip() or kind.name
        if not related or cells[_IDENTIFIER].strip():
            yield csv_table.Row(row.number, cells)
        for name, identifier in related:
            yield csv_table.Row(row.number, {**cells, _TYPE: name, _IDENTIFIER: identifier})
