"""The rows of the official export of powers and duties: from cells to statements and findings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

from ..graph.errors import SourceError
from ..graph.namespaces import ADMS, DCT, ELI, ESD, ESD_ID, MH, RDF, RDFS, SKOS
from ..graph.terms import Literal, NamedNode, Quad, Term
from ..shapes.across import RULES
from ..shapes.report import Finding
from .csv_table import Row, Table
from .dates import DateOrder
from .legislation import provision_iri
from .lists import list_iri
from .source import Source
from .staged import Context

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

_OF_THE_EDITORS = tuple(name for name in COLUMNS if name.endswith(("Notes", "Name", "IsComplete")))
"""Columns by which the editors of the export work; they are not loaded, except `_LOADED_NOTES`."""

_LOADED_NOTES = ("ApplicableOrganisationsNotes", "GeneralNotes")

_PROPERTIES = {
    "LegislationUrl": MH.basedOn,
    "LegislationLabel": MH.citation,
    "LegislationIsCorrect": MH.basedOn,
    "ServicesIdentifiers": MH.requiresService,
    "ApplicableFrom": MH.applicableFrom,
    "ApplicableTo": MH.applicableTo,
    "IsDraft": ADMS.status,
    "IsComplete": ADMS.status,
}
"""Column -> the property that a finding about one of its cells names."""

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


@dataclass(slots=True)
class PowersReading:
    """What has been read so far of an export of powers and duties.

    Attributes:
        source: the export.
        context: knows which services are published.
        order: how its dates are written.
        quads: the statements.
        findings: what is wrong with cells that were left out.
        lines: (power or duty, identifier) -> the line that it is on.
    """

    source: Source
    context: Context
    order: DateOrder
    quads: list[Quad] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    lines: dict[tuple[str, str], int] = field(default_factory=dict)
    laws: dict[NamedNode, str] = field(default_factory=dict)
    unchecked: int = 0
    incomplete: int = 0
    unused: Counter[str] = field(default_factory=Counter)

    def take(self, row: Row) -> None:
        """Read a row.

        Raises:
            SourceError: it lacks its identifier, name or type, or repeats an identifier.
        """
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
        term = self._term(row)
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

    def notes(self, table: Table) -> Iterator[str]:
        """Return what a person may want to know of the whole export."""
        if self.order.note:
            yield self.order.note
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
                remedy = "Copy the address of the provision from www.legislation.gov.uk."
                self._find(row, "LegislationUrl", address, f"it was left out: {error}", remedy)
                continue
            yield MH.basedOn, law
            self._describe(row, law, label or address)

    def _describe(self, row: Row, law: NamedNode, label: str) -> None:
        """State what a piece of legislation is, once, and only where nothing else does."""
        known = self.laws.get(law)
        if known is not None:
            if known != label:
                what = f"the same provision is {known!r} above, which was kept"
                self._find(row, "LegislationLabel", label, what, "Name it in one way.")
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
                what = "it was left out: it is no number of a service"
                self._find(row, column, code, what, "Write numbers with | between them.")
                continue
            service = NamedNode(f"{ESD_ID}service/{code}")
            published = self.context.published
            if published is None or next(published.quads(service, RDF.type), None) is None:
                remedy = "Correct the number, or load the list of services first."
                self._find(row, column, code, "it was left out: no list has this service", remedy)
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
                remedy = "Write day, month and year as 31/03/1992."
                self._find(row, column, row[column], "it was left out: it is no date", remedy)
                continue
            found.append(day)
            yield name, day
        if len(found) == 2 and found[1].value < found[0].value:
            what = "it is before the day in ApplicableFrom"
            self._find(row, "ApplicableTo", row["ApplicableTo"], what, "Correct one of the two.")

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
            self._find(row, column, row[column], "it is neither true nor false", "Write one.")
        return default if text == "" else False

    def _find(self, row: Row, column: str, value: str, what: str, remedy: str) -> None:
        self.findings.append(
            Finding(
                severity="Warning",
                focus_node=self._term(row).value,
                path=_PROPERTIES[column].value,
                value=value[:200],
                rule=RULES + "cell",
                message=f'Line {row.line}, column "{column}": {what}.',
                remedy=remedy,
                source=self.source.name,
                line=row.line,
                value_term=Literal(value[:200]),
            )
        )

    def _term(self, row: Row) -> NamedNode:
        # no official form of address is known, so it is one of this service
        path = self._kind(row).path
        return NamedNode(f"{self.context.base_iri}id/{path}/{self._identifier(row)}")

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
