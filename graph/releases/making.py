"""Making a release: what is served, frozen with its record, all of it or none.

The folder is built under another name, and the rename makes it count; see `keeping`. The catalogue
follows the folders: it is written after the rename, and what a crash kept from it is written by the
next release.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from types import MappingProxyType

from ..attribution import NOBODY, Attribution
from ..errors import RequestError
from ..generation import Generation
from ..generations import Generations, Writer
from ..lists import all_lists
from ..moment import this_second
from ..quality.measuring import quality_record
from ..quality.regressions import check_waivers
from .announcement import announce
from .coverage import measure
from .folder import Releases
from .gate import let_pass
from .keeping import Kept, keep
from .release import Release
from .sharing import base_for
from .sides import Side, side
from .terms import term_rows
from .version import check_version, version_order

MAX_NOTES_CHARACTERS = 100_000


def create(
    generations: Generations,
    version: str,
    notes: str,
    *,
    draft: bool = False,
    freeze_date: date | None = None,
    waivers: Mapping[str, str] = MappingProxyType({}),
    progress: Callable[[str], None] = lambda _: None,
    approve: Callable[[Generation], None] = lambda _: None,
    attribution: Attribution = NOBODY,
) -> Release:
    """Return a new release of what is served, or a draft of one, and announce it.

    Args:
        generations: the data directory.
        version: its version, above those of all releases; that of a draft may be used again.
        notes: what its makers say of it, as Markdown.
        draft: whether it may be made anew; a release never changes.
        freeze_date: the day from which a draft takes no more changes.
        waivers: name of a quality check -> why it may find more than in the release before.
        progress: is told each step, and what is worse than in the release before.
        approve: raises if a generation may not be frozen; drafts are not asked about.
        attribution: who makes it; why is what the notes say.

    Raises:
        RequestError: the version is none, is taken or goes backwards; the notes are missing or too
            long; the freeze date has passed or belongs to no draft; a waiver names no check or
            gives no reason; the quality is worse than that of the release before.
        StoreLockedError: another process is writing.
        StoreError: the disk refused; nothing has changed then.
    """
    check_version(version)
    _check_notes(notes)
    _check_freeze_date(freeze_date, draft)
    check_waivers(waivers, generations.base_iri)
    with generations.writing() as writer:
        releases = _put_in_order(writer, generations)
        parent = _check_order(releases, version)
        older = releases.drafts(version)
        generation = generations.current()
        if not draft:
            approve(generation)
        progress("measuring the standard")
        measured = measure(generation)
        record = quality_record(generation)
        waived = let_pass(releases, parent, record, waivers, progress, draft=draft)
        release = Release(
            version=version,
            status="draft" if draft else "released",
            issued=this_second(),
            notes=notes.strip(),
            freeze_date=freeze_date,
            parent=parent,
            generation=generation.number,
            checksum=measured.checksum,
            graphs=measured.graphs,
            lists={entry.name: entry.size for entry in all_lists(generation)},
            quality=record.counts(),
            waivers=waived,
            by=attribution.by,
        )
        progress("telling what became of each term")
        before = side(releases, generations, parent) if parent is not None else None
        terms = list(term_rows(before, Side(version, generation, release)))
        progress("keeping the release")
        folder = releases.path / _folder_name(version, draft, older)
        base = base_for(releases, parent)
        release = keep(Kept(generation, release, record, measured.lines, terms), base, folder)
        announce(writer, releases.all(), generations.base_iri)
        for draft_before in older:
            shutil.rmtree(draft_before)
    return release


def _put_in_order(writer: Writer, generations: Generations) -> Releases:
    """Return the releases, without what a crash left, and with all of them in the catalogue."""
    releases = Releases(generations.data_dir, generations.base_iri)
    for stray in releases.strays():
        shutil.rmtree(stray)
    announce(writer, releases.all(), generations.base_iri)
    return releases


def _folder_name(version: str, draft: bool, older: list[Path]) -> str:
    if not draft:
        return version
    last = int(older[-1].name.rpartition("-")[2]) if older else 0
    return f"{version}.draft-{last + 1}"


def _check_order(releases: Releases, version: str) -> str | None:
    """Return the version of the release before a new one; None if it is the first.

    Raises:
        RequestError: the version is taken, or below that of the newest release.
    """
    known = releases.released()
    same = [r for r in known if version_order(r.version) == version_order(version)]
    if same:
        raise RequestError(
            f"release {same[0].version} exists, and a release never changes",
            where=f"version {version}",
            remedy="choose a higher version for what is new",
        )
    newest = known[-1].version if known else None
    if newest is not None and version_order(version) < version_order(newest):
        raise RequestError(
            f"it goes backwards: the newest release is {newest}",
            where=f"version {version}",
            remedy=f"choose a version above {newest}",
        )
    return newest


def _check_notes(notes: str) -> None:
    if not notes.strip():
        raise RequestError(
            "the notes are empty, and a release must say what it brings",
            remedy="write some sentences of Markdown on what changes for those who use the lists",
        )
    if len(notes) > MAX_NOTES_CHARACTERS:
        raise RequestError(
            f"the notes have {len(notes):,} characters, and {MAX_NOTES_CHARACTERS:,} are allowed",
            remedy="say the most important, and link to the rest",
        )


def _check_freeze_date(freeze_date: date | None, draft: bool) -> None:
    if freeze_date is None:
        return
    if not draft:
        raise RequestError(
            "a release is frozen, so it has no freeze date", remedy="leave it out, or make a draft"
        )
    if freeze_date < datetime.now(UTC).date():
        raise RequestError(
            f"the freeze date {freeze_date.isoformat()} has passed",
            remedy="name a day from today on",
        )
