"""The official export of powers and duties, and addresses of legislation.gov.uk."""

from __future__ import annotations

import csv
import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from moothall.graph.config import Config
from moothall.graph.errors import SourceError
from moothall.graph.generations import Generations
from moothall.graph.namespaces import ADMS, DCT, ELI, ESD, MH, RDF, RDFS, SKOS, XSD
from moothall.graph.store import Reader
from moothall.graph.terms import Literal, NamedNode, Quad
from moothall.loaders.checks.request import CheckRequest
from moothall.loaders.checks.run import check_source
from moothall.loaders.formats import recognise
from moothall.loaders.legislation import provision_iri
from moothall.loaders.load import load
from moothall.loaders.powers_csv import read
from moothall.loaders.powers_rows import COLUMNS
from moothall.loaders.source import Source, fetch
from moothall.loaders.staged import Context, Staged

Make = Callable[[str, str | bytes], Source]

BASE = "http://localhost:8080/"
DUTY = NamedNode(f"{BASE}id/duty/11")
POWER = NamedNode(f"{BASE}id/power/12")
WASTE = NamedNode("http://id.esd.org.uk/service/524")
LAW = NamedNode("http://www.legislation.gov.uk/id/ukpga/1990/43/section/45")

ROW = {
    "Identifier": "11",
    "Label": "Collect waste",
    "AlternativeLabels": "Bins|Refuse|Collect waste",
    "Type": "D",
    "Description": "Household waste must be collected.",
    "LegislationLabel": "Environmental Protection Act 1990, section 45",
    "LegislationUrl": "https://www.legislation.gov.uk/ukpga/1990/43/section/45/enacted",
    "ServicesIdentifiers": "524|579",
    "RiskCategoryLabel": "High",
    "ApplicableOrganisationsNotes": "Waste collection authorities",
    "ApplicableFrom": "31/03/1992",
    "LegislationIsCorrect": "True",
    "IsComplete": "True",
}


def table(*changes: dict[str, str], columns: tuple[str, ...] = COLUMNS) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, extrasaction="ignore", restval="")
    writer.writeheader()
    writer.writerows(ROW | change for change in changes)
    return text.getvalue()


@pytest.fixture
def context() -> Context:
    """What a loader knows: two services are published, and the law under another name."""
    graph = NamedNode(f"{BASE}graph/services")
    published = [
        Quad(NamedNode(f"http://id.esd.org.uk/service/{code}"), RDF.type, ESD.Service, graph)
        for code in ("524", "579")
    ]
    return Context(BASE, Reader.of(published))


@pytest.fixture
def read_rows(source: Make, context: Context) -> Callable[..., Staged]:
    return lambda *changes: read(source("powers.csv", table(*changes)), context)


def reader_of(staged: Staged) -> Reader:
    return Reader.of(quad for dataset in staged.datasets for quad in dataset.quads)


def test_the_export_is_known_by_its_headings(source: Make) -> None:
    assert recognise(source("powers.csv", table({}))).name == "powers-csv"
    few = ("Identifier", "Label", "LegislationUrl", "IsDraft")
    assert recognise(source("powers.csv", table({}, columns=few))).name == "powers-csv"
    lists = ("Identifier", "Label", "Description")
    assert recognise(source("list.csv", table({}, columns=lists))).name == "list-csv"


def test_columns_become_statements(read_rows: Callable[..., Staged]) -> None:
    reader = reader_of(read_rows({}))
    assert reader.objects(DUTY, RDF.type) == [ESD.Duty, SKOS.Concept]
    assert reader.value(DUTY, DCT.identifier) == Literal("11")
    assert reader.value(DUTY, SKOS.prefLabel) == Literal("Collect waste", language="en")
    assert [t.value for t in reader.objects(DUTY, SKOS.altLabel)] == ["Bins", "Refuse"]
    assert reader.objects(DUTY, MH.basedOn) == [LAW]
    assert reader.value(DUTY, MH.citation) == Literal(ROW["LegislationLabel"])
    assert reader.value(DUTY, MH.applicableFrom) == Literal("1992-03-31", datatype=XSD.date)
    assert reader.value(DUTY, MH.riskCategory) == Literal("High", language="en")
    assert reader.value(DUTY, ADMS.status) is None
    assert reader.objects(WASTE, ESD.requiredByDuty) == [DUTY]
    assert reader.value(LAW, RDF.type) == ELI.LegalResource
    assert reader.value(LAW, RDFS.label) == Literal(ROW["LegislationLabel"], language="en")


def test_a_power_allows_where_a_duty_requires(read_rows: Callable[..., Staged]) -> None:
    reader = reader_of(read_rows({}, {"Identifier": "12", "Type": "P", "IsDraft": "TRUE"}))
    assert reader.objects(WASTE, MH.allowedByPower) == [POWER]
    assert reader.value(POWER, RDF.type) == ESD.Power
    assert reader.value(POWER, ADMS.status) == MH.Draft


def test_a_clean_export_has_nothing_to_note(read_rows: Callable[..., Staged]) -> None:
    staged = read_rows({})
    assert (staged.notes, staged.findings) == ((), ())


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        ("LegislationUrl", "www.legislation.gov.uk/ukpga/1990/43", "it is no web address"),
        ("LegislationUrl", "https://example.org/ukpga/1990/43", "it is on example.org"),
        ("LegislationUrl", "http://[x", "it is no web address"),
        ("LegislationUrl", "https://www.legislation.gov.uk/", "by type, year and number"),
        ("ServicesIdentifiers", "9999", "no list has this service"),
        ("ServicesIdentifiers", "bins", "it is no number of a service"),
        ("ApplicableFrom", "Spring", "it is no date"),
        ("ApplicableFrom", "31/02/1992", "it is no date"),
        ("ApplicableTo", "01/01/1990", "it is before the day in ApplicableFrom"),
        ("IsDraft", "perhaps", "it is neither true nor false"),
    ],
)
def test_what_cannot_be_read_is_a_finding_with_row_and_column(
    read_rows: Callable[..., Staged], column: str, cell: str, said: str
) -> None:
    staged = read_rows({"Identifier": "1"}, {column: cell})
    (finding,) = staged.findings
    assert (finding.line, finding.source, finding.value) == (3, "powers.csv", cell)
    assert finding.message.startswith(f'Line 3, column "{column}": ')
    assert said in finding.message
    assert finding.focus_node == DUTY.value
    assert finding.remedy.endswith(".")
    assert reader_of(staged).value(DUTY, SKOS.prefLabel) is not None


@pytest.mark.parametrize(
    ("change", "note"),
    [
        ({"LegislationIsCorrect": "False"}, "1 rows say that their legislation"),
        ({"IsComplete": "0"}, "1 rows say that they are not complete"),
        ({"LegislationNotes": "ask legal"}, "1 cells of LegislationNotes"),
        ({"ApplicableFrom": "01/02/1992"}, "read as day/month/year"),
    ],
)
def test_what_concerns_the_whole_export_is_noted(
    read_rows: Callable[..., Staged], change: dict[str, str], note: str
) -> None:
    assert any(note in each for each in read_rows(change).notes)


@pytest.mark.parametrize(
    ("change", "column", "said"),
    [
        ({"Type": "X"}, "Type", "write P or D"),
        ({"Type": ""}, "Type", "write P or D"),
        ({"Type": "Pony"}, "Type", "write P or D"),
        ({"Identifier": ""}, "Identifier", "cannot be an identifier"),
        ({"Identifier": "1/2"}, "Identifier", "cannot be an identifier"),
        ({"Label": " "}, "Label", "has no name"),
    ],
)
def test_what_a_row_cannot_do_without_stops_the_reading(
    read_rows: Callable[..., Staged], change: dict[str, str], column: str, said: str
) -> None:
    with pytest.raises(SourceError, match=said) as refused:
        read_rows({"Identifier": "1"}, change)
    assert str(refused.value).startswith(f'powers.csv line 3, column "{column}": ')


def test_an_identifier_is_used_once_for_each_type(read_rows: Callable[..., Staged]) -> None:
    assert len(reader_of(read_rows({}, {"Type": "P"})).subjects(RDF.type, SKOS.Concept)) == 2
    with pytest.raises(SourceError, match="duty 11 is on line 2 too"):
        read_rows({}, {"Label": "Another"})


@pytest.mark.parametrize("absent", COLUMNS)
def test_a_missing_heading_is_named(absent: str, source: Make, context: Context) -> None:
    columns = tuple(name for name in COLUMNS if name != absent)
    with pytest.raises(SourceError, match=f"lacks '{absent}'") as refused:
        read(source("powers.csv", table({}, columns=columns)), context)
    assert refused.value.line == 1
    assert refused.value.column == absent


def test_a_misspelt_heading_is_guessed_and_a_further_one_is_noted(
    source: Make, context: Context
) -> None:
    misspelt = table({}).replace("LegislationUrl", "LegislationURL", 1)
    with pytest.raises(SourceError, match="'LegislationURL' may be meant for 'LegislationUrl'"):
        read(source("powers.csv", misspelt), context)
    staged = read(source("powers.csv", table({}, columns=(*COLUMNS, "Colour"))), context)
    assert staged.notes == ("the column 'Colour' is no part of the export; it was left out",)


def test_a_table_without_rows_is_refused(source: Make, context: Context) -> None:
    with pytest.raises(SourceError, match="no rows"):
        read(source("powers.csv", table()), context)


def test_two_names_of_one_law_are_told_and_the_first_is_kept(
    read_rows: Callable[..., Staged],
) -> None:
    staged = read_rows({}, {"Identifier": "12", "LegislationLabel": "EPA 1990 s45"})
    assert len(reader_of(staged).objects(LAW, RDFS.label)) == 1
    (finding,) = staged.findings
    assert finding.message.startswith('Line 3, column "LegislationLabel": ')


def test_a_law_that_is_described_elsewhere_is_not_named_again(source: Make) -> None:
    other = NamedNode(f"{BASE}graph/powersAndDuties")
    published = Reader.of([Quad(LAW, RDF.type, ELI.LegalResource, other)])
    reader = reader_of(read(source("powers.csv", table({})), Context(BASE, published)))
    assert reader.objects(LAW, RDFS.label) == []
    assert reader.objects(DUTY, MH.basedOn) == [LAW]


@pytest.mark.parametrize(
    ("address", "provision"),
    [
        ("http://www.legislation.gov.uk/id/ukpga/1990/43/section/45", "ukpga/1990/43/section/45"),
        ("https://legislation.gov.uk/ukpga/1990/43/contents", "ukpga/1990/43"),
        ("https://www.legislation.gov.uk/ukpga/1990/43/section/45/2020-01-01", None),
        (" https://www.legislation.gov.uk/ukpga/1990/43/section/45/enacted/data.xml ", None),
        ("https://www.legislation.gov.uk/ukpga/1990/43/section/45/england", None),
        ("https://www.legislation.gov.uk/ukpga/1990/43#section-45", None),
        ("https://www.legislation.gov.uk/uksi/2012/811/made", "uksi/2012/811"),
        ("https://www.legislation.gov.uk/ukpga/Geo5and1Edw8/26/49", "ukpga/Geo5and1Edw8/26/49"),
        ("https://www.legislation.gov.uk/ukpga/Vict/10-11/34/contents", "ukpga/Vict/10-11/34"),
        ("https://www.legislation.gov.uk/anaw/2014/4/part/4", "anaw/2014/4/part/4"),
    ],
)
def test_any_address_of_a_provision_becomes_its_identifier(
    address: str, provision: str | None
) -> None:
    expected = f"http://www.legislation.gov.uk/id/{provision or 'ukpga/1990/43/section/45'}"
    assert provision_iri(address).value == expected


@pytest.mark.parametrize(
    "address",
    [
        "",
        "n/a",
        "//www.legislation.gov.uk/ukpga/1990/43",
        "ftp://www.legislation.gov.uk/ukpga/1990/43",
        "https://www.legislation.gov.uk.example.org/ukpga/1990/43",
        "https://www.legislation.gov.uk/ukpga/1990",
        "https://www.legislation.gov.uk/search?title=waste",
        "https://www.legislation.gov.uk/ukpga/1990/43/section 45",
        "https://www.legislation.gov.uk/ukpga/1990/43/<b>",
        "https://[www.legislation.gov.uk/ukpga/1990/43",
    ],
)
def test_what_is_no_provision_is_refused(address: str) -> None:
    with pytest.raises(ValueError, match="it "):
        provision_iri(address)


def test_the_export_is_loaded_beside_what_ships_and_twice_changes_nothing(
    shipped_config: Config, tmp_path: Path
) -> None:
    shutil.copytree(shipped_config.data_dir, tmp_path / "data", symlinks=True)
    config = Config(data_dir=tmp_path / "data")
    generations = Generations(config.data_dir, config.base_iri)
    file = tmp_path / "powers.csv"
    broken = {"Identifier": "12", "Type": "P", "LegislationUrl": "https://example.org/"}
    file.write_text(table({}, broken), encoding="utf-8")
    checked = check_source(fetch(str(file), config), CheckRequest(), config, generations)
    assert checked.report.conforms
    messages = [finding.message for finding in checked.report.findings]
    assert any(m.startswith('Line 3, column "LegislationUrl"') for m in messages)
    first = load(generations, config, str(file))
    assert [d.slug for d in first.datasets] == ["officialPowersAndDuties"]
    assert first.report.conforms
    assert any('Line 3, column "LegislationUrl"' in warning for warning in first.warnings)
    assert load(generations, config, str(file)).unchanged
    reader = generations.current().reader
    assert DUTY in reader.objects(WASTE, ESD.requiredByDuty)
    assert len(reader.objects(WASTE, ESD.requiredByDuty)) > 1
    assert WASTE in reader.objects(DUTY, MH.requiresService)
