"""The service in processes of its own, on a port of the loopback."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import requests

_START_S = 60
_END_S = 60


class ServedProcess:
    """A service in a session of its own, so that all its processes can be ended at once.

    Args:
        environment: its environment, with its settings.
        folder: where it runs, and where its log is kept.

    Attributes:
        port: where it listens.
        address: its address, without the slash at its end.
    """

    def __init__(self, environment: dict[str, str], folder: Path) -> None:
        self._environment = environment
        self._folder = folder
        self._log = folder / "log"
        self.start()

    def start(self) -> None:
        """Start it on a free port, and return when it answers."""
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.address = f"http://127.0.0.1:{self.port}"
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "moothall.server.cli", "serve", "--port", str(self.port)],
                env=self._environment,
                cwd=self._folder,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        deadline = time.monotonic() + _START_S
        while True:
            try:
                requests.get(f"{self.address}/health", timeout=10)
                return
            except requests.ConnectionError:
                assert self._process.poll() is None, self.log()
                assert time.monotonic() < deadline, self.log()
                time.sleep(0.02)

    @property
    def pid(self) -> int:
        """The process that started the others."""
        return self._process.pid

    def log(self) -> str:
        """Return what it has said so far."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def stop(self) -> None:
        """Ask it to end, and wait until it has."""
        self._process.terminate()
        self._process.wait(timeout=_END_S)

    def end_first(self) -> None:
        """End the process that started the others as nothing can prepare for."""
        self._process.kill()
        self._process.wait(timeout=_END_S)

    def end(self, number: signal.Signals) -> None:
        """Send all its processes a signal, and wait for the first of them."""
        os.killpg(self._process.pid, number)
        try:
            self._process.wait(timeout=_END_S)
        finally:
            if self._process.poll() is None:
                os.killpg(self._process.pid, signal.SIGKILL)
