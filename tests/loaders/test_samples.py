"""The fictional council that ships: its records, and that nothing in them is real."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from datetime import date
from importlib.resources import files
from pathlib import Path

import pytest

from moothall.graph.namespaces import DCT, MH, RDF, RDFS, SCHEMA, SKOS, WGS84
from moothall.graph.terms import Literal, NamedNode, Quad, RdfFormat, parse
from moothall.loaders.samples.generate import main
from moothall.ontology import path
from moothall.shapes.checking import check_graph
from moothall.shapes.columns import Columns
from moothall.shapes.shapes_graph import ShapesGraph
from moothall.shapes.standard_files import standard_named

BASE = "https://moothall.test/"
WESTMERE = NamedNode(BASE + "id/authority/ZZW")
FILES = {
    "public-toilets.ttl": (MH.PublicToilet, 40),
    "libraries.ttl": (MH.Library, 12),
    "community-services.ttl": (MH.CommunityService, 80),
    "payments.ttl": (MH.Payment, 200),
}
DRAMA_NUMBER = re.compile(r"01632 960\d{3}")
POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}\b")
TELEPHONE = re.compile(r"\b0\d{2,4} ?\d{3} ?\d{3,4}\b")


def statements(name: str) -> list[Quad]:
    text = files("moothall.loaders.samples").joinpath(name).read_bytes()
    return list(parse(text, RdfFormat.TURTLE, base_iri=BASE))


def table(name: str) -> list[dict[str, str]]:
    text = files("moothall.loaders.samples").joinpath(name).read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@pytest.fixture(scope="module")
def labels() -> dict[str, str]:
    """The English labels of the shipped services and functions, by IRI."""
    return {
        quad.subject.value: quad.object.value
        for name in ("lists/services.ttl", "lists/functions.ttl")
        for quad in parse(path(name).read_bytes(), RdfFormat.TURTLE, base_iri=BASE)
        if quad.predicate == SKOS.prefLabel
        and isinstance(quad.subject, NamedNode)
        and isinstance(quad.object, Literal)
        and quad.object.language == "en"
    }


@pytest.mark.parametrize("name", FILES)
def test_a_file_holds_its_records_and_each_says_who_published_it(name: str) -> None:
    class_term, count = FILES[name]
    facts = statements(name)
    records = {quad.subject for quad in facts if quad.object == class_term}
    assert len(records) == count
    assert {quad.subject for quad in facts} == records
    for predicate, value in ((RDF.type, MH.Record), (DCT.publisher, WESTMERE)):
        assert {q.subject for q in facts if (q.predicate, q.object) == (predicate, value)} == (
            records
        )
    for predicate in (RDFS.label, DCT.identifier, MH.classifiedAs):
        assert Counter(q.subject for q in facts if q.predicate == predicate) == Counter(records)


@pytest.mark.parametrize("name", FILES)
def test_a_key_is_used_once_and_ends_the_records_address(name: str) -> None:
    standard = name.removesuffix(".ttl")
    keys = [q for q in statements(name) if q.predicate == DCT.identifier]
    assert len({q.object for q in keys}) == len(keys)
    for quad in keys:
        assert isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal)
        assert quad.subject.value == f"{BASE}id/record/{standard}/ZZW/{quad.object.value}"


@pytest.mark.parametrize("name", FILES)
def test_records_are_classified_as_terms_that_ship(name: str, labels: dict[str, str]) -> None:
    terms = {
        q.object.value
        for q in statements(name)
        if q.predicate == MH.classifiedAs and isinstance(q.object, NamedNode)
    }
    assert terms
    assert terms <= labels.keys()


def test_the_tables_name_each_term_as_its_list_does(labels: dict[str, str]) -> None:
    for row in table("community-services.csv"):
        assert labels[f"http://id.esd.org.uk/service/{row['service']}"] == row["service_label"]
    for row in table("payments.csv"):
        assert labels[f"http://id.esd.org.uk/{row['kind']}/{row['identifier']}"] == row["label"]


@pytest.mark.parametrize("name", [*FILES, "westmere.ttl"])
def test_no_telephone_number_postcode_or_address_is_real(name: str) -> None:
    for quad in statements(name):
        if isinstance(quad.object, Literal):
            for number in TELEPHONE.findall(quad.object.value):
                assert DRAMA_NUMBER.fullmatch(number)
            for postcode in POSTCODE.findall(quad.object.value):
                assert postcode.startswith("ZZ99 ")
        elif quad.predicate == SCHEMA.url:
            assert isinstance(quad.object, NamedNode)
            assert quad.object.value.startswith("https://example.org/westmere/")


def test_the_checks_for_real_numbers_and_postcodes_would_find_them() -> None:
    assert TELEPHONE.findall("01903 123456") and POSTCODE.findall("12 High Street, BN11 1HA")
    assert not DRAMA_NUMBER.fullmatch("01903 123456")


@pytest.mark.parametrize("name", [*FILES, "westmere.ttl"])
def test_every_place_is_in_the_north_sea(name: str) -> None:
    for quad in statements(name):
        if quad.predicate in (WGS84.lat, WGS84.long):
            assert isinstance(quad.object, Literal)
            degrees = float(quad.object.value)
            low, high = (53.8, 54.0) if quad.predicate == WGS84.lat else (0.8, 1.0)
            assert low < degrees < high


def test_the_council_says_in_both_languages_that_it_is_fictional() -> None:
    names = {
        quad.object.language: quad.object.value
        for quad in statements("westmere.ttl")
        if quad.predicate == SKOS.prefLabel and isinstance(quad.object, Literal)
    }
    assert "(fictional)" in names["en"] and "(dychmygol)" in names["cy"]


def test_neither_the_code_nor_the_name_is_that_of_a_council() -> None:
    councils = path("authorities.ttl").read_text(encoding="utf-8")
    assert '"ZZW"' not in councils
    assert "westmere" not in councils.casefold()


def test_nobody_who_was_paid_is_real() -> None:
    beneficiaries = {q.object for q in statements("payments.ttl") if q.predicate == MH.beneficiary}
    assert beneficiaries
    for beneficiary in beneficiaries:
        assert isinstance(beneficiary, Literal) and beneficiary.value.startswith("Example ")


def test_payments_are_made_on_working_days_of_one_financial_year() -> None:
    days = [
        date.fromisoformat(q.object.value)
        for q in statements("payments.ttl")
        if q.predicate == MH.paymentDate and isinstance(q.object, Literal)
    ]
    assert all(date(2025, 4, 1) <= day <= date(2026, 3, 31) for day in days)
    assert {day.weekday() for day in days} <= {0, 1, 2, 3, 4}


def test_the_payments_break_no_must_of_the_spending_standard() -> None:
    shipped = ("core.ttl", "lists/services.ttl", "lists/functions.ttl")
    known = [q for name in shipped for q in parse(path(name).read_bytes(), RdfFormat.TURTLE)]
    data = Columns.of([*statements("payments.ttl"), *statements("westmere.ttl"), *known])
    report = check_graph(data, ShapesGraph(Columns.of(standard_named("spending").triples)))
    assert report.checked == 200
    assert {f.path for f in report.findings} == {MH.organisationLabel.value}
    assert {f.severity for f in report.findings} == {"Warning"}


def test_ages_run_from_younger_to_older() -> None:
    ages: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for quad in statements("community-services.ttl"):
        if quad.predicate in (MH.minimumAge, MH.maximumAge):
            assert isinstance(quad.subject, NamedNode) and isinstance(quad.object, Literal)
            ages[quad.subject.value][quad.predicate.value] = int(quad.object.value)
    both = [found for found in ages.values() if len(found) == 2]
    assert both
    assert all(found[MH.minimumAge.value] < found[MH.maximumAge.value] for found in both)


def test_the_catalogue_lists_every_file_once_and_in_an_order() -> None:
    facts = statements("catalogue.ttl")
    values = {
        predicate: [
            quad.object.value
            for quad in facts
            if quad.predicate == predicate and isinstance(quad.object, Literal)
        ]
        for predicate in (MH.shippedFile, MH.loadOrder)
    }
    shipped, orders = values[MH.shippedFile], values[MH.loadOrder]
    assert sorted(shipped) == sorted([*FILES, "westmere.ttl"])
    assert len(set(orders)) == len(shipped)
    assert {q.object for q in facts if q.predicate == DCT.type} == {MH.SampleData}


def test_the_generator_gives_the_same_bytes_again(tmp_path: Path) -> None:
    assert main(["--out", str(tmp_path)]) == 0
    for name in FILES:
        shipped = files("moothall.loaders.samples").joinpath(name)
        assert (tmp_path / name).read_bytes() == shipped.read_bytes()
