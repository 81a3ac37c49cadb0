from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from moothall.graph.errors import NotFoundError
from moothall.loaders.source import Source
from moothall.loaders.tables.heading_row import fold_heading
from moothall.loaders.tables.headings import match_headings, scorer
from moothall.loaders.tables.limits import TableLimits
from moothall.loaders.tables.recognition import recognise, sure_of
from moothall.loaders.tables.table import open_table
from moothall.shapes.standard import Standard
from moothall.shapes.standard_files import standards


@pytest.mark.parametrize(
    "heading",
    ["StartDate", "Start Date", "START_DATE", "start.date", " start-date: ", "\ufeffStartDate",
     "ï»¿StartDate", "Stárt Dâte", "Start\nDate", "Start\u00a0Date"],
)  # fmt: skip
def test_spelling_that_does_not_matter_is_folded_away(heading: str) -> None:
    assert fold_heading(heading) == "startdate"


@given(st.text(max_size=20))
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold_heading(fold_heading(text)) == fold_heading(text)


def test_each_heading_says_how_it_was_matched(bandstands: Standard) -> None:
    headings = [
        "Location",
        "StartDate",
        "minimum seats",
        "Maximun Seats",
        "Employee's E-mail",
        "",
        "Colour",
    ]
    match = match_headings(headings, bandstands, {"location ": "ParkName"})
    assert [(each.column, each.how) for each in match.headings] == [
        ("ParkName", "chosen"),
        ("StartDate", "exact"),
        ("MinimumSeats", "folded"),
        ("MaximumSeats", "guess"),
        ("EmployeesEmail", "folded"),
        (None, ""),
        (None, ""),
    ]
    assert [each.heading for each in match.unknown] == ["Colour"]
    assert [each.heading for each in match.guesses] == ["Maximun Seats"]


def test_another_title_of_a_column_is_the_column(bandstands: Standard) -> None:
    (matched,) = match_headings(["name of PARK"], bandstands).headings
    assert (matched.column, matched.how) == ("ParkName", "title")


def test_of_two_headings_of_one_column_the_closest_is_it(bandstands: Standard) -> None:
    match = match_headings(["Site", "park name", "ParkName", "ParkName"], bandstands)
    assert match.columns == (None, None, "ParkName", None)
    assert [each.same_as for each in match.unknown] == ["ParkName"] * 3


def test_a_choice_comes_before_everything_and_may_leave_a_heading_out(bandstands: Standard) -> None:
    match = match_headings(
        ["ParkName", "Site", "StartDate"],
        bandstands,
        {"Site": "ParkName", "startdate": "", "no": ""},
    )
    assert match.columns == (None, "ParkName", None)
    with pytest.raises(NotFoundError, match="Bandstands has no column 'Pond'.*ParkName, StartDate"):
        match_headings(["a"], bandstands, {"a": "Pond"})


@pytest.mark.parametrize(
    "headings",
    [
        ["Address3"],  # another number
        ["MinimumSeats", "Minimum Seat"],  # the column is taken
        ["MinimumSeats", "Mimimum Seats"],
        ["Maximum Seat", "Maximum Seatz"],  # both are as likely
        ["Date"],
    ],
)
def test_a_doubtful_guess_is_not_made(bandstands: Standard, headings: list[str]) -> None:
    assert not match_headings(headings, bandstands).guesses


def test_words_in_another_order_are_guessed(bandstands: Standard) -> None:
    (matched,) = match_headings(["Seats (maximum)"], bandstands).headings
    assert (matched.column, matched.how) == ("MaximumSeats", "guess")


@settings(deadline=None)
@given(
    st.lists(st.sampled_from(["ParkName", "Park Name", "Site", "Parkname1", "StartDate", "x", ""]))
)
def test_no_two_headings_are_one_column(bandstands: Standard, headings: list[str]) -> None:
    columns = [column for column in match_headings(headings, bandstands).columns if column]
    assert len(columns) == len(set(columns))


def test_the_edition_is_the_one_that_fits_best_and_says_what_is_missing(
    bandstands: Standard,
) -> None:
    old = ["ParkName", "StartDate", "MinimumSeats", "MaximumSeats"]
    assert match_headings(old, bandstands).edition.name == "2019"
    assert match_headings([*old, "Address1"], bandstands).edition.name == "2026"
    few = match_headings(["Address1"], bandstands)
    assert few.edition.name == "2026"
    assert (few.missing_must, few.missing_should) == (("ParkName",), ("StartDate",))
    assert match_headings(["StartDate"], bandstands).edition.name == "2026"


def test_a_score_is_the_most_headings_of_one_standard(bandstands: Standard) -> None:
    score = scorer([bandstands, *standards().values()])
    assert score(["Park name", "start date", "Site", "Pier Gardens", ""]) == 2
    assert scorer([])(["ParkName"]) == 0


def test_a_standard_is_recognised_by_its_headings(bandstands: Standard) -> None:
    toilets = standards()["public-toilets"]
    every = [bandstands, toilets]
    found = recognise(["Park", "Park name", "Start date", "Minimum seats"], every)
    sure = sure_of(found)
    assert sure is not None and sure.standard is bandstands
    assert [each.standard for each in recognise(toilets.editions[-1].columns, every)] == [toilets]
    assert recognise(["Colour", "Weight", ""], every) == []


def test_what_may_be_two_standards_is_none_for_sure(bandstands: Standard) -> None:
    found = recognise(["ParkName", "StartDate", "MinimumSeats"], [bandstands, bandstands])
    assert len(found) == 2
    assert sure_of(found) is None
    assert sure_of([]) is None


def test_a_column_or_two_make_no_standard(bandstands: Standard) -> None:
    assert sure_of(recognise(["StartDate", "Address1"], [bandstands])) is None


@pytest.mark.reference
def test_the_published_example_of_toilets_is_recognised(reference_data: Path) -> None:
    path = reference_data / "datasets" / "lga_example-public-toilets.csv"
    source = Source(path.name, path.name, path.read_bytes())
    every = standards().values()
    table = open_table(source, TableLimits(), score=scorer(every))
    sure = sure_of(recognise(table.headings, every))
    assert sure is not None and sure.standard.name == "public-toilets"
    assert not sure.match.unknown
