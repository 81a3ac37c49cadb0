from __future__ import annotations

import time

import pytest

from moothall.graph.errors import QueryError, QueryMemoryError, QueryTimeoutError
from moothall.graph.workers.pool import WorkerPool
from moothall.graph.workers.wire import QueryRequest

from .bombs import BOMBS
from .conftest import LIMITS, LOOK_UP

AT_ONCE_S = 3.0
"""Seconds, on a machine that may have much else to do."""


def answers_at_once(pool: WorkerPool) -> None:
    start = time.monotonic()
    with pool.ask(QueryRequest(text=LOOK_UP)) as answer:
        assert b"Thing 1" in answer.read()
    assert time.monotonic() - start < AT_ONCE_S


@pytest.mark.parametrize("name", BOMBS)
def test_a_bomb_ends_and_the_next_query_is_answered_at_once(pool: WorkerPool, name: str) -> None:
    start = time.monotonic()
    with pytest.raises((QueryTimeoutError, QueryMemoryError)):
        pool.ask(QueryRequest(text=BOMBS[name]))
    assert time.monotonic() - start < LIMITS.query_timeout_s + AT_ONCE_S
    answers_at_once(pool)


def test_a_request_may_lower_its_timeout(pool: WorkerPool) -> None:
    start = time.monotonic()
    bomb = BOMBS["count of a cross product"]
    with pytest.raises(QueryTimeoutError, match=r"0\.2 seconds"):
        pool.ask(QueryRequest(text=bomb, timeout_s=0.2))
    assert time.monotonic() - start < LIMITS.query_timeout_s


def test_a_request_cannot_raise_its_timeout(pool: WorkerPool) -> None:
    with pytest.raises(QueryTimeoutError, match="1 second"):
        pool.ask(QueryRequest(text=BOMBS["count of a cross product"], timeout_s=60))


@pytest.mark.parametrize(
    "text",
    [
        "SELECT (" + "(" * 10_000 + "1" + ")" * 10_000 + " AS ?x) {}",
        "SELECT * " + "{" * 10_000 + "}" * 10_000,
        "SELECT (" + "!" * 10_000 + "1 AS ?x) {}",
    ],
    ids=["parentheses", "groups", "negations"],
)
def test_nesting_beyond_the_stack_ends_only_the_worker(pool: WorkerPool, text: str) -> None:
    with pytest.raises(QueryError, match="nested too deeply"):
        pool.ask(QueryRequest(text=text))
    answers_at_once(pool)


def test_a_long_text_is_answered(pool: WorkerPool) -> None:
    text = LOOK_UP + " #" + "x" * 100_000
    with pool.ask(QueryRequest(text=text)) as answer:
        assert b"Thing 1" in answer.read()


def test_a_huge_list_is_answered(pool: WorkerPool) -> None:
    members = ",".join(f'"Thing {number}"' for number in range(5_000))
    text = LOOK_UP[:-1] + f"FILTER(?label IN ({members})) }}"
    with pool.ask(QueryRequest(text=text, row_form="csv")) as answer:
        assert answer.read() == b"label\r\nThing 1\r\n"
