"""What is wrong with an edit sheet is told with its row and column, and what to do."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from moothall.graph.errors import SourceError
from moothall.graph.generation import Generation
from moothall.loaders.edit_sheets import reading
from moothall.loaders.source import Source
from moothall.loaders.staged import Context

from .conftest import EditSheet

Sheet = Callable[[str], EditSheet]

HEAD = ["Term (list:needs)", "Label (skos:prefLabel@en)"]


def refusal(needs: EditSheet, rows: list[list[str]]) -> str:
    needs.rows = rows
    with pytest.raises(SourceError) as refused:
        needs.staged()
    return str(refused.value)


@pytest.mark.parametrize(
    ("heading", "cell", "row", "said"),
    [
        ("Colour", "red", 1, "the heading names no property"),
        ("Colour (colour)", "red", 1, "the heading names no property"),
        ("Colour (mh:colour)", "red", 1, "the heading names an unknown property"),
        ("Colour (no:colour)", "red", 1, "the heading names no property"),
        ("Name (skos:prefLabel@en)", "red", 1, "it is the same column as 'Label (skos:pref"),
        ("Issued (dct:issued^^xsd:date)", "soon", 2, "'soon' is no xsd:date, such as 2026-04-03"),
        ("Issued (dct:issued^^xsd:date)", "2026-02-30", 2, "'2026-02-30' is no xsd:date"),
        ("Old (owl:deprecated^^xsd:boolean)", "yes", 2, "is no xsd:boolean, such as true or false"),
        ("Broader (skos:broader)", "getting around", 2, "'getting around' is no web address"),
        ("Broader (skos:broader)", "esdNeeed:69", 2, "there is no such prefix"),
        ("Broader (skos:broader)", "http://a b", 2, "'http://a b' is no web address"),
    ],
)
def test_a_cell_or_a_heading_that_does_not_fit_is_named(
    sheet: Sheet, heading: str, cell: str, row: int, said: str
) -> None:
    message = refusal(sheet("needs"), [[*HEAD, heading], ["esdNeed:69", "Belonging", cell]])
    assert said in message
    assert f'edited.xlsx line {row}, column "{heading}"' in message


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([HEAD], "no rows below its headings"),
        (
            [HEAD, ["esdNeed:69", "A"], ["69", "B"]],
            "line 3, column \"Term (list:needs)\": '69' has",
        ),
        ([HEAD, ["", "A"]], 'line 2, column "Term (list:needs)": the row says of no term'),
        ([HEAD, ["a need", "A"]], "'a need' is no web address"),
        ([HEAD, ["http://id.esd.org.uk/list/needs", "A"]], "is published, and is no term"),
        ([HEAD, ["esdNeed:69", "A", "more"]], "has something in it"),
        ([HEAD[1:], ["A"]], "no column holds the terms"),
        ([[*HEAD, "Other (list:services)"], ["1", "", ""]], "several columns name a list"),
        ([["Term (list:moons)", HEAD[1]], ["1", "A"]], "there is no list 'moons' to edit"),
    ],
)
def test_a_table_that_does_not_fit_is_refused(
    sheet: Sheet, rows: list[list[str]], said: str
) -> None:
    assert said in refusal(sheet("needs"), rows)


def test_nothing_is_edited_where_nothing_is_published(shipped: Generation) -> None:
    source = Source("a.csv", "a.csv", b'Term (list:needs),"Label (skos:prefLabel@en)"\n69,A\n')
    with pytest.raises(SourceError, match="nothing is published"):
        reading.read(source, Context(shipped.base_iri))


@pytest.mark.parametrize(
    "text",
    [
        "Identifier,Label\n1,Sky\n",
        "Supplier,Amount (in thousands)\nA,1\n",
        "# (skos:prefLabel@en)\n@prefix skos: <http://www.w3.org/2004/02/skos/core#> .\n",
        "",
    ],
)
def test_other_files_are_no_edit_sheets(text: str) -> None:
    assert not reading.recognises(Source("a.csv", "a.csv", text.encode()))


def test_a_spreadsheet_that_is_too_large_is_not_looked_into(
    sheet: Sheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert sheet("channels").staged()
    monkeypatch.setattr(reading, "MOST_BYTES", 100)
    with pytest.raises(AssertionError):
        sheet("channels").staged()


def test_words_of_truth_are_understood_as_spreadsheets_write_them(sheet: Sheet) -> None:
    channels = sheet("channels")
    term = channels.rows[1][0]
    channels.rows[0].append("Old (owl:deprecated^^xsd:boolean)")
    channels.row(term).append("FALSE")
    (change,) = channels.change()
    assert change.endswith('deprecated "false"^^<http://www.w3.org/2001/XMLSchema#boolean>')
