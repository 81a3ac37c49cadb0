"""Feeds read as strictly as a validator reads them: what breaks a rule, in words.

Source: RFC 4287 (Atom), sections 2 to 6 and appendix B; RFC 5005, section 4; JSON Feed 1.1.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, ParseError, fromstring

ATOM = "{http://www.w3.org/2005/Atom}"
HISTORY = "{http://purl.org/syndication/history/1.0}"
_XML = "{http://www.w3.org/XML/1998/namespace}"

_DATE = re.compile(
    r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
    r"T([01]\d|2[0-3]):[0-5]\d:([0-5]\d|60)(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)"
)
_MEDIA_TYPE = re.compile(r"[\w!#$&^.+-]+/[\w!#$&^.+-]+(\s*;.*)?", re.ASCII)
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8})*")
_IRI = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:[^\s<>\"{}|\\^`\x00-\x20]+")

_ONCE: Mapping[str, tuple[str, ...]] = {
    "feed": ("id", "title", "updated"),
    "entry": ("id", "title", "updated"),
    "author": ("name",),
    "contributor": ("name",),
}
"""Element -> the children that it must have exactly one of."""

_AT_MOST_ONCE: Mapping[str, tuple[str, ...]] = {
    "feed": ("generator", "icon", "logo", "rights", "subtitle"),
    "entry": ("content", "published", "rights", "source", "summary"),
    "author": ("uri", "email"),
    "contributor": ("uri", "email"),
}
_MANY: Mapping[str, tuple[str, ...]] = {
    "feed": ("author", "category", "contributor", "link", "entry"),
    "entry": ("author", "category", "contributor", "link"),
}
_ATTRIBUTES: Mapping[str, tuple[str, ...]] = {
    "link": ("href", "rel", "type", "hreflang", "title", "length"),
    "category": ("term", "scheme", "label"),
    "content": ("type", "src"),
    "generator": ("uri", "version"),
    **dict.fromkeys(("title", "subtitle", "summary", "rights"), ("type",)),
}
_TEXTS = ("title", "subtitle", "summary", "rights")


def atom_faults(document: bytes, address: str) -> list[str]:
    """Return what is wrong with an Atom document that is served at an address."""
    try:
        feed = fromstring(document)
    except ParseError as error:
        return [f"it is no XML: {error}"]
    if feed.tag != f"{ATOM}feed":
        return [f"its root is {feed.tag}"]
    return [*_feed_faults(feed, address), *_history_faults(feed)]


def _feed_faults(feed: Element, address: str) -> Iterator[str]:
    yield from _element_faults(feed)
    own = [link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self"]
    if own != [address]:
        yield f"its own address is {own}, not {address}"
    tags = [child.tag for child in feed]
    first = tags.index(f"{ATOM}entry") if f"{ATOM}entry" in tags else len(tags)
    if set(tags[first:]) - {f"{ATOM}entry"}:
        yield "what describes the feed stands after its first entry"
    entries = feed.findall(f"{ATOM}entry")
    if feed.find(f"{ATOM}author") is None and any(e.find(f"{ATOM}author") is None for e in entries):
        yield "an entry has no author, and the feed has none for it"
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    yield from (f"two entries have the id {each}" for each in _repeated(ids))
    for entry in entries:
        has_alternate = any(
            link.get("rel", "alternate") == "alternate" for link in entry.findall(f"{ATOM}link")
        )
        if entry.find(f"{ATOM}content") is None and not has_alternate:
            yield "an entry has neither content nor an alternate link"


def _element_faults(element: Element) -> Iterator[str]:
    """Yield what is wrong with an element of Atom and all below it."""
    name = element.tag.removeprefix(ATOM)
    for attribute in element.attrib:
        if not attribute.startswith("{") and attribute not in _ATTRIBUTES.get(name, ()):
            yield f"{name} has the attribute {attribute}"
    if not _LANGUAGE.fullmatch(element.get(f"{_XML}lang", "en")):
        yield f"{name} has a language that is none"
    children = Counter(child.tag.removeprefix(ATOM) for child in element if ATOM in child.tag)
    once, at_most = _ONCE.get(name, ()), _AT_MOST_ONCE.get(name, ())
    yield from (f"{name} has {children[each]} {each}" for each in once if children[each] != 1)
    yield from (f"{name} has {children[each]} {each}" for each in at_most if children[each] > 1)
    for each in set(children) - {*once, *at_most, *_MANY.get(name, ())}:
        yield f"{name} has the child {each}"
    if name in ("feed", "entry", "author", "contributor"):
        texts = [element.text, *(child.tail for child in element)]
        if any((text or "").strip() for text in texts):
            yield f"{name} has text between its children"
    yield from _value_faults(name, element)
    if name in ("feed", "entry"):
        yield from _link_faults(name, element.findall(f"{ATOM}link"))
    for child in element:
        if child.tag.startswith(ATOM):
            yield from _element_faults(child)


def _value_faults(name: str, element: Element) -> Iterator[str]:
    text = element.text or ""
    if name in ("id", "uri", "icon", "logo") and not _is_iri(text):
        yield f"{name} is no IRI: {text!r}"
    if name in ("updated", "published") and not _DATE.fullmatch(text):
        yield f"{name} is no date: {text!r}"
    if name == "email" and not re.fullmatch(r".+@.+", text):
        yield f"{name} is no address: {text!r}"
    if name == "name" and not text.strip():
        yield "a person has no name"
    if name == "category":
        if element.get("term") is None:
            yield "a category has no term"
        if not _is_iri(element.get("scheme", "urn:x")):
            yield f"a category has the scheme {element.get('scheme')!r}"
    if name == "title" and not "".join(element.itertext()).strip():
        yield "a title is empty"
    if name in _TEXTS:
        yield from _text_faults(name, element)
    if name == "content":
        yield from _content_faults(element)


def _text_faults(name: str, element: Element) -> Iterator[str]:
    kind = element.get("type", "text")
    if kind not in ("text", "html", "xhtml"):
        yield f"{name} has the type {kind}"
    if kind in ("text", "html") and len(element):
        yield f"{name} of the type {kind} has elements in it"
    if kind == "xhtml" and [each.tag for each in element] != ["{http://www.w3.org/1999/xhtml}div"]:
        yield f"{name} of the type xhtml is not one div"


def _content_faults(element: Element) -> Iterator[str]:
    kind, source = element.get("type", "text"), element.get("src")
    if source is not None:
        if not _is_iri(source) or len(element) or (element.text or "").strip():
            yield "content from elsewhere has no address, or something in it"
        if kind in ("text", "html", "xhtml"):
            yield f"content from elsewhere has the type {kind}"
    elif kind in ("text", "html", "xhtml"):
        yield from _text_faults("content", element)
    elif not _MEDIA_TYPE.fullmatch(kind) or kind.startswith(("multipart/", "message/")):
        yield f"content has the type {kind}"


def _link_faults(name: str, links: Iterable[Element]) -> Iterator[str]:
    alternates = []
    for link in links:
        relation = link.get("rel", "alternate")
        if not _is_iri(link.get("href", "")):
            yield f"a link of {name} leads to {link.get('href')!r}"
        if not re.fullmatch(r"[a-z][a-z0-9.-]*", relation) and not _is_iri(relation):
            yield f"a link of {name} has the relation {relation!r}"
        if not _MEDIA_TYPE.fullmatch(link.get("type", "text/plain")):
            yield f"a link of {name} has the type {link.get('type')!r}"
        if not _LANGUAGE.fullmatch(link.get("hreflang", "en")):
            yield f"a link of {name} has the language {link.get('hreflang')!r}"
        if relation == "alternate":
            alternates.append((link.get("type"), link.get("hreflang")))
    yield from (f"{name} has two alternates of {each}" for each in _repeated(alternates))


def _history_faults(feed: Element) -> Iterator[str]:
    """Yield what is wrong with a document as one of an archived feed."""
    links = Counter(link.get("rel") for link in feed.findall(f"{ATOM}link"))
    markers = feed.findall(f"{HISTORY}archive")
    for relation in ("current", "prev-archive", "next-archive"):
        if links[relation] > 1:
            yield f"it has {links[relation]} links {relation}"
    if len(markers) > 1 or any(len(each) or each.text or each.attrib for each in markers):
        yield "it is marked as an archive more than once, or with more than a mark"
    if markers and links["current"] != 1:
        yield "an archive does not say where the current document is"
    if links["next-archive"] and not markers:
        yield "the current document has a next archive"


_FEED_MEMBERS: Mapping[str, type] = {
    "version": str, "title": str, "home_page_url": str, "feed_url": str, "description": str,
    "user_comment": str, "next_url": str, "icon": str, "favicon": str, "authors": list,
    "language": str, "expired": bool, "hubs": list, "items": list,
}  # fmt: skip
_ITEM_MEMBERS: Mapping[str, type] = {
    "id": str, "url": str, "external_url": str, "title": str, "content_html": str,
    "content_text": str, "summary": str, "image": str, "banner_image": str,
    "date_published": str, "date_modified": str, "authors": list, "tags": list, "language": str,
    "attachments": list,
}  # fmt: skip
_AUTHOR_MEMBERS: Mapping[str, type] = {"name": str, "url": str, "avatar": str}


def json_feed_faults(feed: Any, address: str) -> list[str]:
    """Return what is wrong with a JSON Feed, as it was parsed, that is served at an address."""
    if not isinstance(feed, dict):
        return ["it is no object"]
    faults = [*_member_faults("the feed", feed, _FEED_MEMBERS, ("version", "title", "items"))]
    if faults:
        return faults
    if feed["version"] != "https://jsonfeed.org/version/1.1":
        faults.append(f"its version is {feed['version']}")
    if feed.get("feed_url") != address:
        faults.append(f"its own address is {feed.get('feed_url')}, not {address}")
    if feed.get("next_url") == address:
        faults.append("its next document is itself")
    for item in feed["items"]:
        faults += _item_faults(item)
    faults += _author_faults(feed)
    ids = [item.get("id") for item in feed["items"] if isinstance(item, dict)]
    return [*faults, *(f"two items have the id {each}" for each in _repeated(ids))]


def _item_faults(item: Any) -> Iterator[str]:
    if not isinstance(item, dict):
        yield "an item is no object"
        return
    yield from _member_faults("an item", item, _ITEM_MEMBERS, ("id",))
    if "content_html" not in item and "content_text" not in item:
        yield "an item has no content"
    if not all(isinstance(tag, str) for tag in item.get("tags", ())):
        yield "a tag is no text"
    yield from _author_faults(item)


def _author_faults(holder: Mapping[str, Any]) -> Iterator[str]:
    for author in holder.get("authors", ()):
        yield from _member_faults("an author", author, _AUTHOR_MEMBERS, ())
        if not author:
            yield "an author has none of name, url and avatar"


def _member_faults(
    what: str, held: Mapping[str, Any], known: Mapping[str, type], needed: Iterable[str]
) -> Iterator[str]:
    yield from (f"{what} has no {name}" for name in needed if name not in held)
    for name, value in held.items():
        if name.startswith("_"):
            if not re.fullmatch(r"_[A-Za-z][^.]*", name) or not isinstance(value, dict):
                yield f"{what} has the extension {name}"
        elif name not in known:
            yield f"{what} has the member {name}"
        elif not isinstance(value, known[name]):
            yield f"{name} of {what} is {value!r}"
        elif name.endswith("url") and not _is_iri(value):
            yield f"{name} of {what} is no address: {value!r}"
        elif name.startswith("date_") and not _DATE.fullmatch(value):
            yield f"{name} of {what} is no date: {value!r}"
        elif name == "language" and not _LANGUAGE.fullmatch(value):
            yield f"{name} of {what} is none: {value!r}"
        elif name in ("id", "title", "content_text") and not value.strip():
            yield f"{name} of {what} is empty"


def _is_iri(text: str) -> bool:
    if not _IRI.fullmatch(text):
        return False
    return not text.startswith("http") or bool(urlsplit(text).netloc)


def _repeated(values: Iterable[object]) -> list[object]:
    return [value for value, count in Counter(values).items() if count > 1]
