r"""Several values in one cell, so that each comes back as it was.

``|`` stands between two values; blanks around a value do not count. In a value ``\|`` is the
character itself, ``\\`` a backslash, ``\u0020`` a character by its number, and ``\e`` a value
without any characters. Other backslashes stand for themselves.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

SEPARATOR = " | "

_LOST = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML does not hold, or that it changes."""

_MASKED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
"""What spreadsheets take for the start of a masked character. Source: ECMA-376, 22.9.2.19."""

_PIECE = re.compile(r"(?:\\[\\|]|\\|[^\\|])+")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|([\\|]))")
_EMPTY = r"\e"


def join_values(values: Iterable[str]) -> str:
    r"""Return the cell of some values.

    >>> join_values(["Bins", "a|b", "ends with a blank "])
    'Bins | a\\|b | ends with a blank\\u0020'
    """
    return SEPARATOR.join(_escaped(value) for value in values)


def split_values(cell: str, *, by_line: bool = False) -> list[str]:
    r"""Return the values of a cell, in order.

    >>> split_values("Bins|a\\|b"), split_values("one\ntwo", by_line=True)
    (['Bins', 'a|b'], ['one', 'two'])

    Args:
        cell: the cell.
        by_line: whether a line end stands between two values too, as none of them has one.
    """
    if by_line:
        cell = cell.replace("\r", "|").replace("\n", "|")
    pieces = (piece.strip() for piece in _PIECE.findall(cell))
    return [_ESCAPE.sub(_meant, piece) if piece != _EMPTY else "" for piece in pieces if piece]


def _escaped(value: str) -> str:
    if not value:
        return _EMPTY
    text = value.replace("\\", "\\\\").replace("|", "\\|")
    text = _MASKED.sub(_numbered, _LOST.sub(_numbered, text))
    # what was split is stripped, so blanks at the ends are told by their numbers
    start = len(text) - len(text.lstrip())
    end = len(text.rstrip())
    if start > end:
        return "".join(map(_number, text))
    return "".join((*map(_number, text[:start]), text[start:end], *map(_number, text[end:])))


def _numbered(match: re.Match[str]) -> str:
    return _number(match.group())


def _number(letter: str) -> str:
    return f"\\u{ord(letter):04x}"


def _meant(match: re.Match[str]) -> str:
    number, letter = match.groups()
    return chr(int(number, 16)) if number else letter
