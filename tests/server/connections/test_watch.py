from __future__ import annotations

import socket
import sys
import time
from collections.abc import Iterator

import pytest

from moothall.server.connections.exchange import Exchange, Exchanges, Phase
from moothall.server.connections.sockets import connections, limit_unread
from moothall.server.connections.watch import Watch

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="a process sees its connections on Linux alone"
)
LOOPBACK = "127.0.0.1"


class Pair:
    """A client's connection, and the same one as a server has accepted it."""

    def __init__(self, listener: socket.socket) -> None:
        self.client = socket.create_connection(listener.getsockname(), timeout=10)
        self.accepted, _ = listener.accept()
        self.accepted.settimeout(10)

    def close(self) -> None:
        self.client.close()
        self.accepted.close()


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.socket() as made:
        made.bind((LOOPBACK, 0))
        made.listen()
        yield made


@pytest.fixture
def pair(listener: socket.socket) -> Iterator[Pair]:
    made = Pair(listener)
    yield made
    made.close()


def watching(
    listener: socket.socket, *phases: Phase, idle_s: float = 0.05
) -> tuple[Watch, list[str]]:
    """Return a watch on exchanges of the loopback that are old, and the clients it finds gone."""
    exchanges, left = Exchanges(), []
    for phase in phases:
        exchange = Exchange(None, {}, LOOPBACK)  # type: ignore[arg-type]
        exchange.enter(phase)
        exchange.since_s -= 100
        exchanges.add(exchange)
    port = listener.getsockname()[1]
    return Watch(port, exchanges, left.append, stalled_s=idle_s, long_s=1.0), left


def wait_until_idle(port: int, seconds: float) -> None:
    deadline = time.monotonic() + 10
    while not all(found.idle_s > seconds for found in connections(port) or ()):
        assert time.monotonic() < deadline
        time.sleep(0.005)


def test_a_connection_is_seen_with_its_client(listener: socket.socket, pair: Pair) -> None:
    (found,) = connections(listener.getsockname()[1]) or ()
    assert (found.client, found.is_open) == (LOOPBACK, True)


def test_a_connection_whose_body_has_stalled_is_ended(listener: socket.socket, pair: Pair) -> None:
    watch, _ = watching(listener, "receiving")
    wait_until_idle(listener.getsockname()[1], 0.05)
    watch.look()
    assert pair.accepted.recv(1) == b""
    assert pair.client.recv(1) == b""


def test_a_connection_that_carries_something_stays(listener: socket.socket, pair: Pair) -> None:
    watch, _ = watching(listener, "receiving", idle_s=30.0)
    pair.client.sendall(b"x")
    watch.look()
    assert pair.accepted.recv(1) == b"x"


@pytest.mark.parametrize("phase", ["working", "waiting"])
def test_a_connection_that_may_wait_for_its_answer_stays(
    listener: socket.socket, pair: Pair, phase: Phase
) -> None:
    watch, _ = watching(listener, "receiving", phase)
    wait_until_idle(listener.getsockname()[1], 0.05)
    watch.look()
    pair.accepted.sendall(b"answer")
    assert pair.client.recv(6) == b"answer"


def test_a_client_without_a_connection_has_left(listener: socket.socket) -> None:
    pair = Pair(listener)
    watch, left = watching(listener, "working")
    watch.look()
    assert left == []
    pair.close()
    watch.look()
    assert left == [LOOPBACK]


def test_a_connection_that_is_accepted_later_ends_when_nothing_is_read(
    listener: socket.socket,
) -> None:
    assert limit_unread(listener.getsockname()[1], 60, 1_000)
    pair = Pair(listener)
    option = pair.accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT)
    pair.close()
    assert option == 60_000


def test_a_port_that_nobody_listens_on_is_not_found() -> None:
    assert not limit_unread(1, 60, 1_000)
