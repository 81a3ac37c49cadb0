"""The reader: the seam between whatever reads the graph and the store that holds it.

Everything that reads takes a `Reader` and does not ask what is behind it. `moothall.graph.store`
reads Oxigraph's files on this machine; `moothall.graph.remote` reads any SPARQL 1.1 endpoint.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import IO, TYPE_CHECKING, Protocol

from .terms import (
    BlankNode,
    DefaultGraph,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolution,
    QuerySolutions,
    QueryTriples,
    RdfFormat,
    Subject,
    Term,
    parse_iri,
)

if TYPE_CHECKING:
    from .store import EmbeddedReader

Bindings = Mapping[str, Term]


class Reader(Protocol):
    """A graph that can be read; the default graph of its queries is the union of all graphs."""

    @staticmethod
    def open(path: Path) -> EmbeddedReader:
        """Return a reader of the store at a folder, which must not change while it is open.

        Raises:
            StoreMissingError: there is no store there.
            StoreCorruptError: its files are damaged.
        """
        from .store import EmbeddedReader

        return EmbeddedReader.open(path)

    @staticmethod
    def of(quads: Iterable[Quad]) -> EmbeddedReader:
        """Return a reader of the given quads, held in memory."""
        from .store import EmbeddedReader

        return EmbeddedReader.of(quads)

    @abstractmethod
    def quads(
        self,
        subject: Subject | None = None,
        predicate: NamedNode | None = None,
        object: Term | None = None,
        graph: NamedNode | DefaultGraph | None = None,
    ) -> Iterator[Quad]:
        """Return the quads that match; None matches anything, any graph included."""

    @abstractmethod
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
            QueryError: the text is no SPARQL 1.1 query.
        """

    @abstractmethod
    def graph_names(self) -> list[str]:
        """Return the IRIs of the named graphs, in order."""

    @abstractmethod
    def dump(self, output: IO[bytes] | Path, format: RdfFormat, graph: str | None = None) -> None:
        """Write one graph, or all (as quads), to a file."""

    @abstractmethod
    def __contains__(self, quad: Quad) -> bool: ...

    @abstractmethod
    def __len__(self) -> int: ...

    def objects(self, subject: Subject, predicate: NamedNode) -> list[Term]:
        """Return the objects of a subject's property, each once, in the order of their text."""
        found = {quad.object for quad in self.quads(subject, predicate)}
        return sorted(found, key=str)

    def value(self, subject: Subject, predicate: NamedNode) -> Term | None:
        """Return one object of a subject's property, the first by its text; None if it has none."""
        found = self.objects(subject, predicate)
        return found[0] if found else None

    def subjects(self, predicate: NamedNode, object: Term) -> list[NamedNode]:
        """Return the IRIs that have an object for a property, each once, in order."""
        found = {quad.subject for quad in self.quads(None, predicate, object)}
        return sorted((s for s in found if isinstance(s, NamedNode)), key=lambda s: s.value)

    def describes(self, iri: str) -> bool:
        """Return whether anything is stated about an IRI."""
        subject = parse_iri(iri)
        return subject is not None and next(self.quads(subject), None) is not None

    def select(self, text: str, bindings: Bindings | None = None) -> Iterator[QuerySolution]:
        """Return the solutions of a SELECT query of the project's own."""
        result = self.query(text, bindings)
        if not isinstance(result, QuerySolutions):
            raise TypeError("select() takes a SELECT query")
        return iter(result)
