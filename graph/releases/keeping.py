"""Keeping a release: its folder, built under another name and renamed, all of it or none."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from ..durable import sync_folder
from ..errors import StoreError
from ..generation import Generation
from ..impact.known import FILE_NAME as KNOWN_FILE
from ..impact.known import known_bytes
from ..index import write_index_changes
from ..quality.record import QualityRecord
from ..reader import Reader
from .coverage import write_lines
from .release import Release
from .sharing import share_file, share_store, write_base
from .terms import FILE_NAME, TermRow, write_term_changes, write_terms

_INDEX = "index.sqlite"


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of a release.

    Attributes:
        generation: what it is made of.
        release: its record.
        quality: what the checks found.
        lines: what it covers, as sorted N-Quads.
        terms: what it says of each term.
    """

    generation: Generation
    release: Release
    quality: QualityRecord
    lines: Sequence[bytes]
    terms: Sequence[TermRow]


def keep(kept: Kept, base: Generation | None, folder: Path) -> Release:
    """Make the folder of a release, and return its record as it is kept.

    Args:
        kept: what is kept.
        base: the release whose files it may share; None for none.
        folder: the folder to make.

    Raises:
        StoreError: the disk refused; there is no folder then.
    """
    building = folder.with_name(f"{folder.name}.tmp")
    try:
        building.mkdir(parents=True)
        base = _keep_store(kept, base, building / "store")
        release = replace(kept.release, base=_base_named(kept.release, base))
        _keep_tables(kept, base, building)
        shutil.copyfile(kept.generation.path / "manifest.json", building / "manifest.json")
        write_lines(kept.lines, building)
        (building / KNOWN_FILE).write_bytes(known_bytes(kept.generation))
        kept.quality.write(building)
        release.write(building)
        sync_folder(building / "store")
        sync_folder(building)
        building.rename(folder)
        sync_folder(folder.parent)
    except OSError as error:
        shutil.rmtree(building, ignore_errors=True)
        raise StoreError(
            f"the release could not be kept: {error}",
            where=str(folder),
            remedy="free space on the disk and create it again",
        ) from error
    return release


def _keep_store(kept: Kept, base: Generation | None, target: Path) -> Generation | None:
    """Write the store, and return the base that it shares; None if it shares none."""
    if base is not None and share_store(base, kept.generation, kept.lines, target):
        return base
    if kept.release.is_draft:
        # it goes when it is made anew, so nothing will share its files
        Reader.open(kept.generation.path / "store").copy_to(target)
    else:
        write_base(kept.generation, target)
    return None


def _base_named(release: Release, base: Generation | None) -> str | None:
    if base is not None:
        return base.release
    return None if release.is_draft else release.version


def _keep_tables(kept: Kept, base: Generation | None, building: Path) -> None:
    """Write the index and what is said of each term."""
    older = base.path if base is not None else None
    index, terms = kept.generation.path / _INDEX, building / FILE_NAME
    share_file(older and older / _INDEX, index, building / _INDEX, write_index_changes)
    with TemporaryDirectory(dir=building) as folder:
        written = Path(folder) / FILE_NAME
        write_terms(kept.terms, written)
        share_file(older and older / FILE_NAME, written, terms, write_term_changes)
