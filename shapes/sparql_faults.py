"""The faults that queries find: SPARQL constraints, and components of a shapes graph's own.

Source: SHACL, sections 5.3.2 (mapping of solution bindings) and 6.3 (validation).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ..graph.namespaces import SH
from .column import Column
from .components import Constraint, is_deactivated, read_constraint
from .constraints import Fault
from .shapes_graph import CompiledShape, ShapesGraph
from .sparql_run import SHAPES, QueryRunner
from .written import iri, is_iri, lexical

_SPARQL = iri(SH, "SPARQLConstraintComponent")
_VARIABLE = re.compile(r"\{[?$](\w+)\}")


def sparql_faults(
    runner: QueryRunner, shapes: ShapesGraph, shape: CompiledShape, focus: set[str]
) -> Iterator[Fault]:
    """Yield the faults that the SPARQL constraints of a shape find."""
    for node in shape.values("sparql"):
        if not is_deactivated(shapes.graph, node):
            constraint = read_constraint(shapes.graph, node)
            yield from _selected(runner, shape, constraint, _SPARQL, {}, focus)


def component_faults(
    runner: QueryRunner, shape: CompiledShape, focus: set[str], column: Column
) -> Iterator[Fault]:
    """Yield the faults that constraint components of the shapes graph's own find."""
    for component, parameters in shape.components:
        constraint = component.for_nodes if shape.path is None else component.for_properties
        if constraint is None:
            continue
        if constraint.is_ask:
            yield from _asked(runner, shape, constraint, component.node, parameters, focus, column)
        else:
            yield from _selected(runner, shape, constraint, component.node, parameters, focus)


def _selected(
    runner: QueryRunner,
    shape: CompiledShape,
    constraint: Constraint,
    component: str,
    parameters: Mapping[str, str],
    focus: set[str],
) -> Iterator[Fault]:
    path = shape.path.sparql() if shape.path is not None else None
    query = constraint.compiled(path, frozenset({"this", *parameters}))
    nodes = sorted(focus)
    rows = [_row(shape, parameters) | {"this": node} for node in nodes]
    seen: set[Fault] = set()
    for answer in runner.run(query, rows):
        node = nodes[answer.row]
        values = {**parameters, **answer.values}
        if values.get("failure", "").startswith('"true"'):
            raise ValueError(f"the query of {constraint.node} says that it cannot judge {node}")
        value = answer.values.get("value")
        if value is not None:
            value = runner.original(node, value)
        elif shape.path is None:
            value = node
        found = answer.values.get("path")
        fault = Fault(
            node,
            component,
            value,
            found if found is not None and is_iri(found) else None,
            _message(constraint, {**values, "this": node}),
            constraint.node,
        )
        if fault not in seen:  # a solution that says the same again is no further fault
            seen.add(fault)
            yield fault


def _asked(
    runner: QueryRunner,
    shape: CompiledShape,
    constraint: Constraint,
    component: str,
    parameters: Mapping[str, str],
    focus: set[str],
    column: Column,
) -> Iterator[Fault]:
    path = shape.path.sparql() if shape.path is not None else None
    query = constraint.compiled(path, frozenset({"this", "value", *parameters}))
    pairs = [(node, value) for node in sorted(focus) for value in column.values(node)]
    common = _row(shape, parameters)
    rows = [common | {"this": node, "value": value} for node, value in pairs]
    right = {answer.row for answer in runner.run(query, rows)}
    for number, (node, value) in enumerate(pairs):
        if number not in right:
            message = _message(constraint, {**parameters, "this": node, "value": value})
            yield Fault(node, component, value, None, message, constraint.node)


def _row(shape: CompiledShape, parameters: Mapping[str, str]) -> dict[str, str]:
    return {**parameters, "currentShape": shape.node, "shapesGraph": f"<{SHAPES}>"}


def _message(constraint: Constraint, values: Mapping[str, str]) -> str | None:
    if not constraint.messages:
        return None

    def said(match: re.Match[str]) -> str:
        return lexical(values[match[1]]) if match[1] in values else match[0]

    return " ".join(_VARIABLE.sub(said, lexical(message)) for message in constraint.messages)
