"""Property paths: read from a shapes graph, followed over columns, written for SPARQL and reports.

Source: SHACL, section 2.3.1 (property paths).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from ..graph.namespaces import RDF, SH
from .column import Column
from .columns import Columns, reach
from .written import iri, is_iri

_OPERATORS = {
    iri(SH, "inversePath"): "^",
    iri(SH, "alternativePath"): "|",
    iri(SH, "zeroOrMorePath"): "*",
    iri(SH, "oneOrMorePath"): "+",
    iri(SH, "zeroOrOnePath"): "?",
}
_FIRST = iri(RDF, "first")
_NAMES = {operator: name for name, operator in _OPERATORS.items()}


@dataclass(frozen=True, slots=True)
class Path:
    """A property path.

    Attributes:
        operator: ``p`` for a property, else one of ``/ | ^ * + ?``.
        predicate: the property, of the operator ``p``.
        parts: the paths inside.
        node: the node of the shapes graph that describes it.
    """

    operator: str
    predicate: str = ""
    parts: tuple[Path, ...] = ()
    node: str = ""

    @property
    def is_inverse_step(self) -> bool:
        """Return whether this is one property, backwards."""
        return self.operator == "^" and self.parts[0].operator == "p"

    def column(self, graph: Columns, nodes: Collection[str]) -> Column:
        """Return the values of some nodes along this path; perhaps of others too."""
        if self.operator == "p" or self.is_inverse_step:
            step = self if self.operator == "p" else self.parts[0]
            return graph.column(step.predicate, nodes, self.is_inverse_step)
        if self.operator == "/":
            column = self.parts[0].column(graph, nodes).restricted(nodes)
            for part in self.parts[1:]:
                column = column.then(part.column(graph, column.distinct()))
            return column
        return Column.of_values({node: self.follow(graph, node) for node in nodes})

    def follow(self, graph: Columns, node: str, backwards: bool = False) -> Iterable[str]:
        """Return what one node reaches along this path, each once.

        Args:
            graph: the data.
            node: where to start.
            backwards: whether the path is followed from its end.
        """
        if self.operator == "p":
            return graph.follow(node, self.predicate, backwards)
        if self.operator == "^":
            return self.parts[0].follow(graph, node, not backwards)
        if self.operator == "|":
            return _once(part.follow(graph, node, backwards) for part in self.parts)
        if self.operator == "/":
            found: Iterable[str] = (node,)
            for part in reversed(self.parts) if backwards else self.parts:
                found = _once(part.follow(graph, each, backwards) for each in found)
            return found
        inner = self.parts[0]
        if self.operator == "?":
            return _once([(node,), inner.follow(graph, node, backwards)])
        if self.operator == "*":
            return reach(node, lambda each: inner.follow(graph, each, backwards))
        starts = inner.follow(graph, node, backwards)
        return _once(
            reach(start, lambda each: inner.follow(graph, each, backwards)) for start in starts
        )

    def sparql(self) -> str:
        """Return the path as SPARQL writes it."""
        if self.operator == "p":
            return self.predicate
        if self.operator in "/|":
            return "(" + self.operator.join(part.sparql() for part in self.parts) + ")"
        inner = self.parts[0].sparql()
        return f"(^{inner})" if self.operator == "^" else f"({inner}{self.operator})"

    def text(self) -> str:
        """Return the path for people: one property without its brackets."""
        if self.operator == "p":
            return self.predicate[1:-1]
        if self.operator in "/|":
            return self.operator.join(part.text() for part in self.parts)
        inner = self.parts[0].text()
        return f"^{inner}" if self.operator == "^" else f"{inner}{self.operator}"

    def steps(self) -> Iterator[Path]:
        """Yield this path and all paths inside it."""
        yield self
        for part in self.parts:
            yield from part.steps()


def read_path(graph: Columns, node: str, above: tuple[str, ...] = ()) -> Path:
    """Return the path that a node of a shapes graph describes.

    Raises:
        ValueError: it describes none.
    """
    if is_iri(node):
        return Path("p", predicate=node, node=node)
    if node in above:
        raise ValueError(f"the path {node} is part of itself")
    inside = (*above, node)
    if graph.one(node, _FIRST) is not None:
        steps = graph.members(node)
        if len(steps) < 2:
            raise ValueError(f"the path {node} has fewer than two steps")
        return Path("/", parts=tuple(read_path(graph, step, inside) for step in steps), node=node)
    for name, operator in _OPERATORS.items():
        inner = graph.one(node, name)
        if inner is not None:
            members = graph.members(inner) if operator == "|" else [inner]
            if operator == "|" and len(members) < 2:
                raise ValueError(f"the alternative path {node} has fewer than two members")
            parts = tuple(read_path(graph, each, inside) for each in members)
            return Path(operator, parts=parts, node=node)
    raise ValueError(f"{node} is no property path")


def operator_name(operator: str) -> str:
    """Return the written property that states an operator of paths."""
    return _NAMES[operator]


def _once(groups: Iterable[Iterable[str]]) -> list[str]:
    return list(dict.fromkeys(node for group in groups for node in group))
