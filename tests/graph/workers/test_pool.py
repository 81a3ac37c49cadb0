from __future__ import annotations

import gc
import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from moothall.graph.change import Change
from moothall.graph.errors import (
    LimitError,
    QueryBusyError,
    QueryError,
    QueryTimeoutError,
    QueryWorkerError,
    StoreMissingError,
)
from moothall.graph.namespaces import RDFS
from moothall.graph.workers.limits import Demotion
from moothall.graph.workers.pool import WorkerPool
from moothall.graph.workers.process import QueryWorkers
from moothall.graph.workers.wire import QueryRequest

from .conftest import BOMB, LIMITS, LOOK_UP, publish, things, wait_until

only_root = pytest.mark.skipif(
    os.geteuid() != 0, reason="only root may raise the priority of a process"
)

ROWS = "SELECT ?s ?o { ?s <http://www.w3.org/2000/01/rdf-schema#label> ?o } ORDER BY ?s"


def test_a_short_answer_comes_in_memory(pool: WorkerPool) -> None:
    with pool.ask(QueryRequest(text=LOOK_UP, row_form="csv")) as answer:
        assert (answer.form, answer.generation, answer.is_spooled) == ("csv", 1, False)
        assert answer.read() == b"label\r\nThing 1\r\n"
        assert answer.length == len(answer.read())


def test_a_long_answer_comes_as_a_file_with_its_true_length(pool: WorkerPool) -> None:
    with pool.ask(QueryRequest(text=ROWS)) as answer:
        assert answer.is_spooled
        body = answer.read()
        assert len(body) == answer.length > 65_536
        assert body.endswith(b"]}}")
        assert pool.status().spooled_bytes == answer.length
    assert pool.status().spooled_bytes == 0


def test_an_answer_that_is_forgotten_gives_its_room_back(pool: WorkerPool) -> None:
    pool.ask(QueryRequest(text=ROWS))
    gc.collect()
    assert pool.status().spooled_bytes == 0


def test_an_answer_too_large_is_refused_whole(data_dir: Path) -> None:
    limits = replace(LIMITS, workers=1, max_result_bytes=70_000)
    with QueryWorkers(data_dir, limits) as workers:
        pool = WorkerPool(workers.folder, limits)
        with pytest.raises(LimitError, match="more than 70,000 bytes"):
            pool.ask(QueryRequest(text=ROWS))
        with pool.ask(QueryRequest(text=LOOK_UP)) as answer:
            assert answer.length < 70_000
        pool.close()


def test_answers_on_their_way_out_have_only_so_much_room(workers: QueryWorkers) -> None:
    pool = WorkerPool(workers.folder, replace(LIMITS, spool_bytes=200_000))
    with (
        pool.ask(QueryRequest(text=ROWS)),
        pytest.raises(QueryBusyError, match="large answers"),
    ):
        pool.ask(QueryRequest(text=ROWS))
    with pool.ask(QueryRequest(text=ROWS)) as answer:
        assert answer.is_spooled
    pool.close()


def test_a_spool_that_cannot_be_written_is_not_the_query_s_fault(
    data_dir: Path, tmp_path: Path
) -> None:
    limits = replace(LIMITS, workers=1, spool_dir=tmp_path / "none")
    with QueryWorkers(data_dir, limits) as workers:
        pool = WorkerPool(workers.folder, limits)
        with pytest.raises(QueryWorkerError, match="could not be kept: No such file"):
            pool.ask(QueryRequest(text=ROWS))
        pool.close()


def test_a_text_too_long_is_refused_before_it_is_sent(workers: QueryWorkers) -> None:
    pool = WorkerPool(workers.folder, replace(LIMITS, max_query_bytes=100))
    with pytest.raises(LimitError, match="longer than 100 bytes"):
        pool.ask(QueryRequest(text=LOOK_UP + " " * 100))
    pool.close()


def test_an_error_names_its_line(pool: WorkerPool) -> None:
    with pytest.raises(QueryError) as caught:
        pool.ask(QueryRequest(text="SELECT *\n{ ?s ?p ?o .\n ?s zz:label ?o }"))
    assert caught.value.line == 3
    assert "zz: is not declared, in: ?s zz:label ?o }" in str(caught.value)


def test_text_that_is_not_utf_8_is_refused(pool: WorkerPool) -> None:
    with pytest.raises(QueryError, match="line 2, column 3: byte 14 is not UTF-8"):
        pool.ask(QueryRequest(text=b"SELECT * {\n# \xff\n}"))


def test_text_that_is_not_unicode_is_refused(pool: WorkerPool) -> None:
    with pytest.raises(QueryError, match="not Unicode"):
        pool.ask(QueryRequest(text="SELECT * { ?s ?p '\ud800' }"))


def test_a_store_that_is_not_there_is_named(tmp_path: Path) -> None:
    limits = replace(LIMITS, workers=1)
    with QueryWorkers(tmp_path / "none", limits) as workers:
        pool = WorkerPool(workers.folder, limits)
        with pytest.raises(StoreMissingError):
            pool.ask(QueryRequest(text=LOOK_UP))
        pool.close()


def test_a_new_generation_is_seen_by_the_next_query(tmp_path: Path) -> None:
    generations = publish(tmp_path / "data")
    limits = replace(LIMITS, workers=1)
    counting = QueryRequest(text="SELECT (COUNT(*) AS ?n) { ?s ?p ?o }", row_form="csv")
    with QueryWorkers(generations.data_dir, limits) as workers:
        pool = WorkerPool(workers.folder, limits)
        with pool.ask(counting) as before:
            assert (before.generation, before.read()) == (1, b"n\r\n2001\r\n")
        with generations.writing() as writer:
            writer.publish(Change(added=things(start=5_000, count=10)))
        with pool.ask(counting) as after:
            assert (after.generation, after.read()) == (2, b"n\r\n2021\r\n")
        pool.close()


@pytest.fixture
def one_place(data_dir: Path) -> Iterator[WorkerPool]:
    """A pool with one place, which a query keeps until it ends, and a queue of one."""
    limits = replace(LIMITS, workers=1, long_workers=1, queue=1, slow_after_s=30.0)
    with QueryWorkers(data_dir, limits) as workers:
        pool = WorkerPool(workers.folder, limits)
        yield pool
        pool.close()


def test_a_full_queue_turns_away_and_says_when_to_come_back(one_place: WorkerPool) -> None:
    with ThreadPoolExecutor() as threads:
        bomb = threads.submit(one_place.ask, QueryRequest(text=BOMB))
        wait_until(lambda: one_place.status().short == 1, "the bomb runs")
        waiting = threads.submit(one_place.ask, QueryRequest(text=LOOK_UP))
        wait_until(lambda: one_place.status().waiting == 1, "another waits")
        with pytest.raises(QueryBusyError, match="are waiting") as refused:
            one_place.ask(QueryRequest(text=LOOK_UP))
        assert refused.value.retry_after_s == LIMITS.retry_after_s
        with waiting.result() as answer:
            assert answer.length
        assert isinstance(bomb.exception(), QueryTimeoutError)


def test_long_queries_give_up_their_places(pool: WorkerPool) -> None:
    with ThreadPoolExecutor() as threads:
        bombs = [threads.submit(pool.ask, QueryRequest(text=BOMB)) for _ in range(2)]
        wait_until(lambda: pool.status().long == 2, "both bombs count as long")
        with pool.ask(QueryRequest(text=LOOK_UP)) as answer:
            assert answer.length
        assert not any(bomb.done() for bomb in bombs)
        assert pool.status().workers["long"] == 2


PAIRS = f"{{ ?a <{RDFS.label.value}> ?b . ?c <{RDFS.label.value}> ?d }}"
QUITE_LONG = f"SELECT (COUNT(*) AS ?n) {PAIRS}"
HUNGRY = f"SELECT DISTINCT ?a ?c {PAIRS} OFFSET 999999"


@pytest.mark.parametrize("demotion", ["none", pytest.param("idle", marks=only_root)])
def test_a_worker_goes_on_after_a_long_query(data_dir: Path, demotion: Demotion) -> None:
    limits = replace(LIMITS, query_timeout_s=30.0, slow_after_s=0.02, demotion=demotion)
    with QueryWorkers(data_dir, limits) as running:
        pool = WorkerPool(running.folder, limits)
        for number in range(3):
            with pool.ask(QueryRequest(text=f"{QUITE_LONG} #{number}")) as answer:
                assert answer.length
            wait_until(lambda: not pool.status().workers["long"], "it counts as fresh again")
        assert pool.status().workers["endings"] == {}
        pids = Path(f"/proc/{running.pid}/task/{running.pid}/children").read_text().split()
        assert {os.sched_getscheduler(int(pid)) for pid in pids} == {os.SCHED_OTHER}
        pool.close()


def test_a_worker_that_has_held_much_ends_after_a_long_query(data_dir: Path) -> None:
    limits = replace(LIMITS, query_timeout_s=30.0, slow_after_s=0.02, demotion="none")
    with QueryWorkers(data_dir, limits) as running:
        pool = WorkerPool(running.folder, limits)
        with pool.ask(QueryRequest(text=HUNGRY)) as answer:
            assert answer.length
        wait_until(lambda: pool.status().workers["endings"] == {"exit 0": 1}, "it has ended")
        with pool.ask(QueryRequest(text=LOOK_UP)) as answer:
            assert answer.length
        pool.close()


def test_a_client_with_fewer_long_queries_comes_first(pool: WorkerPool) -> None:
    with ThreadPoolExecutor() as threads:
        greedy = [
            threads.submit(pool.ask, QueryRequest(text=BOMB), client="greedy") for _ in range(2)
        ]
        wait_until(lambda: pool.status().long == 2, "the long places are taken")
        modest = threads.submit(pool.ask, QueryRequest(text=BOMB), client="modest")
        with pytest.raises(QueryBusyError, match="too many long"):
            pool.ask(QueryRequest(text=BOMB), client="greedy")
        assert isinstance(modest.exception(), QueryTimeoutError)
        ends = sorted(type(bomb.exception()).__name__ for bomb in greedy)
        assert ends == ["QueryBusyError", "QueryTimeoutError"]


def test_every_thread_gets_its_own_answer(pool: WorkerPool) -> None:
    def label(number: int) -> bytes:
        text = LOOK_UP.replace("thing/1>", f"thing/{number}>")
        with pool.ask(QueryRequest(text=text, row_form="csv")) as answer:
            return answer.read()

    with ThreadPoolExecutor(max_workers=4) as threads:
        labels = list(threads.map(label, range(200)))
    assert labels == [f"label\r\nThing {number}\r\n".encode() for number in range(200)]


def test_closing_a_pool_ends_what_runs(workers: QueryWorkers) -> None:
    pool = WorkerPool(workers.folder, LIMITS)
    failed: list[BaseException | None] = []

    def ask() -> None:
        try:
            pool.ask(QueryRequest(text=BOMB))
        except QueryBusyError as error:
            failed.append(error)

    thread = threading.Thread(target=ask)
    thread.start()
    wait_until(lambda: pool.status().long == 1, "the bomb runs")
    pool.close()
    thread.join(timeout=1)
    assert failed
    with pytest.raises(QueryBusyError, match="stopping"):
        pool.ask(QueryRequest(text=LOOK_UP))


def test_outcomes_are_counted(pool: WorkerPool) -> None:
    pool.ask(QueryRequest(text=LOOK_UP)).close()
    with pytest.raises(QueryError):
        pool.ask(QueryRequest(text="SELECT"))
    status = pool.status()
    assert status.outcomes == {"answered": 1, "QuerySyntaxError": 1}
    assert status.workers["fresh"] == LIMITS.fresh_workers
