"""Evaluation: from the text of an update to the change that it makes of a store.

Data that is written out is read from the text; every other update is run on a copy of the store,
which is then compared with the store.

Source: SPARQL 1.1 Update, section 3.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from ..change import Change
from ..errors import (
    ForbiddenError,
    QueryError,
    QuerySyntaxError,
    RequestError,
    ServiceForbiddenError,
    StoreError,
)
from ..store import EmbeddedReader, WorkingCopy
from ..terms import DefaultGraph, NamedNode, Quad
from ..workers.keywords import uses_keyword
from .comparison import compare
from .operations import Operation
from .parsing import find_operations
from .request import Evaluated, UpdateRequest


def evaluate(before: EmbeddedReader, request: UpdateRequest, folder: Path) -> Evaluated:
    """Return what an update would do to a store, which itself is only read.

    Args:
        before: the store.
        request: the update.
        folder: a folder in which a copy of the store may be made.

    Raises:
        QuerySyntaxError: the text is no update.
        QueryError: it asks for what cannot be done.
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
        if all(operation.is_data for operation in operations):
            return _read_data(before, operations, request)
        return _run_on_copy(before, operations, request, folder)
    except RuntimeError as error:
        raise QueryError(f"the update cannot be done: {error}") from error
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


def _read_data(
    before: EmbeddedReader, operations: Sequence[Operation], request: UpdateRequest
) -> Evaluated:
    """Return what operations do that only hold data."""
    removed: dict[Quad, None] = {}
    added: dict[Quad, None] = {}
    for operation in operations:
        store = WorkingCopy.in_memory()
        store.update(operation.as_inserted_data(), request.base_iri)
        is_insert = operation.verb == "INSERT"
        comes, goes = (added, removed) if is_insert else (removed, added)
        for quad in store.quads():
            goes.pop(quad, None)
            if (quad in before) != is_insert:
                comes[quad] = None
    return Evaluated(Change(list(removed), list(added)), frozenset(request.empty_graphs))


def _run_on_copy(
    before: EmbeddedReader, operations: Sequence[Operation], request: UpdateRequest, folder: Path
) -> Evaluated:
    """Return what operations do, by doing it to a copy."""
    before.copy_to(folder / "store")
    copy = WorkingCopy.open(folder / "store")
    _keep_graphs(copy, request.empty_graphs)
    hidden = set(request.spared_graphs) if request.hides_spared else set()
    for name in hidden:
        copy.drop_graph(NamedNode(name))
    names = _named_graphs(operations, request)
    for operation in operations:
        if operation.is_sweeping:
            swept = _sweep(copy, operation, request.spared_graphs)
            names = None if names is None else names | swept
        else:
            copy.update(operation.run_text, request.base_iri)
    known = {*before.graph_names(), *copy.graph_names()}
    chosen = sorted((known if names is None else known & names) - hidden)
    change = compare(before, copy, [DefaultGraph(), *map(NamedNode, chosen)])
    # what an update writes to a graph that it does not see is for the writer to refuse
    change += Change(added=[q for name in hidden for q in copy.quads(graph=NamedNode(name))])
    empty = {name for name in copy.graph_names() if _is_empty(copy, name)}
    return Evaluated(change, frozenset(empty))


def _keep_graphs(copy: WorkingCopy, empty_graphs: Sequence[str]) -> None:
    """Make just those empty graphs exist that the service says exist."""
    for name in copy.graph_names():
        if name not in empty_graphs and _is_empty(copy, name):
            copy.drop_graph(NamedNode(name))
    for name in empty_graphs:
        copy.create_graph(NamedNode(name))


def _is_empty(copy: WorkingCopy, name: str) -> bool:
    return next(copy.quads(graph=NamedNode(name)), None) is None


def _named_graphs(operations: Sequence[Operation], request: UpdateRequest) -> set[str] | None:
    """Return the IRIs of the graphs that operations can change; None if it can be any."""
    resolved = WorkingCopy.in_memory()
    for operation in operations:
        tokens = operation.graph_tokens()
        if tokens is None:
            return None
        for token in tokens:
            # Oxigraph itself says which IRI a prefixed or relative one is.
            text = f"{operation.prologue}\nCREATE SILENT GRAPH {token}"
            resolved.update(text, request.base_iri)
    return set(resolved.graph_names())


def _sweep(copy: WorkingCopy, operation: Operation, spared: Sequence[str]) -> set[str]:
    """Clear or drop all graphs but some; return the IRIs of those with names."""
    names = {name for name in copy.graph_names() if name not in spared}
    for name in names:
        if operation.verb == "DROP":
            copy.drop_graph(NamedNode(name))
        else:
            copy.clear_graph(NamedNode(name))
    if any(token.text == "ALL" for token in operation.tokens):
        copy.clear_graph(DefaultGraph())
    return names
