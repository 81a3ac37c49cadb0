"""Delimited text: its encoding, line ends and delimiter, found by looking at it."""

from __future__ import annotations

import re
from functools import partial

from ..source import Source, encoding_of, open_text
from .csv_reader import CsvReader, check_lines
from .delimiter import DELIMITERS, find_delimiter
from .form import Form, OpenedTable
from .heading_row import Score
from .limits import TableLimits

_SAMPLE_CHARACTERS = 100_000

_LINE_ENDS = {"\n": "LF", "\r\n": "CRLF", "\r": "CR"}
_LINE_END = re.compile(r"\r\n|\r|\n")
_QUOTED = re.compile(r'"[^"]*"?')


def open_text_table(source: Source, limits: TableLimits, score: Score | None) -> OpenedTable:
    """Return the table in a text.

    Args:
        source: the text.
        limits: what the table may have at most.
        score: says how many known headings a row holds; None if nothing is known.

    Raises:
        SourceError: it is no text, or one of its lines is too long.
    """
    encoding = encoding_of(source)
    opened = partial(open_text, source, encoding)
    check_lines(opened(), limits, source.name)
    sample = opened().readlines(_SAMPLE_CHARACTERS)
    delimiter = find_delimiter(sample, score)
    notes = encoding.notes
    if delimiter != ",":
        notes += (f"{source.name} was read with a {DELIMITERS[delimiter]} between its cells",)
    form = Form(
        kind="csv",
        encoding=encoding.name,
        delimiter=delimiter,
        line_ends=_line_ends("".join(sample)),
        notes=notes,
    )
    return OpenedTable(form, CsvReader(source.name, opened, delimiter, limits).rows)


def _line_ends(text: str) -> str:
    """Return how the lines of a text end; those inside quotation marks are part of a cell."""
    found = set(_LINE_END.findall(_QUOTED.sub("", text)))
    return "mixed" if len(found) > 1 else "".join(_LINE_ENDS[end] for end in found)
