"""Statistics: what a generation holds, counted once for VoID and the service description."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from .generation import Generation
from .namespaces import MH, OWL, RDFS, SKOS
from .queries import query_text
from .reader import Bindings
from .terms import Literal, NamedNode, QuerySolution

OUTWARD: tuple[NamedNode, ...] = (
    OWL.sameAs,
    RDFS.seeAlso,
    SKOS.exactMatch,
    SKOS.closeMatch,
    SKOS.broadMatch,
    SKOS.narrowMatch,
    SKOS.relatedMatch,
    MH.basedOn,
)
"""Properties that link things here with things that others describe."""


@dataclass(frozen=True, slots=True)
class Part:
    """A class with the number of its things, or a property with that of its statements."""

    iri: str
    count: int


@dataclass(frozen=True, slots=True)
class GraphStatistics:
    """What one named graph holds.

    Attributes:
        triples: statements.
        properties: different properties.
        entities: things that have a class.
        uri_space: what the addresses of all of them start with, to the last ``/`` or ``#``;
            empty if that is less than a host.
    """

    triples: int
    properties: int
    entities: int
    uri_space: str


@dataclass(frozen=True, slots=True)
class Links:
    """How often things of one place are linked with things of another by one property.

    Attributes:
        property: IRI of the property.
        stated: graph that states the links.
        source: graph that describes their subjects.
        target: graph that describes their objects; empty for things that others describe.
        space: what the addresses of those others start with; empty where `target` is not.
        count: how many links.
    """

    property: str
    stated: str
    source: str
    target: str
    space: str
    count: int


@dataclass(frozen=True, slots=True)
class Statistics:
    """What a generation holds; a statement that two graphs make counts twice, as in answers.

    Attributes:
        triples: statements of all graphs together.
        entities: different things that have a class.
        subjects: different subjects.
        objects: different objects.
        classes: each class with its things, most first.
        properties: each property with its statements, most first.
        graphs: IRI of a named graph -> what it holds.
        links: links between graphs and to other hosts.
    """

    triples: int
    entities: int
    subjects: int
    objects: int
    classes: tuple[Part, ...]
    properties: tuple[Part, ...]
    graphs: Mapping[str, GraphStatistics]
    links: tuple[Links, ...]


def statistics(generation: Generation) -> Statistics:
    """Return the statistics of a generation, counted when they are first asked for.

    Only those who ask for them wait while they are counted, because the lock is their own.
    """
    return generation.remember("statistics", _Counted).of(generation)


class _Counted:
    """The statistics of one generation, once they have been asked for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found: Statistics | None = None

    def of(self, generation: Generation) -> Statistics:
        with self._lock:
            if self._found is None:
                self._found = _count(generation)
            return self._found


def _count(generation: Generation) -> Statistics:
    (totals,) = _rows(generation, "void_totals")
    (entities,) = _rows(generation, "void_entities")
    by_graph, properties = _properties(generation)
    graphs = _graphs(generation, by_graph)
    classes = {_iri(row, "class"): _number(row, "entities") for row in _class_rows(generation)}
    return Statistics(
        triples=generation.manifest.triples,
        entities=_number(entities, "entities"),
        subjects=_number(totals, "subjects"),
        objects=_number(totals, "objects"),
        classes=_parts(classes),
        properties=_parts(properties),
        graphs=graphs,
        links=tuple(sorted(_links(generation, graphs), key=_link_order)),
    )


def _class_rows(generation: Generation) -> Iterator[QuerySolution]:
    """Return a row for each class that has an address."""
    for row in _rows(generation, "void_classes"):
        if isinstance(row["class"], NamedNode):
            yield row


def _properties(generation: Generation) -> tuple[dict[str, int], dict[str, int]]:
    """Return graph -> how many properties it uses, and property -> how many statements."""
    by_graph: dict[str, int] = {}
    by_property: dict[str, int] = {}
    rows = list(_rows(generation, "void_properties"))
    for row in rows:
        graph = _iri(row, "graph")
        by_graph[graph] = by_graph.get(graph, 0) + 1
    if "" in generation.manifest.graphs:
        rows = list(_rows(generation, "void_union_properties"))
    for row in rows:
        name = _iri(row, "property")
        by_property[name] = by_property.get(name, 0) + _number(row, "triples")
    return by_graph, by_property


def _graphs(generation: Generation, properties: Mapping[str, int]) -> dict[str, GraphStatistics]:
    described = {_iri(row, "graph"): row for row in _rows(generation, "void_graphs")}
    found = {}
    for name, triples in sorted(generation.manifest.graphs.items()):
        if not name:
            continue
        row = described.get(name)
        found[name] = GraphStatistics(
            triples=triples,
            properties=properties.get(name, 0),
            entities=_number(row, "entities") if row else 0,
            uri_space=common_space(_text(row, "first"), _text(row, "last")) if row else "",
        )
    return found


def common_space(first: str, last: str) -> str:
    """Return what all addresses between two start with, to its last ``/`` or ``#``.

    What the first and the last in order have in common, all between them have too. It is empty
    if it does not reach beyond the host.
    """
    length = next(
        (n for n, (a, b) in enumerate(zip(first, last, strict=False)) if a != b),
        min(len(first), len(last)),
    )
    common = first[:length]
    space = common[: max(common.rfind("/"), common.rfind("#")) + 1]
    return space if space.count("/") >= 3 else ""


def _links(generation: Generation, graphs: Mapping[str, GraphStatistics]) -> Iterator[Links]:
    mappings = set()
    for row in _rows(generation, "void_links"):
        stated = _iri(row, "stated")
        if stated in graphs and graphs[stated].entities == 0:
            mappings.add(stated)
        else:
            yield _as_links(row, stated, stated, _iri(row, "target"))
    for stated in sorted(mappings):
        for row in _rows(generation, "void_links_of_mapping", {"stated": NamedNode(stated)}):
            yield _as_links(row, stated, _iri(row, "source"), _iri(row, "target"))
    for name in OUTWARD:
        for row in _rows(generation, "void_links_outside", {"property": name}):
            stated = _iri(row, "stated")
            yield _as_links(row, stated, stated, "", _text(row, "space"))


def _as_links(row: QuerySolution, stated: str, source: str, target: str, space: str = "") -> Links:
    count = _number(row, "links")
    return Links(_iri(row, "property"), stated, source, target, space, count)


def _link_order(links: Links) -> tuple[str, ...]:
    return (links.source, links.property, links.target, links.space, links.stated)


def _parts(counts: Mapping[str, int]) -> tuple[Part, ...]:
    ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return tuple(Part(iri, count) for iri, count in ordered)


def _rows(
    generation: Generation, name: str, bindings: Bindings | None = None
) -> Iterator[QuerySolution]:
    return generation.reader.select(query_text(name), bindings)


def _iri(row: QuerySolution, name: str) -> str:
    term = row[name]
    return term.value if isinstance(term, NamedNode) else ""


def _text(row: QuerySolution, name: str) -> str:
    term = row[name]
    return term.value if isinstance(term, Literal) else ""


def _number(row: QuerySolution, name: str) -> int:
    return int(_text(row, name) or 0)
