"""Counting: each different code once, with how often and where it stands, within limits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ...graph.errors import SourceError
from ...graph.impact.outcome import Occurrences

MOST_PLACES = 5
"""Places of a code that are kept: the first ones."""

LONGEST_CODE = 1_000
"""Characters of a code that are kept; more are no code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeLimits:
    """What a file of codes may have at most.

    Attributes:
        rows: rows, lines or items, blank ones counted.
        codes: different codes.
    """

    rows: int = 2_000_000
    codes: int = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SystemCodes:
    """The codes that a system holds.

    Attributes:
        codes: code, without blanks around it -> where it stands; in the order of the file.
        column: heading of the column, or name of the member, that they were read from; empty for
            a list.
        notes: what a person should know about how they were read, in plain words.
    """

    codes: Mapping[str, Occurrences]
    column: str = ""
    notes: tuple[str, ...] = ()


class CodeCounter:
    """Counts the codes of one file.

    Args:
        source: the name of the file, for errors.
        limits: what it may have at most.
    """

    def __init__(self, source: str, limits: CodeLimits) -> None:
        self._source = source
        self._limits = limits
        self._held: dict[str, list[int]] = {}
        self._counts: dict[str, int] = {}

    def add(self, cell: str, place: int) -> None:
        """Count a cell; a blank one is passed over.

        Raises:
            SourceError: there are more different codes, or more rows, than there may be.
        """
        if place > self._limits.rows:
            raise self._too_many(f"it has more than {self._limits.rows:,} rows")
        if cell in self._counts:
            self._counts[cell] += 1
            places = self._held[cell]
            if len(places) < MOST_PLACES:
                places.append(place)
            return
        if cell.strip():
            if len(self._counts) >= self._limits.codes:
                raise self._too_many(f"it has more than {self._limits.codes:,} different codes")
            self._counts[cell] = 1
            self._held[cell] = [place]

    def counted(self) -> Mapping[str, Occurrences]:
        """Return each different code; those that differ in blanks alone are one.

        Raises:
            SourceError: there is none.
        """
        if not self._counts:
            raise SourceError(
                "there are no codes in it",
                source=self._source,
                remedy="give a list with one code a line, or a table with a column of codes",
            )
        found: dict[str, Occurrences] = {}
        for cell, count in self._counts.items():
            code = " ".join(cell.split())[:LONGEST_CODE]
            places: Iterable[int] = self._held[cell]
            held = found.get(code)
            if held is not None:
                count += held.count
                places = sorted((*held.places, *places))[:MOST_PLACES]
            found[code] = Occurrences(count, tuple(places))
        return found

    def _too_many(self, what: str) -> SourceError:
        return SourceError(
            what,
            source=self._source,
            remedy="look whether the right column was read, and name it if it was not; or split "
            "the file",
        )
