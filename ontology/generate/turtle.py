"""Writing Turtle that a person can review: prefixed, one statement a line, in a fixed order.

Source: RDF 1.1 Turtle, sections 2.4 (names), 2.5 (literals) and 6.4 (escapes).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

PREFIXES = {
    "dct": "http://purl.org/dc/terms/",
    "esd": "http://def.esd.org.uk/",
    "function": "http://id.esd.org.uk/function/",
    "interaction": "http://id.esd.org.uk/interaction/",
    "list": "http://id.esd.org.uk/list/",
    "mh": "https://w3id.org/moothall/def/",
    "ourlist": "https://w3id.org/moothall/id/list/",
    "procurementCategory": "https://w3id.org/moothall/id/procurementCategory/",
    "service": "http://id.esd.org.uk/service/",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "tier": "https://w3id.org/moothall/id/tier/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
"""Every prefix that a generated file may use."""

_NOTICE = "Written by moothall.ontology.generate from public tables: change those, not this file."

_ESCAPES = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"})


@dataclass(frozen=True, slots=True)
class Statement:
    """What is said of a subject: one predicate and its objects, written as Turtle."""

    predicate: str
    objects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Description:
    """A subject, written as Turtle, and what is said of it."""

    subject: str
    statements: tuple[Statement, ...]


def say(predicate: str, *objects: str) -> Statement:
    """Return the statement of one predicate and its objects."""
    return Statement(predicate, objects)


def string(value: str) -> str:
    """Return a plain string literal."""
    return f'"{value.translate(_ESCAPES)}"'


def text(value: str, language: str = "en") -> str:
    """Return a literal in a language."""
    return f"{string(value)}@{language}"


def typed(value: str, datatype: str) -> str:
    """Return a literal of an XML Schema datatype, e.g. ``typed("2013-04-03", "date")``."""
    return f"{string(value)}^^xsd:{datatype}"


def iri(value: str) -> str:
    """Return an IRI in angle brackets."""
    return f"<{value}>"


def document(comment: str, descriptions: Iterable[Description]) -> str:
    """Return a whole Turtle file: comment, the prefixes that it uses, then the descriptions.

    Args:
        comment: what the file holds and whose facts these are; each line becomes a comment.
        descriptions: in the order in which they shall stand.
    """
    body = "\n" + "\n".join(_described(description) for description in descriptions)
    lines = [f"# {line}" for line in (*comment.splitlines(), _NOTICE)]
    lines.append("")
    lines += [
        f"@prefix {prefix}: <{namespace}> ."
        for prefix, namespace in PREFIXES.items()
        if f" {prefix}:" in body or f"\n{prefix}:" in body or f"^{prefix}:" in body
    ]
    return "\n".join(lines) + "\n" + body


def _described(description: Description) -> str:
    statements = [
        f"    {statement.predicate} {', '.join(statement.objects)}"
        for statement in description.statements
    ]
    return f"{description.subject}\n" + " ;\n".join(statements) + " .\n"
