"""What an edit sheet cannot show stays as it is."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest

from moothall.graph.generations import Generations
from moothall.loaders.edit_sheets.writing import write_edit_sheet
from moothall.loaders.load_report import LoadReport
from moothall.loaders.tables import repairs

Load = Callable[..., LoadReport]

SAID = """
<http://id.esd.org.uk/service/900101> <http://example.org/shape> [ <http://example.org/side> 1 ] ;
    <http://www.w3.org/2004/02/skos/core#scopeNote> "A note of forty characters and some more."@en .
<http://example.org/other> <http://example.org/says> "nothing of the list" .
"""


def test_blank_nodes_long_texts_and_other_things_stay(
    load_text: Load,
    generations: Generations,
    example: Callable[[str], str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    load_text("services.ttl", example("list.ttl") + SAID, slug="services")
    output = io.BytesIO()
    with monkeypatch.context() as patched:
        patched.setattr(repairs, "_MOST_CELL_CHARACTERS", 40)
        left_out = write_edit_sheet(generations.current(), "services", output)
    assert "Scope note, English (skos:scopeNote@en)" in left_out
    (dataset,) = load_text("services.xlsx", output.getvalue()).datasets
    assert (dataset.added, dataset.removed) == (0, 0)
    assert dataset.unchanged > 10


def test_what_a_sheet_changes_is_written_once(
    load_text: Load, generations: Generations, example: Callable[[str], str]
) -> None:
    load_text("services.ttl", example("list.ttl"), slug="services")
    text = 'Term (list:services),"Label, Welsh (skos:prefLabel@cy)"\n900101,Gwylio\'r lleuad\n'
    (dataset,) = load_text("welsh.csv", text).datasets
    # the other terms have no row
    assert dataset.terms_absent == ("http://id.esd.org.uk/service/900102",)
    again = load_text("welsh.csv", text)
    assert again.unchanged
    assert generations.current().number == 2
