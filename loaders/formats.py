"""The formats that a source may have, and which one it is: told by its content, never its name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..graph.errors import UnknownFormatError
from . import authorities_csv, functions_xml, list_csv, rdf, taxonomy_xml
from .description import describe
from .source import Source
from .staged import Context, Staged


@dataclass(frozen=True, slots=True)
class Format:
    """A format that can be loaded.

    Attributes:
        name: its name on the command line.
        title: what it is, for people.
        recognises: says whether a source looks like it.
        read: makes datasets of a source.
    """

    name: str
    title: str
    recognises: Callable[[Source], bool]
    read: Callable[[Source, Context], Staged]


FORMATS: tuple[Format, ...] = (
    Format("list-csv", "an official list as CSV", list_csv.recognises, list_csv.read),
    Format(
        "functions-xml",
        "the official functions and services as XML",
        functions_xml.recognises,
        functions_xml.read,
    ),
    Format(
        "taxonomy-xml",
        "a controlled list as taxonomy XML (IPSV)",
        taxonomy_xml.recognises,
        taxonomy_xml.read,
    ),
    Format(
        "authorities-csv",
        "a table of councils of mySociety or GOV.UK",
        authorities_csv.recognises,
        authorities_csv.read,
    ),
    Format(
        "rdf",
        "RDF: Turtle, TriG, N-Triples, N-Quads, RDF/XML or JSON-LD",
        rdf.recognises,
        rdf.read,
    ),
)
"""Every format, in the order in which a source is tried against them."""


def format_named(name: str, source: str) -> Format:
    """Return the format of a name.

    Args:
        name: the name that was asked for.
        source: the name of the source, for the error.

    Raises:
        UnknownFormatError: there is none of that name.
    """
    for format in FORMATS:
        if format.name == name:
            return format
    raise UnknownFormatError(
        f"there is no format {name!r}",
        source=source,
        remedy=f"the formats are {', '.join(format.name for format in FORMATS)}",
    )


def recognise(source: Source) -> Format:
    """Return the format that a source is in.

    Raises:
        UnknownFormatError: it looks like none of them.
    """
    for format in FORMATS:
        if format.recognises(source):
            return format
    raise UnknownFormatError(
        f"nothing here recognises it: it looks like {describe(source)}",
        source=source.name,
        remedy="Moothall reads " + "; ".join(format.title for format in FORMATS),
    )
