"""A real store on a loopback port, and the generations of a test's own over it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from moothall.graph.config import Config
from moothall.graph.generations import Generations
from moothall.graph.opening import open_generations
from moothall.graph.remote.generations import RemoteGenerations

from .oxigraph import Oxigraph
from .virtuoso import Virtuoso


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
