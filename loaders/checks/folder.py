"""The folders of checks over the web: what each holds, how far it is, and when it goes.

::

    checks/<token>/           a random name that nobody can guess; who has it may read and delete
        upload/NAME           the file, under its own name as far as that is safe
        task.json             what was asked for, and when
        state.json            how far it is; replaced as a whole, so that it is never read by half
        lock                  held by the process that checks, for as long as it lives
        summary.json, report.json, report.csv, report.ttl, findings-3.jsonl
        marked.xlsx, repaired.csv, repaired.xlsx, changes.csv
    checks/slots/0            held by a process that checks: there are as many as may run at a time
    checks/waiting/<token>    a check that waits for a place
    checks/history.sqlite     the outcomes by publisher and standard
"""

from __future__ import annotations

import fcntl
import json
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from ...graph.config import Config
from ...graph.errors import StoreError
from .report_folder import ReportFolder, no_report
from .request import CheckRequest

Stage = Literal["waiting", "running", "done", "failed"]

_TOKEN = re.compile(r"[A-Za-z0-9_-]{22}")
_TOKEN_BYTES = 16
_DAY_S = 86_400
_SWEEP_EVERY_S = 60.0
_WAITS_S = 600.0
"""Seconds after which nobody is thought to wait for a check that has not begun."""

_UNSAFE = re.compile(r"[^\w. ()+,-]", re.ASCII)
_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    """How far a check is.

    Attributes:
        stage: where it is.
        step: what is being done, for people; empty before and after.
        rows: rows that have been read so far, told now and then.
        started: when it began, in seconds since 1970; 0 if it has not.
        conforms: whether there is nothing that must be mended; None until that is known.
        error: what went wrong, as `errors` writes it; None if nothing did.
        changes: cells that the repaired file has changed; None until that file is there.
        notes: what else is different in the repaired file, in sentences.
        has_copies: whether the marked copy and the repaired file have been made, or cannot be.
    """

    stage: Stage = "waiting"
    step: str = ""
    rows: int = 0
    started: float = 0.0
    conforms: bool | None = None
    error: Mapping[str, Any] | None = None
    changes: int | None = None
    notes: tuple[str, ...] = ()
    has_copies: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckTask:
    """What was asked for.

    Attributes:
        request: what somebody says about the file.
        address: the web address that it is fetched from; empty if it was uploaded.
        name: the name of the file, as errors and the report give it.
        created: when it was asked for, in seconds since 1970.
    """

    request: CheckRequest
    address: str = ""
    name: str = ""
    created: float = 0.0


@dataclass(frozen=True, slots=True)
class KeptCheck:
    """The folder of one check.

    Attributes:
        token: its name.
        folder: where it is.
    """

    token: str
    folder: Path

    def path(self, name: str) -> Path:
        """Return the path of a file of the folder."""
        return self.folder / name

    def task(self) -> CheckTask:
        """Return what was asked for.

        Raises:
            NotFoundError: the check was deleted meanwhile.
        """
        read = self.report.read("task.json")
        return CheckTask(**{**read, "request": CheckRequest(**read["request"])})

    def write_task(self, task: CheckTask) -> None:
        """Write what was asked for."""
        write_whole(self.path("task.json"), json.dumps(asdict(task)))

    def state(self) -> State:
        """Return how far the check is; a check whose process has ended by force has failed.

        Raises:
            NotFoundError: the check was deleted meanwhile.
        """
        state = self._state()
        if state.stage != "running" or self.is_held():
            return state
        # it may have finished between the two looks
        state = self._state()
        if state.stage != "running":
            return state
        return replace(state, stage="failed", step="", error={"kind": "ended"})

    def write_state(self, state: State) -> None:
        """Write how far the check is."""
        write_whole(self.path("state.json"), json.dumps(asdict(state)))

    @property
    def report(self) -> ReportFolder:
        """The report, once the check is done."""
        return ReportFolder(self.folder)

    def upload(self) -> Path | None:
        """Return the path of the file; None if it has not been fetched."""
        folder = self.path("upload")
        return next(iter(sorted(folder.iterdir())), None) if folder.is_dir() else None

    def upload_path(self, name: str) -> Path:
        """Return where a file of a name is to be put."""
        folder = self.path("upload")
        folder.mkdir(exist_ok=True)
        return folder / safe_name(name)

    def is_held(self) -> bool:
        """Return whether a process is checking."""
        try:
            with self.path("lock").open("rb") as lock:
                fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except FileNotFoundError:
            return False
        except BlockingIOError:
            return True
        return False

    def remove(self) -> None:
        """Delete the check with all that is kept of it.

        It is taken away first, so that a process that still writes into it cannot.
        """
        gone = self.folder.with_name(f".gone-{self.token}")
        with suppress(FileNotFoundError):
            self.folder.rename(gone)
        shutil.rmtree(gone, ignore_errors=True)

    def _state(self) -> State:
        read = self.report.read("state.json")
        return State(**{**read, "notes": tuple(read["notes"])})


@dataclass(slots=True)
class KeptChecks:
    """The checks that are kept in a data directory.

    Attributes:
        folder: where they are.
        keep_s: seconds for which each is kept.
        keep_bytes: bytes that all may take together.
    """

    folder: Path
    keep_s: float
    keep_bytes: int
    _swept: float = field(default=0.0, init=False)

    @classmethod
    def of(cls, config: Config) -> KeptChecks:
        """Return the checks that the settings name."""
        folder = config.data_dir / "checks"
        return cls(folder, config.check_keep_days * _DAY_S, config.check_keep_bytes)

    def new(self) -> KeptCheck:
        """Return the folder of a new check; those that have been kept for long enough go.

        Raises:
            StoreError: the disk refused.
        """
        self.sweep()
        token = secrets.token_urlsafe(_TOKEN_BYTES)
        made = KeptCheck(token, self.folder / token)
        with disk_errors(self.folder):
            for name in ("slots", "waiting"):
                (self.folder / name).mkdir(parents=True, exist_ok=True)
            made.folder.mkdir(mode=0o700)
        return made

    def get(self, token: str) -> KeptCheck:
        """Return the check of a token.

        Raises:
            NotFoundError: there is none, or no longer.
        """
        found = KeptCheck(token, self.folder / token)
        if not _TOKEN.fullmatch(token) or not found.path("task.json").is_file():
            raise no_report()
        if self._age(found.folder) > self.keep_s:
            found.remove()
            raise no_report()
        return found

    def waiting(self) -> list[str]:
        """Return the tokens of the checks that wait for a place; those given up are forgotten."""
        found = []
        for path in (self.folder / "waiting").glob("*"):
            with suppress(FileNotFoundError):
                if time.time() - path.stat().st_mtime < _WAITS_S:
                    found.append(path.name)
                else:
                    path.unlink()
        return found

    def sweep(self, *, now: bool = False) -> None:
        """Remove checks that were kept for long enough, and the oldest where all take too much.

        Args:
            now: whether to look even if that was done a minute ago.
        """
        if not now and time.monotonic() - self._swept < _SWEEP_EVERY_S and self._swept:
            return
        self._swept = time.monotonic()
        for gone in self.folder.glob(".gone-*"):
            shutil.rmtree(gone, ignore_errors=True)
        total = 0
        for age, folder in sorted(self._ages()):
            total += sum(p.stat().st_size for p in folder.rglob("*") if p.is_file())
            if age > self.keep_s or total > self.keep_bytes:
                kept = KeptCheck(folder.name, folder)
                if not kept.is_held():
                    kept.remove()

    def _ages(self) -> Iterator[tuple[float, Path]]:
        if self.folder.is_dir():
            for folder in self.folder.iterdir():
                if _TOKEN.fullmatch(folder.name):
                    yield self._age(folder), folder

    @staticmethod
    def _age(folder: Path) -> float:
        """Return the seconds since a check was asked for; an upload that never ended has an age."""
        for path in (folder / "task.json", folder):
            with suppress(OSError):
                return time.time() - path.stat().st_mtime
        return 0.0


def safe_name(name: str) -> str:
    """Return the name of a file without what could mean more than a name on some disk."""
    last = name.replace("\\", "/").rpartition("/")[2]
    plain = _UNSAFE.sub("-", last).strip(". -")
    stem, dot, suffix = plain[-_LONGEST_NAME:].rpartition(".")
    return f"{stem}{dot}{suffix}" if plain else "file"


def write_whole(path: Path, text: str) -> None:
    """Write a file so that whoever reads it finds the old or the new, and never a part."""
    made = path.with_name(f".{path.name}.{os.getpid()}")
    made.write_text(text, encoding="utf-8")
    os.replace(made, path)


@contextmanager
def disk_errors(folder: Path) -> Iterator[None]:
    """Make errors of the disk into one that says what to do.

    Raises:
        StoreError: the disk refused.
    """
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"a report could not be kept: {error}",
            where=str(folder),
            remedy="free space there, or see who may write there",
        ) from error
