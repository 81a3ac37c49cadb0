from __future__ import annotations

import pytest

from moothall.graph.errors import (
    EndpointFailedError,
    EndpointSlowError,
    LimitError,
    QueryTimeoutError,
    ServiceForbiddenError,
)
from moothall.graph.federation.call import Rows
from moothall.graph.federation.expansion import expand
from moothall.graph.terms import Literal

E = "http://e.example/sparql"
BASE = "http://localhost:8080/"


class Endpoints:
    """Endpoints that answer one row each, and note what they are asked."""

    def __init__(self, error: Exception | None = None) -> None:
        self.asked: list[tuple[str, str, float]] = []
        self._error = error

    def __call__(self, endpoint: str, query: str, timeout_s: float) -> Rows:
        self.asked.append((endpoint, query, timeout_s))
        if self._error is not None:
            raise self._error
        return Rows(("x",), ((Literal("one"),),))


def expanded(text: str, endpoints: Endpoints, timeout_s: float = 10.0) -> str:
    return expand(
        text, {"mh": "x:mh#", "esd": "x:esd#"}, [E], timeout_s, base_iri=BASE, ask=endpoints
    )


def test_an_answer_stands_in_the_place_of_its_clause() -> None:
    endpoints = Endpoints()
    text = f"PREFIX a: <x:a>\nSELECT * {{\n SERVICE <{E}> {{\n ?x a mh:Thing }}\n ?x ?y ?z }}"
    found = expanded(text, endpoints)
    assert 'VALUES (?x) { ("one"^^' in found
    assert "SERVICE" not in found
    # what follows is on the line that it was on
    assert found.split("\n").index(" ?x ?y ?z }") == text.split("\n").index(" ?x ?y ?z }")
    ((endpoint, query, timeout_s),) = endpoints.asked
    assert endpoint == E
    assert query.startswith("PREFIX mh: <x:mh#>\nPREFIX a: <x:a>\n")
    assert "esd" not in query
    assert query.endswith("SELECT * WHERE {\n ?x a mh:Thing }")
    assert 9 < timeout_s <= 10


def test_a_query_without_a_clause_is_left_as_it_is() -> None:
    endpoints = Endpoints()
    text = "SELECT ?service { ?service a 'SERVICE <x:y> {}' }"
    assert expanded(text, endpoints) == text
    assert not endpoints.asked


def test_nobody_is_called_if_one_is_not_on_the_list() -> None:
    endpoints = Endpoints()
    text = f"SELECT * {{ SERVICE <{E}> {{}} SERVICE SILENT <http://127.0.0.1/> {{}} }}"
    with pytest.raises(ServiceForbiddenError, match=E):
        expanded(text, endpoints)
    assert not endpoints.asked


def test_a_silent_clause_that_fails_says_nothing() -> None:
    text = f"SELECT * {{ SERVICE SILENT <{E}> {{ ?x ?y ?z }} }}"
    for error in (EndpointFailedError(E, "fails"), EndpointSlowError(E, 1)):
        assert "VALUES () { () }" in expanded(text, Endpoints(error))


def test_a_silent_clause_leaves_time_for_the_rest() -> None:
    endpoints = Endpoints()
    expanded(f"SELECT * {{ SERVICE SILENT <{E}> {{}} }}", endpoints)
    assert endpoints.asked[0][2] <= 5


def test_a_clause_that_fails_is_an_error() -> None:
    error = EndpointFailedError(E, "fails")
    with pytest.raises(EndpointFailedError, match="SERVICE SILENT"):
        expanded(f"SELECT * {{ SERVICE <{E}> {{}} }}", Endpoints(error))


def test_no_endpoint_is_asked_when_the_time_is_over() -> None:
    endpoints = Endpoints()
    with pytest.raises(QueryTimeoutError):
        expanded(f"SELECT * {{ SERVICE <{E}> {{}} }}", endpoints, timeout_s=0)
    assert not endpoints.asked


def test_a_query_of_too_many_clauses_is_refused() -> None:
    endpoints = Endpoints()
    with pytest.raises(LimitError):
        expanded("SELECT * {" + f" SERVICE <{E}> {{}}" * 11 + "}", endpoints)
    assert not endpoints.asked
