"""Terms and things of the graph: councils, services, functions, by address, code or name."""

from __future__ import annotations

from collections.abc import Sequence

from rapidfuzz import fuzz

from ...graph.class_names import Named
from ...graph.folding import fold_words
from ...graph.look_up import LookUp
from ...graph.terms import parse_iri
from .cell import Cell
from .faults import Reading, faulty, not_read

_SURE_LIKENESS = 95.0
"""Likeness (0 to 100) from which on a long name with a slip in it is sure to be meant."""

_LONG_NAME = 12
_MOST_SUGGESTIONS = 2_000
"""Values of a column for which something like them is sought; more are no slips of the pen."""

_WORDS: dict[str, str] = {
    "Service": "service of the list",
    "Function": "function of the list",
    "Authority": "council that is known",
    "ProcurementCategory": "ProClass category",
}
"""Last part of a class's IRI -> what its members are called; others are made of that part."""


def thing_reading(class_iris: Sequence[str], look_up: LookUp) -> Reading:
    """Return how a thing of one of several classes is read; the first class that has it counts.

    Args:
        class_iris: IRIs of the classes; at least one.
        look_up: where their things are found.
    """
    names = [iri.replace("#", "/").rsplit("/", 1)[-1] for iri in class_iris]
    kind = " and no ".join(_WORDS.get(name, f"{name} that is known") for name in names)

    def read(text: str) -> Cell:
        for class_iri in class_iris:
            found = look_up.find(class_iri, text)
            if len(found) == 1 and parse_iri(found[0].iri) is not None:
                return Cell((f"<{found[0].iri}>",), "", text)
            if found:
                several = ", ".join(thing.label for thing in found[:5])
                return faulty(text, f"may mean several: {several}")
        for class_iri in class_iris:
            near = look_up.suggest(class_iri, text)
            if near is not None:
                return _suggested(class_iri, text, near)
        return not_read(text, f"is no {kind}")

    def _suggested(class_iri: str, text: str, near: Named) -> Cell:
        is_findable = [thing.iri for thing in look_up.find(class_iri, near.label)] == [near.iri]
        best = near.label if is_findable and "://" not in text else near.iri
        words, label = fold_words(text), fold_words(near.label)
        is_sure = len(label) >= _LONG_NAME and fuzz.ratio(words, label) >= _SURE_LIKENESS
        return faulty(text, f"is no {kind}", best, is_sure=is_sure)

    return read
