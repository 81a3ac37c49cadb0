"""Columns of an edit sheet: one for each property, and for each language or datatype of its values.

The heading is for people, and ends with what machines read: ``(skos:broader)`` for IRIs,
``(skos:prefLabel@en)`` for words in a language, ``(dct:issued^^xsd:date)`` for other values.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from ...graph.namespaces import RDF, XSD
from ...graph.terms import Literal, NamedNode, Term
from ...graph.vocabulary import Property
from ...shapes.datatypes import is_well_formed
from .cell_values import join_values, split_values
from .compact import compact, expand

SHEETS = ("Terms", "How to edit")
"""Names of the sheets of a spreadsheet that is written."""

_IRI = r"<[^<>\s]*>|[\w-]+:[\w.-]+"
_MEANT = re.compile(
    rf"\((?P<property>{_IRI})(?:@(?P<language>[\w-]+)|\^\^(?P<datatype>{_IRI}))?\)$"
)
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
_TERM = re.compile(r"\(list:(?P<name>[^()\s]+)\)$")

_LANGUAGES = {
    "cy": "Welsh",
    "en": "English",
    "ga": "Irish",
    "gd": "Scottish Gaelic",
    "pl": "Polish",
}
_EXAMPLES = {
    XSD.boolean.value: "true or false",
    XSD.date.value: "2026-04-03",
    XSD.dateTime.value: "2026-04-03T09:30:00Z",
    XSD.decimal.value: "1.5",
    XSD.integer.value: "12",
}


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Attributes:
        predicate: the property whose values it holds.
        language: the language of its values, in small letters; empty if they have none.
        datatype: the datatype of its values; None if they are IRIs, or words in a language.
    """

    predicate: NamedNode
    language: str = ""
    datatype: NamedNode | None = None

    @classmethod
    def of(cls, predicate: NamedNode, value: Term) -> Column | None:
        """Return the column that a value stands in; None if no column shows it."""
        if isinstance(value, NamedNode):
            return None if "/.well-known/genid/" in value.value else cls(predicate)
        if not isinstance(value, Literal) or value.direction is not None:
            return None
        if value.language:
            return cls(predicate, value.language.lower())
        return cls(predicate, datatype=value.datatype)

    @property
    def holds_iris(self) -> bool:
        """Return whether its values are IRIs."""
        return not self.language and self.datatype is None

    @property
    def meant(self) -> str:
        """Return what machines read in its heading, without the brackets."""
        name = _name(self.predicate)
        if self.language:
            return f"{name}@{self.language}"
        return name if self.datatype is None else f"{name}^^{_name(self.datatype)}"

    def heading(self, described: Property) -> str:
        """Return its heading.

        Args:
            described: what the ontology says of its property.
        """
        words = str(described.heading("en").value)
        words = words[:1].upper() + words[1:]
        if self.language:
            words = f"{words}, {_LANGUAGES.get(self.language, self.language)}"
        return f"{words} ({self.meant})"

    def cell(self, values: Iterable[Term]) -> str:
        """Return the cell that holds some values."""
        return join_values(sorted(map(_written, values)))

    def values(self, cell: str) -> frozenset[Term]:
        """Return the values that a cell holds.

        Raises:
            ValueError: one of them does not fit; with what, and what to do.
        """
        return frozenset(self._value(text) for text in split_values(cell, by_line=self.holds_iris))

    def _value(self, text: str) -> Term:
        if self.language:
            return Literal(text, language=self.language)
        if self.datatype is None:
            try:
                return expand(text)
            except ValueError as error:
                raise ValueError(f"{text[:100]!r} {error}") from error
        if self.datatype == XSD.boolean:
            text = text.lower()  # spreadsheets write TRUE
        literal = Literal(text, datatype=self.datatype)
        if not is_well_formed(str(literal)):
            example = _EXAMPLES.get(self.datatype.value)
            hint = f", such as {example}" if example else ""
            raise ValueError(f"{text[:100]!r} is no {compact(self.datatype.value)}{hint}")
        return literal


def term_heading(name: str) -> str:
    """Return the heading of the first column, which names the list."""
    return f"Term (list:{name})"


def named_list(heading: str) -> str | None:
    """Return the name of the list that a heading is the first column of; None if it is not."""
    found = _TERM.search(heading.strip())
    return found["name"] if found else None


def column_of(heading: str) -> Column | None:
    """Return the column that a heading stands over; None if it names no property as they are named.

    >>> column_of("Label, Welsh (skos:prefLabel@cy)").language
    'cy'
    """
    found = _MEANT.search(heading.strip())
    if not found:
        return None
    language = found["language"] or ""
    if language and not _LANGUAGE.fullmatch(language):
        return None
    try:
        predicate = expand(found["property"])
        datatype = expand(found["datatype"]) if found["datatype"] else None
    except ValueError:
        return None
    if datatype == RDF.langString:
        return None
    return Column(predicate, language.lower(), datatype)


def known_headings(headings: Iterable[str]) -> int:
    """Return how many of some cells are headings of an edit sheet."""
    return sum(1 for cell in headings if named_list(cell) or column_of(cell))


def _name(term: NamedNode) -> str:
    short = compact(term.value)
    return f"<{short}>" if short == term.value else short


def _written(value: Term) -> str:
    if isinstance(value, NamedNode):
        return compact(value.value)
    return value.value if isinstance(value, Literal) else ""
