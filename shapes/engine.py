"""The engine: shapes over a view of the graph, one property of all focus nodes at a time.

Source: SHACL, section 4 (Core constraint components); the reference engine is the oracle of its
tests.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ..graph.namespaces import RDF, SH
from ..graph.terms import BlankNode, Literal, NamedNode, Term
from .report import Finding
from .shape import Rule, Shape
from .view import View

_SCAN_FROM = 200
"""From this many focus nodes on, a property is read in one scan rather than node by node."""

_KINDS: dict[Term, tuple[type, ...]] = {
    SH.IRI: (NamedNode,),
    SH.Literal: (Literal,),
    SH.BlankNode: (BlankNode,),
    SH.IRIOrLiteral: (NamedNode, Literal),
    SH.BlankNodeOrIRI: (BlankNode, NamedNode),
    SH.BlankNodeOrLiteral: (BlankNode, Literal),
}


@dataclass(slots=True)
class Validation:
    """One run of the engine.

    Attributes:
        view: the graph that is checked.
        focus_nodes: every node that a shape looked at.
    """

    view: View
    focus_nodes: set[NamedNode] = field(default_factory=set)
    _scans: dict[tuple[NamedNode, bool], dict[Term, list[Term]]] = field(default_factory=dict)
    _instances: dict[tuple[Term, Term], bool] = field(default_factory=dict)
    _subclasses: dict[NamedNode, set[NamedNode]] = field(default_factory=dict)
    _subjects: set[NamedNode] = field(default_factory=set)

    def run(self, shapes: Sequence[Shape]) -> Iterator[Finding]:
        """Yield a finding for each value, or lack of one, that breaks a rule."""
        self._subjects = self.view.staged_subjects()
        for shape in shapes:
            focus = self._focus(shape)
            self.focus_nodes |= focus
            for rule in shape.rules:
                yield from self._check(rule, focus)

    def _focus(self, shape: Shape) -> set[NamedNode]:
        found: set[NamedNode] = set()
        for name in shape.classes:
            for subclass in self._classes(name):
                found |= {
                    q.subject
                    for q in self.view.quads(None, RDF.type, subclass)
                    if isinstance(q.subject, NamedNode)
                }
        for name in shape.subjects_of:
            found |= {
                q.subject
                for q in self.view.staged.quads(None, name)
                if isinstance(q.subject, NamedNode)
            }
        return found & self._subjects

    def _check(self, rule: Rule, focus: set[NamedNode]) -> Iterator[Finding]:
        values_of = self._values(rule, focus)
        for node in focus:
            values = values_of(node)
            for component, value in self._faults(rule, node, values):
                yield Finding(
                    severity=rule.severity,
                    focus_node=node.value,
                    path=rule.path.value if rule.path is not None else "",
                    value=_as_text(value),
                    rule=rule.iri,
                    message=rule.message,
                    remedy=rule.remedy,
                    value_term=value,
                    component=f"{SH.iri}{component[0].upper()}{component[1:]}ConstraintComponent",
                )

    def _values(self, rule: Rule, focus: set[NamedNode]) -> Callable[[NamedNode], Sequence[Term]]:
        path = rule.path
        if path is None:
            return lambda node: (node,)
        if len(focus) < _SCAN_FROM:
            if rule.inverse:
                return lambda node: _distinct(q.subject for q in self.view.quads(None, path, node))
            return lambda node: self.view.values(node, path)
        key = (path, rule.inverse)
        if key not in self._scans:
            scan: dict[Term, dict[Term, None]] = {}
            for quad in self.view.quads(None, path):
                start, end = (
                    (quad.object, quad.subject) if rule.inverse else (quad.subject, quad.object)
                )
                scan.setdefault(start, {})[end] = None
            self._scans[key] = {start: list(ends) for start, ends in scan.items()}
        found = self._scans[key]
        return lambda node: found.get(node, ())

    def _faults(
        self, rule: Rule, node: NamedNode, values: Sequence[Term]
    ) -> Iterator[tuple[str, Term | None]]:
        least, most = rule.number("minCount"), rule.number("maxCount")
        if least is not None and len(values) < least:
            yield "minCount", None
        if most is not None and len(values) > most:
            yield "maxCount", None
        for constraint, wanted in rule.constraints.items():
            judge = _JUDGES.get(constraint)
            if judge is not None:
                yield from ((constraint, v) for v in values if not judge(rule, v, wanted))
            elif constraint == "class":
                yield from (
                    (constraint, v)
                    for v in values
                    if not all(self._is_instance(v, name) for name in wanted)
                )
            elif constraint in ("equals", "disjoint"):
                yield from self._compare(constraint, node, values, wanted)
            elif constraint == "uniqueLang" and wanted[0] == _TRUE:
                languages = Counter(v.language for v in values if isinstance(v, Literal))
                for language, count in languages.items():
                    if language and count > 1:
                        yield constraint, None

    def _compare(
        self, constraint: str, node: NamedNode, values: Sequence[Term], wanted: Sequence[Term]
    ) -> Iterator[tuple[str, Term | None]]:
        for name in wanted:
            others = set(self.view.values(node, name)) if isinstance(name, NamedNode) else set()
            here = set(values)
            faults = here & others if constraint == "disjoint" else here ^ others
            yield from ((constraint, value) for value in sorted(faults, key=str))

    def _is_instance(self, value: Term, name: Term) -> bool:
        key = (value, name)
        if key not in self._instances:
            self._instances[key] = (
                isinstance(value, NamedNode | BlankNode)
                and isinstance(name, NamedNode)
                and not self._classes(name).isdisjoint(self.view.values(value, RDF.type))
            )
        return self._instances[key]

    def _classes(self, name: NamedNode) -> set[NamedNode]:
        if name not in self._subclasses:
            self._subclasses[name] = self.view.subclasses(name)
        return self._subclasses[name]


_TRUE = Literal(True)


def _has_length(rule: Rule, value: Term, wanted: tuple[Term, ...]) -> bool:
    least = rule.number("minLength") or 0
    return isinstance(value, Literal | NamedNode) and len(value.value) >= least


def _matches(rule: Rule, value: Term, wanted: tuple[Term, ...]) -> bool:
    return (
        rule.pattern is not None
        and isinstance(value, Literal | NamedNode)
        and rule.pattern.search(value.value) is not None
    )


_JUDGES: dict[str, Callable[[Rule, Term, tuple[Term, ...]], bool]] = {
    "datatype": lambda _, value, wanted: isinstance(value, Literal) and value.datatype in wanted,
    "nodeKind": lambda _, value, wanted: isinstance(value, _KINDS[wanted[0]]),
    "in": lambda _, value, wanted: value in wanted,
    "minLength": _has_length,
    "pattern": _matches,
}
"""Constraints that look at one value alone -> whether the value satisfies them."""


def _distinct(terms: Iterable[Term]) -> list[Term]:
    return list(dict.fromkeys(terms))


def _as_text(value: Term | None) -> str:
    if value is None:
        return ""
    return value.value if isinstance(value, Literal | NamedNode) else str(value)
