from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from rdflib import Graph
from rdflib.namespace import SH

from moothall.graph.errors import SourceError
from moothall.graph.list_csv import neutral
from moothall.graph.look_up import LookUp
from moothall.graph.terms import RdfFormat, serialize
from moothall.loaders.source import Source
from moothall.loaders.tables.report import CellFinding
from moothall.loaders.tables.table_check import CheckedTable, TableOptions, check_table
from moothall.shapes.standard import Standard
from moothall.shapes.standard_files import standard_named, standards

BASE = "http://localhost:8080/"
ROW = {
    "OrganisationURI": "E07000176",
    "OrganisationLabel": "Rushcliffe",
    "ServiceTypeLabel": "Public toilets",
    "LocationText": "Old Town toilets",
    "CoordinateReferenceSystem": "OSGB36",
    "GeoX": "457266",
    "GeoY": "339874",
    "ExtractDate": "31/03/2026",
    "Category": "Unisex",
}

Check = Callable[..., CheckedTable]


@pytest.fixture
def check(look_up: LookUp) -> Check:
    """Check rows, each the good row but for the cells that are named."""

    def run(*changes: Mapping[str, str], without: str = "", **options: object) -> CheckedTable:
        rows = [{**ROW, "LocationText": f"Place {n}", **each} for n, each in enumerate(changes)]
        names = [n for n in dict.fromkeys(n for row in rows for n in row) if n != without]
        text = io.StringIO()
        writer = csv.DictWriter(text, names, extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
        source = Source("toilets.csv", "toilets.csv", text.getvalue().encode())
        asked = TableOptions(standard=standard_named("public-toilets"), **options)  # type: ignore[arg-type]
        return check_table(source, (), look_up, BASE, asked)

    return run


def only(checked: CheckedTable) -> CellFinding:
    (finding,) = checked.report.findings()
    return finding


def test_good_rows_conform_and_say_what_passed(check: Check) -> None:
    report = check({}, {}).report
    assert report.conforms and not report.groups
    assert (
        report.recognised()
        == "Public toilets, 2014 headings, 2 rows, delimited text, utf-8, OSGB36"
    )
    passed = [rule.passed for rule in report.passed]
    assert "GeoX is always a number" in passed
    assert "BabyChange is always yes or no" not in passed  # there is no such column


@pytest.mark.parametrize(
    ("cells", "level", "title", "value", "suggestion"),
    [
        ({"GeoX": ""}, "must", "GeoX is blank", "", ""),
        ({"GeoX": "east"}, "must", "GeoX is not a number", "east", ""),
        ({"ExtractDate": "31/02/2026"}, "must", "ExtractDate is not", "31/02/2026", ""),
        ({"Category": "Unisx"}, "should", "Category is none of", "Unisx", "Unisex"),
        (
            {"OrganisationURI": "Atlantis"},
            "should",
            "OrganisationURI is not a council",
            "Atlantis",
            "",
        ),
        ({"UPRN": "1.00031E+11"}, "should", "UPRN", "1.00031E+11", ""),
    ],
)
def test_a_fault_names_its_row_column_and_remedy(
    check: Check, cells: Mapping[str, str], level: str, title: str, value: str, suggestion: str
) -> None:
    finding = only(check({}, cells, {}))
    assert (finding.rule.level, finding.row, finding.value) == (level, 3, value)
    assert finding.rule.title.startswith(title)
    assert finding.suggestion == suggestion
    assert finding.column == next(iter(cells))
    assert finding.rule.remedy.endswith(".")


def test_only_records_with_a_must_fault_are_faulty(check: Check) -> None:
    checked = check({"Category": "Gents"}, {"GeoX": ""})
    (faulty,) = checked.faulty
    assert checked.records.rows[faulty] == 3


def test_a_column_that_is_missing_is_said_once(check: Check) -> None:
    finding = only(check({}, {}, {}, without="ExtractDate"))
    assert (finding.rule.title, finding.row) == ("There is no column ExtractDate", None)


def test_two_rows_with_one_key_are_told_apart_and_found(check: Check) -> None:
    checked = check({"LocationText": "Same"}, {"LocationText": "Same"})
    finding = only(checked)
    assert finding.message.endswith("as row 2.")
    assert len(checked.records.rows) == 2


def test_rows_of_one_key_have_names_of_their_own_whatever_the_keys_are(check: Check) -> None:
    keys = ["1", "1~2", "1", "1", "1~2"]
    checked = check(*({"LocationText": "Same", "GeoY": key} for key in keys))
    names = [written.rpartition("/")[2] for written in checked.records.rows]
    assert len(set(names)) == len(keys)
    assert list(checked.records.rows.values()) == [2, 3, 4, 5, 6]
    assert checked.records.repeats == {4: 2, 5: 2, 6: 3}


def test_a_point_outside_the_country_is_found_once(check: Check) -> None:
    finding = only(check({"GeoX": "10.5", "GeoY": "48.2", "CoordinateReferenceSystem": "WGS84"}))
    assert "United Kingdom" in finding.rule.title


def test_flipped_coordinates_come_with_the_right_ones(check: Check) -> None:
    finding = only(check({"GeoX": "52.9", "GeoY": "-1.15", "CoordinateReferenceSystem": "WGS84"}))
    assert finding.suggestion == "-1.15, 52.9"


def test_a_group_shows_the_first_rows_with_the_cell_marked(check: Check) -> None:
    (group,) = check(*({"GeoX": "east"} for _ in range(5))).report.groups
    assert group.count == 5
    assert [row.number for row in group.excerpt] == [2, 3, 4]
    assert group.headings[0] == ("F", "GeoX")
    assert group.excerpt[0].cells[0] == "east"
    assert group.excerpt[0].marked == {0}


def test_a_row_with_a_cell_too_many_is_reported_and_read(look_up: LookUp) -> None:
    text = ",".join(ROW) + "\n" + ",".join(ROW.values()) + ",more\n"
    source = Source("t.csv", "t.csv", text.encode())
    checked = check_table(source, standards().values(), look_up, BASE)
    finding = only(checked)
    assert (finding.row, finding.rule.kind) == (2, "row")


def test_uses_say_how_many_rows_serve_them(check: Check) -> None:
    report = check({}, {"GeoX": "", "GeoY": ""}).report
    on_map = next(each for each in report.uses if "map" in each.use.label)
    assert on_map.rows == 1


def test_the_report_is_the_same_in_every_form(check: Check) -> None:
    report = check({"GeoX": "=cmd|' /C calc'!A0"}, {"Category": "Unisx"}).report
    plain = json.loads(json.dumps(report.as_dict()))
    rows = report.as_rows()
    graph = Graph()
    graph.parse(serialize(report.as_graph(), format=RdfFormat.N_TRIPLES), format="nt")
    assert len(plain["findings"]) == len(rows) - 1 == len(set(graph.subjects(SH.resultSeverity)))
    assert plain["conforms"] is False
    assert "row 2" in report.as_text() or "rows 2" in report.as_text()


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("=1+1", "'=1+1"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("-5.20", "-5.20"),
        ("+44 20", "'+44 20"),
        ("plain", "plain"),
        ("", ""),
    ],
)
def test_a_formula_is_made_harmless(text: str, written: str) -> None:
    assert neutral(text) == written


def test_a_table_of_no_standard_is_refused_with_its_headings(look_up: LookUp) -> None:
    source = Source("t.csv", "t.csv", b"name,colour\nA,red\n")
    with pytest.raises(SourceError, match="'name', 'colour'"):
        check_table(source, standards().values(), look_up, BASE)


@pytest.mark.parametrize("standard", standards().values(), ids=list(standards()))
def test_the_examples_of_every_standard_conform(standard: Standard, look_up: LookUp) -> None:
    cells = {name: next(iter(c.examples), "") for name, c in standard.columns.items()}
    for edition in standard.editions:
        text = io.StringIO()
        writer = csv.DictWriter(text, edition.columns, extrasaction="ignore")
        writer.writeheader()
        writer.writerow(cells)
        source = Source("t.csv", "t.csv", text.getvalue().encode())
        checked = check_table(source, (), look_up, BASE, TableOptions(standard=standard))
        found = [f.as_dict() for f in checked.report.findings() if f.rule.kind != "column"]
        assert found == [], edition.name
        assert checked.report.match.edition == edition


def test_a_table_about_the_loans_of_libraries_is_not_taken_for_one_of_libraries(
    look_up: LookUp,
) -> None:
    text = b"Local authority,Library name,Count start,Count end,Type,Loans\nX,Y,1,2,Fiction,9\n"
    source = Source("loans.csv", "loans.csv", text)
    with pytest.raises(SourceError, match="may follow Libraries") as refused:
        check_table(source, standards().values(), look_up, BASE)
    assert "--standard libraries" in refused.value.remedy


def test_a_report_for_a_terminal_shows_some_of_the_cells(check: Check) -> None:
    text = check({"GeoX": "east"}, {"GeoX": "east "}, {"GeoX": "far east"}, {}).report.as_text()
    assert "must: GeoX is not a number, 3 times (rows 2, 3, 4).\n" in text
    assert "      row 2: \u201ceast\u201d is not a number.\n" in text
    assert "row 3: " not in text
    assert "      row 4: \u201cfar east\u201d is not a number.\n" in text


@pytest.mark.parametrize(
    ("text", "problem", "suggestion"),
    [("n/a", "is no value", ""), ("C013 9DA", "a letter O for a nought", "CO13 9DA")],
)
def test_a_text_that_breaks_the_pattern_of_its_column_has_the_level_of_that_rule(
    look_up: LookUp, text: str, problem: str, suggestion: str
) -> None:
    rows = f"Library service,Library name,Postal address,Postcode\nLeeds,A,B,{text}\n"
    source = Source("libraries.csv", "libraries.csv", rows.encode())
    options = TableOptions(standard=standard_named("libraries"))
    report = check_table(source, (), look_up, BASE, options).report
    group = report.group_named("Postcode-pattern")
    assert group is not None and group.rule.level == "must"
    (finding,) = group.findings
    assert problem in finding.message
    assert (finding.value, finding.suggestion) == (text, suggestion)
    assert report.group_named("Postcode-text") is None


def test_how_many_rows_are_read_is_told_now_and_then(look_up: LookUp) -> None:
    lines = [",".join(ROW), *[",".join(ROW.values())] * 12_000]
    source = Source("toilets.csv", "toilets.csv", "\n".join(lines).encode())
    told: list[int] = []
    asked = TableOptions(standard=standard_named("public-toilets"))
    check_table(source, (), look_up, BASE, asked, told.append)
    assert told == [5_000, 10_000]


@pytest.mark.parametrize("standard", standards().values(), ids=list(standards()))
def test_every_bad_example_is_found_in_its_cell(standard: Standard, look_up: LookUp) -> None:
    cells = {name: next(iter(c.examples), "") for name, c in standard.columns.items()}
    bad = [(c.name, text) for c in standard.columns.values() for text in c.bad_examples]
    text = io.StringIO()
    writer = csv.DictWriter(text, list(standard.columns))
    writer.writeheader()
    for name, value in bad:
        writer.writerow({**cells, name: value})
    source = Source("t.csv", "t.csv", text.getvalue().encode())
    checked = check_table(source, (), look_up, BASE, TableOptions(standard=standard))
    found = {(f.row, c) for f in checked.report.findings() for c in (f.column, *f.rule.columns)}
    missed = [(name, value) for row, (name, value) in enumerate(bad, 2) if (row, name) not in found]
    assert missed == []


@pytest.mark.reference
def test_real_files_are_recognised_and_checked(look_up: LookUp, reference_data: Path) -> None:
    known = {
        "lga_example-public-toilets.csv": "public-toilets",
        "lga_example-planning-applications.csv": "planning-applications",
        "lga_example-premises-licences.csv": "premises-licences",
        "brownfield_45e645b8570f.csv": "brownfield-land",
        "brownfield_5ed5da3ec0f3.csv": "brownfield-land",
        "brownfield_c7e27fdf412c.csv": "brownfield-land",
        "spend_darlington_2016-08.csv": "spending",
        "spend_gateshead_2019-12.csv": "spending",
        "spend_harrogate_2020-10.csv": "spending",
        "libraries_libraries_plymouth.csv": "libraries",
        "dcms_libraries_taskforce_2016.csv": "libraries",
    }
    for name, standard in known.items():
        source = Source(name, name, (reference_data / "datasets" / name).read_bytes())
        checked = check_table(source, standards().values(), look_up, BASE)
        assert checked.report.standard.name == standard
        assert checked.report.rows == len(checked.records.rows) > 0
