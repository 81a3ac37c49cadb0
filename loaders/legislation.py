"""Addresses of legislation.gov.uk: from what a person copied to the identifier of the provision.

Source: legislation.gov.uk's URI scheme: an identifier is ``/id/`` with type, year or session,
number, and the parts of the document; addresses of documents lack ``/id/`` and say a version.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from ..graph.terms import NamedNode

_HOSTS = ("www.legislation.gov.uk", "legislation.gov.uk")
_IDENTIFIER = "http://www.legislation.gov.uk/id/"

_YEAR = r"\d{4}|[A-Z][A-Za-z0-9]*/[0-9][0-9-]*"
"""A year, or a regnal year as in ``Geo5and1Edw8/26``."""

_PROVISION = re.compile(rf"([a-z]{{2,7}})/({_YEAR})/(\d+)((?:/[A-Za-z0-9.-]+)*)")

_VERSIONS = re.compile(
    r"/(?:contents|introduction|body|enacted|made|adopted|created|prospective|\d{4}-\d\d-\d\d"
    r"|data\.(?:htm|html|xht|xml|rdf|akn|pdf|csv|feed)|england|wales|scotland|ni)(?=/|$)"
)
"""Parts of an address that choose a version, an extent or a form of a document."""


def provision_iri(address: str) -> NamedNode:
    """Return the identifier of the provision that an address of legislation.gov.uk shows.

    Raises:
        ValueError: it is no address of legislation.gov.uk, or of no single document there; the
            text says which.
    """
    try:
        parts = urlsplit(address.strip())
    except ValueError as error:
        raise ValueError("it is no web address") from error
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise ValueError("it is no web address; it starts with neither http:// nor https://")
    if parts.netloc.lower() not in _HOSTS:
        raise ValueError(f"it is on {parts.netloc[:60]}, and not on www.legislation.gov.uk")
    path = _VERSIONS.sub("", parts.path.strip("/").removeprefix("id/"))
    match = _PROVISION.fullmatch(path.strip("/"))
    if match is None:
        raise ValueError("it names no piece of legislation by type, year and number")
    provision = match[4]
    if not provision and parts.fragment.startswith(("section-", "schedule-", "regulation-")):
        provision = "/" + parts.fragment.replace("-", "/")
    return NamedNode(f"{_IDENTIFIER}{match[1]}/{match[2]}/{match[3]}{provision}")
