"""Records: the rows of a table as statements about things, for a data standard.

The statements are held by property, as the engine that checks them reads them: a record of fifteen
columns costs about a kilobyte, and a value that many rows share costs nothing more.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import NamedTuple
from urllib.parse import quote

from ...graph.look_up import LookUp
from ...graph.namespaces import DCT, ESD, GEO, MH, RDFS, WGS84
from ...shapes.columns import Columns, Pairs
from ...shapes.standard import Column, Standard
from ...shapes.written import RDF_TYPE, plain
from .cell import Cell, Conversion
from .conversion import conversion_of
from .headings import HeadingMatch
from .numbers import decimal_literal
from .points import Point, point_of
from .row import Row

MOST_FAULTS = 200_000
"""Faults of cells that are kept one by one; further ones are only counted."""

_LONGEST_KEY = 80
_LONGEST_LABEL = 200
_REMEMBERED_POINTS = 50_000
_LABEL = str(RDFS.label)
_PUBLISHER = str(DCT.publisher)
_IDENTIFIER = str(DCT.identifier)
_LATITUDE, _LONGITUDE, _POINT = str(WGS84.lat), str(WGS84.long), str(GEO.asWKT)
_WKT = f"^^{GEO.wktLiteral}"
_CUT_ESCAPE = re.compile(r"%[0-9A-F]?$")
_FIELD = re.compile(r"\{([^{}]+)\}")


class CellFault(NamedTuple):
    """A cell that could not be converted.

    Attributes:
        row: the number of its row.
        column: the name of its column.
        text: the cell as it stands.
        cell: what it became.
    """

    row: int
    column: str
    text: str
    cell: Cell


class Place(NamedTuple):
    """The point of a record on the map.

    Attributes:
        row: the number of its row.
        latitude: degrees north on WGS84.
        longitude: degrees east on WGS84.
    """

    row: int
    latitude: float
    longitude: float


@dataclass(slots=True)
class Records:
    """The records of a table.

    Attributes:
        standard: the standard that they follow.
        pairs: written property -> its subjects and objects, as written terms.
        private: the written properties that hold personal data.
        classes: written thing that a cell names -> the written classes that it was found in.
        rows: written record -> the number of its row.
        filled: name of a column -> rows in which it is not blank.
        usable: for each use of the standard, the rows that have all that it needs.
        faults: cells that could not be converted.
        further_faults: how many more such cells there are.
        point_faults: number of a row -> what is wrong with its point.
        repeats: number of a row -> number of the first row with the same key.
        row_faults: number of a row -> what is wrong with it as a row.
        places: the points of the records, in the order of the rows.
        systems: coordinate system -> rows whose point is in it.
        point_notes: what was assumed of points -> how often.
        publishers: written publisher -> rows that name it.
    """

    standard: Standard
    pairs: dict[str, Pairs] = field(default_factory=dict)
    private: frozenset[str] = frozenset()
    classes: dict[str, set[str]] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)
    filled: Counter[str] = field(default_factory=Counter)
    usable: Counter[int] = field(default_factory=Counter)
    faults: list[CellFault] = field(default_factory=list)
    further_faults: int = 0
    point_faults: dict[int, Point] = field(default_factory=dict)
    repeats: dict[int, int] = field(default_factory=dict)
    row_faults: dict[int, str] = field(default_factory=dict)
    places: list[Place] = field(default_factory=list)
    systems: Counter[str] = field(default_factory=Counter)
    point_notes: Counter[str] = field(default_factory=Counter)
    publishers: Counter[str] = field(default_factory=Counter)

    def as_columns(self) -> Columns:
        """Return the records with what is known of the things that they name, to be checked."""
        subjects, objects = self.pairs.get(RDF_TYPE, ([], []))
        known = [(thing, name) for thing, names in self.classes.items() for name in names]
        types = [*subjects, *(t for t, _ in known)], [*objects, *(n for _, n in known)]
        return Columns.of_pairs({**self.pairs, RDF_TYPE: types})

    def statements(
        self, *, with_personal: bool = False, without: frozenset[str] = frozenset()
    ) -> Iterator[tuple[str, str, str]]:
        """Yield the statements as written terms, property by property.

        Args:
            with_personal: whether what holds personal data is among them.
            without: written records that are left out.
        """
        for predicate, (subjects, objects) in self.pairs.items():
            if with_personal or predicate not in self.private:
                for subject, value in zip(subjects, objects, strict=True):
                    if subject not in without:
                        yield subject, predicate, value


class _Step(NamedTuple):
    """What is done with one column in every row."""

    position: int
    convert: Conversion
    subjects: list[str]
    objects: list[str]
    column: Column
    classes: frozenset[str]
    shares_path: bool


def make_records(
    rows: Iterable[Row],
    standard: Standard,
    match: HeadingMatch,
    look_up: LookUp,
    base_iri: str,
    publisher: str = "",
) -> Records:
    """Return the records of a table's rows.

    Args:
        rows: the rows.
        standard: the standard.
        match: which column each heading is.
        look_up: where councils, services and the like are found.
        base_iri: the base of the addresses of records.
        publisher: IRI of the publisher, for rows that do not name one; empty if it is not known.

    Raises:
        SourceError: the table cannot be read on from some row.
    """
    maker = _Maker(standard, match, look_up, base_iri, publisher)
    for row in rows:
        maker.add(row)
    return maker.records


class _Maker:
    """The making of records, row by row."""

    def __init__(
        self,
        standard: Standard,
        match: HeadingMatch,
        look_up: LookUp,
        base_iri: str,
        publisher: str,
    ) -> None:
        personal = [c for c in standard.columns.values() if c.is_personal]
        self.records = Records(standard, private=frozenset(str(c.path) for c in personal))
        self._standard = standard
        self._base_iri = base_iri
        self._publisher = f"<{publisher}>" if publisher else ""
        if publisher:
            # whoever gives it vouches for it, so no rule asks whether it is known
            self.records.classes[self._publisher] = {str(MH.Authority)}
        self._positions = {
            each.column: each.position for each in match.headings if each.column is not None
        }
        self._steps = self._plan(look_up)
        constants = [(RDF_TYPE, standard.record_class), (RDF_TYPE, MH.Record)]
        constants += [(str(MH.classifiedAs), tag) for tag in standard.tags]
        self._constants = [(*self._pairs(name), str(value)) for name, value in constants]
        for tag in standard.tags:
            kind = tag.value.rpartition("/")[0].rpartition("/")[2]
            self.records.classes[str(tag)] = {str(ESD[kind.capitalize()])}
        paths = {str(c.path) for c in standard.columns.values()}
        self._template = "" if _LABEL in paths else standard.label_template
        self._makes_identifier = bool(standard.key) and _IDENTIFIER not in paths
        # the publisher is in the address already
        names = [n for n in standard.key if standard.columns[n].path != DCT.publisher]
        self._key = [self._positions.get(name, -1) for name in names]
        self._uses = [
            (number, [self._positions[name] for name in use.needs])
            for number, use in enumerate(standard.uses)
            if all(name in self._positions for name in use.needs)
        ]
        self._point = self._point_positions()
        # where a point is asked for, a blank half of it breaks a rule of its own
        self._wants_point = any(
            c.role == "Eastwards" and c.level != "may" for c in standard.columns.values()
        )
        self._points: dict[tuple[str, str, str], Point] = {}
        self._publisher_steps = [s for s in self._steps if str(s.column.path) == _PUBLISHER]
        self._seen: dict[str, tuple[int, int]] = {}
        self._starts: dict[str, str] = {}

    def _plan(self, look_up: LookUp) -> list[_Step]:
        steps = []
        columns = [self._standard.columns[name] for name in self._positions]
        uses = Counter(str(column.path) for column in columns)
        for column in columns:
            subjects, objects = self._pairs(str(column.path))
            steps.append(
                _Step(
                    self._positions[column.name],
                    conversion_of(column, look_up),
                    subjects,
                    objects,
                    column,
                    # in which of several it is found does not matter to a rule that allows them all
                    frozenset(f"<{each}>" for each in (column.class_iri, *column.more_classes))
                    if column.class_iri
                    else frozenset(),
                    uses[str(column.path)] > 1 or column.path == MH.classifiedAs,
                )
            )
        return steps

    def _pairs(self, predicate: str) -> Pairs:
        return self.records.pairs.setdefault(predicate, ([], []))

    def _point_positions(self) -> tuple[int, int, int] | None:
        by_role = {
            column.role: self._positions[column.name]
            for column in self._standard.columns.values()
            if column.role and column.name in self._positions
        }
        if "Eastwards" not in by_role or "Northwards" not in by_role:
            return None
        return by_role["Eastwards"], by_role["Northwards"], by_role.get("ReferenceSystem", -1)

    def add(self, row: Row) -> None:
        """Make the record of a row."""
        records, cells = self.records, row.cells
        subject = self._subject(row)
        records.rows[subject] = row.number
        if row.fault:
            records.row_faults[row.number] = row.fault
        for subjects, objects, value in self._constants:
            subjects.append(subject)
            objects.append(value)
        filled = records.filled
        for position, convert, subjects, objects, column, classes, shares_path in self._steps:
            text = cells[position]
            if not text:
                continue
            cell = convert(text)
            if cell.objects:
                filled[column.name] += 1
                for value in cell.objects:
                    if shares_path and _has(subjects, objects, subject, value):
                        continue
                    subjects.append(subject)
                    objects.append(value)
            if cell.fault:
                self._note(CellFault(row.number, column.name, text, cell))
            elif classes:
                self._know(cell, classes)
        for number, positions in self._uses:
            if all(cells[position].strip() for position in positions):
                records.usable[number] += 1
        if self._point is not None:
            self._add_point(subject, row)
        self._add_label(subject, cells)

    def _subject(self, row: Row) -> str:
        """Return the written record of a row, and note whether another row has its key."""
        cells = row.cells
        publisher, is_named = self._publisher_of(cells)
        parts = [cells[position].strip() if position >= 0 else "" for position in self._key]
        has_key = bool(parts) and all(parts)
        key = _as_key(parts) if has_key else f"row-{_digest(cells)}"
        start = self._starts.get(publisher) or self._start(publisher)
        start += key
        subject = f"{start}>"
        keyed = subject
        first, number = self._seen.get(keyed, (row.number, 0))
        if number:
            self.records.repeats[row.number] = first
            subject = f"{start}~{number + 1}>"
        while subject in self.records.rows:
            # another row's own key ends like the numbers that are given here
            number += 1
            subject = f"{start}~{number + 1}>"
        self._seen[keyed] = first, number + 1
        if has_key and self._makes_identifier:
            self._state(_IDENTIFIER, subject, plain(", ".join(parts)[:_LONGEST_LABEL]))
        if publisher and not is_named:
            self._state(_PUBLISHER, subject, publisher)
        self.records.publishers[publisher] += 1
        return subject

    def _start(self, publisher: str) -> str:
        """Return what the written records of a publisher start with."""
        code = publisher.rstrip(">").rpartition("/")[2] if publisher else "unknown"
        start = f"<{self._base_iri}id/record/{self._standard.name}/{quote(code, safe='')}/"
        self._starts[publisher] = start
        return start

    def _publisher_of(self, cells: Sequence[str]) -> tuple[str, bool]:
        """Return the written publisher of a row, and whether the row says anything of one.

        It is the council that the row names, or else the given one.
        """
        is_named = False
        for step in self._publisher_steps:
            cell = step.convert(cells[step.position])
            if cell.objects:
                is_named = True
                if not cell.fault:
                    return cell.objects[0], True
        return self._publisher, is_named

    def _state(self, predicate: str, subject: str, value: str) -> None:
        subjects, objects = self._pairs(predicate)
        subjects.append(subject)
        objects.append(value)

    def _note(self, fault: CellFault) -> None:
        if len(self.records.faults) < MOST_FAULTS:
            self.records.faults.append(fault)
        else:
            self.records.further_faults += 1

    def _know(self, cell: Cell, classes: frozenset[str]) -> None:
        for value in cell.objects:
            known = self.records.classes.get(value)
            if known is None:
                self.records.classes[value] = set(classes)
            else:
                known |= classes

    def _add_point(self, subject: str, row: Row) -> None:
        records, cells = self.records, row.cells
        x, y, system = self._point or (-1, -1, -1)
        texts = cells[x], cells[y], cells[system] if system >= 0 else ""
        point = self._points.get(texts)
        if point is None:
            if len(self._points) >= _REMEMBERED_POINTS:
                self._points.clear()
            point = self._points[texts] = point_of(*texts)
        is_half = not texts[0].strip() or not texts[1].strip()
        if point.fault and not (is_half and self._wants_point):
            records.point_faults[row.number] = point
        if point.note:
            records.point_notes[point.note] += 1
        if not point.latitude:
            return
        records.systems[point.system] += 1
        latitude, longitude = _shortest(point.latitude), _shortest(point.longitude)
        self._state(_LATITUDE, subject, decimal_literal(latitude))
        self._state(_LONGITUDE, subject, decimal_literal(longitude))
        self._state(_POINT, subject, f'"POINT({longitude} {latitude})"{_WKT}')
        records.places.append(Place(row.number, float(latitude), float(longitude)))

    def _add_label(self, subject: str, cells: Sequence[str]) -> None:
        if not self._template:
            return

        def text_of(match: re.Match[str]) -> str:
            column = self._standard.columns.get(match[1])
            position = self._positions.get(match[1], -1)
            return "" if position < 0 or column is None or column.is_personal else cells[position]

        label = " ".join(_FIELD.sub(text_of, self._template).split()).strip(" ,;:-")
        if label:
            self._state(_LABEL, subject, plain(label[:_LONGEST_LABEL]))


def _has(subjects: list[str], objects: list[str], subject: str, value: str) -> bool:
    """Return whether the statements made last, about a subject, have a value already."""
    for index in range(len(subjects) - 1, -1, -1):
        if subjects[index] != subject:
            return False
        if objects[index] == value:
            return True
    return False


def _as_key(parts: Sequence[str]) -> str:
    """Return the last part of a record's address, made of the cells that tell it from others."""
    # a comma would be taken for the end of a cell in results as CSV, where addresses stand bare
    key = ";".join(quote(" ".join(part.split()).replace(" ", "-"), safe="-._") for part in parts)
    if len(key) <= _LONGEST_KEY:
        return key
    # never through the middle of a percent-encoded letter
    return f"{_CUT_ESCAPE.sub('', key[: _LONGEST_KEY // 2])}-{_digest(parts)}"


def _digest(cells: Iterable[str]) -> str:
    return blake2b("\x1f".join(cells).encode("utf-8", "replace"), digest_size=8).hexdigest()


def _shortest(degrees: str) -> str:
    """Return degrees without noughts at their end."""
    return degrees.rstrip("0").rstrip(".") if "." in degrees else degrees
