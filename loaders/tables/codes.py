"""Codes: the values that a column allows, by any of their names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from ...graph.folding import fold_letters, fold_words
from ...shapes.standard import Code
from .cell import Cell
from .faults import Reading, faulty, value_is_missing

_SHORTEST_BEGINNING = 6
"""Letters from which on the beginning of one name alone is sure to mean it."""

_MISSPELT = 2
"""Letters that may be wrong in a name that is sure to be meant."""

_LEAST_LIKENESS = 60.0
"""Likeness (0 to 100) under which a name is no suggestion."""

_LONGEST = 300
_COUNTED = re.compile(r"(.*?)[0-9]+")


def code_reading(codes: Sequence[Code]) -> Reading:
    """Return how one of the values that a column allows is read."""
    return _Codes(codes).read


class _Codes:
    """The codes of a column by their names."""

    def __init__(self, codes: Sequence[Code]) -> None:
        self._as_written: dict[str, Cell] = {}
        self._by_case: dict[str, Code] = {}
        self._by_letters: dict[str, Code | None] = {}
        self._by_words: dict[str, Code] = {}
        for code in codes:
            cell = Cell((str(code.term),), "", code.label)
            for name in code.names:
                self._as_written.setdefault(name, Cell(cell.objects, "", name))
                self._by_case.setdefault(_without_case(name), code)
                letters = fold_letters(name)
                if letters and self._by_letters.setdefault(letters, code) is not code:
                    self._by_letters[letters] = None  # "LAL" and "LAL-" differ by a sign alone
                if letters and "://" not in name:
                    self._by_words.setdefault(fold_words(name), code)

    def read(self, text: str) -> Cell:
        """Return what a name or code becomes."""
        cell = self._as_written.get(text)
        if cell is not None:
            return cell
        if len(text) > _LONGEST:
            return faulty(text, "is none of the values that are allowed")
        code = self._by_case.get(_without_case(text)) or self._by_letters.get(fold_letters(text))
        if code is not None:
            return Cell((str(code.term),), "", code.label)
        return self._unknown(text)

    def _unknown(self, text: str) -> Cell:
        words = fold_words(text)
        begun = self._begun(words)
        if begun is not None:
            why = "is only the beginning of a value that is allowed"
            return faulty(text, why, begun.label, is_sure=True)
        missing = value_is_missing(text)
        if missing is not None:
            return missing
        near = process.extract(words, self._by_words.keys(), scorer=fuzz.ratio, limit=None)
        likely = [(name, score) for name, score, _ in near if score >= _LEAST_LIKENESS]
        if not words or not likely:
            return faulty(text, "is none of the values that are allowed")
        name = likely[0][0]
        code = self._by_words[name]
        counted = _COUNTED.fullmatch(words)
        if counted and counted[1] and _COUNTED.fullmatch(name) and name.startswith(counted[1]):
            why = "is none of the values that are allowed: a spreadsheet has counted up"
            return faulty(text, why, code.label)
        others = [each for each, _ in likely[1:] if self._by_words[each] is not code]
        is_sure = _is_misspelling(words, name) and not any(
            Levenshtein.distance(words, other) <= 2 * _MISSPELT for other in others
        )
        return faulty(text, "is none of the values that are allowed", code.label, is_sure=is_sure)

    def _begun(self, words: str) -> Code | None:
        """Return the one code with a name that begins like this; None for none or several."""
        if len(words.replace(" ", "")) < _SHORTEST_BEGINNING:
            return None
        begun = {code.term: code for name, code in self._by_words.items() if name.startswith(words)}
        return next(iter(begun.values())) if len(begun) == 1 else None


def _without_case(text: str) -> str:
    return " ".join(text.casefold().split())


def _is_misspelling(words: str, name: str) -> bool:
    """Return whether words differ from a long name by a letter or two, and not by a figure."""
    return (
        len(name) >= 4 * _MISSPELT
        and re.findall("[0-9]", words) == re.findall("[0-9]", name)
        and Levenshtein.distance(words, name) <= _MISSPELT
    )
