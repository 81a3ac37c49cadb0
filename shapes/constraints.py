"""Constraints that need more of the graph than one value: each yields its faults for a whole set.

Source: SHACL, sections 4.1.1, 4.2, 4.4.4, 4.5, 4.8.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from .column import Column
from .columns import Columns
from .datatypes import is_less
from .shapes_graph import CompiledShape, ShapesGraph
from .value_tests import component
from .written import is_iri, language


class Fault(NamedTuple):
    """What breaks one constraint.

    Attributes:
        focus: the focus node.
        component: the written IRI of the constraint's component.
        value: the offending value; None if there is none.
        path: the path, if it is another than the shape's.
        message: what is wrong, if the constraint says so itself.
        constraint: the node of the SPARQL constraint that found it; empty for others.
    """

    focus: str
    component: str
    value: str | None = None
    path: str | None = None
    message: str | None = None
    constraint: str = ""


def value_faults(
    graph: Columns, shape: CompiledShape, focus: set[str], column: Column
) -> Iterator[Fault]:
    """Yield the faults of values by themselves and of their classes, each value judged once."""
    if not shape.tests and "class" not in shape.parameters:
        return
    values = column.distinct()
    failed: list[tuple[str, set[str]]] = []
    for name, test in shape.tests:
        failed.append((name, {value for value in values if not test(value)}))
    for wanted in shape.values("class"):
        failed.append((component("class"), values - graph.members_among(values, wanted)))
    faulty = set().union(*(bad for _, bad in failed))
    for node, value in holders(column, focus, faulty):
        for name, bad in failed:
            if value in bad:
                yield Fault(node, name, value)


def holders(column: Column, focus: set[str], values: set[str]) -> Iterator[tuple[str, str]]:
    """Yield each focus node with each of its values that is among some."""
    if not values:
        return
    more = column.more
    for node, value in column.one.items():
        if value in values and node in focus and node not in more:
            yield node, value
    for node, several in more.items():
        if node in focus:
            yield from ((node, value) for value in several if value in values)


def count_faults(shape: CompiledShape, focus: set[str], column: Column) -> Iterator[Fault]:
    """Yield the faults of how many values there are, of which languages, and of a wanted value."""
    low, high = shape.number("minCount"), shape.number("maxCount")
    if low is not None and low > 0:
        for node in focus.difference(column.one):
            yield Fault(node, component("minCount"))
        if low > 1:
            for node in focus.intersection(column.one):
                if len(column.more.get(node, "1")) < low:
                    yield Fault(node, component("minCount"))
    if high is not None:
        if high == 0:
            yield from (Fault(n, component("maxCount")) for n in focus.intersection(column.one))
        else:
            for node, several in column.more.items():
                if len(several) > high and node in focus:
                    yield Fault(node, component("maxCount"))
    if shape.is_true("uniqueLang"):
        for node, several in column.more.items():
            if node in focus:
                for tag, count in Counter(language(v).lower() for v in several).items():
                    if tag and count > 1:
                        yield Fault(node, component("uniqueLang"))
    for wanted in shape.values("hasValue"):
        for node in focus:
            if wanted not in column.values(node):
                yield Fault(node, component("hasValue"))


def pair_faults(
    graph: Columns, shape: CompiledShape, focus: set[str], column: Column
) -> Iterator[Fault]:
    """Yield the faults of values compared with those of another property."""
    for name, find in _PAIRS.items():
        for other in shape.values(name):
            if not is_iri(other):
                raise ValueError(f"sh:{name} is {other}, which is no property")
            others = graph.column(other, focus)
            for node in focus:
                for value in find(column.values(node), others.values(node)):
                    yield Fault(node, component(name), value)


def closed_faults(
    graph: Columns, shapes: ShapesGraph, shape: CompiledShape, focus: set[str], column: Column
) -> Iterator[Fault]:
    """Yield the faults of properties that a closed shape does not name."""
    if not shape.is_true("closed"):
        return
    allowed = {
        member.path.predicate
        for (member,) in shapes.members(shape, "property")
        if member.path is not None and member.path.operator == "p"
    }
    for head in shape.values("ignoredProperties"):
        allowed.update(shapes.graph.members(head))
    values = focus if shape.path is None else column.distinct()
    for predicate in graph.predicates():
        if predicate not in allowed:
            said = graph.column(predicate, values)
            smaller, larger = sorted((values, said.one), key=len)
            wrong = {node for node in smaller if node in larger}
            for node, value in holders(column, focus, wrong):
                for object in said.values(value):
                    yield Fault(node, component("closed"), object, predicate)


def _unequal(values: Iterable[str], others: Iterable[str]) -> Iterable[str]:
    return set(values) ^ set(others)


def _shared(values: Iterable[str], others: Iterable[str]) -> Iterable[str]:
    return set(values) & set(others)


def _not_less(or_equal: bool) -> Callable[[Iterable[str], Iterable[str]], Iterable[str]]:
    def find(values: Iterable[str], others: Iterable[str]) -> Iterable[str]:
        return [v for v in values for o in others if not compare(v, o)]

    @lru_cache(maxsize=100_000)
    def compare(value: str, other: str) -> bool:
        return is_less(value, other, or_equal=or_equal)

    return find


_PAIRS: dict[str, Callable[[Iterable[str], Iterable[str]], Iterable[str]]] = {
    "equals": _unequal,
    "disjoint": _shared,
    "lessThan": _not_less(or_equal=False),
    "lessThanOrEquals": _not_less(or_equal=True),
}
