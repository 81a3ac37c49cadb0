"""The formats that a source may have, and which one it is: told by its content, never its name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ..graph.errors import SourceError, UnknownFormatError
from . import authorities_csv, functions_xml, list_csv, list_sheet, powers_csv, rdf, taxonomy_xml
from .description import describe
from .edit_sheets import reading as edit_sheet
from .source import Source, decode
from .staged import Context, Staged
from .tables.json_rows import looks_like_json
from .tables.sheets.process import is_spreadsheet
from .xml_input import root_name


@dataclass(frozen=True, slots=True)
class Format:
    """A format that can be loaded.

    Attributes:
        name: its name on the command line.
        title: what it is, for people.
        recognises: says whether a source looks like it.
        read: makes datasets of a source.
        edits_published: whether it says what changes of what is published, and not all that is.
    """

    name: str
    title: str
    recognises: Callable[[Source], bool]
    read: Callable[[Source, Context], Staged]
    edits_published: bool = False


_START_CHARACTERS = 20_000

FORMATS: tuple[Format, ...] = (
    Format(
        "edit-sheet",
        "a list that was exported as a spreadsheet to be edited",
        edit_sheet.recognises,
        edit_sheet.read,
        edits_published=True,
    ),
    # before the lists, whose first two headings it shares
    Format(
        "powers-csv",
        "the official export of powers and duties as CSV",
        powers_csv.recognises,
        powers_csv.read,
    ),
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
        "list-sheet",
        "an official list as a spreadsheet",
        list_sheet.recognises,
        list_sheet.read,
    ),
    Format(
        "rdf",
        "RDF: Turtle, TriG, N-Triples, N-Quads, RDF/XML or JSON-LD",
        rdf.recognises,
        rdf.read,
    ),
)
"""Every format, in the order in which a source is tried against them."""


TABLE = "table"
"""Name of the format that is read by a data standard, whose rows never become quads one by one."""


def looks_like_table(source: Source) -> bool:
    """Return whether a source looks like a table of rows, and may follow a data standard."""
    if is_spreadsheet(source):
        return True
    try:
        text = decode(source).text[:_START_CHARACTERS]
    except SourceError:
        return False
    if root_name(source):
        return False
    return looks_like_json(text) or any(mark in text for mark in ",;\t|")


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
        remedy=f"the formats are {', '.join(format.name for format in FORMATS)} and {TABLE}",
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
