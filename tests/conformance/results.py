"""Results: what a query is to answer, and whether an answer is that.

Rows are compared as bags, or as lists where the query orders them; blank nodes by whether some
renaming makes the two equal; literals by their terms.

Source: SPARQL 1.1 Query Results XML, JSON, CSV and TSV Formats; DAWG result set vocabulary.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rdflib import BNode, Graph, Literal, Namespace, Node
from rdflib.compare import isomorphic
from rdflib.namespace import RDF, XSD
from rdflib.query import Result

RS = Namespace("http://www.w3.org/2001/sw/DataAccess/tests/result-set#")
GRAPH_FORMATS = {".ttl": "turtle", ".rdf": "xml", ".nt": "nt"}
ROW_FORMATS = {".srx": "xml", ".srj": "json", ".tsv": "tsv"}

Row = tuple[tuple[str, Node], ...]


@dataclass(frozen=True, slots=True)
class Rows:
    """The answer to a SELECT.

    Attributes:
        variables: their names, without order.
        rows: for each, the names and values of the variables that have one, by name.
    """

    variables: frozenset[str]
    rows: tuple[Row, ...]


Outcome = bool | Rows | Graph


def read_rows(data: bytes, form: str) -> Outcome:
    """Return an answer in one of the result formats of SPARQL."""
    result = Result.parse(io.BytesIO(data), format=form)
    if result.type == "ASK":
        return bool(result.askAnswer)
    variables = [str(variable) for variable in result.vars or ()]
    rows = tuple(
        tuple(sorted((str(name), term_of(value)) for name, value in binding.items()))
        for binding in result.bindings
    )
    return Rows(frozenset(variables), rows)


def read_expected(path: Path) -> Outcome:
    """Return what a file of the suite says is to be answered."""
    if path.suffix in ROW_FORMATS:
        return read_rows(path.read_bytes(), ROW_FORMATS[path.suffix])
    graph = Graph().parse(path, format=GRAPH_FORMATS[path.suffix], publicID=path.as_uri())
    sets = list(graph.subjects(RDF.type, RS.ResultSet))
    if not sets:
        return graph
    boolean = graph.value(sets[0], RS.boolean)
    if boolean is not None:
        return str(boolean) == "true"
    solutions = list(graph.objects(sets[0], RS.solution))
    solutions.sort(key=lambda s: int(str(graph.value(s, RS.index) or 0)))
    rows = tuple(
        tuple(
            sorted(
                (str(graph.value(b, RS.variable)), term_of(graph.value(b, RS.value)))
                for b in graph.objects(solution, RS.binding)
            )
        )
        for solution in solutions
    )
    return Rows(frozenset(map(str, graph.objects(sets[0], RS.resultVariable))), rows)


def read_csv(text: str) -> list[list[str]]:
    """Return the cells of an answer as CSV, which has no types."""
    return [row for row in csv.reader(io.StringIO(text, newline=""))]


def are_equal(found: Outcome, expected: Outcome, *, is_ordered: bool = False) -> bool:
    """Return whether an answer is the one that is expected."""
    if isinstance(found, Graph) and isinstance(expected, Graph):
        return isomorphic(found, expected)
    if isinstance(found, Rows) and isinstance(expected, Rows):
        if found.variables != expected.variables or len(found.rows) != len(expected.rows):
            return False
        return _match(list(found.rows), list(expected.rows), {}, is_ordered)
    return type(found) is type(expected) and found == expected


def term_of(term: Node | None) -> Node:
    """Return a term; a text, which may be written with its type, without it."""
    if isinstance(term, Literal) and term.datatype == XSD.string:
        return Literal(str(term))
    assert term is not None
    return term


def _match(
    found: Sequence[Row], expected: Sequence[Row], names: dict[Node, Node], is_ordered: bool
) -> bool:
    """Return whether blank nodes can be renamed, one for one, so that the rows are the same."""
    if not found:
        return True
    first, rest = found[0], found[1:]
    tried: Counter[Row] = Counter()
    for at, row in enumerate(expected[:1] if is_ordered else expected):
        tried[row] += 1
        if tried[row] > 1:
            continue
        renamed = _unify(first, row, names)
        if renamed is not None and _match(
            rest, [*expected[:at], *expected[at + 1 :]], renamed, is_ordered
        ):
            return True
    return False


def _unify(one: Row, other: Row, names: dict[Node, Node]) -> dict[Node, Node] | None:
    """Return the names of blank nodes with those that make two rows one; None if none do."""
    if [name for name, _ in one] != [name for name, _ in other]:
        return None
    found = dict(names)
    for (_, left), (_, right) in zip(one, other, strict=True):
        if isinstance(left, BNode) and isinstance(right, BNode):
            if left in found:
                if found[left] != right:
                    return None
            elif right in found.values():
                return None
            found[left] = right
        elif isinstance(left, BNode) or isinstance(right, BNode) or left.n3() != right.n3():
            return None
    return found
