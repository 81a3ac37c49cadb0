"""What a source looks like, for somebody who gave the wrong file."""

from __future__ import annotations

from ..graph.errors import SourceError
from .source import Source, decode
from .xml_input import root_name

_STARTS = (
    (b"\x89PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"%PDF", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or a spreadsheet (save it as CSV)"),
    (b"\xd0\xcf\x11\xe0", "a document of an older Office (save it as CSV)"),
    (b"\x1f\x8b", "a gzip archive (unpack it first)"),
)


def describe_start(source: Source) -> str:
    """Return what a source is in words, if it is a common kind of file that is no text."""
    return next((words for start, words in _STARTS if source.data.startswith(start)), "")


def describe(source: Source) -> str:
    """Return what a source looks like, in words, for somebody who gave the wrong file."""
    words = describe_start(source)
    if words:
        return words
    root = root_name(source)
    if root:
        return "a web page" if root.lower() == "html" else f"XML whose first element is <{root}>"
    try:
        text = decode(source).text
    except SourceError:
        return "a binary file"
    first = text.lstrip().splitlines()[0][:120] if text.strip() else ""
    if first.startswith(("{", "[")):
        return "JSON that is not JSON-LD"
    if "," in first:
        return f"a table with the heading row {first!r}"
    return f"text that starts with {first!r}" if first else "blank text"
