"""Errors of a check, on their way from the process that met them to the one that answers."""

from __future__ import annotations

import json

import pytest

from moothall.graph.errors import (
    LimitError,
    MoothallError,
    SourceError,
    UnknownFormatError,
    UnmatchedHeadingsError,
)
from moothall.loaders.checks.errors import ENDED, as_written, raise_written


@pytest.mark.parametrize(
    "error",
    [
        MoothallError("it failed", remedy="tell somebody"),
        LimitError("it is too large", where="a.csv", remedy="split it"),
        SourceError("a quote is not closed", source="a.csv", line=3, column=7, remedy="close it"),
        UnmatchedHeadingsError(
            "no heading is a column",
            source="a.csv",
            line=1,
            remedy="say which is which",
            headings=["Colour", ""],
            standard="contracts",
        ),
        UnknownFormatError("it is a picture", source="a.png", remedy="send a table"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_is_raised_again_as_it_was(error: MoothallError) -> None:
    written = json.loads(json.dumps(as_written(error)))
    with pytest.raises(type(error)) as raised:
        raise_written(written, timeout_s=60, memory_bytes=1_000_000)
    assert type(raised.value) is type(error)
    assert raised.value.what == error.what
    assert raised.value.where == error.where
    assert raised.value.remedy == error.remedy
    assert vars(raised.value) == vars(error)


def test_a_check_that_was_ended_says_what_it_may_take() -> None:
    with pytest.raises(LimitError, match="more than 60 seconds or 1 MB of memory"):
        raise_written({"kind": ENDED}, timeout_s=60, memory_bytes=1_000_000)
