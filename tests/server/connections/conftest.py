"""A service with one web process and few places for slow clients."""

from __future__ import annotations

import signal
import socket
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import requests

from moothall.graph.change import Change
from moothall.graph.config import Config
from moothall.graph.generations import Generations
from moothall.graph.namespaces import RDFS
from moothall.graph.terms import Literal, NamedNode, Quad
from moothall.server.tokens import Tokens

from ...served import ServedProcess

THINGS = 10_000
PLACES = 32


class Site(ServedProcess):
    """A service with few places for slow clients.

    Attributes:
        token: one that may write.
    """

    def __init__(self, environment: dict[str, str], folder: Path, token: str) -> None:
        super().__init__(environment, folder)
        self.token = token

    def web_process(self) -> int:
        """Return the process that answers requests."""
        for pid in _children(self.pid):
            if not _is_supervisor(pid):
                return pid
        raise LookupError("the service has no web process")

    def query_workers(self) -> list[int]:
        """Return the processes that evaluate queries."""
        (supervisor,) = [pid for pid in _children(self.pid) if _is_supervisor(pid)]
        return _children(supervisor)

    def metric(self, name: str) -> float:
        """Return a count of the web process; 0 if there is none of that name yet."""
        text = requests.get(f"{self.address}/metrics", timeout=30).text
        values = [line.split()[-1] for line in text.splitlines() if line.startswith(name + " ")]
        return float(values[0]) if values else 0.0

    def connect(self, data: bytes = b"", unread_bytes: int = 0) -> socket.socket:
        """Return a connection on which something has been sent.

        Args:
            data: what is sent.
            unread_bytes: how much this end takes without reading it; 0 for as much as usual.
        """
        connection = socket.socket()
        if unread_bytes:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, unread_bytes)
        connection.settimeout(30)
        connection.connect(("127.0.0.1", self.port))
        connection.sendall(data)
        return connection


def _children(pid: int) -> list[int]:
    # of every thread: a process that granian starts again is another thread's child
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for task in tasks for child in task.read_text().split()]


def _is_supervisor(pid: int) -> bool:
    return "workers" in Path(f"/proc/{pid}/cmdline").read_text()


@pytest.fixture(scope="module")
def site(
    environment: Callable[..., dict[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """A service of some thousand things that may be written to."""
    folder = tmp_path_factory.mktemp("slow")
    config = Config(data_dir=folder / "data")
    generations = Generations(config.data_dir, config.base_iri)
    generations.create()
    quads = [
        Quad(NamedNode(f"x:{n}"), RDFS.label, Literal(f"Thing {n}"), NamedNode("x:g"))
        for n in range(THINGS)
    ]
    with generations.writing() as writer:
        writer.publish(Change(added=quads))
    settings = environment(
        data_dir=str(config.data_dir),
        tokens_file=str(folder / "tokens"),
        workers="1",
        threads="2",
        slow_clients=str(PLACES),
    )
    made = Site(settings, folder, Tokens(folder / "tokens").add("tester"))
    yield made
    made.end(signal.SIGTERM)
