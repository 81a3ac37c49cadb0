"""Publication: from datasets that were read to one exact change and the next generation.

Everything happens while the live store is held, so what is compared is what will be changed; and
everything is computed before the first statement is written, so a refusal changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime

from ..graph.attribution import NOBODY, Attribution
from ..graph.change import Change, difference
from ..graph.config import Config
from ..graph.errors import ShapesError
from ..graph.generations import Generations, Writer
from ..graph.moment import this_second
from ..graph.namespaces import DCT
from ..graph.store import Reader
from ..graph.terms import Literal
from ..shapes.check import check
from ..shapes.report import Finding, Report
from ..shapes.view import View
from .carry_over import tombstones
from .catalogue_entry import Entry, count_records, without_passing
from .ledger import DatasetChange, ledger_change
from .load_report import DatasetReport, LoadReport, compare
from .originals import keep_original
from .retirement import check_confirmed, retirements
from .source import Source
from .staging import Edition, OnViolation, Progress, Stage, stage_editions
from .thing_changes import quad_change

Precondition = Callable[[], None]
"""Raises if something is not to be published."""


def publish(
    generations: Generations,
    config: Config,
    editions: Sequence[Edition],
    *,
    notes: Sequence[str] = (),
    found: Sequence[Finding] = (),
    on_violation: OnViolation = "refuse",
    draft: bool = False,
    is_confirmed: bool = False,
    attribution: Attribution = NOBODY,
    condition: Precondition = lambda: None,
    progress: Progress = lambda _: None,
) -> LoadReport:
    """Return what publishing some datasets, together as one generation, did.

    Args:
        generations: the data directory; a store must be there unless it is a draft.
        config: the settings.
        editions: the datasets, each with its source; no two of one name.
        notes: what reading them already had to say.
        found: what reading them found wrong, and left out.
        on_violation: what to do when the data breaks the shapes: refuse all of it, publish it
            all the same, or leave out what breaks them.
        draft: do everything except writing.
        is_confirmed: whether terms that are still used may become not for new use.
        attribution: who publishes, and why.
        condition: raises if nothing is to be published; asked when nobody else can write any more.
        progress: is told each step.

    Raises:
        ShapesError: the data breaks the shapes and is refused; nothing has changed.
        StillUsedError: terms that are still used would be deprecated; nothing has changed.
        StoreLockedError: another process is writing.
    """
    started = this_second()
    with hold(generations, draft) as (published, writer):
        condition()
        stage = stage_editions(
            editions, config.base_iri, published, on_violation, progress, config.standards_dir
        )
        if not stage.report.conforms and on_violation != "publish":
            raise _refusal(editions, stage.report)
        retired = retirements(stage.view, config.base_iri)
        check_confirmed(retired, is_confirmed or draft)
        number = generations.next_number
        progress("comparing with what is published")
        compared = _compare(editions, config.base_iri, stage, published, started, number)
        change = compared.change + ledger_change(
            compared.told, config.base_iri, number, started, attribution, published
        )
        if writer is not None and change:
            for edition in editions:
                keep_original(generations.data_dir, edition.source)
            number = writer.publish(change, progress).number
        elif published is None:
            number = 0
        else:
            number = generations.current().number if generations.numbers() else 0
        report = stage.report + Report(tuple(found), 0, stage.report.engine)
        findings = [f for f in report.findings if f.severity != "Violation"]
        return LoadReport(
            datasets=tuple(compared.reports),
            report=report,
            generation=number or None,
            unchanged=not change,
            draft=draft,
            notes=tuple(notes),
            warnings=tuple(dict.fromkeys((*map(str, retired), *map(str, findings)))),
            quarantined=tuple(sorted(stage.left_out)),
            quarantine_reasons=stage.reasons,
        )


@contextmanager
def hold(generations: Generations, draft: bool) -> Iterator[tuple[Reader | None, Writer | None]]:
    """Hold the live store while a load is compared and written; a draft only reads.

    Gives the graph as it is published, None if nothing is, and the writer, None for a draft.

    Raises:
        StoreLockedError: another process is writing.
    """
    if draft:
        newest = generations.newest()
        yield (newest.reader if newest is not None else None), None
        return
    with generations.writing() as writer:
        yield writer.live, writer


@dataclass(frozen=True, slots=True)
class Compared:
    """How some datasets differ from what is published of them.

    Attributes:
        change: the whole change, but for the ledger.
        told: what the ledger is to say of it.
        reports: what whoever publishes them is told.
    """

    change: Change
    told: Sequence[DatasetChange]
    reports: Sequence[DatasetReport]


def _compare(
    editions: Sequence[Edition],
    base_iri: str,
    stage: Stage,
    published: Reader | None,
    started: datetime,
    number: int,
) -> Compared:
    """Return the whole change but for the ledger, and what it does to each dataset."""
    change = tombstones(stage.view, base_iri, started.date())
    reports = []
    told: list[DatasetChange] = []
    for edition in editions:
        slug = edition.dataset.slug
        entry = Entry(base_iri, edition.dataset)
        graph = entry.data_graph
        after = stage.quads[slug]
        before = set(published.quads(graph=graph)) if published is not None else set()
        own = (
            difference(published, graph, after)
            if published is not None
            else Change(added=sorted(after, key=str))
        )
        size = Size(len(after), count_records(after))
        described = entry_change(
            entry, edition.source, edition.loader, published, size, bool(own), started, number
        )
        change += own + described
        lasting = entry.lasting(entry.published(published), size.triples, size.records)
        titles = (quad.object for quad in lasting if quad.predicate == DCT.title)
        title = next((t for t in titles if isinstance(t, Literal)), Literal(slug))
        if own or described:
            told.append(quad_change(stage.view, graph, own, slug, title))
        reports.append(compare(slug, title.value, before, after, stage.carried[slug].absent))
    return Compared(_exact(change), told, reports)


@dataclass(frozen=True, slots=True)
class Size:
    """How much a dataset holds.

    Attributes:
        triples: statements in its graph.
        records: terms or records in it.
    """

    triples: int
    records: int


def entry_change(
    entry: Entry,
    source: Source,
    loader: str,
    published: Reader | None,
    size: Size,
    is_changed: bool,
    started: datetime,
    number: int,
) -> Change:
    """Return the change to the catalogue's entry of a dataset, and the record of its load.

    Args:
        entry: the entry.
        source: the file or address.
        loader: the name of the format's loader.
        published: the graph as it is published; None if nothing is.
        size: how much the dataset will hold.
        is_changed: whether its statements change.
        started: when the load began.
        number: the number of the generation that it becomes.
    """
    was = entry.published(published)
    lasting = entry.lasting(was, size.triples, size.records)
    if not is_changed and without_passing(was) == lasting:
        return Change()
    said = lasting | entry.dated(source, started)
    said |= entry.load(source, loader, started, this_second(), number)
    if published is not None:
        was |= set(published.quads(entry.load_iri(source), graph=entry.graph))
        said -= {quad for quad in said - was if quad in published}
    return Change(sorted(was - said, key=str), sorted(said - was, key=str))


def check_entry(entry: Entry, published: Reader | None, size: Size) -> Report:
    """Return the report of a catalogue entry as it would be."""
    lasting = entry.lasting(entry.published(published), size.triples, size.records)
    return check(View(Reader.of(lasting)))


def _exact(change: Change) -> Change:
    """Return the change with each statement once; the catalogue is shared by all datasets."""
    removed, added = dict.fromkeys(change.removed), dict.fromkeys(change.added)
    both = removed.keys() & added.keys()
    return Change(
        [quad for quad in removed if quad not in both],
        [quad for quad in added if quad not in both],
    )


def _refusal(editions: Sequence[Edition], report: Report) -> ShapesError:
    count = len(report.violations)
    first = report.violations[0]
    faults = "1 violation" if count == 1 else f"{count:,} violations"
    names = dict.fromkeys(edition.source.name for edition in editions)
    return ShapesError(
        f"it breaks the shapes ({faults}, the first: {first})",
        report=report,
        where=next(iter(names)) if len(names) == 1 else f"{len(names)} files",
    )
