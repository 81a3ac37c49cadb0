"""Every way in which a worker, its client, its parent or its parent's parent may go."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from moothall.graph.errors import QueryBusyError, QueryWorkerError
from moothall.graph.workers.connection import Connection, WorkerEndedError
from moothall.graph.workers.control import Control
from moothall.graph.workers.endings import CLIENT_LEFT, Ending
from moothall.graph.workers.pool import WorkerPool
from moothall.graph.workers.process import QueryWorkers
from moothall.graph.workers.wire import QueryRequest, write_request

from .conftest import BOMB, LIMITS, LOOK_UP, wait_until

IS_LINUX = sys.platform.startswith("linux")
DISTINCT_ROWS = "SELECT ?a ?b { ?a ?p ?b. ?c ?q ?d }"
"""Millions of rows, of which the first come at once."""

PARENT = """
import sys, time
from pathlib import Path
from moothall.graph.workers.limits import WorkerLimits
from moothall.graph.workers.process import QueryWorkers
workers = QueryWorkers(Path(sys.argv[1]), WorkerLimits.from_json(sys.argv[2]))
print(workers.folder, workers.pid, flush=True)
sys.stdin.read()
"""


def has_ended(process: int, seconds: float = 5) -> bool:
    """Return whether a process, by its descriptor, ends in time."""
    readable, _, _ = select.select([process], [], [], seconds)
    return bool(readable)


@pytest.mark.parametrize("text", [BOMB, DISTINCT_ROWS], ids=["silent", "in mid-answer"])
def test_a_killed_worker_makes_an_error_and_no_cut_answer(pool: WorkerPool, text: str) -> None:
    with ThreadPoolExecutor() as threads:
        asked = threads.submit(pool.ask, QueryRequest(text=text))
        wait_until(lambda: pool.status().long == 1, "the query runs")
        connection = pool._places._long[0].connection
        assert connection is not None
        os.kill(connection.worker_pid, signal.SIGKILL)
        error = asked.exception()
    assert isinstance(error, QueryWorkerError)
    assert "SIGKILL" in str(error)
    with pool.ask(QueryRequest(text=LOOK_UP)) as answer:
        assert answer.length


def test_a_worker_killed_while_idle_is_not_noticed(pool: WorkerPool, workers: QueryWorkers) -> None:
    pool.ask(QueryRequest(text=LOOK_UP)).close()
    (connection,) = [c for c in pool._places._free if c is not None]
    os.kill(connection.worker_pid, signal.SIGKILL)
    Control(workers.folder / "control").ending(connection.worker_pid)
    with pool.ask(QueryRequest(text=LOOK_UP)) as answer:
        assert answer.length


def test_a_client_that_leaves_ends_the_work(data_dir: Path) -> None:
    with QueryWorkers(data_dir, replace(LIMITS, workers=1, query_timeout_s=30.0)) as workers:
        control = Control(workers.folder / "control")
        connection = Connection.open(workers.folder / "queries", 5)
        connection.send(write_request(QueryRequest(text=BOMB)))
        wait_until(lambda: control.status()["long"] == 1, "the bomb runs")
        connection.close()
        assert control.ending(connection.worker_pid) == Ending(f"exit {CLIENT_LEFT}")


def test_a_client_that_has_left_already_is_not_worked_for(data_dir: Path) -> None:
    with QueryWorkers(data_dir, replace(LIMITS, workers=1, query_timeout_s=30.0)) as workers:
        for _ in range(50):
            connection = Connection.open(workers.folder / "queries", 5)
            connection.send(write_request(QueryRequest(text=BOMB)))
            connection.close()


def test_a_client_that_sends_half_a_request_holds_nobody_up(pool: WorkerPool) -> None:
    connection = Connection.open(pool._queries, 5)
    connection.send(write_request(QueryRequest(text=LOOK_UP))[:20])
    with pool.ask(QueryRequest(text=LOOK_UP)) as answer:
        assert answer.length
    with pytest.raises(WorkerEndedError):
        connection.receive()
    connection.close()


@pytest.mark.skipif(not IS_LINUX, reason="only Linux ends a process with its parent")
def test_workers_end_with_their_supervisor_and_others_take_over(data_dir: Path) -> None:
    with QueryWorkers(data_dir, LIMITS) as workers:
        pool = WorkerPool(workers.folder, LIMITS)
        busy = Connection.open(workers.folder / "queries", 5)
        process = os.pidfd_open(busy.worker_pid)
        busy.send(write_request(QueryRequest(text=BOMB)))
        os.kill(workers.pid, signal.SIGKILL)
        assert has_ended(process, LIMITS.query_timeout_s / 2)
        os.close(process)
        busy.close()

        def is_answered() -> bool:
            try:
                pool.ask(QueryRequest(text=LOOK_UP)).close()
            except (QueryBusyError, QueryWorkerError):
                return False
            return True

        wait_until(is_answered, "another supervisor serves")
        pool.close()


@pytest.mark.skipif(not IS_LINUX, reason="process descriptors are Linux's")
def test_everything_ends_with_the_process_that_serves(data_dir: Path) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(data_dir), LIMITS.as_json()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with parent:
        assert parent.stdout is not None
        folder, pid = parent.stdout.readline().split()
        connection = Connection.open(Path(folder) / "queries", 5)
        processes = [os.pidfd_open(int(pid)), os.pidfd_open(connection.worker_pid)]
        parent.kill()
        for process in processes:
            assert has_ended(process)
            os.close(process)
        connection.close()
        assert not Path(folder).exists()


def test_stopping_lets_a_running_query_finish(data_dir: Path) -> None:
    limits = replace(LIMITS, query_timeout_s=30.0, stop_grace_s=30.0)
    workers = QueryWorkers(data_dir, limits)
    pool = WorkerPool(workers.folder, limits)
    with ThreadPoolExecutor() as threads:
        text = "SELECT (COUNT(*) AS ?n) { ?a ?b ?c. ?d ?e ?f }"
        asked = threads.submit(pool.ask, QueryRequest(text=text, row_form="csv"))
        wait_until(lambda: pool.status().long == 1, "the query runs")
        workers.stop()
        with asked.result() as answer:
            assert answer.read() == b"n\r\n4004001\r\n"
    assert not workers.folder.exists()
    pool.close()


@pytest.mark.parametrize(
    ("cause", "error"),
    [
        ("SIGALRM", "QueryTimeoutError"),
        ("SIGABRT", "QueryMemoryError"),
        ("SIGSEGV", "QueryError"),
        ("SIGSYS", "ServiceForbiddenError"),
        ("SIGTERM", "QueryBusyError"),
        ("SIGKILL", "QueryWorkerError"),
        ("exit 1", "QueryWorkerError"),
        ("unknown", "QueryWorkerError"),
    ],
)
def test_how_a_worker_ended_says_what_its_query_did(cause: str, error: str) -> None:
    assert type(Ending(cause).as_error(1, 2)).__name__ == error
