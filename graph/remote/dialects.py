"""What stores do in ways of their own, as a table; a store is known by its header ``Server``.

Everything else treats all stores alike and asks this table what to expect.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from ..namespaces import XSD
from ..terms import Literal, NamedNode, Term

_LONG_FRACTION = r"([^\".]*\.\d*[1-9])0+((?:Z|[+-]\d\d:\d\d)?)"
_ANY = r'(?:[^"\\]|\\.)*'


@dataclass(frozen=True)
class Respelling:
    """A literal that a store gives back otherwise than any other store would.

    Attributes:
        datatype: the datatype that it gives.
        lexical: regular expression of the whole spelling that it gives.
        means: the datatype that is meant.
        template: the spelling that is meant, with the groups of `lexical`.
    """

    datatype: NamedNode
    lexical: str
    means: NamedNode
    template: str

    @cached_property
    def in_json(self) -> tuple[re.Pattern[bytes], bytes]:
        """The expression that finds it in a JSON answer of the store, and what replaces it."""
        datatype = re.escape(self.datatype.value)
        found = rf'"datatype": "{datatype}", "value": "{self.lexical}"'
        meant = f'"datatype": "{self.means.value}", "value": "{self.template}"'
        return re.compile(found.encode()), meant.encode()


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
        query_faults: regular expression of an error text with status 500 that blames the query.
        time_is_over: regular expression of an error text that says that it took too long.
    """

    name: str
    server: str
    cuts_graphs: bool = False
    respellings: tuple[Respelling, ...] = ()
    blank_prefix: str = ""
    query_faults: str = r"(?!)"
    time_is_over: str = r"(?!)"

    def rows_as_meant(self, data: bytes) -> bytes:
        """Return a part of an answer in JSON with everything as other stores would write it."""
        if self.blank_prefix:
            start = b'"type": "bnode", "value": "'
            data = data.replace(start + self.blank_prefix.encode(), start)
        for respelling in self.respellings:
            found, meant = respelling.in_json
            data = found.sub(meant, data)
        return data

    def as_meant(self, term: Term) -> Term:
        """Return a term of a graph as other stores would give it."""
        if isinstance(term, Literal):
            for respelling in self.respellings:
                if term.datatype == respelling.datatype:
                    match = re.fullmatch(respelling.lexical, term.value, re.DOTALL)
                    if match is not None:
                        spelling = match.expand(respelling.template)
                        return Literal(spelling, datatype=respelling.means)
        return term


PLAIN = Dialect("a store that is not in the table", r"(?!)")
"""Of every store that is not in the table."""

_GEOMETRY = NamedNode("http://www.openlinksw.com/schemas/virtrdf#Geometry")
_WKT = NamedNode("http://www.opengis.net/ont/geosparql#wktLiteral")

DIALECTS = (
    Dialect(
        name="Virtuoso",
        server=r"Virtuoso/",
        cuts_graphs=True,
        respellings=(
            Respelling(XSD.boolean, "1", XSD.boolean, "true"),
            Respelling(XSD.boolean, "0", XSD.boolean, "false"),
            Respelling(XSD.dateTime, _LONG_FRACTION, XSD.dateTime, r"\1\2"),
            Respelling(_GEOMETRY, f"({_ANY})", _WKT, r"\1"),
            Respelling(XSD.duration, r"(-?)(\d+\.\d+)", XSD.duration, r"\1PT\2S"),
            Respelling(XSD.duration, r"(-?)(\d+)", XSD.duration, r"\1P\2M"),
            Respelling(XSD.dayTimeDuration, r"(-?)(\d+\.\d+)", XSD.dayTimeDuration, r"\1PT\2S"),
            Respelling(XSD.yearMonthDuration, r"(-?)(\d+)", XSD.yearMonthDuration, r"\1P\2M"),
        ),
        blank_prefix="nodeID://",
        # SQL states of data, syntax and names; 42000 is also that of a missing permission
        query_faults=r"Virtuoso (?:22|37|42)\w{3} Error (?!.*(?i:permission|denied|not allowed))",
        time_is_over=r"Virtuoso S1T00|The estimated execution time",
    ),
)
"""The stores with ways of their own. Source: observed with Virtuoso 7.2.5.1."""


def dialect_of(server: str) -> Dialect:
    """Return the ways of a store by its header ``Server``."""
    return next((d for d in DIALECTS if re.match(d.server, server)), PLAIN)
