"""The results of a validation as keys that two engines can be compared by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from moothall.graph.namespaces import SH
from moothall.graph.terms import Triple
from moothall.shapes.columns import Columns
from moothall.shapes.findings import as_triples
from moothall.shapes.paths import read_path
from moothall.shapes.shapes_graph import ShapesGraph
from moothall.shapes.sparql_run import QueryRunner
from moothall.shapes.validation import Validation
from moothall.shapes.written import iri

Key = tuple[str | None, ...]


def keys_of_engine(data: Columns, shapes: Columns) -> Counter[Key]:
    """The results of the engine, through the report that it writes."""
    compiled = ShapesGraph(shapes)
    found = list(Validation(data, compiled, QueryRunner(data, shapes)).run(compiled.roots()))
    return keys_of_report(as_triples(found))


def keys_of_report(triples: Iterable[Triple]) -> Counter[Key]:
    """Focus node, path, component, value and severity of each result of a report."""
    graph = Columns.of(triples)
    return keys_of(graph, graph.backward(iri(SH, "result")).one)


def keys_of(graph: Columns, results: Iterable[str]) -> Counter[Key]:
    return Counter(_key(graph, result) for result in results)


def _key(graph: Columns, result: str) -> Key:
    path = graph.one(result, iri(SH, "resultPath"))
    return (
        _nameless(graph.one(result, iri(SH, "focusNode"))),
        read_path(graph, path).sparql() if path is not None else None,
        graph.one(result, iri(SH, "sourceConstraintComponent")),
        _nameless(graph.one(result, iri(SH, "value"))),
        graph.one(result, iri(SH, "resultSeverity")),
    )


def _nameless(term: str | None) -> str | None:
    return "_:" if term is not None and term.startswith("_:") else term
