"""How errors travel from a worker to the web process."""

from __future__ import annotations

import json

from ..errors import (
    GraphStateError,
    LimitError,
    MoothallError,
    QueryBusyError,
    QueryError,
    QueryMemoryError,
    QuerySyntaxError,
    QueryWorkerError,
    ServiceForbiddenError,
    StoreCorruptError,
    StoreError,
    StoreMissingError,
)


def write_error(error: MoothallError) -> bytes:
    """Return an error as the body of a reply."""
    members = {
        "name": type(error).__name__,
        "what": error.what,
        "where": error.where,
        "remedy": error.remedy,
        "line": getattr(error, "line", None),
        "column": getattr(error, "column", None),
        "source_line": getattr(error, "source_line", ""),
    }
    return json.dumps(members).encode()


def read_error(body: bytes, retry_after_s: int) -> MoothallError:
    """Return the error that `write_error` wrote, of the same class.

    Args:
        body: the body of a reply.
        retry_after_s: when to come back, should the error be that there was no room.
    """
    members = json.loads(body)
    name, what = members["name"], members["what"]
    place = {"line": members["line"], "column": members["column"]}
    match name:
        case "QuerySyntaxError":
            source_line = members["source_line"]
            said = what.removesuffix(f", in: {source_line}")
            return QuerySyntaxError(said, **place, source_line=source_line)
        case "QueryError":
            return QueryError(what, **place)
        case "GraphStateError":
            return GraphStateError(what)
        case "ServiceForbiddenError":
            return ServiceForbiddenError()
        case "QueryMemoryError":
            return QueryMemoryError()
        case "QueryBusyError":
            return QueryBusyError(what, retry_after_s)
    kind: type[MoothallError] = _OTHERS.get(name, QueryWorkerError)
    return kind(what, where=members["where"], remedy=members["remedy"])


_OTHERS: dict[str, type[LimitError | StoreError]] = {
    "LimitError": LimitError,
    "StoreError": StoreError,
    "StoreMissingError": StoreMissingError,
    "StoreCorruptError": StoreCorruptError,
}
