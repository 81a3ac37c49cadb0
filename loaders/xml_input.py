"""XML from outside: refused when it declares entities, and read by defusedxml only."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element
from xml.parsers import expat

from defusedxml import ElementTree

from ..graph.errors import SourceError
from .source import Source

_ROOT = re.compile(
    r"(?:\s|<\?.*?\?>|<!--.*?-->|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*)?>)*<(?:[\w.-]+:)?([\w.-]+)(?=[\s/>])",
    re.DOTALL,
)


def root_name(source: Source) -> str:
    """Return the local name of a source's first element, from a look at its start; else empty."""
    start = source.data[:20_000]
    for encoding in ("utf-8-sig", "utf-16"):
        match = _ROOT.match(start.decode(encoding, errors="ignore"))
        if match:
            return match[1]
    return ""


def check_xml(source: Source) -> None:
    """Raise unless a source is well-formed XML that declares no entities.

    An entity can make a small file grow without bounds, or have the reader open other files.

    Raises:
        SourceError: it declares or refers to entities, or is not well-formed.
    """
    parser = expat.ParserCreate()

    def refuse(*_: object) -> int:
        raise SourceError(
            "the document declares an entity, which is not accepted from outside",
            source=source.name,
            line=parser.CurrentLineNumber,
            column=parser.CurrentColumnNumber + 1,
            remedy="write the text in place of the entity and remove the declaration",
        )

    parser.EntityDeclHandler = refuse
    parser.UnparsedEntityDeclHandler = refuse
    parser.ExternalEntityRefHandler = refuse
    try:
        parser.Parse(source.data, True)
    except expat.ExpatError as error:
        raise SourceError(
            f"the XML is not well-formed ({expat.ErrorString(error.code)})",
            source=source.name,
            line=error.lineno,
            column=error.offset + 1,
            remedy="the file may have been cut off: download it again, or mend that line",
        ) from error


def parse_xml(source: Source) -> Element:
    """Return the root element of a source's XML.

    Raises:
        SourceError: it declares entities, or is not well-formed.
    """
    check_xml(source)
    root: Element = ElementTree.fromstring(source.data)
    return root
