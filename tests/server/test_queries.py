from __future__ import annotations

import os
import threading
from collections.abc import Iterator

import pytest
from flask.testing import FlaskClient

from moothall.graph.config import Config
from moothall.graph.errors import QueryMemoryError
from moothall.server.app import create_app
from moothall.server.queries import SingleFlight, worker_limits

SELECT = "SELECT ?s WHERE { ?s a esd:Function } ORDER BY ?s LIMIT 3"
BOMB = "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }"
JSON = "application/sparql-results+json"


@pytest.fixture(scope="module")
def asking(shipped_config: Config) -> Iterator[FlaskClient]:
    """A client of a service whose queries may take two seconds."""
    from dataclasses import replace

    yield create_app(replace(shipped_config, query_timeout_s=2)).test_client()


def test_equal_work_at_one_time_is_done_once() -> None:
    flights: SingleFlight[int] = SingleFlight(10, lambda _: True)
    begun, go_on, runs = threading.Event(), threading.Event(), []

    def work() -> int:
        runs.append(1)
        begun.set()
        go_on.wait(10)
        return 42

    results: list[int] = []
    threads = [
        threading.Thread(target=lambda: results.append(flights.do("key", work))) for _ in range(20)
    ]
    for thread in threads:
        thread.start()
    assert begun.wait(10)
    while flights.waiting("key") < 19:
        pass
    go_on.set()
    for thread in threads:
        thread.join()
    assert (results, len(runs)) == ([42] * 20, 1)


def test_whoever_waits_shares_the_failure_too() -> None:
    flights: SingleFlight[int] = SingleFlight(10, lambda _: True)
    begun, go_on, failures, runs = threading.Event(), threading.Event(), [], []

    def fail() -> int:
        runs.append(1)
        begun.set()
        go_on.wait(10)
        raise QueryMemoryError

    def ask() -> None:
        try:
            flights.do("key", fail)
        except QueryMemoryError as error:
            failures.append(error)

    threads = [threading.Thread(target=ask) for _ in range(5)]
    for thread in threads:
        thread.start()
    assert begun.wait(10)
    while flights.waiting("key") < 4:
        pass
    go_on.set()
    for thread in threads:
        thread.join()
    assert (len(failures), len(runs)) == (5, 1)


def test_the_settings_reach_the_workers() -> None:
    config = Config(query_timeout_s=7, query_workers=3, workers=1, max_query_bytes=99)
    limits = worker_limits(config)
    assert (limits.query_timeout_s, limits.workers, limits.max_query_bytes) == (7, 3, 99)
    assert worker_limits(Config()).workers >= max(4, os.cpu_count() or 1)


def test_an_answer_has_an_etag_of_its_content_and_is_not_sent_twice(asking: FlaskClient) -> None:
    first = asking.get("/sparql", query_string={"query": SELECT}, headers={"Accept": JSON})
    again = asking.get(
        "/sparql",
        query_string={"query": SELECT},
        headers={"Accept": JSON, "If-None-Match": first.headers["ETag"]},
    )
    assert (first.status_code, again.status_code, again.data) == (200, 304, b"")
    posted = asking.post("/sparql", data={"query": SELECT}, headers={"Accept": JSON})
    assert posted.headers["ETag"] == first.headers["ETag"]
    assert posted.data == first.data
    assert first.headers["X-Moothall-Generation"] == "1"


def test_a_repeated_query_is_answered_with_its_age(asking: FlaskClient) -> None:
    for _ in range(2):
        answer = asking.get("/sparql", query_string={"query": f"{SELECT} # aged"})
    assert int(answer.headers["Age"]) >= 0


def test_what_differs_each_time_is_not_kept(asking: FlaskClient) -> None:
    query = "SELECT (STRUUID() AS ?id) {}"
    first, second = (asking.get("/sparql", query_string={"query": query}).data for _ in range(2))
    assert first != second


def test_a_query_that_takes_too_long_ends_and_the_next_is_answered(asking: FlaskClient) -> None:
    answer = asking.get("/sparql", query_string={"query": BOMB, "timeout": "1"})
    assert answer.status_code == 503
    assert answer.json is not None
    assert "1 seconds" in answer.json["detail"]
    assert asking.get("/sparql", query_string={"query": f"{SELECT} # next"}).status_code == 200


def test_a_request_cannot_raise_the_time_that_is_allowed(asking: FlaskClient) -> None:
    answer = asking.get("/sparql", query_string={"query": BOMB, "timeout": "3600"})
    assert answer.status_code == 503
    assert answer.json is not None
    assert "2 seconds" in answer.json["detail"]


@pytest.mark.parametrize("timeout", ["0", "-1", "nan", "soon", "inf"])
def test_a_timeout_that_is_no_number_of_seconds_is_refused(
    asking: FlaskClient, timeout: str
) -> None:
    answer = asking.get("/sparql", query_string={"query": SELECT, "timeout": timeout})
    assert answer.status_code == 400


def test_head_runs_nothing(asking: FlaskClient) -> None:
    answer = asking.head("/sparql", query_string={"query": f"{BOMB} # head"})
    assert (answer.status_code, answer.data) == (200, b"")


def test_from_in_the_text_chooses_the_graphs(asking: FlaskClient) -> None:
    text = "SELECT (COUNT(*) AS ?n) FROM <http://localhost:8080/graph/tiers> { ?s a mh:Tier }"
    answer = asking.get("/sparql", query_string={"query": text}, headers={"Accept": "text/csv"})
    assert answer.data.split() == [b"n", b"3"]
    none = text.replace("graph/tiers", "graph/channels")
    answer = asking.get("/sparql", query_string={"query": none}, headers={"Accept": "text/csv"})
    assert answer.data.split() == [b"n", b"0"]


def test_a_long_answer_has_its_true_length(asking: FlaskClient) -> None:
    query = "SELECT * { ?s ?p ?o } LIMIT 30000"
    answer = asking.get("/sparql", query_string={"query": query}, headers={"Accept": JSON})
    assert int(answer.headers["Content-Length"]) == len(answer.data) > 1_000_000


def test_metrics_count_requests_and_queries(asking: FlaskClient) -> None:
    asking.get("/health")
    text = asking.get("/metrics").get_data(as_text=True)
    assert 'moothall_requests_total{method="GET",route="/health",status="200"}' in text
    assert "moothall_generation 1.0" in text
    assert 'moothall_queries{outcome="answered"}' in text


def test_ready_follows_the_store(asking: FlaskClient, empty_client: FlaskClient) -> None:
    assert asking.get("/ready").status_code == 200
    assert empty_client.get("/ready").status_code == 503
    assert b"moothall_ready 0.0" in empty_client.get("/metrics").data
