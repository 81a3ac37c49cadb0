"""What stands between the cells of a text."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Sequence

from .heading_row import SAMPLE_ROWS, Score, find_headings, likeness
from .row import Row, is_blank

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "vertical bar"}
"""Every delimiter that is looked for, and what it is called; the first wins a tie."""


def find_delimiter(lines: Sequence[str], score: Score | None) -> str:
    """Return the delimiter of a text.

    The one under which a row has the most known headings; else the one that most rows have equally
    often, below a row that looks like headings.

    Args:
        lines: the first lines of the text, with their ends.
        score: says how many known headings a row holds; None if nothing is known.
    """
    return max(DELIMITERS, key=lambda delimiter: _fitness(lines, delimiter, score))


def _fitness(lines: Sequence[str], delimiter: str, score: Score | None) -> tuple[int, float]:
    """Return how well a delimiter fits: known headings, then evenness, from 0 to 1."""
    rows: list[Row] = []
    reader = csv.reader(lines, delimiter=delimiter)
    try:
        for cells in reader:
            if not is_blank(cells):
                rows.append(Row(len(rows) + 1, reader.line_num, cells))
            if len(rows) == SAMPLE_ROWS:
                break
    except csv.Error:
        pass  # a cell over the limit: what came before it has to do
    if not rows:
        return 0, 0.0
    headings = rows[find_headings(rows, score)].cells
    widths = Counter(len(row.cells) for row in rows)
    del widths[1]
    width, count = widths.most_common(1)[0] if widths else (1, 0)
    evenness = count / len(rows) * likeness(headings) * (1 - 1 / width)
    return (score(headings) if score else 0), evenness
