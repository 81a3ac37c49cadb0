"""The official list download: the CSV that existing importers read.

UTF-8 without a byte order mark, CRLF line ends, one row a term, or one row a mapping. Consumers
use the columns by name: Identifier, Label, Mapped identifier.

Source: the list downloads of standards.esd.org.uk, as data.gov.uk and GOV.UK read them.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from .generation import Generation
from .lists import ListedTerm, TermList, class_label, identifier_order, term_class, term_list
from .namespaces import DCT, SKOS
from .terms import Literal, NamedNode
from .vocabulary import Vocabulary

TERM_COLUMNS = (
    "Identifier",
    "Label",
    "Description",
    "Created",
    "Modified",
    "History notes",
    "Type",
    "Parent identifiers",
    "Parent labels",
)
MAPPING_COLUMNS = ("Mapping type", "Mapped identifier", "Mapped label", "Mapped type")


def list_rows(
    generation: Generation, name: str, mapped_to: str | None = None
) -> Iterator[tuple[str, ...]]:
    """Return the header and the rows of a list's download.

    Args:
        generation: the generation to read.
        name: the list's name or IRI.
        mapped_to: another list; then one row for each mapping. A term that has none has no
            row, because GOV.UK's importer counts a blank identifier as an error.

    Raises:
        NotFoundError: there is no such list.
    """
    terms = term_list(generation, name)
    target = term_list(generation, mapped_to) if mapped_to is not None else None
    yield TERM_COLUMNS if target is None else TERM_COLUMNS + MAPPING_COLUMNS
    for term in terms.terms:
        row = _term_row(generation, terms, term)
        if target is None:
            yield row
        else:
            for mapping in _mappings(generation, term, target):
                yield row + mapping


def write_csv(rows: Iterator[Sequence[str]]) -> bytes:
    """Return rows as CSV: UTF-8 without a byte order mark, CRLF line ends."""
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows(rows)
    return buffer.getvalue().encode()


def _term_row(generation: Generation, terms: TermList, term: ListedTerm) -> tuple[str, ...]:
    parents = sorted(
        (terms.by_iri[p] for p in term.parents if p in terms.by_iri),
        key=lambda parent: identifier_order(parent.identifier),
    )
    iri = NamedNode(term.iri)
    return (
        term.identifier,
        term.label().value,
        _text(generation, iri, DCT.description) or _text(generation, iri, SKOS.definition),
        _text(generation, iri, DCT.created),
        _text(generation, iri, DCT.modified),
        _text(generation, iri, SKOS.historyNote),
        _type_name(generation, term.iri),
        "|".join(parent.identifier for parent in parents),
        "|".join(parent.label().value for parent in parents),
    )


def _mappings(
    generation: Generation, term: ListedTerm, target: TermList
) -> list[tuple[str, str, str, str]]:
    """Return the mapping columns of each statement from a term to a term of the other list."""
    vocabulary = Vocabulary.of(generation)
    found = {}
    for quad in generation.reader.quads(NamedNode(term.iri)):
        if isinstance(quad.object, NamedNode) and quad.object.value in target.by_iri:
            other = target.by_iri[quad.object.value]
            words = vocabulary.property(quad.predicate.value).labels
            phrase = next((w.value for w in words if w.language in ("en", None)), "")
            found[other.identifier, phrase] = other
    return [
        (phrase, other.identifier, other.label().value, _type_name(generation, other.iri))
        for (_, phrase), other in sorted(
            found.items(), key=lambda item: (identifier_order(item[0][0]), item[0][1])
        )
    ]


def _type_name(generation: Generation, iri: str) -> str:
    found = term_class(generation, iri)
    if found is None:
        return ""
    return generation.remember(
        ("class", found), lambda: _capital(class_label(generation, found).value)
    )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _text(generation: Generation, iri: NamedNode, predicate: NamedNode) -> str:
    texts = [t for t in generation.reader.objects(iri, predicate) if isinstance(t, Literal)]
    english = [t.value for t in texts if t.language in ("en", None)]
    return (english or [t.value for t in texts] or [""])[0]


def neutral(text: str) -> str:
    """Return a cell as it may be written to a spreadsheet: never one that is worked out.

    Source: OWASP, CSV Injection.
    """
    return (
        f"'{text}"
        if text[:1] in ("=", "+", "-", "@", "\t", "\r") and not _is_number(text)
        else text
    )


def _is_number(text: str) -> bool:
    try:
        float(text.replace(",", ""))
    except ValueError:
        return False
    return True
