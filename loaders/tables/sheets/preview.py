"""What is said of a workbook's sheets before one of them is chosen."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Preview:
    """The start of a sheet.

    Attributes:
        name: its name.
        rows: its first rows.
        is_hidden: whether people do not see it.
    """

    name: str
    rows: tuple[tuple[str, ...], ...]
    is_hidden: bool = False

    @property
    def filled(self) -> int:
        """Return how many of the cells are filled."""
        return sum(1 for row in self.rows for cell in row if cell.strip())


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """What the process is to do with the bytes that follow.

    Attributes:
        sheet: the sheet that was asked for; None if none was.
        preview_rows: rows of each sheet to show.
        preview_columns: columns of each sheet to show.
        text_bytes: bytes of text that a sheet may make.
        seconds: seconds that it may take.
        memory_bytes: address space that it may take.
        parent_pid: the process that started it, and that it does not outlive.
    """

    sheet: str | None
    preview_rows: int
    preview_columns: int
    text_bytes: int
    seconds: int
    memory_bytes: int
    parent_pid: int


def same_sheet(name: str, asked: str) -> bool:
    """Return whether a sheet is the one that was asked for; case and blanks around do not count."""
    return name.strip().casefold() == asked.strip().casefold()
