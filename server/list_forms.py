"""A whole list as JSON, as the official CSV, and as RDF."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ..graph.generation import Generation
from ..graph.list_csv import list_rows, write_csv
from ..graph.lists import TermList, term_list
from ..graph.serialise import serialise
from ..graph.terms import Literal, NamedNode, Triple

SUFFIXES = ("csv", "ttl", "jsonld", "nt", "json", "rdf")
"""Forms of a list that are data, by their suffix."""


def list_in_form(
    generation: Generation, name: str, suffix: str, mapped_to: str | None = None
) -> bytes:
    """Return a whole list in a form.

    Args:
        generation: the generation to read.
        name: the list's name or IRI.
        suffix: one of `SUFFIXES`.
        mapped_to: another list, whose mappings the CSV then holds.

    Raises:
        NotFoundError: there is no such list.
    """
    terms = term_list(generation, name)
    if suffix == "csv":
        return write_csv(list_rows(generation, terms.entry.iri, mapped_to))
    if suffix == "json":
        return _as_json(terms)
    return serialise(_triples(generation, terms), suffix)


def by_language(texts: tuple[Literal, ...]) -> dict[str, str]:
    """Return language -> text; ``und`` stands for a text that does not say its language."""
    return {text.language or "und": text.value for text in texts}


def _triples(generation: Generation, terms: TermList) -> Iterator[Triple]:
    """Return every statement about a list and its terms, each once."""
    for iri in (terms.entry.iri, *terms.by_iri):
        quads = generation.reader.quads(NamedNode(iri))
        yield from dict.fromkeys(quad.triple for quad in quads)


def _as_json(terms: TermList) -> bytes:
    document = {
        "iri": terms.entry.iri,
        "name": terms.entry.name,
        "title": by_language(terms.entry.titles),
        "size": terms.entry.size,
        "terms": [
            {
                "iri": term.iri,
                "identifier": term.identifier,
                "label": by_language(term.labels),
                "parents": list(term.parents),
                "deprecated": term.is_deprecated,
            }
            for term in terms.terms
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()
