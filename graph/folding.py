"""Folding: names made comparable, whatever their case, accents, punctuation and blanks."""

from __future__ import annotations

import re

from .index import fold

_APOSTROPHE = re.compile(r"['\u2018\u2019`]")
_NO_WORD = re.compile(r"[\W_]+")


def fold_words(text: str) -> str:
    """Return the words of a text with one blank between them: no case, accents or punctuation.

    ``"Children's Homes & Day-care"`` is ``"childrens homes and day care"``.
    """
    folded = _APOSTROPHE.sub("", fold(text)).replace("&", " and ")
    return _NO_WORD.sub(" ", folded).strip()


def fold_letters(text: str) -> str:
    """Return the letters and digits of a text alone, so that blanks do not matter either."""
    return fold_words(text).replace(" ", "")
