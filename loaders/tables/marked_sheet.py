"""A copy of a table as a spreadsheet in which every faulty cell is marked and says what to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import IO, Any

from .repairs import MOST_SHEET_COLUMNS, MOST_SHEET_ROWS, opened_workbook, sheet_text
from .report import COLUMNS, CellFinding, TableReport
from .row import Row
from .table import Table

MOST_COMMENTS = 5_000
"""Cells that have a comment; spreadsheet programs become slow with more. Others are coloured."""

MOST_LISTED = 100_000
"""Findings on the sheet that lists them."""

_COLOURS: Mapping[str, Mapping[str, object]] = {
    "must": {
        "bg_color": "#F9D6D2",
        "font_color": "#7A1712",
        "border": 1,
        "border_color": "#9F221C",
    },
    "should": {
        "bg_color": "#FCE9BF",
        "font_color": "#573800",
        "border": 1,
        "border_color": "#704700",
    },
}

_Marks = dict[tuple[int, int], CellFinding]


def write_marked_sheet(table: Table, report: TableReport, output: IO[bytes]) -> None:
    """Write a copy of a table, its rows where they stand in the file, with the faults marked.

    All cells are text, so that nothing in them is worked out. A second sheet lists what is to be
    done.

    Raises:
        SourceError: the table cannot be read on from some row.
    """
    marks = _marks(report)
    with opened_workbook(output) as workbook:
        sheet = workbook.add_worksheet("Your file")
        formats = {level: workbook.add_format(dict(look)) for level, look in _COLOURS.items()}
        bold = workbook.add_format({"bold": True})
        sheet.freeze_panes(min(table.heading_row, MOST_SHEET_ROWS - 1), 0)
        comments = 0
        for row in _all_rows(table):
            if row.number > MOST_SHEET_ROWS:
                break
            plain = bold if row.number == table.heading_row else None
            for position, cell in enumerate(row.cells[:MOST_SHEET_COLUMNS]):
                mark = marks.get((row.number, position))
                if mark is None:
                    if cell:
                        sheet.write_string(row.number - 1, position, sheet_text(cell), plain)
                    continue
                look = formats[mark.rule.level]
                if cell:
                    sheet.write_string(row.number - 1, position, sheet_text(cell), look)
                else:
                    sheet.write_blank(row.number - 1, position, None, look)
                if comments < MOST_COMMENTS:
                    comments += 1
                    options = {"x_scale": 2, "author": "Moothall"}
                    sheet.write_comment(row.number - 1, position, _comment(mark), options)
        _write_list(workbook, report, bold)


def _all_rows(table: Table) -> Iterable[Row]:
    yield from table.above
    yield Row(table.heading_row, 0, table.headings)
    yield from table.rows()


def _marks(report: TableReport) -> _Marks:
    """Return the finding that each cell is marked for: the worst, then the first."""
    positions = {c: position for position, c in enumerate(report.match.columns) if c is not None}
    marks: _Marks = {}
    for group in report.groups:
        for finding in group.findings:
            if finding.row is None:
                continue
            names = (finding.column,) if finding.column else group.rule.columns
            for name in names:
                if name in positions:
                    marks.setdefault((finding.row, positions[name]), finding)
    return marks


def _comment(finding: CellFinding) -> str:
    rule = finding.rule
    lines = [finding.message or f"{rule.title}.", rule.remedy]
    if finding.suggestion:
        lines.append(f"Suggestion: {finding.suggestion}")
    if rule.example:
        lines.append(f"A good value: {rule.example}")
    return "\n".join(line for line in lines if line)[:2_000]


def _write_list(workbook: Any, report: TableReport, bold: Any) -> None:
    sheet = workbook.add_worksheet("To do")
    sheet.freeze_panes(1, 0)
    for position, name in enumerate(COLUMNS):
        sheet.write_string(0, position, name.replace("_", " "), bold)
    for index, finding in enumerate(report.findings(), 1):
        if index > MOST_LISTED:
            break
        for position, value in enumerate(finding.as_dict().values()):
            if isinstance(value, int):
                sheet.write_number(index, position, value)
            elif value:
                sheet.write_string(index, position, sheet_text(value))
