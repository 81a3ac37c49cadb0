"""A real store on a loopback port, and the generations of a test's own over it."""

from __future__ import annotations

import dataclasses
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from moothall.graph.config import Config
from moothall.graph.generations import Generations
from moothall.graph.remote.generations import RemoteGenerations, open_generations

from .virtuoso import Virtuoso


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


@pytest.fixture(scope="session")
def shared_oxigraph(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Oxigraph]:
    server = Oxigraph(tmp_path_factory.mktemp("oxigraph"))
    server.start()
    yield server
    server.kill()


@pytest.fixture
def oxigraph(shared_oxigraph: Oxigraph) -> Oxigraph:
    """An empty store, that of the session: a test must not end it."""
    shared_oxigraph.update("DROP ALL")
    return shared_oxigraph


@pytest.fixture(scope="session")
def shared_virtuoso(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Virtuoso]:
    server = Virtuoso(tmp_path_factory.mktemp("virtuoso"))
    try:
        server.start()
        yield server
    finally:
        server.kill()


@pytest.fixture
def virtuoso(shared_virtuoso: Virtuoso) -> Virtuoso:
    """An empty Virtuoso, that of the session; skips where it is not installed."""
    shared_virtuoso.clear()
    return shared_virtuoso


@pytest.fixture
def own_oxigraph(tmp_path: Path) -> Iterator[Oxigraph]:
    """An empty store of a test's own, which it may end and start again."""
    server = Oxigraph(tmp_path / "oxigraph")
    server.start()
    yield server
    server.kill()


@pytest.fixture
def remote_config(oxigraph: Oxigraph, tmp_path: Path) -> Config:
    return oxigraph.config(tmp_path / "data")


@pytest.fixture
def remote(remote_config: Config) -> RemoteGenerations:
    """Generations in an empty remote store."""
    made = RemoteGenerations(remote_config)
    made.create()
    return made


STORES = (
    "embedded",
    "oxigraph",
    "oxigraph without a graph store address",
    "virtuoso",
    "virtuoso without a graph store address",
)
"""The implementations of the store seam, and the remote stores that are tried."""


@pytest.fixture(params=STORES)
def store_server(request: pytest.FixtureRequest) -> Oxigraph | Virtuoso | None:
    """The remote store of a test, each in turn; None for the data folder."""
    name, _, _ = request.param.partition(" ")
    return None if name == "embedded" else request.getfixturevalue(name)


@pytest.fixture
def config(
    request: pytest.FixtureRequest, store_server: Oxigraph | Virtuoso | None, tmp_path: Path
) -> Config:
    """The settings of each implementation of the store seam, in turn."""
    if store_server is None:
        return Config(data_dir=tmp_path / "data")
    name = request.node.callspec.params["store_server"]
    left_out = {"store_gsp_url": ""} if "without" in name else {}
    return store_server.config(tmp_path / "data", **left_out)


@pytest.fixture
def generations(config: Config) -> Generations:
    """An empty data directory over each implementation of the store seam, in turn."""
    made = open_generations(config)
    made.create()
    return made


@pytest.fixture
def elsewhere(config: Config, tmp_path: Path) -> Callable[[], Generations]:
    """Makes what another process, or with a remote store another machine, has of the same graph."""

    def build() -> Generations:
        if not config.store_url:
            return open_generations(config)
        return open_generations(dataclasses.replace(config, data_dir=tmp_path / "elsewhere"))

    return build
