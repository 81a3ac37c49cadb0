"""Turtle with one value a line, for subjects that have many values of one property."""

from __future__ import annotations

import re

from ..generate.turtle import string

Properties = dict[str, list[str]]
"""Prefixed names of properties, each with the Turtle of its values."""

_NOT_IN_IRIS = re.compile(r'[\x00-\x20<>"{}|\\^`]')


def typed(value: str, datatype: str) -> str:
    """Return a literal of a datatype given as a prefixed name, e.g. ``xsd:date``."""
    return f"{string(value)}^^{datatype}"


def iri(address: str) -> str:
    """Return an IRI in angle brackets, absolute or under the base of the service.

    Raises:
        ValueError: the address holds a character that no IRI may hold.

    Source: RDF 1.1 Turtle, production IRIREF.
    """
    if not address or _NOT_IN_IRIS.search(address):
        raise ValueError(f"{address!r} is not an IRI; correct it in the table that it comes from")
    return f"<{address}>"


def authority(code: str) -> str:
    """Return the IRI of the council with that code."""
    return iri(f"id/authority/{code}")


def block(subject: str, properties: Properties) -> str:
    """Return all that is said of a subject, properties in the order given.

    Args:
        subject: the Turtle of an IRI.
        properties: those without values are left out, and repeated values are written once.
    """
    lines = []
    for name, values in properties.items():
        distinct = list(dict.fromkeys(values))
        if name == "a" or len(distinct) == 1:
            lines.append(f"    {name} {', '.join(distinct)}")
        elif distinct:
            lines.append(f"    {name}\n        " + ",\n        ".join(distinct))
    return f"\n{subject}\n" + " ;\n".join(lines) + " .\n"
