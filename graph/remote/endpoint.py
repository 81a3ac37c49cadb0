"""A remote store in terms of RDF: queries, updates and whole graphs over HTTP.

Source: SPARQL 1.1 Protocol, section 2; SPARQL 1.1 Graph Store HTTP Protocol, section 5.
"""

from __future__ import annotations

import copy
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from types import MappingProxyType
from typing import cast

from ..config import Config
from ..errors import ConfigError, LimitError, QueryError
from ..reader import Bindings
from ..terms import (
    Literal,
    NamedNode,
    Quad,
    QueryBoolean,
    QuerySolution,
    QuerySolutions,
    RdfFormat,
    Subject,
    Term,
    serialize,
)
from .answers import ACCEPT_GRAPH, ACCEPT_ROWS, read_outcome, read_solutions, read_statements
from .body import Body
from .connection import Call, Connection
from .errors import StoreRefusedError
from .queries import query_text
from .query import as_sparql, bind, row_limit, solutions_of, with_prefixes

PART_STATEMENTS = 20_000
"""Statements that go to the graph store address in one request, some 3 MB."""

PART_CHARACTERS = 8_000_000
"""Characters of literals after which such a request ends all the same."""

MOST_GRAPH_BYTES = 100_000_000
"""Largest answer to a CONSTRUCT or DESCRIBE, held in memory, where the settings name none."""

UPDATE_STATEMENTS = 500
"""Statements that go to the update address in one request; stores bound an update's text."""

UPDATE_CHARACTERS = 200_000
"""Characters of literals after which an update ends all the same."""


_NOTHING: Bindings = MappingProxyType({})


class Endpoint:
    """The addresses of one store.

    Attributes:
        scope: what the IRIs of this service's graphs start with; nothing else is read.
        where: the query address, for errors.
        config: the settings.
    """

    def __init__(self, config: Config) -> None:
        self.scope = f"{config.base_iri}graph/"
        self.where = config.store_url
        self.config = config
        self._connection = Connection(config)
        self._timeout_s: float | None = None

    def within(self, timeout_s: float) -> Endpoint:
        """Return the same addresses, where a query may take so many seconds."""
        other = copy.copy(self)
        other._timeout_s = timeout_s
        return other

    # reading

    def rows(
        self,
        name: str,
        bindings: Bindings,
        subjects: Sequence[NamedNode] = (),
        *,
        is_bounded: bool,
    ) -> Iterator[QuerySolution]:
        """Yield the solutions of a query of the project's own, as they come.

        Args:
            name: the query's file in `queries`, without its suffix.
            bindings: terms in place of variables.
            subjects: values of the variable s; any, if there are none.
            is_bounded: whether all of them must be there within the timeout.

        Raises:
            RemoteStoreError: the store does not answer, or not to the end.
        """
        text = with_prefixes(bind(query_text(name), bindings, {"s": subjects} if subjects else {}))
        try:
            yield from self._parts(text, is_bounded=is_bounded)
        except QueryError as error:
            raise StoreRefusedError(
                f"the store cannot answer Moothall's query {name!r}: {error.what}",
                where=self.where,
                remedy="see the store's own log and limits",
            ) from error

    def _parts(self, text: str, *, is_bounded: bool) -> Iterator[QuerySolution]:
        """Yield all solutions, where the store cuts its answers by asking for the rest."""
        seen: set[int] = set()
        total, most = 0, None
        while True:
            part = text if most is None else f"{text}\nLIMIT {most} OFFSET {total}"
            body = self._ask(part, (), ACCEPT_ROWS, is_bounded=is_bounded)
            limit, count = body.max_rows, 0
            for solution in read_solutions(body):
                count += 1
                if limit is not None or most is not None:
                    seen.add(hash(tuple(solution)))
                yield solution
            total += count
            # no order holds the parts together, so that they do is checked
            if most is not None and len(seen) != total:
                raise body.refuse(
                    f"the store cuts its answers at {most:,} rows, and its parts do not fit",
                    "raise its limit (ResultSetMaxRows, in Virtuoso)",
                )
            if count != limit:
                return
            most = limit

    def ask(self, text: str, dataset: Sequence[tuple[str, str]]) -> QuerySolutions | QueryBoolean:
        """Return the outcome of any SELECT or ASK; its rows come as they are read.

        Args:
            text: SPARQL, with its prefixes.
            dataset: the graphs that are read, as parameters of the protocol.

        Raises:
            QueryError: the store cannot make sense of it.
            LimitError: the store gives no more than a part of the answer.
            RemoteStoreError: the store does not answer.
        """
        body = self._ask(text, dataset, ACCEPT_ROWS)
        _check_uncut(text, body)
        return read_outcome(body)

    def statements(self, text: str, dataset: Sequence[tuple[str, str]]) -> Iterator[Quad]:
        """Yield the statements that any CONSTRUCT or DESCRIBE makes, in the default graph.

        Raises:
            QueryError: the store cannot make sense of it.
            LimitError: they are more than an answer may be.
            RemoteStoreError: the store does not answer, or not to the end.
        """
        if self._connection.dialect.cuts_graphs:
            # the rows that it is made from tell what the graph itself does not
            with self._ask(solutions_of(text), dataset, ACCEPT_ROWS) as rows:
                _check_uncut(text, rows)
        limit = self.config.max_result_bytes or MOST_GRAPH_BYTES
        yield from read_statements(self._ask(text, dataset, ACCEPT_GRAPH, max_bytes=limit))

    def graph(self, name: NamedNode, size: int | None = None) -> Iterator[Quad]:
        """Yield the statements of one graph, as they come.

        Args:
            name: the graph.
            size: how many there are; None to ask.

        Raises:
            RemoteStoreError: the store does not answer, or gives less than there is.
        """
        expected = self.size(name) if size is None else size
        read = 0
        for quad in self._graph(name) if expected else ():
            read += 1
            yield quad
        if read != expected:
            raise StoreRefusedError(
                f"the store gave {read:,} of the {expected:,} statements of {name.value}",
                where=self.where,
                remedy="raise the store's limit on the rows of an answer",
            )

    def _graph(self, name: NamedNode) -> Iterator[Quad]:
        if not self.config.store_gsp_url or self._connection.dialect.cuts_graphs:
            for row in self.rows("graph", {"g": name}, is_bounded=False):
                yield quad_of(row, name)
            return
        call = self._graph_call("GET", name)
        for quad in read_statements(self._connection.read(call, is_bounded=False)):
            yield Quad(quad.subject, quad.predicate, quad.object, name)

    def sizes(self) -> dict[str, int]:
        """Return IRI -> statements of each graph of this service, in order."""
        rows = self.rows("sizes", {"scope": Literal(self.scope)}, is_bounded=False)
        found = {row["g"]: row["size"] for row in rows}
        return {
            name.value: int(size.value)
            for name, size in sorted(found.items(), key=str)
            if isinstance(name, NamedNode) and isinstance(size, Literal)
        }

    def size(self, name: NamedNode) -> int:
        """Return how many statements a graph holds."""
        found = [row["size"] for row in self.rows("size", {"g": name}, is_bounded=True)]
        return sum(int(size.value) for size in found if isinstance(size, Literal))

    # writing

    def check_writable(self) -> None:
        """Raise unless there is an address for updates.

        Raises:
            ConfigError: there is none.
        """
        if not self.config.store_update_url:
            raise ConfigError(
                "the remote store can only be read",
                where="MOOTHALL_STORE_UPDATE_URL",
                remedy="set it to the store's address for SPARQL updates",
            )

    def update(self, text: str) -> None:
        """Run a SPARQL update; it is sent once.

        Raises:
            StoreAwayError: the store does not answer, so it may or may not have run it.
            StoreRefusedError: the store will not run it.
        """
        url = self.config.store_update_url
        self._connection.write(Call("MOOTHALL_STORE_UPDATE_URL", url, form=[("update", text)]))

    def fill(self, name: NamedNode, quads: Iterable[Quad]) -> None:
        """Make a graph hold just the given statements, in parts that any store can take.

        Raises:
            RemoteStoreError: the store does not take them; the graph may hold some of them.
        """
        waiting = iter(quads)
        if not self.config.store_gsp_url:
            self.update(f"DROP SILENT GRAPH {as_sparql(name)}")
            while part := _take(waiting, UPDATE_STATEMENTS, UPDATE_CHARACTERS):
                data = part.getvalue().decode()
                self.update(f"INSERT DATA {{ GRAPH {as_sparql(name)} {{ {data} }} }}")
            return
        method = "PUT"
        while part := _take(waiting, PART_STATEMENTS, PART_CHARACTERS):
            self._connection.write(self._graph_call(method, name, part))
            method = "POST"

    def _ask(
        self,
        text: str,
        dataset: Sequence[tuple[str, str]],
        accept: str,
        *,
        is_bounded: bool = True,
        max_bytes: int | None = None,
    ) -> Body:
        form = [("query", text), *dataset]
        call = Call("MOOTHALL_STORE_URL", self.config.store_url, accept=accept, form=form)
        return self._connection.read(
            call, timeout_s=self._timeout_s, is_bounded=is_bounded, max_bytes=max_bytes
        )

    def _graph_call(self, method: str, name: NamedNode, data: io.BytesIO | None = None) -> Call:
        return Call(
            "MOOTHALL_STORE_GSP_URL",
            self.config.store_gsp_url,
            method=method,
            accept=ACCEPT_GRAPH if data is None else "*/*",
            parameters={"graph": name.value},
            data=data,
            # N-Triples is Turtle, which every graph store takes
            content_type="text/turtle" if data is not None else "",
        )


def quad_of(row: QuerySolution, graph: NamedNode, bindings: Bindings = _NOTHING) -> Quad:
    """Return a solution with the variables s, p and o as a statement.

    Args:
        row: the solution.
        graph: the graph of the statement.
        bindings: what some of the variables were bound to; a store may spell that otherwise.
    """
    s, p, o = (bindings.get(name) or row[name] for name in ("s", "p", "o"))
    return Quad(cast(Subject, s), cast(NamedNode, p), cast(Term, o), graph)


def _check_uncut(text: str, body: Body) -> None:
    """Raise if the store has cut the rows of an answer at its own limit."""
    most = body.max_rows
    if most is None or (row_limit(text) or most + 1) <= most:
        return
    body.close()
    raise LimitError(
        f"the store behind this service cuts an answer at {most:,} rows, and this one has more",
        remedy=f"ask for at most {most:,} at a time, with LIMIT and OFFSET",
    )


def _take(quads: Iterator[Quad], count: int, characters: int) -> io.BytesIO | None:
    """Return the next so many statements as N-Triples; None if there are no more."""
    triples = []
    for quad in islice(quads, count):
        triples.append(quad.triple)
        characters -= len(quad.object.value) if isinstance(quad.object, Literal) else 0
        if characters < 0:
            break
    if not triples:
        return None
    return io.BytesIO(serialize(triples, format=RdfFormat.N_TRIPLES) or b"")
