"""Trials: operations run on a copy of a store, and what they change there.

Source: SPARQL 1.1 Update, section 3.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from ..change import Change
from ..errors import QueryError
from ..store import EmbeddedReader, WorkingCopy
from ..terms import BlankNode, DefaultGraph, NamedNode, Quad
from .comparison import compare
from .operations import Operation
from .request import Evaluated, UpdateRequest

_FEW = 5_000
"""Statements up to which a copy in memory is made sooner than one on the disk."""


def try_out(
    before: EmbeddedReader, operations: Sequence[Operation], request: UpdateRequest, folder: Path
) -> Evaluated:
    """Return what operations do, by doing it to a copy.

    Args:
        before: the store.
        operations: in order.
        request: the update that they are of.
        folder: a folder in which a copy may be made.
    """
    hidden = frozenset(request.spared_graphs) if request.hides_spared else frozenset()
    few = list(islice(_visible(before, hidden), _FEW + 1))
    if len(few) > _FEW:
        return _try_on_disk(before, operations, request, folder, hidden)
    copy = WorkingCopy.in_memory()
    copy.apply(Change(added=few))
    _run(copy, operations, request)
    were = set(few)
    change = Change(
        removed=[quad for quad in few if quad not in copy],
        # what an update writes to a graph that it does not see is for the writer to refuse; a
        # graph has an IRI or no name, and a blank node for one comes to nothing
        added=[
            quad
            for quad in copy.quads()
            if quad not in were and not isinstance(quad.graph_name, BlankNode)
        ],
    )
    return Evaluated(change, _empty_graphs(copy))


def _visible(before: EmbeddedReader, hidden: frozenset[str]) -> Iterator[Quad]:
    """Yield the statements that an update sees."""
    yield from before.quads(graph=DefaultGraph())
    for name in before.graph_names():
        if name not in hidden:
            yield from before.quads(graph=NamedNode(name))


def _try_on_disk(
    before: EmbeddedReader,
    operations: Sequence[Operation],
    request: UpdateRequest,
    folder: Path,
    hidden: frozenset[str],
) -> Evaluated:
    """Return what operations do to a copy on the disk, compared where they can have changed it."""
    before.copy_to(folder / "store")
    copy = WorkingCopy.open(folder / "store")
    changed = _named_graphs([o.graph_tokens() for o in operations], operations, request)
    seen = _named_graphs([o.seen_graph_tokens() for o in operations], operations, request)
    # taking them out costs more than most updates
    taken_out = hidden if seen is None or hidden & seen else frozenset()
    for name in taken_out:
        copy.drop_graph(NamedNode(name))
    swept = _run(copy, operations, request)
    known = {*before.graph_names(), *copy.graph_names()}
    chosen = sorted((known if changed is None else known & (changed | swept)) - hidden)
    change = compare(before, copy, [DefaultGraph(), *map(NamedNode, chosen)])
    change += Change(added=[q for name in taken_out for q in copy.quads(graph=NamedNode(name))])
    return Evaluated(change, _empty_graphs(copy))


def _run(copy: WorkingCopy, operations: Sequence[Operation], request: UpdateRequest) -> set[str]:
    """Run operations, and return the IRIs of the graphs that those changed that sweep."""
    for name in _empty_graphs(copy).difference(request.empty_graphs):
        copy.drop_graph(NamedNode(name))
    for name in request.empty_graphs:
        copy.create_graph(NamedNode(name))
    swept: set[str] = set()
    for operation in operations:
        if operation.is_sweeping:
            swept |= _sweep(copy, operation, request.spared_graphs)
        else:
            _check_source(copy, operation, request.base_iri)
            copy.update(operation.run_text, request.base_iri)
    return swept


def _check_source(copy: WorkingCopy, operation: Operation, base_iri: str) -> None:
    """Raise if an operation takes what a graph holds and there is no such graph.

    Oxigraph would take it for an empty one: a slip in a name would clear the graph that is copied
    to.

    Source: SPARQL 1.1 Update, sections 3.2.3 to 3.2.5.
    """
    token = operation.source_token
    if token is None or operation.is_silent:
        return
    (name,) = _resolved(operation, [token], base_iri)
    if name not in copy.graph_names():
        raise QueryError(
            f"the update cannot be done: there is no graph <{name}> to {operation.verb}, which is "
            f"no matter to {operation.verb} SILENT"
        )


def _sweep(copy: WorkingCopy, operation: Operation, spared: Sequence[str]) -> set[str]:
    """Clear or drop all graphs but some; return the IRIs of those with names."""
    names = {name for name in copy.graph_names() if name not in spared}
    for name in names:
        if operation.verb == "DROP":
            copy.drop_graph(NamedNode(name))
        else:
            copy.clear_graph(NamedNode(name))
    if operation.sweeps_default:
        copy.clear_graph(DefaultGraph())
    return names


def _empty_graphs(copy: WorkingCopy) -> frozenset[str]:
    return frozenset(
        name for name in copy.graph_names() if next(copy.quads(graph=NamedNode(name)), None) is None
    )


def _named_graphs(
    tokens: Sequence[tuple[str, ...] | None],
    operations: Sequence[Operation],
    request: UpdateRequest,
) -> frozenset[str] | None:
    """Return the IRIs that some tokens of each operation stand for; None if it can be any."""
    found: set[str] = set()
    for operation, written in zip(operations, tokens, strict=True):
        if written is None:
            return None
        found |= _resolved(operation, written, request.base_iri)
    return frozenset(found)


def _resolved(operation: Operation, tokens: Iterable[str], base_iri: str) -> set[str]:
    """Return the IRIs that tokens of an operation stand for."""
    graphs = WorkingCopy.in_memory()
    for token in tokens:
        # Oxigraph itself says which IRI a prefixed or relative one is.
        graphs.update(f"{operation.prologue}\nCREATE SILENT GRAPH {token}", base_iri)
    return set(graphs.graph_names())
