"""What a measurement returns, and the ways to take one."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType, TracebackType
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    Attributes:
        what: what was measured, in words.
        value: the figure with its unit.
        must: the figure to reach, or empty.
        is_reached: whether it was; None where nothing is asked.
    """

    what: str
    value: str
    must: str = ""
    is_reached: bool | None = None


def skipped(what: str, why: str) -> Row:
    """Return the row of a measurement that could not be taken here."""
    return Row(what, f"not measured: {why}")


def reference_data() -> Path:
    """Return the folder of real files, which may be absent."""
    named = os.environ.get("REFERENCE_DATA")
    return Path(named) if named else ROOT.parent / "shared" / "data"


def free_port() -> int:
    """Return a loopback port that is free now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


@dataclass(frozen=True, slots=True)
class Run:
    """A command that has ended.

    Attributes:
        seconds: by the clock on the wall.
        peak_mb: the most memory that it held, in megabytes.
        cpu_seconds: of all its threads, in user and system together.
    """

    seconds: float
    peak_mb: float
    cpu_seconds: float


def run(*command: str, data_dir: Path, timeout_s: int = 300, exits: tuple[int, ...] = (0,)) -> Run:
    """Return time and peak memory of a command.

    Args:
        command: the command and its arguments.
        data_dir: the data directory.
        timeout_s: seconds after which it is ended.
        exits: the exit codes of success.

    Raises:
        subprocess.CalledProcessError: it failed.
    """
    environment = {**os.environ, "MOOTHALL_DATA_DIR": str(data_dir)}
    start = time.perf_counter()
    process = subprocess.Popen(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    deadline = start + timeout_s
    peak_mb = 0.0
    while True:
        pid, status, usage = os.wait4(process.pid, os.WNOHANG)
        if pid:
            break
        found = _process(process.pid)
        peak_mb = max(peak_mb, found.peak_mb) if found is not None else peak_mb
        if time.perf_counter() > deadline:
            process.kill()
        time.sleep(0.005)
    process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.perf_counter() - start
    if process.returncode not in exits:
        raise subprocess.CalledProcessError(process.returncode, command)
    # what the kernel tells at the end counts what this process held when it started the other
    return Run(seconds, peak_mb or usage.ru_maxrss / 1024, usage.ru_utime + usage.ru_stime)


class PeakMemory:
    """The most memory of a service's web process, and of one that it starts, during a block.

    Args:
        port: the port that the service listens on, by which its processes are told.
    """

    def __init__(self, port: int) -> None:
        self._port = str(port)
        self._peaks: dict[int, float] = {}
        self._web: set[int] = set()
        self._is_over = threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self) -> PeakMemory:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._is_over.set()
        self._thread.join()

    @property
    def megabytes(self) -> tuple[float, float]:
        """The most that the largest web process held, and the largest that one started."""
        web = max((self._peaks[pid] for pid in self._web), default=0.0)
        others = (peak for pid, peak in self._peaks.items() if pid not in self._web)
        return web, max(others, default=0.0)

    def _look(self) -> None:
        while not self._is_over.wait(0.05):
            processes = {
                int(name): found
                for name in os.listdir("/proc")
                if name.isdigit() and (found := _process(int(name))) is not None
            }
            web = {
                pid
                for pid, found in processes.items()
                if "serve" in found.command and self._port in found.command
            }
            self._web |= web
            for pid, found in processes.items():
                if pid in web or found.parent in web:
                    self._peaks[pid] = max(found.peak_mb, self._peaks.get(pid, 0.0))


class _Process(NamedTuple):
    """A process: what started it, with what words, and the megabytes of its peak."""

    parent: int
    command: list[str]
    peak_mb: float


def _process(pid: int) -> _Process | None:
    """Return a process; None if it is over."""
    folder = Path("/proc") / str(pid)
    try:
        lines = (folder / "status").read_text().splitlines()
        command = (folder / "cmdline").read_text().split("\0")
    except OSError:
        return None
    status = dict(line.split(":", 1) for line in lines if ":" in line)
    if "VmHWM" not in status:
        return None
    return _Process(int(status["PPid"]), command, int(status["VmHWM"].split()[0]) / 1024)


@contextlib.contextmanager
def served(
    *command: str,
    url: str,
    data_dir: Path,
    timeout_s: float = 30,
    settings: Mapping[str, str] = MappingProxyType({}),
) -> Iterator[float]:
    """Run a server while the block lasts; give the seconds until its first answer.

    Raises:
        TimeoutError: it did not answer in time.
    """
    environment = {**os.environ, "MOOTHALL_DATA_DIR": str(data_dir), **settings}
    start = time.perf_counter()
    process = subprocess.Popen(
        command,
        env=environment,
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        yield wait_until_answered(url, start, timeout_s)
    finally:
        os.killpg(process.pid, 15)
        process.wait(timeout=30)


def wait_until_answered(url: str, start: float, timeout_s: float) -> float:
    """Return the seconds from `start` until an address answers 200."""
    while time.perf_counter() < start + timeout_s:
        with contextlib.suppress(OSError), urllib.request.urlopen(url, timeout=5) as answer:
            if answer.status == 200:
                return time.perf_counter() - start
        time.sleep(0.02)
    raise TimeoutError(f"no answer from {url} in {timeout_s} s")


def requests_per_second(
    url: str, *, connections: int = 8, seconds: int = 2, headers: tuple[str, ...] = ()
) -> float:
    """Return the requests a second that a server answers, measured by wrk on one thread.

    Raises:
        FileNotFoundError: wrk is not installed.
        ValueError: a request was answered with another status than 2xx or 3xx.
    """
    if shutil.which("wrk") is None:
        raise FileNotFoundError("wrk")
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s"]
    for header in headers:
        command += ["-H", header]
    text = subprocess.run([*command, url], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in text:
        raise ValueError(f"{url} did not answer 200: {text}")
    (line,) = [line for line in text.splitlines() if line.startswith("Requests/sec:")]
    return float(line.split()[1])


def alternate(rounds: int, *measures: Callable[[], float]) -> list[list[float]]:
    """Return the figures of several measures, taken in turn so that drift meets all of them."""
    figures = [[measure() for measure in measures] for _ in range(rounds)]
    return [list(column) for column in zip(*figures, strict=True)]


def ratio(first: list[float], second: list[float]) -> float:
    """Return the median of the ratios round by round."""
    return statistics.median(a / b for a, b in zip(first, second, strict=True))
