"""The column of a table that holds the codes: the one that is named, or the one that is known."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice

from ...graph.errors import SourceError
from ..tables.heading_row import fold_heading
from ..tables.row import Row, column_letters
from ..tables.table import Table

Find = Callable[[str], tuple[str, ...]]
"""Returns the IRIs of the terms that a cell names."""

_SAMPLE_ROWS = 300
_LEAST_KNOWN = 0.5
_LONGEST_HEADING = 100

_HEADING = re.compile(
    r"(?=\D*$)(?:.*[\W_])?"
    r"(?:codes?|identifiers?|ids?|iris?|uris?|urls?|labels?|names?|terms?|notations?|lgsl|lgil|pid"
    r"|services?|functions?|interactions?)(?:[\W_].*)?",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    """A column that may hold the codes.

    Attributes:
        position: where it stands, from 0.
        share: the part of its filled cells that name a term.
        rank: how its cells name terms: 0 by address, 1 by code, 2 by name.
        terms: the IRIs that each row of the sample names.
    """

    position: int
    share: float
    rank: int
    terms: tuple[frozenset[str], ...]


def is_heading(text: str, find: Find) -> bool:
    """Return whether the first cell of a list is its heading rather than a code."""
    if len(text) > _LONGEST_HEADING or find(text):
        return False
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text.strip())
    return _HEADING.fullmatch(name) is not None


def named_column(table: Table, name: str) -> int:
    """Return the position of the column with a heading, whatever its case and punctuation.

    Raises:
        SourceError: there is none, or there are several.
    """
    for same in (str.strip, fold_heading):
        found = [i for i, each in enumerate(table.headings) if same(each) == same(name) != ""]
        if len(found) == 1:
            return found[0]
        if found:
            letters = ", ".join(map(column_letters, found))
            raise _fault(table, f"“{name}” stands over several columns: {letters}")
    raise _fault(table, f"it has no column “{name[:100]}”")


def known_column(table: Table, find: Find) -> int:
    """Return the position of the column most of whose cells name terms.

    Addresses come before codes, and codes before names. Of codes and names that stand side by side
    and mean different things, a person has to say which are meant.

    Raises:
        SourceError: no column is known, or several are and disagree.
    """
    rows = list(islice(table.rows(), _SAMPLE_ROWS))
    found = [
        candidate
        for position in range(len(table.headings))
        if (candidate := _candidate(rows, position, find)) is not None
    ]
    if not found:
        raise _fault(table, "no column holds mostly codes or names that the releases know")
    best = min(found, key=lambda each: (each.rank, -each.share))
    others = [each for each in found if each is not best and not _agree(best, each)]
    if best.rank and others:
        names = [_heading(table, each.position) for each in (best, *others)]
        raise _fault(table, f"several columns may hold the codes: {', '.join(names)}")
    return best.position


def _candidate(rows: Sequence[Row], position: int, find: Find) -> _Candidate | None:
    """Return a column if most of its filled cells name terms."""
    cells = [row.cells[position].strip() for row in rows]
    terms = tuple(frozenset(find(cell)) if cell else frozenset() for cell in cells)
    filled = sum(bool(cell) for cell in cells)
    known = [(cell, iris) for cell, iris in zip(cells, terms, strict=True) if iris]
    if not filled or len(known) / filled <= _LEAST_KNOWN:
        return None
    addresses = sum(":" in cell for cell, _ in known)
    codes = sum(any(_ends_with(iri, cell) for iri in iris) for cell, iris in known)
    rank = 0 if addresses * 2 > len(known) else 1 if codes * 2 > len(known) else 2
    return _Candidate(position, len(known) / filled, rank, terms)


def _ends_with(iri: str, cell: str) -> bool:
    return iri.endswith(("/" + cell, "#" + cell))


def _agree(one: _Candidate, other: _Candidate) -> bool:
    """Return whether two columns mean the same in most rows in which both are known."""
    both = [(a, b) for a, b in zip(one.terms, other.terms, strict=True) if a and b]
    return not both or sum(bool(a & b) for a, b in both) * 2 > len(both)


def _heading(table: Table, position: int) -> str:
    return table.headings[position] or f"column {column_letters(position)}"


def _fault(table: Table, what: str) -> SourceError:
    shown = [heading for heading in table.headings if heading][:20]
    return SourceError(
        what,
        source=table.name,
        remedy=f"name the column of the codes; its columns are {', '.join(shown)}",
    )
