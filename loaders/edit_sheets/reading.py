"""Reading an edit sheet: its rows, each value a term of RDF, and the place of what is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ...graph.errors import NotFoundError, SourceError
from ...graph.namespaces import OWL, RDF, SKOS
from ...graph.terms import NamedNode, Term
from ..csv_table import read_headings
from ..list_csv import are_headings_of_a_list
from ..list_sheet import MOST_BYTES, opened_list
from ..list_table import check_headings, rows_within
from ..source import Source
from ..staged import Context, Staged
from ..tables.delimiter import DELIMITERS
from ..tables.sheets.process import is_spreadsheet
from ..tables.table import Table
from .column import SHEETS, Column, column_of, known_headings, named_list
from .compact import expand
from .edits import Edits, SheetRow
from .listed import Listed

_IDENTIFIER = re.compile(r"[\w.~()-]+")


def recognises(source: Source) -> bool:
    """Return whether a source is a table with the headings of an edit sheet."""
    if not is_spreadsheet(source):
        return any(_are_headings(read_headings(source, mark)) for mark in DELIMITERS)
    if len(source.data) > MOST_BYTES:
        return False
    try:
        return _are_headings(opened_list(source).headings)
    except SourceError:
        # whoever reads it as something else says what is wrong with it
        return False


def read(source: Source, context: Context) -> Staged:
    """Return the datasets that an edit sheet changes, as they are to be.

    Raises:
        SourceError: its list is not published, a heading names nothing, or a cell does not fit;
            with the row and the column.
    """
    table = opened_list(source)
    check_headings(table, source)
    reading = _Reading(source, table, *_list_of(source, table, context))
    rows = list(reading.rows())
    if not rows:
        raise SourceError(
            "the table has no rows below its headings",
            source=source.name,
            remedy="export the list again",
        )
    staged = Edits(source, reading.listed, context).staged(rows)
    # that the instructions beside the terms were not read is no news
    notes = () if table.form.sheets == SHEETS else table.notes
    return Staged(staged.datasets, (*notes, *staged.notes))


def _are_headings(headings: tuple[str, ...]) -> bool:
    is_comment = "".join(headings[:1]).startswith("#")  # of Turtle
    return not is_comment and known_headings(headings) > 0 and not are_headings_of_a_list(headings)


def _list_of(source: Source, table: Table, context: Context) -> tuple[Listed, str]:
    """Return the list of a sheet, and the heading of the column of its terms.

    Raises:
        SourceError: no column says which list it is, or the list is not published.
    """
    named = {heading: named_list(heading) for heading in table.headings if named_list(heading)}
    if len(named) != 1:
        raise SourceError(
            "several columns name a list" if named else "no column holds the terms",
            source=source.name,
            line=table.heading_row,
            remedy="the first column has the heading Term (list:NAME), for example "
            "Term (list:services), and the web address or identifier of each term below it",
        )
    ((heading, name),) = named.items()
    if context.published is None:
        raise SourceError(
            "it edits a list, and nothing is published", source=source.name, remedy="load the list"
        )
    try:
        return Listed.read(context.published, name or ""), heading
    except NotFoundError as error:
        raise SourceError(
            f"there is no list {name!r} to edit",
            source=source.name,
            line=table.heading_row,
            column=heading,
            remedy=error.remedy,
        ) from error


class _Reading:
    """The rows of a sheet of one list."""

    def __init__(self, source: Source, table: Table, listed: Listed, heading: str) -> None:
        self.listed = listed
        self._source = source
        self._table = table
        self._heading = heading
        self.columns: Mapping[str, Column] = dict(self._named_columns())

    def rows(self) -> Iterator[SheetRow]:
        """Yield each row with the values of its cells.

        Raises:
            SourceError: a cell does not fit, or two rows are of one term.
        """
        seen: dict[NamedNode, int] = {}
        for row in rows_within(self._table, self._source):
            number = row.line or row.number
            cells = dict(zip(self._table.headings, row.cells, strict=True))
            term = self._term(cells[self._heading].strip(), number)
            if term in seen:
                raise self._fault(
                    f"{cells[self._heading].strip()!r} has a row already, {seen[term]}",
                    number,
                    self._heading,
                    "put what is to be said of a term into one row",
                )
            seen[term] = number
            values = {
                column: self._values(column, cells[heading], number, heading)
                for heading, column in self.columns.items()
            }
            yield SheetRow(number, term, values)

    def _named_columns(self) -> Iterator[tuple[str, Column]]:
        seen: dict[Column, str] = {}
        for heading in self._table.headings:
            if heading == self._heading:
                continue
            column = column_of(heading)
            if column is None or not self._is_known(column.predicate):
                what = "names no property" if column is None else "names an unknown property"
                raise self._fault(
                    f"the heading {what}",
                    self._table.heading_row,
                    heading,
                    "end it with a property that the standard knows, for example "
                    "(skos:prefLabel@cy), (skos:broader) or (dct:issued^^xsd:date); delete columns "
                    "with notes of your own",
                )
            if column in seen:
                raise self._fault(
                    f"it is the same column as {seen[column]!r}",
                    self._table.heading_row,
                    heading,
                    "delete one of the two",
                )
            seen[column] = heading
            yield heading, column

    def _is_known(self, property: NamedNode) -> bool:
        if property == OWL.deprecated:
            return True  # of OWL itself, and nothing need be deprecated yet
        reader = self.listed.reader
        is_described = next(reader.quads(property, RDF.type), None) is not None
        return is_described or next(reader.quads(None, property), None) is not None

    def _term(self, text: str, number: int) -> NamedNode:
        """Return the term that the first cell of a row names, be it new."""
        if not text:
            raise self._fault(
                "the row says of no term what it says",
                number,
                self._heading,
                "write the term's web address, or the identifier of a new one",
            )
        if _IDENTIFIER.fullmatch(text):
            named = self.listed.named(text)
            if named is not None:
                return named
            text = f"<{self.listed.namespace}{text}>"
        try:
            term = expand(text)
        except ValueError as error:
            raise self._fault(
                f"{text[:100]!r} {error}",
                number,
                self._heading,
                "write an identifier, such as 579, or a web address",
            ) from error
        if term not in self.listed.terms and not self._may_join(term):
            raise self._fault(
                f"{text[:100]!r} is published, and is no term",
                number,
                self._heading,
                "give a new term an identifier of its own",
            )
        return term

    def _may_join(self, thing: NamedNode) -> bool:
        reader = self.listed.reader
        is_term = next(reader.quads(thing, SKOS.inScheme), None) is not None
        return is_term or next(reader.quads(thing), None) is None

    def _values(self, column: Column, cell: str, number: int, heading: str) -> frozenset[Term]:
        try:
            return column.values(cell)
        except ValueError as error:
            raise self._fault(str(error), number, heading, self._hint(column, cell)) from error

    def _hint(self, column: Column, cell: str) -> str:
        if not column.holds_iris:
            return "mend the value, or empty the cell"
        return (
            "write a web address, or a compact one such as esdService:579; for words, end the "
            f"heading with ({column.meant}@en)"
        )

    def _fault(self, what: str, row: int, heading: str, remedy: str) -> SourceError:
        return SourceError(what, source=self._source.name, line=row, column=heading, remedy=remedy)
