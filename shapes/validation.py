"""The engine: shapes over a graph, one set of focus nodes at a time.

Source: SHACL, section 3.4 (validation).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from .column import Column
from .columns import Columns
from .constraints import Fault, closed_faults, count_faults, holders, pair_faults, value_faults
from .shapes_graph import CompiledShape, ShapesGraph
from .sparql_faults import component_faults, sparql_faults
from .sparql_run import QueryRunner
from .value_tests import component


class Result(NamedTuple):
    """A fault, with the shape that found it."""

    fault: Fault
    shape: CompiledShape


@dataclass(slots=True)
class Validation:
    """One run of the engine.

    Attributes:
        graph: the data.
        shapes: the shapes.
        runner: what answers the queries of SPARQL constraints.
        only: the nodes that are looked at; None for every focus node.
        focus_nodes: every node that a shape with targets looked at.
    """

    graph: Columns
    shapes: ShapesGraph
    runner: QueryRunner
    only: frozenset[str] | None = None
    focus_nodes: set[str] = field(default_factory=set)
    _judged: dict[str, dict[str, bool]] = field(default_factory=dict)

    def run(self, roots: list[CompiledShape]) -> Iterator[Result]:
        """Yield the results of some shapes over their targets.

        Raises:
            ValueError: a shape is ill-formed.
        """
        for shape in roots:
            if not shape.is_off:
                focus = self.targets(shape)
                self.focus_nodes |= focus
                yield from self._results(shape, focus, None)

    def targets(self, shape: CompiledShape) -> set[str]:
        """Return the focus nodes of a shape."""
        graph, only = self.graph, self.only
        classes = list(shape.values("targetClass"))
        if shape.node in set(self.shapes.implicit_classes()):
            classes.append(shape.node)
        found = set(shape.values("targetNode"))
        if only is None:
            found = found.union(*(graph.instances(name) for name in classes))
            found.update(*(graph.forward(p).one for p in shape.values("targetSubjectsOf")))
            found.update(*(graph.backward(p).one for p in shape.values("targetObjectsOf")))
            return found
        found &= only
        for name in classes:
            found |= graph.members_among(only, name)
        for predicate in shape.values("targetSubjectsOf"):
            found |= only & graph.column(predicate, only).one.keys()
        for predicate in shape.values("targetObjectsOf"):
            found |= only & graph.column(predicate, only, backwards=True).one.keys()
        return found

    def failing(self, shape: CompiledShape, nodes: set[str]) -> set[str]:
        """Return the nodes that do not conform to a shape; each is judged once in a run."""
        if shape.is_off:
            return set()
        judged = self._judged.setdefault(shape.node, {})
        new = nodes.difference(judged)
        if new:
            # a shape that comes back to itself finds its nodes conforming so far
            judged.update(dict.fromkeys(new, True))
            for node in self._failing_now(shape, new):
                judged[node] = False
        return {node for node in nodes if not judged[node]}

    def _failing_now(self, shape: CompiledShape, nodes: set[str]) -> set[str]:
        column = self._column(shape, nodes)
        bad = {fault.focus for fault in self._faults(shape, nodes, column)}
        for (member,) in self.shapes.members(shape, "property"):
            values = nodes if shape.path is None else self._values(column, nodes)
            wrong = self.failing(member, values)
            bad |= {node for node, _ in holders(column, nodes, wrong)}
        return bad & nodes

    def _results(
        self, shape: CompiledShape, focus: set[str], times: Mapping[str, int] | None
    ) -> Iterator[Result]:
        """Yield the results of a shape; `times` is how often each focus node is looked at."""
        if not focus:
            return
        column = self._column(shape, focus)
        for fault in self._faults(shape, focus, column):
            for _ in range(1 if times is None else times[fault.focus]):
                yield Result(fault, shape)
        for (member,) in self.shapes.members(shape, "property"):
            if member.is_off:
                continue
            if shape.path is None:
                yield from self._results(member, focus, times)
            else:
                counts: Counter[str] = Counter()
                for node in focus:
                    for value in column.values(node):
                        counts[value] += 1 if times is None else times[node]
                yield from self._results(member, set(counts), counts)

    def _faults(self, shape: CompiledShape, focus: set[str], column: Column) -> Iterator[Fault]:
        yield from value_faults(self.graph, shape, focus, column)
        yield from count_faults(shape, focus, column)
        yield from pair_faults(self.graph, shape, focus, column)
        yield from closed_faults(self.graph, self.shapes, shape, focus, column)
        yield from self._logical_faults(shape, focus, column)
        yield from self._qualified_faults(shape, focus, column)
        if "sparql" in shape.parameters or shape.components:
            yield from sparql_faults(self.runner, self.shapes, shape, focus)
            yield from component_faults(self.runner, shape, focus, column)

    def _logical_faults(
        self, shape: CompiledShape, focus: set[str], column: Column
    ) -> Iterator[Fault]:
        for parameter in ("node", "not", "and", "or", "xone"):
            for members in self.shapes.members(shape, parameter):
                values = self._values(column, focus)
                failed = [self.failing(member, values) for member in members]
                if parameter == "not":
                    wrong = values - failed[0]
                elif parameter == "or":
                    wrong = values.intersection(*failed)
                elif parameter == "xone":
                    passes = Counter(v for bad in failed for v in values - bad)
                    wrong = {value for value in values if passes[value] != 1}
                else:
                    wrong = set().union(*failed)
                for node, value in holders(column, focus, wrong):
                    yield Fault(node, component(parameter), value)

    def _qualified_faults(
        self, shape: CompiledShape, focus: set[str], column: Column
    ) -> Iterator[Fault]:
        low, high = shape.number("qualifiedMinCount"), shape.number("qualifiedMaxCount")
        for (member,) in self.shapes.members(shape, "qualifiedValueShape"):
            values = self._values(column, focus)
            wrong = set(self.failing(member, values))
            if shape.is_true("qualifiedValueShapesDisjoint"):
                for sibling in self.shapes.siblings(shape):
                    wrong |= values - self.failing(sibling, values)
            for node in focus:
                count = sum(value not in wrong for value in column.values(node))
                if low is not None and count < low:
                    yield Fault(node, component("qualifiedMinCount"))
                if high is not None and count > high:
                    yield Fault(node, component("qualifiedMaxCount"))

    def _column(self, shape: CompiledShape, focus: set[str]) -> Column:
        if shape.path is None:
            return Column(dict(zip(focus, focus, strict=True)), {})
        return shape.path.column(self.graph, focus)

    @staticmethod
    def _values(column: Column, focus: set[str]) -> set[str]:
        """Return the values of focus nodes, without those of other nodes in the column."""
        if len(column.one) <= len(focus) and focus.issuperset(column.one):
            return column.distinct()
        return column.restricted(focus).distinct()
