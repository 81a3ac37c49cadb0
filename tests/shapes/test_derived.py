"""What follows from each data standard, read by the libraries that others would read it with."""

from __future__ import annotations

import csv
import json
import re
from pathlib import Path

import csvw
import pyshacl
import pytest
from jsonschema import Draft202012Validator
from rdflib import Graph
from rdflib.compare import isomorphic

from moothall.graph.errors import NotFoundError
from moothall.graph.namespaces import MH, RDF, XSD
from moothall.graph.terms import Literal, NamedNode, RdfFormat, parse, serialize
from moothall.shapes.derived.context import context
from moothall.shapes.derived.metadata import metadata
from moothall.shapes.derived.schema import json_schema
from moothall.shapes.derived.template import columns_of, edition_named, template
from moothall.shapes.derived.turtle import statements, turtle
from moothall.shapes.standard import Column, Standard
from moothall.shapes.standard_files import read_standard, standards

NAMES = sorted(standards())
EDITIONS = [(name, edition.name) for name in NAMES for edition in standards()[name].editions]
ADDRESS = "https://moothall.test/standards/x/schema.json"

each_standard = pytest.mark.parametrize("name", NAMES)
each_edition = pytest.mark.parametrize(("name", "edition"), EDITIONS)


def examples(standard: Standard, edition: str) -> dict[str, str]:
    columns = columns_of(standard, edition_named(standard, edition))
    return {column.name: column.examples[0] for column in columns if column.examples}


def schema_of(standard: Standard, edition: str = "") -> Draft202012Validator:
    schema = json_schema(standard, edition_named(standard, edition), ADDRESS)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


# -------------------------------------------------------------------------------------------------
# CSV
# -------------------------------------------------------------------------------------------------


@each_edition
def test_a_template_has_the_headings_of_its_edition_and_the_examples_below(
    name: str, edition: str
) -> None:
    standard = standards()[name]
    found = edition_named(standard, edition)
    assert template(standard, found).decode() == "".join(
        template(standard, found, with_example=True).decode().splitlines(keepends=True)[:1]
    )
    text = template(standard, found, with_example=True).decode()
    (row,) = csv.DictReader(text.splitlines())
    assert list(row) == list(found.columns)
    assert {heading: cell for heading, cell in row.items() if cell} == examples(standard, edition)


def test_the_newest_edition_is_meant_where_none_is_named_and_an_unknown_one_is_an_error() -> None:
    standard = standards()["brownfield-land"]
    assert edition_named(standard) == standard.editions[-1]
    with pytest.raises(NotFoundError, match="its editions are 2017, 2019"):
        edition_named(standard, "1066")


# -------------------------------------------------------------------------------------------------
# CSVW
# -------------------------------------------------------------------------------------------------


def written(standard: Standard, edition: str, folder: Path) -> Path:
    found = edition_named(standard, edition)
    (folder / "template.csv").write_bytes(template(standard, found, with_example=True))
    path = folder / "metadata.json"
    path.write_text(json.dumps(metadata(standard, found, "template.csv")), encoding="utf-8")
    return path


@each_edition
def test_csvw_reads_the_template_by_its_metadata(name: str, edition: str, tmp_path: Path) -> None:
    standard = standards()[name]
    path = written(standard, edition, tmp_path)
    package = csvw.CSVW(str(path), validate=True)
    assert package.is_valid, [str(warning.message) for warning in package.warnings]
    table = csvw.Table.from_file(path)
    assert len(list(table.iterdicts(strict=True))) == 1
    table.check_primary_key()


@pytest.mark.parametrize(
    ("column", "cell"),
    [("GeoX", "unknown"), ("Category", "Gents"), ("ExtractDate", "31/02/2026"), ("UPRN", "n/a")],
)
def test_csvw_finds_by_the_metadata_what_is_wrong(column: str, cell: str, tmp_path: Path) -> None:
    standard = standards()["public-toilets"]
    path = written(standard, "", tmp_path)
    row = examples(standard, "") | {column: cell}
    with (tmp_path / "template.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(row))
        writer.writeheader()
        writer.writerow(row)
    with pytest.raises(ValueError, match=f"{column}|{cell}"):
        list(csvw.Table.from_file(path).iterdicts(strict=True))


def test_csvw_makes_the_records_statements(tmp_path: Path) -> None:
    path = written(standards()["public-toilets"], "", tmp_path)
    (record,) = csvw.CSVW(str(path)).to_json(minimal=True)
    assert record["rdf:type"] == MH.PublicToilet.value
    assert record[MH.radarKeyNeeded.value] is True
    assert record[MH.extractDate.value] == "2026-03-31"
    assert record["https://schema.org/url"] == "https://www.example.org/toilets"


def test_what_must_be_filled_is_required_and_the_key_is_the_primary_key() -> None:
    standard = standards()["public-toilets"]
    schema = metadata(standard, edition_named(standard), "x.csv")["tableSchema"]
    required = {c["titles"][0] for c in schema["columns"] if c.get("required")}
    assert required == {c.name for c in standard.columns.values() if c.level == "must"}
    assert schema["primaryKey"] == ["LocationText", "GeoX", "GeoY"]
    assert schema["aboutUrl"] == "#{LocationText};{GeoX};{GeoY}"
    payments = standards()["spending"]
    schema = metadata(payments, edition_named(payments), "x.csv")["tableSchema"]
    assert "primaryKey" not in schema, "two payments may have one number"


# -------------------------------------------------------------------------------------------------
# JSON Schema
# -------------------------------------------------------------------------------------------------


@each_edition
def test_a_row_of_the_examples_is_valid_for_the_json_schema(name: str, edition: str) -> None:
    standard = standards()[name]
    row = examples(standard, edition)
    assert [error.message for error in schema_of(standard, edition).iter_errors(row)] == []


def _is_told_by_one_cell(standard: Standard, column: Column, value: str) -> bool:
    """Return whether JSON Schema can tell that a value is bad, as far as the column says."""
    rules = [t for t in standard.triples if str(t.subject) == column.shape]
    return not column.class_iri and not any(t.predicate.value.endswith("#sparql") for t in rules)


def as_json(column: Column, text: str) -> str | float:
    """A value as a program would write it: bounds are for numbers that are no texts."""
    is_number = column.datatypes[:1] in ((XSD.integer.value,), (XSD.decimal.value,))
    return float(text) if is_number and re.fullmatch(r"-?[0-9.]+", text) else text


@each_standard
def test_a_bad_example_is_not_valid_where_one_cell_tells(name: str) -> None:
    standard = standards()[name]
    schema = schema_of(standard)
    row = examples(standard, "")
    accepted = [
        (column.name, value)
        for column in columns_of(standard, standard.editions[-1])
        for value in column.bad_examples
        if _is_told_by_one_cell(standard, column, value)
        and schema.is_valid(row | {column.name: as_json(column, value)})
    ]
    assert accepted == []


def test_a_row_without_what_must_be_filled_is_not_valid() -> None:
    standard = standards()["public-toilets"]
    row = examples(standard, "")
    schema = schema_of(standard)
    assert not schema.is_valid({k: v for k, v in row.items() if k != "LocationText"})
    assert not schema.is_valid(row | {"LocationText": ""})
    assert schema.is_valid(row | {"Notes": "", "Category": None, "RADARKeyNeeded": True})


# -------------------------------------------------------------------------------------------------
# JSON-LD
# -------------------------------------------------------------------------------------------------


def rdf_texts(column: Column) -> tuple[str | list[str], set[str]]:
    """A value of a column as RDF writes it, and the terms that it shall become."""
    if column.codes and not isinstance(column.codes[0].term, Literal):
        plain = [c for c in column.codes if not set(c.label) & {":", "/"}][:2]
        return [code.label for code in plain], {str(code.term) for code in plain}
    if column.is_iri:
        return "https://example.org/x", {"<https://example.org/x>"}
    texts = {
        "date": "2026-03-31",
        "dateTime": "2026-03-31T09:30:00",
        "time": "09:30:00",
        "gYear": "2026",
        "integer": "12",
        "decimal": "12.5",
        "boolean": "true",
    }
    name = column.datatypes[0].rpartition("#")[2] if len(column.datatypes) == 1 else "string"
    if name not in texts:
        return column.label, {str(Literal(column.label))}
    value = Literal(texts[name], datatype=NamedNode(column.datatypes[0]))
    return texts[name], {str(value)}


@each_standard
def test_a_row_with_the_context_becomes_the_records_statements(name: str) -> None:
    standard = standards()[name]
    iri = "https://example.org/record"
    local = standard.record_class.value.replace("#", "/").rpartition("/")[2]
    row: dict[str, object] = {"@id": iri, "@type": local}
    expected = {(str(RDF.type), str(standard.record_class))}
    for column in standard.columns.values():
        row[column.name], terms = rdf_texts(column)
        expected |= {(str(column.path), term) for term in terms}
    document = json.dumps(context(standard) | row)
    found = list(parse(document.encode(), RdfFormat.JSON_LD))
    assert {(str(q.predicate), str(q.object)) for q in found} == expected
    ours = serialize((quad.triple for quad in found), format=RdfFormat.N_TRIPLES)
    others = Graph().parse(data=document, format="json-ld")
    assert isomorphic(others, Graph().parse(data=ours, format="nt"))


# -------------------------------------------------------------------------------------------------
# Turtle
# -------------------------------------------------------------------------------------------------


@each_standard
def test_its_turtle_stands_on_its_own_and_is_the_same_standard(name: str) -> None:
    standard = standards()[name]
    data = turtle(standard)
    again = read_standard(data, f"{name}.ttl")
    for field in ("iri", "name", "titles", "key", "uses", "breaking", "editions", "tags"):
        assert getattr(again, field) == getattr(standard, field)
    assert {c.name: (c.level, c.codes, c.examples) for c in again.columns.values()} == {
        c.name: (c.level, c.codes, c.examples) for c in standard.columns.values()
    }
    before = Graph().parse(
        data=serialize(standard.triples, format=RdfFormat.N_TRIPLES), format="nt"
    )
    after = Graph().parse(data=data, format="turtle")
    assert len(before) == len(after)
    conforms, _, text = pyshacl.validate(Graph(), shacl_graph=after, meta_shacl=True)
    assert conforms, text


def test_equal_files_are_written_alike_whatever_a_parser_calls_their_blank_nodes() -> None:
    data = turtle(standards()["elections"])
    first, second = read_standard(data, "a.ttl"), read_standard(data, "b.ttl")
    assert first.triples != second.triples, "the parser makes labels up"
    assert statements(first) == statements(second)
    assert turtle(first) == turtle(second) == data
    assert isomorphic(
        Graph().parse(data=data, format="turtle"),
        Graph().parse(data=serialize(first.triples, format=RdfFormat.N_TRIPLES), format="nt"),
    )
