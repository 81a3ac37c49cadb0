"""The official export of powers and duties as CSV: a row each, with its legislation and services.

Source: the column headings of the export of the powers and duties list.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from rapidfuzz import process

from ..graph.errors import SourceError
from ..graph.namespaces import ADMS, DCT, ELI, ESD, ESD_ID, MH, RDF, RDFS, SKOS
from ..graph.terms import Literal, NamedNode, Quad, Term
from .csv_table import Row, Table, read_headings, read_table
from .dates import DateOrder, date_order
from .legislation import provision_iri
from .lists import LOCAL_GOVERNMENT_ASSOCIATION, OPEN_GOVERNMENT_LICENCE, list_iri, list_quads
from .source import Source
from .staged import Context, Staged, StagedDataset

SLUG = "officialPowersAndDuties"
LIST = "powersAndDuties"

COLUMNS = (
    "Identifier",
    "Label",
    "AlternativeLabels",
    "Type",
    "Description",
    "LegislationLabel",
    "LegislationUrl",
    "LegislationNotes",
    "LegislationIsCorrect",
    "ServicesIdentifiers",
    "ServicesNotes",
    "ServicesIsComplete",
    "RiskCategoryLabel",
    "RiskCategoryNotes",
    "RiskCategoryIsComplete",
    "ApplicableOrganisationsNotes",
    "ApplicableOrganisationsIsComplete",
    "ApplicableFrom",
    "ApplicableTo",
    "FileName",
    "GeneralNotes",
    "IsDraft",
    "IsComplete",
)
"""The headings of the export, in its order."""

_TELLING = frozenset(("LegislationUrl", "ServicesIdentifiers", "RiskCategoryLabel", "IsDraft"))
"""Headings that no other table has together."""

_OF_THE_EDITORS = tuple(name for name in COLUMNS if name.endswith(("Notes", "Name", "IsComplete")))
"""Columns by which the editors of the export work; they are not loaded, except `_LOADED_NOTES`."""

_LOADED_NOTES = ("ApplicableOrganisationsNotes", "GeneralNotes")

_TRUE, _FALSE = ("true", "1", "yes", "y"), ("false", "0", "no", "n", "")


@dataclass(frozen=True, slots=True)
class _Kind:
    """A power or a duty: its class, the start of its path, and what ties a service to it."""

    term_class: NamedNode
    path: str
    relation: NamedNode


_KINDS = {
    "P": _Kind(ESD.Power, "power", MH.allowedByPower),
    "D": _Kind(ESD.Duty, "duty", ESD.requiredByDuty),
}


def recognises(source: Source) -> bool:
    """Return whether a source has headings by which the export is known.

    Others may be missing: `read` says which, and that helps more than not to know the file.
    """
    return len(_TELLING & set(read_headings(source))) >= 2


def read(source: Source, context: Context) -> Staged:
    """Return the dataset of an export of powers and duties.

    A link, a service or a date that cannot be read is left out, with a note that names its row and
    column; what a row cannot do without stops the reading.

    Raises:
        SourceError: a heading is missing, or a row lacks its identifier, name or type, or repeats
            the identifier of another; with line and column.
    """
    table = read_table(source)
    _check_headings(source, table)
    reading = _Reading(source, context, _order(source, table))
    for row in table.rows:
        reading.take(row)
    if not reading.lines:
        raise SourceError(
            "the table has no rows below its headings",
            source=source.name,
            remedy="export it again",
        )
    graph = context.graph(SLUG)
    quads = list(reading.quads)
    if not context.is_published(LIST):
        quads += list_quads(LIST, ESD.Duty, graph, context, None)
    dataset = StagedDataset(
        slug=SLUG,
        title="Powers and duties, official export",
        quads=quads,
        kind=MH.ListData,
        lists=(LIST,),
        description="What the law lets or obliges councils to do, as the official export has it.",
        licence=OPEN_GOVERNMENT_LICENCE,
        publisher=LOCAL_GOVERNMENT_ASSOCIATION,
        sources=(list_iri(LIST).value,),
    )
    return Staged((dataset,), (*table.notes, *reading.all_notes(table)))


@dataclass(slots=True)
class _Reading:
    """What has been read so far."""

    source: Source
    context: Context
    order: DateOrder
    quads: list[Quad] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    lines: dict[tuple[str, str], int] = field(default_factory=dict)
    laws: dict[NamedNode, str] = field(default_factory=dict)
    unchecked: int = 0
    incomplete: int = 0
    unused: Counter[str] = field(default_factory=Counter)

    def take(self, row: Row) -> None:
        kind = self._kind(row)
        identifier = self._identifier(row)
        if not row["Label"]:
            raise self._error("the power or duty has no name", row, "Label", "write its name")
        before = self.lines.setdefault((kind.path, identifier), row.line)
        if before != row.line:
            raise self._error(
                f"{kind.path} {identifier} is on line {before} too",
                row,
                "Identifier",
                "give each power and each duty an identifier of its own",
            )
        # no official form of address is known, so it is one of this service
        term = NamedNode(f"{self.context.base_iri}id/{kind.path}/{identifier}")
        values = [*_texts(row, kind, identifier), *self._law(row), *self._days(row)]
        if self._is_set(row, "IsDraft"):
            values.append((ADMS.status, MH.Draft))
        graph = self.context.graph(SLUG)
        self.quads += (Quad(term, name, value, graph) for name, value in values)
        self.quads += (Quad(s, kind.relation, term, graph) for s in self._services(row))
        self.unchecked += not self._is_set(row, "LegislationIsCorrect", default=True)
        self.incomplete += not self._is_set(row, "IsComplete", default=True)
        for column in _OF_THE_EDITORS:
            if row[column] and column not in _LOADED_NOTES and not column.endswith("IsComplete"):
                self.unused[column] += 1

    def all_notes(self, table: Table) -> Iterator[str]:
        if self.order.note:
            yield self.order.note
        yield from self.notes
        for heading in table.headings:
            if heading not in COLUMNS:
                yield f"the column {heading!r} is no part of the export; it was left out"
        for column, count in self.unused.items():
            yield f"{count:,} cells of {column} are notes of the editors; they were left out"
        if self.unchecked:
            yield f"{self.unchecked:,} rows say that their legislation has not been found correct"
        if self.incomplete:
            yield f"{self.incomplete:,} rows say that they are not complete"

    def _law(self, row: Row) -> Iterator[tuple[NamedNode, Term]]:
        label = row["LegislationLabel"]
        if label:
            yield MH.citation, Literal(label)
        for address in filter(None, re.split(r"\s*\|\s*", row["LegislationUrl"])):
            try:
                law = provision_iri(address)
            except ValueError as error:
                self._note(row, "LegislationUrl", f"{address[:100]!r} was left out: {error}")
                continue
            yield MH.basedOn, law
            self._describe(row, law, label or address)

    def _describe(self, row: Row, law: NamedNode, label: str) -> None:
        """State what a piece of legislation is, once, and only where nothing else does."""
        known = self.laws.get(law)
        if known is not None:
            if known != label:
                self._note(row, "LegislationLabel", f"{law.value} is {known!r} above; that is kept")
            return
        self.laws[law] = label
        graph = self.context.graph(SLUG)
        published = self.context.published
        if published is not None and any(
            quad.graph_name != graph for quad in published.quads(law, RDF.type)
        ):
            return
        self.quads += [
            Quad(law, RDF.type, ELI.LegalResource, graph),
            Quad(law, RDFS.label, Literal(label, language="en"), graph),
        ]

    def _services(self, row: Row) -> Iterator[NamedNode]:
        column = "ServicesIdentifiers"
        for code in dict.fromkeys(filter(None, re.split(r"[\s|;,]+", row[column]))):
            if not (code.isascii() and code.isdigit()):
                self._note(row, column, f"{code[:50]!r} was left out: it is no number of a service")
                continue
            service = NamedNode(f"{ESD_ID}service/{code}")
            published = self.context.published
            if published is None or next(published.quads(service, RDF.type), None) is None:
                self._note(row, column, f"service {code} was left out: no list has it")
                continue
            yield service

    def _days(self, row: Row) -> Iterator[tuple[NamedNode, Term]]:
        found: list[Literal] = []
        for column, name in (
            ("ApplicableFrom", MH.applicableFrom),
            ("ApplicableTo", MH.applicableTo),
        ):
            if not row[column]:
                continue
            try:
                day = self.order.day(row[column])
            except ValueError:
                self._note(row, column, f"{row[column][:50]!r} was left out: it is no date")
                continue
            found.append(day)
            yield name, day
        if len(found) == 2 and found[1].value < found[0].value:
            self._note(row, "ApplicableTo", "it ends before it begins")

    def _kind(self, row: Row) -> _Kind:
        kind = _KINDS.get(row["Type"].upper()[:1]) if row["Type"] else None
        if kind is None or row["Type"].upper() not in ("P", "D", "POWER", "DUTY"):
            raise self._error(
                f"{row['Type'][:50]!r} is neither a power nor a duty", row, "Type", "write P or D"
            )
        return kind

    def _identifier(self, row: Row) -> str:
        if not re.fullmatch(r"[\w.~()-]+", row["Identifier"]):
            raise self._error(
                f"{row['Identifier'][:50]!r} cannot be an identifier",
                row,
                "Identifier",
                "an identifier is a number or a word of letters, digits, _, - and .",
            )
        return row["Identifier"]

    def _is_set(self, row: Row, column: str, *, default: bool = False) -> bool:
        text = row[column].casefold()
        if text in _TRUE:
            return True
        if text not in _FALSE:
            self._note(row, column, f"{row[column][:50]!r} is neither true nor false")
        return default if text == "" else False

    def _note(self, row: Row, column: str, what: str) -> None:
        self.notes.append(f'{self.source.name} line {row.line}, column "{column}": {what}')

    def _error(self, what: str, row: Row, column: str, remedy: str) -> SourceError:
        return SourceError(
            what, source=self.source.name, line=row.line, column=column, remedy=remedy
        )


def _texts(row: Row, kind: _Kind, identifier: str) -> Iterator[tuple[NamedNode, Term]]:
    """Return what is said of a power or duty in its own row, but for law and days."""
    yield RDF.type, kind.term_class
    yield RDF.type, SKOS.Concept
    yield DCT.identifier, Literal(identifier)
    yield SKOS.notation, Literal(identifier)
    yield SKOS.prefLabel, Literal(row["Label"], language="en")
    yield SKOS.inScheme, list_iri(LIST)
    yield SKOS.topConceptOf, list_iri(LIST)
    others = re.split(r"\s*\|\s*", row["AlternativeLabels"])
    for other in dict.fromkeys(other for other in others if other and other != row["Label"]):
        yield SKOS.altLabel, Literal(other, language="en")
    for column, name in (
        ("Description", DCT.description),
        ("ApplicableOrganisationsNotes", SKOS.scopeNote),
        ("GeneralNotes", SKOS.note),
        ("RiskCategoryLabel", MH.riskCategory),
    ):
        if row[column]:
            yield name, Literal(row[column], language="en")


def _check_headings(source: Source, table: Table) -> None:
    missing = [name for name in COLUMNS if name not in table.headings]
    if not missing:
        return
    others = [heading for heading in table.headings if heading not in COLUMNS]
    likely = process.extractOne(missing[0], others, score_cutoff=80) if others else None
    hint = f"{likely[0]!r} may be meant for {missing[0]!r}; " if likely else ""
    raise SourceError(
        f"the heading row lacks {', '.join(map(repr, missing))}",
        source=source.name,
        line=1,
        column=missing[0],
        remedy=f"{hint}the export has the headings {','.join(COLUMNS)}",
    )


def _order(source: Source, table: Table) -> DateOrder:
    columns = ("ApplicableFrom", "ApplicableTo")
    try:
        return date_order(row[name] for row in table.rows for name in columns if row[name])
    except ValueError as error:
        raise SourceError(
            f"its dates are written in two ways ({error})",
            source=source.name,
            remedy="write all of them as 2013-04-03",
        ) from error
