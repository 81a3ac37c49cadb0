"""Which column of a data standard each heading of a table is, and which standard it follows."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from ...graph.errors import NotFoundError
from ...shapes.standard import Edition, Standard
from .guesses import Candidate, guess_columns
from .heading_row import Score, fold_heading

How = Literal["chosen", "exact", "folded", "title", "guess", ""]


@dataclass(frozen=True, slots=True)
class MatchedHeading:
    """A heading of a table, and the column that it is.

    Attributes:
        position: its position, from 0.
        heading: the heading.
        column: name of the column; None if it is none.
        how: how it was matched: by the caller's choice, as the standard writes it, but for case,
            blanks and punctuation, by another title of the column, or by a guess that people
            should confirm. Empty if it is no column.
        same_as: the column that it means too, where another heading already is that column.
    """

    position: int
    heading: str
    column: str | None = None
    how: How = ""
    same_as: str = ""


@dataclass(frozen=True, slots=True)
class HeadingMatch:
    """The headings of a table as columns of a standard.

    Attributes:
        headings: each heading, in order; those that are blank too.
        edition: the edition of the standard that they follow best.
        missing_must: columns of the edition that must be there and are not.
        missing_should: columns of the edition that should be there and are not.
    """

    headings: tuple[MatchedHeading, ...]
    edition: Edition
    missing_must: tuple[str, ...]
    missing_should: tuple[str, ...]

    @property
    def columns(self) -> tuple[str | None, ...]:
        """Return the column at each position; None where there is none."""
        return tuple(each.column for each in self.headings)

    @property
    def unknown(self) -> tuple[MatchedHeading, ...]:
        """Return the headings that are no column, blank ones left out."""
        return tuple(each for each in self.headings if each.column is None and each.heading)

    @property
    def guesses(self) -> tuple[MatchedHeading, ...]:
        """Return the headings whose column was guessed."""
        return tuple(each for each in self.headings if each.how == "guess")


def match_headings(
    headings: Sequence[str], standard: Standard, chosen: Mapping[str, str] | None = None
) -> HeadingMatch:
    """Return the headings of a table as columns of a standard; no two are one column.

    Args:
        headings: the headings, by position.
        standard: the standard.
        chosen: heading -> name of the column that somebody says it is, or empty for none. It comes
            before everything else; headings that the table has not are passed over.

    Raises:
        NotFoundError: a chosen column is none of the standard's.
    """
    matching = _Matching(headings, standard)
    matching.choose(chosen or {})
    matching.compare()
    matching.guess()
    found = tuple(matching.found)
    taken = {each.column for each in found if each.column}
    edition = _edition(standard, taken)
    missing = [standard.columns[name] for name in edition.columns if name not in taken]
    return HeadingMatch(
        found,
        edition,
        tuple(column.name for column in missing if column.level == "must"),
        tuple(column.name for column in missing if column.level == "should"),
    )


def scorer(standards: Iterable[Standard]) -> Score:
    """Return what says how many headings of one of the standards a row holds.

    It finds the sheet, the delimiter and the heading row for `table.open_table`.
    """
    known: dict[str, set[tuple[int, str]]] = {}
    for index, standard in enumerate(standards):
        for heading, column in _names(standard):
            known.setdefault(heading, set()).add((index, column))

    def score(cells: Sequence[str]) -> int:
        met = {pair for cell in cells if cell for pair in known.get(fold_heading(cell[:200]), ())}
        return max(Counter(index for index, _ in met).values(), default=0)

    return score


def _names(standard: Standard) -> Iterator[tuple[str, str]]:
    """Yield each folded heading of a standard with the name of its column."""
    for column in standard.columns.values():
        for title in (column.name, *column.titles):
            if folded := fold_heading(title):
                yield folded, column.name


def _edition(standard: Standard, taken: set[str]) -> Edition:
    """Return the edition with the most columns there; of several a whole one, or the newest."""

    def fit(edition: Edition) -> tuple[int, bool]:
        there = taken.intersection(edition.columns)
        return len(there), len(there) == len(edition.columns)

    return max(reversed(standard.editions), key=fit)


class _Matching:
    """The headings of one table, as they are matched.

    Attributes:
        found: the headings so far.
    """

    def __init__(self, headings: Sequence[str], standard: Standard) -> None:
        texts = [heading.strip() for heading in headings]
        self.found = [MatchedHeading(position, text) for position, text in enumerate(texts)]
        self._standard = standard
        self._folded = [fold_heading(text) for text in texts]
        self._taken: set[str] = set()
        self._left_out: set[int] = set()

    def choose(self, chosen: Mapping[str, str]) -> None:
        """Match what somebody chose.

        Raises:
            NotFoundError: a column is none of the standard's.
        """
        for heading, column in chosen.items():
            if column and column not in self._standard.columns:
                raise NotFoundError(
                    f"{self._standard.title} has no column {column[:100]!r}",
                    remedy=f"its columns are {', '.join(self._standard.columns)}",
                )
            for position in self._places(heading):
                if column:
                    self._match(position, column, "chosen")
                else:
                    self._left_out.add(position)

    def compare(self) -> None:
        """Match what is written as the standard or one of its titles is, the closest first."""
        columns = self._standard.columns
        exact = {name: name for name in columns}
        folded = {fold_heading(name): name for name in columns}
        titles = {
            fold_heading(title): name for name, column in columns.items() for title in column.titles
        }
        ways: tuple[tuple[How, Mapping[str, str], bool], ...] = (
            ("exact", exact, False),
            ("folded", folded, True),
            ("title", titles, True),
        )
        for how, known, is_folded in ways:
            for position, matched in enumerate(self.found):
                text = self._folded[position] if is_folded else matched.heading
                if text and text in known:
                    self._match(position, known[text], how)

    def guess(self) -> None:
        """Match headings that can only be slips of one column."""
        candidates = [
            Candidate(column.name, (column.name, *column.titles), column.name in self._taken)
            for column in self._standard.columns.values()
        ]
        unknown = {
            each.position: each.heading
            for each in self.found
            if each.heading and not each.column and not each.same_as
            if each.position not in self._left_out
        }
        for position, column in guess_columns(unknown, candidates).items():
            self._match(position, column, "guess")

    def _places(self, heading: str) -> list[int]:
        """Return the positions of a heading: as it is written, or else but for case and blanks."""
        text = heading.strip()
        places = [each.position for each in self.found if each.heading == text]
        folded = fold_heading(text)
        return places or [
            position for position, each in enumerate(self._folded) if folded and each == folded
        ]

    def _match(self, position: int, column: str, how: How) -> None:
        before = self.found[position]
        if before.column or before.same_as or position in self._left_out:
            return
        if column in self._taken:
            made = MatchedHeading(position, before.heading, same_as=column)
        else:
            made = MatchedHeading(position, before.heading, column, how)
            self._taken.add(column)
        self.found[position] = made
