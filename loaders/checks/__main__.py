"""The process that makes a process for each check, which writes what it finds into its folder.

It has read what every check needs, so that forking it costs next to nothing, but has never opened
a store: threads of one would stay behind in this process. In, over a socket: a line of JSON with
the settings; then, for each check, a line with its token, which brings two open files whose locks
the new process holds for as long as it lives. When the socket is closed, it ends; the checks go on.
"""

from __future__ import annotations

import errno
import gc
import json
import logging
import os
import resource
import signal
import socket
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NoReturn

from ...graph.config import Config
from ...graph.errors import MoothallError, NotFoundError
from ...graph.opening import open_generations
from ...shapes.standard_files import standards
from ..public_fetch import FetchLimits, fetch_public
from ..source import Source
from ..tables.limits import TableLimits
from ..tables.repairs import write_changes
from ..tables.report import TableReport
from ..tables.table_check import rules_of
from .errors import ENDED, as_written
from .files import repairs_of, write_report
from .folder import KeptCheck, KeptChecks, State
from .history import History, PastCheck
from .publishers import publisher_code
from .run import Checked, check_source
from .settings import read_settings

log = logging.getLogger(__name__)

_FILES = 2
_LONGEST_LINE = 1_000_000
_YIELDING = 10
"""How far the making of copies gives way to other work."""

_SHEET_SHARE = 0.8
"""Of the time and memory of a check, what reading its spreadsheet may take."""


def main(descriptor: int) -> None:
    """Make a process for each check that is asked for, until nobody can ask any more."""
    channel = socket.socket(fileno=descriptor)
    asked = _Asked(channel)
    settings = asked.next()
    if not settings:
        return
    config = read_settings(json.loads(settings))
    # those that ship alone: a file of the folder that cannot be read is told by the check
    for standard in standards().values():
        rules_of(standard)
    # nothing that is here now is ever collected, so forked processes go on sharing it
    gc.freeze()
    # whoever has ended is forgotten by the kernel itself
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while task := asked.next():
        locks = asked.files()
        if os.fork() == 0:
            channel.close()
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            _check(json.loads(task)["token"], config)
        for lock in locks:
            os.close(lock)


def _check(token: str, config: Config) -> NoReturn:
    """Check one file within limits, and end this process."""
    try:
        _enter_limits(config)
        _Check(KeptChecks.of(config).get(token), config).run()
    except NotFoundError:
        log.warning("the check %s was deleted before it began", token)
    finally:
        logging.shutdown()
        os._exit(0)


class _Asked:
    """What is asked for over a socket: lines, and the open files that come with them."""

    def __init__(self, channel: socket.socket) -> None:
        self._channel = channel
        self._text = b""
        self._files: list[int] = []

    def next(self) -> bytes:
        """Return the next line; nothing where the other side is gone."""
        while b"\n" not in self._text:
            data, files, _, _ = socket.recv_fds(self._channel, 65_536, _FILES)
            self._files += files
            if not data or len(self._text) > _LONGEST_LINE:
                return b""
            self._text += data
        line, _, self._text = self._text.partition(b"\n")
        return line

    def files(self) -> list[int]:
        """Return the open files that came with the line; each batch comes with one line."""
        found, self._files = self._files[:_FILES], self._files[_FILES:]
        return found


def _enter_limits(config: Config) -> None:
    """Bind this process to the time and memory of a check; the kernel ends it beyond them."""
    signal.setitimer(signal.ITIMER_REAL, config.check_timeout_s)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    memory = config.check_memory_bytes
    if sys.platform.startswith("linux"):
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))


class _Check:
    """The check of one file, from its folder to its report."""

    def __init__(self, kept: KeptCheck, config: Config) -> None:
        self._kept = kept
        self._config = config
        self._state = State(stage="running", started=time.time())
        self._checks = KeptChecks.of(config)
        self._history = History(self._checks.folder / "history.sqlite")

    def run(self) -> None:
        """Check the file; whatever goes wrong is written down."""
        try:
            checked = self._check()
        except Exception as error:
            self._now(stage="failed", step="", error=self._failure(error))
        else:
            self._guarded(lambda: self._write_history(checked))
            # nobody waits for the copies yet, and somebody may for the report on another file
            os.nice(_YIELDING)
            self._guarded(lambda: self._write_copies(checked))
            self._now(has_copies=True, step="")

    def _failure(self, error: Exception) -> dict[str, Any]:
        """Return an error as it is written down; one that nobody foresaw is logged."""
        if isinstance(error, MoothallError):
            return as_written(error)
        if isinstance(error, MemoryError) or getattr(error, "errno", None) == errno.ENOMEM:
            return {"kind": ENDED}
        log.error("checking %s failed", self._kept.token, exc_info=error)
        return as_written(
            MoothallError(
                "the check failed by a fault of this service",
                remedy="tell those who run it, with the time at which it happened",
            )
        )

    def _check(self) -> Checked:
        task = self._kept.task()
        self._now(step="fetching" if task.address else "reading")
        source = self._source()
        self._now(step="checking")
        generations = open_generations(self._config)
        checked = check_source(
            source,
            task.request,
            self._config,
            generations,
            limits=_limits(self._config),
            remembered=self._remembered,
            row_progress=lambda rows: self._now(rows=rows),
        )
        self._now(step="writing")
        self._kept.report.write(checked, {"report": self._address()})
        self._now(stage="done", step="copying", conforms=checked.report.conforms)
        return checked

    def _source(self) -> Source:
        """Return the file: the one that was uploaded, or fetched from its address."""
        task, upload = self._kept.task(), self._kept.upload()
        if upload is not None:
            return Source(task.name or upload.name, task.name or upload.name, upload.read_bytes())
        limits = FetchLimits(
            most_bytes=self._config.max_upload_bytes, timeout_s=self._config.fetch_timeout_s
        )
        source = fetch_public(task.address, limits)
        self._kept.upload_path(source.name).write_bytes(source.data)
        self._kept.write_task(replace(task, name=source.name))
        return source

    def _address(self) -> str:
        return f"{self._config.base_iri}check/report/{self._kept.token}"

    def _remembered(self, standard: str, publisher: str) -> dict[str, str]:
        code = publisher_code(publisher, self._config.base_iri)
        return self._history.remembered(standard, code) if code else {}

    def _write_history(self, checked: Checked) -> None:
        report, publisher = checked.report, checked.publisher
        code = publisher_code(publisher.iri, self._config.base_iri) if publisher else ""
        if not isinstance(report, TableReport) or publisher is None or not code:
            return
        counts = report.counts()
        self._history.add(
            PastCheck(
                checked=datetime.now(UTC).isoformat(timespec="seconds"),
                standard=report.standard.name,
                publisher=code,
                name=publisher.name,
                source=self._kept.task().address,
                rows=report.rows,
                conforms=report.conforms,
                **counts,
            )
        )

    def _write_copies(self, checked: Checked) -> None:
        """Write the marked copy and the repaired file; what is no table has neither."""
        if checked.table is None:
            return
        kept, repairs = self._kept, repairs_of(checked)
        with _whole(kept.path("repaired.csv")) as path, path.open("wb") as file:
            repaired = repairs.write_csv(file)
        with _whole(kept.path("changes.csv")) as path, path.open("wb") as file:
            write_changes(repaired, file)
        self._now(changes=repaired.count, notes=repaired.notes)
        if checked.table.table.form.kind not in ("csv", "json"):
            with _whole(kept.path("repaired.xlsx")) as path, path.open("wb") as file:
                repairs.write_xlsx(file)
        with _whole(kept.path("marked.xlsx")) as path, path.open("wb") as file:
            write_report(checked, "xlsx", file)

    def _guarded(self, write: Callable[[], None]) -> None:
        """Write what a report can do without; what goes wrong is logged."""
        try:
            write()
        except (MoothallError, OSError, MemoryError):
            if not self._kept.folder.is_dir():
                return  # somebody has deleted the report meanwhile
            log.exception("a copy for %s could not be made", self._kept.token)

    def _now(self, **changes: Any) -> None:
        self._state = replace(self._state, **changes)
        if self._kept.folder.is_dir():
            self._kept.write_state(self._state)


class _whole:
    """A path to write to, which becomes the wanted one when all is written."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._made = path.with_name(f".{path.name}")

    def __enter__(self) -> Path:
        return self._made

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is None:
            self._made.replace(self._path)
        else:
            self._made.unlink(missing_ok=True)


def _limits(config: Config) -> TableLimits:
    usual = TableLimits()
    return TableLimits(
        sheet_seconds=min(usual.sheet_seconds, int(config.check_timeout_s * _SHEET_SHARE) or 1),
        sheet_memory_bytes=min(
            usual.sheet_memory_bytes, int(config.check_memory_bytes * _SHEET_SHARE)
        ),
    )


if __name__ == "__main__":
    main(int(sys.argv[1]))
