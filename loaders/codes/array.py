"""A JSON array of codes, alone or under the one key of an object that has such an array."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, NamedTuple

from ...graph.errors import SourceError
from ..source import Source, encoding_of, open_text
from ..tables.json_text import JsonText


class Item(NamedTuple):
    """An item of an array: its number, from 1, and its text."""

    number: int
    text: str


def codes_of_array(source: Source, longest: int) -> Iterator[Item] | None:
    """Return the items of an array of texts or numbers; None if a JSON text holds none.

    Args:
        source: the JSON text.
        longest: characters that an item may have.

    Raises:
        SourceError: it is no JSON.
    """
    key = _key_of_array(source, longest)
    return _items(source, longest, key) if key is not None else None


def _text(source: Source, longest: int) -> JsonText:
    return JsonText(open_text(source, encoding_of(source)), source.name, longest)


def _key_of_array(source: Source, longest: int) -> str | None:
    """Return the key that an array of codes is under; empty for none, None if there is no array."""
    text = _text(source, longest)
    if text.peek() == "[":
        first = next(text.elements(), None)
        return "" if first is None or not isinstance(first.value, dict) else None
    for key in text.keys():
        if text.peek() == "[":
            elements = text.elements()
            first = next(elements, None)
            if first is not None and not isinstance(first.value, dict):
                return key
            for _ in elements:
                pass
        else:
            text.value()
    return None


def _items(source: Source, longest: int, key: str) -> Iterator[Item]:
    text = _text(source, longest)
    if key:
        for each in text.keys():
            if each == key:
                break
            text.value()
    for number, element in enumerate(text.elements(), 1):
        yield Item(number, _code(source, element.line, element.value))
    if not key and text.peek():
        raise text.fault("there is something after the array")


def _code(source: Source, line: int, value: Any) -> str:
    """Return an item as a code.

    Raises:
        SourceError: it is neither text nor number.
    """
    if value is None:
        return ""
    if not isinstance(value, str):
        raise SourceError(
            f"{json.dumps(value, ensure_ascii=False)[:60]} is no code",
            source=source.name,
            line=line,
            remedy="give an array of texts or numbers, or of objects that all have a member "
            "with the code",
        )
    return value.encode("utf-8", "replace").decode("utf-8")
