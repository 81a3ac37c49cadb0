"""The check of a table: recognised, read, checked by the shapes of its standard, and reported."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ...graph.errors import SourceError, UnmatchedHeadingsError
from ...graph.look_up import LookUp
from ...shapes.rules import Rule, StandardRules
from ...shapes.sparql_run import QueryRunner
from ...shapes.standard import Standard
from ...shapes.validation import Result, Validation
from ...shapes.written import lexical
from ..source import Source
from .headings import HeadingMatch, match_headings, scorer
from .limits import TableLimits
from .recognition import Recognised, recognise, sure_of
from .records import CellFault, Records, make_records
from .report import (
    CellFinding,
    ExcerptRow,
    Filled,
    FindingGroup,
    TableReport,
    Usability,
    group_findings,
)
from .row import Row, column_letters
from .table import Table, open_table

MOST_OF_A_RULE = 50_000
"""Findings of one rule that are kept one by one; further ones are only counted."""

RowProgress = Callable[[int], None]
"""Is told how many rows of a table have been read."""

_TELL_EVERY_ROWS = 5_000
_MOST_LISTED = 20
_LONGEST_SHOWN = 60
_MOST_HEADINGS = 500
_LONGEST_HEADING = 500
_EXCERPT_ROWS = 3
_EXCERPT_COLUMNS = 6
_CONVERTED = ("datatype", "nodeKind", "class", "in", "or")
"""Constraints that a cell breaks because it could not be converted."""


_held: dict[str, StandardRules] = {}
"""Name of a standard -> its rules."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TableOptions:
    """What somebody says about a table.

    Attributes:
        standard: the standard that it follows; None to see by its headings.
        chosen: heading -> name of the column that it is, or empty for none.
        sheet: the sheet of a spreadsheet; None for the likeliest.
        publisher: IRI of the publisher, for rows that name none; empty if it is not known.
        publisher_name: what the publisher is called; empty if it is not known.
        limits: what a table may have at most.
    """

    standard: Standard | None = None
    chosen: Mapping[str, str] = field(default_factory=dict)
    sheet: str | None = None
    publisher: str = ""
    publisher_name: str = ""
    limits: TableLimits = field(default_factory=TableLimits)


@dataclass(frozen=True, slots=True)
class CheckedTable:
    """A table that has been checked.

    Attributes:
        table: the table.
        records: its records.
        report: the report.
        faulty: the written records that break a rule that they must not.
    """

    table: Table
    records: Records
    report: TableReport
    faulty: frozenset[str]


def check_table(
    source: Source,
    standards: Iterable[Standard],
    look_up: LookUp,
    base_iri: str,
    options: TableOptions | None = None,
    progress: RowProgress = lambda _: None,
) -> CheckedTable:
    """Return a table as it was read, with the report of its check.

    Args:
        source: the file.
        standards: the standards that it may follow.
        look_up: where councils, services and the like are found.
        base_iri: the base of the addresses of records.
        options: what somebody says about it.
        progress: is told now and then how many rows have been read.

    Raises:
        SourceError: it is no table, or follows no standard that is known.
        NotFoundError: a chosen column is none of the standard's.
    """
    said = options or TableOptions()
    known = [said.standard] if said.standard is not None else list(standards)
    table = open_table(source, said.limits, sheet=said.sheet, score=scorer(known))
    standard, match = _recognise(table, known, said)
    rows = _counted(table.rows(), progress)
    records = make_records(rows, standard, match, look_up, base_iri, said.publisher)
    rules = rules_of(standard)
    findings = sorted(_Findings(table, records, match, rules).all(), key=lambda f: f.row or 0)
    report = _report(table, records, match, rules, findings, said)
    faulty = frozenset(f.record for f in findings if f.rule.level == "must" and f.record)
    if match.missing_must:
        # what no record has, each of them lacks
        faulty = frozenset(records.rows)
    return CheckedTable(table, records, report, faulty)


def _counted(rows: Iterable[Row], progress: RowProgress) -> Iterator[Row]:
    for count, row in enumerate(rows, 1):
        if not count % _TELL_EVERY_ROWS:
            progress(count)
        yield row


def rules_of(standard: Standard) -> StandardRules:
    """Return the rules of a standard, made once for each time that its file is read."""
    held = _held.get(standard.name)
    if held is None or held.standard is not standard:
        held = _held[standard.name] = StandardRules.of(standard)
    return held


def _recognise(
    table: Table, known: Sequence[Standard], said: TableOptions
) -> tuple[Standard, HeadingMatch]:
    """Return the standard that a table follows, and its headings as columns of it.

    Raises:
        SourceError: it follows none, or may follow several.
    """
    if said.standard is not None:
        match = match_headings(table.headings, said.standard, said.chosen)
        if not any(match.columns):
            raise _unmatched(table, said.standard)
        return said.standard, match
    found = recognise(table.headings, known)
    best = sure_of(found)
    if best is None:
        raise _unknown(table, found)
    return best.standard, match_headings(table.headings, best.standard, said.chosen)


def _unmatched(table: Table, standard: Standard) -> UnmatchedHeadingsError:
    """Return the error that says which headings there are, and which columns are wanted."""
    headings = [heading for heading in table.headings if heading]
    columns = [standard.columns[name] for name in standard.editions[-1].columns]
    wanted = [c.name for c in columns if c.level == "must"] or [c.name for c in columns]
    first = headings[0] if headings else "Their heading"
    return UnmatchedHeadingsError(
        f"none of its headings is a column of {standard.title}: {_listed(headings, repr)}",
        source=table.name,
        line=table.heading_row,
        remedy=f"look whether this is the right standard; if it is, say which heading is which "
        f'column, as in --map "{first[:_LONGEST_SHOWN]}={wanted[0]}", or over HTTP with the field '
        f"map; the standard asks for {_listed(wanted)}",
        headings=[heading[:_LONGEST_HEADING] for heading in table.headings[:_MOST_HEADINGS]],
        standard=standard.name,
    )


def _listed(texts: Sequence[str], shown: Callable[[str], str] = str) -> str:
    """Return the first of some texts, with how many there are beyond them."""
    first = ", ".join(shown(text[:_LONGEST_SHOWN]) for text in texts[:_MOST_LISTED])
    more = len(texts) - _MOST_LISTED
    return f"{first} and {more:,} more" if more > 0 else first


def _unknown(table: Table, found: Sequence[Recognised]) -> SourceError:
    likely = [each.standard for each in found if each.is_likely][:3]
    if likely:
        names = " or ".join(f"{s.title} ({s.name})" for s in likely)
        what = f"it may follow {names}"
        remedy = f"say which standard it follows: --standard {likely[0].name}, or over HTTP "
        remedy += f"/check/{likely[0].name}"
    else:
        headings = _listed([h for h in table.headings if h], repr)
        what = f"its headings are those of no standard that is known: {headings}"
        remedy = (
            "say which standard it follows, with --standard NAME or over HTTP /check/NAME; "
            "/standards lists them, with a template of each to start from"
        )
    return SourceError(what, source=table.name, line=table.heading_row, remedy=remedy)


class _Findings:
    """What is wrong with a table, put together from all that has been found out about it."""

    def __init__(
        self, table: Table, records: Records, match: HeadingMatch, rules: StandardRules
    ) -> None:
        self._table = table
        self._records = records
        self._match = match
        self._rules = rules
        self._standard = rules.standard
        self._present = {name for name in match.columns if name is not None}
        self._cell_faults = {(f.row, f.column): f for f in records.faults}
        self._told: set[tuple[int, str]] = set()
        self._subjects = {row: subject for subject, row in records.rows.items()}

    def all(self) -> Iterator[CellFinding]:
        """Yield every finding."""
        yield from self._missing_columns()
        yield from self._headings()
        yield from self._by_shapes()
        yield from self._untold_cells()
        yield from self._points()
        yield from self._repeats()
        yield from self._rows()

    def _by_shapes(self) -> Iterator[CellFinding]:
        data = self._records.as_columns()
        shapes = self._rules.shapes
        validation = Validation(data, shapes, QueryRunner(data, shapes.graph))
        try:
            results = list(validation.run(shapes.roots()))
        except ValueError as error:
            raise SourceError(
                f"the standard's shapes cannot be used ({error})",
                source=self._standard.name,
                remedy="mend the standard's file",
            ) from error
        outside: set[int] = set()
        for result in results:
            finding = self._finding(result)
            if finding is None or finding.row is None:
                continue
            if finding.rule.kind in ("minInclusive", "maxInclusive") and not finding.column:
                # latitude and longitude are two sides of one point
                if finding.row in outside or finding.row in self._records.point_faults:
                    continue
                outside.add(finding.row)
            yield finding

    def _finding(self, result: Result) -> CellFinding | None:
        fault, shape = result
        rule = self._rules.rules.get((shape.node, fault.constraint or fault.component))
        row = self._records.rows.get(fault.focus)
        if rule is None or row is None:
            return None
        if not self._present.intersection(rule.columns) and rule.columns:
            return None  # the column is not there, which is said once
        cell = self._cell_fault(row, rule)
        if cell is None:
            column = rule.columns[0] if len(rule.columns) == 1 else ""
            value = lexical(fault.value) if fault.value is not None and column else ""
            message = fault.message or ""
            return CellFinding(
                rule=rule, row=row, column=column, value=value, message=message, record=fault.focus
            )
        if rule.kind in ("sparql", "minCount"):
            return CellFinding(rule=rule, row=row, message=fault.message or "", record=fault.focus)
        if not self._is_of_conversion(rule):
            # a cell that could not be converted breaks further rules, which says nothing more
            return None
        if (row, cell.column) in self._told:
            return None
        self._told.add((row, cell.column))
        return CellFinding(
            rule=rule,
            row=row,
            column=cell.column,
            value=cell.text,
            message=cell.cell.fault,
            suggestion=cell.cell.best,
            is_sure=cell.cell.is_sure,
            record=fault.focus,
        )

    def _cell_fault(self, row: int, rule: Rule) -> CellFault | None:
        """Return the cell of a row that could not be converted, of the columns of a rule."""
        for name in rule.columns:
            column = self._standard.columns[name]
            for other in self._standard.columns_of(column.path.value):
                found = self._cell_faults.get((row, other))
                if found is not None:
                    return found
        return None

    def _untold_cells(self) -> Iterator[CellFinding]:
        """Yield the findings of cells that no shape complains of, such as broken characters."""
        for fault in self._records.faults:
            if (fault.row, fault.column) not in self._told:
                rule = Rule(
                    key=f"{fault.column}-text",
                    level="should",
                    kind="text",
                    columns=(fault.column,),
                    title=f"{fault.column} is not written well",
                    remedy="Look at the cell, and write it as it should be read.",
                    passed="",
                    example=next(iter(self._standard.columns[fault.column].examples), ""),
                )
                yield CellFinding(
                    rule=rule,
                    row=fault.row,
                    column=fault.column,
                    value=fault.text,
                    message=fault.cell.fault,
                    suggestion=fault.cell.best,
                    is_sure=fault.cell.is_sure,
                    record=self._subjects.get(fault.row, ""),
                )

    def _is_of_conversion(self, rule: Rule) -> bool:
        """Return whether a cell breaks a rule because it could not be converted."""
        if rule.kind != "pattern":
            return rule.kind in _CONVERTED
        # of a number or a date, its datatype tells; a text has its pattern alone
        datatypes = (d for name in rule.columns for d in self._standard.columns[name].datatypes)
        return all(each.endswith("#string") for each in datatypes)

    def _missing_columns(self) -> Iterator[CellFinding]:
        for level, names in (
            ("must", self._match.missing_must),
            ("should", self._match.missing_should),
        ):
            for name in names:
                column = self._standard.columns[name]
                rule = Rule(
                    key=f"{name}-column",
                    level="must" if level == "must" else "should",
                    kind="column",
                    columns=(name,),
                    title=f"There is no column {name}",
                    remedy=f"Add a column with the heading {name}, or say which of your headings "
                    f"means it. {column.description}",
                    passed="",
                    example=next(iter(column.examples), ""),
                    guidance=column.guidance,
                )
                yield CellFinding(rule=rule, column=name)

    def _headings(self) -> Iterator[CellFinding]:
        for number, fault in enumerate(self._table.faults):
            rule = Rule(
                key=f"headings-{number + 1}",
                level="should",
                kind="heading",
                columns=(),
                title=fault.what.rstrip("."),
                remedy=fault.remedy,
                passed="",
            )
            yield CellFinding(rule=rule, row=self._table.heading_row, message=fault.what)

    def _points(self) -> Iterator[CellFinding]:
        roles = {c.role: c for c in self._standard.columns.values() if c.role}
        x, y = roles.get("Eastwards"), roles.get("Northwards")
        if x is None or y is None:
            return
        rule = Rule(
            key="point",
            level="must" if x.level == "must" else "should",
            kind="point",
            columns=(x.name, y.name),
            title=f"{x.name} and {y.name} are not a place in the United Kingdom",
            remedy="Look whether the two have changed places, and whether the coordinate system "
            "is the right one.",
            passed="Every point is a place in the United Kingdom",
            example=f"{next(iter(x.examples), '')} and {next(iter(y.examples), '')}",
        )
        for row, point in self._records.point_faults.items():
            if not {(row, x.name), (row, y.name)} & self._cell_faults.keys():
                best = f"{point.best_x}, {point.best_y}" if point.best_x or point.best_y else ""
                yield CellFinding(
                    rule=rule,
                    row=row,
                    message=point.fault,
                    suggestion=best,
                    record=self._subjects.get(row, ""),
                )

    def _repeats(self) -> Iterator[CellFinding]:
        standard = self._standard
        if standard.may_repeat or not self._records.repeats:
            return
        names = ", ".join(standard.key) or "every cell"
        is_keyed = bool(standard.key)
        rule = Rule(
            key="repeated",
            level="must" if is_keyed else "should",
            kind="unique",
            columns=standard.key,
            title=f"Two rows have the same {names}",
            remedy=f"Keep one row for each {standard.record_name}, or tell them apart.",
            passed=f"No two rows have the same {names}",
        )
        for row, first in self._records.repeats.items():
            message = f"The row has the same {names} as row {first}."
            yield CellFinding(
                rule=rule, row=row, message=message, record=self._subjects.get(row, "")
            )

    def _rows(self) -> Iterator[CellFinding]:
        rule = Rule(
            key="row-cells",
            level="must",
            kind="row",
            columns=(),
            title="A row has more or fewer cells than there are headings",
            remedy="Put quotation marks round a text that has the delimiter in it, and look "
            "whether the file was cut off.",
            passed="Every row has as many cells as there are headings",
        )
        for row, fault in self._records.row_faults.items():
            message = f"The row {fault}."
            yield CellFinding(
                rule=rule, row=row, message=message, record=self._subjects.get(row, "")
            )


def _report(
    table: Table,
    records: Records,
    match: HeadingMatch,
    rules: StandardRules,
    findings: Sequence[CellFinding],
    said: TableOptions,
) -> TableReport:
    standard = rules.standard
    grouped = group_findings(findings, MOST_OF_A_RULE)
    shown = {
        finding.row
        for _, kept, _ in grouped.values()
        for finding in kept[:_EXCERPT_ROWS]
        if finding.row is not None
    }
    rows = _rows_numbered(table, shown)
    groups = [
        _group(rule, kept, count, table, match, rows) for rule, kept, count in grouped.values()
    ]
    groups.sort(key=lambda group: (group.rule.level != "must", -group.count, group.rule.key))
    present = {name for name in match.columns if name is not None}
    named = [p for p, _ in records.publishers.most_common() if p]
    return TableReport(
        source=table.name,
        standard=standard,
        match=match,
        form=table.form,
        rows=len(records.rows),
        publisher=said.publisher_name or (lexical(named[0]) if named else ""),
        systems=tuple(name for name, _ in records.systems.most_common()),
        notes=(*table.notes, *_notes(records, match)),
        groups=tuple(groups),
        passed=_passed(rules, grouped.keys(), present),
        filled=tuple(
            Filled(standard.columns[name], records.filled[name]) for name in match.edition.columns
        ),
        uses=tuple(
            Usability(use, records.usable[number]) for number, use in enumerate(standard.uses)
        ),
        places=tuple(records.places),
        outside=tuple(records.point_faults),
        repairs=sum(1 for finding in findings if finding.is_sure),
    )


def _rows_numbered(table: Table, numbers: set[int]) -> dict[int, Row]:
    found: dict[int, Row] = {}
    if numbers:
        last = max(numbers)
        for row in table.rows():
            if row.number in numbers:
                found[row.number] = row
            if row.number >= last:
                break
    return found


def _notes(records: Records, match: HeadingMatch) -> Iterator[str]:
    for each in match.guesses:
        yield f"The heading {each.heading!r} was taken for {each.column}; look whether it is."
    for note, count in records.point_notes.most_common(5):
        yield note if count == 1 else f"{note} ({count:,} rows)"
    if records.further_faults:
        yield f"{records.further_faults:,} more cells could not be read, and are not listed."


def _group(
    rule: Rule,
    kept: Sequence[CellFinding],
    count: int,
    table: Table,
    match: HeadingMatch,
    rows: Mapping[int, Row],
) -> FindingGroup:
    """Return the findings of a rule, with the first rows in which it is broken."""
    positions = {c: position for position, c in enumerate(match.columns) if c is not None}
    wrong = [positions[name] for name in rule.columns if name in positions]
    others = [p for p in range(len(table.headings)) if p not in wrong and table.headings[p]]
    chosen = (wrong + others)[: max(_EXCERPT_COLUMNS, len(wrong))]
    excerpt = []
    for finding in kept[:_EXCERPT_ROWS]:
        row = rows.get(finding.row or 0)
        if row is not None:
            marked = [positions[finding.column]] if finding.column in positions else wrong
            excerpt.append(
                ExcerptRow(
                    row.number,
                    tuple(row.cells[p] for p in chosen),
                    frozenset(i for i, p in enumerate(chosen) if p in marked),
                )
            )
    headings = tuple((column_letters(p), table.headings[p]) for p in chosen)
    return FindingGroup(rule, tuple(kept), count, headings, tuple(excerpt))


def _passed(rules: StandardRules, broken: Iterable[str], present: set[str]) -> tuple[Rule, ...]:
    """Return the rules that a table could have broken, and did not."""
    gone = set(broken)
    found = {}
    for rule in rules.rules.values():
        columns = [rules.standard.columns[name] for name in rule.columns]
        if rule.key in gone or not present.intersection(rule.columns) or not columns:
            continue
        if rule.kind == "maxCount" and not columns[0].separators:
            continue
        if rule.kind == "datatype" and all(d.endswith("#string") for d in columns[0].datatypes):
            continue
        found[rule.passed] = rule
    return tuple(found.values())
