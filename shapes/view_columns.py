"""A view of staged and published graphs, by columns that are read from it when they are wanted."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field

from ..graph.namespaces import RDF
from ..graph.terms import Literal, NamedNode, Quad
from .column import Column
from .columns import Columns, Pairs
from .view import View
from .written import as_term

_SCAN_FROM = 200
"""From this many nodes on, a property is read in one scan rather than node by node."""


@dataclass(frozen=True, slots=True)
class _Staged:
    """What is staged, and the written nodes that it says something about."""

    columns: Columns
    subjects: frozenset[str]


@dataclass(slots=True)
class ViewColumns(Columns):
    """The columns of a view.

    Attributes:
        view: where they are read.
    """

    view: View = field(kw_only=True)
    _scanned: dict[str, Pairs] = field(default_factory=dict)
    _classes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    _staged: _Staged | None = None

    def column(self, predicate: str, nodes: Collection[str], backwards: bool = False) -> Column:
        """Return what some nodes have for a property; other nodes too where that is less work."""
        if self.view.is_part:
            staged = self._staged_columns()
            if not backwards and staged.subjects.issuperset(nodes):
                return staged.columns.column(predicate, nodes)
            return Column.of_values({n: self.follow(n, predicate, backwards) for n in nodes})
        if len(nodes) >= _SCAN_FROM or predicate in self._scanned:
            return self.backward(predicate) if backwards else self.forward(predicate)
        return Column.of_values({n: self.follow(n, predicate, backwards) for n in nodes})

    def follow(self, node: str, predicate: str, backwards: bool = False) -> Iterable[str]:
        """Return the values of a node's property, or whose value it is; each once."""
        if self.view.is_part and not backwards:
            staged = self._staged_columns()
            if node in staged.subjects:
                return staged.columns.values(node, predicate)
        if predicate in self._scanned:
            return (self.backward(predicate) if backwards else self.forward(predicate)).values(node)
        return list(dict.fromkeys(self._read(node, predicate, backwards)))

    def is_instance(self, node: str, name: str) -> bool:
        """Return whether a node belongs to a class or one below it."""
        # each shape asks it of each node
        stated = self._classes.get(node)
        if stated is None:
            stated = self._classes[node] = tuple(self.follow(node, str(RDF.type)))
        return not self.classes_below(name).isdisjoint(stated)

    def members_among(self, nodes: Collection[str], name: str) -> set[str]:
        """Return which of some nodes belong to a class or one below it."""
        if self.view.is_part:
            return {node for node in nodes if self.is_instance(node, name)}
        return Columns.members_among(self, nodes, name)

    def instances(self, name: str) -> set[str]:
        """Return the nodes that belong to a class or one below it."""
        found = set()
        for each in self.classes_below(name):
            term = as_term(each)
            if isinstance(term, NamedNode):
                found |= {str(quad.subject) for quad in self.view.quads(None, RDF.type, term)}
        return found

    def described(self, node: str) -> Iterator[tuple[str, str]]:
        """Yield the properties of a node with their values."""
        term = as_term(node)
        if not isinstance(term, Literal):
            found = self.view.quads(term)
            yield from dict.fromkeys((str(q.predicate), str(q.object)) for q in found)

    def predicates(self) -> Iterable[str]:
        """Return every property that is used."""
        return {str(quad.predicate) for quad in self.view.quads()}

    def _staged_columns(self) -> _Staged:
        if self._staged is None:
            quads = self.view.staged.quads
            subjects = frozenset(map(str, self.view.staged_subjects()))
            self._staged = _Staged(Columns.of(quads()), subjects)
        return self._staged

    def _read(self, node: str, predicate: str, backwards: bool) -> Iterator[str]:
        term, name = as_term(node), as_term(predicate)
        if not isinstance(name, NamedNode) or (isinstance(term, Literal) and not backwards):
            return
        if backwards:
            yield from (str(quad.subject) for quad in self.view.quads(None, name, term))
        elif not isinstance(term, Literal):
            yield from (str(quad.object) for quad in self.view.quads(term, name))

    def _pairs_of(self, predicate: str) -> Pairs:
        if predicate not in self._scanned:
            name = as_term(predicate)
            quads: list[Quad] = (
                list(self.view.quads(None, name)) if isinstance(name, NamedNode) else []
            )
            self._scanned[predicate] = (
                [str(quad.subject) for quad in quads],
                [str(quad.object) for quad in quads],
            )
        return self._scanned[predicate]
