"""Generations whose graph is in a remote store; the data directory holds what is built of them.

::

    remote/42-<key>/index.sqlite   labels, codes and places of generation 42
    remote/42-<key>/manifest.json
    remote/mirror/                 what the store holds, as this data directory has written it
    remote/mirror.json             the generation that the mirror is of
    remote/staging.json            names of the graphs that a publish is writing beside the others
    remote/writing.lock            held by the process that writes
    remote/building.lock           held by the process that builds an index

The store holds one generation, the last that was published. Its catalogue graph says which.
"""

from __future__ import annotations

import fcntl
import logging
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ..change import Change
from ..config import Config
from ..errors import ConfigError, NotFoundError, StoreError, StoreLockedError, StoreMissingError
from ..generation import Generation
from ..generations import Generations, Writer
from ..manifest import Manifest
from .copy import Step, build_folder, copied
from .endpoint import Endpoint
from .mirror import Mirror, mirrored
from .reader import RemoteReader
from .state import State, read_state
from .writer import RemoteWriter, recover

LOOK_EVERY_S = 2.0
"""Seconds after which the store is asked again which generation it holds."""

_log = logging.getLogger(__name__)


class RemoteGenerations(Generations):
    """The generation that a remote store holds, and the folder of what is built of it."""

    def __init__(self, config: Config) -> None:
        super().__init__(config.data_dir, config.base_iri, config.keep_generations)
        self._endpoint = Endpoint(config)
        self._built = config.data_dir / "remote"
        self._state: State | None = None
        self._look_again = 0.0

    # reading

    def exists(self) -> bool:
        """Return whether the store holds a generation."""
        return read_state(self._endpoint) is not None

    def current(self) -> Generation:
        """Return the generation that the store holds; the same object until it holds another.

        One caller builds what is new while the others are given the generation before; so they
        are while the store does not answer.

        Raises:
            StoreMissingError: the store holds no generation.
            RemoteStoreError: the store does not answer, and never did.
        """
        held = self._current
        if held is None:
            with self._opening:
                return self._look()
        if time.monotonic() < self._look_again or not self._opening.acquire(blocking=False):
            return held
        try:
            return self._look()
        finally:
            self._opening.release()

    def get(self, number: int) -> Generation:
        """Return one generation by its number.

        Raises:
            NotFoundError: the store holds another.
        """
        generation = self.current()
        if generation.number != number:
            raise NotFoundError(
                f"generation {number} is not kept",
                where=self._endpoint.where,
                remedy=f"a remote store holds one generation, now {generation.number}",
            )
        return generation

    def numbers(self) -> list[int]:
        """Return the number of the generation that the store holds; none if it holds none."""
        state = read_state(self._endpoint)
        return [state.number] if state is not None else []

    def check_served(self) -> None:
        """Raise unless the store holds a generation; what is built of it is not looked at.

        Raises:
            StoreMissingError: it holds none.
            RemoteStoreError: it does not answer.
        """
        if not self.exists():
            raise self._missing()

    def check_layout(self) -> None:
        """Raise unless there is something to write to.

        Raises:
            StoreMissingError: the store holds no generation, and nobody has asked to make one.
        """
        if not self._built.is_dir() and not self.exists():
            raise self._missing()

    # writing

    def create(self) -> None:
        """Make the folder for what is built of the store; one that is there is left as it is."""
        self._built.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def writing(self) -> Iterator[Writer]:
        """Hold the store for writing, with a copy of all that it holds.

        The lock is this data directory's: writers elsewhere are noticed only when they publish.

        Raises:
            ConfigError: the store has no address for updates.
            StoreLockedError: another process with this data directory holds it.
            RemoteStoreError: the store does not answer.
        """
        self._endpoint.check_writable()
        self.check_layout()
        self.create()
        with self._locked("writing"):
            recover(self._endpoint, self._built)
            with mirrored(self._endpoint, self._built / "mirror") as mirror:
                if mirror.state != self._state:
                    # another process has published; what is written must follow from that
                    self._look_again = 0.0
                yield RemoteWriter(self._endpoint, mirror, self._built, self._adopt)

    def rollback(self, number: int) -> Generation:
        """Raise, because a remote store holds one generation.

        Raises:
            ConfigError: always.
        """
        raise elsewhere("going back to an earlier generation")

    # what is built

    def _look(self) -> Generation:
        """Return the generation that the store holds, opened anew if it is another one."""
        held = self._current
        if held is not None and time.monotonic() < self._look_again:
            return held
        try:
            state = read_state(self._endpoint)
            if state is None:
                raise self._missing()
            if held is None or state != self._state:
                held = self._open(state)
        except StoreError as error:
            if held is None:
                raise
            _log.warning("%s; generation %d is served on", error, held.number)
        self._look_again = time.monotonic() + LOOK_EVERY_S
        return held

    def _adopt(self, mirror: Mirror, parent: State | None, change: Change) -> Generation:
        """Return the generation that this process has just published, or found to be there.

        Args:
            mirror: what it holds.
            parent: the generation before; None if there was none.
            change: what has changed since; nothing if it is the same.
        """
        state = mirror.state
        if state is None:
            raise self._missing()
        with self._opening:
            folder = self._folder_of(state)
            if not folder.is_dir():
                with self._locked("building", is_patient=True):
                    if not folder.is_dir():
                        before = self._folder_of(parent) if parent is not None else None
                        step = Step(before, change) if before and before.is_dir() else None
                        build_folder(mirror.store, state, folder, step)
                        self._prune()
            return self._open(state)

    def _open(self, state: State) -> Generation:
        """Return a generation, built first if no process has done so; hold it from now on."""
        self.create()
        folder = self._folder_of(state)
        if not folder.is_dir():
            with self._locked("building", is_patient=True):
                if not folder.is_dir():
                    state = self._build()
        folder = self._folder_of(state)
        manifest = Manifest.read(folder / "manifest.json")
        reader = RemoteReader(self._endpoint, [name for name in manifest.graphs if name])
        self._current = Generation(folder, manifest, reader, self.base_iri)
        self._state = state
        return self._current

    def _build(self) -> State:
        """Return what the store holds, after building its folder from a full read."""
        with copied(self._endpoint, self._built / "building") as copy:
            if copy.state is None:
                raise self._missing()
            folder = self._folder_of(copy.state)
            if not folder.is_dir():
                build_folder(copy.store, copy.state, folder)
        self._prune()
        return copy.state

    def _prune(self) -> None:
        folders = [p for p in self._built.iterdir() if re.fullmatch(r"\d+-[0-9a-f]{16}", p.name)]
        for folder in sorted(folders, key=lambda p: p.stat().st_mtime_ns)[: -self.keep]:
            shutil.rmtree(folder)

    def _folder_of(self, state: State) -> Path:
        return self._built / state.key(self._endpoint.where)

    @contextmanager
    def _locked(self, name: str, *, is_patient: bool = False) -> Iterator[None]:
        """Hold a lock of this data directory, which the kernel lets go of with the process."""
        with (self._built / f"{name}.lock").open("w") as file:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | (0 if is_patient else fcntl.LOCK_NB))
            except BlockingIOError as error:
                raise StoreLockedError(
                    "another process is writing to this store",
                    where=str(self._built),
                    remedy="wait until its load has finished, then try again",
                ) from error
            yield

    def _missing(self) -> StoreMissingError:
        return StoreMissingError(
            f"the remote store holds no graph of {self.base_iri}",
            where=self._endpoint.where,
            remedy="run 'moothall init', or set MOOTHALL_BASE_IRI to the base that it was made for",
        )


def elsewhere(doing: str) -> ConfigError:
    """Return the error of something that is the business of the store itself."""
    return ConfigError(
        f"the graph is in a remote store, and {doing} is that store's own business",
        where="MOOTHALL_STORE_URL",
        remedy="use the store's own means; 'moothall export --all' writes everything to a file",
    )
