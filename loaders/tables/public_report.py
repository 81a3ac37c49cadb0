"""The report on a table as everybody may read it: without columns that are not published.

A report is read by people whom the file was not meant for. So it shows no cell of a column that
holds personal data, nor of one that the standard does not know, which nobody has looked at. That
such a cell breaks a rule is said, and in which row, but not what it holds.
"""

from __future__ import annotations

from dataclasses import replace

from ...shapes.rules import Rule
from .report import CellFinding, ExcerptRow, FindingGroup, TableReport
from .row import column_letters

NOT_SHOWN = "(not shown)"
"""What stands in the place of a cell that is not published."""

_NOTE = "What columns with personal data hold is not shown"


def public_report(report: TableReport, *, with_personal: bool = False) -> TableReport:
    """Return a report without the cells of columns that a load of its table does not publish.

    Args:
        report: the report.
        with_personal: whether columns with personal data are published.
    """
    return _Public(report, with_personal=with_personal).report()


class _Public:
    """One report, as it is made public."""

    def __init__(self, report: TableReport, *, with_personal: bool) -> None:
        self._report = report
        columns = report.standard.columns.values()
        paths = set() if with_personal else {c.path for c in columns if c.is_personal}
        # columns that state the same property are published, or not, together
        self._hidden = {column.name for column in columns if column.path in paths}
        self._shown = {
            column_letters(each.position)
            for each in report.match.headings
            if each.column is not None and each.column not in self._hidden
        }
        # cells of such rows may stand under any heading
        shifted = (group for group in report.groups if group.rule.kind == "row")
        self._shifted = {f.row for group in shifted for f in group.findings if self._hidden}

    def report(self) -> TableReport:
        report = self._report
        roles = {c.name for c in report.standard.columns.values() if c.role}
        has_places = not roles & self._hidden
        is_silent = self._hidden.intersection(c for c in report.match.columns if c)
        return replace(
            report,
            groups=tuple(self._group(group) for group in report.groups),
            places=report.places if has_places else (),
            outside=report.outside if has_places else (),
            notes=(*report.notes, f"{_NOTE}: {', '.join(sorted(is_silent))}")
            if is_silent
            else report.notes,
        )

    def _group(self, group: FindingGroup) -> FindingGroup:
        kept = [
            position
            for position, (letters, _) in enumerate(group.headings)
            # those of the rule come first, and a report counts on it
            if letters in self._shown or position < len(group.rule.columns)
        ]
        return replace(
            group,
            findings=tuple(self._finding(finding) for finding in group.findings),
            headings=tuple(group.headings[position] for position in kept),
            excerpt=tuple(self._row(row, group, kept) for row in group.excerpt),
        )

    def _row(self, row: ExcerptRow, group: FindingGroup, kept: list[int]) -> ExcerptRow:
        is_shown = row.number not in self._shifted
        cells = (
            row.cells[position]
            if is_shown and group.headings[position][0] in self._shown
            else NOT_SHOWN
            for position in kept
        )
        marked = frozenset(n for n, position in enumerate(kept) if position in row.marked)
        return ExcerptRow(row.number, tuple(cells), marked)

    def _finding(self, finding: CellFinding) -> CellFinding:
        if finding.row is None or not self._tells(finding):
            return finding
        return replace(finding, value="", message="", suggestion="", is_sure=False)

    def _tells(self, finding: CellFinding) -> bool:
        """Return whether a finding may say what a cell holds that is not published."""
        rule: Rule = finding.rule
        names = {finding.column} if finding.column else set(rule.columns)
        # a query's own words may hold any cell of the record
        looks_anywhere = not rule.columns and rule.kind == "sparql"
        return bool(
            self._hidden
            and (looks_anywhere or finding.row in self._shifted)
            or self._hidden & (names | set(rule.columns))
        )
