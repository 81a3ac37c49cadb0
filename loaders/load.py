"""The life of a load: fetch, recognise, read, stage, check, publish."""

from __future__ import annotations

import dataclasses
import re

from ..graph.attribution import NOBODY, Attribution
from ..graph.config import Config
from ..graph.errors import BusyError, SourceError, UnknownFormatError
from ..graph.generations import Generations
from . import list_table
from .formats import TABLE, Format, format_named, looks_like_table, recognise
from .load_report import LoadReport
from .publication import Precondition, publish
from .source import Source, fetch
from .staged import Context, Staged, check_slug
from .staging import Edition, OnViolation, Progress
from .table_load import TableLoad, load_table

_RETRY_AFTER_S = 1


def load(
    generations: Generations,
    config: Config,
    address: str,
    *,
    as_format: str | None = None,
    list_name: str | None = None,
    slug: str | None = None,
    publisher: str | None = None,
    licence: str | None = None,
    table: TableLoad | None = None,
    on_violation: OnViolation = "refuse",
    draft: bool = False,
    is_confirmed: bool = False,
    attribution: Attribution = NOBODY,
    progress: Progress = lambda _: None,
) -> LoadReport:
    """Return what loading a file or web address did.

    Args:
        generations: the data directory; `moothall init` makes it.
        config: the settings.
        address: a path, or an http or https address.
        as_format: the name of its format; None to look at its content.
        list_name: the list that its terms belong to, where the source does not say.
        slug: the name of the dataset that it becomes, where the source does not say.
        publisher: the publisher's IRI, or a council's three-letter code.
        licence: the licence's IRI.
        table: what is said of a table: its standard, its headings, its sheet; None if nothing is,
            and a source in no other format is then tried as one.
        on_violation: ``refuse``, ``publish`` or ``quarantine``.
        draft: do everything except writing.
        is_confirmed: whether terms that are still used may become not for new use.
        attribution: who publishes, and why.
        progress: is told each step.

    Raises:
        SourceError: the source cannot be fetched or read.
        UnknownFormatError: it is in no format that can be loaded.
        ShapesError: it breaks the shapes; nothing has changed.
        StillUsedError: terms that are still used would be deprecated; nothing has changed.
        StoreMissingError: there is no store.
        StoreLockedError: another process is writing.
    """
    if not draft:
        generations.check_layout()
    if slug is not None:
        check_slug(slug, address)
    progress(f"fetching {address}")
    source = fetch(address, config)
    format = None if table is not None else _format(source, as_format)
    of_list = list_name is not None and (table is None or table.standard is None)
    if format is None and not of_list:
        asked = dataclasses.replace(
            table or TableLoad(),
            slug=slug,
            publisher=_publisher(publisher, source, config) if publisher else None,
            licence=_checked_licence(licence, source) if licence else None,
            on_violation=on_violation,
            draft=draft,
            attribution=attribution,
        )
        return load_table(generations, config, source, asked, progress)
    return load_source(
        generations,
        config,
        source,
        format,
        list_name=list_name,
        slug=slug,
        publisher=publisher,
        licence=licence,
        table=table,
        on_violation=on_violation,
        draft=draft,
        is_confirmed=is_confirmed,
        attribution=attribution,
        progress=progress,
    )


def load_source(
    generations: Generations,
    config: Config,
    source: Source,
    format: Format | None,
    *,
    list_name: str | None = None,
    slug: str | None = None,
    publisher: str | None = None,
    licence: str | None = None,
    table: TableLoad | None = None,
    on_violation: OnViolation = "refuse",
    draft: bool = False,
    is_confirmed: bool = False,
    attribution: Attribution = NOBODY,
    condition: Precondition = lambda: None,
    progress: Progress = lambda _: None,
) -> LoadReport:
    """Return what loading a source that is no table of records did.

    Args:
        generations: the data directory.
        config: the settings.
        source: the file.
        format: what it is read as; None for a table of the terms of the list that is named.
        list_name: the list that its terms belong to, where the source does not say.
        slug: the name of the dataset that it becomes, where the source does not say.
        publisher: the publisher's IRI, or a council's three-letter code.
        licence: the licence's IRI.
        table: what is said of a table: its headings and its sheet.
        on_violation: ``refuse``, ``publish`` or ``quarantine``.
        draft: do everything except writing.
        is_confirmed: whether terms that are still used may become not for new use.
        attribution: who publishes, and why.
        condition: raises if nothing is to be published; asked when nobody else can write any more.
        progress: is told each step.

    Raises:
        SourceError: the source cannot be read.
        ShapesError: it breaks the shapes; nothing has changed.
        StillUsedError: terms that are still used would be deprecated; nothing has changed.
        StoreMissingError: there is no store.
        StoreLockedError: another process is writing.
        BusyError: it edits what is published, which others have changed since it was read.
    """
    title, loader = (format.title, format.name) if format else ("a table of a list", TABLE)
    progress(f"reading {source.name} as {title}")
    newest = generations.newest()
    published = newest.reader if newest is not None else None
    context = Context(config.base_iri, published, list_name, slug)
    if format is not None:
        staged = format.read(source, context)
    else:
        staged = list_table.read(
            source, context, table.chosen if table else {}, table.sheet if table else None
        )
    _check_names(staged, source, slug, list_name)

    def is_as_it_was_read() -> None:
        condition()
        now = generations.newest()
        is_other = (now and now.number) != (newest and newest.number)
        if is_other and format is not None and format.edits_published:
            raise BusyError("somebody has published something meanwhile", _RETRY_AFTER_S)

    staged = _described(staged, source, config, publisher, licence)
    return publish(
        generations,
        config,
        [Edition(dataset, source, loader) for dataset in staged.datasets],
        notes=staged.notes,
        found=staged.findings,
        on_violation=on_violation,
        draft=draft,
        is_confirmed=is_confirmed,
        attribution=attribution,
        condition=is_as_it_was_read,
        progress=progress,
    )


def _format(source: Source, name: str | None) -> Format | None:
    """Return the format of a source; None for a table.

    Raises:
        UnknownFormatError: it looks like nothing that can be loaded.
    """
    if name == TABLE:
        return None
    if name is not None:
        return format_named(name, source.name)
    try:
        return recognise(source)
    except UnknownFormatError:
        if looks_like_table(source):
            return None
        raise


def _check_names(staged: Staged, source: Source, slug: str | None, list_name: str | None) -> None:
    """Raise unless the source holds the dataset and the list that were named for it."""
    if slug is not None and {dataset.slug for dataset in staged.datasets} != {slug}:
        raise SourceError(
            f"it becomes {', '.join(d.slug for d in staged.datasets)}, not {slug!r}",
            source=source.name,
            remedy="leave out --dataset: this format says itself which datasets it holds",
        )
    held = [name for dataset in staged.datasets for name in dataset.lists]
    if list_name is not None and list_name not in held:
        raise SourceError(
            f"it does not hold the list {list_name!r}",
            source=source.name,
            remedy=f"leave out --list; it holds {', '.join(held) or 'no list'}",
        )


def _described(
    staged: Staged,
    source: Source,
    config: Config,
    publisher: str | None,
    licence: str | None,
) -> Staged:
    """Return the datasets with what the person who loads says about them."""
    if licence is not None:
        _checked_licence(licence, source)
    publisher_iri = _publisher(publisher, source, config) if publisher else None
    datasets = tuple(
        dataclasses.replace(
            dataset,
            licence=licence or dataset.licence,
            publisher=publisher_iri or dataset.publisher,
            sources=tuple(dict.fromkeys([*dataset.sources, *_web(source)])),
        )
        for dataset in staged.datasets
    )
    return Staged(datasets, staged.notes, staged.findings)


def _checked_licence(licence: str, source: Source) -> str:
    if not _is_iri(licence):
        raise SourceError(
            f"the licence {licence!r} is not a web address",
            source=source.name,
            remedy="give the licence's address, for example "
            "http://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
        )
    return licence


def _publisher(publisher: str, source: Source, config: Config) -> str:
    if _is_iri(publisher):
        return publisher
    if re.fullmatch(r"[A-Za-z]{3}", publisher):
        return f"{config.base_iri}id/authority/{publisher.upper()}"
    raise SourceError(
        f"the publisher {publisher!r} is neither a web address nor a council's code",
        source=source.name,
        remedy="give a web address, or three letters such as ADU",
    )


def _is_iri(text: str) -> bool:
    return re.fullmatch(r"https?://[^\s<>\"{}|\\^`]+", text) is not None


def _web(source: Source) -> list[str]:
    return [source.iri] if source.iri == source.address else []
