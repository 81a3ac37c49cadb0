from __future__ import annotations

import pytest

from moothall.graph.attribution import MOST_NOTE_CHARACTERS, Attribution
from moothall.graph.config import Config
from moothall.graph.errors import ConfigError, RequestError


def test_a_note_of_several_lines_becomes_one() -> None:
    said = Attribution.said("standards-team", "  the names \n\tof 2026\r\n")
    assert said == Attribution("standards-team", "the names of 2026")


@pytest.mark.parametrize("name", ["Jane Smith", "jane.smith@example.org", "A", "-a", "a" * 41, "é"])
def test_a_name_that_may_be_a_persons_is_refused(name: str) -> None:
    with pytest.raises(RequestError, match="cannot be the name") as refused:
        Attribution.said(name, "")
    assert "a team or a role" in refused.value.remedy
    with pytest.raises(ConfigError, match="MOOTHALL_PUBLISHED_BY") as wrong:
        Config.from_env({"MOOTHALL_PUBLISHED_BY": name})
    assert "a team or a role" in wrong.value.remedy


def test_a_note_may_be_as_long_as_it_may_and_no_longer() -> None:
    assert len(Attribution.said("", "x" * MOST_NOTE_CHARACTERS).note) == MOST_NOTE_CHARACTERS
    with pytest.raises(RequestError, match="501 characters, and 500 are allowed"):
        Attribution.said("", "x" * (MOST_NOTE_CHARACTERS + 1))


@pytest.mark.parametrize("unseen", ["\x00", "\x07", "\x7f", "\u202e", "\u2066", "\u2028x"])
def test_a_note_holds_nothing_that_nobody_sees(unseen: str) -> None:
    with pytest.raises(RequestError, match="nobody sees"):
        Attribution("", f"a{unseen}b")
