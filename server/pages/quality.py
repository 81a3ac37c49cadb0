"""The pages of the quality record: all checks with their trend, and the terms that one found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...graph.quality.questions import Check, checks
from ...graph.quality.record import Finding, Measurement, QualityRecord
from ...graph.quality.trend import Edition
from ...graph.releases.release import Release
from ...graph.releases.version import NOW
from ...graph.terms import parse_iri
from ..view import View
from .lists import list_titles
from .template import generation_of, render
from .trend import trend_columns
from .values import Names, Value

TAGS = {"Violation": "must", "Warning": "should", "Info": "off"}
"""Severity of a check -> class of its tag."""


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One check in the overview.

    Attributes:
        name: its name; the end of its IRI, which is the address of its row.
        title: its title, with a link to what it found.
        tag: class of the tag of its severity.
        severity: its severity in words.
        count: terms that it found; None if the record is older than the check.
        before: what it found in the newest release; None if that is not known.
    """

    name: str
    title: Value
    tag: str
    severity: str
    count: int | None
    before: int | None


@dataclass(frozen=True, slots=True)
class Section:
    """The checks of one dimension."""

    id: str
    title: Value
    rows: tuple[CheckRow, ...]


@dataclass(frozen=True, slots=True)
class FoundTerm:
    """One term that a check found."""

    term: Value
    lists: tuple[Value, ...]
    values: tuple[Value, ...]


def quality(view: View, record: QualityRecord, editions: Sequence[Edition]) -> str:
    """Return the quality record as HTML.

    Args:
        view: the request.
        record: the record of what the request reads.
        editions: the releases that keep a record, oldest first, and what is served now.
    """
    generation = generation_of(view)
    names = Names(view, generation, {})
    known = checks(generation.base_iri)
    stopping = [(_edition_name(names, each), each.stopping(known)) for each in editions]
    return render(
        "quality.html",
        view,
        record=record,
        has_kept_records=len(editions) > 1,
        before=_newest_release(editions),
        sections=_sections(names, known, record, editions),
        stopping=stopping,
        trend=trend_columns(stopping),
        asked=generation.release,
    )


def quality_check(view: View, check: Check, found: Measurement, editions: Sequence[Edition]) -> str:
    """Return what one check found, and what it found in each release, as HTML."""
    names = Names(view, generation_of(view), {})
    language, titles = view.language, list_titles(names)
    counted = [
        (_edition_name(names, each), each.counts[check.name])
        for each in editions
        if check.name in each.counts
    ]
    return render(
        "quality_check.html",
        view,
        check=check,
        title=names.text(check.title(language)),
        explanation=names.text(check.explanation(language)),
        remedy=names.text(check.remedy(language)),
        tag=TAGS[check.severity],
        severity=_severity(names, check),
        found=found,
        lists=[(titles.get(name, Value(name)), count) for name, count in found.by_list.items()],
        terms=tuple(_found_term(names, titles, finding) for finding in found.findings),
        counted=counted,
        trend=trend_columns(counted),
        path=f"/quality/{check.name}",
    )


def release_quality(names: Names, release: Release) -> list[tuple[str, str, int]]:
    """Return what a release's record counts by severity: class of tag, words, and number."""
    known = checks(names.view.base_iri)
    return [
        (
            tag,
            names.page.words(f"severity_{severity.lower()}"),
            sum(
                count
                for name, count in (release.quality or {}).items()
                if name in known and known[name].severity == severity
            ),
        )
        for severity, tag in TAGS.items()
    ]


def waiver_rows(names: Names, release: Release) -> list[tuple[Value, str]]:
    """Return the title of each check that a release waives, with the reason."""
    known = checks(names.view.base_iri)
    return [
        (names.text(known[name].title(names.view.language)) if name in known else Value(name), why)
        for name, why in release.waivers.items()
    ]


def _sections(
    names: Names,
    known: Mapping[str, Check],
    record: QualityRecord,
    editions: Sequence[Edition],
) -> tuple[Section, ...]:
    before = _newest_release(editions)
    counts = next((each.counts for each in editions if each.name == before), {})
    rows: dict[str, list[CheckRow]] = {}
    titles: dict[str, Value] = {}
    for check in known.values():
        title = names.text(check.title(names.view.language))
        measured = record.measurements.get(check.name)
        titles[check.dimension] = names.text(check.dimension_title(names.view.language))
        rows.setdefault(check.dimension, []).append(
            CheckRow(
                name=check.name,
                title=Value(title.text, title.lang, names.page.to(f"/quality/{check.name}")),
                tag=TAGS[check.severity],
                severity=_severity(names, check),
                count=measured.count if measured else None,
                before=counts.get(check.name),
            )
        )
    return tuple(
        Section(dimension.rpartition("#")[2], titles[dimension], tuple(found))
        for dimension, found in rows.items()
    )


def _newest_release(editions: Sequence[Edition]) -> str:
    """Return the version of the newest release that keeps a record; empty if none does."""
    return next((each.name for each in reversed(editions) if each.name != NOW), "")


def _severity(names: Names, check: Check) -> str:
    return names.page.words(f"severity_{check.severity.lower()}")


def _edition_name(names: Names, edition: Edition) -> str:
    return names.page.words("now_choice") if edition.name == NOW else edition.name


def _found_term(names: Names, titles: Mapping[str, Value], finding: Finding) -> FoundTerm:
    label = names.label(finding.term)
    shown = names.text(label) if label.value != finding.term else Value(finding.label)
    return FoundTerm(
        term=Value(shown.text, shown.lang, names.address(finding.term), code=finding.code),
        lists=tuple(titles.get(name, Value(name)) for name in finding.lists),
        values=tuple(_value(names, value) for value in finding.values),
    )


def _value(names: Names, text: str) -> Value:
    """Return what is at fault: another term with its link, or a text as it stands."""
    if ":" in text and parse_iri(text) is not None and names.generation.reader.describes(text):
        return names.link(text)
    return Value(text)
