"""Rows of JSON: an array of flat objects, an object that has one, or one object a line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from ...graph.errors import SourceError
from ..source import Source, encoding_of, open_text
from .form import Form, OpenedTable
from .json_text import Element, JsonText, RepeatedKeys
from .limits import TableLimits
from .row import Row, fitted, is_blank

_START_CHARACTERS = 1_000
_START = re.compile(r'\s*(?:\{\s*["}]|\[\s*(?:[\[{\]"\d-]|true|false|null))')
_NO_TEXT = re.compile("[\x00\ud800-\udfff]")
_SEPARATOR = "|"


def looks_like_json(start: str) -> bool:
    """Return whether a text that starts so is JSON rather than delimited text."""
    return _START.match(start) is not None


def open_json_table(source: Source, limits: TableLimits) -> OpenedTable:
    """Return the table in a JSON text; its first row are the keys of the objects.

    Raises:
        SourceError: it is no JSON, or no objects stand in a row in it.
    """
    return _JsonTable(source, limits).opened()


class _JsonTable:
    """Rows of JSON, which are read again from the start each time."""

    def __init__(self, source: Source, limits: TableLimits) -> None:
        self._source = source
        self._limits = limits
        self._encoding = encoding_of(source)

    def opened(self) -> OpenedTable:
        self._key = self._find_key()
        headings: dict[str, None] = {}
        for count, element in enumerate(self._elements(), 2):
            if not isinstance(element.value, dict):
                raise self._fault("a row is no object", element.line)
            headings.update(dict.fromkeys(element.value))
            if len(headings) > self._limits.columns:
                raise self._fault(f"there are over {self._limits.columns:,} keys", element.line)
            if count > self._limits.rows:
                raise self._fault(f"there are over {self._limits.rows:,} rows", element.line)
        if not headings:
            raise self._fault("there are no rows, or none that says anything", None)
        self._headings = tuple(headings)
        notes = self._encoding.notes
        if self._key:
            notes += (f"the rows are those under “{self._key}”",)
        return OpenedTable(Form(kind="json", encoding=self._encoding.name, notes=notes), self._rows)

    def _text(self) -> JsonText:
        text = open_text(self._source, self._encoding)
        return JsonText(text, self._source.name, self._limits.row_characters)

    def _find_key(self) -> str | None:
        """Return the key that the rows are under; None where they are under none."""
        text = self._text()
        if text.peek() == "[":
            return None
        found = []
        for key in text.keys():
            if text.peek() != "[":
                text.value()
                continue
            elements = list(_kinds(text.elements()))
            if elements == ["dict"]:
                found.append(key)
        if text.peek():  # another object: one a line
            return None
        if len(found) > 1:
            raise self._fault(f"there are rows under several keys: {', '.join(found)}", None)
        return found[0] if found else None

    def _elements(self) -> Iterator[Element]:
        text = self._text()
        if self._key is not None:
            for key in text.keys():
                if key == self._key:
                    yield from text.elements()
                else:
                    text.value()
            return
        if text.peek() == "[":
            yield from text.elements()
            if text.peek():
                raise text.fault("there is something after the array")
            return
        while text.peek():
            yield Element(text.line, text.value())

    def _rows(self, width: int | None = None) -> Iterator[Row]:
        for row in self._whole_rows():
            yield row if width is None or len(row.cells) == width else fitted(row, width)

    def _whole_rows(self) -> Iterator[Row]:
        yield Row(1, 1, self._headings)
        for number, element in enumerate(self._elements(), 2):
            cells, fault = [], ""
            if isinstance(element.value, RepeatedKeys):
                fault = "has a key twice, of which the last counts"
            for heading in self._headings:
                value = element.value.get(heading)
                text = _cell_text(value)
                if not _is_flat(value):
                    fault = fault or f"has values inside the value of “{heading}”"
                if _NO_TEXT.search(text):
                    text = _NO_TEXT.sub("\ufffd", text)
                    fault = fault or f"has characters under “{heading}” that are no text"
                if len(text) > self._limits.cell_characters:
                    most = self._limits.cell_characters
                    raise self._fault(f"a value has more than {most:,} characters", element.line)
                cells.append(text)
            if not is_blank(cells):
                yield Row(number, element.line, cells, fault)

    def _fault(self, what: str, line: int | None) -> SourceError:
        return SourceError(
            what,
            source=self._source.name,
            line=line,
            remedy="give an array of objects whose values are texts, numbers, true, false or null, "
            "or send the table as CSV",
        )


def _kinds(elements: Iterator[Element]) -> Iterator[str]:
    """Yield each kind of element once, having read them all."""
    seen = set()
    for element in elements:
        kind = "dict" if isinstance(element.value, dict) else "other"
        if kind not in seen:
            seen.add(kind)
            yield kind


def _is_flat(value: Any) -> bool:
    if isinstance(value, list):
        return not any(isinstance(each, list | dict) for each in value)
    return not isinstance(value, dict)


def _cell_text(value: Any) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, list) and _is_flat(value):
        return _SEPARATOR.join(map(_cell_text, value))
    return json.dumps(value, ensure_ascii=False)
