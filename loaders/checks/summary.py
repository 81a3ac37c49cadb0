"""The summary of a report: what its page shows, small enough to be read with every request.

The findings of a rule are in a file of their own, one a line, so that a page of them is read
without the others.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path
from typing import Any

from ...shapes.report import Report
from ...shapes.standard import Standard
from ..tables.report import CellFinding, FindingGroup, TableReport
from .run import Checked, Publisher

MOST_PLACES = 2_000
"""Points of a map; of more, every so many are drawn."""

_MOST_HEADINGS = 500
_MOST_OUTSIDE = 50
_MOST_SUGGESTIONS = 5
_LONGEST = 300
_SEVERITIES = {"Violation": "must", "Warning": "should", "Info": "should"}


def write_summary(checked: Checked, folder: Path) -> None:
    """Write the summary of a report, and the findings of each rule.

    Raises:
        OSError: the disk refused.
    """
    report = checked.report
    if isinstance(report, TableReport):
        summary = _of_table(report, checked.publisher, checked)
        findings: list[Sequence[Mapping[str, object]]] = [
            [_finding(each) for each in group.findings] for group in report.groups
        ]
    else:
        summary, findings = _of_graph(report)
    for number, group in enumerate(findings):
        with (folder / f"findings-{number}.jsonl").open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(finding) + "\n" for finding in group)
    (folder / "summary.json").write_text(json.dumps(summary), encoding="utf-8")


def read_findings(folder: Path, number: int, first: int, most: int) -> list[dict[str, Any]]:
    """Return some of the findings of a rule.

    Args:
        folder: the folder of the check.
        number: the number of the rule among those that are broken, from 0.
        first: how many findings come before.
        most: how many are wanted.
    """
    path = folder / f"findings-{number}.jsonl"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8") as file:
        return [json.loads(line) for line in islice(file, first, first + most)]


def unmatched_summary(
    standard: Standard, headings: Sequence[str], publisher: Publisher | None
) -> dict[str, Any]:
    """Return what is known of a table none of whose headings is a column of its standard.

    It has those members of a summary that the form shows which says what each heading is.
    """
    return {
        "kind": "table",
        "standard": _standard(standard),
        "publisher": _publisher(publisher),
        "headings": [
            {"heading": heading, "column": None, "how": "", "same": ""} for heading in headings
        ],
    }


def _standard(standard: Standard) -> dict[str, Any]:
    return {
        "name": standard.name,
        "title": standard.title,
        "records": standard.record_name_plural,
        "is_personal": standard.has_personal_data,
        "columns": [[c.name, c.label, c.level] for c in standard.columns.values()],
        "guidance": list(standard.guidance),
    }


def _publisher(publisher: Publisher | None) -> dict[str, str] | None:
    return {"iri": publisher.iri, "name": publisher.name} if publisher else None


def _of_table(report: TableReport, publisher: Publisher | None, checked: Checked) -> dict[str, Any]:
    standard, match, form = report.standard, report.match, report.form
    table = checked.table.table if checked.table else None
    return {
        "kind": "table",
        "source": report.source,
        "conforms": report.conforms,
        "recognised": report.recognised(),
        "standard": {**_standard(standard), "edition": match.edition.label},
        "publisher": _publisher(publisher),
        "form": {
            "kind": form.kind,
            "encoding": form.encoding,
            "delimiter": form.delimiter,
            "sheet": form.sheet,
            "sheets": list(form.sheets),
        },
        "rows": report.rows,
        "columns": len(match.headings),
        "heading_row": table.heading_row if table else 1,
        "systems": list(report.systems),
        "notes": list(report.notes),
        "headings": [
            {"heading": each.heading, "column": each.column, "how": each.how, "same": each.same_as}
            for each in match.headings[:_MOST_HEADINGS]
        ],
        "personal": [name for name in match.columns if name and standard.columns[name].is_personal],
        "counts": report.counts(),
        "groups": [_group(group, standard) for group in report.groups],
        "passed": [rule.passed for rule in report.passed],
        "filled": [
            [each.column.name, each.column.level, each.rows]
            for each in report.filled
            if each.column.name in match.columns or each.column.level != "may"
        ],
        "uses": [[each.use.label, each.rows, each.use.otherwise] for each in report.uses],
        "places": list(_places(report)),
        "outside": list(report.outside[:_MOST_OUTSIDE]),
        "outside_count": len(report.outside),
        "repairs": report.repairs,
    }


def _places(report: TableReport) -> Iterator[list[float]]:
    """Yield row, latitude and longitude of the points that are drawn."""
    step = -(-len(report.places) // MOST_PLACES) or 1
    for place in report.places[::step]:
        yield [place.row, place.latitude, place.longitude]


def _group(group: FindingGroup, standard: Standard) -> dict[str, Any]:
    rule = group.rule
    first = group.findings[0] if group.findings else None
    rows = [f.row for f in group.findings if f.row is not None]
    positions = {heading: letters for letters, heading in group.headings}
    suggestions: dict[str, list[Any]] = {}
    for finding in group.findings:
        if finding.suggestion and len(suggestions) < _MOST_SUGGESTIONS:
            pair = [_cut(finding.value), _cut(finding.suggestion), finding.is_sure]
            suggestions.setdefault(f"{pair[0]}\n{pair[1]}", pair)
    columns = [standard.columns[name] for name in rule.columns]
    return {
        "key": rule.key,
        "level": rule.level,
        "title": rule.title,
        "columns": list(rule.columns),
        "description": columns[0].description if len(columns) == 1 else "",
        "message": _cut(first.message) if first else "",
        "remedy": rule.remedy,
        "example": rule.example,
        "guidance": rule.guidance or (standard.guidance[0] if standard.guidance else ""),
        "count": group.count,
        "kept": len(group.findings),
        "is_repaired": group.can_be_repaired,
        "sure": sum(1 for finding in group.findings if finding.is_sure),
        "first_row": min(rows, default=None),
        "last_row": max(rows, default=None),
        "rows": len(set(rows)),
        "letters": [positions[h] for _, h in group.headings[: len(rule.columns)]],
        "suggestions": list(suggestions.values()),
        "headings": [[letters, _cut(heading)] for letters, heading in group.headings],
        "excerpt": [
            [row.number, [[_cut(cell), i in row.marked] for i, cell in enumerate(row.cells)]]
            for row in group.excerpt
        ],
    }


def _finding(finding: CellFinding) -> dict[str, object]:
    return {
        "row": finding.row,
        "column": finding.column,
        "value": _cut(finding.value),
        "message": _cut(finding.message),
        "suggestion": _cut(finding.suggestion),
        "is_sure": finding.is_sure,
    }


def _of_graph(report: Report) -> tuple[dict[str, Any], list[Sequence[Mapping[str, object]]]]:
    """Return the summary of what is no table, and its findings by rule."""
    grouped: dict[tuple[str, str, str], list[Mapping[str, object]]] = {}
    for each in report.findings:
        level = _SEVERITIES[each.severity]
        grouped.setdefault((level, each.rule, each.message), []).append(
            {
                "row": each.line,
                "column": each.path,
                "value": _cut(each.value),
                "message": _cut(each.focus_node),
                "suggestion": "",
                "is_sure": False,
                "remedy": each.remedy,
            }
        )
    order = sorted(grouped.items(), key=lambda item: (item[0][0] != "must", -len(item[1])))
    cells = {"must": 0, "should": 0}
    for (level, _, _), found in order:
        cells[level] += len(found)
    levels = [level for (level, _, _), _ in order]
    summary = {
        "kind": "graph",
        "conforms": report.conforms,
        "checked": report.checked,
        "counts": {
            "must_rules": levels.count("must"),
            "must_cells": cells["must"],
            "should_rules": levels.count("should"),
            "should_cells": cells["should"],
        },
        "groups": [
            {
                "key": f"rule-{number}",
                "level": level,
                "title": _cut(message).rstrip("."),
                "rule": rule,
                "remedy": found[0]["remedy"],
                "count": len(found),
                "kept": len(found),
                "nodes": [each["message"] for each in found[:3]],
                "columns": [],
                "suggestions": [],
                "sure": 0,
                "is_repaired": False,
            }
            for number, ((level, rule, message), found) in enumerate(order)
        ],
    }
    return summary, [found for _, found in order]


def _cut(text: str) -> str:
    """Return a text as a page can show it: a long one is cut."""
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
