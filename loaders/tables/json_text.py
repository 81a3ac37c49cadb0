"""JSON read a value at a time, so that a long array never is in memory whole.

Source: RFC 8259.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple, TextIO

from ...graph.errors import SourceError

_PIECE_CHARACTERS = 65_536
_BLANKS = re.compile(r"[ \t\r\n]*")
_CUT_CHARACTERS = 20
"""An error this close to the end of what was read may only mean that there is more to read."""


class Element(NamedTuple):
    """A value in a JSON text.

    Attributes:
        line: the line that it begins on, from 1.
        value: the value; numbers are text as written.
    """

    line: int
    value: Any


class RepeatedKeys(dict[str, Any]):
    """An object that names a key twice; the last value counts."""


class JsonText:
    """A JSON text, and how far it has been read.

    Attributes:
        line: the line that comes next, from 1.
    """

    def __init__(self, text: TextIO, source: str, longest: int) -> None:
        """Read a text.

        Args:
            text: the text.
            source: its name, for errors.
            longest: characters that a value may have.
        """
        self.line = 1
        self._text = text
        self._source = source
        self._longest = longest
        self._buffer = ""
        self._position = 0
        self._is_whole = False
        self._decoder = json.JSONDecoder(
            object_pairs_hook=_object, parse_float=str, parse_int=str, parse_constant=str
        )

    def peek(self) -> str:
        """Return the next character that is no blank, without reading it; empty at the end."""
        while True:
            blanks = _BLANKS.match(self._buffer, self._position)
            assert blanks is not None  # it matches nothing at all, too
            self._advance(blanks.end())
            if self._position < len(self._buffer):
                return self._buffer[self._position]
            if self._is_whole:
                return ""
            self._read_on()

    def take(self, *expected: str) -> str:
        """Read and return the next character, which must be one of some.

        Raises:
            SourceError: it is not.
        """
        found = self.peek()
        if found not in expected:
            raise self.fault(f"{' or '.join(expected)} should come here, not {found or 'the end'}")
        self._advance(self._position + 1)
        return found

    def value(self) -> Any:
        """Read and return the next value.

        Raises:
            SourceError: it is no JSON, too long or nested too deeply.
        """
        self.peek()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._buffer, self._position)
            except json.JSONDecodeError as error:
                is_cut = error.msg.startswith("Unterminated") or (
                    error.pos > len(self._buffer) - _CUT_CHARACTERS
                )
                if self._is_whole or not is_cut:
                    self._advance(error.pos)
                    raise self.fault(error.msg) from error
            except RecursionError as error:
                raise self.fault("values are nested too deeply") from error
            else:
                if end < len(self._buffer) or self._is_whole:
                    self._advance(end)
                    return value
            if len(self._buffer) - self._position > self._longest:
                raise self.fault(f"a value has more than {self._longest:,} characters")
            self._read_on()

    def elements(self) -> Iterator[Element]:
        """Read an array, and yield its elements.

        Raises:
            SourceError: it is no JSON.
        """
        self.take("[")
        if self.peek() == "]":
            self.take("]")
            return
        while True:
            self.peek()
            yield Element(self.line, self.value())
            if self.take(",", "]") == "]":
                return

    def keys(self) -> Iterator[str]:
        """Read an object, and yield its keys; whoever asks reads the value after each.

        Raises:
            SourceError: it is no JSON.
        """
        self.take("{")
        if self.peek() == "}":
            self.take("}")
            return
        while True:
            if self.peek() != '"':
                raise self.fault("a key in quotation marks should come here")
            key = str(self.value())
            self.take(":")
            yield key
            if self.take(",", "}") == "}":
                return

    def fault(self, what: str) -> SourceError:
        """Return the error of a fault that is at the place that comes next."""
        return SourceError(
            f"the JSON cannot be read ({what})",
            source=self._source,
            line=self.line,
            remedy="mend it there, or send the table as CSV",
        )

    def _advance(self, position: int) -> None:
        self.line += self._buffer.count("\n", self._position, position)
        self._position = position

    def _read_on(self) -> None:
        rest = self._buffer[self._position :]
        piece = self._text.read(max(_PIECE_CHARACTERS, len(rest)))
        self._is_whole = not piece
        self._buffer = rest + piece
        self._position = 0


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    return made if len(made) == len(pairs) else RepeatedKeys(made)
