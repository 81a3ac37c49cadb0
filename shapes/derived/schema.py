"""The JSON Schema of a data standard: what a row must look like that is sent as JSON.

Source: JSON Schema, draft 2020-12, Core and Validation.
"""

from __future__ import annotations

from typing import Any

from ...graph.namespaces import XSD
from ..standard import Column, Edition, Standard
from .metadata import AMOUNT, is_address, names_of_codes
from .template import columns_of

Json = dict[str, Any]

_YEAR = "[12][0-9]{3}"
_ISO_DAY = f"{_YEAR}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
_BY_NUMBER = (
    "(?:(?:0?[1-9]|[12][0-9])[/.-](?:0?[1-9]|1[0-2])|30[/.-](?:0?[13-9]|1[0-2])"
    "|31[/.-](?:0?[13578]|1[02]))"
)
_BY_NAME = "(?:0?[1-9]|[12][0-9]|3[01])[ -][A-Za-z]{3,9}"
_DAY = f"(?:{_BY_NUMBER}[/.-]{_YEAR}|{_BY_NAME}[ -](?:{_YEAR}|[0-9]{{2}}))"
_CLOCK = r"\d{1,2}:\d{2}(?::\d{2})?"
_DEFINITIONS: dict[str, Json] = {
    "blank": {"description": "Nothing to say.", "enum": ["", None]},
    "date": {
        "description": "A day, such as 2026-03-31 or 31/03/2026.",
        "anyOf": [
            {"type": "string", "format": "date", "pattern": f"^{_ISO_DAY}$"},
            {"type": "string", "pattern": f"^{_DAY}$"},
        ],
    },
    "dateTime": {
        "description": "A day and a time, such as 2026-03-31T09:30:00 or 31/03/2026 09:30.",
        "anyOf": [
            {"type": "string", "pattern": f"^{_ISO_DAY}[T ]{_CLOCK}"},
            {"type": "string", "pattern": f"^{_DAY} {_CLOCK}"},
        ],
    },
    "time": {"description": "A time, such as 09:30.", "type": "string", "pattern": f"^{_CLOCK}"},
    "gYear": {
        "description": "A year, such as 2026.",
        "anyOf": [{"type": "integer"}, {"type": "string", "pattern": r"^\d{4}$"}],
    },
    "integer": {
        "description": "A whole number; as a text it may have commas.",
        "anyOf": [
            {"type": "integer"},
            {"type": "string", "pattern": r"^[-+]?£?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.0*)?$"},
        ],
    },
    "decimal": {
        "description": "A number; as a text it may have a pound sign and commas.",
        "anyOf": [{"type": "number"}, {"type": "string", "pattern": f"^{AMOUNT}$"}],
    },
    "boolean": {
        "description": "Yes or no.",
        "anyOf": [
            {"type": "boolean"},
            {"enum": [0, 1]},
            {
                "type": "string",
                "pattern": "^(?:[Yy]|[Nn]|[Yy]es|YES|[Nn]o|NO|[Tt]rue|TRUE|[Ff]alse|FALSE|0|1)$",
            },
        ],
    },
    "address": {"description": "A web address.", "type": "string", "pattern": r"^[a-z]+:\S+$"},
    "string": {"type": "string"},
}
_NUMBERS = {"integer", "decimal"}


def json_schema(standard: Standard, edition: Edition, address: str) -> Json:
    """Return the JSON Schema of one row of an edition, as the loader of rows takes it.

    What only the graph can tell, such as whether a service is known, and rules about several cells
    are beyond it; checking a file finds those as well.

    Args:
        standard: the standard.
        edition: the edition.
        address: the absolute address of the schema.
    """
    columns = columns_of(standard, edition)
    properties = {column.name: _property(column) for column in columns}
    used = {name for column in columns for name in _kinds(column)} | {"blank"}
    required = [column.name for column in columns if column.level == "must"]
    found: Json = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": address,
        "title": standard.title,
        "description": standard.description,
        "type": "object",
        "properties": properties,
    }
    if required:
        found["required"] = required
    found["$defs"] = {name: _DEFINITIONS[name] for name in _DEFINITIONS if name in used}
    return found


def _property(column: Column) -> Json:
    found: Json = {"title": column.label, "description": column.description}
    if column.examples:
        found["examples"] = list(column.examples)
    if column.is_personal:
        found["$comment"] = "Personal data: left out of what is published unless it is asked for."
    choices = _choices(column)
    if column.separators:
        one: Json = choices[0] if len(choices) == 1 else {"anyOf": choices}
        choices.append({"type": "array", "items": one, "minItems": 1})
        choices.append(_several(column))
    if column.level != "must":
        choices.append({"$ref": "#/$defs/blank"})
    elif len(choices) == 1:
        return found | choices[0]
    return found | {"anyOf": choices}


def _several(column: Column) -> Json:
    """Return what a text with several values looks like: it holds one of the separators."""
    escaped = "".join(f"\\{each}" if each in "|^]-\\" else each for each in column.separators)
    return {"type": "string", "pattern": f"[{escaped}]"}


def _choices(column: Column) -> list[Json]:
    """Return what one value may be."""
    if column.codes:
        return [{"enum": list(names_of_codes(column))}]
    if column.class_iri:
        return [{"type": "string", "minLength": 1}]
    return [_bounded(name, column) for name in _kinds(column)]


def _kinds(column: Column) -> tuple[str, ...]:
    """Return the names of the definitions that a column uses."""
    if column.codes or column.class_iri:
        return ()
    if is_address(column):
        return ("address",)
    names = (datatype.removeprefix(XSD.iri) for datatype in column.datatypes)
    return tuple(dict.fromkeys(n if n in _DEFINITIONS else "string" for n in names)) or ("string",)


def _bounded(name: str, column: Column) -> Json:
    found: Json = {"$ref": f"#/$defs/{name}"}
    if column.pattern and name in ("string", "address"):
        found["pattern"] = column.pattern
    if name == "string":
        found = {"type": "string", **found}
        del found["$ref"]
        if column.max_length is not None:
            found["maxLength"] = column.max_length
        if column.level == "must":
            found["minLength"] = 1
    elif name in _NUMBERS:
        for word, text in (("minimum", column.minimum), ("maximum", column.maximum)):
            if text:
                found[word] = float(text) if "." in text else int(text)
    return found
