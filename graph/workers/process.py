"""The supervisor's process: started, kept going and stopped by the process that serves."""

from __future__ import annotations

import logging
import os
import select
import shutil
import subprocess
import sys
import tempfile
import threading
from pathlib import Path
from types import TracebackType
from typing import Self

from ..errors import QueryWorkerError
from ..logs import LogFormat
from .limits import WorkerLimits

log = logging.getLogger(__name__)

_START_S = 20.0
_RESTART_S = 0.2


class QueryWorkers:
    """A running supervisor; a context manager that stops it.

    The supervisor ends when this process does, however that ends: it watches a pipe.

    Args:
        data_dir: the data directory.
        limits: the settings; the pools of the web processes need the same.
        log_format: how the supervisor and the workers log.

    Raises:
        QueryWorkerError: the supervisor did not start.

    Attributes:
        folder: where its sockets are; a `pool.WorkerPool` connects there.
    """

    def __init__(
        self, data_dir: Path, limits: WorkerLimits, log_format: LogFormat = "text"
    ) -> None:
        self._data_dir = data_dir
        self._log_format = log_format
        self._limits = limits
        # Only this user may enter, so only our own processes can ask or answer.
        self.folder = Path(tempfile.mkdtemp(prefix="moothall-"))
        self._stopping = threading.Event()
        try:
            self._process = self._start()
        except QueryWorkerError:
            shutil.rmtree(self.folder, ignore_errors=True)
            raise
        self._minder = threading.Thread(target=self._mind, name="query workers", daemon=True)
        self._minder.start()

    @property
    def pid(self) -> int:
        """The supervisor's process id."""
        return self._process.pid

    def stop(self) -> None:
        """Let running queries finish, within `stop_grace_s`, and end the workers."""
        self._stopping.set()
        self._process.terminate()
        self._minder.join(self._limits.stop_grace_s + _START_S)
        shutil.rmtree(self.folder, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def _start(self) -> subprocess.Popen[bytes]:
        """Return a supervisor that takes queries.

        Raises:
            QueryWorkerError: it did not start.
        """
        process = subprocess.Popen(
            [
                sys.executable,
                "-m",
                __package__ or "",
                os.fspath(self.folder),
                os.fspath(self._data_dir.absolute()),
                self._limits.as_json(),
                self._log_format,
            ],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        assert process.stdout is not None
        is_readable, _, _ = select.select([process.stdout], [], [], _START_S)
        if not is_readable or process.stdout.readline() != b"ready\n":
            process.kill()
            _close(process)
            raise QueryWorkerError(
                "the query workers did not start", remedy="see the log for what they said"
            )
        return process

    def _mind(self) -> None:
        """Start another supervisor whenever one ends that was not to."""
        while True:
            code = self._process.wait()
            _close(self._process)
            if self._stopping.wait(_RESTART_S):
                return
            log.error("the query workers' supervisor ended (%s); starting another", code)
            try:
                self._process = self._start()
                if self._stopping.is_set():
                    self._process.terminate()
            except QueryWorkerError as error:
                log.error("%s", error)


def _close(process: subprocess.Popen[bytes]) -> None:
    process.wait()
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            pipe.close()
