from __future__ import annotations

import itertools
import threading
import time

from moothall.server.connections.parking import Parking

WAIT_S = 10.0


def until(claim: object, value: int, parking: Parking) -> None:
    deadline = time.monotonic() + WAIT_S
    while getattr(parking, str(claim)) != value:
        assert time.monotonic() < deadline
        threading.Event().wait(0.002)


def started(parking: Parking, count: int) -> list[threading.Thread]:
    """Return threads that have each taken a request and answered it."""
    ready = threading.Barrier(count)

    def answer() -> None:
        parking.enter()
        ready.wait(WAIT_S)
        parking.leave()

    threads = [threading.Thread(target=answer, daemon=True) for _ in range(count)]
    for thread in threads:
        thread.start()
    return threads


def test_threads_that_are_not_needed_sleep() -> None:
    parking = Parking(2, clock=itertools.count().__next__)
    threads = started(parking, 5)
    # a thread that ends makes room for one that sleeps, until none does
    for thread in threads:
        thread.join(WAIT_S)
    assert (parking.awake, parking.asleep) == (0, 0)


def test_who_was_needed_a_moment_ago_stays_awake() -> None:
    parking = Parking(1, clock=itertools.count().__next__)
    parking.enter()
    parking.count(2)  # two more threads
    for _ in range(10):
        with parking.held(), parking.held():
            pass
        parking.leave()
    assert (parking.awake, parking.asleep) == (3, 0)


def test_one_wakes_for_each_that_is_held() -> None:
    parking = Parking(1, clock=itertools.count().__next__)
    stay = threading.Event()
    ready = threading.Barrier(3)

    def answer() -> None:
        parking.enter()
        ready.wait(WAIT_S)
        parking.leave()
        assert stay.wait(WAIT_S)

    threads = [threading.Thread(target=answer, daemon=True) for _ in range(3)]
    for thread in threads:
        thread.start()
    until("asleep", 2, parking)
    assert parking.awake == 1
    with parking.held():
        until("asleep", 1, parking)
        assert parking.awake == 1
    assert parking.awake == 2
    stay.set()
    for thread in threads:
        thread.join(WAIT_S)
    assert (parking.awake, parking.asleep) == (0, 0)
