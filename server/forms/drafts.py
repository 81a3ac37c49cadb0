"""A draft and what publishing it would do, as JSON and as lines for a terminal."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from ...loaders.drafts import Draft
from ...loaders.judging import Judgement
from ...loaders.load_report import LoadReport
from .differences import as_dict as difference_as_dict
from .differences import text_lines as difference_lines
from .reports import load_report_lines

_MOST_WARNINGS = 100
"""Warnings that the JSON holds; it counts all of them."""


def draft_as_dict(draft: Draft) -> dict[str, object]:
    """Return what is known of a draft as members of a JSON object."""
    return {
        "name": draft.name,
        "handed_in": draft.made.isoformat(),
        "by": draft.by or None,
        "note": draft.note or None,
        "file": draft.file,
        "bytes": draft.size,
        "format": draft.format,
        "list": draft.list_name,
        "dataset": draft.slug,
        "publisher": draft.publisher,
        "licence": draft.licence,
        "generation": draft.generation,
        "changes": sorted(draft.states),
    }


def drafts_in_form(drafts: Sequence[Draft], form: str) -> bytes:
    """Return all drafts as ``text`` or ``json``."""
    if form == "json":
        return _json({"drafts": [draft_as_dict(each) for each in drafts]})
    lines = (_line(each) for each in drafts)
    return "".join(f"{line}\n" for line in lines).encode()


def judgement_in_form(found: Judgement, form: str) -> bytes:
    """Return what publishing a draft would do as ``text`` or ``json``."""
    if form == "json":
        return _json(judgement_as_dict(found))
    return "".join(f"{line}\n" for line in judgement_lines(found)).encode()


def judgement_as_dict(found: Judgement) -> dict[str, object]:
    """Return what publishing a draft would do as members of a JSON object."""
    counts = found.before.counts()
    return {
        **draft_as_dict(found.draft),
        "served": found.served,
        "overtaken": list(found.overtaken),
        **loaded_as_dict(found.report, found.new_datasets),
        "difference": difference_as_dict(found.difference),
        "quality": {
            "terms": found.after.terms,
            "worse": [
                {
                    "check": each.check.name,
                    "title": each.check.title().value,
                    "severity": each.check.severity,
                    "remedy": each.check.remedy().value,
                    "before": each.before,
                    "after": each.after,
                    "terms": [finding.term for finding in each.new],
                }
                for each in found.worse
            ],
            "checks": {
                name: {"before": counts.get(name, 0), "after": count}
                for name, count in found.after.counts().items()
            },
        },
        "impact": {
            "needs_confirmation": bool(found.still_used),
            "still_used": [each.as_dict() for each in found.still_used],
        },
    }


def published_in_form(report: LoadReport) -> bytes:
    """Return what publishing a draft did as JSON."""
    return _json({"generation": report.generation, **loaded_as_dict(report)})


def loaded_as_dict(report: LoadReport, new_datasets: Sequence[str] = ()) -> dict[str, object]:
    """Return what the load of a draft did, or would do, as members of a JSON object."""
    return {
        "unchanged": report.unchanged,
        "datasets": [
            {
                "name": each.slug,
                "title": each.title,
                "is_new": each.slug in new_datasets,
                "statements_added": each.added,
                "statements_removed": each.removed,
                "terms_added": len(each.terms_added),
                "terms_removed": len(each.terms_removed),
                "terms_absent": list(each.terms_absent),
            }
            for each in report.datasets
        ],
        "notes": list(report.notes),
        "warnings": list(report.warnings[:_MOST_WARNINGS]),
        "warning_count": len(report.warnings),
    }


def judgement_lines(found: Judgement) -> Iterator[str]:
    """Yield what publishing a draft would do, line by line."""
    yield _line(found.draft)
    if found.overtaken:
        yield (
            f"overtaken: {', '.join(found.overtaken)} has changed since generation "
            f"{found.draft.generation}; hand it in again"
        )
    for slug in found.new_datasets:
        yield f"{slug} would be a new dataset"
    # all but the last line, which says what is served
    yield from list(load_report_lines(found.report))[:-1]
    yield from difference_lines(found.difference)
    if not found.worse:
        yield "quality: no check that matters finds more than now"
    for regression in found.worse:
        yield f"quality: {regression}"
    for retirement in found.still_used:
        yield f"impact: {retirement}, and would be deprecated"
    if not found.still_used:
        yield "impact: it deprecates nothing that is still used"


def _line(draft: Draft) -> str:
    by = f" by {draft.by}" if draft.by else ""
    note = f": {draft.note}" if draft.note else ""
    changes = ", ".join(sorted(draft.states))
    return (
        f"{draft.name}  {draft.file} for {changes}, handed in "
        f"{draft.made:%Y-%m-%d %H:%M} UTC{by}{note}"
    )


def _json(members: object) -> bytes:
    return json.dumps(members, ensure_ascii=False, indent=1).encode() + b"\n"
