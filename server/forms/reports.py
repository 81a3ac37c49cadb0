"""What a load did, and what a check found, as a terminal or another program reads it."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ...graph.list_csv import write_csv
from ...graph.serialise import serialise
from ...loaders.load_report import LoadReport
from ...shapes.report import Report

_MOST_LINES = 20
"""Lines of one kind that are told; the catalogue and a check hold the rest."""


def check_report_in_form(report: Report, form: str) -> bytes:
    """Return the report of a check as ``text``, ``json``, ``csv`` or ``ttl``.

    Source: SHACL, section 3.6 (validation report), for Turtle.
    """
    if form == "json":
        return json.dumps(report.as_dict(), ensure_ascii=False, indent=1).encode() + b"\n"
    if form == "csv":
        return write_csv(iter(report.as_rows()))
    return serialise(report.as_graph(), "ttl") if form == "ttl" else report.as_text().encode()


def load_report_lines(report: LoadReport) -> Iterator[str]:
    """Return what a load did, line by line; the last says which generation is served."""
    for dataset in report.datasets:
        yield (
            f"{dataset.slug}: {dataset.added:,} statements added, {dataset.removed:,} removed, "
            f"{dataset.unchanged:,} unchanged"
        )
    # a warning says itself what it is
    for start, lines in (
        ("Note: ", report.notes),
        ("", report.warnings),
        ("Left out: ", report.quarantined),
    ):
        yield from (f"{start}{line}" for line in lines[:_MOST_LINES])
        if len(lines) > _MOST_LINES:
            yield f"{start}... and {len(lines) - _MOST_LINES:,} more like this"
    if report.address:
        yield f"the report is at {report.address}"
    if report.draft:
        yield "this was a draft: nothing is published"
    elif report.unchanged:
        yield f"nothing has changed; generation {report.generation} is served"
    else:
        yield f"generation {report.generation} is served"
