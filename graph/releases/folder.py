"""The folder of releases: which there are, and each of them open as a generation."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Iterator
from pathlib import Path

from ..errors import UnknownReleaseError
from ..generation import Generation
from ..index import KEYS, Index
from ..layers import Tables
from .release import Release
from .version import is_version, version_order

MAX_OPEN = 6
"""Releases that one process keeps open; opening one anew takes some tens of milliseconds."""

MAX_FILES = 64
"""Files of releases, such as indices, that one process keeps open, once for each thread."""

_DRAFT = re.compile(r"(?P<version>.+)\.draft-(?P<number>[0-9]{1,9})")


class Releases:
    """The releases of one data directory.

    Folders never change once they have their name, so what was read of one is true while it is
    there: a draft that is made anew gets another name.

    Args:
        data_dir: the data directory.
        base_iri: the base IRI that its store was created for.
    """

    def __init__(self, data_dir: Path, base_iri: str) -> None:
        self.path = data_dir / "releases"
        self.base_iri = base_iri
        self._records: dict[str, Release] = {}
        self._open: OrderedDict[str, Generation] = OrderedDict()
        self._files: OrderedDict[Path, Index] = OrderedDict()
        self._lock = threading.Lock()

    def all(self) -> tuple[Release, ...]:
        """Return every release and draft, oldest version first."""
        found = [self._record(folder) for folder in self._folders().values()]
        return tuple(sorted(found, key=lambda release: version_order(release.version)))

    def released(self) -> tuple[Release, ...]:
        """Return every release that is no draft, oldest first."""
        return tuple(release for release in self.all() if not release.is_draft)

    def get(self, version: str) -> Release:
        """Return one release or draft.

        Raises:
            UnknownReleaseError: there is none of that version.
        """
        return self._record(self.folder(version))

    def generation(self, version: str) -> Generation:
        """Return a release or draft, open to be read.

        Raises:
            UnknownReleaseError: there is none of that version.
            StoreCorruptError: its files are damaged.
        """
        folder = self.folder(version)
        with self._lock:
            held = self._open.get(folder.name)
            if held is None:
                held = self._open[folder.name] = Generation.open(folder, self.base_iri, version)
                while len(self._open) > MAX_OPEN:
                    self._open.popitem(last=False)
            self._open.move_to_end(folder.name)
            return held

    def index(self, release: Release) -> Index:
        """Return the index of a release, without opening its store."""
        return self.file(release, "index.sqlite", KEYS)

    def file(self, release: Release, name: str, tables: Tables) -> Index:
        """Return a file of a release that can be asked as its index can.

        Args:
            release: the release.
            name: name of the file.
            tables: its tables, each with the columns of its key.
        """
        path = self.folder(release.version) / name
        with self._lock:
            if path not in self._files:
                self._files[path] = Index(path, tables)
                while len(self._files) > MAX_FILES:
                    self._files.popitem(last=False)
            self._files.move_to_end(path)
            return self._files[path]

    def folder(self, version: str) -> Path:
        """Return the folder of a release, or of the draft that counts; its name is never reused.

        Raises:
            UnknownReleaseError: there is none of that version.
        """
        # most of those who ask know what there is, and a release outranks its drafts
        if is_version(version) and (self.path / version).is_dir():
            return self.path / version
        folders = self._folders()
        if version not in folders:
            raise UnknownReleaseError(version, sorted(folders, key=version_order))
        return folders[version]

    def drafts(self, version: str) -> list[Path]:
        """Return the folders of a version's drafts, the one that counts last."""
        found = [path for path, named, _ in self._named() if named == version and _is_draft(path)]
        return sorted(found, key=_making)

    def strays(self) -> list[Path]:
        """Return the folders that a crash left: half made ones, and drafts that do not count."""
        kept = set(self._folders().values())
        every = self.path.iterdir() if self.path.is_dir() else ()
        return sorted(path for path in every if path.is_dir() and path not in kept)

    def _record(self, folder: Path) -> Release:
        found = self._records.get(folder.name)
        if found is None:
            found = self._records[folder.name] = Release.read(folder)
        return found

    def _folders(self) -> dict[str, Path]:
        """Return the folder that counts for each version."""
        ordered = sorted(self._named(), key=lambda found: found[2])
        return {version: path for path, version, _ in ordered}

    def _named(self) -> Iterator[tuple[Path, str, float]]:
        """Yield each folder with its version, and a rank that is higher the more it counts."""
        for path in self.path.iterdir() if self.path.is_dir() else ():
            draft = _DRAFT.fullmatch(path.name)
            version = draft["version"] if draft else path.name
            if is_version(version):
                yield path, version, int(draft["number"]) if draft else float("inf")


def is_folder_name(name: str) -> bool:
    """Return whether the folder of a release or of a draft can be called so."""
    draft = _DRAFT.fullmatch(name)
    return is_version(draft["version"] if draft else name)


def _is_draft(path: Path) -> bool:
    return _DRAFT.fullmatch(path.name) is not None


def _making(path: Path) -> int:
    found = _DRAFT.fullmatch(path.name)
    return int(found["number"]) if found else 0
