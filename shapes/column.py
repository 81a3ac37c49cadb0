"""What the nodes of a graph have along one path, as written terms."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Column:
    """What the nodes have along one path.

    Attributes:
        one: node -> one of its values, for every node that has any.
        more: node -> all its values, for the nodes that have several; each once.
    """

    one: dict[str, str]
    more: dict[str, list[str]]

    def values(self, node: str) -> Iterable[str]:
        """Return the values of a node, each once."""
        several = self.more.get(node)
        if several is not None:
            return several
        value = self.one.get(node)
        return () if value is None else (value,)

    def distinct(self) -> set[str]:
        """Return all values of all nodes."""
        return set(self.one.values()).union(*self.more.values())

    def change(self, node: str, value: str, is_added: bool) -> None:
        """Give a node a value, or take it away."""
        values = [each for each in self.values(node) if each != value]
        if is_added:
            values.append(value)
        self.one.pop(node, None)
        self.more.pop(node, None)
        if values:
            self.one[node] = values[0]
        if len(values) > 1:
            self.more[node] = values

    def restricted(self, nodes: Iterable[str]) -> Column:
        """Return the column of some nodes alone."""
        one, more = self.one, self.more
        kept = {node: one[node] for node in nodes if node in one}
        return Column(kept, {node: more[node] for node in kept if node in more} if more else {})

    def then(self, onward: Column) -> Column:
        """Return what the nodes have at the end of this column and another after it."""
        found: dict[str, str] = {}
        several: dict[str, list[str]] = {}
        ahead, branching = onward.one, onward.more
        for node, value in self.one.items():
            if node in self.more or value in branching:
                ends = dict.fromkeys(e for v in self.values(node) for e in onward.values(v))
                if ends:
                    found[node] = next(iter(ends))
                if len(ends) > 1:
                    several[node] = list(ends)
            elif value in ahead:
                found[node] = ahead[value]
        return Column(found, several)

    @classmethod
    def of_pairs(cls, nodes: list[str], values: list[str]) -> Column:
        """Return the column of some pairs of node and value, which may repeat."""
        one = dict(zip(nodes, values, strict=True))
        if len(one) == len(nodes):
            return cls(one, {})
        first: dict[str, str] = {}
        found: dict[str, dict[str, None]] = {}
        for node, value in zip(nodes, values, strict=True):
            before = first.setdefault(node, value)
            if before is not value and before != value:
                found.setdefault(node, {before: None})[value] = None
        return cls(first, {node: list(all_values) for node, all_values in found.items()})

    @classmethod
    def of_values(cls, found: Mapping[str, Iterable[str]]) -> Column:
        """Return the column of nodes with their values, each of them once."""
        lists = {node: list(values) for node, values in found.items()}
        return cls(
            {node: values[0] for node, values in lists.items() if values},
            {node: values for node, values in lists.items() if len(values) > 1},
        )
