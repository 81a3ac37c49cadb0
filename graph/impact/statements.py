"""Statements of the standard as text, taken apart without making terms of them.

A release is kept as N-Quads, and reading those takes a tenth of the time of asking its store.

Source: RDF 1.1 N-Quads, section 2 (and a canonical form of it, as the store writes it).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from ..terms import Literal, NamedNode, RdfFormat, parse


class Statement(NamedTuple):
    """One statement about an address.

    Attributes:
        subject: IRI that it is about.
        predicate: IRI of its property.
        value: IRI or text that it states.
        language: language of the text; empty for one without, None for an IRI.
    """

    subject: str
    predicate: str
    value: str
    language: str | None


def statements(lines: Iterable[bytes], predicates: Collection[NamedNode]) -> Iterator[Statement]:
    """Yield the statements with some properties; those about or of blank nodes are left out.

    Args:
        lines: lines of N-Quads, each with its line end.
        predicates: the properties.
    """
    wanted = {f"<{predicate.value}>".encode(): predicate.value for predicate in predicates}
    for line in lines:
        subject, written, rest = line.split(b" ", 2)
        predicate = wanted.get(written)
        if predicate is None or subject[:1] != b"<" or subject[:2] == b"<<":
            continue
        if b"\\" in line:
            yield from _escaped(line)
            continue
        value = rest[: rest.rindex(b" <")]
        if value[:1] == b"<" and value[:2] != b"<<":
            yield Statement(subject[1:-1].decode(), predicate, value[1:-1].decode(), None)
        elif value[:1] == b'"':
            text, _, end = value[1:].rpartition(b'"')
            language = end[1:].decode() if end[:1] == b"@" else ""
            yield Statement(subject[1:-1].decode(), predicate, text.decode(), language)


def _escaped(line: bytes) -> Iterator[Statement]:
    """Yield the statement of a line that holds escaped characters."""
    for quad in parse(line, format=RdfFormat.N_QUADS):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode | Literal):
            language = quad.object.language or "" if isinstance(quad.object, Literal) else None
            yield Statement(quad.subject.value, quad.predicate.value, quad.object.value, language)
