"""Labels: the words for a thing, in the language asked for."""

from __future__ import annotations

from collections.abc import Iterable

from .namespaces import DCT, FOAF, RDFS, SKOS
from .store import Reader
from .terms import Literal, NamedNode

NAMING = (SKOS.prefLabel, RDFS.label, DCT.title, FOAF.name)
"""Properties whose value names a thing, best first."""


def read_labels(reader: Reader, iri: str) -> tuple[Literal, ...]:
    """Return the names of a thing, of the best property that has any."""
    for naming in NAMING:
        found = [t for t in reader.objects(NamedNode(iri), naming) if isinstance(t, Literal)]
        if found:
            return tuple(found)
    return ()


def choose_label(labels: Iterable[Literal], language: str) -> Literal | None:
    """Return the label in a language; else the English, the untagged, or any; None if none."""
    by_language = {label.language or "": label for label in labels}
    for wanted in (language, "en", ""):
        if wanted in by_language:
            return by_language[wanted]
    return next(iter(by_language.values()), None)
