"""A real Oxigraph server on a loopback port, with its files in a folder."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import requests

from moothall.graph.config import Config


class Oxigraph:
    """An `oxigraph serve` process, with its files in a folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self._process = subprocess.Popen(
            [_command(), "serve", "-l", str(self.folder), "-b", f"127.0.0.1:{self.port}"],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=5).close()
                return
            except ConnectionRefusedError:
                assert self._process.poll() is None, "oxigraph ended"
                assert time.monotonic() < deadline, "oxigraph does not listen"
                time.sleep(0.02)

    def kill(self) -> None:
        """End the process at once, in the middle of whatever it does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(timeout=30)
            self._process = None

    def update(self, text: str) -> None:
        answer = requests.post(f"{self.url}/update", data={"update": text}, timeout=30)
        assert answer.ok, answer.text

    def config(self, data_dir: Path, **settings: object) -> Config:
        """The settings of a data directory whose graph is in this store."""
        addresses = {
            "store_url": f"{self.url}/query",
            "store_update_url": f"{self.url}/update",
            "store_gsp_url": f"{self.url}/store",
        }
        return Config(data_dir=data_dir, **(addresses | settings))  # type: ignore[arg-type]


def _command() -> str:
    """The `oxigraph` command beside this Python, or else on the path."""
    beside = Path(sys.executable).with_name("oxigraph")
    found = str(beside) if beside.exists() else shutil.which("oxigraph")
    if found is None:
        pytest.skip("the oxigraph command is not installed: pip install oxigraph")
    return found
