"""A list of codes: one a line, or several on one line with commas between them."""

from __future__ import annotations

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from ..tables.delimiter import DELIMITERS
from .column import Find, is_heading

_SAMPLE_LINES = 60
_SEPARATOR = re.compile(r"[,;\t|]")
_QUOTED = re.compile(r'"([^"]*)"')


def is_list(lines: Sequence[str], find: Find) -> bool:
    """Return whether the first lines of a text are those of a list rather than of a table.

    In a table most lines have as many cells as the others, and more than one. A single line is a
    list, and so are lines that name terms as they are, such as names with commas in them.
    """
    filled = [line for line in lines if line.strip()][:_SAMPLE_LINES]
    if len(filled) < 2 or sum(bool(find(_unquoted(line.strip()))) for line in filled) * 2 > len(
        filled
    ):
        return True
    return not any(_is_table(filled, delimiter) for delimiter in DELIMITERS)


def codes_of_lines(lines: Iterable[str], find: Find) -> Iterator[tuple[int, str]]:
    """Yield the number of each line, from 1, with each code on it.

    A line is one code unless it names nothing as a whole and a part of it does. The first line is
    left out if it is a heading.
    """
    has_begun = False
    for number, line in enumerate(lines, 1):
        text = _unquoted(line.strip().lstrip("\ufeff"))
        if not text:
            continue
        if not has_begun:
            has_begun = True
            if is_heading(text, find):
                continue
        if _SEPARATOR.search(text) and not find(text):
            parts = [part.strip() for part in _SEPARATOR.split(text)]
            if any(find(part) for part in parts if part):
                yield from ((number, part) for part in parts)
                continue
        yield number, text


def _is_table(lines: Sequence[str], delimiter: str) -> bool:
    try:
        rows = csv.reader(lines, delimiter=delimiter)
        widths = Counter(len(row) for row in islice(rows, _SAMPLE_LINES))
    except csv.Error:
        return False
    width, count = max(widths.items(), key=lambda item: (item[1], item[0]))
    return width > 1 and count * 2 > len(lines)


def _unquoted(text: str) -> str:
    """Return what stands between the quotation marks of a line that is all one quoted cell."""
    quoted = _QUOTED.fullmatch(text)
    return quoted[1] if quoted else text
