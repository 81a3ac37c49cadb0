"""Terms never vanish, and records leave a tombstone: what a new edition keeps of the old one."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from ..graph.change import Change
from ..graph.namespaces import ADMS, DCT, MH, OWL, RDF, RDFS, SKOS, XSD
from ..graph.store import Reader
from ..graph.terms import Literal, NamedNode, Quad, Subject
from ..shapes.view import View

_KEPT_LINKS = (
    SKOS.broader,
    SKOS.inScheme,
    SKOS.topConceptOf,
    SKOS.related,
    DCT.isReplacedBy,
    RDF.type,
)
"""Links from an absent term to things that the new edition describes which still hold; the others
(to its narrower terms, say) would put words into the new edition's mouth."""

_TRUE = Literal("true", datatype=XSD.boolean)


@dataclass(frozen=True, slots=True)
class CarriedOver:
    """What is kept of terms that a new edition of a list no longer holds.

    Attributes:
        quads: their statements.
        absent: their IRIs, in order.
    """

    quads: tuple[Quad, ...] = ()
    absent: tuple[str, ...] = ()


def carry_over(
    view: View, graph: NamedNode, today: date, spared: Collection[str] = ()
) -> CarriedOver:
    """Return the statements of terms that one graph held and its new edition lacks.

    They are marked as deprecated and absent since today; a term that was marked before keeps its
    date. A term that another graph describes has moved, and is not kept here. An edition speaks for
    the addresses that it uses: where it holds terms under one namespace only, terms under another
    are kept as they are.

    Args:
        view: the graph as it will be.
        graph: the graph of the list.
        today: the date that newly absent terms get.
        spared: IRIs that are only left out of this load, and so keep their state.
    """
    if view.published is None:
        return CarriedOver()
    described = {q.subject for q in view.staged.quads(None, SKOS.inScheme, None, graph)}
    before = {
        q.subject
        for q in view.published.quads(None, SKOS.inScheme, None, graph)
        if isinstance(q.subject, NamedNode)
    }
    gone = sorted(
        (t for t in before - described if not _is_named_elsewhere(view, t, graph)), key=str
    )
    stated = {q.subject for q in view.staged.quads(None, None, None, graph)} if gone else set()
    spoken_for = {_namespace(t.value) for t in described if isinstance(t, NamedNode)}
    kept_as_is = {t for t in gone if t.value in spared or _namespace(t.value) not in spoken_for}
    quads: list[Quad] = []
    for term in gone:
        kept = [
            q
            for q in view.published.quads(term, None, None, graph)
            if q.object not in stated or q.predicate in _KEPT_LINKS
        ]
        quads += kept if term in kept_as_is else _marked(kept, term, graph, today)
    return CarriedOver(tuple(quads), tuple(t.value for t in gone if t not in kept_as_is))


def tombstones(view: View, base_iri: str, today: date) -> Change:
    """Return the change to the graph of tombstones: one for each thing of ours that vanishes.

    Things are addresses under ``id/`` of the base with a class. One that is described again loses
    its tombstone.
    """
    published = view.published
    if published is None:
        return Change()
    graph = NamedNode(f"{base_iri}graph/tombstones")
    buried = {q.subject for q in published.quads(None, RDF.type, MH.Tombstone, graph)}
    return tombstones_of(view, base_iri, today, _things(published, view.replaced, base_iri), buried)


def tombstones_of(
    view: View,
    base_iri: str,
    today: date,
    things: Iterable[NamedNode],
    buried: Iterable[Subject],
) -> Change:
    """Return the change to the graph of tombstones that some things make necessary.

    Args:
        view: the graph as it will be.
        base_iri: the base of the service's addresses.
        today: the date of new tombstones.
        things: those that were described and may no longer be.
        buried: those that have a tombstone and may be described again.
    """
    published = view.published
    if published is None:
        return Change()
    graph = NamedNode(f"{base_iri}graph/tombstones")
    added: list[Quad] = []
    for thing in sorted(things, key=str):
        if not _is_described(view, thing, graph):
            label = published.value(thing, RDFS.label) or published.value(thing, SKOS.prefLabel)
            added.append(Quad(thing, RDF.type, MH.Tombstone, graph))
            removed_on = Literal(today.isoformat(), datatype=XSD.date)
            added.append(Quad(thing, MH.removedOn, removed_on, graph))
            if label is not None:
                added.append(Quad(thing, RDFS.label, label, graph))
    back = [t for t in buried if isinstance(t, NamedNode) and _is_described(view, t, graph)]
    removed = [q for thing in sorted(back, key=str) for q in published.quads(thing, graph=graph)]
    return Change(removed, added)


def _marked(kept: Iterable[Quad], term: NamedNode, graph: NamedNode, today: date) -> Iterator[Quad]:
    statements = list(kept)
    since = [q for q in statements if q.predicate == MH.absentSince]
    if since:
        yield from statements
        return
    yield from (q for q in statements if q.predicate not in (ADMS.status, OWL.deprecated))
    yield Quad(term, OWL.deprecated, _TRUE, graph)
    yield Quad(term, ADMS.status, MH.Deprecated, graph)
    absent_since = Literal(today.isoformat(), datatype=XSD.date)
    yield Quad(term, MH.absentSince, absent_since, graph)


def _is_named_elsewhere(view: View, term: NamedNode, graph: NamedNode) -> bool:
    """Return whether another graph holds the term with a name and a list, as its home would."""
    return any(
        quad.graph_name != graph
        and isinstance(quad.graph_name, NamedNode)
        and next(view.quads(term, SKOS.prefLabel, None, quad.graph_name), None) is not None
        for quad in view.quads(term, SKOS.inScheme)
    )


def _namespace(iri: str) -> str:
    """Return what an address starts with: up to the last slash, number sign or word ``Concept``."""
    return re.split(r"(?<=[#/])(?:Concept)?(?=[^#/]*$)", iri)[0]


def _things(published: Reader, graphs: Iterable[NamedNode], base_iri: str) -> set[NamedNode]:
    ours = f"{base_iri}id/"
    return {
        quad.subject
        for graph in graphs
        for quad in published.quads(None, RDF.type, None, graph)
        if isinstance(quad.subject, NamedNode) and quad.subject.value.startswith(ours)
    }


def _is_described(view: View, thing: NamedNode, tombstone_graph: NamedNode) -> bool:
    return any(q.graph_name != tombstone_graph for q in view.quads(thing, RDF.type))
