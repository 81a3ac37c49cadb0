from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moothall.graph.errors import (
    LimitError,
    MoothallError,
    QueryBusyError,
    QueryError,
    QueryMemoryError,
    QuerySyntaxError,
    QueryWorkerError,
    ServiceForbiddenError,
    StoreMissingError,
)
from moothall.graph.workers.error_frames import read_error, write_error
from moothall.graph.workers.limits import WorkerLimits
from moothall.graph.workers.wire import (
    ANSWER,
    ERROR,
    FILE,
    FORMS,
    GRAPH_FORMS,
    REPLY,
    REQUEST,
    ROW_FORMS,
    QueryRequest,
    Reply,
    read_reply,
    read_request,
    request_bytes,
    write_reply,
    write_request,
)

names = st.lists(st.text(max_size=20), max_size=3).map(tuple)


@given(
    st.builds(
        QueryRequest,
        text=st.binary(max_size=200),
        row_form=st.sampled_from(ROW_FORMS),
        graph_form=st.sampled_from(GRAPH_FORMS),
        default_graphs=names,
        named_graphs=names,
        is_union=st.booleans(),
        hidden_graphs=names,
        timeout_s=st.integers(0, 3_600_000).map(lambda ms: ms / 1000),
        max_rows=st.integers(0, 2**32 - 1),
        base_iri=st.text(max_size=20),
        prefixes=st.dictionaries(st.text(max_size=5), st.text(max_size=20), max_size=3),
        release=st.text(max_size=20),
    )
)
def test_a_request_arrives_as_it_was_sent(request: QueryRequest) -> None:
    data = write_request(request)
    assert request_bytes(data[: REQUEST.size]) == len(data)
    assert read_request(data) == request


def test_a_plain_request_has_no_extras() -> None:
    assert len(write_request(QueryRequest(text="ASK {}"))) == REQUEST.size + 6


@given(
    st.builds(
        Reply,
        kind=st.sampled_from((ANSWER, FILE, ERROR)),
        form=st.sampled_from(FORMS),
        is_cut=st.booleans(),
        generation=st.integers(0, 2**32 - 1),
        length=st.integers(0, 2**64 - 1),
    )
)
def test_a_reply_arrives_as_it_was_sent(reply: Reply) -> None:
    data = write_reply(reply)
    assert len(data) == REPLY.size
    assert read_reply(data) == reply


@pytest.mark.parametrize(
    "error",
    [
        QuerySyntaxError("expected (", line=2, column=5, source_line="?s ?p }"),
        QuerySyntaxError("empty"),
        QueryError("the query cannot be answered: no such function"),
        LimitError("too large", remedy="ask for less"),
        QueryMemoryError(),
        QueryBusyError("no room", 2),
        ServiceForbiddenError(),
        StoreMissingError("nothing", where="data", remedy="run init"),
        QueryWorkerError("the spool failed"),
    ],
    ids=lambda error: type(error).__name__,
)
def test_an_error_arrives_as_it_was_raised(error: MoothallError) -> None:
    arrived = read_error(write_error(error), 2)
    assert type(arrived) is type(error)
    assert str(arrived) == str(error)
    assert vars(arrived) == vars(error)


def test_limits_survive_the_command_line() -> None:
    limits = WorkerLimits(workers=3, query_timeout_s=2.5)
    assert WorkerLimits.from_json(limits.as_json()) == limits
    assert json.loads(limits.as_json())["workers"] == 3


@pytest.mark.parametrize(
    ("workers", "web_processes", "places", "fresh"),
    [(4, 2, 2, 4), (4, 1, 4, 4), (1, 2, 1, 2), (5, 2, 2, 4)],
)
def test_workers_are_as_many_as_the_pools_have_places(
    workers: int, web_processes: int, places: int, fresh: int
) -> None:
    limits = WorkerLimits(workers=workers, web_processes=web_processes)
    assert (limits.places, limits.fresh_workers) == (places, fresh)


def test_the_largest_answer_fits_into_the_spool() -> None:
    assert WorkerLimits(spool_bytes=10).largest_answer_bytes == 10
    assert WorkerLimits(spool_bytes=10, max_result_bytes=3).largest_answer_bytes == 3
    assert WorkerLimits(spool_bytes=10, max_result_bytes=30).largest_answer_bytes == 10
