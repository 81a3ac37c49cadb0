"""Tables of the review: the answers to its questions."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..terms import Literal, Term

LIST = "list"
"""The column that names a term's list; a term of several is one row with all their names."""

Row = tuple[Term | None, ...]


@dataclass(frozen=True, slots=True)
class ReviewTable:
    """The answer to one question.

    Attributes:
        columns: names of the columns; ``term`` and ``other`` hold IRIs of terms.
        rows: one cell a column, None where nothing is known.
    """

    columns: tuple[str, ...]
    rows: tuple[Row, ...]

    @classmethod
    def merging_lists(cls, columns: tuple[str, ...], rows: Iterable[Row]) -> ReviewTable:
        """Return a table in which rows that differ in their list alone are one, in first order."""
        if LIST not in columns:
            return cls(columns, tuple(rows))
        at = columns.index(LIST)
        lists: dict[Row, set[str]] = {}
        for row in rows:
            lists.setdefault((*row[:at], *row[at + 1 :]), set()).add(text_of(row[at]))
        return cls(
            columns,
            tuple(
                (*row[:at], Literal(" ".join(sorted(names))), *row[at:])
                for row, names in lists.items()
            ),
        )

    def of_list(self, name: str) -> ReviewTable:
        """Return the rows of one list; all of them if no column names lists."""
        if LIST not in self.columns:
            return self
        at = self.columns.index(LIST)
        return ReviewTable(
            self.columns, tuple(row for row in self.rows if name in text_of(row[at]).split())
        )


def text_of(cell: Term | None) -> str:
    """Return a cell as text; an empty one as the empty text."""
    return "" if cell is None else str(getattr(cell, "value", cell))
