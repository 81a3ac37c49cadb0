"""The names of graphs: which are the service's own, and which graphs there are.

A store of statements alone has no graph that holds nothing. A client may make one all the same, so
the catalogue says which there are.

Source: SPARQL 1.1 Update, section 3.2 (graph management).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping

from ..graph.change import Change
from ..graph.errors import ForbiddenError
from ..graph.manifest import Manifest
from ..graph.namespaces import RDF, SD
from ..graph.reader import Reader
from ..graph.terms import DefaultGraph, NamedNode, Quad
from ..graph.written_quads import written_parts
from .staged import RESERVED_SLUGS

GraphName = NamedNode | DefaultGraph
"""The name of a graph, or what stands for the one without."""


def reserved_graphs(base_iri: str) -> tuple[str, ...]:
    """Return the IRIs of the graphs that the service itself writes."""
    return tuple(f"{base_iri}graph/{slug}" for slug in RESERVED_SLUGS)


def check_writable(graph: GraphName, base_iri: str) -> None:
    """Raise if a graph is one that the service itself writes.

    Raises:
        ForbiddenError: it is.
    """
    if isinstance(graph, NamedNode) and graph.value in reserved_graphs(base_iri):
        raise ForbiddenError(
            f"the graph {graph.value} is written by the service itself",
            remedy="write to the graph of a dataset; its entry in the catalogue follows",
        )


def empty_graphs(reader: Reader, base_iri: str) -> frozenset[str]:
    """Return the IRIs of the graphs that exist although they hold nothing."""
    catalogue = NamedNode(f"{base_iri}graph/catalogue")
    found = reader.quads(None, RDF.type, SD.NamedGraph, catalogue)
    return frozenset(q.subject.value for q in found if isinstance(q.subject, NamedNode))


def graph_exists(reader: Reader, graph: GraphName, base_iri: str) -> bool:
    """Return whether there is a graph of a name; the default graph is there if it holds anything.

    The default graph always exists, but a client that fills it makes it for all it can tell.
    """
    if next(reader.quads(graph=graph), None) is not None:
        return True
    return isinstance(graph, NamedNode) and graph.value in empty_graphs(reader, base_iri)


def sizes_after(manifest: Manifest, change: Change) -> Mapping[str, int]:
    """Return how many statements each named graph will hold; none are held by those left out.

    Args:
        manifest: of the graph as it is.
        change: exact with regard to it.
    """
    sizes = Counter(manifest.graphs)
    for quads, step in ((change.removed, -1), (change.added, 1)):
        written, rest = written_parts(quads)
        counts = [(part.graph, len(part)) for part in written]
        for graph, count in (*counts, *((quad.graph_name, 1) for quad in rest)):
            if isinstance(graph, NamedNode):
                sizes[graph.value] += step * count
    return sizes


def mark_empty(
    live: Reader,
    sizes: Mapping[str, int],
    empty: Collection[str],
    base_iri: str,
) -> Change:
    """Return the change to what the catalogue says of graphs that hold nothing.

    Args:
        live: the graph as it is.
        sizes: IRI of a graph -> statements that it will hold.
        empty: IRIs of the graphs that shall exist although they may hold nothing.
        base_iri: the base of the service's addresses.

    Raises:
        ForbiddenError: the service itself writes one of them.
    """
    catalogue = NamedNode(f"{base_iri}graph/catalogue")
    wanted = {name for name in empty if not sizes.get(name)}
    known = empty_graphs(live, base_iri)
    for name in wanted - known:
        check_writable(NamedNode(name), base_iri)
    return Change(
        [Quad(NamedNode(name), RDF.type, SD.NamedGraph, catalogue) for name in known - wanted],
        [Quad(NamedNode(name), RDF.type, SD.NamedGraph, catalogue) for name in wanted - known],
    )
