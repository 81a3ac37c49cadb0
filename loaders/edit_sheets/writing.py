"""Writing an edit sheet: a row a term, a column a property, and a sheet that says how to edit."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import IO, Any

from ...graph.errors import NotFoundError
from ...graph.generation import Generation
from ...graph.namespaces import RDF, SKOS
from ...graph.terms import NamedNode
from ...graph.vocabulary import Vocabulary
from ..tables.repairs import MOST_SHEET_ROWS, opened_workbook, sheet_text
from .column import SHEETS, Column, term_heading
from .compact import compact
from .listed import Listed

_WIDTHS = {"term": 22, "IRIs": 26, "words": 44, "values": 20}
_FIRST = (SKOS.prefLabel, SKOS.altLabel, SKOS.definition, SKOS.broader)
_LAST = (SKOS.inScheme, RDF.type)
_MADE = datetime(2000, 1, 1, tzinfo=UTC)
"""When every sheet says that it was made, so that equal lists are equal bytes."""

_HELP = (
    "Edit the sheet “Terms”, save it, and hand it in: moothall draft put NAME FILE, or moothall "
    "load --draft FILE to try it. What you have not changed stays exactly as it is.",
    "Each row is a term. Each column is a property, in one language or of one kind of value. The "
    "words before the brackets of a heading are yours to change; what is in them says what it is.",
    "Several values stand in one cell, with | between them. Write \\| for the character itself.",
    "An empty cell takes the value away. A column that you delete is left as it is.",
    "A new column is a new heading, for example: Label, Welsh (skos:prefLabel@cy).",
    "A new row is a new term: write its identifier or its web address into the first column. Its "
    "type, its list and its identifier follow by themselves if you leave them empty.",
    "A term whose row you delete is kept, and marked as deprecated, as it may be in use. A term "
    "that another list is the home of leaves this one.",
)


def write_edit_sheet(generation: Generation, name: str, output: IO[bytes]) -> tuple[str, ...]:
    """Write a list as a spreadsheet to be edited, and return the headings that are left out of it.

    They are those of columns with a cell that is too long for a spreadsheet; it says so itself.

    All cells are text, so that nothing in them is worked out. Equal lists give equal bytes.

    Args:
        generation: the generation to read.
        name: the list's name or IRI.
        output: where to write.

    Raises:
        NotFoundError: there is no such list, or it is too long for a sheet.
    """
    listed = Listed.read(generation.reader, name)
    if len(listed.terms) >= MOST_SHEET_ROWS:
        raise NotFoundError(
            f"the list {listed.name} has more terms than a sheet has rows",
            remedy="ask for it as ttl",
        )
    vocabulary = Vocabulary.of(generation)
    columns = _columns(listed, vocabulary)
    headings = {
        column: column.heading(vocabulary.property(column.predicate.value)) for column in columns
    }
    rows = {
        term: {column: column.cell(values[column]) for column in columns if column in values}
        for term, values in listed.terms.items()
    }
    long = {
        column
        for cells in rows.values()
        for column, cell in cells.items()
        if sheet_text(cell) != cell
    }
    left_out = tuple(headings[column] for column in columns if column in long)
    shown = {column: headings[column] for column in columns if column not in long}
    with opened_workbook(output) as workbook:
        workbook.set_properties({"created": _MADE, "title": listed.name})
        text = workbook.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
        bold = workbook.add_format({"num_format": "@", "text_wrap": True, "bold": True})
        sheet = workbook.add_worksheet(SHEETS[0])
        _write_headings(sheet, term_heading(listed.name), shown, text, bold)
        for index, (term, cells) in enumerate(rows.items(), 1):
            sheet.write_string(index, 0, compact(term.value), text)
            for position, column in enumerate(shown, 1):
                if cells.get(column):
                    sheet.write_string(index, position, cells[column], text)
        about = workbook.add_worksheet(SHEETS[1])
        about.set_column(0, 0, 110, text)
        for index, line in enumerate((*_HELP, *_not_shown(left_out))):
            about.write_string(index, 0, line, text)
    return left_out


def _write_headings(
    sheet: Any, first: str, columns: Mapping[Column, str], text: Any, bold: Any
) -> None:
    sheet.freeze_panes(1, 1)
    sheet.set_column(0, 0, _WIDTHS["term"], text)
    sheet.write_string(0, 0, first, bold)
    for position, (column, heading) in enumerate(columns.items(), 1):
        # what is typed into a column of texts stays as it is typed: 007, 1/2 and =A1
        sheet.set_column(position, position, _WIDTHS[_kind(column)], text)
        sheet.write_string(0, position, heading, bold)


def _columns(listed: Listed, vocabulary: Vocabulary) -> list[Column]:
    """Return the columns of a list in the order in which people read them."""

    def order(column: Column) -> tuple[int, int, str, bool, str]:
        property = column.predicate
        first = _FIRST.index(property) if property in _FIRST else len(_FIRST)
        last = property in _LAST
        place = len(_FIRST) + 1 + _LAST.index(property) if last else first
        known = vocabulary.property(property.value).order
        return place, known, property.value, column.language != "en", column.meant

    said_twice = set(_said_twice(listed, vocabulary))
    return sorted((c for c in listed.places if c not in said_twice), key=order)


def _said_twice(listed: Listed, vocabulary: Vocabulary) -> Iterable[Column]:
    """Yield columns that only say from the other end what another column says: narrower terms."""
    most = dict.fromkeys(listed.places, 0)
    for values in listed.terms.values():
        for column, found in values.items():
            most[column] = max(most[column], len(found))
    for column in listed.places:
        others = vocabulary.inverses.by_property.get(column.predicate, ())
        for other in map(Column, others) if column.holds_iris else ():
            is_longer = other in most and _rank(most, column) > _rank(most, other)
            if is_longer and all(
                _are_terms(listed, values.get(column, ())) for values in listed.terms.values()
            ):
                yield column


def _rank(most: dict[Column, int], column: Column) -> tuple[int, str]:
    return most[column], column.meant


def _are_terms(listed: Listed, values: Iterable[object]) -> bool:
    return all(isinstance(value, NamedNode) and value in listed.terms for value in values)


def _kind(column: Column) -> str:
    return "IRIs" if column.holds_iris else "words" if column.language else "values"


def _not_shown(left_out: tuple[str, ...]) -> tuple[str, ...]:
    if not left_out:
        return ()
    return (
        f"Not shown, as some cells would be too long, and left as they are: {'; '.join(left_out)}",
    )
