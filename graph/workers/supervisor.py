"""The supervisor: it forks workers, makes long ones yield, and remembers how each came to its end.

A worker that has answered a long query has read much of the store, so it is worth more than a new
one: it takes its place among the others again, where the supervisor may raise its priority.

It never opens a store, so nothing that a query does can reach it, and a fork of it is small.
"""

from __future__ import annotations

import gc
import logging
import os
import selectors
import shutil
import signal
import socket
import sys
import time
from pathlib import Path
from typing import NoReturn

from .complaints import Complaints
from .control import ControlServer
from .endings import FAILED, RETIRED, Ending
from .limits import WorkerLimits
from .sandbox import enter_sandbox, report_sandbox
from .slots import Slot, make_slots
from .worker import Worker

log = logging.getLogger(__name__)

_TICK_S = 0.02
_NICE = 15
_FAILED_START_WAIT_S = 0.5
_SPARE_SLOTS = 4
_SPARE_WORKERS = 1
"""Workers over the number, which wait for the next long query so that none need be forked."""


class Supervisor:
    """The parent of the workers.

    Args:
        folder: where its sockets are: ``queries`` for web processes, ``control`` for questions.
        data_dir: the data directory.
        limits: the settings.
    """

    def __init__(self, folder: Path, data_dir: Path, limits: WorkerLimits) -> None:
        self._data_dir = data_dir
        self._limits = limits
        count = limits.fresh_workers + limits.long_workers_in_all + _SPARE_SLOTS
        self._free = make_slots(count)
        self._children: dict[int, Slot] = {}
        self._listener = _listen(folder / "queries")
        self._control = ControlServer(_listen(folder / "control"))
        self._complaints = Complaints()
        self._is_stopping = False
        self._is_orphan = False
        self._folder = folder
        self._no_fork_before = 0.0
        self._may_raise_priority = True
        self._selector = selectors.DefaultSelector()

    def run(self) -> None:
        """Keep the workers going until the parent closes standard input, or SIGTERM comes."""
        report_sandbox()
        self._receive_signals()
        self._selector.register(sys.stdin, selectors.EVENT_READ)
        self._selector.register(self._control.listener, selectors.EVENT_READ)
        self._selector.register(self._complaints.descriptor, selectors.EVENT_READ)
        # What is there now stays shared with every fork.
        gc.freeze()
        self._fork_missing()
        print("ready", flush=True)
        while not self._is_stopping:
            self._wait(_TICK_S)
            self._reap()
            self._take_back_done()
            self._fork_missing()
            self._demote_long()
            self._control.answer(self._children, self._count())
        self._stop()

    def _receive_signals(self) -> None:
        reading, writing = os.pipe()
        os.set_blocking(writing, False)
        os.set_blocking(reading, False)
        signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda number, frame: None)
        signal.signal(signal.SIGTERM, self._note_stop)
        # Control-C reaches the whole terminal; the parent decides.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        self._selector.register(reading, selectors.EVENT_READ)
        self._wakeups = reading

    def _note_stop(self, number: int, frame: object) -> None:
        self._is_stopping = True

    def _wait(self, seconds: float) -> None:
        for key, _ in self._selector.select(seconds):
            if key.fileobj is sys.stdin:
                # The parent has gone, and with it everyone who could ask.
                self._is_stopping = self._is_orphan = True
            elif key.fileobj == self._wakeups:
                os.read(self._wakeups, 4096)
            elif key.fileobj == self._complaints.descriptor:
                self._complaints.read()
            else:
                self._control.accept()

    def _fork_missing(self) -> None:
        now = time.monotonic()
        while self._free and now >= self._no_fork_before:
            if self._count()["fresh"] >= self._limits.fresh_workers:
                return
            slot = self._free.pop()
            slot.clear()
            supervisor_pid = os.getpid()
            try:
                pid = os.fork()
            except OSError as error:
                log.warning("no query worker could be forked: %s", error)
                self._free.append(slot)
                self._no_fork_before = now + _FAILED_START_WAIT_S
                return
            if pid == 0:
                self._become_worker(slot, supervisor_pid)
            self._children[pid] = slot
            self._control.forget(pid)

    def _become_worker(self, slot: Slot, supervisor_pid: int) -> NoReturn:
        """Be a worker, in the forked process, to its end."""
        try:
            signal.set_wakeup_fd(-1)
            for number in (signal.SIGCHLD, signal.SIGTERM):
                signal.signal(number, signal.SIG_DFL)
            self._selector.close()
            self._control.close()
            self._complaints.take_over()
            enter_sandbox(supervisor_pid, self._limits.query_memory_bytes)
            may_stay = self._may_raise_priority
            Worker(
                self._listener, self._data_dir, slot, self._limits, supervisor_pid, may_stay
            ).run()
            os._exit(RETIRED)
        finally:
            log.exception("a query worker failed")
            os._exit(FAILED)

    def _reap(self) -> None:
        while self._children:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if not pid:
                return
            slot = self._children.pop(pid)
            self._free.append(slot)
            ending = Ending.of_status(status)
            self._control.record(pid, ending)
            if not slot.is_ready and ending.is_failure:
                self._no_fork_before = time.monotonic() + _FAILED_START_WAIT_S
            if not ending.is_retirement:
                log.info("query worker %s ended: %s", pid, ending.cause)

    def _demote_long(self) -> None:
        """Make queries that take long yield to others, and count them as long."""
        now = time.monotonic()
        room = self._limits.long_workers_in_all - self._count()["long"]
        for pid, slot in self._children.items():
            started = slot.started
            is_due = started and now - started > self._limits.slow_after_s
            if is_due and not slot.is_long and room > 0:
                room -= 1
                slot.mark_long()
                self._lower_priority(pid)

    def _lower_priority(self, pid: int) -> None:
        """Lower the priority of a worker's main thread, which is the one that evaluates."""
        try:
            if self._limits.demotion == "idle" and hasattr(os, "SCHED_IDLE"):
                os.sched_setscheduler(pid, os.SCHED_IDLE, os.sched_param(0))
            elif self._limits.demotion != "none":
                os.setpriority(os.PRIO_PROCESS, pid, _NICE)
        except (ProcessLookupError, PermissionError) as error:
            log.debug("query worker %s keeps its priority: %s", pid, error)

    def _take_back_done(self) -> None:
        """Let workers that have answered a long query take others as before."""
        for pid, slot in self._children.items():
            if slot.is_long and slot.is_done:
                if self._has_enough() or not self._raise_priority(pid):
                    slot.mark_stopping()
                else:
                    slot.mark_fresh()

    def _has_enough(self) -> bool:
        return self._count()["fresh"] > self._limits.fresh_workers + _SPARE_WORKERS

    def _raise_priority(self, pid: int) -> bool:
        """Undo `_lower_priority`; return whether it could be done, which takes a privilege."""
        if self._limits.demotion == "none":
            return True
        try:
            if self._limits.demotion == "idle" and hasattr(os, "SCHED_IDLE"):
                os.sched_setscheduler(pid, os.SCHED_OTHER, os.sched_param(0))
            else:
                os.setpriority(os.PRIO_PROCESS, pid, 0)
        except ProcessLookupError:
            return False
        except PermissionError:
            self._may_raise_priority = False
            return False
        return True

    def _count(self) -> dict[str, int]:
        long = sum(slot.is_long for slot in self._children.values())
        return {"fresh": len(self._children) - long, "long": long}

    def _stop(self) -> None:
        """End the workers: the idle ones at once, the others when they have answered."""
        self._listener.close()
        for slot in self._children.values():
            slot.mark_stopping()
        deadline = time.monotonic() + self._limits.stop_grace_s
        while self._children and time.monotonic() < deadline:
            for pid, slot in self._children.items():
                if not slot.started:
                    os.kill(pid, signal.SIGTERM)
            self._wait(_TICK_S)
            self._reap()
            self._control.answer(self._children, self._count())
        for pid in self._children:
            os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        if self._is_orphan:
            shutil.rmtree(self._folder, ignore_errors=True)


def _listen(path: Path) -> socket.socket:
    path.unlink(missing_ok=True)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(os.fspath(path))
    listener.listen(128)
    return listener
