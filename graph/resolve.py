"""Resolve: from any identifier in use, old or new, to the things that it may stand for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from .addresses import CURIE_PREFIXES, Addresses
from .generation import Generation
from .index import VALUE, fold
from .namespaces import ESD_ID, IPSV_CONCEPT, MOOTHALL_ID, OWL
from .terms import NamedNode, parse_iri

_WORDS: dict[str, str] = {
    "lgsl": ESD_ID + "service/",
    "pid": ESD_ID + "service/",
    "service": ESD_ID + "service/",
    "lgil": ESD_ID + "interaction/",
    "interaction": ESD_ID + "interaction/",
    "function": ESD_ID + "function/",
    "need": ESD_ID + "need/",
    "circumstance": ESD_ID + "circumstance/",
    "ipsv": IPSV_CONCEPT,
}
"""Words that people put before a code, e.g. "LGSL 579"."""

_LEGACY_LISTS: dict[str, str] = {
    "FunctionList": ESD_ID + "list/functions",
    "ServiceList": ESD_ID + "list/services",
    "EnglishAndWelshServiceList": ESD_ID + "list/englishAndWelshServices",
    "InteractionList": ESD_ID + "list/interactions",
    "PowerAndDutyList": ESD_ID + "list/powersAndDuties",
    "LocalGovernmentNavigationList": MOOTHALL_ID + "list/navigation",
}
"""Names of lists in addresses of 2010 to 2012, with or without a version behind them."""

_NAMESPACES = {prefix.lower(): namespace for prefix, namespace in CURIE_PREFIXES.items()}
_CURIE = re.compile(rf"({'|'.join(CURIE_PREFIXES)})s?:(.+)", re.IGNORECASE)
_WORD_AND_CODE = re.compile(r"([A-Za-z]+)[\s:#]+(\S+)")

_ESD_PATH = re.compile(r"esd:([A-Za-z]+/\S+)", re.IGNORECASE)
"""Terms by the path of their address, e.g. "esd:service/524"."""

_COUNCIL = re.compile(r"(?:principal-)?local-authority(?:-[a-z]{2,3})?:([A-Z]{3,5})", re.IGNORECASE)
"""Councils as national data sets name them, e.g. "local-authority-eng:RUS"."""


@dataclass(frozen=True, slots=True)
class Resolution:
    """One thing that an identifier may stand for.

    Attributes:
        iri: its IRI.
        label: its name.
        how: how the identifier was read, in words.
    """

    iri: str
    label: str
    how: str


def resolve(generation: Generation, identifier: str) -> tuple[Resolution, ...]:
    """Return what an identifier stands for: one thing, several for an ambiguous code, or none.

    Takes IRIs of every generation of the standard (http or https), compact IRIs in singular and
    plural spellings, "LGSL 579", and bare codes. A bare code is one of a data standard's only where
    it is nothing else.
    """
    text = unquote(identifier).strip().strip("<>").strip()
    for how, iri in readings(generation.addresses, text):
        if generation.reader.describes(iri):
            return (_resolution(generation, iri, how),)
    address = _http_iri(text)
    same = generation.reader.subjects(OWL.sameAs, address) if address else []
    if same:
        return tuple(_resolution(generation, s.value, "another address of it") for s in same)
    rows = generation.index.rows(
        "SELECT id, iri FROM entity WHERE id IN (SELECT entity FROM code WHERE code = ?) "
        "AND iri NOT LIKE ? ORDER BY iri LIMIT 100",
        (fold(text), generation.base_iri + "id/record/%"),
    )
    things = generation.index.rows(
        "SELECT DISTINCT entity FROM code WHERE code = ? AND scheme <> ? "
        f"AND entity IN ({', '.join('?' * len(rows))})",
        (fold(text), VALUE, *(row["id"] for row in rows)),
    )
    numbers = {row["entity"] for row in things}
    official = [row["iri"] for row in rows if row["id"] in numbers]
    found = dict.fromkeys(official or (row["iri"] for row in rows))
    return tuple(_resolution(generation, iri, "code") for iri in found)


def readings(addresses: Addresses, text: str) -> Iterator[tuple[str, str]]:
    """Return (how, IRI) of each reading of an identifier as the IRI of a thing, likeliest first.

    Nothing is looked up: whether the graph knows the IRI is for the caller to ask.

    Args:
        addresses: which addresses are this service's own.
        text: an address, compact address, or code with a word before it; no blanks around it.
    """
    if _http_iri(text):
        yield from (("address", iri) for iri in _iri_forms(addresses, text))
        return
    match = _CURIE.fullmatch(text)
    if match:
        yield "compact address", _NAMESPACES[match[1].lower()] + match[2]
    match = _ESD_PATH.fullmatch(text)
    if match:
        yield "compact address", ESD_ID + match[1]
    match = _COUNCIL.fullmatch(text)
    if match:
        yield "compact address", f"{addresses.base_iri}id/authority/{match.group(1).upper()}"
    match = _WORD_AND_CODE.fullmatch(text)
    if match and match.group(1).lower() in _WORDS:
        yield "code of its list", _WORDS[match.group(1).lower()] + match.group(2)
    if "/" in text:
        yield from (("path", iri) for iri in addresses.candidates(text.strip("/")))


def _http_iri(text: str) -> NamedNode | None:
    return parse_iri(text) if re.match(r"https?://[^/]", text, re.IGNORECASE) else None


def _iri_forms(addresses: Addresses, text: str) -> Iterator[str]:
    """Return the forms of an IRI under which the graph may know it."""
    yield text
    parts = urlsplit(text)
    host, path = parts.netloc.lower().removesuffix(":80").removesuffix(":443"), parts.path
    for scheme in ("http", "https"):
        yield f"{scheme}://{host}{path}" + (f"#{parts.fragment}" if parts.fragment else "")
        yield f"{scheme}://{host}{path.rstrip('/')}"
    if host.endswith("esd.org.uk"):
        yield from _esd_forms(parts.query, path, parts.fragment)
    own = urlsplit(addresses.base_iri)
    if host == own.netloc.lower():
        local = re.sub(r"^/(?:id|doc)/", "", path.removeprefix(own.path.rstrip("/")))
        local = re.sub(r"\.(?:html|ttl|jsonld|nt|rdf|json|csv|trig|nq)$", "", local)
        yield from addresses.candidates(local.strip("/"))


def _esd_forms(query: str, path: str, fragment: str) -> Iterator[str]:
    """Return today's IRIs for addresses of the standard's earlier sites."""
    for uri in parse_qs(query).get("uri", []):
        yield uri if _http_iri(uri) else ESD_ID + uri.lstrip("/")
    if fragment.startswith("Concept"):
        yield IPSV_CONCEPT + fragment.removeprefix("Concept")
    names = path.strip("/").split("/")
    if names[0].split(".")[0] in _LEGACY_LISTS:
        yield _LEGACY_LISTS[names[0].split(".")[0]]
    yield ESD_ID + re.sub(r"\.(?:html|xml|rdf|csv|pdf|rtf|doc)$", "", path.strip("/"))


def _resolution(generation: Generation, iri: str, how: str) -> Resolution:
    rows = generation.index.rows("SELECT label FROM entity WHERE iri = ?", (iri,))
    return Resolution(iri, rows[0]["label"] if rows else iri, how)
