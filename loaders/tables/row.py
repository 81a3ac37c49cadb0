"""A row of a table, before anybody knows what its cells mean."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple


class Row(NamedTuple):
    """A row.

    A named tuple, because a large table has millions of them and a data class takes twice as long.

    Attributes:
        number: its number as a spreadsheet shows it, from 1; blank rows are counted.
        line: the line of the file that it begins on, from 1; 0 in a spreadsheet.
        cells: its cells as they stand.
        fault: what is wrong with it as a row, to go on from "The row"; empty if nothing is.
    """

    number: int
    line: int
    cells: Sequence[str]
    fault: str = ""


def is_blank(cells: Iterable[str]) -> bool:
    """Return whether no cell has anything in it but blanks."""
    return not any(map(str.strip, cells))


def column_letters(position: int) -> str:
    """Return the letters that a spreadsheet shows above a column.

    >>> column_letters(0), column_letters(25), column_letters(26), column_letters(16_383)
    ('A', 'Z', 'AA', 'XFD')

    Args:
        position: its position, from 0.
    """
    letters = ""
    rest = position + 1
    while rest:
        rest, letter = divmod(rest - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def fitted(row: Row, width: int) -> Row:
    """Return a row with as many cells as there are headings, or more; its fault says if it had not.

    Blank cells beyond the headings are left out.
    """
    cells = list(row.cells)
    while len(cells) > width and not cells[-1].strip():
        cells.pop()
    over = len(cells) - width
    fault = row.fault
    if over:
        count = "1 cell" if abs(over) == 1 else f"{abs(over)} cells"
        said = f"has {count} {'more' if over > 0 else 'fewer'} than there are headings"
        fault = f"{fault}, and {said}" if fault else said
    return Row(row.number, row.line, cells + [""] * -over, fault)
