"""What follows from a check: another matching of its headings, its badge, and the history."""

from __future__ import annotations

import json
import os
import time
from dataclasses import asdict, replace
from typing import Any

from flask import Blueprint, Response, request

from ...graph.errors import NotFoundError, RequestError
from ...loaders.checks.folder import KeptCheck, disk_errors
from ...loaders.checks.history import PastCheck
from ...loaders.checks.publishers import publisher_code
from ...loaders.checks.request import MOST_MAPPINGS
from .. import pages
from ..badge import badge, outcome_of
from ..negotiate import HTML, JSON, PAGE_FORMS
from .check import begin, done, page_response, to_report, unkept, unmatched
from .check_service import history, jobs, wait
from .known_standards import known_standard
from .service import choose_form, service, view

routes = Blueprint("check_history", __name__)

MOST_PAST = 100
"""Checks that a history shows."""

_SVG = "image/svg+xml"
_WAIT_S = 5.0


@routes.get("/check/report/<token>/matching")
def matching(token: str) -> Response:
    """Answer with the form that says which column each heading is."""
    kept, summary = _table(token)
    return page_response(pages.check_matching(view(), kept, summary), 200)


@routes.post("/check/report/<token>/matching")
def match(token: str) -> Response:
    """Check the file anew with other columns for its headings; they are remembered."""
    kept, summary = _table(token)
    chosen = _chosen(summary)
    publisher = summary["publisher"]
    code = publisher_code(publisher["iri"], service().config.base_iri) if publisher else ""
    if code and chosen:
        history().remember(summary["standard"]["name"], code, chosen)
    return _checked_again(kept, summary["standard"]["name"], chosen)


@routes.post("/check/report/<token>/again")
def again(token: str) -> Response:
    """Check a file anew by another standard."""
    return _checked_again(jobs().checks.get(token), request.form.get("standard", "").strip(), {})


@routes.get("/check/report/<token>/badge.svg")
def report_badge(token: str) -> Response:
    """Answer with the badge of a report."""
    kept, _ = done(token)
    summary = kept.report.summary()
    counts = summary["counts"]
    outcome, level = outcome_of(counts["must_rules"], counts["should_rules"])
    title = summary["standard"]["title"] if summary["kind"] == "table" else "Data"
    return unkept(Response(badge(title, outcome, level), content_type=_SVG))


@routes.get("/check/history/<standard>/<publisher>")
def publisher_history(standard: str, publisher: str) -> Response:
    """Answer with the last checks of a publisher by a standard."""
    known = known_standard(standard)
    past = _past(standard, publisher)
    if choose_form(PAGE_FORMS) == HTML:
        return page_response(pages.check_history(view(), known, publisher, past), 200)
    document = {"standard": standard, "publisher": publisher, "checks": [asdict(p) for p in past]}
    body = json.dumps(document, ensure_ascii=False, indent=1)
    return unkept(Response(body, content_type=JSON.content_type))


@routes.get("/check/history/<standard>/<publisher>/badge.svg")
def history_badge(standard: str, publisher: str) -> Response:
    """Answer with the badge of the last check of a publisher by a standard."""
    title = known_standard(standard).title
    last = _past(standard, publisher)[0]
    outcome, level = outcome_of(last.must_rules, last.should_rules)
    words = badge(title, f"{outcome} ({last.checked[:10]})", level)
    return unkept(Response(words, content_type=_SVG))


def _past(standard: str, publisher: str) -> tuple[PastCheck, ...]:
    """Return the last checks, the newest first; at least one.

    Raises:
        NotFoundError: there are none.
    """
    past = history().of(standard, publisher, MOST_PAST)
    if not past:
        raise NotFoundError(
            f"nothing of {publisher[:40]!r} has been checked by {standard!r}",
            remedy="check a file, and say whose it is",
        )
    return past


def _table(token: str) -> tuple[KeptCheck, dict[str, Any]]:
    """Return a check of a table, with its summary, or what is known of its headings.

    Raises:
        NotFoundError: there is no such report, or it is not of a table.
    """
    kept = jobs().checks.get(token)
    found = unmatched(kept, wait(kept, _WAIT_S))
    if found is not None:
        return kept, found
    kept, _ = done(token)
    summary = kept.report.summary()
    if summary["kind"] != "table":
        raise NotFoundError("this is no table, so it has no headings to match")
    return kept, summary


def _chosen(summary: dict[str, Any]) -> dict[str, str]:
    """Return the headings whose column the form changes: heading -> column, or empty for none.

    Raises:
        RequestError: a column is none of the standard's.
    """
    known = {name for name, _, _ in summary["standard"]["columns"]}
    found = {}
    for position, each in enumerate(summary["headings"][:MOST_MAPPINGS]):
        column = request.form.get(f"column-{position}")
        if column is None or column == (each["column"] or "") or not each["heading"]:
            continue
        if column and column not in known:
            raise RequestError(
                f"there is no column {column[:100]!r}", remedy="choose one of those in the form"
            )
        found[each["heading"]] = column
    return found


def _checked_again(kept: KeptCheck, standard: str, chosen: dict[str, str]) -> Response:
    """Return the redirect to a new report on the same file.

    Args:
        kept: the check of the file.
        standard: the standard to check by.
        chosen: headings that mean other columns than they were matched with.

    Raises:
        NotFoundError: the file is gone, or there is no such standard.
    """
    task, upload = kept.task(), kept.upload()
    if upload is None:
        raise NotFoundError("the file is gone", remedy="check it again")
    made = jobs().checks.new()
    mapping = {**task.request.mapping, **chosen}
    asked = replace(task.request, standard=standard, mapping=mapping)
    with disk_errors(made.folder):
        os.link(upload, made.upload_path(upload.name))
        made.write_task(replace(task, request=asked, created=time.time()))
    begin(made)
    wait(made, _WAIT_S)
    return to_report(made)
