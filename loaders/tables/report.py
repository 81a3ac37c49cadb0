"""The report on a table: what it was recognised as, what is wrong with it, and what passed.

It is made for people first: findings are grouped by rule, each says what to do, and each names its
cell. Machines get the same as JSON, CSV and a graph.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ...graph.namespaces import CSVW, DCT, MH, RDF, SH, XSD
from ...graph.terms import BlankNode, Literal, NamedNode, Triple
from ...shapes.rules import Rule
from ...shapes.standard import Column, Standard, Use
from .form import Form
from .headings import HeadingMatch
from .records import Place

COLUMNS = (
    "level",
    "row",
    "column",
    "value",
    "problem",
    "what_to_do",
    "suggestion",
    "example",
    "rule",
    "guidance",
)
"""Headings of a report as a table, in order."""

_MOST_ROWS = 10
_MOST_EXAMPLES = 2
_LONGEST_SHOWN = 60
"""Rows, cells and characters of a cell that a report for a terminal tells of a rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CellFinding:
    """One fault, in one cell, row or heading.

    Attributes:
        rule: the rule that is broken.
        row: number of the row as a spreadsheet shows it; None if it is about the whole table.
        column: name of the column; empty if it is about the whole row.
        value: the cell as it stands.
        message: what is wrong with it, in a sentence.
        suggestion: what to write instead; empty if nothing is likely.
        is_sure: whether a machine may write the suggestion.
        record: written address of the record; empty if it is about the whole table.
    """

    rule: Rule
    row: int | None = None
    column: str = ""
    value: str = ""
    message: str = ""
    suggestion: str = ""
    is_sure: bool = False
    record: str = ""

    def as_dict(self) -> dict[str, str | int | None]:
        """Return the finding as plain values under the names of `COLUMNS`."""
        return {
            "level": self.rule.level,
            "row": self.row,
            "column": self.column or ", ".join(self.rule.columns),
            "value": self.value,
            "problem": self.message or f"{self.rule.title}.",
            "what_to_do": self.rule.remedy,
            "suggestion": self.suggestion,
            "example": self.rule.example,
            "rule": self.rule.key,
            "guidance": self.rule.guidance,
        }


@dataclass(frozen=True, slots=True)
class ExcerptRow:
    """A row of the file as it is shown beside a finding.

    Attributes:
        number: its number as a spreadsheet shows it.
        cells: its cells under the columns of the excerpt.
        marked: the positions among them of the cells that are wrong.
    """

    number: int
    cells: tuple[str, ...]
    marked: frozenset[int]


@dataclass(frozen=True, slots=True)
class FindingGroup:
    """Every finding of one rule.

    Attributes:
        rule: the rule.
        findings: the findings, in the order of the rows; at most as many as are kept.
        count: how many there are.
        headings: the letters and headings of the columns that the excerpt shows.
        excerpt: the first rows that break the rule.
    """

    rule: Rule
    findings: tuple[CellFinding, ...]
    count: int
    headings: tuple[tuple[str, str], ...] = ()
    excerpt: tuple[ExcerptRow, ...] = ()

    @property
    def can_be_repaired(self) -> bool:
        """Whether a machine may mend every cell of it."""
        return bool(self.findings) and all(f.is_sure for f in self.findings)


@dataclass(frozen=True, slots=True)
class Filled:
    """How full a column is.

    Attributes:
        column: the column.
        rows: rows in which it is not blank.
    """

    column: Column
    rows: int


@dataclass(frozen=True, slots=True)
class Usability:
    """How much of the data serves a use.

    Attributes:
        use: the use.
        rows: rows that have all that it needs.
    """

    use: Use
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TableReport:
    """The report on a table.

    Attributes:
        source: name of the file.
        standard: the standard that it was checked against.
        match: its headings as columns of the standard.
        form: what kind of file it is.
        rows: rows below the headings.
        publisher: name of the publisher, or its address; empty if it is not known.
        systems: the coordinate systems of its points, the most frequent first.
        notes: what was assumed and found out about the file, in sentences.
        groups: the findings by rule, those that must be mended first.
        passed: rules that nothing breaks, as far as the table can break them.
        filled: how full each column of the edition is, in order.
        uses: how much of the data serves each use.
        places: the points of its records.
        outside: the numbers of the rows whose point is wrong or missing.
        repairs: how many cells a machine may mend.
    """

    source: str
    standard: Standard
    match: HeadingMatch
    form: Form
    rows: int
    publisher: str
    systems: tuple[str, ...]
    notes: tuple[str, ...]
    groups: tuple[FindingGroup, ...]
    passed: tuple[Rule, ...]
    filled: tuple[Filled, ...]
    uses: tuple[Usability, ...]
    places: tuple[Place, ...] = ()
    outside: tuple[int, ...] = ()
    repairs: int = 0

    @property
    def conforms(self) -> bool:
        """Whether there is nothing that must be mended."""
        return not self.groups_of("must")

    def groups_of(self, level: str) -> tuple[FindingGroup, ...]:
        """Return the findings of a level, ``must`` or ``should``, by rule."""
        return tuple(group for group in self.groups if group.rule.level == level)

    def group_named(self, key: str) -> FindingGroup | None:
        """Return the findings of the rule of a key; None if nothing breaks it."""
        return next((group for group in self.groups if group.rule.key == key), None)

    def findings(self) -> Iterator[CellFinding]:
        """Yield every finding that is kept."""
        for group in self.groups:
            yield from group.findings

    def counts(self) -> dict[str, int]:
        """Return how many rules are broken and how many cells break them, by level."""
        must, should = self.groups_of("must"), self.groups_of("should")
        return {
            "must_rules": len(must),
            "must_cells": sum(group.count for group in must),
            "should_rules": len(should),
            "should_cells": sum(group.count for group in should),
            "passed_rules": len(self.passed),
        }

    def recognised(self) -> str:
        """Return what was recognised, in a line."""
        form = self.form
        kind = "delimited text" if form.kind == "csv" else form.kind.upper()
        parts = [
            self.standard.title,
            self.match.edition.label,
            _count(self.rows, "row", "rows"),
            f"{kind}, {form.encoding}" if form.encoding else kind,
            *([f"sheet {form.sheet}"] if form.sheet else []),
            *self.systems,
        ]
        return ", ".join(parts)

    def as_text(self) -> str:
        """Return the report for a terminal."""
        counts = self.counts()
        lines = [
            self.recognised(),
            *self.notes,
            f"{'conforms' if self.conforms else 'does not conform'}: "
            f"{counts['must_rules']:,} to mend ({counts['must_cells']:,} cells), "
            f"{counts['should_rules']:,} to look at ({counts['should_cells']:,} cells), "
            f"{counts['passed_rules']:,} checks passed",
        ]
        for group in self.groups:
            lines += _group_lines(group)
        return "\n".join(lines) + "\n"

    def as_dict(self) -> dict[str, object]:
        """Return the report as plain values, for JSON."""
        return {
            "conforms": self.conforms,
            "source": self.source,
            "recognised": {
                "summary": self.recognised(),
                "standard": self.standard.name,
                "title": self.standard.title,
                "edition": self.match.edition.name,
                "publisher": self.publisher or None,
                "kind": self.form.kind,
                "encoding": self.form.encoding or None,
                "delimiter": self.form.delimiter or None,
                "sheet": self.form.sheet or None,
                "sheets": list(self.form.sheets),
                "rows": self.rows,
                "coordinate_systems": list(self.systems),
                "headings": [
                    {"heading": h.heading, "column": h.column, "how": h.how or None}
                    for h in self.match.headings
                ],
                "notes": list(self.notes),
            },
            "counts": self.counts(),
            "rules": [
                {**_rule(group.rule), "count": group.count, "repairable": group.can_be_repaired}
                for group in self.groups
            ],
            "findings": [finding.as_dict() for finding in self.findings()],
            "passed": [{"rule": rule.key, "passed": rule.passed} for rule in self.passed],
            "completeness": [
                {"column": each.column.name, "level": each.column.level, "filled": each.rows}
                for each in self.filled
            ],
            "uses": [
                {
                    "use": each.use.label,
                    "rows": each.rows,
                    "otherwise": each.use.otherwise if each.rows < self.rows else None,
                }
                for each in self.uses
            ],
            "repairs": self.repairs,
        }

    def as_rows(self) -> list[list[str]]:
        """Return the findings as a table, the headings first: a list of what is to be done."""
        rows = [
            ["" if value is None else str(value) for value in finding.as_dict().values()]
            for finding in self.findings()
        ]
        return [list(COLUMNS), *rows]

    def as_graph(self) -> Iterator[Triple]:
        """Yield the report as a graph: a SHACL report whose results name row and column.

        Source: SHACL, section 3.6 (validation report).
        """
        report = BlankNode()
        yield Triple(report, RDF.type, SH.ValidationReport)
        is_clean = "false" if self.groups else "true"
        yield Triple(report, SH.conforms, Literal(is_clean, datatype=XSD.boolean))
        yield Triple(report, DCT.conformsTo, NamedNode(self.standard.iri))
        yield Triple(report, DCT.description, Literal(self.recognised(), language="en"))
        for finding in self.findings():
            yield from _as_result(report, finding)


def _group_lines(group: FindingGroup) -> Iterator[str]:
    """Yield what breaks a rule, for a terminal: how often, some of the cells, and what to do."""
    numbers = [str(f.row) for f in group.findings[:_MOST_ROWS] if f.row is not None]
    more = " ..." if group.count > len(numbers) else ""
    rows = f" ({'row' if group.count == 1 else 'rows'} {', '.join(numbers)}{more})"
    title = f"{group.rule.level}: {group.rule.title}"
    yield f"{title}, {_count(group.count, 'time', 'times')}{rows if numbers else ''}."
    for finding in _examples(group):
        told = finding.message or f"\u201c{_cut(finding.value)}\u201d"
        if finding.value and _cut(finding.value) not in told:
            told = f"\u201c{_cut(finding.value)}\u201d: {told}"
        best = f" Better: {_cut(finding.suggestion)}" if finding.suggestion else ""
        yield f"      row {finding.row}: {told}{best}"
    yield f"      {group.rule.remedy}"


def _examples(group: FindingGroup) -> list[CellFinding]:
    """Return some findings of a group that say more than its title, each of another cell."""
    told: dict[str, CellFinding] = {}
    for finding in group.findings:
        says_more = finding.message.rstrip(".") not in ("", group.rule.title)
        if finding.row is not None and (finding.value or says_more):
            told.setdefault(_cut(finding.value) or finding.message, finding)
        if len(told) == _MOST_EXAMPLES:
            break
    return list(told.values())


def _cut(text: str) -> str:
    flat = " ".join(text.split())
    return flat if len(flat) <= _LONGEST_SHOWN else flat[: _LONGEST_SHOWN - 1] + "\u2026"


def group_findings(
    findings: Iterable[CellFinding], most: int
) -> Mapping[str, tuple[Rule, list[CellFinding], int]]:
    """Return findings by the key of their rule, with how many there are; so many are kept of each.

    Args:
        findings: the findings.
        most: how many of one rule are kept.
    """
    found: dict[str, tuple[Rule, list[CellFinding], int]] = {}
    for finding in findings:
        rule, kept, count = found.get(finding.rule.key, (finding.rule, [], 0))
        if len(kept) < most:
            kept.append(finding)
        found[rule.key] = rule, kept, count + 1
    return found


def _rule(rule: Rule) -> dict[str, object]:
    return {
        "rule": rule.key,
        "level": rule.level,
        "columns": list(rule.columns),
        "title": rule.title,
        "what_to_do": rule.remedy,
        "example": rule.example or None,
        "guidance": rule.guidance or None,
    }


def _as_result(report: BlankNode, finding: CellFinding) -> Iterator[Triple]:
    result, rule = BlankNode(), finding.rule
    yield Triple(report, SH.result, result)
    yield Triple(result, RDF.type, SH.ValidationResult)
    yield Triple(result, SH.resultSeverity, NamedNode(rule.severity))
    if finding.record:
        yield Triple(result, SH.focusNode, NamedNode(finding.record[1:-1]))
    message = finding.message or f"{rule.title}."
    yield Triple(result, SH.resultMessage, Literal(message, language="en"))
    yield Triple(result, MH.remedy, Literal(rule.remedy, language="en"))
    yield Triple(result, DCT.identifier, Literal(rule.key))
    if finding.row is not None:
        yield Triple(result, CSVW.rownum, Literal(str(finding.row), datatype=XSD.integer))
    for name in (finding.column,) if finding.column else rule.columns:
        yield Triple(result, CSVW.name, Literal(name))
    if finding.value:
        yield Triple(result, SH.value, Literal(finding.value))
    if finding.suggestion:
        yield Triple(result, MH.suggestion, Literal(finding.suggestion))


def _count(number: int, one: str, several: str) -> str:
    return f"{number:,} {one if number == 1 else several}"
