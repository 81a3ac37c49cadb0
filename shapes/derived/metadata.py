"""The CSVW metadata of a data standard, which lets any tool for tables on the web read its CSV.

Source: Metadata Vocabulary for Tabular Data, sections 5.3 to 5.6, 5.11 and 6.4.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from ...graph.namespaces import MH, RDF, XSD
from ..standard import Column, Edition, Standard
from .template import columns_of

Json = dict[str, Any]

_DATE_FORMATS = (
    (re.compile(r"\d{4}-\d\d-\d\d").fullmatch, ""),
    (re.compile(r"\d\d/\d\d/\d{4}").fullmatch, "dd/MM/yyyy"),
    (re.compile(r"\d\d-\d\d-\d{4}").fullmatch, "dd-MM-yyyy"),
    (re.compile(r"\d\d\.\d\d\.\d{4}").fullmatch, "dd.MM.yyyy"),
)
_TIME_FORMATS = (
    (re.compile(r"\d\d:\d\d:\d\d").fullmatch, ""),
    (re.compile(r"\d\d:\d\d").fullmatch, "HH:mm"),
)
_MOMENT_FORMATS = (
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d").fullmatch, ""),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d").fullmatch, "yyyy-MM-ddTHH:mm"),
    (re.compile(r"\d\d/\d\d/\d{4} \d\d:\d\d").fullmatch, "dd/MM/yyyy HH:mm"),
)
_FORMATS = {"date": _DATE_FORMATS, "time": _TIME_FORMATS, "dateTime": _MOMENT_FORMATS}
_YES_NO = {"yes": ("yes", "no"), "y": ("y", "n"), "no": ("yes", "no"), "n": ("y", "n")}
_NUMBER = re.compile(r"[-+]?\d+(?:\.\d+)?").fullmatch
_INTEGER = re.compile(r"[-+]?\d+").fullmatch
_YEAR = re.compile(r"\d{4}").fullmatch
_ADDRESS = r"[a-z][a-z0-9+.\-]*:\S+"
AMOUNT = r"[-+]?£?[-+]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
"""What an amount of money looks like that may have its sign and commas."""


def metadata(standard: Standard, edition: Edition, url: str) -> Json:
    """Return the CSVW metadata of a table that follows an edition.

    A datatype is declared as the example of the column is written, because CSVW knows one format
    a column; where CSVW cannot say what is allowed, the datatype is a string. A record's address is
    the table's own with its key as fragment: what it is called once it is published is for the
    publisher to say.

    Args:
        standard: the standard.
        edition: the edition.
        url: the address of the table, absolute or relative to that of the metadata.
    """
    columns = columns_of(standard, edition)
    names = variable_names(edition)
    table: Json = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en"}],
        "url": url,
        "dc:title": standard.title,
        "dc:description": standard.description,
        "dc:conformsTo": {"@id": standard.iri},
    }
    if standard.licence:
        table["dc:license"] = {"@id": standard.licence}
    if standard.source:
        table["dc:source"] = {"@id": standard.source}
    table["dialect"] = {"encoding": "utf-8", "header": True}
    schema: Json = {"columns": [_column(column, names[column.name]) for column in columns]}
    schema["columns"] += _constants(standard)
    key = [names[name] for name in standard.key if name in names]
    is_whole = bool(key) and len(key) == len(standard.key)
    if is_whole and not standard.may_repeat and _is_always_there(standard):
        schema["primaryKey"] = key
    is_address = is_whole and not standard.may_repeat
    schema["aboutUrl"] = f"#{_joined(key)}" if is_address else "#row={_row}"
    table["tableSchema"] = schema
    return table


def variable_names(edition: Edition) -> dict[str, str]:
    """Return for each heading the name that stands for it in URI templates.

    Source: RFC 6570, section 2.3 (variables).
    """
    found: dict[str, str] = {}
    for heading in edition.columns:
        name = re.sub(r"[^A-Za-z0-9_]+", "_", heading).strip("_") or "column"
        number, free = 1, name
        while free in found.values():
            number += 1
            free = f"{name}_{number}"
        found[heading] = free
    return found


def _is_always_there(standard: Standard) -> bool:
    """Return whether every part of the key must be filled, as CSVW expects of a primary key."""
    return all(standard.columns[name].level == "must" for name in standard.key)


def _joined(key: list[str]) -> str:
    return ";".join(f"{{{name}}}" for name in key)


def _column(column: Column, name: str) -> Json:
    found: Json = {
        "name": name,
        "titles": [column.name, *(t for t in column.titles if t != column.name)],
        "dc:title": column.label,
        "dc:description": column.description,
        "propertyUrl": column.path.value,
        "datatype": _datatype(column),
    }
    if column.level == "must":
        found["required"] = True
    if column.separators:
        found["separator"] = column.separators[0]
    elif is_address(column):
        found["valueUrl"] = f"{{+{name}}}"
    return found


def is_address(column: Column) -> bool:
    """Return whether a cell holds a web address as it stands, and nothing else."""
    return column.is_iri and not column.codes and not column.class_iri


def names_of_codes(column: Column) -> tuple[str, ...]:
    """Return what a column's codes may be called; in other letter case they are known as well."""
    names = [name for code in column.codes for name in code.names]
    names += [part for text in column.examples for part in _parts(text, column)]
    return tuple(dict.fromkeys(names))


def _parts(text: str, column: Column) -> list[str]:
    separator = next((each for each in column.separators if each in text), "")
    return [part.strip() for part in text.split(separator)] if separator else [text]


def _constants(standard: Standard) -> Iterator[Json]:
    """Yield the virtual columns: what every record has that no cell says.

    Source: Metadata Vocabulary for Tabular Data, section 5.6 (virtual).
    """
    constants = [(RDF.type, standard.record_class), *((MH.classifiedAs, t) for t in standard.tags)]
    for number, (path, value) in enumerate(constants, 1):
        yield {
            "name": f"constant_{number}",
            "virtual": True,
            "propertyUrl": path.value,
            "valueUrl": quote(value.value, safe=":/?#[]@!$&'()*+,;=%-._~"),
        }


def _datatype(column: Column) -> Json | str:
    if column.codes:
        return {"base": "string", "format": "|".join(map(_escaped, names_of_codes(column)))}
    if is_address(column):
        # Python's csvw takes an anyURI apart before it puts it into a valueUrl
        return "anyURI" if column.separators else {"base": "string", "format": _ADDRESS}
    if column.is_iri:
        return "string"  # an address, a code or a name
    example = _first_value(column)
    for datatype in column.datatypes:
        found = _typed(datatype.removeprefix(XSD.iri), example, column)
        if found:
            return found
    return _string(column)


def _first_value(column: Column) -> str:
    return _parts(column.examples[0], column)[0] if column.examples else ""


def _escaped(text: str) -> str:
    """Return a text as a pattern that XML Schema and ECMAScript read alike."""
    return re.sub(r"([\\^$.|?*+()\[\]{}])", r"\\\1", text)


def _typed(name: str, example: str, column: Column) -> Json | str | None:
    """Return a datatype as an example is written; None if it is not in it."""
    for matches, format in _FORMATS.get(name, ()):
        if matches(example):
            return {"base": name, "format": format} if format else name
    if name == "boolean" and example.lower() in _YES_NO:
        pair = _YES_NO[example.lower()]
        yes, no = (word if example.islower() else word.capitalize() for word in pair)
        return {"base": "boolean", "format": f"{yes}|{no}"}
    if name == "boolean" and example in ("true", "false", "1", "0"):
        return "boolean"
    if name == "gYear" and _YEAR(example):
        return "gYear"
    if (name == "integer" and _INTEGER(example)) or (name == "decimal" and _NUMBER(example)):
        bounds = {"minimum": column.minimum, "maximum": column.maximum}
        stated = {word: value for word, value in bounds.items() if value}
        return {"base": name, **stated} if stated else name
    if name in ("integer", "decimal") and re.fullmatch(AMOUNT, example):
        return {"base": "string", "format": AMOUNT}
    return None


def _string(column: Column) -> Json | str:
    found: Json = {}
    if column.pattern and XSD.string.value in column.datatypes:
        found["format"] = whole_pattern(column.pattern)
    if column.max_length is not None:
        found["maxLength"] = column.max_length
    return {"base": "string", **found} if found else "string"


def whole_pattern(pattern: str) -> str:
    """Return a pattern that finds its match in a text as one that matches the whole text."""
    start = "" if pattern.startswith("^") else ".*"
    end = "" if pattern.endswith("$") and not pattern.endswith(r"\$") else ".*"
    inner = pattern.removeprefix("^")
    return f"{start}(?:{inner if end else inner.removesuffix('$')}){end}"
