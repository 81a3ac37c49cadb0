"""A description as JSON, as CSV, and as quads that keep the graph that says each statement."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from ...graph.describe import Description
from ...graph.generation import Generation
from ...graph.list_csv import write_csv
from ...graph.namespaces import DCT, SKOS, XSD
from ...graph.terms import Literal, NamedNode, Quad, Term
from ...graph.vocabulary import Vocabulary
from .lists import by_language

CSV_COLUMNS = ("property", "value", "label", "language", "datatype")


def as_json(generation: Generation, description: Description) -> bytes:
    """Return a description as JSON: every name and text in all its languages.

    Members: ``iri``, ``label`` (language -> name), ``curie``, ``code``, ``types``, ``statements``,
    ``incoming`` (a page of what points at the thing, and how many there are), ``graphs``,
    ``generation``.
    """
    vocabulary = Vocabulary.of(generation)
    code = description.text(DCT.identifier) or description.text(SKOS.notation)

    def heading(iri: str) -> dict[str, str]:
        known = vocabulary.property(iri)
        return by_language(known.phrases or known.labels or (known.heading("en"),))

    document = {
        "iri": description.iri,
        "label": _label(description, description.iri),
        "curie": generation.addresses.curie(description.iri),
        "code": code.value if code else None,
        "types": list(description.types()),
        "statements": [
            {
                "property": statement.predicate.value,
                "heading": heading(statement.predicate.value),
                "values": [_value(description, term) for term in statement.objects],
            }
            for statement in description.statements
        ],
        "incoming": [
            {
                "property": incoming.predicate.value,
                "heading": heading(incoming.predicate.value),
                "count": incoming.count,
                "items": [_value(description, subject) for subject in incoming.subjects],
            }
            for incoming in description.incoming
        ],
        "graphs": list(description.graphs),
        "generation": description.generation,
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def as_csv(generation: Generation, description: Description) -> bytes:
    """Return the statements of a description as CSV: one row a value, under `CSV_COLUMNS`."""
    vocabulary = Vocabulary.of(generation)

    def rows() -> Iterator[tuple[str, ...]]:
        yield CSV_COLUMNS
        for statement in description.statements:
            heading = vocabulary.property(statement.predicate.value).heading("en").value
            for term in statement.objects:
                label = description.label("en", term.value) if isinstance(term, NamedNode) else None
                language = (term.language or "") if isinstance(term, Literal) else ""
                datatype = term.datatype.value if isinstance(term, Literal) else ""
                yield (heading, _text(term), label.value if label else "", language, datatype)

    return write_csv(rows())


def quads(generation: Generation, description: Description) -> Iterator[Quad]:
    """Return the statements of a description, each in the named graph that makes it."""
    subject = NamedNode(description.iri)
    yield from generation.reader.quads(subject)
    yield from description.nested
    for incoming in description.incoming:
        for source in incoming.subjects:
            yield from generation.reader.quads(source, incoming.predicate, subject)


def _value(description: Description, term: Term) -> dict[str, Any]:
    if isinstance(term, Literal):
        value: dict[str, Any] = {"value": term.value}
        if term.language:
            value["language"] = term.language
        elif term.datatype != XSD.string:
            value["datatype"] = term.datatype.value
        return value
    if isinstance(term, NamedNode):
        return {"iri": term.value, "label": _label(description, term.value)}
    return {"value": str(term)}


def _label(description: Description, iri: str) -> dict[str, str]:
    return by_language(description.labels.get(iri, ()))


def _text(term: Term) -> str:
    return term.value if isinstance(term, NamedNode | Literal) else str(term)
