"""What every way of reading a cell shares: its type, and how a fault is said."""

from __future__ import annotations

from collections.abc import Callable

from ...shapes.written import plain
from .cell import Cell

Reading = Callable[[str], Cell]
"""From a text without blanks around it, and not empty, to what it becomes."""

_SHOWN = 60
"""Characters of a value that a fault repeats."""

_NO_VALUE = frozenset(
    ("-", "--", "---", "\u2013", "\u2014", "n/a", "#n/a", "n.a.", "null", "<null>", "(blank)")
)
"""What people and programs write, folded, where there is no value."""

_NOT_KNOWN = frozenset(
    ("na", "nil", "none", "tba", "tbc", "unknown", "not known", "not applicable", "?", "nan")
    + ("to be confirmed", "various", "see notes")
)
_BROKEN = frozenset(("#ref!", "#value!", "#div/0!", "#name?", "#num!", "#null!", "#error!"))


def faulty(text: str, why: str, best: str = "", *, is_sure: bool = False) -> Cell:
    """Return a cell whose value cannot be converted; it stays as it is written.

    Args:
        text: the value.
        why: what is wrong with it, to follow the value in a sentence.
        best: the most likely right text; empty if there is none.
        is_sure: whether that is sure to be meant.
    """
    shown = text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "\u2026"
    return Cell((plain(text),), f"\u201c{shown}\u201d {why}.", best, is_sure)


def not_read(text: str, why: str, best: str = "") -> Cell:
    """Return the cell of a value that cannot be read, with the reason if it is no value at all."""
    return value_is_missing(text) or faulty(text, why, best)


def value_is_missing(text: str) -> Cell | None:
    """Return the cell of a text that stands where a value is missing; None for other texts."""
    folded = " ".join(text.casefold().split())
    if folded in _NO_VALUE:
        return faulty(text, "is no value; leave the cell empty", is_sure=True)
    if folded in _NOT_KNOWN:
        return faulty(text, "is no value; leave the cell empty if there is none")
    if folded in _BROKEN or (len(folded) > 1 and not folded.strip("#")):
        return faulty(text, "is what a spreadsheet shows where it cannot work out a value")
    return None
