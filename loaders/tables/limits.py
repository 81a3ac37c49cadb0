"""What a table may have at most: whoever sends one may mean harm, or have the wrong file."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class TableLimits:
    """The limits of a table; what goes beyond one is refused.

    Attributes:
        columns: columns of a row.
        rows: rows, blank ones and those above the headings counted.
        cell_characters: characters of a cell.
        row_characters: characters of a line of text, or of a row of JSON.
        unpacked_bytes: bytes that the parts of a spreadsheet may have when they are unpacked, and
            those of one of its sheets as text.
        unpacked_ratio: how many times larger a spreadsheet of some size may be when unpacked.
        parts: files in a spreadsheet, which is an archive of them.
        sheet_seconds: seconds that reading a spreadsheet may take.
        sheet_memory_bytes: address space that reading a spreadsheet may take.
    """

    columns: int = 2_000
    rows: int = 2_000_000
    cell_characters: int = 100_000
    row_characters: int = 5_000_000
    unpacked_bytes: int = 500_000_000
    unpacked_ratio: int = 200
    parts: int = 10_000
    sheet_seconds: int = 120
    sheet_memory_bytes: int = 3_000_000_000
