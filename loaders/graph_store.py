"""The graph store: whole graphs put, added to and deleted.

Source: SPARQL 1.1 Graph Store HTTP Protocol, section 5.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from ..graph.attribution import NOBODY, Attribution
from ..graph.change import Change, difference
from ..graph.config import Config
from ..graph.errors import ContentError, NotFoundError, SourceError
from ..graph.generations import Generations, Writer
from ..graph.reader import Reader
from ..graph.store import EmbeddedReader
from ..graph.terms import (
    BlankNode,
    DefaultGraph,
    NamedNode,
    Quad,
    RdfFormat,
    Subject,
    Term,
    parse,
)
from .conditions import WHATEVER, Condition
from .graph_names import GraphName, check_writable, empty_graphs, graph_exists
from .skolem import label_afresh, label_by_content, skolemise, skolemise_afresh
from .source import Source
from .staging import stated_inverses
from .write import Written, publish_write, writing
from .xml_input import check_xml

BODY_FORMATS: dict[str, RdfFormat] = {
    "text/turtle": RdfFormat.TURTLE,
    "application/x-turtle": RdfFormat.TURTLE,
    "application/n-triples": RdfFormat.N_TRIPLES,
    "application/rdf+xml": RdfFormat.RDF_XML,
    "application/ld+json": RdfFormat.JSON_LD,
}
"""Media type -> syntax of the bodies that are read."""


@dataclass(frozen=True, slots=True)
class GraphStore:
    """The graphs of a data directory, to be written whole.

    Attributes:
        generations: the data directory.
        config: the settings.
        is_confirmed: whether terms that are still used may become not for new use.
        attribution: who publishes, and why.
    """

    generations: Generations
    config: Config
    is_confirmed: bool = False
    attribution: Attribution = NOBODY

    def put(
        self, graph: GraphName, quads: Sequence[Quad], condition: Condition = WHATEVER
    ) -> Written:
        """Return what making a graph hold just some statements did.

        Blank nodes get the same labels each time, so putting what is there changes nothing.

        Raises:
            PreconditionError: the condition is not so.
            ForbiddenError: the service itself writes the graph.
            ShapesError: it breaks the shapes where they were not broken.
            StillUsedError: it deprecates terms that are still used.
            BusyError: another write goes on.
        """
        with writing(self.generations, self.config.write_wait_s) as writer:
            is_new = not graph_exists(writer.live, graph, self.config.base_iri)
            condition.check(self.generations, graph, not is_new)
            there = list(placed(quads, graph))
            named = (
                label_by_content(there)
                if writer.keeps_blank_nodes
                else skolemise(there, self.config.base_iri)
            )
            # the way through a store puts literals into the spelling that live gives them
            wanted = set(EmbeddedReader.of(named).quads())
            wanted |= set(stated_inverses(writer.live, self.config.base_iri).of(wanted))
            return self._publish(writer, graph, difference(writer.live, graph, wanted), is_new)

    def post(
        self, graph: GraphName, quads: Sequence[Quad], condition: Condition = WHATEVER
    ) -> Written:
        """Return what adding some statements to a graph did; their blank nodes are new ones.

        Raises:
            PreconditionError: the condition is not so.
            ForbiddenError: the service itself writes the graph.
            ShapesError: it breaks the shapes where they were not broken.
            StillUsedError: it deprecates terms that are still used.
            BusyError: another write goes on.
        """
        with writing(self.generations, self.config.write_wait_s) as writer:
            is_new = not graph_exists(writer.live, graph, self.config.base_iri)
            condition.check(self.generations, graph, not is_new)
            there = list(placed(quads, graph))
            named = (
                label_afresh(there)
                if writer.keeps_blank_nodes
                else skolemise_afresh(there, self.config.base_iri)
            )
            wanted = dict.fromkeys(EmbeddedReader.of(named).quads())
            wanted |= dict.fromkeys(stated_inverses(writer.live, self.config.base_iri).of(wanted))
            added = [quad for quad in wanted if quad not in writer.live]
            return self._publish(writer, graph, Change(added=added), is_new)

    def delete(self, graph: GraphName, condition: Condition = WHATEVER) -> Written:
        """Return what deleting a graph did.

        Raises:
            NotFoundError: there is none of that name.
            PreconditionError: the condition is not so.
            ForbiddenError: the service itself writes the graph.
            BusyError: another write goes on.
        """
        with writing(self.generations, self.config.write_wait_s) as writer:
            raise_if_missing(writer.live, graph, self.config.base_iri)
            condition.check(self.generations, graph, True)
            change = Change(removed=list(writer.live.quads(graph=graph)))
            return self._publish(writer, graph, change, is_new=False, is_kept=False)

    def _publish(
        self,
        writer: Writer,
        graph: GraphName,
        change: Change,
        is_new: bool,
        *,
        is_kept: bool = True,
    ) -> Written:
        """Publish a change to one graph, which then exists or, unless it is kept, does not."""
        check_writable(graph, self.config.base_iri)
        empty = set(empty_graphs(writer.live, self.config.base_iri))
        if isinstance(graph, NamedNode):
            empty.discard(graph.value)
            if is_kept:
                empty.add(graph.value)
        written = publish_write(
            writer,
            self.generations.current(),
            change,
            empty,
            self.config.standards_dir,
            is_confirmed=self.is_confirmed,
            attribution=self.attribution,
        )
        return dataclasses.replace(written, is_new=is_new)


def read_body(data: bytes, format: RdfFormat, base_iri: str) -> list[Quad]:
    """Return the statements in a body, all in the default graph.

    Args:
        data: the body.
        format: its syntax.
        base_iri: what relative IRIs in it are resolved against: the name of its graph.

    Raises:
        ContentError: it is not in that syntax, or names graphs itself.
    """
    return list(parse_body(data, format, base_iri))


def parse_body(body: bytes | Path, format: RdfFormat, base_iri: str) -> Iterator[Quad]:
    """Yield the statements in a body as `read_body` returns them, while it is read.

    Args:
        body: the body, or the file that holds it.
        format: its syntax.
        base_iri: what relative IRIs in it are resolved against: the name of its graph.

    Raises:
        ContentError: it is not in that syntax, or names graphs itself.
    """
    try:
        if format == RdfFormat.RDF_XML:
            data = body if isinstance(body, bytes) else body.read_bytes()
            if data.strip():
                check_xml(Source("the body", "", data))
            del data
        base = None if format == RdfFormat.N_TRIPLES else base_iri
        if isinstance(body, bytes):
            quads = parse(input=body, format=format, base_iri=base)
        else:
            quads = parse(path=body, format=format, base_iri=base)
        for quad in quads:
            if not isinstance(quad.graph_name, DefaultGraph):
                raise ContentError(
                    "the body names graphs itself, and one graph at a time is written"
                )
            yield quad
    except SourceError as error:
        raise ContentError(error.what) from error
    except SyntaxError as error:
        message = str(error.msg or error)
        if "LoadDocumentCallback" in message:
            message = "its @context is at another address, which is not fetched"
        what = f"the body is not {format.name}: {message}"
        raise ContentError(what, line=error.lineno, column=error.offset) from error
    except ValueError as error:
        raise ContentError(f"the body is not {format.name}: {error}") from error


def apart(quads: Iterable[Quad], number: int) -> Iterator[Quad]:
    """Yield the statements of one of several bodies, its blank nodes apart from the others'."""

    def named(term: Term) -> Term:
        return BlankNode(f"f{number}-{term.value}") if isinstance(term, BlankNode) else term

    for q in quads:
        yield Quad(cast(Subject, named(q.subject)), q.predicate, named(q.object))


def raise_if_missing(reader: Reader, graph: GraphName, base_iri: str) -> None:
    """Raise unless there is a graph of a name; the default graph is always there.

    Raises:
        NotFoundError: there is none.
    """
    if isinstance(graph, NamedNode) and not graph_exists(reader, graph, base_iri):
        raise NotFoundError(
            f"there is no graph {graph.value[:200]}",
            remedy="PUT one, or ask /sparql for the names of those that there are",
        )


def placed(quads: Iterable[Quad], graph: GraphName) -> Iterator[Quad]:
    """Yield statements as those of a graph."""
    return (Quad(q.subject, q.predicate, q.object, graph) for q in quads)
