"""Shapes as values, read from Turtle: the part of SHACL Core that the engine computes.

A shape that says more than the engine computes is refused when it is read: a rule that is left
unchecked in silence would be worse than none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.resources import files
from typing import cast

from ..graph.namespaces import MH, RDF, SH
from ..graph.terms import BlankNode, Literal, NamedNode, Quad, RdfFormat, Term, parse
from .report import Severity

SHAPE_FILES = (
    "terms.ttl",
    "lists.ttl",
    "mappings.ttl",
    "authorities.ttl",
    "catalogue.ttl",
    "law.ttl",
)
"""The files of shapes that every load is checked against."""

CONSTRAINTS = (
    "minCount",
    "maxCount",
    "datatype",
    "nodeKind",
    "class",
    "pattern",
    "in",
    "uniqueLang",
    "minLength",
    "equals",
    "disjoint",
)
"""Local names of the constraints that the engine computes."""

_OTHER = ("path", "name", "description", "message", "severity", "flags", "order", "property")
_TARGETS = ("targetClass", "targetSubjectsOf")

_SEVERITIES: dict[Term, Severity] = {
    SH.Violation: "Violation",
    SH.Warning: "Warning",
    SH.Info: "Info",
}


@dataclass(frozen=True, slots=True)
class Rule:
    """What one shape asks of the values of a property, or of the focus node itself.

    Attributes:
        iri: the IRI of the shape.
        path: the property; None if the focus node itself is judged.
        inverse: whether the property is followed backwards.
        severity: how bad a fault is.
        message: what is wrong with a fault, in a sentence.
        remedy: what to do about it.
        name: what the property is called, for people.
        constraints: local name of a constraint, e.g. ``minCount`` -> its values; ``in`` has the
            members of its list.
        pattern: the compiled pattern; None if there is none.
    """

    iri: str
    path: NamedNode | None
    inverse: bool
    severity: Severity
    message: str
    remedy: str
    name: str
    constraints: dict[str, tuple[Term, ...]] = field(hash=False)
    pattern: re.Pattern[str] | None = None

    def number(self, constraint: str) -> int | None:
        """Return the whole number that a constraint gives; None if it is not stated."""
        values = self.constraints.get(constraint)
        return int(values[0].value) if values and isinstance(values[0], Literal) else None


@dataclass(frozen=True, slots=True)
class Shape:
    """A node shape: which nodes it looks at, and its rules.

    Attributes:
        iri: the IRI of the shape.
        classes: classes whose instances it looks at.
        subjects_of: properties whose subjects it looks at.
        rules: what it asks of them.
    """

    iri: str
    classes: tuple[NamedNode, ...]
    subjects_of: tuple[NamedNode, ...]
    rules: tuple[Rule, ...]


def read_shipped_shapes() -> tuple[Shape, ...]:
    """Return the shapes that every load is checked against."""
    return tuple(
        shape
        for name in SHAPE_FILES
        for shape in read_shapes(files(__package__).joinpath(name).read_bytes(), name)
    )


def read_shapes(data: bytes, name: str) -> tuple[Shape, ...]:
    """Return the node shapes of a Turtle document, in the order of their IRIs.

    Raises:
        ValueError: a shape says something that the engine does not compute.
    """
    graph = _Graph(parse(input=data, format=RdfFormat.TURTLE))
    nodes = {quad.subject for quad in graph.quads if quad.object == SH.NodeShape}
    return tuple(
        _read_node_shape(graph, node, name)
        for node in sorted(nodes, key=str)
        if isinstance(node, NamedNode)
    )


class _Graph:
    """The statements of a small document; a store would rewrite the literals of the shapes."""

    def __init__(self, quads: Iterable[Quad]) -> None:
        self.quads = list(quads)
        self._by_subject: dict[Term, dict[NamedNode, list[Term]]] = {}
        for quad in self.quads:
            values = self._by_subject.setdefault(quad.subject, {})
            values.setdefault(quad.predicate, []).append(quad.object)

    def of(self, subject: Term) -> dict[NamedNode, list[Term]]:
        return self._by_subject.get(subject, {})

    def first(self, subject: Term, predicate: NamedNode) -> Term | None:
        return next(iter(self.of(subject).get(predicate, [])), None)

    def members(self, head: Term) -> Iterator[Term]:
        while head != RDF.nil:
            yield from self.of(head)[RDF.first]
            head = self.of(head)[RDF.rest][0]


def _read_node_shape(graph: _Graph, node: NamedNode, name: str) -> Shape:
    said = graph.of(node)
    _refuse_unknown(said, node, name, (*CONSTRAINTS, *_OTHER, *_TARGETS))
    rules = [
        _read_rule(graph, term, f"{node.value}-{number}", name)
        for number, term in enumerate(said.get(SH.property, []), 1)
    ]
    if any(said.get(SH[constraint]) for constraint in CONSTRAINTS):
        rules.append(_read_rule(graph, node, node.value, name))
    return Shape(
        iri=node.value,
        classes=_iris(said.get(SH.targetClass, [])),
        subjects_of=_iris(said.get(SH.targetSubjectsOf, [])),
        rules=tuple(rules),
    )


def _read_rule(graph: _Graph, node: Term, iri: str, name: str) -> Rule:
    said = graph.of(node)
    _refuse_unknown(said, node, name, (*CONSTRAINTS, *_OTHER, *_TARGETS))
    path = graph.first(node, SH.path)
    inverse = isinstance(path, BlankNode)
    if isinstance(path, BlankNode):
        path = graph.first(path, SH.inversePath)
    if not isinstance(path, NamedNode) and (path is not None or inverse):
        raise ValueError(f"{name}: the path of {iri} is neither a property nor its inverse")
    constraints = {local: tuple(said[SH[local]]) for local in CONSTRAINTS if said.get(SH[local])}
    if "in" in constraints:
        constraints["in"] = tuple(graph.members(constraints["in"][0]))
    pattern = _text(graph, node, SH.pattern)
    ignore_case = re.IGNORECASE if "i" in _text(graph, node, SH.flags) else re.NOFLAG
    return Rule(
        iri=node.value if isinstance(node, NamedNode) else iri,
        path=path,
        inverse=inverse,
        severity=_SEVERITIES[graph.first(node, SH.severity) or SH.Violation],
        message=_text(graph, node, SH.message),
        remedy=_text(graph, node, MH.remedy),
        name=_text(graph, node, SH.name),
        constraints=constraints,
        pattern=re.compile(pattern, ignore_case) if pattern else None,
    )


def _refuse_unknown(
    said: Iterable[NamedNode], node: Term, name: str, known: tuple[str, ...]
) -> None:
    for predicate in said:
        if predicate.value in SH and predicate.value.removeprefix(SH.iri) not in known:
            raise ValueError(
                f"{name}: {node} uses sh:{predicate.value.removeprefix(SH.iri)}, which the engine "
                f"does not compute; it computes {', '.join(CONSTRAINTS)}"
            )


def _iris(terms: Iterable[Term]) -> tuple[NamedNode, ...]:
    return tuple(term for term in terms if isinstance(term, NamedNode))


def _text(graph: _Graph, node: Term, predicate: NamedNode) -> str:
    value = graph.first(node, predicate)
    return cast(Literal, value).value if value is not None else ""
