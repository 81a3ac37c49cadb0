"""A whole list as JSON, as the official CSV, as a spreadsheet to be edited, and as RDF."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import IO

from ...graph.generation import Generation
from ...graph.list_csv import list_rows
from ...graph.lists import ListedTerm, TermList, term_list
from ...graph.namespaces import PREFIXES
from ...graph.serialise import serialise
from ...graph.terms import Literal, NamedNode, Triple, serialize
from ...loaders.edit_sheets.writing import write_edit_sheet
from .rdf_files import FILE_FORMATS, opened

SUFFIXES = ("csv", "ttl", "jsonld", "nt", "json", "rdf", "xlsx")
"""Forms of a list that are data, by their suffix."""

MAX_TERMS_IN_MEMORY = 2_000
"""Terms up to which a list is made in memory: with the prefixes that it uses alone, and as
JSON-LD with a context."""


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
    output = io.BytesIO()
    write_list(generation, name, suffix, output, mapped_to)
    return output.getvalue()


def write_list(
    generation: Generation,
    name: str,
    suffix: str,
    output: IO[bytes],
    mapped_to: str | None = None,
) -> None:
    """Write a whole list to a file, term by term if it is long.

    Args:
        generation: the generation to read.
        name: the list's name or IRI.
        suffix: one of `SUFFIXES`.
        output: where to write.
        mapped_to: another list, whose mappings the CSV then holds.

    Raises:
        NotFoundError: there is no such list.
    """
    terms = term_list(generation, name)
    if suffix == "xlsx":
        write_edit_sheet(generation, terms.entry.iri, output)
    elif suffix == "csv":
        text = io.TextIOWrapper(output, encoding="utf-8", newline="", write_through=True)
        csv.writer(text).writerows(list_rows(generation, terms.entry.iri, mapped_to))
        text.detach()
    elif suffix == "json":
        output.writelines(_as_json(terms))
    elif len(terms.terms) <= MAX_TERMS_IN_MEMORY:
        output.write(serialise(_triples(generation, terms), suffix))
    else:
        with opened(output, suffix) as stream:
            serialize(_triples(generation, terms), stream, FILE_FORMATS[suffix], prefixes=PREFIXES)


def by_language(texts: tuple[Literal, ...]) -> dict[str, str]:
    """Return language -> text; ``und`` stands for a text that does not say its language."""
    return {text.language or "und": text.value for text in texts}


def _triples(generation: Generation, terms: TermList) -> Iterator[Triple]:
    """Return every statement about a list and its terms, each once."""
    for iri in (terms.entry.iri, *terms.by_iri):
        quads = generation.reader.quads(NamedNode(iri))
        yield from dict.fromkeys(quad.triple for quad in quads)


def _as_json(terms: TermList) -> Iterator[bytes]:
    """Return the pieces of a JSON document, one for each term."""
    members = {
        "iri": terms.entry.iri,
        "name": terms.entry.name,
        "title": by_language(terms.entry.titles),
        "size": terms.entry.size,
    }
    head = json.dumps(members, ensure_ascii=False, indent=1).removesuffix("\n}")
    yield f'{head},\n "terms": ['.encode()
    for order, term in enumerate(terms.terms):
        text = json.dumps(_term(term), ensure_ascii=False, indent=1).replace("\n", "\n  ")
        yield f"{',' if order else ''}\n  {text}".encode()
    yield b"\n ]\n}"


def _term(term: ListedTerm) -> dict[str, object]:
    return {
        "iri": term.iri,
        "identifier": term.identifier,
        "label": by_language(term.labels),
        "parents": list(term.parents),
        "deprecated": term.is_deprecated,
    }
