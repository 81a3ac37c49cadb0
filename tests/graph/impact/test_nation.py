from __future__ import annotations

import pytest

from moothall.graph.errors import RequestError
from moothall.graph.impact.nation import NATIONS, holds_in, nation_named

AREA = "http://statistics.data.gov.uk/id/statistical-geography/"


def test_a_nation_is_known_by_its_name_in_any_spelling() -> None:
    assert nation_named("Northern Ireland") == "northern-ireland"
    assert nation_named(" WALES ") == "wales"
    assert nation_named("") == ""
    with pytest.raises(RequestError, match="is no nation"):
        nation_named("Mercia")


def test_codes_of_several_nations_together_hold_in_each() -> None:
    for nation in NATIONS:
        assert holds_in([f"{AREA}K02000001"], nation)
    assert holds_in([f"{AREA}K04000001"], "wales") and holds_in([f"{AREA}K03000001"], "scotland")
    assert holds_in([f"{AREA}K04000001"], "scotland") is False


def test_areas_that_are_not_known_and_no_areas_tell_nothing_but_what_they_state() -> None:
    assert holds_in([], "scotland") is None
    assert holds_in([f"{AREA}E92000001"], "scotland") is False
    assert holds_in([f"{AREA}E07000176", f"{AREA}E92000001"], "scotland") is None
    assert holds_in([f"{AREA}E07000176", f"{AREA}S92000003"], "scotland") is True
