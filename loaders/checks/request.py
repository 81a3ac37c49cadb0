"""What somebody asks for when a file is to be checked, and what they say about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from ...graph.errors import RequestError

MOST_MAPPINGS = 500
"""Headings that somebody may match by hand."""

_LONGEST = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckRequest:
    """What somebody says about a file that is to be checked.

    Attributes:
        standard: name of the standard that it follows; empty to see by its headings.
        sheet: the sheet of a spreadsheet; empty for the likeliest.
        mapping: heading -> name of the column that it is, or empty for none.
        publisher: code, name or address of the publisher; empty if it is not said.
        as_format: the format of RDF or of an official list, if its content does not tell.
    """

    standard: str = ""
    sheet: str = ""
    mapping: Mapping[str, str] = field(default_factory=dict)
    publisher: str = ""
    as_format: str = ""

    def __post_init__(self) -> None:
        for name in ("standard", "sheet", "publisher", "as_format"):
            if len(getattr(self, name)) > _LONGEST:
                raise RequestError(
                    f"it has more than {_LONGEST} characters",
                    where=f"parameter {name}",
                    remedy="shorten it",
                )


def mapping_of(pairs: Iterable[str]) -> dict[str, str]:
    """Return a matching of headings that is written as ``Their heading=Column``.

    Args:
        pairs: the pairs; nothing after the last sign says that a heading is no column.

    Raises:
        RequestError: one is no such pair, or there are too many.
    """
    found = {}
    for pair in pairs:
        heading, sign, column = pair.rpartition("=")
        if not sign or not heading.strip():
            raise RequestError(
                f"{pair[:100]!r} does not match a heading with a column",
                remedy='write it as "Their heading=Column"',
            )
        found[heading.strip()] = column.strip()
    if len(found) > MOST_MAPPINGS:
        raise RequestError(
            f"there are {len(found):,} matched headings, and {MOST_MAPPINGS:,} are allowed",
            remedy="match those that differ from the standard alone",
        )
    return found
