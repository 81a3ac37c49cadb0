"""Lists as tables whose headings are not those of the official download, such as record types."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
import xlsxwriter

from moothall.graph.errors import SourceError
from moothall.graph.generations import Generations
from moothall.graph.lists import term_list
from moothall.graph.namespaces import ESD, MH, SKOS
from moothall.graph.terms import Literal, NamedNode
from moothall.loaders.load_report import LoadReport
from moothall.loaders.table_load import TableLoad

BASE = "http://localhost:8080/"
SERVICE = "http://id.esd.org.uk/service/"
MOON = f"{BASE}id/retention/R1"

LoadText = Callable[..., LoadReport]

DOWNLOAD = (
    "Identifier,Label,Description,Created,Modified,History notes,Type,Parent identifiers,"
    "Parent labels,Mapping type,Mapped identifier,Mapped label,Mapped type\n"
    "R1,Moon viewing bookings,Who booked a view.,,,,Record type,,,,900101,Moon viewing,Service\n"
    "R2,Polishing rotas,,,,,Record type,R1,,,,,\n"
)
OTHER = (
    "Ref;Record type name;LGSL codes;What it is;Held by\n"
    "R1;Moon viewing bookings;900101 | 900102;Who booked a view.;Moon office\n"
    "R2;Polishing rotas;;;Moon office\n"
)
HEADINGS = {
    "Ref": "Identifier",
    "Record type name": "Label",
    "LGSL codes": "Service",
    "What it is": "Description",
    "Held by": "",
}


@pytest.fixture(autouse=True)
def services(load_text: LoadText, example: Callable[[str], str]) -> None:
    """The small list of services that the record types are of."""
    load_text("services.ttl", example("list.ttl"), slug="services")


def check(generations: Generations, services: list[str]) -> None:
    """Assert that the record types are there as a list, as terms and both ways as links."""
    generation = generations.current()
    found = term_list(generation, "retention")
    assert [term.identifier for term in found.terms] == ["R1", "R2"]
    assert found.terms[0].iri == MOON
    reader, term = generation.reader, NamedNode(MOON)
    assert reader.value(term, SKOS.prefLabel) == Literal("Moon viewing bookings", language="en")
    works = [NamedNode(f"{SERVICE}{code}") for code in services]
    assert reader.objects(term, MH.recordsWorkOf) == works
    assert reader.subjects(MH.recordsWorkOf, works[0]) == [term]
    assert reader.objects(works[0], MH.makesRecordType) == [term]
    assert ESD.Retention in reader.objects(term, NamedNode(_TYPE))


_TYPE = "http://www.w3.org/1999/02/22-rdf-syntax-ns#type"


def test_record_types_come_in_the_form_of_a_lists_download(
    load_text: LoadText, generations: Generations
) -> None:
    report = load_text("retention.csv", DOWNLOAD)
    assert [dataset.slug for dataset in report.datasets] == ["retention"]
    check(generations, ["900101"])


def test_a_table_of_other_headings_is_a_list_when_it_is_said_what_they_are(
    load_text: LoadText, generations: Generations
) -> None:
    asked = TableLoad(chosen=HEADINGS)
    load_text("export.csv", OTHER, list_name="retention", table=asked)
    check(generations, ["900101", "900102"])
    assert load_text("export.csv", OTHER, list_name="retention", table=asked).unchanged


def test_a_spreadsheet_of_a_list_needs_no_more_than_its_name(
    load_text: LoadText, generations: Generations
) -> None:
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        sheet = book.add_worksheet("Record types")
        sheet.write_row(0, 0, ["Identifier", "Label", "Service"])
        sheet.write_row(1, 0, ["R1", "Moon viewing bookings", "900101"])
        sheet.write_row(2, 0, ["R2", "Polishing rotas"])
    load_text("retention.xlsx", out.getvalue(), list_name="retention")
    check(generations, ["900101"])


@pytest.mark.parametrize(
    ("list_name", "chosen", "what"),
    [
        ("retention", {}, "which column is Identifier and which is Label"),
        ("retention", {"Ref": "Identifer"}, "no column of a list"),
        ("retention", {"Reference": "Identifier"}, "no heading 'Reference'"),
        ("moons", HEADINGS, "no table of the list 'moons'"),
    ],
)
def test_what_cannot_be_told_is_asked(
    load_text: LoadText, list_name: str, chosen: dict[str, str], what: str
) -> None:
    with pytest.raises(SourceError, match=what):
        load_text("export.csv", OTHER, list_name=list_name, table=TableLoad(chosen=chosen))


def test_a_fault_is_told_with_the_row_of_the_table(load_text: LoadText) -> None:
    text = OTHER.replace("R2;", "R 2;")
    with pytest.raises(SourceError, match="line 3, column \"Identifier\": 'R 2' cannot be"):
        load_text("e.csv", text, list_name="retention", table=TableLoad(chosen=HEADINGS))


def test_record_types_as_turtle_rest_on_duties_and_legislation(
    load_text: LoadText, generations: Generations
) -> None:
    load_text("retention.csv", DOWNLOAD)
    turtle = f"""
        @prefix mh: <https://w3id.org/moothall/def/> . @prefix esd: <http://def.esd.org.uk/> .
        @prefix eli: <http://data.europa.eu/eli/ontology#> .
        @prefix skos: <http://www.w3.org/2004/02/skos/core#> .
        @prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
        <urn:duty> a esd:Duty, skos:Concept ; mh:basedOn <urn:law> .
        <urn:law> a eli:LegalResource ; rdfs:label "Moon Act 1999"@en .
        <{MOON}> mh:keptUnder <urn:duty> ; mh:basedOn <urn:law> .
    """
    load_text("law.ttl", turtle, slug="moon-law", on_violation="publish")
    reader = generations.current().reader
    assert reader.objects(NamedNode("urn:duty"), MH.coversRecordType) == [NamedNode(MOON)]
    query = (
        "PREFIX mh: <https://w3id.org/moothall/def/> SELECT ?type WHERE { ?type mh:basedOn "
        "<urn:law> ; mh:recordsWorkOf ?service }"
    )
    (row,) = reader.select(query)
    assert row["type"] == NamedNode(MOON)
