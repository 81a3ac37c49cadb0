"""Texts: blanks, invisible characters, and letters that a wrong encoding has spoilt."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from ...shapes.value_tests import with_strict_end
from ...shapes.written import plain
from .cell import Cell
from .faults import Reading, faulty, value_is_missing

BLANKS = (
    "\0\t\n\x0b\x0c\r\x1c\x1d\x1e\x1f \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006"
    "\u2007\u2008\u2009\u200a\u200b\u200c\u200d\u2028\u2029\u202f\u205f\u2060\u3000\ufeff"
)
"""Characters that say nothing at either end of a cell: blanks of every width, and of none."""

_INVISIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u200b\u2060\ufeff]")
"""Characters that nobody typed: controls other than tab and line ends, blanks of no width."""

_SPREADSHEET_MARK = re.compile(r"'(?=[-0-9=+@])")
"""An apostrophe by which a spreadsheet keeps what follows from being a number or a formula."""

_LEADS = "\u00c2\u00c3\u00c4\u00c5\u00e2"
"""The first bytes, read as cp1252, of letters of western Europe and of typographic signs."""

_LIKELY = re.compile("[\u00a0-\u017f\u2010-\u2044\u20ac\u2122]*")
"""What such bytes stand for, if they stand for anything."""

_FOLLOWING = "".join(bytes([b]).decode("cp1252", "ignore") or chr(b) for b in range(0x80, 0xC0))
_SPOILT = re.compile(f"[{_LEADS}][{re.escape(_FOLLOWING)}]{{1,2}}")
_BYTES = {ord(bytes([b]).decode("cp1252", "ignore") or chr(b)): chr(b) for b in range(0x80, 0x100)}
"""Letter of cp1252 -> the letter of latin-1 with the same byte."""

_CONFUSED = {"O": "0", "0": "O"}
_LONGEST_CONFUSED = 20
_SHORTENED = re.compile(r"[0-9](?:\.[0-9]+)?[eE]\+?[0-9]{1,2}")
_POSTCODE = re.compile(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})")


def text_reading(pattern: str) -> Reading:
    """Return how a text is read: tidied, and in the form that matches a pattern if one does.

    Args:
        pattern: the regular expression that values match; empty for any.
    """
    if not pattern:
        return _tidy
    matches = re.compile(with_strict_end(pattern)).search

    def read(text: str) -> Cell:
        cell = _tidy(text)
        if cell.fault or matches(cell.best):
            return cell
        for form in _forms(cell.best):
            if matches(form):
                return Cell((plain(form),), best=form)
        if _SHORTENED.fullmatch(text):
            return faulty(text, "is a number that a spreadsheet has shortened; its digits are lost")
        likely = [form for form in _unconfused(cell.best) if matches(form)]
        if len(likely) == 1:
            return faulty(text, "has a letter O for a nought, or a nought for a letter", likely[0])
        return value_is_missing(text) or cell

    return read


def _unconfused(text: str) -> Iterator[str]:
    """Yield a short text with each letter O as a nought, and each nought as a letter O."""
    if len(text) <= _LONGEST_CONFUSED:
        upper = text.upper()
        for position, letter in enumerate(upper):
            if letter in _CONFUSED:
                yield upper[:position] + _CONFUSED[letter] + upper[position + 1 :]


def _tidy(text: str) -> Cell:
    if text.isascii() and text.isprintable() and text[0] != "'":
        is_plain = '"' not in text and "\\" not in text
        return Cell((f'"{text}"' if is_plain else plain(text),), "", text)
    tidied = _INVISIBLE.sub("", text)
    tidied = tidied.strip(BLANKS)
    mark = _SPREADSHEET_MARK.match(tidied)
    if mark:
        value = tidied[1:]
        # before a formula the mark protects whoever opens the file, so it stays in the file
        return Cell((plain(value),), best=value if value[0].isdigit() else tidied)
    if not tidied:
        return Cell()
    mended = _mended(tidied)
    if mended != tidied:
        return faulty(
            tidied,
            "has letters that a wrong encoding has spoilt",
            mended,
            is_sure=_as_utf8(tidied) == mended,
        )
    return Cell((plain(tidied),), best=tidied)


def _mended(text: str) -> str:
    """Return a text whose UTF-8 was read as cp1252 as it was meant, each letter by itself."""

    def mend(match: re.Match[str]) -> str:
        run = match[0]
        for length in (len(run), len(run) - 1):
            meant = _as_utf8(run[:length]) if length > 1 else None
            if meant and len(meant) == 1 and _LIKELY.fullmatch(meant):
                return meant + run[length:]
        return run

    return _SPOILT.sub(mend, text)


def _as_utf8(text: str) -> str | None:
    """Return what the bytes of a text are in UTF-8; None if they are no UTF-8."""
    try:
        return text.translate(_BYTES).encode("latin-1").decode("utf-8")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return None


def _forms(text: str) -> list[str]:
    """Return other ways to write a text that mean the same, likeliest first."""
    upper = unicodedata.normalize("NFKC", text).upper()
    spaced, closed = " ".join(upper.split()), "".join(upper.split())
    postcode = _POSTCODE.fullmatch(closed)
    whole = re.fullmatch(r"([0-9]+)\.0*", closed)
    forms = [
        f"{postcode[1]} {postcode[2]}" if postcode else "",
        whole[1] if whole else "",
        " ".join(text.split()),
        spaced,
        "".join(text.split()),
        closed,
        " ".join(text.lower().split()),
    ]
    return [form for form in dict.fromkeys(forms) if form]
