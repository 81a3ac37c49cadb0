"""The pages around a check: the form, how far it is, why it failed, and that it is deleted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from ...loaders.checks.folder import KeptCheck, State
from ...loaders.checks.publishers import publisher_code
from ...shapes.standard import Column, Standard
from ..problems import Problem
from ..view import View
from .template import render
from .words import words_in

_STEPS = {
    "fetching": "check_step_fetching",
    "reading": "check_step_reading",
    "checking": "check_step_checking",
    "writing": "check_step_writing",
}
"""Step of a check -> its words; an upload has no need of the first."""

_STANDINGS = {"done": "check_done", "now": "check_now", "later": "check_later"}


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a check.

    Attributes:
        words: what is done in it.
        standing: ``done``, ``now`` or ``later``.
        standing_words: the same in words.
    """

    words: str
    standing: str
    standing_words: str


def check_form(
    view: View,
    standards: Sequence[Standard],
    chosen: Standard | None,
    *,
    max_upload_bytes: int,
    max_pasted_bytes: int,
    timeout_s: int,
    keep_days: int,
    fault: str = "",
) -> str:
    """Return the form with which a file is checked, as HTML.

    Args:
        view: the request.
        standards: the standards to choose from.
        chosen: the one that the address names; None if it names none.
        max_upload_bytes: bytes of the largest file.
        max_pasted_bytes: bytes of the longest text.
        timeout_s: seconds that a check may take.
        keep_days: days for which a report is kept.
        fault: what was wrong with what was sent before; empty if nothing was.
    """
    return render(
        "check.html",
        view,
        standards=standards,
        chosen=chosen,
        must=_of_level(chosen, "must"),
        should=_of_level(chosen, "should"),
        upload_mb=f"{max_upload_bytes / 1_000_000:g}",
        pasted_mb=f"{max_pasted_bytes / 1_000_000:g}",
        timeout_s=timeout_s,
        keep_days=keep_days,
        fault=fault,
    )


def _of_level(standard: Standard | None, level: str) -> tuple[Column, ...]:
    """Return the columns of the newest edition of a standard that have a level."""
    if standard is None:
        return ()
    columns = (standard.columns[name] for name in standard.editions[-1].columns)
    return tuple(column for column in columns if column.level == level)


def check_progress(view: View, kept: KeptCheck, state: State) -> str:
    """Return the page that says how far a check is, as HTML."""
    words = words_in(view.language)
    task = kept.task()
    names = [name for name in _STEPS if task.address or name != "fetching"]
    now = names.index(state.step) if state.step in names else -1
    steps = []
    for position, name in enumerate(names):
        standing = "done" if position < now else "now" if position == now else "later"
        steps.append(Step(words(_STEPS[name]), standing, words(_STANDINGS[standing])))
    return render(
        "check_progress.html",
        view,
        name=task.name or task.address,
        steps=steps,
        is_waiting=state.stage == "waiting",
        rows=state.rows,
    )


def check_failed(
    view: View,
    kept: KeptCheck,
    problem: Problem,
    standards: Sequence[Standard],
    unmatched: Mapping[str, Any] | None = None,
) -> str:
    """Return the page that says why a file could not be checked, as HTML.

    Args:
        view: the request.
        kept: the check.
        problem: why.
        standards: the standards that the file may be checked by instead.
        unmatched: what is known of a table none of whose headings is a column of its standard.
    """
    task = kept.task()
    return render(
        "check_failed.html",
        view,
        name=task.name or task.address,
        problem=problem,
        standard=task.request.standard,
        standards=standards if kept.upload() is not None else (),
        token=kept.token,
        unmatched=unmatched,
        headings=numbered_headings(unmatched) if unmatched else (),
        code=publisher_code_of(view, unmatched) if unmatched else "",
    )


def numbered_headings(summary: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the headings of a summary that are not blank, each with its position."""
    return [
        {**heading, "position": position}
        for position, heading in enumerate(summary["headings"])
        if heading["heading"]
    ]


def publisher_code_of(view: View, summary: Mapping[str, Any]) -> str:
    """Return the code of the publisher; empty if it is not known, or no council."""
    publisher = summary.get("publisher")
    return publisher_code(publisher["iri"], view.base_iri) if publisher else ""


def check_deleted(view: View) -> str:
    """Return the page that says that a report is deleted, as HTML."""
    return render("check_deleted.html", view)


def day_of(seconds: float) -> datetime:
    """Return a moment that is given in seconds since 1970."""
    return datetime.fromtimestamp(seconds, UTC)
