"""A real Virtuoso on loopback ports, with its files in a folder."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest
import requests
from requests.auth import HTTPDigestAuth

from moothall.graph.config import Config

_INI = """[Database]
DatabaseFile = {folder}/virtuoso.db
ErrorLogFile = {folder}/virtuoso.log
LockFile = {folder}/virtuoso.lck
TransactionFile = {folder}/virtuoso.trx
xa_persistent_file = {folder}/virtuoso.pxa
[TempDatabase]
DatabaseFile = {folder}/temporary.db
TransactionFile = {folder}/temporary.trx
[Parameters]
ServerPort = 127.0.0.1:{sql_port}
DisableUnixSocket = 1
ServerThreads = 10
NumberOfBuffers = 10000
MaxDirtyBuffers = 6000
CheckpointInterval = 0
[HTTPServer]
ServerPort = 127.0.0.1:{port}
ServerThreads = 8
[SPARQL]
ResultSetMaxRows = {max_rows}
"""

_START_S = 90

MAX_ROWS = 1_000
"""Rows at which it cuts its answers: fewer than by default, so that tests meet the limit."""


class Virtuoso:
    """A `virtuoso-t` process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.port, self._sql_port = _free_port(), _free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._process: subprocess.Popen[bytes] | None = None
        self._session = requests.Session()
        self._session.auth = HTTPDigestAuth("dba", "dba")

    def start(self) -> None:
        """Start it, on an empty database the first time, and wait until it answers."""
        command = shutil.which("virtuoso-t")
        if command is None:
            pytest.skip("virtuoso-t is not installed: Debian's package is virtuoso-opensource-7")
        self._folder.mkdir(parents=True, exist_ok=True)
        settings = self._folder / "virtuoso.ini"
        settings.write_text(
            _INI.format(
                folder=self._folder, port=self.port, sql_port=self._sql_port, max_rows=MAX_ROWS
            ),
            encoding="utf-8",
        )
        self._process = subprocess.Popen(
            [command, "-f", "-c", str(settings)],
            cwd=self._folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + _START_S
        while not self._listens():
            assert self._process.poll() is None, "virtuoso-t ended"
            assert time.monotonic() < deadline, "virtuoso-t does not listen"
            try:
                self._process.wait(0.05)
            except subprocess.TimeoutExpired:
                continue

    def kill(self) -> None:
        """End the process at once, in the middle of whatever it does."""
        if self._process is not None:
            self._process.kill()
            self._process.wait(timeout=30)
            self._process = None

    def update(self, text: str) -> None:
        answer = self._session.post(f"{self.url}/sparql-auth", data={"update": text}, timeout=60)
        assert answer.ok, answer.text

    def clear(self) -> None:
        """Drop the graphs that tests write; it has others of its own."""
        query = "SELECT DISTINCT ?g { GRAPH ?g { ?s ?p ?o } }"
        answer = self._session.post(
            f"{self.url}/sparql-auth",
            data={"query": query},
            headers={"Accept": "application/sparql-results+json"},
            timeout=60,
        )
        rows = answer.json()["results"]["bindings"]
        names = [row["g"]["value"] for row in rows]
        drops = [
            f"DROP SILENT GRAPH <{name}>"
            for name in names
            if name.startswith(("http://localhost:8080/", "http://example.org/"))
        ]
        if drops:
            self.update(" ; ".join(drops))

    def config(self, data_dir: Path, **settings: object) -> Config:
        """The settings of a data directory whose graph is in this store."""
        stated = {
            "store_url": f"{self.url}/sparql-auth",
            "store_update_url": f"{self.url}/sparql-auth",
            "store_gsp_url": f"{self.url}/sparql-graph-crud-auth",
            "store_user": "dba",
            "store_password": "dba",
        }
        return Config(data_dir=data_dir, **(stated | settings))  # type: ignore[arg-type]

    def _listens(self) -> bool:
        try:
            return requests.get(f"{self.url}/sparql", timeout=5).status_code == 200
        except requests.ConnectionError:
            return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
