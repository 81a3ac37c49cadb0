"""The reader of a remote store: patterns and queries, answered by its query endpoint."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import IO

from ..namespaces import PREFIXES
from ..reader import Bindings, Reader
from ..sparql import query_kind
from ..store import EmbeddedReader, check_syntax
from ..terms import (
    BlankNode,
    DefaultGraph,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Subject,
    Term,
    Triple,
    serialize,
)
from .answers import as_boolean
from .described import read_describe
from .endpoint import Endpoint
from .query import bind, with_prefixes
from .things import BATCH, Things


class RemoteReader(Reader):
    """The graphs of one generation in a remote store.

    Graphs that are not this service's are not read.

    Args:
        endpoint: the store.
        graphs: IRIs of the graphs that there are.
    """

    def __init__(self, endpoint: Endpoint, graphs: Sequence[str]) -> None:
        self._endpoint = endpoint
        self._graphs = sorted(graphs)
        self._things = Things(endpoint)

    def within(self, timeout_s: float) -> RemoteReader:
        """Return a reader of the same graphs, whose queries may take so many seconds."""
        return RemoteReader(self._endpoint.within(timeout_s), self._graphs)

    def quads(
        self,
        subject: Subject | None = None,
        predicate: NamedNode | None = None,
        object: Term | None = None,
        graph: NamedNode | DefaultGraph | None = None,
    ) -> Iterator[Quad]:
        """Return the quads that match; None matches anything, any graph included.

        Nothing is in the default graph, because nothing is ever published there. A blank node or
        a triple matches nothing: no other store knows it by its name here.

        Raises:
            RemoteStoreError: the store does not answer, or not to the end.
        """
        if isinstance(subject, BlankNode | Triple) or isinstance(object, BlankNode | Triple):
            return iter(())
        if isinstance(graph, DefaultGraph):
            return iter(())
        if subject is not None:
            return (
                quad
                for quad in self._things.about(subject)
                if (predicate is None or quad.predicate == predicate)
                and (object is None or quad.object == object)
                and (graph is None or quad.graph_name == graph)
            )
        if predicate is None and object is None:
            names = self._graphs if graph is None else [graph.value]
            return (
                quad
                for name in names
                if name in self._graphs
                for quad in self._endpoint.graph(NamedNode(name))
            )
        return self._things.matching({"p": predicate, "o": object, "g": graph})

    def query(
        self,
        text: str,
        bindings: Bindings | None = None,
        *,
        default_graphs: list[NamedNode | BlankNode | DefaultGraph] | None = None,
        named_graphs: list[NamedNode | BlankNode] | None = None,
    ) -> QuerySolutions | QueryBoolean | QueryTriples:
        """Return the result of a SPARQL 1.1 query; `bindings` puts terms in place of variables.

        Raises:
            QueryError: the text is no SPARQL 1.1 query, or the store cannot work it out.
            LimitError: the graph that it makes is larger than an answer may be.
            RemoteStoreError: the store does not answer.
        """
        check_syntax(text)
        whole = with_prefixes(bind(text, bindings or {}))
        dataset = self._dataset(default_graphs, named_graphs)
        kind = query_kind(text)
        if kind in ("SELECT", "ASK"):
            outcome = self._endpoint.ask(whole, dataset)
            return as_boolean(outcome) if kind == "ASK" else outcome
        if kind == "DESCRIBE":
            statements = self._describe(whole, dataset)
        else:
            statements = self._endpoint.statements(whole, dataset)
        made = EmbeddedReader.of(statements)
        return made.query("CONSTRUCT WHERE { ?s ?p ?o }", default_graphs=[DefaultGraph()])

    def _describe(self, text: str, dataset: Sequence[tuple[str, str]]) -> Iterator[Quad]:
        """Yield what the default graph of a DESCRIBE query says of the things that it asks for."""
        described = read_describe(text)
        things = dict.fromkeys(described.things)
        if described.solutions:
            rows = self._endpoint.ask(described.solutions, dataset)
            for row in rows if isinstance(rows, QuerySolutions) else ():
                things.update(dict.fromkeys(term for term in row if isinstance(term, NamedNode)))
        graphs = {name for parameter, name in dataset if parameter == "default-graph-uri"}
        waiting = iter(things)
        while batch := tuple(islice(waiting, BATCH)):
            for quad in self._things.said_of(batch):
                if isinstance(quad.graph_name, NamedNode) and quad.graph_name.value in graphs:
                    yield Quad(quad.subject, quad.predicate, quad.object)

    def graph_names(self) -> list[str]:
        """Return the IRIs of the named graphs, in order."""
        return list(self._graphs)

    def dump(self, output: IO[bytes] | Path, format: RdfFormat, graph: str | None = None) -> None:
        """Write one graph, or all (as quads), to a file.

        Raises:
            RemoteStoreError: the store does not answer, or not to the end.
        """
        quads = self.quads(graph=NamedNode(graph) if graph is not None else None)
        statements = quads if graph is None else (quad.triple for quad in quads)
        target = str(output) if isinstance(output, Path) else output
        serialize(statements, target, format=format, prefixes=PREFIXES)

    def __contains__(self, quad: Quad) -> bool:
        return quad in self.quads(quad.subject)

    def __len__(self) -> int:
        sizes = self._endpoint.sizes()
        return sum(sizes.get(name, 0) for name in self._graphs)

    def _dataset(
        self,
        default_graphs: list[NamedNode | BlankNode | DefaultGraph] | None,
        named_graphs: list[NamedNode | BlankNode] | None,
    ) -> list[tuple[str, str]]:
        """Return the graphs that a query reads, as parameters of the protocol.

        They are always named, because a store's own default graph may be empty, or the union of
        everything that anybody keeps there.

        Source: SPARQL 1.1 Protocol, section 2.1.4.
        """
        if default_graphs is None and named_graphs is None:
            default, named = self._graphs, self._graphs
        else:
            default = self._known(default_graphs or [])
            named = self._graphs if named_graphs is None else self._known(named_graphs)
        # without any, a store would take its own default graph, or let GRAPH reach all that it has
        nothing = [f"{self._endpoint.scope}nothing"]
        found = [("default-graph-uri", name) for name in default or nothing]
        return found + [("named-graph-uri", name) for name in named or nothing]

    def _known(self, names: Sequence[NamedNode | BlankNode | DefaultGraph]) -> list[str]:
        return [n.value for n in names if isinstance(n, NamedNode) and n.value in self._graphs]
