"""Codes of publishers: the councils that this service has addresses for."""

from __future__ import annotations


def publisher_code(iri: str, base_iri: str) -> str:
    """Return the code of a council of this service; empty for others.

    >>> publisher_code("http://localhost/id/authority/ADU", "http://localhost/")
    'ADU'
    """
    start = f"{base_iri}id/authority/"
    code = iri.removeprefix(start)
    return code if iri.startswith(start) and code.isalnum() else ""
