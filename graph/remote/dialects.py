"""What stores do in ways of their own, as a table; a store is known by its header ``Server``.

Everything else treats all stores alike and asks this table what to expect.
"""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from ..namespaces import GEO, XSD
from ..terms import Literal, NamedNode, Term

_LONG_FRACTION = r"([^\".]*\.\d*[1-9])0+((?:Z|[+-]\d\d:\d\d)?)"
_NUMBER = re.compile(r"[+-]?\d+\.\d+(?:[eE][+-]?\d+)?")
_ANY = r'(?:[^"\\]|\\.)*'


@dataclass(frozen=True)
class Respelling:
    """A literal that a store gives back otherwise than any other store would.

    Attributes:
        datatype: the datatype that it gives.
        lexical: regular expression of the whole spelling that it gives.
        means: the datatype that is meant.
        template: the spelling that is meant, with the groups of `lexical`.
        is_single_precision: whether the store keeps its numbers as floats, so that the shortest
            number which is the same float is what it was given.
    """

    datatype: NamedNode
    lexical: str
    means: NamedNode
    template: str
    is_single_precision: bool = False

    @cached_property
    def _in_json(self) -> re.Pattern[str]:
        datatype = re.escape(self.datatype.value)
        return re.compile(rf'"datatype": "{datatype}", "value": "{self.lexical}"')

    def as_meant(self, term: Literal) -> Literal | None:
        """Return a literal as it is meant; None if this says nothing of it."""
        if term.datatype != self.datatype:
            return None
        match = re.fullmatch(self.lexical, term.value, re.DOTALL)
        return Literal(self._spelled(match), datatype=self.means) if match is not None else None

    def rows_as_meant(self, rows: str) -> str:
        """Return a part of an answer in JSON with its literals as they are meant."""

        def member(match: re.Match[str]) -> str:
            return f'"datatype": "{self.means.value}", "value": "{self._spelled(match)}"'

        return self._in_json.sub(member, rows) if self.datatype.value in rows else rows

    def _spelled(self, match: re.Match[str]) -> str:
        spelling = match.expand(self.template)
        return _NUMBER.sub(_shortest, spelling) if self.is_single_precision else spelling


def _shortest(match: re.Match[str]) -> str:
    """Return the shortest number that is the same as a float of 32 bits."""
    text = match.group()
    try:
        wanted = struct.pack("f", float(text))
    except OverflowError:
        return text
    tries = (f"{float(text):.{digits}g}" for digits in range(5, 10))
    found = next((t for t in tries if struct.pack("f", float(t)) == wanted), text)
    return format(Decimal(found), "f")


@dataclass(frozen=True)
class Dialect:
    """The ways of one kind of store.

    Attributes:
        name: its name, for errors.
        server: regular expression of the beginning of its header ``Server``.
        cuts_graphs: whether a graph that it gives, or makes, ends at its limit on rows without a
            word; for rows it sends the header ``X-SPARQL-MaxRows``.
        respellings: the literals that it gives back otherwise; the first that fits counts.
        blank_prefix: what its blank nodes are called by in JSON and no syntax allows.
        echo: what an error text repeats the whole query after.
        query_faults: regular expression of an error text with status 500 that blames the query.
        time_is_over: regular expression of an error text that says that it took too long.
    """

    name: str
    server: str
    cuts_graphs: bool = False
    respellings: tuple[Respelling, ...] = ()
    blank_prefix: str = ""
    echo: str = ""
    query_faults: str = r"(?!)"
    time_is_over: str = r"(?!)"

    def rows_as_meant(self, data: bytes) -> bytes:
        """Return a part of an answer in JSON with everything as other stores would write it."""
        rows = data.decode("utf-8", "surrogateescape")
        if self.blank_prefix:
            start = '"type": "bnode", "value": "'
            rows = rows.replace(start + self.blank_prefix, start)
        for respelling in self.respellings:
            rows = respelling.rows_as_meant(rows)
        return rows.encode("utf-8", "surrogateescape")

    def as_meant(self, term: Term) -> Term:
        """Return a term of a graph as other stores would give it."""
        if isinstance(term, Literal) and self.respellings:
            found = (respelling.as_meant(term) for respelling in self.respellings)
            return next((meant for meant in found if meant is not None), term)
        return term


PLAIN = Dialect("a store that is not in the table", r"(?!)")
"""Of every store that is not in the table."""

_GEOMETRY = NamedNode("http://www.openlinksw.com/schemas/virtrdf#Geometry")

DIALECTS = (
    Dialect(
        name="Virtuoso",
        server=r"Virtuoso/",
        cuts_graphs=True,
        respellings=(
            Respelling(XSD.boolean, "1", XSD.boolean, "true"),
            Respelling(XSD.boolean, "0", XSD.boolean, "false"),
            Respelling(XSD.dateTime, _LONG_FRACTION, XSD.dateTime, r"\1\2"),
            Respelling(_GEOMETRY, f"({_ANY})", GEO.wktLiteral, r"\1", is_single_precision=True),
            Respelling(XSD.duration, r"(-?)(\d+\.\d+)", XSD.duration, r"\1PT\2S"),
            Respelling(XSD.duration, r"(-?)(\d+)", XSD.duration, r"\1P\2M"),
            Respelling(XSD.dayTimeDuration, r"(-?)(\d+\.\d+)", XSD.dayTimeDuration, r"\1PT\2S"),
            Respelling(XSD.yearMonthDuration, r"(-?)(\d+)", XSD.yearMonthDuration, r"\1P\2M"),
        ),
        blank_prefix="nodeID://",
        echo="SPARQL query:",
        # SQL states of data, syntax and names; 42000 is also that of a missing permission
        query_faults=r"Virtuoso (?:22|37|42)\w{3} Error (?!.*(?i:permission|denied|not allowed))",
        time_is_over=r"Virtuoso S1T00|The estimated execution time",
    ),
)
"""The stores with ways of their own. Source: observed with Virtuoso 7.2.5.1."""


def dialect_of(server: str) -> Dialect:
    """Return the ways of a store by its header ``Server``."""
    return next((d for d in DIALECTS if re.match(d.server, server)), PLAIN)
