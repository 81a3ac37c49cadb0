"""A list as the rows of its edit sheet, which a test edits, and the change that this makes."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pytest
import xlsxwriter

from moothall.graph.generation import Generation
from moothall.graph.terms import Quad
from moothall.loaders.edit_sheets import reading
from moothall.loaders.edit_sheets.writing import write_edit_sheet
from moothall.loaders.list_sheet import opened_list
from moothall.loaders.source import Source
from moothall.loaders.staged import Context, Staged

Rows = list[list[str]]


def workbook(rows: Sequence[Sequence[str]]) -> bytes:
    """Return a spreadsheet of text cells."""
    output = io.BytesIO()
    with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Anything")
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                if cell:
                    sheet.write_string(number, column, cell)
    return output.getvalue()


@dataclass
class EditSheet:
    """The edit sheet of a list of a generation.

    Attributes:
        rows: its headings and its rows, to be edited.
    """

    generation: Generation
    name: str
    rows: Rows = field(init=False)

    def __post_init__(self) -> None:
        output = io.BytesIO()
        write_edit_sheet(self.generation, self.name, output)
        table = opened_list(Source("list.xlsx", "list.xlsx", output.getvalue()))
        self.rows = [list(table.headings), *(list(row.cells) for row in table.rows())]

    def column(self, meant: str) -> int:
        """Return the position of the column whose heading ends with something in brackets."""
        return next(i for i, heading in enumerate(self.rows[0]) if heading.endswith(f"({meant})"))

    def row(self, term: str) -> list[str]:
        """Return the row of a term."""
        return next(row for row in self.rows if row[0] == term)

    def cell(self, term: str, meant: str) -> str:
        return self.row(term)[self.column(meant)]

    def write(self, term: str, meant: str, text: str) -> None:
        self.row(term)[self.column(meant)] = text

    def add_row(self, term: str, **labels: str) -> None:
        """Add a row with preferred labels in some languages."""
        self.rows.append([term] + [""] * (len(self.rows[0]) - 1))
        for language, label in labels.items():
            self.write(term, f"skos:prefLabel@{language}", label)

    def without(self, *meant: str) -> None:
        """Delete some columns."""
        gone = [self.column(each) for each in meant]
        self.rows = [[c for i, c in enumerate(row) if i not in gone] for row in self.rows]

    def staged(self, data: bytes | None = None, name: str = "edited.xlsx") -> Staged:
        source = Source(name, name, workbook(self.rows) if data is None else data)
        context = Context(self.generation.base_iri, self.generation.reader)
        assert reading.recognises(source)
        return reading.read(source, context)

    def change(self, data: bytes | None = None, name: str = "edited.xlsx") -> set[str]:
        """Return the statements that go, with a minus, and that come, with a plus."""
        reader = self.generation.reader
        found: set[str] = set()
        for dataset in self.staged(data, name).datasets:
            graph = Context(self.generation.base_iri).graph(dataset.slug)
            before, after = set(reader.quads(graph=graph)), set(dataset.quads)
            assert len(after) == len(dataset.quads)
            found |= {f"- {_written(quad)}" for quad in before - after}
            found |= {f"+ {_written(quad)}" for quad in after - before}
        return found


def _written(quad: Quad) -> str:
    """Return a statement as one line: its graph, its subject, its property and its value."""
    graph = str(quad.graph_name).rsplit("/", 1)[-1].rstrip(">")
    subject, predicate = (
        str(t).rstrip(">").rsplit("/", 1)[-1] for t in (quad.subject, quad.predicate)
    )
    return f"{graph}: {subject} {predicate.rsplit('#', 1)[-1]} {quad.object}"


@pytest.fixture
def sheet(shipped: Generation) -> Callable[[str], EditSheet]:
    """The edit sheet of a list that ships."""
    return lambda name: EditSheet(shipped, name)
