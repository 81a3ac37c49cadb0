"""Calls to other endpoints: bounded in time, bytes and rows, and never sent on elsewhere.

Source: SPARQL 1.1 Protocol, section 2.1.2 (query by POST of a form).
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from io import BytesIO

import requests
import urllib3.exceptions

from ..errors import EndpointFailedError, EndpointSlowError
from ..terms import QueryResultsFormat, QuerySolutions, Term, parse_query_results

MAX_BYTES = 10_000_000
"""Longest answer of an endpoint that is read."""

MAX_ROWS = 10_000
"""Most rows of an answer that are taken into a query."""

_CONNECT_S = 5.0
_AT_ONCE = 65_536
_FORMATS = {
    "application/sparql-results+json": QueryResultsFormat.JSON,
    "application/json": QueryResultsFormat.JSON,
    "application/sparql-results+xml": QueryResultsFormat.XML,
    "application/xml": QueryResultsFormat.XML,
}
_HEADERS = {
    "Accept": "application/sparql-results+json, application/sparql-results+xml;q=0.8",
    "Accept-Encoding": "identity",
    "User-Agent": "moothall",
}


@dataclass(frozen=True, slots=True)
class Rows:
    """What an endpoint has answered.

    Attributes:
        variables: names of the variables.
        rows: a term for each of them in each row, or None.
    """

    variables: tuple[str, ...]
    rows: tuple[tuple[Term | None, ...], ...]


def ask_endpoint(endpoint: str, query: str, timeout_s: float) -> Rows:
    """Return what an endpoint answers to a SELECT.

    Args:
        endpoint: its address.
        query: SPARQL.
        timeout_s: seconds that it may take over all of the answer.

    Raises:
        EndpointSlowError: it did not answer in time.
        EndpointFailedError: it did not answer, or with something else, or with too much.
    """
    deadline = time.monotonic() + timeout_s
    data, media_type = _fetch(endpoint, query, timeout_s, deadline)
    format = _FORMATS.get(media_type)
    if format is None:
        raise EndpointFailedError(endpoint, f"answers with {media_type[:100] or 'no type'!r}")
    try:
        return _read(endpoint, data, format)
    except (SyntaxError, ValueError) as error:
        raise EndpointFailedError(endpoint, f"answers with what is no result: {error}") from error


def _fetch(endpoint: str, query: str, timeout_s: float, deadline: float) -> tuple[bytes, str]:
    """Return the bytes of an answer and their media type."""
    try:
        with requests.post(
            endpoint,
            data={"query": query},
            headers=_HEADERS,
            timeout=(min(_CONNECT_S, timeout_s), timeout_s),
            # the list names the endpoints that are called, and none that they point at
            allow_redirects=False,
            # so that no password is looked up for it on this machine
            auth=_as_it_is,
            stream=True,
        ) as response:
            if response.status_code != 200:
                raise EndpointFailedError(endpoint, f"answers {response.status_code}")
            data = _read_in_time(endpoint, response, timeout_s, deadline)
            return data, response.headers.get("Content-Type", "").split(";")[0].strip()
    except (requests.Timeout, TimeoutError, urllib3.exceptions.TimeoutError) as error:
        raise EndpointSlowError(endpoint, timeout_s) from error
    except (requests.RequestException, urllib3.exceptions.HTTPError, OSError) as error:
        raise EndpointFailedError(
            endpoint, f"cannot be reached ({type(error).__name__})"
        ) from error


def _read_in_time(
    endpoint: str, response: requests.Response, timeout_s: float, deadline: float
) -> bytes:
    """Return all bytes of an answer, or none."""
    data = bytearray()
    try:
        # as they come: a longer read would wait for a slow endpoint beyond the deadline
        while part := response.raw.read1(_AT_ONCE):
            data += part
            if len(data) > MAX_BYTES:
                raise EndpointFailedError(endpoint, f"answers with more than {MAX_BYTES:,} bytes")
            if time.monotonic() > deadline:
                raise EndpointSlowError(endpoint, timeout_s)
    except urllib3.exceptions.ProtocolError as error:
        raise EndpointFailedError(endpoint, "broke off in the middle of its answer") from error
    length = response.headers.get("Content-Length", "")
    if length.isdigit() and len(data) != int(length):
        raise EndpointFailedError(endpoint, "broke off in the middle of its answer")
    return bytes(data)


def _read(endpoint: str, data: bytes, format: QueryResultsFormat) -> Rows:
    outcome = parse_query_results(BytesIO(data), format=format)
    if not isinstance(outcome, QuerySolutions):
        raise EndpointFailedError(endpoint, "answers with yes or no instead of rows")
    variables = tuple(variable.value for variable in outcome.variables)
    rows: list[tuple[Term | None, ...]] = []
    for solution in outcome:
        rows.append(tuple(solution[name] for name in variables))
        if len(rows) > MAX_ROWS:
            raise EndpointFailedError(endpoint, f"answers with more than {MAX_ROWS:,} rows")
    return Rows(variables, tuple(rows))


def _as_it_is(request: requests.PreparedRequest) -> requests.PreparedRequest:
    return request
