"""The report of a check as a page: what was recognised, what is to be done, and all that is wrong.

Everything in it comes from files of strangers, by way of the summary that the check wrote down.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ...graph.errors import NotFoundError
from ...loaders.checks.folder import KeptCheck, State
from ...loaders.checks.load_reports import LoadFacts
from ...loaders.checks.report_folder import ReportFolder
from ..view import View
from .check import day_of, numbered_headings, publisher_code_of
from .map import Place, PointMap, map_of
from .template import render
from .words import Words, words_in

_DAY_S = 86_400
_DELIMITERS = {",": "check_comma", "\t": "check_tab", ";": "check_semicolon", "|": "check_pipe"}
_LEVELS = {
    "must": "check_level_must",
    "should": "check_level_should",
    "may": "check_level_may",
}
_KINDS = {"csv": "CSV", "json": "JSON", "xlsx": "Excel (XLSX)", "xls": "Excel (XLS)"}
_KINDS |= {"xlsb": "Excel (XLSB)", "ods": "OpenDocument (ODS)"}
LOAD_OUTCOMES = {
    "published": ("load_published", "load_published_text"),
    "unchanged": ("load_unchanged", "load_unchanged_text"),
    "refused": ("load_refused", "load_refused_text"),
}
"""What became of a load -> its name, and what it means, among the words."""

_MOST_DOTS = 500
_MOST_IN_SENTENCE = 8


@dataclass(frozen=True, slots=True)
class FilledBar:
    """How full a column is.

    Attributes:
        name: the column.
        level: whether it is asked for, in words.
        rows: rows in which it is filled.
        share: the same as a part of all rows, in percent.
        colour: the class of its bar.
    """

    name: str
    level: str
    rows: int
    share: int
    colour: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """The report in a few words.

    Attributes:
        level: ``must``, ``should`` or ``ok``, which gives the colour.
        title: the words above.
        text: what they mean.
    """

    level: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class ShownCheck:
    """What is shown of a check over the web besides its report.

    Attributes:
        state: how far it is.
        created: when it was asked for, in seconds since 1970.
        keep_days: days for which it is kept.
    """

    state: State
    created: float
    keep_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownReport:
    """A report as its pages show it.

    Attributes:
        folder: the report.
        name: the name of the file.
        address: the path of the report.
        check: the check over the web that it is of; None if it is of a load.
        load: what the load did that it is of; None if it is of a check.
    """

    folder: ReportFolder
    name: str
    address: str
    check: ShownCheck | None = None
    load: LoadFacts | None = None


def check_report(view: View, shown: ShownReport) -> str:
    """Return the page of a report as HTML.

    Args:
        view: the request.
        shown: the report of a check that is done, or of a load.

    Raises:
        NotFoundError: the report was deleted meanwhile.
    """
    summary = shown.folder.summary()
    words, check, load = words_in(view.language), shown.check, shown.load
    is_table = summary["kind"] == "table"
    return render(
        "check_report.html",
        view,
        report=summary,
        shown=shown,
        name=shown.name,
        address=shown.address,
        outcome=_outcome(words, summary) if load is None else _load_outcome(words, load),
        must=[g for g in _numbered(summary) if g["level"] == "must"],
        should=[g for g in _numbered(summary) if g["level"] == "should"],
        state=check.state if check else None,
        is_spreadsheet=is_table and summary["form"]["kind"] not in ("csv", "json"),
        until=day_of(check.created + check.keep_days * _DAY_S) if check else None,
        keep_days=check.keep_days if check else 0,
        load=load,
        recognised=_recognised(words, summary) if is_table else (),
        known=_known_headings(summary) if is_table else {},
        drawing=_map(summary, words) if is_table else None,
        outside=_listed(summary.get("outside", ()), summary.get("outside_count", 0)),
        filled=_filled(words, summary) if is_table else (),
        code=publisher_code_of(view, summary),
    )


def check_findings(view: View, shown: ShownReport, number: int, page: int, page_size: int) -> str:
    """Return a page of all that breaks one rule, as HTML.

    Args:
        view: the request.
        shown: the report of a check that is done, or of a load.
        number: the number of the rule among those that are broken, from 0.
        page: which page it is, from 1.
        page_size: how many findings make a page.

    Raises:
        NotFoundError: there is no such rule, or no such page.
    """
    summary = shown.folder.summary()
    groups = _numbered(summary)
    first = (page - 1) * page_size
    if number >= len(groups) or (first >= groups[number]["kept"] and page > 1):
        raise NotFoundError("there is no such page of the report", remedy="start at the report")
    group = groups[number]
    found = shown.folder.findings(number, first, page_size)
    return render(
        "check_findings.html",
        view,
        report=summary,
        shown=shown,
        name=shown.name,
        group=group,
        found=found,
        address=shown.address,
        first=first + 1,
        last=first + len(found),
        number=page,
        has_next=first + len(found) < group["kept"],
    )


def check_matching(view: View, kept: KeptCheck, summary: Mapping[str, Any]) -> str:
    """Return the form that says which column each heading is, as HTML."""
    return render(
        "check_matching.html",
        view,
        report=summary,
        name=kept.task().name,
        address=f"/check/report/{kept.token}",
        headings=numbered_headings(summary),
        code=publisher_code_of(view, summary),
    )


def _numbered(summary: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{**group, "number": n} for n, group in enumerate(summary["groups"])]


def _outcome(words: Words, summary: Mapping[str, Any]) -> Outcome:
    counts = summary["counts"]
    must, should = counts["must_rules"], counts["should_rules"]
    if must:
        sure = sum(1 for g in summary["groups"] if g["level"] == "must" and g.get("is_repaired"))
        text = words("check_not_ready_text" if must > 1 else "check_not_ready_text_1", number=must)
        if sure:
            text += " " + words("check_repaired_of", number=sure)
        return Outcome("must", words("check_not_ready"), text)
    if should:
        text = words("check_ready_should" if should > 1 else "check_ready_should_1", number=should)
        return Outcome("ok", words("check_ready"), text)
    return Outcome("ok", words("check_ready"), words("check_ready_text"))


def _load_outcome(words: Words, load: LoadFacts) -> Outcome:
    """Return what became of the table of a load, in a few words."""
    level = "must" if load.outcome == "refused" else "should" if load.must_rules else "ok"
    title, meaning = LOAD_OUTCOMES[load.outcome]
    text = words(meaning)
    if load.outcome != "refused" and load.quarantined:
        text += " " + words("load_quarantined", number=f"{load.quarantined:,}")
    elif load.outcome != "refused" and load.must_rules:
        text += " " + words("load_all_the_same")
    return Outcome(level, words(title), text)


def _recognised(words: Words, summary: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Return what the file was recognised as: what is said, and the words over it."""
    form = summary["form"]
    kind = [_KINDS.get(form["kind"], form["kind"]), form["encoding"].upper()]
    if form["kind"] == "csv":
        named = _DELIMITERS.get(form["delimiter"])
        kind.append(words(named) if named else form["delimiter"])
    size = words("check_size", rows=f"{summary['rows']:,}", columns=f"{summary['columns']:,}")
    rows = [
        (words("check_file"), ", ".join(part for part in kind if part)),
        (words("check_sheet"), form["sheet"]),
        (words("check_amount"), size),
        (words("check_system"), ", ".join(summary["systems"])),
    ]
    return tuple((heading, text) for heading, text in rows if text)


def _known_headings(summary: Mapping[str, Any]) -> dict[str, list[Mapping[str, Any]]]:
    """Return the headings by how they were matched: as written, by us, or not at all."""
    found: dict[str, list[Mapping[str, Any]]] = {"exact": [], "matched": [], "unknown": []}
    for each in summary["headings"]:
        if not each["heading"]:
            continue
        exact = each["how"] in ("exact", "folded")
        kind = "unknown" if each["column"] is None else "exact" if exact else "matched"
        found[kind].append(each)
    return found


def _map(summary: Mapping[str, Any], words: Words) -> PointMap | None:
    """Return the map of the points that are right; those that are not would be far away."""
    wrong = set(summary["outside"])
    places = [
        Place(latitude, longitude, words("check_row", number=f"{int(row):,}"))
        for row, latitude, longitude in summary["places"]
        if row not in wrong and abs(latitude) < 85 and abs(longitude) <= 180
    ]
    step = -(-len(places) // _MOST_DOTS) or 1
    return map_of(places[::step]) if places else None


def _listed(rows: Sequence[int], count: int) -> str:
    """Return the numbers of some rows as a sentence lists them."""
    shown = ", ".join(f"{row:,}" for row in rows[:_MOST_IN_SENTENCE])
    return f"{shown} …" if count > _MOST_IN_SENTENCE else shown


def _filled(words: Words, summary: Mapping[str, Any]) -> tuple[FilledBar, ...]:
    rows = summary["rows"]
    return tuple(
        FilledBar(
            name,
            words(_LEVELS[level]),
            filled,
            round(filled * 100 / rows) if rows else 0,
            "ok" if filled >= rows else "off" if level == "may" else "should",
        )
        for name, level, filled in summary["filled"]
    )
