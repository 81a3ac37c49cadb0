"""Web addresses: http and https, each a valid IRI when it leaves here.

Source: RFC 3987, section 2.2; RFC 9110, section 4.2.
"""

from __future__ import annotations

import re
from urllib.parse import quote

from ...graph.terms import parse_iri
from .cell import Cell
from .faults import faulty, not_read

_HTTP = re.compile(r"https?://[^\s/?#]", re.IGNORECASE).match
_PLAIN = re.compile(r"https?://[a-z0-9.-]+\.[a-z0-9-]+(?:/[A-Za-z0-9/._~=&?+,;:@-]*)?").fullmatch
_ANOTHER = re.compile(r"(?:[\s,;|]|(?<=[^=/?&#]))https?://", re.IGNORECASE).search
_WITHOUT_SCHEME = re.compile(r"//\S|www\.", re.IGNORECASE).match
_DOMAIN = re.compile(
    r"(?:[a-z0-9-]+\.)+(?:uk|org|com|net|info|wales|cymru|scot|london)(?:[/?#]\S*)?"
)
_MISTYPED = re.compile(r"(?:h?ttps?|https?|htps?|hhtps?)[:;]?/{0,3}(?=[a-z0-9-]+\.)", re.IGNORECASE)
_EMAIL = re.compile(r"(?:mailto:)?[^@\s/]+@[^@\s/]+\.[a-z]+", re.IGNORECASE).fullmatch
_FILE = re.compile(r"(?:[a-z]:|\\|file:)[\\/]", re.IGNORECASE).match
_OTHER_SCHEME = re.compile(r"[a-z][a-z0-9+.-]{1,20}:\S", re.IGNORECASE).match
_SAFE = "%:/?#@!$&'()*+,;=~-._"
_LOOSE_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")


def address_reading(text: str) -> Cell:
    """Return what a web address becomes."""
    if _PLAIN(text):
        return Cell((f"<{text}>",), "", text)
    bare = text[1:-1].strip() if text[0] == "<" and text[-1] == ">" else text
    if _HTTP(bare):
        return _http(text, bare)
    if _WITHOUT_SCHEME(bare) and (best := _written("https://" + bare.lstrip("/"))):
        return faulty(text, "has no https:// at its start", best, is_sure=True)
    if _EMAIL(bare):
        return faulty(text, "is an e-mail address, and a web address is asked for")
    if _FILE(bare):
        return faulty(text, "is a file on somebody's computer, which the public cannot open")
    mistyped = _MISTYPED.match(bare)
    if mistyped:
        best = _written("https://" + bare[mistyped.end() :])
        return faulty(text, "does not start with https:// as it should", best)
    if _DOMAIN.fullmatch(bare.lower()):
        return faulty(text, "has no https:// at its start", _written("https://" + bare))
    if _OTHER_SCHEME(bare):
        return faulty(text, "does not start with http:// or https://")
    return not_read(text, "is not a web address")


def _http(text: str, bare: str) -> Cell:
    """Return what a text that starts as a web address becomes."""
    scheme, _, rest = bare.partition("://")
    if _HTTP(rest):
        best = _written(rest)
        return faulty(text, "starts twice", best, is_sure=bool(best))
    if _ANOTHER(rest):
        return faulty(text, "is more than one web address; write one in each cell")
    address = f"{scheme.lower()}://{rest}"
    best = _written(address)
    if best == address:
        return Cell((f"<{address}>",), "", address)
    if not best:
        return faulty(text, "is not a web address that can be followed")
    is_sure = not re.search(r"\s.*[\s,]|[\r\n]", rest)
    return faulty(text, "has characters that a web address cannot have", best, is_sure=is_sure)


def _written(address: str) -> str:
    """Return an address with what it may not hold written with percent signs; empty if it is none.

    Its server's name must be one that the internet can have.
    """
    scheme, _, rest = address.partition("://")
    server, slash, path = re.fullmatch(r"([^/?#]*)([/?#]?)(.*)", rest, re.DOTALL).groups()  # type: ignore[union-attr]
    if not re.fullmatch(r"(?:[^\s@/]*@)?[\w.-]+(?::[0-9]{1,5})?", server) or "." not in server:
        return ""
    path = _LOOSE_PERCENT.sub("%25", path.replace("\\", "/"))
    if parse_iri(f"{scheme}://{server}{slash}{path}") is None:
        path = quote(path, safe=_SAFE, errors="replace")
    found = f"{scheme}://{server}{slash}{path}"
    return found if parse_iri(found) is not None and len(found) < 5_000 else ""
