"""The official download of a list as CSV: a row a term, or a row for each of its mappings.

Source: the column headings of the list downloads of standards.esd.org.uk.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ..graph.errors import SourceError
from ..graph.list_csv import MAPPING_COLUMNS, TERM_COLUMNS
from ..graph.namespaces import ESD, MH
from ..graph.terms import Literal, NamedNode, Quad
from .csv_table import Row, Table, check_headings, order_of_dates, read_headings, read_table
from .dates import DateOrder
from .lists import KINDS, Kind, ListTerm, latest, list_dataset
from .source import Source
from .staged import Context, Staged, StagedDataset


@dataclass(frozen=True, slots=True)
class Relation:
    """What a mapping between two kinds of term says.

    Attributes:
        property: the property that states it.
        backwards: whether its subject is the mapped term.
    """

    property: NamedNode
    backwards: bool


RELATIONS: Mapping[tuple[str, str], Relation] = {
    ("Function", "Service"): Relation(ESD.containedBy, True),
    ("Service", "Function"): Relation(ESD.containedBy, False),
    ("Service", "Interaction"): Relation(ESD.hasInteraction, False),
    ("Interaction", "Service"): Relation(ESD.hasInteraction, True),
    ("Need", "Service"): Relation(MH.metBy, False),
    ("Service", "Need"): Relation(MH.metBy, True),
    ("Circumstance", "Service"): Relation(MH.relevantTo, False),
    ("Service", "Circumstance"): Relation(MH.relevantTo, True),
    ("Service", "OrganisationType"): Relation(MH.providedBy, False),
    ("OrganisationType", "Service"): Relation(MH.providedBy, True),
    ("RecordType", "Service"): Relation(MH.recordsWorkOf, False),
    ("Service", "RecordType"): Relation(MH.recordsWorkOf, True),
    ("RecordType", "Function"): Relation(MH.recordsWorkOf, False),
    ("Function", "RecordType"): Relation(MH.recordsWorkOf, True),
}
"""Kinds of the term and of the mapped term -> the relation between them."""


def recognises(source: Source) -> bool:
    """Return whether a source has the headings by which an official download is known.

    Others may be missing: `read` says which, and that helps more than not to know the file.
    """
    return are_headings_of_a_list(read_headings(source))


def are_headings_of_a_list(headings: Sequence[str]) -> bool:
    """Return whether some headings are those by which an official download is known."""
    return {"Identifier", "Label"} <= set(headings)


def read(source: Source, context: Context) -> Staged:
    """Return the datasets of an official list download: one for each kind of term in it.

    Raises:
        SourceError: a heading is missing, or a row cannot be understood; with line and column.
    """
    return read_rows(source, read_table(source), context)


def read_rows(source: Source, table: Table, context: Context) -> Staged:
    """Return the datasets of a table that has the headings of an official list download.

    Raises:
        SourceError: a heading is missing, or a row cannot be understood; with line and column.
    """
    wanted: tuple[str, ...] = TERM_COLUMNS
    if any(heading in table.headings for heading in MAPPING_COLUMNS):
        wanted += MAPPING_COLUMNS
    remedy = f"the official download has the headings {','.join(TERM_COLUMNS)}"
    check_headings(source, table, wanted, remedy)
    reading = _Reading(source, order_of_dates(source, table, ("Created", "Modified")))
    for row in table.rows:
        reading.take(row)
    if not reading.terms:
        raise SourceError(
            "the table has no rows below its headings",
            source=source.name,
            remedy="download it again",
        )
    notes = [*table.notes, *reading.notes(table.headings)]
    return Staged(tuple(_datasets(reading, context)), tuple(notes))


@dataclass(slots=True)
class _Reading:
    """What has been read so far."""

    source: Source
    order: DateOrder
    terms: dict[tuple[Kind, str], ListTerm] = field(default_factory=dict)
    lines: dict[tuple[Kind, str], int] = field(default_factory=dict)
    mappings: dict[tuple[Kind, str, Kind, str], Relation] = field(default_factory=dict)
    mapped: dict[tuple[Kind, str], str] = field(default_factory=dict)
    unknown: Counter[str] = field(default_factory=Counter)
    repeated: int = 0

    def take(self, row: Row) -> None:
        kind = self._kind(row, "Type")
        identifier = self._identifier(row, "Identifier")
        parents = tuple(
            part for part in re.split(r"\s*[|;,]\s*", row["Parent identifiers"]) if part
        )
        for parent in parents:
            self._check_identifier(parent, row, "Parent identifiers")
        term = ListTerm(
            kind=kind,
            identifier=identifier,
            label=row.cells["Label"],
            description=row["Description"],
            created=self._date(row, "Created"),
            modified=self._date(row, "Modified"),
            history_note=row["History notes"],
            parents=parents,
        )
        key = (kind, identifier)
        before = self.terms.setdefault(key, term)
        if before.label != term.label:
            raise SourceError(
                f"{identifier} is {term.label!r} here and {before.label!r} on line "
                f"{self.lines[key]}",
                source=self.source.name,
                line=row.line,
                column="Identifier",
                remedy="give each term an identifier of its own",
            )
        if key in self.lines and not row["Mapped identifier"]:
            self.repeated += 1
        self.lines.setdefault(key, row.line)
        if row["Mapped identifier"]:
            self._take_mapping(row, kind, identifier)

    def _take_mapping(self, row: Row, kind: Kind, identifier: str) -> None:
        mapped_name = _kind_name(row["Mapped type"])
        mapped_kind = KINDS.get(mapped_name)
        relation = RELATIONS.get((kind.name, mapped_name))
        if mapped_kind is None or relation is None:
            self.unknown[f"{row['Type']} {row['Mapping type']} {row['Mapped type']}"] += 1
            return
        mapped = self._identifier(row, "Mapped identifier")
        self.mappings[kind, identifier, mapped_kind, mapped] = relation
        self.mapped[mapped_kind, mapped] = row["Mapped label"]

    def notes(self, headings: Sequence[str]) -> Iterator[str]:
        if self.order.note:
            yield self.order.note
        for heading in headings:
            if heading not in TERM_COLUMNS + MAPPING_COLUMNS:
                yield f"the column {heading!r} is no part of the official download; it was left out"
        for words, count in self.unknown.items():
            yield f"{count} mappings of the kind {words!r} were left out: no relation stands for it"
        if self.repeated:
            yield f"{self.repeated} rows repeat an identifier and add nothing"

    def _kind(self, row: Row, column: str) -> Kind:
        kind = KINDS.get(_kind_name(row[column]))
        if kind is None:
            raise SourceError(
                f"{row[column]!r} is no kind of term with a known form of address",
                source=self.source.name,
                line=row.line,
                column=column,
                remedy=f"the kinds are {', '.join(KINDS)}",
            )
        return kind

    def _identifier(self, row: Row, column: str) -> str:
        # "0" is an identifier like any other, so only blank text is missing
        if row[column] == "":
            raise SourceError(
                "the identifier is blank",
                source=self.source.name,
                line=row.line,
                column=column,
                remedy="every term needs its identifier",
            )
        self._check_identifier(row[column], row, column)
        return row[column]

    def _check_identifier(self, identifier: str, row: Row, column: str) -> None:
        if not re.fullmatch(r"[\w.~()-]+", identifier):
            raise SourceError(
                f"{identifier!r} cannot be an identifier",
                source=self.source.name,
                line=row.line,
                column=column,
                remedy="an identifier is a number or a word of letters, digits, _, - and .",
            )

    def _date(self, row: Row, column: str) -> Literal | None:
        if not row[column]:
            return None
        try:
            return self.order.literal(row[column])
        except ValueError as error:
            raise SourceError(
                f"{row[column]!r} is not a date",
                source=self.source.name,
                line=row.line,
                column=column,
                remedy="write it as 2013-04-03",
            ) from error


def _datasets(reading: _Reading, context: Context) -> Iterator[StagedDataset]:
    kinds = dict.fromkeys(kind for kind, _ in reading.terms)
    for kind in kinds:
        lists = _lists(kind, reading.source, context)
        graph = context.graph(kind.slug)
        terms = [term for (other, _), term in reading.terms.items() if other == kind]
        quads = [quad for term in terms for quad in term.quads(context, lists)]
        for (other, identifier, mapped_kind, mapped), relation in reading.mappings.items():
            if other == kind:
                here = kind.iri(identifier, context.base_iri)
                there = mapped_kind.iri(mapped, context.base_iri)
                subject, object = (there, here) if relation.backwards else (here, there)
                quads.append(Quad(subject, relation.property, object, graph))
        yield list_dataset(kind, quads, lists, latest(t.modified for t in terms), context)
    mapped_kinds = dict.fromkeys(kind for kind, _ in reading.mapped if kind not in kinds)
    for kind in mapped_kinds:
        if not context.is_published(kind.slug):
            yield _named_only(kind, reading, context)


def _named_only(kind: Kind, reading: _Reading, context: Context) -> StagedDataset:
    """Return a dataset of the terms that the file only names, for a list that is not loaded."""
    quads = [
        quad
        for (other, identifier), label in reading.mapped.items()
        if other == kind
        for quad in ListTerm(kind, identifier, label).quads(context, kind.lists)
    ]
    return list_dataset(kind, quads, kind.lists, None, context)


def _lists(kind: Kind, source: Source, context: Context) -> tuple[str, ...]:
    if context.list_name is None:
        return kind.lists
    if context.list_name not in kind.lists:
        raise SourceError(
            f"a {kind.name} cannot be in the list {context.list_name!r}",
            source=source.name,
            remedy=f"name {' or '.join(kind.lists)} with --list, or leave it out",
        )
    # a list within another brings the wider one with it
    return kind.lists[: kind.lists.index(context.list_name) + 1]


def _kind_name(text: str) -> str:
    """Return a kind's name as the table of kinds has it: ``Organisation type`` as one word."""
    words = re.sub(r"[^A-Za-z]", "", text).casefold()
    return next((name for name in KINDS if name.casefold() == words), text)
