"""Timelines: the life of a term through the releases."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass

from .folder import Releases
from .release import Release
from .sides import Side
from .terms import FILE_NAME, TABLES, TermRecord, TermRow, read_record, term_rows


@dataclass(frozen=True, slots=True)
class Moment:
    """A term at one release.

    Attributes:
        release: the release.
        record: what it says of the term.
    """

    release: Release
    record: TermRecord

    @property
    def is_held(self) -> bool:
        """Whether the release has the term; otherwise it was removed in it."""
        return self.record.name is not None


class Timelines:
    """The timelines of the terms of one data directory; drafts are no part of them.

    Args:
        releases: the releases.
    """

    def __init__(self, releases: Releases) -> None:
        self._releases = releases
        self._made: dict[str, Mapping[str, TermRow]] = {}
        self._lock = threading.Lock()

    def of(self, iri: str) -> tuple[Moment, ...]:
        """Return a term at each release that has it, or in which it went, oldest first."""
        found = []
        for release in self._releases.released():
            row = self._row(release, iri)
            if row is not None:
                found.append(Moment(release, read_record(row)))
        return tuple(found)

    def _row(self, release: Release, iri: str) -> TermRow | None:
        if not (self._releases.folder(release.version) / FILE_NAME).is_file():
            return self._rows_made(release).get(iri)
        terms = self._releases.file(release, FILE_NAME, TABLES)
        rows = terms.rows("SELECT said, changes FROM term WHERE iri = ?", (iri,))
        return TermRow(iri, rows[0]["said"], rows[0]["changes"]) if rows else None

    def _rows_made(self, release: Release) -> Mapping[str, TermRow]:
        """Return the rows of a release that was made before releases had a file of them."""
        with self._lock:
            if release.version not in self._made:
                before = self._side(release.parent) if release.parent is not None else None
                rows = term_rows(before, self._side(release.version))
                self._made[release.version] = {row.iri: row for row in rows}
            return self._made[release.version]

    def _side(self, version: str) -> Side:
        return Side(version, self._releases.generation(version), self._releases.get(version))
