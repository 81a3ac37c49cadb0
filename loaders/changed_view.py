"""What a change is checked by: the nodes that it is about, seen in the graph as it will be.

A load stages whole graphs. A write may change one statement of a graph of millions, so only the
nodes that it can make right or wrong are staged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from typing import ClassVar

from ..graph.change import Change
from ..graph.namespaces import ADMS, DCT, OWL, RDF, SKOS
from ..graph.reader import Reader
from ..graph.store import EmbeddedReader
from ..graph.terms import BlankNode, DefaultGraph, NamedNode, Quad, Subject, Term
from ..shapes.view import View

Node = NamedNode | BlankNode
"""What a statement may be about."""

_TELLING_APART = (DCT.identifier, SKOS.prefLabel)
"""Properties whose values tell the terms of a list apart, so that others have to be looked at."""

_LEADING_ON = (SKOS.broader, DCT.isReplacedBy)
"""Properties that may lead in no circle, so that all that they lead to has to be looked at."""


@dataclass(frozen=True, slots=True)
class ChangedView(View):
    """The graph as it is published, but for a change.

    The staged quads are all that will be said of the nodes that the change is about.

    Attributes:
        removed: the quads that go.
        staying: the published quads that do not go; None where they are not held apart.
    """

    removed: frozenset[Quad] = frozenset()
    staying: Reader | None = None

    def quads(
        self,
        subject: Subject | None = None,
        predicate: NamedNode | None = None,
        object: Term | None = None,
        graph: NamedNode | None = None,
    ) -> Iterator[Quad]:
        """Yield the quads that match, each once; None matches anything."""
        yield from self.staged.quads(subject, predicate, object, graph)
        if self.staying is not None:
            quads = self.staying.quads(subject, predicate, object, graph)
            yield from (quad for quad in quads if quad not in self.staged)
        elif self.published is not None:
            for quad in self.published.quads(subject, predicate, object, graph):
                if quad not in self.removed and quad not in self.staged:
                    yield quad

    def before(self) -> View:
        """Return the same nodes as they are published."""
        return ChangedView(_about(self.staged_nodes(), self.published, ()), self.published)

    def staged_nodes(self) -> set[Node]:
        """Return the nodes that are staged, or that the change leaves nothing about."""
        staged = {quad.subject for quad in self.staged.quads()}
        gone = {quad.subject for quad in self.removed}
        return {node for node in staged | gone if isinstance(node, Node)}


@dataclass(frozen=True, slots=True)
class WrittenView(View):
    """A part of the graph as it is once a large change has been written.

    The staged quads are all that is said now of the nodes that the part is about.

    Attributes:
        after: the graph as it is now; `published` is the one before.
        nodes: the nodes that are staged, or that the change leaves nothing about.
    """

    is_part: ClassVar[bool] = True
    after: Reader = field(kw_only=True)
    nodes: frozenset[Node] = frozenset()

    def quads(
        self,
        subject: Subject | None = None,
        predicate: NamedNode | None = None,
        object: Term | None = None,
        graph: NamedNode | None = None,
    ) -> Iterator[Quad]:
        """Yield the quads that match; None matches anything."""
        return self.after.quads(subject, predicate, object, graph)

    def before(self) -> View:
        """Return the same nodes as they are published."""
        published = self.published if self.published is not None else EmbeddedReader.of(())
        return WrittenView(_about(self.nodes, published, ()), published, after=published)


def view_written(published: Reader, after: Reader, change: Change) -> WrittenView:
    """Return a part of the graph as a large change has left it.

    Args:
        published: the graph before.
        after: the graph now, with all of the change.
        change: the part of the change.
    """
    nodes = _affected(after, change)
    touched = _about(nodes, after, ())
    others = _rivals(after, touched) - nodes
    others |= _ancestors(after, nodes, (), frozenset()) - nodes
    quads = (after.quads(node) for node in others)
    staged = EmbeddedReader.of(chain(touched.quads(), chain.from_iterable(quads)))
    return WrittenView(staged, published, after=after, nodes=frozenset(nodes | others))


def view_change(
    live: Reader, change: Change, sizes: Mapping[str, int] | None = None
) -> ChangedView:
    """Return the graph as a change would leave it.

    Args:
        live: the graph as it is.
        change: what goes and comes, exact.
        sizes: IRI of a graph, empty for the one without a name -> statements in it; without them, a
            change that takes most of the graph away takes as long as one that leaves it there.
    """
    removed = frozenset(change.removed)
    staying = _staying(live, removed, sizes) if sizes is not None else None
    source, gone = (live, removed) if staying is None else (staying, frozenset[Quad]())
    nodes = _affected(source, change)
    added = [quad for quad in change.added if quad.subject in nodes]
    staged = _about(nodes, source, gone, added)
    rivals = _rivals(source, staged) - nodes
    ancestors = _ancestors(source, nodes, change.added, gone) - nodes - rivals
    more = _about(rivals | ancestors, source, gone)
    return ChangedView(
        EmbeddedReader.of(quad for reader in (staged, more) for quad in reader.quads()),
        live,
        removed=removed,
        staying=staying,
    )


def _staying(
    live: Reader, removed: frozenset[Quad], sizes: Mapping[str, int]
) -> EmbeddedReader | None:
    """Return what does not go, held in memory; None if that is more to read than what goes."""
    going = Counter(quad.graph_name for quad in removed)
    graphs = {NamedNode(name) if name else DefaultGraph(): size for name, size in sizes.items()}
    kept = [graph for graph, size in graphs.items() if going[graph] < size]
    if sum(graphs[graph] for graph in kept) > len(removed):
        return None
    quads = (quad for graph in kept for quad in live.quads(graph=graph))
    return EmbeddedReader.of(quad for quad in quads if quad not in removed)


def _affected(live: Reader, change: Change) -> set[Node]:
    """Return the nodes that a change says something about, or changes the class of a value of."""
    quads = (*change.removed, *change.added)
    ends = {term for quad in quads for term in (quad.subject, quad.object)}
    nodes = {term for term in ends if isinstance(term, Node)}
    for subject in {quad.subject for quad in quads if quad.predicate == RDF.type}:
        pointing = live.quads(None, None, subject)
        nodes |= {other.subject for other in pointing if isinstance(other.subject, Node)}
    return nodes


def _about(
    nodes: Iterable[Node],
    live: Reader | None,
    removed: Iterable[Quad],
    added: Iterable[Quad] = (),
) -> EmbeddedReader:
    """Return what is said of some nodes, after a change."""
    gone = removed if isinstance(removed, frozenset) else frozenset(removed)
    kept = (
        quad
        for node in nodes
        for quad in (live.quads(node) if live is not None else ())
        if quad not in gone
    )
    return EmbeddedReader.of(quad for quads in (kept, added) for quad in quads)


def _rivals(live: Reader, staged: Reader) -> set[Node]:
    """Return the nodes that share with a staged one what is to tell terms apart, or name it."""
    alike = (
        other.subject
        for predicate in _TELLING_APART
        for quad in staged.quads(None, predicate)
        for other in live.quads(None, predicate, quad.object)
    )
    # a term that is deprecated may be the replacement of another
    replaced = (
        other.subject
        for predicate in (OWL.deprecated, ADMS.status)
        for quad in staged.quads(None, predicate)
        for other in live.quads(None, DCT.isReplacedBy, quad.subject)
    )
    return {node for nodes in (alike, replaced) for node in nodes if isinstance(node, Node)}


def _ancestors(
    live: Reader, nodes: Iterable[Node], added: Iterable[Quad], removed: frozenset[Quad]
) -> set[Node]:
    """Return the broader terms and the replacements of some nodes, and theirs, to the end."""
    new: dict[Term, list[Term]] = {}
    for quad in added:
        if quad.predicate in _LEADING_ON:
            new.setdefault(quad.subject, []).append(quad.object)
    found: set[Node] = set()
    waiting = list(nodes)
    while waiting:
        node = waiting.pop()
        held = (
            q.object for name in _LEADING_ON for q in live.quads(node, name) if q not in removed
        )
        for term in (*held, *new.get(node, ())):
            if isinstance(term, Node) and term not in found:
                found.add(term)
                waiting.append(term)
    return found
