"""Spreadsheets that tests make, standards and columns of a few words, and what ships to look up."""

# ruff: noqa: E501
from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence

import pytest
import xlsxwriter

from moothall.graph.look_up import LookUp
from moothall.graph.namespaces import ESD, MH
from moothall.graph.terms import NamedNode
from moothall.loaders.shipped import shipped_look_up
from moothall.loaders.tables.cell import Conversion
from moothall.loaders.tables.conversion import conversion_of
from moothall.shapes.standard import Column, Standard
from moothall.shapes.standard_files import read_standard

BANDSTANDS = """
@prefix csvw: <http://www.w3.org/ns/csvw#> .
@prefix dct: <http://purl.org/dc/terms/> .
@prefix mh: <https://w3id.org/moothall/def/> .
@prefix owl: <http://www.w3.org/2002/07/owl#> .
@prefix rdfs: <http://www.w3.org/2000/01/rdf-schema#> .
@prefix sh: <http://www.w3.org/ns/shacl#> .
@prefix standard: <https://w3id.org/moothall/standard/> .
@prefix xsd: <http://www.w3.org/2001/XMLSchema#> .

standard:bandstands a mh:DataStandard ;
    dct:identifier "bandstands" ; dct:title "Bandstands"@en ;
    dct:description "Where bandstands are."@en ;
    mh:recordShape <https://w3id.org/moothall/standard/bandstands/record> ;
    mh:recordName "bandstand"@en ; mh:recordNamePlural "bandstands"@en ;
    mh:labelTemplate "{ParkName}" ;
    mh:edition
        [ dct:identifier "2019" ; rdfs:label "2019 headings"@en ;
          mh:columns ( "ParkName" "StartDate" "MinimumSeats" "MaximumSeats" ) ],
        [ dct:identifier "2026" ; rdfs:label "2026 headings"@en ;
          mh:columns ( "ParkName" "StartDate" "MinimumSeats" "MaximumSeats" "EmployeesEmail" "Address1" "Address2" ) ] .

mh:Bandstand a owl:Class ; rdfs:subClassOf mh:Record ; rdfs:label "Bandstand"@en .

<https://w3id.org/moothall/standard/bandstands/record> a sh:NodeShape ;
    sh:targetClass mh:Bandstand ;
    sh:property
        [ sh:path mh:park ; csvw:name "ParkName" ; csvw:titles "Name of park", "Site" ; sh:name "park"@en ;
          sh:description "The park."@en ; sh:datatype xsd:string ; sh:minCount 1 ; sh:maxCount 1 ; mh:example "Pier Gardens" ],
        [ sh:path mh:opened ; csvw:name "StartDate" ; sh:name "day"@en ; sh:description "When."@en ;
          sh:datatype xsd:date ; sh:minCount 1 ; sh:maxCount 1 ; sh:severity sh:Warning ; mh:example "2026-01-01" ],
        [ sh:path mh:seatsMin ; csvw:name "MinimumSeats" ; sh:name "fewest seats"@en ; sh:description "Fewest."@en ;
          sh:datatype xsd:integer ; sh:maxCount 1 ; sh:severity sh:Warning ; mh:example "10" ],
        [ sh:path mh:seatsMax ; csvw:name "MaximumSeats" ; sh:name "most seats"@en ; sh:description "Most."@en ;
          sh:datatype xsd:integer ; sh:maxCount 1 ; sh:severity sh:Warning ; mh:example "20" ],
        [ sh:path mh:keeperEmail ; csvw:name "EmployeesEmail" ; sh:name "e-mail"@en ; sh:description "Whom to ask."@en ;
          sh:datatype xsd:string ; sh:maxCount 1 ; sh:severity sh:Warning ; mh:example "a@example.org" ],
        [ sh:path mh:addressOne ; csvw:name "Address1" ; sh:name "address"@en ; sh:description "Address."@en ;
          sh:datatype xsd:string ; sh:maxCount 1 ; sh:severity sh:Warning ; mh:example "1 High Street" ],
        [ sh:path mh:addressTwo ; csvw:name "Address2" ; sh:name "address"@en ; sh:description "Address."@en ;
          sh:datatype xsd:string ; sh:maxCount 1 ; sh:severity sh:Warning ; mh:example "Westmere" ] .
"""

Cells = Sequence[Sequence[object]]


@pytest.fixture(scope="session")
def bandstands() -> Standard:
    return read_standard(BANDSTANDS.encode(), "bandstands.ttl")


@pytest.fixture
def xlsx() -> Callable[[Mapping[str, Cells]], bytes]:
    """An XLSX file with a sheet for each name, its cells from A1 on."""

    def make(sheets: Mapping[str, Cells]) -> bytes:
        out = io.BytesIO()
        with xlsxwriter.Workbook(out, {"default_date_format": "dd/mm/yyyy"}) as book:
            for name, rows in sheets.items():
                sheet = book.add_worksheet(name)
                for number, cells in enumerate(rows):
                    sheet.write_row(number, 0, cells)
        return out.getvalue()

    return make


ODS_START = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3">'
    '<office:body><office:spreadsheet><table:table table:name="Sheet1">'
)
ODS_END = "</table:table></office:spreadsheet></office:body></office:document-content>"


@pytest.fixture
def ods() -> Callable[[str], bytes]:
    """An ODS file with one sheet, whose rows are given as XML."""

    def make(rows: str, start: str = ODS_START) -> bytes:
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
            archive.writestr("content.xml", start + rows + ODS_END)
            archive.writestr(
                "META-INF/manifest.xml",
                '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
                '<manifest:file-entry manifest:full-path="/" '
                'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
                "</manifest:manifest>",
            )
        return out.getvalue()

    return make


BASE = "https://data.example.org/"

Convert = Callable[..., Conversion]


@pytest.fixture(scope="session")
def look_up() -> LookUp:
    found = shipped_look_up(BASE)
    for class_iri in (MH.Authority.value, ESD.Service.value):
        assert found.find(class_iri, "nothing of the kind") == ()
    return found


@pytest.fixture(scope="session")
def conversion(look_up: LookUp) -> Convert:
    """The conversion of a column that is described by the fields of `Column`."""

    def make(**fields: object) -> Conversion:
        path = NamedNode("https://data.example.org/path")
        about = {"name": "Column", "label": "column", "description": "", "shape": "_:s"}
        return conversion_of(Column(**about, path=path, **fields), look_up)  # type: ignore[arg-type]

    return make
