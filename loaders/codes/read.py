"""Reads the codes of a file, whatever it came in: a list, an array, or a column of a table."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice

from ...graph.errors import SourceError
from ..description import describe, describe_start
from ..source import Source, encoding_of, open_text
from ..tables.csv_reader import check_lines
from ..tables.json_rows import looks_like_json
from ..tables.limits import TableLimits
from ..tables.sheets.process import is_spreadsheet
from ..tables.table import Table, open_table
from ..xml_input import root_name
from .array import codes_of_array
from .column import Find, is_heading, known_column, named_column
from .counting import CodeCounter, CodeLimits, SystemCodes
from .lines import codes_of_lines, is_list

_START_CHARACTERS = 10_000
_SAMPLE_LINES = 60


def read_codes(
    source: Source,
    find: Find,
    *,
    column: str = "",
    sheet: str = "",
    limits: CodeLimits | None = None,
    table_limits: TableLimits | None = None,
) -> SystemCodes:
    """Return each different code of a file, with how often and where it stands.

    What the file is is told by its content: a list with one code a line, a JSON array, or a table
    (CSV with any delimiter, XLSX, XLSB, XLS, ODS, JSON objects).

    Args:
        source: the file.
        find: returns the IRIs of the terms that a cell names.
        column: heading of the column, or name of the member, that holds the codes; empty for the
            one most of whose cells name terms.
        sheet: the sheet of a spreadsheet; empty for the one that is most likely meant.
        limits: what it may have at most.
        table_limits: what a table may have at most.

    Raises:
        SourceError: it cannot be read, holds no codes or more than it may, or it is not clear
            which column holds them.
    """
    limits = limits or CodeLimits()
    tables = replace(table_limits or TableLimits(), rows=limits.rows)
    counter = CodeCounter(source.name, limits)
    if not source.data.strip():
        raise SourceError(
            "the file is empty", source=source.name, remedy="export the codes again, one a line"
        )
    if not is_spreadsheet(source):
        read = _read_text(source, find, column, counter, tables)
        if read is not None:
            return read
    table = open_table(source, tables, sheet=sheet or None)
    return _read_table(table, find, column, counter)


def _read_text(
    source: Source, find: Find, column: str, counter: CodeCounter, limits: TableLimits
) -> SystemCodes | None:
    """Return the codes of a list or an array; None if the text is a table.

    Raises:
        SourceError: it is no text.
    """
    try:
        encoding = encoding_of(source) if not describe_start(source) else None
    except SourceError:
        encoding = None
    if encoding is None or root_name(source):
        raise SourceError(
            f"it holds no codes: it looks like {describe(source)}",
            source=source.name,
            remedy="give a list with one code a line, or a table as CSV, Excel (XLSX, XLS, XLSB), "
            "OpenDocument (ODS) or JSON",
        )
    start = open_text(source, encoding).read(_START_CHARACTERS)
    if looks_like_json(start):
        items = codes_of_array(source, limits.cell_characters)
        if items is None:
            return None
        for item in items:
            counter.add(item.text, item.number)
        return SystemCodes(codes=counter.counted(), notes=encoding.notes)
    check_lines(open_text(source, encoding), limits, source.name)
    first = list(islice(open_text(source, encoding), _SAMPLE_LINES))
    if column or not is_list(first, find):
        return None
    for number, code in codes_of_lines(open_text(source, encoding), find):
        counter.add(code, number)
    return SystemCodes(codes=counter.counted(), notes=encoding.notes)


def _read_table(table: Table, find: Find, column: str, counter: CodeCounter) -> SystemCodes:
    """Return the codes of a column of a table.

    Raises:
        SourceError: it is not clear which column, or there are more codes than there may be.
    """
    is_json = table.form.kind == "json"
    has_one = len(table.headings) == 1
    position = (
        named_column(table, column) if column else 0 if has_one else known_column(table, find)
    )
    heading = table.headings[position]
    notes = table.form.notes
    first = 1 if is_json else 0  # the keys of objects are no row that anybody sees
    if not is_json and not column and _is_code(heading, find, has_one=has_one):
        for row in table.above:
            if position < len(row.cells) and find(row.cells[position]):
                counter.add(row.cells[position], row.number)
        counter.add(heading, table.heading_row)
        heading = ""
    elif not has_one and not column:
        notes += (f"the codes were read from the column “{heading}”",)
    for row in table.rows():
        cell = row.cells[position]
        if is_json and row.fault and cell[:1] in ("{", "["):
            raise SourceError(
                f"what stands under “{heading}” is no code",
                source=table.name,
                line=row.line,
                remedy="give an array of codes, or of objects that have a member with the code",
            )
        counter.add(cell, row.number - first)
    return SystemCodes(codes=counter.counted(), column=heading, notes=notes)


def _is_code(heading: str, find: Find, *, has_one: bool) -> bool:
    """Return whether what stands where headings do is a code: the table has no headings."""
    return bool(find(heading)) or (has_one and bool(heading) and not is_heading(heading, find))
