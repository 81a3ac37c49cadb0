"""The feeds: entries of the ledger as Atom and as JSON Feed.

Source: RFC 4287 (Atom); RFC 5005, section 4 (archived feeds); JSON Feed 1.1.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from ...graph.generation import Generation
from ...graph.ledger import LedgerEntry
from ...graph.namespaces import MH
from ..pages.change_words import attributed, sentence, successors, what_happened
from ..pages.words import Words

_ATOM = "http://www.w3.org/2005/Atom"
_HISTORY = "http://purl.org/syndication/history/1.0"
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold, in whatever spelling."""


@dataclass(frozen=True, slots=True)
class Feed:
    """What a document of a feed says of itself.

    Attributes:
        title: what the feed is about.
        base_iri: the base of the service's addresses.
        home: address of the page for people.
        current: address of the newest document of the feed.
        own: address of this document.
        older: address of the document before; None if there is none.
        newer: address of the next archived document; None if there is none.
        is_archive: whether the document will not change any more.
        updated: when its newest entry was published, in UTC.
    """

    title: str
    base_iri: str
    home: str
    current: str
    own: str
    older: str | None
    newer: str | None
    is_archive: bool
    updated: datetime


def as_atom(
    feed: Feed, words: Words, generation: Generation, entries: Sequence[LedgerEntry]
) -> bytes:
    """Return a document of a feed in Atom, its entries newest first."""
    names = {"xmlns": _ATOM, "xmlns:fh": _HISTORY, "xml:lang": words.language}
    root = Element("feed", names)
    _add(root, "id", feed.current)
    _add(root, "title", feed.title)
    _add(root, "updated", _moment(feed.updated))
    _add(SubElement(root, "author"), "name", words("site"))
    _link(root, "self", feed.own, "application/atom+xml")
    _link(root, "alternate", feed.home, "text/html")
    if feed.is_archive:
        SubElement(root, "fh:archive")
        _link(root, "current", feed.current, "application/atom+xml")
    if feed.older:
        _link(root, "prev-archive", feed.older, "application/atom+xml")
    if feed.newer:
        _link(root, "next-archive", feed.newer, "application/atom+xml")
    for entry in entries:
        _add_entry(root, feed, words, generation, entry)
    written: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def as_json_feed(
    feed: Feed, words: Words, generation: Generation, entries: Sequence[LedgerEntry]
) -> bytes:
    """Return a document of a feed in JSON Feed 1.1, its entries newest first."""
    document = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": feed.title,
        "home_page_url": feed.home,
        "feed_url": feed.own,
        **({"next_url": feed.older} if feed.older else {}),
        "authors": [{"name": words("site"), "url": feed.base_iri}],
        "language": words.language,
        "items": [
            {
                "id": entry.iri,
                "url": address_of(generation, entry),
                "title": _title(words, generation, entry),
                "content_text": _content(words, generation, entry),
                "date_published": _moment(entry.issued),
                **({"authors": [{"name": entry.by}]} if entry.by else {}),
                "tags": [_local(kind) for kind in entry.kinds],
                "_moothall": entry_json(generation, entry),
            }
            for entry in entries
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def entry_json(generation: Generation, entry: LedgerEntry) -> dict[str, object]:
    """Return an entry as JSON for machines; the same members in every answer."""
    said: dict[str, object] = {
        "entry": entry.iri,
        "thing": entry.thing,
        "curie": generation.addresses.curie(entry.thing),
        "dataset": entry.dataset,
        "kinds": [_local(kind) for kind in entry.kinds],
        "label": {name.language or "": name.value for name in entry.names},
        "before": {name.language or "": name.value for name in entry.before},
        "properties": list(entry.properties),
        "replaced_by": list(successors(generation, entry)),
        "generation": entry.number,
        "published": _moment(entry.issued),
        "by": entry.by or None,
        "note": entry.note or None,
        "document": address_of(generation, entry),
    }
    if entry.counts is not None:
        counts = entry.counts
        said |= {
            "created": counts.created,
            "changed": counts.changed,
            "removed": counts.removed,
            "entries": counts.entries,
        }
    return said


def address_of(generation: Generation, entry: LedgerEntry) -> str:
    """Return where the thing of an entry is described, or was."""
    path = generation.addresses.path(entry.thing)
    return generation.base_iri.rstrip("/") + path if path else entry.thing


def _add_entry(
    root: Element, feed: Feed, words: Words, generation: Generation, entry: LedgerEntry
) -> None:
    element = SubElement(root, "entry")
    _add(element, "id", entry.iri)
    _add(element, "title", _title(words, generation, entry))
    _add(element, "updated", _moment(entry.issued))
    _add(element, "published", _moment(entry.issued))
    _link(element, "alternate", address_of(generation, entry), "text/html")
    for kind in entry.kinds:
        name = _local(kind)
        SubElement(element, "category", {"term": name, "scheme": f"{MH.iri}changeKinds"})
    if entry.by:
        _add(SubElement(element, "contributor"), "name", entry.by)
    _add(element, "content", _content(words, generation, entry)).set("type", "text")


def _content(words: Words, generation: Generation, entry: LedgerEntry) -> str:
    """Return an entry as a sentence, with who published it and why."""
    text, why = sentence(words, generation, entry), attributed(words, entry)
    return f"{text} ({why})" if why else text


def _title(words: Words, generation: Generation, entry: LedgerEntry) -> str:
    return f"{entry.name(words.language).value}: {what_happened(words, generation, entry)}"


def _add(parent: Element, name: str, text: str) -> Element:
    element = SubElement(parent, name)
    element.text = _NOT_XML.sub("\ufffd", text)
    return element


def _link(parent: Element, relation: str, address: str, media_type: str) -> None:
    SubElement(parent, "link", {"rel": relation, "href": address, "type": media_type})


def _moment(when: datetime) -> str:
    return when.isoformat().replace("+00:00", "Z")


def _local(kind: str) -> str:
    return kind.removeprefix(MH.iri)
