"""Yes and no, in the words of England and Wales, and as programs write them.

Source: XML Schema Part 2, section 3.3.2 (boolean).
"""

from __future__ import annotations

import re

from ...graph.namespaces import XSD
from .cell import Cell
from .faults import faulty, not_read

BOOLEAN = f"^^<{XSD.iri}boolean>"

_TRUE = f'"true"{BOOLEAN}'
_FALSE = f'"false"{BOOLEAN}'

_TRUE_WORDS = frozenset(
    ("yes", "true", "y", "1", "t", "oes", "ie", "ydy", "1.0", "\u2713", "\u2714")
)
_FALSE_WORDS = frozenset(("no", "false", "n", "0", "f", "nac oes", "na", "nag oes", "nage", "0.0"))
_WELL_WRITTEN = frozenset(("yes", "no", "true", "false", "y", "n", "1", "0"))
_FIRST_WORD = re.compile(r"[^\W_]+")


def boolean_reading(text: str) -> Cell:
    """Return what a yes or no becomes."""
    folded = " ".join(text.casefold().split())
    is_true = folded in _TRUE_WORDS
    # in capitals it is "not applicable" rather than Welsh for no
    if (is_true or folded in _FALSE_WORDS) and text != "NA":
        best = text if folded in _WELL_WRITTEN else "yes" if is_true else "no"
        return Cell((_TRUE if is_true else _FALSE,), "", best)
    missing = not_read(text, "is neither yes nor no")
    word = _FIRST_WORD.match(folded)
    if missing.is_sure or word is None or text == "NA" or len(word[0]) == 1:
        return missing
    if word[0] in _TRUE_WORDS or word[0] in _FALSE_WORDS:
        why = "says more than yes or no"
        return faulty(text, why, "yes" if word[0] in _TRUE_WORDS else "no")
    return missing
