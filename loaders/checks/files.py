"""The report of a check in every form, written piece by piece."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import IO

from ...graph.errors import SourceError
from ...graph.list_csv import neutral
from ...graph.namespaces import PREFIXES
from ...graph.terms import RdfFormat, serialize
from ...shapes.report import Report
from ..tables.marked_sheet import write_marked_sheet
from ..tables.repairs import Repairs
from ..tables.report import COLUMNS, TableReport
from .run import Checked

_PREFIXES = {name: PREFIXES[name] for name in ("csvw", "dct", "mh", "rdf", "sh", "xsd")}

FORMS = ("text", "json", "csv", "ttl", "xlsx")
"""The forms that a report is written in."""


def write_report(
    checked: Checked,
    form: str,
    output: IO[bytes],
    extras: Mapping[str, object] = MappingProxyType({}),
) -> None:
    """Write the report of a check.

    Args:
        checked: what the check found.
        form: ``text``, ``json``, ``csv`` (a list of what is to be done), ``ttl`` (a validation
            report), or ``xlsx`` (a copy of the table with its faults marked).
        output: where to.
        extras: further members of the JSON document.

    Raises:
        SourceError: what was checked is no table, and a copy of it is asked for.

    Source: SHACL, section 3.6 (validation report), for Turtle.
    """
    report = checked.report
    if form == "text":
        output.write(report.as_text().encode())
    elif form == "json":
        _write_json(report, output, extras)
    elif form == "csv":
        _write_rows(_rows(report), output)
    elif form == "ttl":
        serialize(report.as_graph(), output, RdfFormat.TURTLE, prefixes=_PREFIXES)
    elif checked.table is None:
        raise SourceError(
            "it is no table, so there is no copy with marked cells",
            source="the report",
            remedy="ask for it as CSV",
        )
    else:
        write_marked_sheet(checked.table.table, checked.table.report, output)


def repairs_of(checked: Checked) -> Repairs:
    """Return the repairs of a table that was checked.

    Raises:
        SourceError: what was checked is no table.
    """
    if checked.table is None:
        raise SourceError(
            "it is no table, and only tables are repaired",
            source="the report",
            remedy="mend it with the program that wrote it",
        )
    table, report = checked.table.table, checked.table.report
    return Repairs(table, report.standard, report.match, checked.look_up)


def _write_json(
    report: TableReport | Report, output: IO[bytes], extras: Mapping[str, object]
) -> None:
    """Write a report as JSON, the findings last and one a line, so that none wait in memory."""
    slim: TableReport | Report
    if isinstance(report, TableReport):
        slim = replace(report, groups=tuple(replace(g, findings=()) for g in report.groups))
        repairable = {group.rule.key: group.can_be_repaired for group in report.groups}
    else:
        slim, repairable = replace(report, findings=()), {}
    head = {**slim.as_dict(), **extras}
    head.pop("findings")
    rules = head.get("rules", [])
    for rule in rules if isinstance(rules, list) else []:
        rule["repairable"] = repairable[rule["rule"]]
    if isinstance(report, Report):
        head |= {"conforms": report.conforms, "counts": report.counts()}
    text = json.dumps(head, ensure_ascii=False, indent=1)
    output.write(_encoded(text.removesuffix("\n}") + ',\n "findings": ['))
    separator = "\n"
    for finding in _dicts(report):
        output.write(_encoded(f"{separator}  {json.dumps(finding, ensure_ascii=False)}"))
        separator = ",\n"
    output.write(b"\n ]\n}\n")


def _dicts(report: TableReport | Report) -> Iterator[Mapping[str, object]]:
    found = report.findings() if isinstance(report, TableReport) else iter(report.findings)
    return (finding.as_dict() for finding in found)


def _rows(report: TableReport | Report) -> Iterator[Sequence[str]]:
    if isinstance(report, Report):
        yield from report.as_rows()
        return
    yield COLUMNS
    for finding in report.findings():
        yield ["" if value is None else str(value) for value in finding.as_dict().values()]


def _write_rows(rows: Iterable[Sequence[str]], output: IO[bytes]) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    for row in rows:
        writer.writerow([neutral(cell) for cell in row])
        output.write(_encoded(text.getvalue()))
        text.seek(0)
        text.truncate()


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")
