"""A cell: what its text becomes, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple


class Cell(NamedTuple):
    """A cell that was read for a column.

    A named tuple, because a table has millions of them and a data class takes longer to make.

    Attributes:
        objects: its values as written terms (see `moothall.shapes.written`), each once; none if it
            is blank. A value that cannot be converted is here as a plain literal, as it stands.
        fault: why a value cannot be converted, in a sentence; empty if all can be.
        best: how the cell is best written; the text itself if it is written well already. Where
            there is a fault, the most likely right text, or empty.
        is_sure: whether `best` is sure to mean what the publisher meant, so that a machine may
            write it. An empty `best` that is sure says that the cell is best left blank.
    """

    objects: tuple[str, ...] = ()
    fault: str = ""
    best: str = ""
    is_sure: bool = True


BLANK = Cell()
"""A cell with nothing in it."""

Conversion = Callable[[str], Cell]
"""From the text of a cell, as it stands, to what it becomes."""
