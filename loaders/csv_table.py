"""CSV as a table whose rows know their lines."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import process

from ..graph.errors import SourceError
from .dates import DateOrder, date_order
from .source import Source, decode

_START_BYTES = 20_000
"""How much of a source is read to see its headings; even, for encodings of two bytes."""


@dataclass(frozen=True, slots=True)
class Row:
    """A row below the headings.

    Attributes:
        line: the line of the file that the row ends on, from 1.
        cells: heading -> text as it stands.
    """

    line: int
    cells: Mapping[str, str]

    def __getitem__(self, heading: str) -> str:
        """Return the text under a heading without blanks around it; empty if there is none."""
        return self.cells.get(heading, "").strip()


@dataclass(frozen=True, slots=True)
class Table:
    """A table.

    Attributes:
        headings: the first row.
        rows: the others, blank ones left out.
        notes: what reading its text had to say.
    """

    headings: tuple[str, ...]
    rows: tuple[Row, ...]
    notes: tuple[str, ...] = ()


def read_headings(source: Source, delimiter: str = ",") -> tuple[str, ...]:
    """Return the first row of a source, if it is a table; else nothing."""
    start = source.data[:_START_BYTES]
    if b"\x00" not in start and len(start) < len(source.data):
        start = start[: start.rfind(b"\n") + 1] or start  # never through the middle of a letter
    try:
        text = decode(Source(source.name, source.address, start)).text
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        return tuple(cell.strip() for cell in next(reader))
    except (SourceError, csv.Error, StopIteration):
        return ()


def read_table(source: Source) -> Table:
    """Return the table in a CSV source.

    Raises:
        SourceError: a quoted cell does not end, or a row has more or fewer cells than there are
            headings.

    Source: RFC 4180; any line ending is taken.
    """
    text = decode(source)
    reader = csv.reader(io.StringIO(text.text, newline=""), strict=True)
    rows: list[Row] = []
    headings: tuple[str, ...] = ()
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if not headings:
                headings = tuple(cell.strip() for cell in cells)
                continue
            if len(cells) != len(headings):
                raise SourceError(
                    f"the row has {len(cells)} cells, the heading row has {len(headings)}",
                    source=source.name,
                    line=reader.line_num,
                    remedy="the file may have been cut off, or a text with a comma in it "
                    "lacks its quotation marks",
                )
            rows.append(Row(reader.line_num, dict(zip(headings, cells, strict=True))))
    except csv.Error as error:
        raise SourceError(
            f"the table cannot be read ({error})",
            source=source.name,
            line=reader.line_num,
            remedy="the file may have been cut off, or a quotation mark is missing",
        ) from error
    return Table(headings, tuple(rows), text.notes)


def check_headings(source: Source, table: Table, wanted: Sequence[str], remedy: str) -> None:
    """Raise unless a table has all headings that its reader needs.

    Args:
        source: where it is from.
        table: the table.
        wanted: the headings.
        remedy: which headings such tables have.

    Raises:
        SourceError: it lacks some; the remedy names the heading that is likely meant for one.
    """
    missing = [heading for heading in wanted if heading not in table.headings]
    if not missing:
        return
    others = [heading for heading in table.headings if heading not in wanted]
    likely = process.extractOne(missing[0], others, score_cutoff=80) if others else None
    hint = f"{likely[0]!r} may be meant for {missing[0]!r}; " if likely else ""
    raise SourceError(
        f"the heading row lacks {', '.join(map(repr, missing))}",
        source=source.name,
        line=1,
        column=missing[0],
        remedy=f"{hint}{remedy}",
    )


def order_of_dates(source: Source, table: Table, columns: Sequence[str]) -> DateOrder:
    """Return in which order the dates of some columns are written.

    Raises:
        SourceError: they are written in two ways.
    """
    try:
        return date_order(row[name] for row in table.rows for name in columns if row[name])
    except ValueError as error:
        raise SourceError(
            f"its dates are written in two ways ({error})",
            source=source.name,
            remedy="write all of them as 2013-04-03",
        ) from error
