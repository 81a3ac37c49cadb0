"""The load of a table: recognised, checked by its standard, compared, and published by difference.

::

    source -> check_table -> refuse, leave out or publish -> lines -> difference -> one generation
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from ..graph.attribution import NOBODY, Attribution
from ..graph.config import Config
from ..graph.errors import ShapesError
from ..graph.generation import Generation
from ..graph.generations import Generations
from ..graph.look_up import LookUp, look_up_of
from ..graph.moment import this_second
from ..graph.namespaces import MH, RDF, SKOS
from ..graph.reader import Reader
from ..graph.terms import Literal, NamedNode
from ..shapes.report import Finding, Report
from ..shapes.standard import Standard
from ..shapes.standard_files import standards
from ..shapes.written import lexical
from .catalogue_entry import Entry
from .checks.load_reports import Outcome
from .load_report import LoadReport
from .originals import keep_original
from .publication import check_entry, hold
from .record_lines import lines_of
from .shipped import shipped_look_up
from .source import Source
from .staged import StagedDataset, check_slug, slug_of
from .staging import OnViolation, Progress, stated_inverses
from .table_change import TableChange
from .table_reports import TableReports
from .tables.records import Records
from .tables.report import CellFinding, TableReport
from .tables.table_check import CheckedTable, TableOptions, check_table


@dataclass(frozen=True, slots=True, kw_only=True)
class TableLoad:
    """What somebody asks of the load of a table.

    Attributes:
        standard: the standard that it follows; None to see by its headings.
        chosen: heading -> name of the column that it is.
        sheet: the sheet of a spreadsheet; None for the likeliest.
        slug: the name of the dataset; None for one made of the publisher and the standard.
        title: the title of the dataset; None for one made of them.
        publisher: IRI of the publisher; None if the rows say it, or nobody does.
        licence: IRI of the licence; None for the one that is usual for the standard.
        with_personal: whether what holds personal data is published.
        on_violation: ``refuse``, ``quarantine`` or ``publish``.
        draft: do everything except writing.
        attribution: who publishes, and why.
    """

    standard: Standard | None = None
    chosen: Mapping[str, str] = field(default_factory=dict)
    sheet: str | None = None
    slug: str | None = None
    title: str | None = None
    publisher: str | None = None
    licence: str | None = None
    with_personal: bool = False
    on_violation: OnViolation = "refuse"
    draft: bool = False
    attribution: Attribution = NOBODY

    def options(self) -> TableOptions:
        """Return what the check of the table is to know."""
        return TableOptions(
            standard=self.standard,
            chosen=self.chosen,
            sheet=self.sheet,
            publisher=self.publisher or "",
        )


def load_table(
    generations: Generations,
    config: Config,
    source: Source,
    asked: TableLoad,
    progress: Progress = lambda _: None,
) -> LoadReport:
    """Return what loading a table did.

    Args:
        generations: the data directory.
        config: the settings.
        source: the file.
        asked: what is asked of the load.
        progress: is told each step.

    Raises:
        SourceError: it is no table, or follows no standard that is known.
        ShapesError: it breaks the standard and is refused; nothing has changed.
        StoreLockedError: another process is writing.
    """
    started = this_second()
    with hold(generations, asked.draft) as (published, writer):
        progress(f"checking {source.name}")
        followed = standards(config.standards_dir).values()
        look_up = _look_up(generations, config.base_iri)
        checked = check_table(source, followed, look_up, config.base_iri, asked.options())
        report = as_report(checked.report)
        dataset = _dataset(checked, asked, published, source)
        reports = TableReports(
            config, checked, look_up, dataset, source, started, asked.with_personal, asked.draft
        )
        newest = generations.newest()
        number = newest.number if newest is not None else None
        if not report.conforms and asked.on_violation == "refuse":
            with reports.written("refused", number) as address:
                refusal = _refusal(checked.report, address)
            raise refusal
        progress("comparing with what is published")
        entry = Entry(config.base_iri, dataset)
        left_out = checked.faulty if asked.on_violation == "quarantine" else frozenset()
        found = _compared(newest, published, generations.data_dir, entry, checked, asked, left_out)
        change = found.as_change(
            published, source, started, generations.next_number, asked.attribution
        )
        report = report + check_entry(entry, published, found.size)
        if change and writer is not None:
            number = generations.next_number
        outcome: Outcome = "published" if change else "unchanged"
        with reports.written(outcome, number, len(left_out)) as address:
            if writer is not None and change:
                keep_original(generations.data_dir, source)
                found.remember(writer.publish(change, progress), generations.data_dir)
        return LoadReport(
            datasets=(found.found.report(dataset.slug, dataset.title or dataset.slug),),
            report=report,
            generation=number,
            unchanged=not change,
            draft=asked.draft,
            notes=(checked.report.recognised(), *checked.report.notes, *_notes(checked, asked)),
            warnings=_warnings(checked.report),
            quarantined=tuple(sorted(subject[1:-1] for subject in left_out)),
            quarantine_reasons=report.violations if left_out else (),
            table=checked.report,
            address=address,
        )


def _compared(
    newest: Generation | None,
    published: Reader | None,
    data_dir: Path,
    entry: Entry,
    checked: CheckedTable,
    asked: TableLoad,
    left_out: frozenset[str],
) -> TableChange:
    """Return how the records of a table differ from what is published."""
    lines = lines_of(
        checked.records,
        stated_inverses(published or Reader.of([]), entry.base_iri),
        left_out,
        with_personal=asked.with_personal,
    )
    kept = left_out
    if left_out and checked.report.match.missing_must and published is not None:
        # the column may be what tells records apart, so nobody knows which have gone
        kept |= {str(q.subject) for q in published.quads(None, RDF.type, None, entry.data_graph)}
    return TableChange.between(newest, published, data_dir, entry, lines, kept)


def as_report(report: TableReport) -> Report:
    """Return the report on a table as that of any check."""
    findings = tuple(_as_finding(report, finding) for finding in report.findings())
    return Report(findings, report.rows, "moothall")


def _as_finding(report: TableReport, finding: CellFinding) -> Finding:
    rule = finding.rule
    column = report.standard.columns.get(finding.column or next(iter(rule.columns), ""))
    return Finding(
        severity="Violation" if rule.level == "must" else "Warning",
        focus_node=lexical(finding.record) if finding.record else report.standard.iri,
        path=column.path.value if column is not None else "",
        value=finding.value,
        rule=f"{report.standard.iri}#{rule.key}",
        message=finding.message or f"{rule.title}.",
        remedy=rule.remedy,
        source=report.source,
        line=finding.row,
    )


def _look_up(generations: Generations, base_iri: str) -> LookUp:
    newest = generations.newest()
    return look_up_of(newest) if newest is not None else shipped_look_up(base_iri)


def _dataset(
    checked: CheckedTable, asked: TableLoad, published: Reader | None, source: Source
) -> StagedDataset:
    standard = checked.report.standard
    publisher = asked.publisher or _publisher(checked.records)
    name = _name(published, publisher) if publisher else ""
    slug = asked.slug
    if slug is None:
        slug = f"{slug_of(name)}-{standard.name}"[:80] if name else slug_of(Path(source.name).stem)
    title = asked.title or (f"{standard.title}: {name}" if name else None)
    return StagedDataset(
        slug=check_slug(slug, source.name),
        title=title,
        quads=(),
        kind=MH.RecordData,
        description=standard.description,
        licence=asked.licence or standard.licence or None,
        publisher=publisher,
        sources=(source.iri,) if source.iri == source.address else (),
        conforms_to=standard.iri,
    )


def _publisher(records: Records) -> str | None:
    """Return the one publisher that all rows name; None if there are several or none."""
    named = [each for each in records.publishers if each]
    return lexical(named[0]) if len(named) == 1 and len(records.publishers) == 1 else None


def _name(published: Reader | None, publisher: str) -> str:
    label = published.value(NamedNode(publisher), SKOS.prefLabel) if published else None
    return label.value if isinstance(label, Literal) else publisher.rstrip("/").rpartition("/")[2]


def _notes(checked: CheckedTable, asked: TableLoad) -> Iterator[str]:
    personal = [c.name for c in checked.report.standard.columns.values() if c.is_personal]
    if personal and not asked.with_personal:
        yield f"personal data is not published: {', '.join(personal)}"
    if asked.on_violation == "quarantine" and checked.faulty:
        if missing := checked.report.match.missing_must:
            yield (
                f"every record must have {', '.join(missing)}, and there is no such column, so "
                "none is published, and what was published before stays"
            )
        count = len(checked.faulty)
        left_out = "1 record was" if count == 1 else f"{count:,} records were"
        yield f"{left_out} left out, to be published by the load of a corrected file"


def _warnings(table: TableReport) -> tuple[str, ...]:
    return tuple(
        f"{group.rule.title} ({group.count:,}). {group.rule.remedy}"
        for group in table.groups_of("should")
    )


def _refusal(table: TableReport, address: str) -> ShapesError:
    counts = table.counts()
    rules = "1 rule" if counts["must_rules"] == 1 else f"{counts['must_rules']:,} rules"
    first = table.groups_of("must")[0]
    return ShapesError(
        f"it breaks {rules} of the standard {table.standard.title}, the first: {first.rule.title} "
        f"({first.count:,})",
        report=table,
        where=table.source,
        address=address,
    )
