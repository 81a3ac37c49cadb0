from __future__ import annotations

import threading

import pytest

from moothall.graph.errors import QueryBusyError
from moothall.graph.workers.limits import WorkerLimits
from moothall.graph.workers.places import Places, Run

from .conftest import wait_until


def places(**limits: float) -> Places:
    return Places(WorkerLimits(**{"workers": 1, "long_workers": 1, "queue": 4, **limits}))  # type: ignore[arg-type]


class Queue:
    """Clients that wait for a place, each in a thread of its own, and the order they came in."""

    def __init__(self, of: Places) -> None:
        self.places = of
        self.served: list[str] = []
        self.refused: list[str] = []
        self.runs: list[Run] = []
        self.threads: list[threading.Thread] = []

    def add(self, client: str) -> None:
        """Let a client wait, behind those who do."""
        before = self.places.count()["waiting"] + len(self.refused)
        thread = threading.Thread(target=self._wait, args=(client,))
        self.threads.append(thread)
        thread.start()
        wait_until(
            lambda: self.places.count()["waiting"] + len(self.refused) > before,
            f"{client} waits, or somebody is turned away",
        )

    def drain(self, first: Run) -> None:
        """Let everybody have a turn, one after the other."""
        self.places.leave(first)
        for thread in self.threads:
            thread.join(timeout=5)

    def _wait(self, client: str) -> None:
        try:
            run = self.places.enter(client)
        except QueryBusyError:
            self.refused.append(client)
            return
        self.served.append(client)
        self.places.leave(run)


def test_a_place_is_free_again_when_a_run_leaves() -> None:
    one = places()
    for _ in range(3):
        run = one.enter("a")
        assert one.count() == {"short": 1, "long": 0, "waiting": 0}
        one.leave(run)
    assert one.count() == {"short": 0, "long": 0, "waiting": 0}


def test_nobody_waits_longer_than_the_limit() -> None:
    one = places(queue_wait_s=0.05)
    one.enter("a")
    with pytest.raises(QueryBusyError, match="every query worker is busy"):
        one.enter("b")
    assert one.count()["waiting"] == 0


def test_the_client_with_the_fewest_queries_is_next() -> None:
    two = places(workers=2, queue=8)
    first, second = two.enter("greedy"), two.enter("greedy")
    queue = Queue(two)
    for client in ("greedy", "greedy", "modest"):
        queue.add(client)
    queue.drain(first)
    assert queue.served == ["modest", "greedy", "greedy"]
    two.leave(second)


def test_a_client_that_fills_the_queue_makes_room_for_another() -> None:
    one = places(queue=2)
    run = one.enter("greedy")
    queue = Queue(one)
    for client in ("greedy", "greedy", "modest"):
        queue.add(client)
    wait_until(lambda: queue.refused == ["greedy"], "the greedy client's last is turned away")
    queue.drain(run)
    assert sorted(queue.served) == ["greedy", "modest"]


def test_a_client_that_fills_the_queue_is_turned_away_itself() -> None:
    one = places(queue=2)
    run = one.enter("a")
    queue = Queue(one)
    for client in ("a", "b"):
        queue.add(client)
    with pytest.raises(QueryBusyError, match="too many queries are waiting"):
        one.enter("a")
    with pytest.raises(QueryBusyError):
        one.enter("c")
    queue.drain(run)
    assert queue.served == ["b", "a"] or queue.served == ["a", "b"]


def test_a_long_run_gives_its_place_up() -> None:
    one = places()
    run = one.enter("a")
    for _ in range(2):
        one.make_long(run)
        assert one.count() == {"short": 0, "long": 1, "waiting": 0}
    other = one.enter("b")
    one.leave(other)
    one.leave(run)
    assert one.count() == {"short": 0, "long": 0, "waiting": 0}


def test_only_so_many_runs_may_be_long() -> None:
    two = places(workers=2, long_workers=1)
    first, second = two.enter("a"), two.enter("b")
    two.make_long(first)
    with pytest.raises(QueryBusyError, match="too many long"):
        two.make_long(second)
    assert not first.is_ended
    two.leave(second)
    assert two.count() == {"short": 0, "long": 1, "waiting": 0}


def test_the_youngest_long_run_of_the_greediest_client_is_ended_for_another_s() -> None:
    many = places(workers=4, long_workers=3)
    runs = [many.enter(client) for client in ("b", "a", "a", "c")]
    for run in runs[:3]:
        many.make_long(run)
    many.make_long(runs[3])
    assert [run.is_ended for run in runs] == [False, False, True, False]
    for run in runs:
        many.leave(run)
    assert many.count() == {"short": 0, "long": 0, "waiting": 0}


def test_closing_sends_everybody_home() -> None:
    one = places()
    run = one.enter("a")
    queue = Queue(one)
    queue.add("b")
    one.close()
    wait_until(lambda: queue.refused == ["b"], "the one that waits is turned away")
    assert run.is_ended
    with pytest.raises(QueryBusyError, match="stopping"):
        one.enter("c")


def test_a_place_beyond_the_processors_is_for_who_has_waited_a_moment() -> None:
    several = places(workers=3, cores=1, crowd_after_s=60.0)
    first = several.enter("a")
    queue = Queue(several)
    queue.add("b")
    queue.add("c")
    assert several.count() == {"short": 1, "long": 0, "waiting": 2}
    queue.drain(first)
    assert (queue.served, several.count()["waiting"]) == (["b", "c"], 0)


def test_who_has_waited_a_moment_takes_a_place_beyond_the_processors() -> None:
    several = places(workers=2, cores=1, crowd_after_s=0.01, queue_wait_s=0.02)
    runs = [several.enter("a"), several.enter("b")]
    assert several.count() == {"short": 2, "long": 0, "waiting": 0}
    with pytest.raises(QueryBusyError):
        several.enter("c")
    for run in runs:
        several.leave(run)
    assert several.count() == {"short": 0, "long": 0, "waiting": 0}
