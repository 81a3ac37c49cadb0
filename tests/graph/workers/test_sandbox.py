from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator

import pytest

from moothall.graph.errors import ServiceForbiddenError
from moothall.graph.workers.pool import WorkerPool
from moothall.graph.workers.seccomp import why_unavailable
from moothall.graph.workers.wire import QueryRequest

CONFINED = """
import os, sys
sys.path[:0] = {path!r}
import socket, subprocess
import pyoxigraph
from moothall.graph.workers.sandbox import enter_sandbox
enter_sandbox(os.getppid(), 1_000_000_000)
{code}
"""

needs_filter = pytest.mark.skipif(bool(why_unavailable()), reason=why_unavailable() or "available")


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A server on loopback that no query may reach."""
    with socket.create_server(("127.0.0.1", 0)) as made:
        made.setblocking(False)
        yield made


def port(listener: socket.socket) -> int:
    return int(listener.getsockname()[1])


def was_reached(listener: socket.socket) -> bool:
    try:
        listener.accept()
    except BlockingIOError:
        return False
    return True


def confined(code: str) -> subprocess.CompletedProcess[str]:
    """Return how a process ends that runs code inside the sandbox."""
    script = CONFINED.format(path=sys.path, code=code)
    return subprocess.run([sys.executable, "-c", script], capture_output=True, text=True)


@pytest.mark.parametrize(
    "pattern",
    [
        "SERVICE <http://127.0.0.1:{port}/> {{ ?s ?p ?o }}",
        "SERVICE SILENT <http://127.0.0.1:{port}/> {{ ?s ?p ?o }}",
        "service <http://127.0.0.1:{port}/> {{ ?s ?p ?o }}",
        "BIND(<http://127.0.0.1:{port}/> AS ?e) SERVICE ?e {{ ?s ?p ?o }}",
        "FILTER(1 < 2)SERVICE#>\n<http://127.0.0.1:{port}/> {{ ?s ?p ?o }}",
        "SERVICE <http://169.254.169.254/latest/> {{ ?s ?p ?o }}",
        "SERVICE:x {{ ?s ?p ?o }}",
    ],
)
def test_a_call_to_another_endpoint_is_refused(
    pool: WorkerPool, listener: socket.socket, pattern: str
) -> None:
    at = pattern.format(port=port(listener))
    text = f"PREFIX : <http://127.0.0.1:{port(listener)}/> SELECT * {{ {at} }}"
    with pytest.raises(ServiceForbiddenError):
        pool.ask(QueryRequest(text=text))
    assert not was_reached(listener)
    assert "SIGSYS" not in str(pool.status().workers["endings"])


@needs_filter
@pytest.mark.parametrize("silent", ["", "SILENT"])
def test_a_call_that_no_check_has_seen_ends_the_process(
    listener: socket.socket, silent: str
) -> None:
    text = f"SELECT * {{ SERVICE {silent} <http://127.0.0.1:{port(listener)}/> {{ ?s ?p ?o }} }}"
    ended = confined(f"list(pyoxigraph.Store().query({text!r}))")
    assert ended.returncode == -signal.SIGSYS
    assert not was_reached(listener)


@needs_filter
@pytest.mark.parametrize("family", ["AF_INET", "AF_INET6", "AF_UNIX", "AF_NETLINK"])
def test_a_confined_process_makes_no_socket(family: str) -> None:
    ended = confined(f"socket.socket(socket.{family}, socket.SOCK_DGRAM)")
    assert ended.returncode == -signal.SIGSYS


@needs_filter
@pytest.mark.parametrize(
    "code",
    ["os.execv('/bin/true', ['true'])", "os.kill(os.getppid(), 0)"],
    ids=["another program", "a signal"],
)
def test_a_confined_process_is_refused(code: str) -> None:
    ended = confined(f"try:\n    {code}\nexcept PermissionError:\n    os._exit(7)")
    assert ended.returncode == 7, ended.stderr


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux limits the address space")
def test_a_confined_process_has_only_so_much_memory() -> None:
    ended = confined("try:\n    bytearray(2_000_000_000)\nexcept MemoryError:\n    os._exit(7)")
    assert ended.returncode == 7, ended.stderr


def test_a_confined_process_leaves_no_core() -> None:
    ended = confined("import resource; print(resource.getrlimit(resource.RLIMIT_CORE))")
    assert ended.stdout == "(0, 0)\n"


def test_the_filter_is_on_in_every_thread_of_a_worker(pool: WorkerPool) -> None:
    if why_unavailable():
        pytest.skip(why_unavailable())
    pool.ask(QueryRequest(text="ASK {}")).close()
    (connection,) = [c for c in pool._places._free if c is not None]
    folder = f"/proc/{connection.worker_pid}/task"
    for thread in os.listdir(folder):
        with open(f"{folder}/{thread}/status", encoding="ascii") as status:
            assert "Seccomp:\t2\n" in status.read()
