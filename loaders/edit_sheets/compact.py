"""IRIs as people write them in cells: compact where a prefix fits, whole elsewhere."""

from __future__ import annotations

import re

from ...graph.addresses import CURIE_PREFIXES
from ...graph.namespaces import PREFIXES
from ...graph.terms import NamedNode, parse_iri

_BY_PREFIX = {**CURIE_PREFIXES, **PREFIXES}
# of two prefixes for one namespace the later is the shorter
_BY_NAMESPACE = {namespace: prefix for prefix, namespace in _BY_PREFIX.items()}

_LOCAL = re.compile(r"\w(?:[\w.-]*[\w-])?")
_WHOLE = re.compile(r"(?:https?://|urn:|mailto:|tel:|ni:)", re.IGNORECASE)
"""What the IRIs start with that are understood without angle brackets; the start of any other may
be a prefix that somebody has misspelt."""


def compact(iri: str) -> str:
    """Return an IRI as it is written in a cell: with a prefix, whole, or in angle brackets.

    >>> compact("http://id.esd.org.uk/service/579"), compact("geo:51.5,-0.1")
    ('esdService:579', '<geo:51.5,-0.1>')
    """
    fitting = [namespace for namespace in _BY_NAMESPACE if iri.startswith(namespace)]
    if fitting:
        namespace = max(fitting, key=len)
        local = iri.removeprefix(namespace)
        if _LOCAL.fullmatch(local):
            return f"{_BY_NAMESPACE[namespace]}:{local}"
    return iri if _WHOLE.match(iri) else f"<{iri}>"


def expand(text: str) -> NamedNode:
    """Return the IRI that a text stands for.

    >>> expand("esdService:579").value
    'http://id.esd.org.uk/service/579'

    Raises:
        ValueError: it is no IRI; with a reason to go on from the text.
    """
    whole = text
    prefix, colon, local = text.partition(":")
    if text.startswith("<") and text.endswith(">"):
        whole = text[1:-1]
    elif colon and prefix in _BY_PREFIX:
        whole = _BY_PREFIX[prefix] + local
    elif colon and not _WHOLE.match(text):
        raise ValueError(f"starts with {prefix + ':'!r}, and there is no such prefix")
    iri = parse_iri(whole)
    if iri is None:
        raise ValueError("is no web address and no compact one")
    return iri
