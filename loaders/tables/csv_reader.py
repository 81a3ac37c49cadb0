"""Delimited text as rows, in constant memory.

Source: RFC 4180; any of LF, CRLF and CR ends a line, and they may be mixed.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain, islice
from typing import TextIO

from ...graph.errors import SourceError
from .limits import TableLimits
from .row import Row, fitted, is_blank

_PIECE_CHARACTERS = 65_536

_END = "\x00"
"""Put after a text to see whether a quotation mark is open there; no text that is read has it."""

_LINE_END = re.compile(r"\r\n|\r|\n")


class _Lines:
    """The lines of a text on one pass, a batch at a time.

    Attributes:
        has_long_line: whether the batch has a line that is long enough for a cell over the limit.
    """

    def __init__(self, text: TextIO, limits: TableLimits) -> None:
        self._text = text
        self._limits = limits
        self.has_long_line = False

    def batches(self) -> Iterator[list[str]]:
        while batch := self._text.readlines(_PIECE_CHARACTERS):
            # a batch ends with the line that fills it, so no other can be longer than a batch
            longest = max(len(batch[-1]), _PIECE_CHARACTERS)
            self.has_long_line = longest > self._limits.cell_characters
            yield batch


class CsvReader:
    """Rows of delimited text.

    Attributes:
        name: the name of the source, for errors.
        delimiter: what stands between two cells.
    """

    def __init__(
        self,
        name: str,
        open_text: Callable[[], TextIO],
        delimiter: str,
        limits: TableLimits,
        *,
        has_lines: bool = True,
    ) -> None:
        """Read a text.

        Args:
            name: the name of the source, for errors.
            open_text: opens the text from its start; its line ends are as they are in the file.
            delimiter: what stands between two cells.
            limits: what the table may have at most.
            has_lines: whether people can see its lines, as they cannot where it was made here.
        """
        self.name = name
        self.delimiter = delimiter
        self._open_text = open_text
        self._limits = limits
        self._has_lines = has_lines

    def rows(self, width: int | None = None) -> Iterator[Row]:
        """Yield each row that is not blank.

        Args:
            width: how many cells a row should have (see `row.fitted`); None to leave it as it is.

        Raises:
            SourceError: a quotation mark is not closed, or a limit is exceeded.
        """
        lines = _Lines(self._open_text(), self._limits)
        # chained in C: a generator that handed over each line would cost a fifth of the whole
        fed = chain.from_iterable(lines.batches())
        reader = csv.reader(fed, delimiter=self.delimiter, strict=True)
        most_cells, most_rows = self._limits.columns, self._limits.rows
        has_lines = self._has_lines
        make = partial(tuple.__new__, Row)  # a third faster than to call the class
        number, line = 0, 1
        while True:
            try:
                for cells in reader:
                    number += 1
                    end = reader.line_num
                    if end != line or lines.has_long_line or len(cells) > most_cells:
                        self._check(cells, number, line)
                    if number > most_rows:
                        raise self._over(f"the table has more than {most_rows:,} rows", line)
                    # the first cell is nearly always filled, and looking at it costs least
                    if cells and (cells[0].strip() or not is_blank(cells)):
                        row = make((number, line if has_lines else 0, cells, ""))
                        yield row if len(cells) == width or width is None else fitted(row, width)
                    line = end + 1
                return
            except csv.Error as error:
                number += 1
                row = Row(number, line, *self._mended(number, line, reader.line_num, error))
                yield row if width is None else fitted(row, width)
                line = reader.line_num + 1

    def _check(self, cells: list[str], number: int, line: int) -> None:
        if len(cells) > self._limits.columns:
            raise self._over(
                f"row {number:,} has {len(cells):,} columns, and a table may have "
                f"{self._limits.columns:,}",
                line,
            )
        if max(map(len, cells), default=0) > self._limits.cell_characters:
            raise self._long_cell(number, line)

    def _mended(self, number: int, start: int, end: int, error: csv.Error) -> tuple[list[str], str]:
        """Return the cells and the fault of a row whose quotation marks are wrong.

        A row on one line can be read as spreadsheets read it. One on several lines cannot: the
        mark that should have ended its cell may be rows away from it.

        Raises:
            SourceError: a quotation mark is not closed, or a cell is too long.
        """
        lines = list(islice(self._open_text(), start - 1, end))
        if len(lines) == 1 or "end of data" in str(error):
            known = lines
        else:
            known = lines[:-1]  # the mark was open when the last line, which makes no sense, began
        try:
            rows = list(csv.reader([*known, _END], delimiter=self.delimiter))
        except csv.Error:
            raise self._long_cell(number, start) from error
        last = rows[-1][-1]
        if last == _END and len(lines) == 1:
            self._check(rows[0], number, start)
            return rows[0], "has a quotation mark inside a cell that is not written twice"
        is_ended = known[-1].endswith(("\r", "\n"))
        after = start + len(known) - (not is_ended)  # the line that the end was put on
        raise SourceError(
            "the quotation mark that opens a cell here is not closed where it should be",
            source=self.name,
            line=after - len(_LINE_END.findall(last)),
            remedy="write a quotation mark at the end of that cell, and two for each one inside it",
        ) from error

    def _long_cell(self, number: int, line: int) -> SourceError:
        most = self._limits.cell_characters
        return self._over(f"a cell of row {number:,} has more than {most:,} characters", line)

    def _over(self, what: str, line: int) -> SourceError:
        return SourceError(
            what,
            source=self.name,
            line=line if self._has_lines else None,
            remedy="look whether this is the right file, whether a quotation mark is missing, or "
            "whether it was exported with the right delimiter",
        )


def check_lines(text: TextIO, limits: TableLimits, name: str) -> None:
    """Raise if a line of a text is longer than a row may be; the text is read once in pieces.

    Raises:
        SourceError: one is.
    """
    length, line = 0, 1
    while piece := text.read(_PIECE_CHARACTERS):
        last = max(piece.rfind("\n"), piece.rfind("\r"))
        length = length + len(piece) if last < 0 else len(piece) - 1 - last
        line += piece.count("\n") or piece.count("\r")
        if length > limits.row_characters:
            raise SourceError(
                f"the line has more than {limits.row_characters:,} characters",
                source=name,
                line=line,
                remedy="look whether this is a table at all; a row is one line of text",
            )
