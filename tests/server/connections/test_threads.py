from __future__ import annotations

import queue
import threading
from collections.abc import Callable

import pytest

from moothall.server.connections.threads import Threads

WAIT_S = 10.0


def blocked(threads: Threads, client: str) -> threading.Event:
    """Return the event that ends a task of a client, once the task runs."""
    begun, over = threading.Event(), threading.Event()

    def task() -> None:
        begun.set()
        assert over.wait(WAIT_S)

    threads.run(task, client)
    assert begun.wait(WAIT_S)
    return over


def test_a_task_is_run_by_a_thread_that_was_idle() -> None:
    threads = Threads("test", 2, 2)
    names = []
    for _ in range(3):
        done = threading.Event()

        def task(done: threading.Event = done) -> None:
            names.append(threading.get_ident())
            done.set()

        threads.run(task, "a")
        assert done.wait(WAIT_S)
    assert len(set(names)) <= 2


def test_clients_take_turns() -> None:
    threads = Threads("test", 1, 1)
    over = blocked(threads, "other")
    order: list[str] = []
    done = threading.Event()

    def note(name: str) -> Callable[[], None]:
        return lambda: (order.append(name), done.set() if len(order) == 4 else None)[0]

    for name in ("a1", "a2", "a3", "b1"):
        threads.run(note(name), name[0])
    over.set()
    assert done.wait(WAIT_S)
    assert order == ["a1", "b1", "a2", "a3"]


def test_one_client_leaves_threads_to_others() -> None:
    threads = Threads("test", 4, 2)
    over = [blocked(threads, "greedy") for _ in range(2)]
    waiting = threading.Event()
    threads.run(waiting.set, "greedy")
    over.append(blocked(threads, "modest"))
    assert not waiting.is_set()
    over[0].set()
    assert waiting.wait(WAIT_S)
    for event in over:
        event.set()


def test_a_task_that_fails_costs_no_place(monkeypatch: pytest.MonkeyPatch) -> None:
    failures: queue.SimpleQueue[type[BaseException]] = queue.SimpleQueue()
    monkeypatch.setattr(threading, "excepthook", lambda args: failures.put(args.exc_type))
    threads = Threads("test", 1, 1)

    def fail() -> None:
        raise LookupError("on purpose")

    done = threading.Event()
    for _ in range(3):
        threads.run(fail, "a")
    threads.run(done.set, "a")
    assert done.wait(WAIT_S)
    # the next task may run before a thread has told of its failure
    assert [failures.get(timeout=WAIT_S) for _ in range(3)] == [LookupError] * 3


def test_a_thread_from_elsewhere_takes_a_place_and_gives_it_back() -> None:
    threads = Threads("test", 2, 1)
    assert threads.take_place("a")
    assert not threads.take_place("a")
    assert threads.take_place("b")
    assert not threads.take_place("c")
    done = threading.Event()
    threads.run(done.set, "a")
    assert not done.is_set()
    threads.leave("a")
    assert done.wait(WAIT_S)
    threads.leave("b")
    assert threads.take_place("c")
