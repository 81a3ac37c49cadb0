"""Generations: immutable snapshots of the whole graph, and how a new one comes to be.

The data directory::

    store.json                   version of the layout and the base IRI
    live/                        the only read-write store
    generations/42/store/        checkpoint of live (hard links)
    generations/42/index.sqlite  labels, codes, places, and what the standard says
    generations/42/manifest.json
    current -> generations/42    switched atomically
    served                       changes with every switch, see `moothall.graph.served`

The live store holds the number of the generation that it will become, written in the same
transaction as the change. So after a crash at any point the next writer knows what is there: live
is one ahead of current (finish the publish), or equal (nothing was lost), or a rollback left it
behind (start again from the generation that is served). A change too large for one transaction is
written between two such numbers; what is found between them is thrown away.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import ClassVar, Protocol

from .change import Change
from .durable import sync_folder
from .errors import NotFoundError, StoreCorruptError, StoreMissingError, StoreVersionError
from .generation import Generation
from .index import build_index, update_index
from .manifest import Manifest
from .moment import this_second
from .namespaces import MH, XSD
from .served import ServedWatch, stamp
from .standard_table import write_standard
from .store import LiveStore, Reader
from .terms import Literal, NamedNode, Quad

LAYOUT_VERSION = 1

_HALF_WRITTEN = -1
"""Number of the generation that a live store becomes while a large change is written to it."""


class Generations:
    """The generations of one data directory.

    Args:
        data_dir: the data directory.
        base_iri: the base IRI that the store was or will be created for.
        keep: how many generations stay for rollback.
    """

    def __init__(self, data_dir: Path, base_iri: str, keep: int = 5) -> None:
        self.data_dir = data_dir
        self.base_iri = base_iri
        self.keep = keep
        self._marker = NamedNode(base_iri + "graph/catalogue")
        self._current: Generation | None = None
        self._served = (0, 0, 0)
        self._link = os.fspath(data_dir / "current")
        self._watch = ServedWatch(data_dir)
        self._opening = threading.Lock()

    # reading

    def exists(self) -> bool:
        """Return whether the directory holds a store."""
        return (self.data_dir / "store.json").exists()

    def current(self) -> Generation:
        """Return the generation that is served; the same object until another is published.

        Raises:
            StoreMissingError: the directory holds no generation.
            StoreVersionError: it was made by another version or for another base IRI.
            StoreCorruptError: its files are damaged.
        """
        current = self._current
        if current is not None and self._watch.is_same():
            return current
        self._watch.look()
        try:
            folder = os.stat(self._link)
        except OSError as error:
            self.check_layout()
            raise _no_generation(self.data_dir) from error
        # what the link leads to: another folder after a publish, a rollback or a restore
        served = (folder.st_dev, folder.st_ino, folder.st_mtime_ns)
        if current is not None and served == self._served:
            return current
        with self._opening:
            if self._current is None or served != self._served:
                self.check_layout()
                target = os.readlink(self._link)
                self._current = Generation.open(self.data_dir / target, self.base_iri)
                self._served = served
            return self._current

    def newest(self) -> Generation | None:
        """Return the generation that is served; None if nothing has been published."""
        return self.current() if self.exists() and self.numbers() else None

    def get(self, number: int) -> Generation:
        """Return one generation by its number.

        Raises:
            NotFoundError: it is not kept.
        """
        if number not in self.numbers():
            raise NotFoundError(
                f"generation {number} is not kept",
                where=str(self.data_dir),
                remedy=f"kept are {', '.join(map(str, self.numbers())) or 'none'}",
            )
        return Generation.open(self._folder(number), self.base_iri)

    def numbers(self) -> list[int]:
        """Return the numbers of the generations that are kept, in order."""
        folder = self.data_dir / "generations"
        names = [p.name for p in folder.iterdir()] if folder.is_dir() else []
        return sorted(int(name) for name in names if re.fullmatch(r"\d+", name))

    @property
    def next_number(self) -> int:
        """The number of the generation that the next publish makes."""
        return max([0, *self.numbers()]) + 1

    def check_served(self) -> None:
        """Raise unless there is a generation to serve; no store is opened.

        A process that is forked from one that has opened a store can read stores, but would wait
        for ever when it writes: RocksDB's threads stay behind.

        Raises:
            StoreMissingError: there is none.
            StoreVersionError: another version or base IRI made it.
            StoreCorruptError: its manifest is damaged.
        """
        self.check_layout()
        number = self._current_number()
        if not number:
            raise _no_generation(self.data_dir)
        Manifest.read(self._folder(number) / "manifest.json")

    def check_layout(self) -> None:
        """Raise unless the directory was made by this version for this base IRI.

        Raises:
            StoreMissingError: there is no store.
            StoreVersionError: another version or base IRI made it.
        """
        try:
            layout = json.loads((self.data_dir / "store.json").read_text(encoding="utf-8"))
            version, base_iri = layout["layout_version"], layout["base_iri"]
        except FileNotFoundError as error:
            raise _no_generation(self.data_dir) from error
        except (ValueError, KeyError, TypeError) as error:
            raise StoreVersionError(
                "this file does not say which version made the store",
                where=str(self.data_dir / "store.json"),
                remedy="restore a backup, or start a new store in another folder",
            ) from error
        if version != LAYOUT_VERSION:
            raise StoreVersionError(
                f"the store has layout {version}; this version of Moothall reads {LAYOUT_VERSION}",
                where=str(self.data_dir),
                remedy="use the version that made it, export with it, and load the export here",
            )
        if base_iri != self.base_iri:
            raise StoreVersionError(
                f"the store was created for {base_iri}, not for {self.base_iri}",
                where=str(self.data_dir),
                remedy=f"set MOOTHALL_BASE_IRI={base_iri}, or use another data directory",
            )

    # writing

    def create(self) -> None:
        """Make an empty data directory; one that is there already is left as it is."""
        if self.exists():
            self.check_layout()
            return
        self.data_dir.mkdir(parents=True, exist_ok=True)
        (self.data_dir / "generations").mkdir(exist_ok=True)
        layout = {"layout_version": LAYOUT_VERSION, "base_iri": self.base_iri}
        _write_whole(self.data_dir / "store.json", json.dumps(layout, indent=2) + "\n")

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """Hold the live store, brought up to date with the generation that is served.

        Raises:
            StoreLockedError: another process holds it.
        """
        self.check_layout()
        path = self.data_dir / "live"
        try:
            live = LiveStore.open(path, create=not self.numbers())
        except (StoreCorruptError, StoreMissingError):
            live = self._rebuild_live(path)
        writer = LiveWriter(self, live)
        try:
            writer.recover()
            yield writer
        finally:
            writer.live.close()

    def rollback(self, number: int) -> Generation:
        """Serve an earlier generation again, and return it; the next load starts from it.

        Raises:
            NotFoundError: it is not kept.
        """
        generation = self.get(number)
        self._switch(number)
        return generation

    def _rebuild_live(self, path: Path) -> LiveStore:
        """Return the live store made anew from the generation that is served."""
        served = self._current_number()
        if not served and not self.numbers():
            # nothing has ever been published, so there is nothing to lose
            shutil.rmtree(path, ignore_errors=True)
            return LiveStore.open(path, create=True)
        if not served:
            raise _no_generation(self.data_dir)
        shutil.rmtree(path, ignore_errors=True)
        Reader.open(self._folder(served) / "store").copy_to(path)
        return LiveStore.open(path)

    def _folder(self, number: int) -> Path:
        return self.data_dir / "generations" / str(number)

    def _current_number(self) -> int:
        try:
            return int(Path(os.readlink(self.data_dir / "current")).name)
        except FileNotFoundError:
            return 0

    def _switch(self, number: int) -> None:
        link = self.data_dir / "current.new"
        link.unlink(missing_ok=True)
        link.symlink_to(f"generations/{number}")
        os.replace(link, self.data_dir / "current")
        stamp(self.data_dir)
        sync_folder(self.data_dir)

    def _prune(self) -> None:
        kept = self._current_number()
        for number in self.numbers()[: -self.keep]:
            if number != kept:
                shutil.rmtree(self._folder(number))


class Writer(Protocol):
    """The graph in the hands of the one process that may write: what a load needs of it.

    Attributes:
        keeps_blank_nodes: whether blank nodes keep their labels in the store, so that a later
            change can name them.
    """

    keeps_blank_nodes: ClassVar[bool]

    @property
    def live(self) -> Reader:
        """The graph as it is, with what this writer has published."""

    @property
    def next_number(self) -> int:
        """The number of the generation that the next publish makes."""

    def publish(
        self, change: Change, progress: Callable[[str], None] = lambda _: None
    ) -> Generation:
        """Write a change, exact with regard to `live`, and return what is then served."""

    def snapshot(self) -> AbstractContextManager[Path]:
        """Give the folder of a store that holds what `live` holds, and does not change."""


class LiveWriter:
    """The live store in the hands of the one process that may write."""

    keeps_blank_nodes: ClassVar[bool] = True

    def __init__(self, generations: Generations, live: LiveStore) -> None:
        self.generations = generations
        self.live = live

    def recover(self) -> None:
        """Bring live in line with the generation that is served, after a crash or a rollback."""
        for stray in (self.generations.data_dir / "generations").glob("*.tmp"):
            shutil.rmtree(stray)
        served = self.generations._current_number()
        written = self._written_number()
        if written == served:
            return
        if written != _HALF_WRITTEN and written > max([served, *self.generations.numbers()]):
            self._checkpoint(written, None)
            return
        self.live.close()
        self.live = self.generations._rebuild_live(self.generations.data_dir / "live")

    @property
    def next_number(self) -> int:
        """The number of the generation that the next publish makes."""
        return self.generations.next_number

    def publish(
        self, change: Change, progress: Callable[[str], None] = lambda _: None
    ) -> Generation:
        """Write a change, and make what is then there the generation that is served.

        Args:
            change: what goes and what comes, exact with regard to `live`.
            progress: is told each step.

        Returns: the new generation; the one served now if the change is empty.
        """
        if not change:
            return self.generations.current()
        number = self.next_number
        progress(f"writing {len(change.added):,} new and {len(change.removed):,} old statements")
        marked = change + self._mark(number)
        if marked.is_large:
            self._write_in_bulk(change, number)
        else:
            self.live.apply(marked)
        progress("publishing")
        return self._checkpoint(number, marked)

    def _write_in_bulk(self, change: Change, number: int) -> None:
        """Write a large change, which is more than one transaction can hold.

        The live store first says that it is being written, so that one that was left half written
        is made anew by the next writer; and last of all the number that it has become.
        """
        self.live.apply(self._mark(_HALF_WRITTEN))
        self.live.flush()
        self.live.apply(Change(added=change.added))
        self.live.flush()
        self.live.apply(Change(removed=change.removed) + self._mark(number))

    def publish_checked(self, change: Change, complete: Callable[[Reader], Change]) -> Generation:
        """Write a change of any size in bounded memory, look at what it led to, and publish it.

        While it is written, the live store says that it is; what a crash or an error leaves of it
        is thrown away, and live is made anew from the generation that is served.

        Args:
            change: what goes and what comes, exact with regard to `live`.
            complete: is given the graph with the change, and returns what else is to go and come,
                or raises if the change is not to be.

        Returns: the new generation.
        """
        number = self.next_number
        mark = self._mark(number)
        self.live.apply(self._mark(_HALF_WRITTEN))
        self.live.flush()
        try:
            self.live.apply_in_parts(change)
            rest = complete(self.live)
            # of many records that go, many tombstones come
            self.live.apply_in_parts(rest)
            self.live.apply(self._mark(number))
        except BaseException:
            self.live.close()
            self.live = self.generations._rebuild_live(self.generations.data_dir / "live")
            raise
        return self._checkpoint(number, change + rest + mark)

    @contextmanager
    def snapshot(self) -> Iterator[Path]:
        """Give the folder of the store of the generation that is served: live holds the same."""
        yield self.generations.current().path / "store"

    def _written_number(self) -> int:
        quads = self.live.quads(self.generations._marker, MH.generationNumber)
        return max(
            (int(quad.object.value) for quad in quads if isinstance(quad.object, Literal)),
            default=0,
        )

    def _mark(self, number: int) -> Change:
        marker = self.generations._marker
        old = list(self.live.quads(marker, MH.generationNumber, None, marker))
        new = Quad(marker, MH.generationNumber, Literal(str(number), datatype=XSD.integer), marker)
        return Change(removed=old, added=[new])

    def _checkpoint(self, number: int, change: Change | None) -> Generation:
        generations = self.generations
        folder = generations._folder(number)
        building = folder.with_name(f"{number}.tmp")
        building.mkdir()
        self.live.flush()
        self.live.copy_to(building / "store")
        served = generations._current_number()
        if change is None or not served:
            build_index(self.live, building / "index.sqlite")
            write_standard(self.live, building / "index.sqlite", generations._marker, None)
            manifest = Manifest.measure(self.live, number, served or None, this_second())
        else:
            parent = generations._folder(served)
            shutil.copyfile(parent / "index.sqlite", building / "index.sqlite")
            update_index(self.live, building / "index.sqlite", change)
            write_standard(self.live, building / "index.sqlite", generations._marker, change)
            manifest = Manifest.read(parent / "manifest.json").after(change, number, this_second())
        manifest.write(building / "manifest.json")
        sync_folder(building)
        building.rename(folder)
        generations._switch(number)
        generations._prune()
        return generations.current()


def _write_whole(path: Path, text: str) -> None:
    building = path.with_name(path.name + ".new")
    building.write_text(text, encoding="utf-8")
    os.replace(building, path)


def _no_generation(data_dir: Path) -> StoreMissingError:
    return StoreMissingError(
        "there is no store here",
        where=str(data_dir),
        remedy="run 'moothall init', or set MOOTHALL_DATA_DIR to the folder that has one",
    )
