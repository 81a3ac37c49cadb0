"""The check of a source: a table by its data standard, all else as a load would check it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from ...graph.config import Config
from ...graph.errors import SourceError, UnknownFormatError, UnmatchedHeadingsError
from ...graph.generations import Generations
from ...graph.look_up import LookUp, look_up_of
from ...graph.namespaces import MH
from ...graph.store import Reader
from ...graph.terms import parse_iri
from ...shapes.report import Report
from ...shapes.standard_files import standard_named, standards
from ...shapes.written import lexical
from ..formats import Format, format_named, recognise
from ..publication import publish
from ..shipped import shipped_look_up
from ..source import Source
from ..staged import Context
from ..staging import Edition, Progress
from ..tables.limits import TableLimits
from ..tables.report import TableReport
from ..tables.table_check import CheckedTable, RowProgress, TableOptions, check_table
from .request import CheckRequest

Remembered = Callable[[str, str], Mapping[str, str]]
"""From a standard's name and a publisher's IRI to the matching of headings of an earlier check."""


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes a file.

    Attributes:
        iri: the IRI.
        name: what it is called; the IRI if that is not known.
    """

    iri: str
    name: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found.

    Attributes:
        report: the report.
        table: the table that was checked; None for what is none.
        publisher: who publishes it; None if that is not known.
        look_up: where its councils, services and the like were found.
    """

    report: TableReport | Report
    table: CheckedTable | None
    publisher: Publisher | None
    look_up: LookUp


def check_source(
    source: Source,
    request: CheckRequest,
    config: Config,
    generations: Generations,
    *,
    limits: TableLimits | None = None,
    remembered: Remembered = lambda standard, publisher: {},
    progress: Progress = lambda _: None,
    row_progress: RowProgress = lambda _: None,
) -> Checked:
    """Return what is found in a source; nothing is published.

    Args:
        source: the file.
        request: what somebody says about it.
        config: the settings.
        generations: where councils and terms are looked up; where there is no store, those that
            ship are.
        limits: what a table may have at most.
        remembered: gives the matching of headings of an earlier check.
        progress: is told each step.
        row_progress: is told now and then how many rows of a table have been read.

    Raises:
        SourceError: it cannot be read, or follows no standard that is known.
        NotFoundError: there is no such standard, or it has no such column.
        UnknownFormatError: it is in no format that is read.
    """
    newest = generations.newest()
    published = newest.reader if newest is not None else None
    look_up = look_up_of(newest) if newest is not None else shipped_look_up(config.base_iri)
    if not request.standard:
        format = _format(source, request.as_format)
        if format is not None:
            progress(f"reading {source.name} as {format.title}")
            report = _as_load(source, format, config, generations, published, progress)
            return Checked(report, None, None, look_up)
    publisher = publisher_of(request.publisher, look_up, source.name) if request.publisher else None
    options = TableOptions(
        standard=standard_named(request.standard, config.standards_dir)
        if request.standard
        else None,
        chosen=request.mapping,
        sheet=request.sheet or None,
        publisher=publisher.iri if publisher else "",
        publisher_name=publisher.name if publisher else "",
        limits=limits or TableLimits(),
    )
    progress(f"checking {source.name}")
    known = standards(config.standards_dir)
    try:
        checked = check_table(
            source, known.values(), look_up, config.base_iri, options, row_progress
        )
    except UnmatchedHeadingsError as error:
        matching = _matching_of(error.headings, error.standard, publisher, remembered, options)
        if not matching:
            raise
        again = replace(options, chosen={**matching, **options.chosen})
        checked = check_table(source, known.values(), look_up, config.base_iri, again)
        checked = _with_note(checked, matching)
    publisher = publisher or _named_in(checked, look_up)
    if publisher is not None:
        checked = _as_remembered(
            checked, publisher, remembered, options, source, look_up, config.base_iri
        )
        checked = replace(checked, report=replace(checked.report, publisher=publisher.name))
    return Checked(checked.report, checked, publisher, look_up)


def publisher_of(text: str, look_up: LookUp, source: str) -> Publisher:
    """Return the publisher that a code, name or address means.

    Args:
        text: the code, name or address.
        look_up: where councils are found.
        source: the name of the file, for errors.

    Raises:
        SourceError: it means none that is known, or several.
    """
    found = look_up.find(MH.Authority.value, text)
    if len(found) == 1:
        return Publisher(found[0].iri, found[0].label)
    if not found and text.startswith(("http://", "https://")) and parse_iri(text) is not None:
        return Publisher(text, text)
    if found:
        names = ", ".join(thing.label for thing in found[:5])
        what, remedy = f"the publisher {text[:100]!r} may mean several: {names}", "say its code"
    else:
        near = look_up.suggest(MH.Authority.value, text)
        what = f"the publisher {text[:100]!r} is no council that is known"
        remedy = f"did you mean {near.label}?" if near else "give its name, code or web address"
    raise SourceError(what, source=source, remedy=remedy)


def _format(source: Source, name: str) -> Format | None:
    """Return the format of a source that a loader of its own reads; None if it may be a table."""
    if name:
        return format_named(name, source.name)
    try:
        return recognise(source)
    except UnknownFormatError:
        return None


def _as_load(
    source: Source,
    format: Format,
    config: Config,
    generations: Generations,
    published: Reader | None,
    progress: Progress,
) -> Report:
    """Return the report of a load that publishes nothing."""
    staged = format.read(source, Context(config.base_iri, published))
    editions = [Edition(dataset, source, format.name) for dataset in staged.datasets]
    made = publish(
        generations,
        config,
        editions,
        notes=staged.notes,
        found=staged.findings,
        on_violation="publish",
        draft=True,
        progress=progress,
    )
    return made.report


def _named_in(checked: CheckedTable, look_up: LookUp) -> Publisher | None:
    """Return the one publisher that the rows of a table name; None for none or several."""
    named = [written for written in checked.records.publishers if written]
    if len(named) != 1:
        return None
    iri = lexical(named[0])
    found = look_up.find(MH.Authority.value, iri)
    return Publisher(iri, found[0].label) if len(found) == 1 else None


def _as_remembered(
    checked: CheckedTable,
    publisher: Publisher,
    remembered: Remembered,
    options: TableOptions,
    source: Source,
    look_up: LookUp,
    base_iri: str,
) -> CheckedTable:
    """Return the table, checked anew if headings that match nothing were matched before.

    What somebody remembered for a publisher never overrides what the standard itself says.
    """
    report = checked.report
    taken = {column for column in report.match.columns if column is not None}
    headings = [each.heading for each in report.match.unknown]
    matching = _matching_of(headings, report.standard.name, publisher, remembered, options)
    chosen = {
        heading: column
        for heading, column in matching.items()
        if column in report.standard.columns.keys() - taken
    }
    if not chosen:
        return checked
    again = replace(options, standard=report.standard, chosen={**chosen, **options.chosen})
    made = check_table(source, [report.standard], look_up, base_iri, again)
    return _with_note(made, chosen)


def _matching_of(
    headings: Iterable[str],
    standard: str,
    publisher: Publisher | None,
    remembered: Remembered,
    options: TableOptions,
) -> dict[str, str]:
    """Return the columns that headings were said to be in an earlier check: heading -> column.

    What somebody says now comes before what was said then.
    """
    if publisher is None:
        return {}
    known = remembered(standard, publisher.iri)
    return {h: known[h] for h in headings if known.get(h) and h not in options.chosen}


def _with_note(checked: CheckedTable, matching: Mapping[str, str]) -> CheckedTable:
    note = "Headings were matched as they were for this publisher before: " + ", ".join(
        f"{heading} is {column}" for heading, column in matching.items()
    )
    report = checked.report
    return replace(checked, report=replace(report, notes=(*report.notes, f"{note}.")))
