"""The words that the query editor suggests: prefixes, and the classes and properties in use."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from ..graph.generation import Generation
from ..graph.labels import read_labels
from ..graph.namespaces import PREFIXES
from ..graph.statistics import Part, statistics
from .forms.lists import by_language


def editor_vocabulary(generation: Generation) -> bytes:
    """Return what the query editor suggests, as JSON.

    Members: ``prefixes`` (prefix -> namespace) and ``terms``, each with ``name`` (prefix and local
    name), ``kind`` (``class`` or ``property``), ``label`` (language -> name), and ``count`` (things
    of the class, or statements with the property).
    """
    counted = statistics(generation)
    document = {
        "prefixes": PREFIXES,
        "terms": [
            *_terms(generation, "class", counted.classes),
            *_terms(generation, "property", counted.properties),
        ],
    }
    return json.dumps(document, ensure_ascii=False, separators=(",", ":")).encode()


def _terms(generation: Generation, kind: str, parts: Iterable[Part]) -> Iterator[dict[str, object]]:
    for part in parts:
        name = _short(part.iri)
        if name:
            label = by_language(read_labels(generation.reader, part.iri))
            yield {"name": name, "kind": kind, "label": label, "count": part.count}


def _short(iri: str) -> str:
    """Return a name as a query writes it; empty if no prefix that is ready to use fits it."""
    for prefix, namespace in PREFIXES.items():
        local = iri.removeprefix(namespace)
        if local != iri and local.replace("_", "").replace("-", "").isalnum():
            return f"{prefix}:{local}"
    return ""
