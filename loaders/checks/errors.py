"""Errors of a check, written down by the process that met them and raised again by another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ...graph.errors import (
    LimitError,
    MoothallError,
    RequestError,
    SourceError,
    UnknownFormatError,
    UnmatchedHeadingsError,
)

ENDED = "ended"
"""What is written of a process that was ended by force."""

UNMATCHED = "UnmatchedHeadingsError"
"""What is written of a table none of whose headings is a column of its standard."""

_SOURCE_ERRORS: dict[str, type[SourceError]] = {
    "SourceError": SourceError,
    "UnknownFormatError": UnknownFormatError,
}
_REQUEST_ERRORS: dict[str, type[RequestError]] = {
    "LimitError": LimitError,
    "NotFoundError": RequestError,
    "RequestError": RequestError,
}


def as_written(error: MoothallError) -> dict[str, Any]:
    """Return an error as it is written down."""
    known = {**_SOURCE_ERRORS, **_REQUEST_ERRORS, UNMATCHED: UnmatchedHeadingsError}
    kind = next((k.__name__ for k in type(error).__mro__ if k.__name__ in known), "MoothallError")
    written: dict[str, Any] = {
        "kind": kind,
        "what": error.what,
        "where": error.where,
        "remedy": error.remedy,
    }
    if isinstance(error, SourceError):
        written |= {"source": error.source, "line": error.line, "column": error.column}
    if isinstance(error, UnmatchedHeadingsError):
        written |= {"headings": list(error.headings), "standard": error.standard}
    return written


def raise_written(written: Mapping[str, Any], timeout_s: int, memory_bytes: int) -> None:
    """Raise an error that was written down.

    Args:
        written: the error, as `as_written` returned it.
        timeout_s: the seconds that a check may take, to be told of one that was ended.
        memory_bytes: the bytes that it may take.

    Raises:
        MoothallError: the error.
    """
    kind = written["kind"]
    if kind == ENDED:
        raise LimitError(
            f"the check was ended, because it took more than {timeout_s:,} seconds or "
            f"{memory_bytes // 1_000_000:,} MB of memory",
            remedy="split the file, save a spreadsheet as CSV, or use the command line",
        )
    if kind == UNMATCHED:
        raise UnmatchedHeadingsError(
            written["what"],
            source=written["source"],
            line=written["line"],
            remedy=written["remedy"],
            headings=written["headings"],
            standard=written["standard"],
        )
    if kind in _SOURCE_ERRORS:
        raise _SOURCE_ERRORS[kind](
            written["what"],
            source=written["source"],
            line=written["line"],
            column=written["column"],
            remedy=written["remedy"],
        )
    error = _REQUEST_ERRORS.get(kind, MoothallError)
    raise error(written["what"], where=written["where"], remedy=written["remedy"])
