"""Evaluation: from the text of an update to the change that it makes of a store.

What writes data out, or clears everything, is told from the text and the store; every other update
is tried out on a copy.

Source: SPARQL 1.1 Update, section 3.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path

from ..errors import (
    ForbiddenError,
    GraphStateError,
    QueryError,
    QuerySyntaxError,
    RequestError,
    ServiceForbiddenError,
    StoreError,
)
from ..store import EmbeddedReader
from ..workers.keywords import uses_keyword
from .operations import Operation
from .parsing import find_operations
from .request import Evaluated, UpdateRequest
from .telling import tell
from .trial import try_out

_ABOUT_GRAPHS = re.compile(r"The graph .* (does not exist|already exists)", re.DOTALL)
"""What Oxigraph says of a graph that is not there, or is."""


def evaluate(before: EmbeddedReader, request: UpdateRequest, folder: Path) -> Evaluated:
    """Return what an update would do to a store, which itself is only read.

    Args:
        before: the store.
        request: the update.
        folder: a folder in which a copy of the store may be made.

    Raises:
        QuerySyntaxError: the text is no update.
        QueryError: it asks for what cannot be done.
        GraphStateError: it makes a graph that is there, or drops one that is not.
        RequestError: it states its dataset in two places.
        ForbiddenError: it fetches something.
        ServiceForbiddenError: it calls another endpoint.
    """
    operations = find_operations(request.text, request.base_iri)
    _check_bounds(operations, request)
    # a LOAD that is to succeed whatever happens has loaded nothing
    operations = [operation for operation in operations if operation.verb != "LOAD"]
    if request.default_graphs or request.named_graphs:
        operations = [_with_dataset(operation, request) for operation in operations]
    try:
        if all(operation.is_data or operation.is_sweeping for operation in operations):
            return tell(before, operations, request)
        return try_out(before, operations, request, folder)
    except RuntimeError as error:
        kind = GraphStateError if _ABOUT_GRAPHS.match(str(error)) else QueryError
        raise kind(f"the update cannot be done: {error}") from error
    except OSError as error:
        raise StoreError(
            f"the copy of the store could not be written: {error}",
            remedy="free space on the disk",
        ) from error


def _check_bounds(operations: Sequence[Operation], request: UpdateRequest) -> None:
    """Raise unless an update stays within this service."""

    def parses(change: Callable[[str], str]) -> bool:
        try:
            find_operations(change(request.text), request.base_iri)
        except QuerySyntaxError:
            return False
        return True

    if uses_keyword("SERVICE", request.text, parses):
        raise ServiceForbiddenError
    if any(operation.verb == "LOAD" and not operation.is_silent for operation in operations):
        raise ForbiddenError(
            "LOAD is not allowed: this service fetches nothing for others",
            remedy="send the data itself, with INSERT DATA or to /graphs",
        )


def _with_dataset(operation: Operation, request: UpdateRequest) -> Operation:
    if operation.states_dataset:
        raise RequestError(
            "the update says USING or WITH, and the request names graphs as well",
            remedy="name the graphs in one of the two places",
        )
    return operation.using(request.default_graphs, request.named_graphs)
