"""Running the queries of constraints: over a scratch store that holds just what they can see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from ..graph.change import Change
from ..graph.store import WorkingCopy
from ..graph.terms import (
    BlankNode,
    DefaultGraph,
    Literal,
    NamedNode,
    Quad,
    QuerySolution,
    QuerySolutions,
    RdfFormat,
    Triple,
    parse,
)
from .columns import Columns
from .prebinding import BOUND, ROW, ROW_VARIABLE, ROWS, Prebound
from .written import as_term

SHAPES = "urn:x-moothall:shapes"
"""The graph that ``$shapesGraph`` names."""

_CHUNK = 100_000


@dataclass(frozen=True, slots=True)
class Answer:
    """A solution of a query, for one row.

    Attributes:
        row: the number of the row.
        values: the variables that it binds, as written terms.
    """

    row: int
    values: dict[str, str]


@dataclass(slots=True)
class QueryRunner:
    """The scratch stores of a graph's queries.

    Attributes:
        graph: the data.
        shapes: the shapes graph.
    """

    graph: Columns
    shapes: Columns
    _stores: dict[frozenset[str] | None, WorkingCopy] = field(default_factory=dict)

    def run(self, query: Prebound, rows: Sequence[Mapping[str, str]]) -> Iterator[Answer]:
        """Yield the solutions of a query for some rows.

        Args:
            query: the query.
            rows: for each run of it, the written terms of its pre-bound variables.

        Raises:
            QueryError: the text is no SPARQL.
        """
        if query.is_anchored:
            numbers = {row["this"]: number for number, row in enumerate(rows)}
            solutions = self._select(query, query.text)
            for solution in solutions:
                number = numbers.get(str(solution["this"]))
                if number is not None:
                    yield Answer(number, _as_values(solutions, solution))
            return
        store = self._store(query.predicates)
        for quads in _in_chunks(_row_quads(query, rows)):
            store.apply(Change(added=quads))
        try:
            if query.is_one_by_one:
                for number in range(len(rows)):
                    solutions = self._select(query, query.for_row(number))
                    for solution in solutions:
                        yield Answer(number, _as_values(solutions, solution))
                return
            solutions = self._select(query, query.text)
            for solution in solutions:
                row = solution[ROW_VARIABLE]
                if isinstance(row, NamedNode):
                    yield Answer(int(row.value.removeprefix(ROW)), _as_values(solutions, solution))
        finally:
            store.clear_graph(NamedNode(ROWS))

    def change(self, removed: Sequence[Triple], added: Sequence[Triple]) -> None:
        """Change the statements that the queries see."""
        if any(_has_blank_node(triple) for triple in removed):
            self._stores.clear()  # an update cannot name a blank node
            return
        for predicates, store in self._stores.items():
            gone, come = (
                [Quad(*t) for t in triples if predicates is None or str(t.predicate) in predicates]
                for triples in (removed, added)
            )
            store.apply(Change(gone, come))

    def original(self, node: str, value: str) -> str:
        """Return a value as the data writes it, where the store has respelled it."""
        if value[0] != '"':
            return value
        described = [text for _, text in self.graph.described(node) if text[0] == '"']
        if value in described:
            return value
        return next((text for text in described if _respelled(text) == value), value)

    def _select(self, query: Prebound, text: str) -> QuerySolutions:
        result = self._store(query.predicates).query(
            text,
            default_graphs=[DefaultGraph()],
            named_graphs=[NamedNode(ROWS), NamedNode(SHAPES)],
        )
        if not isinstance(result, QuerySolutions):
            raise ValueError("a constraint has a query that selects nothing")
        return result

    def _store(self, predicates: frozenset[str] | None) -> WorkingCopy:
        if predicates not in self._stores:
            store = self._stores[predicates] = WorkingCopy.in_memory()
            data = self.graph.n_triples(predicates)
            for quads in _in_chunks(parse(data, RdfFormat.N_TRIPLES)):
                store.apply(Change(added=quads))
            if predicates is None:
                name = NamedNode(SHAPES)
                shapes = parse(self.shapes.n_triples(), RdfFormat.N_TRIPLES)
                store.apply(
                    Change(added=[Quad(q.subject, q.predicate, q.object, name) for q in shapes])
                )
        return self._stores[predicates]


def _row_quads(query: Prebound, rows: Sequence[Mapping[str, str]]) -> Iterator[Quad]:
    properties = {name: NamedNode(BOUND + name) for name in query.variables}
    graph = NamedNode(ROWS)
    for number, row in enumerate(rows):
        subject = NamedNode(f"{ROW}{number}")
        for name, predicate in properties.items():
            if name in row:
                yield Quad(subject, predicate, as_term(row[name]), graph)


def _as_values(solutions: QuerySolutions, solution: QuerySolution) -> dict[str, str]:
    return {
        variable.value: str(term)
        for variable, term in zip(solutions.variables, solution, strict=True)
        if term is not None
    }


def _respelled(text: str) -> str:
    literal = as_term(text)
    if not isinstance(literal, Literal):
        return text
    node = NamedNode(SHAPES)
    (quad,) = WorkingCopy.of([Quad(node, node, literal)]).quads()
    return str(quad.object)


def _has_blank_node(triple: Triple) -> bool:
    return isinstance(triple.subject, BlankNode) or isinstance(triple.object, BlankNode)


def _in_chunks(quads: Iterable[Quad]) -> Iterator[list[Quad]]:
    remaining = iter(quads)
    while chunk := list(islice(remaining, _CHUNK)):
        yield chunk
