"""Judging a draft: what publishing it would do, seen by publishing it to a copy."""

from __future__ import annotations

from dataclasses import dataclass

from ..graph.attribution import NOBODY, Attribution
from ..graph.config import Config
from ..graph.errors import StillUsedError
from ..graph.generation import Generation
from ..graph.generations import Generations
from ..graph.quality.measuring import quality_record
from ..graph.quality.questions import checks
from ..graph.quality.record import QualityRecord
from ..graph.quality.regressions import Regression, regressions
from ..graph.releases.comparison import compare
from ..graph.releases.difference import Difference
from ..graph.releases.sides import Side
from ..graph.releases.version import NOW
from ..graph.trial import trial
from .drafts import Draft
from .formats import format_named
from .load import load_source
from .load_report import LoadReport
from .publication import Precondition
from .retirement import Retirement
from .source import Source
from .staging import Progress


@dataclass(frozen=True, slots=True)
class Judgement:
    """What publishing a draft would do to what is served now.

    Attributes:
        draft: the draft.
        served: number of the generation that is served now.
        overtaken: names of the datasets that others have changed since it was handed in.
        report: what its load does, dataset by dataset.
        new_datasets: names of those datasets that are not published yet.
        difference: what changes in the standard, as between two releases.
        before: the quality record of what is served.
        after: the quality record of what would be.
        worse: the checks that matter and would find more than now.
        still_used: terms that it deprecates although something uses them.
    """

    draft: Draft
    served: int
    overtaken: tuple[str, ...]
    report: LoadReport
    new_datasets: tuple[str, ...]
    difference: Difference
    before: QualityRecord
    after: QualityRecord
    worse: tuple[Regression, ...]
    still_used: tuple[Retirement, ...]


def judge(
    generations: Generations,
    config: Config,
    served: Generation,
    draft: Draft,
    data: bytes,
    progress: Progress = lambda _: None,
) -> Judgement:
    """Return what publishing a draft to a generation would do; nothing changes.

    Args:
        generations: the data directory.
        config: the settings.
        served: the generation that is served.
        draft: the draft.
        data: its file.
        progress: is told each step.

    Raises:
        SourceError: it cannot be read.
        ShapesError: it would break the shapes.
        StoreError: the disk refused.
    """
    still_used: tuple[Retirement, ...] = ()
    with trial(generations, served) as copy:
        try:
            report = load_draft(copy, config, draft, data, is_confirmed=False, progress=progress)
        except StillUsedError as error:
            still_used = error.retirements
            report = load_draft(copy, config, draft, data, is_confirmed=True, progress=progress)
        progress("comparing with what is served")
        then = copy.current()
        difference = compare(Side(NOW, served, None), Side(draft.name, then, None))
        progress("measuring the quality")
        before, after = quality_record(served), quality_record(then)
        return Judgement(
            draft=draft,
            served=served.number,
            overtaken=draft.overtaken(served),
            report=report,
            new_datasets=tuple(
                each.slug
                for each in report.datasets
                if served.graph_iri(each.slug) not in served.manifest.graphs
            ),
            difference=difference,
            before=before,
            after=after,
            worse=regressions(before, after, checks(served.base_iri)),
            still_used=still_used,
        )


def load_draft(
    generations: Generations,
    config: Config,
    draft: Draft,
    data: bytes,
    attribution: Attribution = NOBODY,
    *,
    is_confirmed: bool,
    condition: Precondition = lambda: None,
    progress: Progress = lambda _: None,
) -> LoadReport:
    """Return what loading the file of a draft did, as was said of it when it was handed in.

    Raises:
        SourceError: it cannot be read.
        ShapesError: it breaks the shapes.
        StillUsedError: it deprecates terms that are still used, and nobody has confirmed that.
        StoreLockedError: another process is writing.
    """
    return load_source(
        generations,
        config,
        Source(draft.file, draft.file, data),
        format_named(draft.format, draft.file),
        list_name=draft.list_name,
        slug=draft.slug,
        publisher=draft.publisher,
        licence=draft.licence,
        is_confirmed=is_confirmed,
        attribution=attribution,
        condition=condition,
        progress=progress,
    )
