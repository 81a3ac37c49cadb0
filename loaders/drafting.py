"""Drafting: a list is handed in, judged by what publishing it would do, and published or discarded.

See `judging` for how a draft is judged, and `drafts` for how it is kept.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

from ..graph.attribution import NOBODY, Attribution
from ..graph.config import Config
from ..graph.errors import OvertakenError, PreconditionError
from ..graph.generations import Generations
from ..graph.moment import this_second
from .drafts import Draft, Drafts, KeptDraft, state_of
from .formats import format_named, recognise
from .judging import Judgement, judge, load_draft
from .load_report import LoadReport
from .source import Source
from .staged import check_slug
from .staging import Progress
from .write import when_free


@dataclass(frozen=True, slots=True, kw_only=True)
class HandedIn:
    """What somebody hands in, and says of it.

    Attributes:
        name: the name of the draft.
        source: the file.
        as_format: the name of its format; None to look at its content.
        list_name: the list that its terms belong to, where the file does not say.
        slug: the name of the dataset that it becomes, where the file does not say.
        publisher: the publisher's IRI, or a council's three-letter code.
        licence: the licence's IRI.
    """

    name: str
    source: Source
    as_format: str | None = None
    list_name: str | None = None
    slug: str | None = None
    publisher: str | None = None
    licence: str | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A draft that has been kept, with what publishing it would do."""

    kept: KeptDraft
    judgement: Judgement
    is_new: bool


def hand_in(
    generations: Generations,
    config: Config,
    handed: HandedIn,
    attribution: Attribution = NOBODY,
    *,
    tag: str | None = None,
    progress: Progress = lambda _: None,
) -> Judged:
    """Return a draft, kept in place of one of the same name, with what publishing it would do.

    Args:
        generations: the data directory.
        config: the settings.
        handed: what is handed in.
        attribution: who does, and why.
        tag: the tag of the draft that it replaces; empty if there may be none of its name; None
            to replace whichever there is.
        progress: is told each step.

    Raises:
        UnknownFormatError: it is no list, and nothing else that is published without a standard.
        SourceError: it cannot be read; with the place.
        ShapesError: it breaks the shapes.
        PreconditionError: the draft of that name has another tag, or there is none.
        RequestError: a name does not fit.
        StoreError: the disk refused; nothing has changed then.
    """
    source = handed.source
    drafts = Drafts(generations.data_dir)
    drafts.check_name(handed.name)
    is_new = handed.name not in drafts.names()
    _check_tag(drafts, handed.name, tag)
    if handed.slug is not None:
        check_slug(handed.slug, source.name)
    format = format_named(handed.as_format, source.name) if handed.as_format else recognise(source)
    served = generations.current()
    draft = Draft(
        name=handed.name,
        made=this_second(),
        by=attribution.by,
        note=attribution.note,
        file=source.name,
        size=len(source.data),
        format=format.name,
        list_name=handed.list_name,
        slug=handed.slug,
        publisher=handed.publisher,
        licence=handed.licence,
        generation=served.number,
        states={},
    )
    found = judge(generations, config, served, draft, source.data, progress)
    states = {each.slug: state_of(served, each.slug) for each in found.report.datasets}
    draft = dataclasses.replace(draft, states=states)
    # others may have handed in an edition while this one was being judged
    _check_tag(drafts, handed.name, tag)
    kept = drafts.put(draft, source.data)
    return Judged(kept, dataclasses.replace(found, draft=draft), is_new)


def publish_draft(
    generations: Generations,
    config: Config,
    kept: KeptDraft,
    attribution: Attribution = NOBODY,
    *,
    is_confirmed: bool = False,
    progress: Progress = lambda _: None,
) -> LoadReport:
    """Return what publishing a draft did; it is no draft any more then.

    Args:
        generations: the data directory.
        config: the settings.
        kept: the draft.
        attribution: who publishes, and why; what was said of the draft if no reason is given.
        is_confirmed: whether terms that are still used may become not for new use.
        progress: is told each step.

    Raises:
        OvertakenError: others have changed since then what it changes; nothing has changed.
        PreconditionError: another edition of it has been handed in since it was read.
        StillUsedError: terms that are still used would be deprecated; nothing has changed.
        ShapesError: it breaks the shapes; nothing has changed.
        BusyError: another write goes on.
    """
    draft, drafts = kept.draft, Drafts(generations.data_dir)

    def check() -> None:
        _check_tag(drafts, draft.name, kept.tag)
        overtaken = draft.overtaken(generations.current())
        if overtaken:
            raise OvertakenError(draft.name, overtaken, draft.generation)

    said = dataclasses.replace(attribution, note=attribution.note or draft.note)
    report = when_free(
        lambda: load_draft(
            generations,
            config,
            draft,
            kept.data,
            said,
            is_confirmed=is_confirmed,
            condition=check,
            progress=progress,
        ),
        config.write_wait_s,
    )
    drafts.discard(draft.name)
    return report


def _check_tag(drafts: Drafts, name: str, tag: str | None) -> None:
    """Raise unless the draft of a name is the edition with a tag.

    Args:
        drafts: the drafts.
        name: the name.
        tag: the tag; empty if there may be none of that name, None if anything may be.

    Raises:
        PreconditionError: it is another, or there is none, or there is one.
    """
    if tag is None:
        return
    if not tag:
        if name in drafts.names():
            raise PreconditionError(
                f"there is a draft {name} already",
                remedy="choose another name, or look at it and replace it",
            )
        return
    if name not in drafts.names():
        raise PreconditionError(
            f"there is no draft {name[:80]!r} any more",
            remedy="somebody has published or discarded it; see what is served now",
        )
    if drafts.get(name).tag != tag:
        raise PreconditionError(
            f"another edition of the draft {name} has been handed in meanwhile",
            remedy="look at it, and at what publishing it would do, before you go on",
        )
