"""Jobs: each check runs in a process of its own, which any web process may start and ask about.

So many run at a time, over all web processes: each holds the lock of a slot for as long as it
lives. A check that finds no slot waits, and is started by whoever asks about it next. Each web
process that has to do with checks keeps a process that is forked for each of them, since starting
one takes longer than checking a small file.
"""

from __future__ import annotations

import fcntl
import json
import logging
import socket
import subprocess
import sys
import threading
import time
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from typing import IO

from ...graph.config import Config
from ...graph.errors import BusyError
from .folder import KeptCheck, KeptChecks, State, disk_errors
from .settings import as_settings

log = logging.getLogger(__name__)

_LOOK_EVERY_S = 0.02
_RETRY_AFTER_S = 10


class Jobs:
    """The checks of one data directory, as one web process sees them.

    Args:
        config: the settings.
    """

    def __init__(self, config: Config) -> None:
        self._config = config
        self.checks = KeptChecks.of(config)
        self._lock = threading.Lock()
        self._starter: _Starter | None = None
        self._is_closed = False

    def enqueue(self, kept: KeptCheck) -> None:
        """Put a check where it waits for a place.

        Raises:
            BusyError: as many wait as may.
            StoreError: the disk refused.
        """
        if len(self.checks.waiting()) >= self._config.check_queue:
            raise BusyError("as many files wait to be checked as may", _RETRY_AFTER_S)
        with disk_errors(kept.folder):
            kept.path("lock").touch()
            kept.write_state(State())
            self._mark(kept).touch()

    def advance(self, kept: KeptCheck) -> State:
        """Return how far a check is, having started it if it waits and there is a place.

        Raises:
            NotFoundError: it was deleted meanwhile.
            StoreError: the disk refused.
        """
        state = kept.state()
        if state.stage == "waiting" and self._start(kept):
            return kept.state()
        return state

    def wait(self, kept: KeptCheck, seconds: float, *, for_copies: bool = False) -> State:
        """Return how far a check is when it is done, or after so many seconds.

        Args:
            kept: the check.
            seconds: how long to wait.
            for_copies: whether to wait for the marked copy and the repaired file as well.

        Raises:
            NotFoundError: it was deleted meanwhile.
        """
        deadline = time.monotonic() + seconds
        while True:
            state = self.advance(kept)
            is_done = state.stage in ("done", "failed")
            if is_done and (not for_copies or state.has_copies or not kept.is_held()):
                break
            if time.monotonic() >= deadline:
                break
            time.sleep(_LOOK_EVERY_S)
        self.get_ready()
        return state

    def get_ready(self) -> None:
        """Start the process that is forked for each check, unless it is there."""
        with self._lock:
            if self._starter is None and not self._is_closed:
                self._starter = _Starter(self._config)

    def close(self) -> None:
        """End the process that is forked for each check; checks that run go on."""
        with self._lock:
            self._is_closed = True
            if self._starter is not None:
                self._starter.end()
                self._starter = None

    def _mark(self, kept: KeptCheck) -> Path:
        return self.checks.folder / "waiting" / kept.token

    def _start(self, kept: KeptCheck) -> bool:
        """Return whether a process was started for a check; not where no place is free."""
        with ExitStack() as stack:
            lock = stack.enter_context(kept.path("lock").open("r+b"))
            if not _hold(lock) or kept.state().stage != "waiting":
                return False
            slot = self._slot(stack)
            if slot is None:
                return False
            with disk_errors(kept.folder):
                kept.write_state(replace(State(), stage="running", started=time.time()))
            self._mark(kept).unlink(missing_ok=True)
            self._hand_over(kept, lock, slot)
        return True

    def _slot(self, stack: ExitStack) -> IO[bytes] | None:
        for number in range(self._config.check_jobs):
            slot = stack.enter_context((self.checks.folder / "slots" / str(number)).open("a+b"))
            if _hold(slot):
                return slot
        return None

    def _hand_over(self, kept: KeptCheck, lock: IO[bytes], slot: IO[bytes]) -> None:
        """Have a process forked for a check; a starter that is gone is replaced once."""
        with self._lock:
            if self._starter is None:
                self._starter = _Starter(self._config)
            if not self._starter.start(kept, lock, slot):
                self._starter.end()
                self._starter = _Starter(self._config)
                self._starter.start(kept, lock, slot)


class _Starter:
    """The process that is forked for each check, and the socket over which it is asked to."""

    def __init__(self, config: Config) -> None:
        self._channel, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                # -P: what lies in the folder that the service was started in is no module of ours
                [sys.executable, "-P", "-m", __package__ or "", str(theirs.fileno())],
                pass_fds=[theirs.fileno()],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
            )
        with suppress(OSError):
            self._channel.sendall(json.dumps(as_settings(config)).encode() + b"\n")

    def start(self, kept: KeptCheck, lock: IO[bytes], slot: IO[bytes]) -> bool:
        """Return whether a process was asked for, which holds the locks from now on."""
        line = json.dumps({"token": kept.token}).encode() + b"\n"
        try:
            socket.send_fds(self._channel, [line], [lock.fileno(), slot.fileno()])
        except OSError as error:
            log.warning("the process that starts checks is gone (%s)", error)
            return False
        return True

    def end(self) -> None:
        """End the process."""
        self._channel.close()
        self._process.kill()
        self._process.wait()


def _hold(file: IO[bytes]) -> bool:
    """Return whether the lock of a file is held now, by all who have the open file."""
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
