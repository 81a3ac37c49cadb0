"""Editing a list in a spreadsheet: what is not edited stays, and each edit is just the change."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable
from xml.sax.saxutils import escape

import pytest

from moothall.graph.config import Config
from moothall.graph.errors import BusyError, SourceError
from moothall.graph.generation import Generation
from moothall.graph.generations import Generations
from moothall.graph.lists import all_lists
from moothall.graph.namespaces import SKOS
from moothall.graph.terms import Literal, NamedNode
from moothall.loaders.edit_sheets.cell_values import join_values
from moothall.loaders.edit_sheets.writing import write_edit_sheet
from moothall.loaders.formats import recognise
from moothall.loaders.load import load_source
from moothall.loaders.source import Source

from .conftest import EditSheet, workbook

Sheet = Callable[[str], EditSheet]

LISTS = (
    "channels",
    "circumstances",
    "englishAndWelshServices",
    "functions",
    "govukServices",
    "interactions",
    "navigation",
    "needs",
    "organisationTypes",
    "powersAndDuties",
    "proClass",
    "services",
    "tiers",
    "toiletUsers",
)
"""Every list of terms, and one of the codes of a data standard."""

ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3">'
    '<office:body><office:spreadsheet><table:table table:name="Sheet1">{}</table:table>'
    "</office:spreadsheet></office:body></office:document-content>"
)
MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" '
    'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
)


def as_ods(rows: list[list[str]]) -> bytes:
    def cell(text: str) -> str:
        paragraphs = "".join(f"<text:p>{escape(line)}</text:p>" for line in text.split("\n"))
        return f'<table:table-cell office:value-type="string">{paragraphs}</table:table-cell>'

    body = "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
    output = io.BytesIO()
    with zipfile.ZipFile(output, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", ODS.format(body))
        archive.writestr("META-INF/manifest.xml", MANIFEST)
    return output.getvalue()


def as_csv(rows: list[list[str]], delimiter: str = ",") -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def test_every_list_of_codes_comes_back_as_it_went(shipped: Generation, sheet: Sheet) -> None:
    names = [entry.name for entry in all_lists(shipped) if entry.has_codes]
    assert len(names) > 30
    for name in names:
        assert sheet(name).change() == set(), name


@pytest.mark.parametrize("name", LISTS)
def test_a_list_that_is_handed_in_as_it_went_changes_nothing(
    shipped: Generation, shipped_config: Config, name: str
) -> None:
    generations = Generations(shipped_config.data_dir, shipped_config.base_iri)
    output = io.BytesIO()
    assert write_edit_sheet(shipped, name, output) == ()
    source = Source(f"{name}.xlsx", f"{name}.xlsx", output.getvalue())
    format = recognise(source)
    assert format.name == "edit-sheet"
    report = load_source(generations, shipped_config, source, format, draft=True)
    assert [(d.added, d.removed) for d in report.datasets] == [(0, 0)]
    assert report.unchanged
    assert not report.notes


def test_every_list_of_terms_is_tried(shipped: Generation) -> None:
    assert {entry.name for entry in all_lists(shipped) if not entry.has_codes} < set(LISTS)


def test_a_sheet_shows_all_that_the_list_says_of_its_terms(
    shipped: Generation, sheet: Sheet
) -> None:
    needs = sheet("needs")
    shown = sum(len(cell.split(" | ")) for row in needs.rows[1:] for cell in row[1:] if cell)
    graphs = [shipped.graph_iri(slug) for slug in ("needs", "needs-services")]
    terms = {quad.subject for quad in shipped.reader.quads(None, SKOS.inScheme)}
    said = {
        quad.triple
        for graph in graphs
        for quad in shipped.reader.quads(graph=NamedNode(graph))
        if quad.subject in terms and "/need/" in str(quad.subject)
    }
    # broader terms say from the other end what narrower ones would
    assert shown == sum(1 for triple in said if triple.predicate != SKOS.narrower)
    assert any(triple.predicate == SKOS.narrower for triple in said)


def test_the_same_list_gives_the_same_bytes(shipped: Generation) -> None:
    first, second = io.BytesIO(), io.BytesIO()
    write_edit_sheet(shipped, "interactions", first)
    write_edit_sheet(shipped, "interactions", second)
    assert first.getvalue() == second.getvalue()


def test_a_changed_label_is_the_whole_change(sheet: Sheet) -> None:
    needs = sheet("needs")
    needs.write("esdNeed:69", "skos:prefLabel@en", "Belonging")
    assert needs.change() == {
        '+ needs: 69 prefLabel "Belonging"@en',
        '- needs: 69 prefLabel "Social inclusion"@en',
    }


def test_values_are_added_and_removed_one_by_one(sheet: Sheet) -> None:
    needs = sheet("needs")
    assert (
        needs.cell("esdNeed:69", "skos:altLabel@en") == "feeling left out | isolation | loneliness"
    )
    needs.write("esdNeed:69", "skos:altLabel@en", "isolation|loneliness | belonging ")
    needs.write("esdNeed:71", "skos:altLabel@en", "")
    assert needs.change() == {
        '- needs: 69 altLabel "feeling left out"@en',
        '+ needs: 69 altLabel "belonging"@en',
        '- needs: 71 altLabel "local amenities"@en',
        '- needs: 71 altLabel "places to go"@en',
    }


def test_a_change_goes_to_the_dataset_that_says_such_things(sheet: Sheet) -> None:
    services = sheet("services")
    welsh = services.column("skos:prefLabel@cy")
    assert services.row("esdService:1")[welsh] == ""
    services.write("esdService:1", "skos:prefLabel@cy", "Addysg gartref")
    services.write("esdService:2", "esd:hasInteraction", "esdInteraction:8\nesdInteraction:11")
    assert services.change() == {
        '+ words-services: 1 prefLabel "Addysg gartref"@cy',
        "+ services-interactions: 2 hasInteraction <http://id.esd.org.uk/interaction/11>",
    }


def test_a_relation_that_goes_goes_from_both_ends(sheet: Sheet) -> None:
    services = sheet("services")
    assert services.cell("esdService:2", "esd:hasInteraction") == "esdInteraction:8"
    services.write("esdService:2", "esd:hasInteraction", "")
    assert services.change() == {
        "- services-interactions: 2 hasInteraction <http://id.esd.org.uk/interaction/8>",
        "- services-interactions: 8 isInteractionOf <http://id.esd.org.uk/service/2>",
    }


def test_a_deleted_column_changes_nothing(sheet: Sheet) -> None:
    needs = sheet("needs")
    needs.without("skos:altLabel@en", "rdf:type", "skos:definition@en", "mh:metBy")
    assert needs.change() == set()


def test_the_words_and_the_order_of_headings_do_not_matter(sheet: Sheet) -> None:
    needs = sheet("needs")
    needs.rows = [list(reversed(row)) for row in needs.rows]
    needs.rows[0] = [f"Whatever {heading[heading.rindex('(') :]}" for heading in needs.rows[0]]
    assert needs.change() == set()


def test_a_new_column_is_a_language_of_its_own(sheet: Sheet) -> None:
    classes = sheet("proClass")
    term = classes.rows[1][0]
    classes.rows[0].append("Label, Welsh (skos:prefLabel@cy)")
    classes.row(term).append("Enw")
    (change,) = classes.change()
    assert change.startswith("+ proClass: ")
    assert change.endswith(' prefLabel "Enw"@cy')


def test_a_new_row_is_a_new_term_with_what_all_terms_share(sheet: Sheet) -> None:
    services = sheet("services")
    services.add_row("99001", en="Moon viewing", cy="Gwylio'r lleuad")
    services.write("99001", "esd:containedBy", "esdFunction:26")
    assert services.change() == {
        '+ services: 99001 prefLabel "Moon viewing"@en',
        '+ words-services: 99001 prefLabel "Gwylio\'r lleuad"@cy',
        "+ services: 99001 containedBy <http://id.esd.org.uk/function/26>",
        "+ services: 99001 type <http://def.esd.org.uk/Service>",
        "+ services: 99001 type <http://www.w3.org/2004/02/skos/core#Concept>",
        "+ services: 99001 inScheme <http://id.esd.org.uk/list/services>",
        "+ services: 99001 inScheme <http://id.esd.org.uk/list/englishAndWelshServices>",
        '+ services: 99001 identifier "99001"',
        '+ services: 99001 notation "99001"',
    }


@pytest.mark.parametrize("broader", ["", "https://w3id.org/moothall/id/need/getting-around"])
def test_a_new_term_is_a_top_term_if_nothing_is_broader(sheet: Sheet, broader: str) -> None:
    needs = sheet("needs")
    needs.add_row("https://w3id.org/moothall/id/need/moonlight", en="Moonlight")
    needs.write("https://w3id.org/moothall/id/need/moonlight", "skos:broader", broader)
    change = needs.change()
    tops = {line for line in change if "topConceptOf" in line}
    assert bool(tops) is not bool(broader)
    assert '+ needs: moonlight identifier "moonlight"' in change


def test_a_term_of_another_list_joins_with_what_it_has(sheet: Sheet) -> None:
    govuk = sheet("govukServices")
    assert not any(row[0] == "esdService:5" for row in govuk.rows)
    govuk.add_row("esdService:5")
    govuk.write("esdService:5", "mh:govukTitle@en", "Find out")
    assert govuk.change() == {
        "+ govukServices: 5 inScheme <https://w3id.org/moothall/id/list/govukServices>",
        '+ govukServices: 5 govukTitle "Find out"@en',
    }


def test_a_new_sheet_of_terms_may_hold_identifiers_alone(sheet: Sheet) -> None:
    services = sheet("services")
    services.rows = [["Term (list:services)", "Name (skos:prefLabel@en)"], ["1", "Home teaching"]]
    changes = {line for line in services.change() if line.split()[2] == "1" and "+" in line}
    assert changes == {'+ services: 1 prefLabel "Home teaching"@en'}


HARD = (
    "two\nlines",
    "a | b",
    "a\\|b\\",
    "=1+1",
    "@SUM(A1)",
    "'quoted",
    "007",
    " blanks around ",
    "tab\tin it",
    "_x000D_",
    "\r\n",
    "",
    "\\e",
    "\\u0041",
    "Gwasanaethau i bobl â cholled golwg",
    "🗑 bins",
)


def test_hard_values_come_back_from_a_sheet(sheet: Sheet) -> None:
    needs = sheet("needs")
    needs.write("esdNeed:69", "skos:altLabel@en", join_values(HARD))
    values = [
        quad.object.value
        for dataset in needs.staged().datasets
        for quad in dataset.quads
        if str(quad.subject).endswith("/69>")
        and quad.predicate == SKOS.altLabel
        and isinstance(quad.object, Literal)
        and quad.object.language == "en"
    ]
    assert sorted(values) == sorted(HARD)


def test_cells_of_a_new_sheet_are_text(shipped: Generation) -> None:
    output = io.BytesIO()
    write_edit_sheet(shipped, "services", output)
    with zipfile.ZipFile(output) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
        assert 'formatCode="@"' in archive.read("xl/styles.xml").decode()
    assert "<f>" not in sheet
    assert 't="inlineStr"' in sheet


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("edited.ods", as_ods),
        ("edited.csv", as_csv),
        ("edited.csv", lambda rows: as_csv(rows, ";")),
        ("edited.tsv", lambda rows: as_csv(rows, "\t")),
    ],
)
def test_other_forms_of_the_same_sheet_are_read_alike(
    sheet: Sheet, name: str, make: Callable[[list[list[str]]], bytes]
) -> None:
    needs = sheet("needs")
    assert needs.change(make(needs.rows), name) == set()
    needs.write("esdNeed:69", "skos:altLabel@en", "0069 | =x\ny")
    change = needs.change(make(needs.rows), name)
    assert '+ needs: 69 altLabel "0069"@en' in change
    assert '+ needs: 69 altLabel "=x\\ny"@en' in change
    assert recognise(Source(name, name, make(needs.rows))).name == "edit-sheet"


def test_a_term_without_a_row_is_told_of_and_left_to_the_load(
    sheet: Sheet, shipped: Generation, shipped_config: Config
) -> None:
    channels = sheet("channels")
    gone = channels.rows.pop()[0]
    source = Source("channels.xlsx", "channels.xlsx", workbook(channels.rows))
    report = load_source(
        Generations(shipped_config.data_dir, shipped_config.base_iri),
        shipped_config,
        source,
        recognise(source),
        draft=True,
    )
    (dataset,) = report.datasets
    assert len(dataset.terms_absent) == 1
    # deprecated, its status, and since when
    assert (dataset.added, dataset.removed) == (3, 0)
    (note,) = report.notes
    assert gone in note
    assert "kept and marked as deprecated" in note


def test_a_term_that_is_at_home_elsewhere_leaves_a_list_with_its_row(sheet: Sheet) -> None:
    govuk = sheet("govukServices")
    govuk.rows = [row for row in govuk.rows if row[0] != "esdService:1"]
    change = govuk.change()
    assert {line.split(":")[0] for line in change} == {"- govukServices"}
    assert "- govukServices: 1 inScheme <https://w3id.org/moothall/id/list/govukServices>" in change


def test_codes_of_a_data_standard_are_not_edited_alone(sheet: Sheet) -> None:
    codes = sheet("toiletUsers")
    codes.rows[1][codes.column("skos:prefLabel@en")] = "Small people"
    with pytest.raises(SourceError, match="part of the data standards"):
        codes.staged()


def test_a_term_that_moves_leaves_the_one_that_it_was_under(
    sheet: Sheet, shipped_config: Config
) -> None:
    functions = sheet("functions")
    assert functions.cell("esdFunction:2", "skos:broader") == "esdFunction:1"
    functions.write("esdFunction:2", "skos:broader", "esdFunction:26")
    source = Source("functions.xlsx", "functions.xlsx", workbook(functions.rows))
    generations = Generations(shipped_config.data_dir, shipped_config.base_iri)
    report = load_source(generations, shipped_config, source, recognise(source), draft=True)
    # it is no longer under the one, which no longer holds it; and the other way round
    assert [(d.slug, d.added, d.removed) for d in report.datasets] == [("functions", 2, 2)]


def test_what_others_publish_meanwhile_is_not_undone(
    sheet: Sheet, shipped_config: Config, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = Source("needs.xlsx", "needs.xlsx", workbook(sheet("needs").rows))
    generations = Generations(shipped_config.data_dir, shipped_config.base_iri)
    format = recognise(source)

    def overtaken() -> None:
        monkeypatch.setattr(generations, "newest", lambda: None)

    with pytest.raises(BusyError, match="meanwhile"):
        load_source(generations, shipped_config, source, format, draft=True, condition=overtaken)
