"""Backups: a copy of the generation that is served, and a data directory made from one.

A backup is a folder of its own: ``store.json``, ``generation/``, ``releases/`` and
``load-reports/``, which backups of earlier versions lack. It is verified before it takes the place
of anything, and what it replaces is gone only when it stands.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from .durable import link
from .errors import ConfigError, StoreCorruptError, StoreError, StoreMissingError
from .generation import Generation
from .generations import Generations
from .manifest import Manifest
from .served import stamp
from .store import LiveStore, Reader

LOAD_REPORTS = "load-reports"
"""Folder of the reports of loads: of each dataset a folder, and in it one for each report."""


def back_up(generations: Generations, folder: Path) -> Generation:
    """Return the generation that is served, after copying it to a new or empty folder.

    Raises:
        ConfigError: the folder holds something.
        StoreError: there is nothing to copy, or the disk refused.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ConfigError(
            "there is something here already",
            where=str(folder),
            remedy="name a folder that is new or empty",
        )
    generation = generations.current()
    building = folder.with_name(f"{folder.name}.new")
    shutil.rmtree(building, ignore_errors=True)
    try:
        (building / "generation").mkdir(parents=True)
        shutil.copy2(generations.data_dir / "store.json", building / "store.json")
        # a checkpoint links its files, and a backup must not share a disk's fate with its store
        shutil.copytree(generation.path, building / "generation", dirs_exist_ok=True)
        _copy_releases(generations.data_dir, building)
        _copy_load_reports(generations.data_dir, building)
        if folder.exists():
            folder.rmdir()
        building.rename(folder)
    except OSError as error:
        shutil.rmtree(building, ignore_errors=True)
        raise StoreError(
            f"the backup failed: {error}", where=str(folder), remedy="free space on the disk"
        ) from error
    return generation


def restore(generations: Generations, folder: Path, *, replace: bool = False) -> Generation:
    """Return the generation that is served after a backup has become the data directory.

    A release never goes: those of the store that is replaced stay, beside those of the backup.
    The reports of loads are those of the backup.

    Args:
        generations: the data directory to make.
        folder: the backup.
        replace: whether a store that is there may be replaced.

    Raises:
        ConfigError: there is a store, and `replace` is false.
        StoreMissingError: the folder holds no backup.
        StoreVersionError: the backup is of another version or another base IRI.
        StoreCorruptError: the backup is damaged; nothing has changed then.
        StoreLockedError: another process is writing to the store that would be replaced.
    """
    data_dir = generations.data_dir
    is_used = data_dir.exists() and any(data_dir.iterdir())
    if is_used and not replace:
        raise ConfigError(
            "there is something here already",
            where=str(data_dir),
            remedy="use --force to replace it, or set MOOTHALL_DATA_DIR to another folder",
        )
    if is_used:
        _raise_if_locked(data_dir)
    manifest = _verify(folder, generations.base_iri)
    building = data_dir.with_name(f"{data_dir.name}.restoring")
    shutil.rmtree(building, ignore_errors=True)
    number = str(manifest.number)
    try:
        (building / "generations").mkdir(parents=True)
        shutil.copy2(folder / "store.json", building / "store.json")
        shutil.copytree(folder / "generation", building / "generations" / number)
        Reader.open(building / "generations" / number / "store").copy_to(building / "live")
        (building / "current").symlink_to(f"generations/{number}")
        _copy_releases(folder, building)
        _copy_releases(data_dir, building)
        _copy_load_reports(folder, building)
        _swap(building, data_dir, generations if is_used else None)
    except OSError as error:
        shutil.rmtree(building, ignore_errors=True)
        raise StoreError(
            f"the backup could not be restored: {error}",
            where=str(data_dir),
            remedy="free space on the disk; what was there before has not changed",
        ) from error
    return generations.current()


def _copy_releases(source: Path, target: Path) -> None:
    """Copy the releases of one folder into another, but for those that are there already.

    A file that several of them share is copied once, and shared by the copies.
    """
    copied: dict[tuple[int, int], str] = {}

    def copy(file: str, place: str) -> None:
        told = os.stat(file)
        first = copied.setdefault((told.st_dev, told.st_ino), place)
        if first == place:
            shutil.copy2(file, place)
        else:
            link(Path(first), Path(place))

    for release in sorted((source / "releases").glob("*")):
        kept = target / "releases" / release.name
        if release.is_dir() and release.suffix != ".tmp" and not kept.exists():
            shutil.copytree(release, kept, copy_function=copy)


def _copy_load_reports(source: Path, target: Path) -> None:
    """Copy the reports of loads of one folder into another, but for those being written."""
    for report in sorted((source / LOAD_REPORTS).glob("*/*")):
        kept = target / report.relative_to(source)
        if not report.name.isdecimal():
            continue
        try:
            shutil.copytree(report, kept)
        except OSError:
            # a load that goes on meanwhile may have taken the oldest away
            if report.exists():
                raise
            shutil.rmtree(kept, ignore_errors=True)


def _verify(folder: Path, base_iri: str) -> Manifest:
    """Return the manifest of a backup whose content is what it says."""
    if not (folder / "generation" / "manifest.json").exists():
        raise StoreMissingError(
            "there is no backup here",
            where=str(folder),
            remedy="name a folder that 'moothall backup' has made",
        )
    Generations(folder, base_iri).check_layout()
    manifest = Manifest.read(folder / "generation" / "manifest.json")
    reader = Reader.open(folder / "generation" / "store")
    found = Manifest.measure(reader, manifest.number, manifest.parent, manifest.published)
    if found != manifest:
        raise StoreCorruptError(
            f"the backup holds {found.triples:,} statements that are not the "
            f"{manifest.triples:,} that it should",
            where=str(folder),
            remedy="use another backup",
        )
    return manifest


def _raise_if_locked(data_dir: Path) -> None:
    """Raise if another process writes to a store; a damaged one is what a backup is for."""
    try:
        LiveStore.open(data_dir / "live").close()
    except (StoreMissingError, StoreCorruptError):
        return


def _swap(building: Path, data_dir: Path, replaced: Generations | None) -> None:
    if replaced is None:
        if data_dir.exists():
            data_dir.rmdir()
        os.replace(building, data_dir)
        return
    old = data_dir.with_name(f"{data_dir.name}.replaced")
    shutil.rmtree(old, ignore_errors=True)
    os.replace(data_dir, old)
    try:
        os.replace(building, data_dir)
    except OSError:
        os.replace(old, data_dir)
        raise
    stamp(old)
    shutil.rmtree(old)
