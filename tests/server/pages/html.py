"""Reading pages in tests: their elements and texts, and the rules that all of them keep."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"meta", "link", "input", "img", "br", "hr", "path", "rect", "wbr"}


@dataclass
class Element:
    """One element: its name, its attributes, the text in it and in what it holds."""

    name: str
    attributes: dict[str, str]
    text: str = ""
    parents: tuple[str, ...] = ()


@dataclass
class Document(HTMLParser):
    """A page, read strictly enough to see an element that is not closed."""

    source: str
    elements: list[Element] = field(default_factory=list)
    open_elements: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.feed(self.source)
        self.close()
        assert not self.open_elements, f"<{self.open_elements[-1].name}> is not closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        names = [name for name, _ in attrs]
        assert len(names) == len(set(names)), f"<{tag}> has an attribute twice: {names}"
        parents = tuple(element.name for element in self.open_elements)
        element = Element(tag, {name: value or "" for name, value in attrs}, parents=parents)
        self.elements.append(element)
        if tag not in _VOID:
            self.open_elements.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in _VOID:
            self.open_elements.pop()

    def handle_endtag(self, tag: str) -> None:
        assert self.open_elements and self.open_elements[-1].name == tag, f"stray </{tag}>"
        self.open_elements.pop()

    def handle_data(self, data: str) -> None:
        for element in self.open_elements:
            element.text += data

    def all(self, name: str) -> list[Element]:
        return [element for element in self.elements if element.name == name]

    def with_id(self, identifier: str) -> Element:
        return next(e for e in self.elements if e.attributes.get("id") == identifier)

    def hrefs(self) -> list[str]:
        return [e.attributes["href"] for e in self.elements if "href" in e.attributes]


def read(source: str) -> Document:
    """Return a page, having checked what every page must be."""
    document = Document(source)
    assert source.startswith("<!doctype html>")
    assert len(document.all("h1")) == 1
    assert len(document.all("main")) == 1
    assert document.all("title")[0].text.strip() not in ("", "· Moothall")
    identifiers = [e.attributes["id"] for e in document.elements if "id" in e.attributes]
    assert len(identifiers) == len(set(identifiers)), "an id stands twice"
    _check_controls(document, set(identifiers))
    _check_headings(document)
    assert not [e for e in document.elements if "style" in e.attributes]
    assert not [e for e in document.elements for name in e.attributes if name.startswith("on")]
    for href in document.hrefs():
        assert href.split(":")[0].lower() != "javascript"
        if href.startswith("#"):
            assert href[1:] in identifiers, f"{href} leads nowhere"
    return document


def _check_controls(document: Document, identifiers: set[str]) -> None:
    labelled = {e.attributes.get("for") for e in document.all("label")}
    for name in ("input", "textarea", "select"):
        for control in document.all(name):
            hidden = control.attributes.get("type") == "hidden"
            assert hidden or control.attributes.get("id") in labelled, control
    for element in document.elements:
        for name in ("aria-labelledby", "aria-describedby"):
            for identifier in element.attributes.get(name, "").split():
                assert identifier in identifiers, f"{name}={identifier} names nothing"


def _check_headings(document: Document) -> None:
    levels = [int(e.name[1]) for e in document.elements if e.name in ("h1", "h2", "h3", "h4")]
    for before, after in zip(levels, levels[1:], strict=False):
        assert after <= before + 1, f"h{before} is followed by h{after}"
