"""A list as it is published: its terms, what is said of them, and in which graph."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import cast

from ...graph.lists import identifier_order, list_named, read_lists
from ...graph.namespaces import DCT, MH, SD, SKOS
from ...graph.reader import Reader
from ...graph.terms import Literal, NamedNode, Quad, Term
from .column import Column

_KINDS = (MH.ListData, MH.WordsData, MH.MappingData)
"""Kinds of dataset that say what the standard holds; others say what councils do with it."""

_CODES = (DCT.identifier, SKOS.notation)

Values = dict[Column, dict[Term, list[NamedNode]]]
"""Column -> value -> the graphs that state it."""


@dataclass(slots=True)
class Listed:
    """A list as it is published.

    Attributes:
        iri: the concept scheme.
        name: its name in addresses.
        home: the graph that most of its terms are stated in.
        reader: the graph that is published.
        terms: its terms -> what the sheet shows of them, in the order of their identifiers.
        places: column -> how many values of the list's terms each graph states in it.
        by_code: identifier -> the terms of the list that have it; one, if all is well.
        namespace: what the IRIs of most of its terms start with, before their identifiers.
    """

    iri: NamedNode
    name: str
    home: NamedNode
    reader: Reader
    terms: Mapping[NamedNode, Values]
    places: Mapping[Column, Counter[NamedNode]]
    by_code: dict[str, set[NamedNode]] = field(default_factory=dict)
    namespace: str = ""
    _kinds: dict[NamedNode, bool] = field(default_factory=dict)

    @classmethod
    def read(cls, reader: Reader, name: str) -> Listed:
        """Return a list.

        Args:
            reader: the graph that is published.
            name: its name in addresses, or its IRI.

        Raises:
            NotFoundError: there is no such list.
        """
        entry = list_named(read_lists(reader), name)
        iri = NamedNode(entry.iri)
        members = [
            (quad.subject, quad.graph_name)
            for quad in reader.quads(None, SKOS.inScheme, iri)
            if isinstance(quad.subject, NamedNode) and isinstance(quad.graph_name, NamedNode)
        ]
        graphs = Counter(graph for _, graph in members)
        home = min(graphs, key=lambda graph: (-graphs[graph], str(graph)))
        terms: dict[NamedNode, Values] = {}
        places: dict[Column, Counter[NamedNode]] = {}
        listed = cls(iri, entry.name, home, reader, terms, places)
        found = {term: listed.values_of(term) for term in {term for term, _ in members}}
        terms.update(sorted(found.items(), key=lambda each: _order(*each)))
        for shown in terms.values():
            for column, by_value in shown.items():
                for stated in by_value.values():
                    places.setdefault(column, Counter()).update(stated)
        starts: Counter[str] = Counter()
        for term, values in terms.items():
            for code in _codes(values):
                listed.by_code.setdefault(code, set()).add(term)
                if term.value.endswith(code):
                    starts[term.value.removesuffix(code)] += 1
        listed.namespace = max(starts, key=lambda start: (starts[start], start), default="")
        return listed

    def values_of(self, term: NamedNode) -> Values:
        """Return what the sheet shows of a thing, be it in the list or not."""
        found: Values = {}
        for quad in self.shown(term):
            column = Column.of(quad.predicate, quad.object)
            if column is not None:
                graphs = found.setdefault(column, {}).setdefault(quad.object, [])
                graphs.append(cast(NamedNode, quad.graph_name))
        return found

    def shown(self, term: NamedNode) -> Iterator[Quad]:
        """Yield the statements about a thing in the graphs that the sheet shows."""
        for quad in self.reader.quads(term):
            if isinstance(quad.graph_name, NamedNode) and self._is_shown(quad.graph_name):
                yield quad

    def place(self, term: NamedNode, column: Column) -> NamedNode:
        """Return the graph that a new value of a term goes to.

        That is where the term has others of the column; else where the list keeps what is in the
        column, or in one of the same property; else where the term is at home.
        """
        values = self.terms.get(term) or self.values_of(term)
        own = Counter(graph for graphs in values.get(column, {}).values() for graph in graphs)
        home = self._home_of(values)
        same = Counter[NamedNode]()
        for other, places in self.places.items():
            if other.predicate == column.predicate and other != column:
                same.update(places)
        for places in (own, self.places.get(column, Counter()), same):
            if home in places:
                return home
            if places:
                return min(places, key=lambda graph: (-places[graph], str(graph)))
        return home

    def named(self, code: str) -> NamedNode | None:
        """Return the term of the list that has an identifier; None if none or several have."""
        found = self.by_code.get(code, set())
        return next(iter(found)) if len(found) == 1 else None

    def _home_of(self, values: Values) -> NamedNode:
        """Return the graph that says that a thing is in a list, this list's if it does."""
        lists = values.get(Column(SKOS.inScheme), {})
        graphs = [graph for stated in lists.values() for graph in stated]
        return self.home if self.home in graphs or not graphs else graphs[0]

    def _is_shown(self, graph: NamedNode) -> bool:
        if graph == self.home:
            return True
        if graph not in self._kinds:
            datasets = self.reader.subjects(SD.name, graph)
            kinds = {kind for each in datasets for kind in self.reader.objects(each, DCT.type)}
            self._kinds[graph] = not kinds.isdisjoint(_KINDS)
        return self._kinds[graph]


def _order(term: NamedNode, values: Values) -> tuple[tuple[int, int, str], str]:
    code = min(_codes(values), key=identifier_order, default=term.value)
    return identifier_order(code), term.value


def _codes(values: Values) -> set[str]:
    return {
        text.value
        for column, texts in values.items()
        if column.predicate in _CODES
        for text in texts
        if isinstance(text, Literal) and text.value
    }
