from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from moothall.graph.errors import (
    GoneError,
    MoothallError,
    NotAcceptableError,
    QueryError,
    StoreMissingError,
)
from moothall.server.cli import EXIT_CODES
from moothall.server.problems import STATUSES, problem_of

BASE = "http://localhost:8080/"


def tree(kind: type[MoothallError]) -> Iterator[type[MoothallError]]:
    yield kind
    for below in kind.__subclasses__():
        yield from tree(below)


@pytest.mark.parametrize("kind", list(tree(MoothallError)), ids=lambda kind: kind.__name__)
def test_every_error_has_a_status_and_an_exit_code_of_its_own_branch(
    kind: type[MoothallError],
) -> None:
    branch = [k for k in kind.__mro__ if k in STATUSES]
    assert branch[0] is not MoothallError or kind is MoothallError
    codes = [k for k in kind.__mro__ if k in EXIT_CODES]
    assert codes[0] is not MoothallError or kind is MoothallError


def test_the_statuses_of_the_table_are_those_of_http_errors() -> None:
    assert all(400 <= status < 600 for status in STATUSES.values())
    assert sorted(set(EXIT_CODES.values())) == [1, 2, 3, 4, 5]


def test_a_query_error_says_line_and_column() -> None:
    problem = json.loads(problem_of(QueryError("expected }", line=3, column=7), BASE).as_json())
    assert problem["status"] == 400
    assert (problem["line"], problem["column"]) == (3, 7)
    assert problem["type"].startswith(BASE)
    assert {"type", "title", "status", "detail"} <= problem.keys()


def test_a_refused_form_lists_what_is_offered() -> None:
    problem = problem_of(NotAcceptableError("image/png", ["text/html"]), BASE)
    assert problem.status == 406
    assert problem.extras["offered"] == ["text/html"]


def test_a_removed_thing_says_what_replaced_it() -> None:
    gone = GoneError(f"{BASE}id/x/1", "2026-01-02", [f"{BASE}id/x/2"], {"en": "X"})
    problem = problem_of(gone, BASE)
    assert problem.status == 410
    assert problem.extras == {
        "iri": f"{BASE}id/x/1",
        "label": {"en": "X"},
        "removed_on": "2026-01-02",
        "replaced_by": [f"{BASE}id/x/2"],
    }


def test_a_fault_of_the_service_tells_a_client_nothing_of_its_disk() -> None:
    error = StoreMissingError("there is no store", where="/srv/secret", remedy="run init")
    text = problem_of(error, BASE).as_json().decode()
    assert problem_of(error, BASE).status == 503
    assert "secret" not in text and "init" not in text
