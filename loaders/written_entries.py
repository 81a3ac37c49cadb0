"""The catalogue's entries of the datasets that a write touches: new, updated or gone."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from itertools import chain

from ..graph.change import Change
from ..graph.namespaces import DCAT, DCT, MH, RDF, RDFS, SKOS, VOID, XSD
from ..graph.reader import Reader
from ..graph.store import EmbeddedReader
from ..graph.terms import Literal, NamedNode, Quad
from .catalogue_entry import Entry, count_records
from .rdf import list_names
from .staged import RESERVED_SLUGS, SLUG, StagedDataset


def entries_after(
    live: Reader,
    change: Change,
    sizes: Mapping[str, int],
    kept: Collection[str],
    base_iri: str,
    now: datetime,
    written: NamedNode | None = None,
) -> Change:
    """Return the change to the catalogue that goes with a change to some graphs.

    Args:
        live: the graph as it is.
        change: what goes and comes.
        sizes: IRI of a graph -> statements that it will hold.
        kept: IRIs of the graphs that stay although they hold nothing.
        base_iri: the base of the service's addresses.
        now: the time of the write.
        written: a graph that has changed and that `live` holds as it will be; None if there is
            none.
    """
    changes = by_graph(change)
    if written is not None:
        changes[written] = Change()
    names = {*changes, *map(NamedNode, kept)}
    found = Change()
    for graph in sorted(names, key=str):
        slug = slug_of_graph(graph, base_iri)
        if slug is None:
            continue
        entry = Entry(base_iri, StagedDataset(slug, None, ()))
        was = entry.published(live)
        size = sizes.get(graph.value, 0)
        mine = changes.get(graph, Change())
        if was and (size or graph.value in kept):
            if graph in changes:
                found += _counted(entry, was, size, count_after(live, graph, mine), now)
        elif size or graph.value in kept:
            found += _new(base_iri, slug, live, mine, size, now)
        elif was:
            found += _gone(entry, was, live, now)
    return found


def slug_of_graph(graph: NamedNode, base_iri: str) -> str | None:
    """Return the name of the dataset that a graph is; None if it is none, or the service's own."""
    slug = graph.value.removeprefix(f"{base_iri}graph/")
    is_dataset = slug != graph.value and SLUG.fullmatch(slug) and slug not in RESERVED_SLUGS
    return slug if is_dataset else None


def title_of(live: Reader, slug: str, base_iri: str) -> Literal:
    """Return the title of a dataset as the catalogue has it; its name if it has none."""
    titles = live.objects(NamedNode(f"{base_iri}id/dataset/{slug}"), DCT.title)
    return next((t for t in titles if isinstance(t, Literal)), Literal(slug, language="en"))


def by_graph(change: Change) -> dict[NamedNode, Change]:
    """Return what a change does to each named graph."""
    parts: dict[NamedNode, tuple[list[Quad], list[Quad]]] = {}
    for side, quads in enumerate((change.removed, change.added)):
        for quad in quads:
            if isinstance(quad.graph_name, NamedNode):
                parts.setdefault(quad.graph_name, ([], []))[side].append(quad)
    return {graph: Change(removed, added) for graph, (removed, added) in parts.items()}


def count_after(live: Reader, graph: NamedNode, change: Change) -> int:
    """Return how many records a graph will hold, as `count_records` counts them."""
    for predicate in (SKOS.inScheme, RDF.type):
        held = {quad.subject for quad in live.quads(None, predicate, None, graph)}
        mine = [q for q in change.removed if q.graph_name == graph and q.predicate == predicate]
        removed = set(mine)
        for subject in {quad.subject for quad in mine}:
            if all(q in removed for q in live.quads(subject, predicate, None, graph)):
                held.discard(subject)
        added = (q for q in change.added if q.graph_name == graph and q.predicate == predicate)
        held |= {quad.subject for quad in added}
        records = [
            subject
            for subject in held
            if isinstance(subject, NamedNode) and "/.well-known/genid/" not in subject.value
        ]
        if records:
            return len(records)
    return count_records(_content(live, graph, change).quads(graph=graph))


def _content(live: Reader, graph: NamedNode, change: Change) -> Reader:
    """Return what a graph will hold."""
    if not change:
        return live
    content = set(live.quads(graph=graph)).difference(change.removed)
    added = (quad for quad in change.added if quad.graph_name == graph)
    return EmbeddedReader.of(chain(content, added))


def _new(
    base_iri: str, slug: str, live: Reader, change: Change, size: int, now: datetime
) -> Change:
    """Return the entry of a dataset that a write makes."""
    graph = NamedNode(f"{base_iri}graph/{slug}")
    content = _content(live, graph, change)
    of_lists = list(content.quads(None, RDF.type, MH.List, graph))
    named = (content.quads(quad.subject, DCT.identifier, None, graph) for quad in of_lists)
    lists = list_names([*of_lists, *chain.from_iterable(named)])
    kind = MH.ListData if lists else MH.RecordData
    entry = Entry(base_iri, StagedDataset(slug, None, (), kind=kind, lists=lists))
    catalogue = NamedNode(f"{base_iri}id/catalogue")
    said = entry.lasting((), size, count_after(content, graph, Change())) | {
        Quad(entry.iri, DCT.modified, _moment(now), entry.graph),
        Quad(catalogue, DCAT.dataset, entry.iri, entry.graph),
        Quad(catalogue, RDF.type, DCAT.Catalog, entry.graph),
    }
    added = sorted((q for q in said if q not in live), key=str)
    tombstone = live.quads(entry.iri, graph=NamedNode(f"{base_iri}graph/tombstones"))
    return Change(list(tombstone), added)


def _counted(entry: Entry, was: set[Quad], size: int, records: int, now: datetime) -> Change:
    """Return what the catalogue newly says of the content of a dataset."""
    values = {
        VOID.triples: Literal(str(size), datatype=XSD.integer),
        MH.recordCount: Literal(str(records), datatype=XSD.integer),
        DCT.modified: _moment(now),
    }
    said = {Quad(entry.iri, name, value, entry.graph) for name, value in values.items()}
    old = {quad for quad in was if quad.subject == entry.iri and quad.predicate in values}
    return Change(sorted(old - said, key=str), sorted(said - old, key=str))


def _moment(now: datetime) -> Literal:
    return Literal(now.isoformat().replace("+00:00", "Z"), datatype=XSD.dateTime)


def _gone(entry: Entry, was: Iterable[Quad], live: Reader, now: datetime) -> Change:
    """Return the change that takes an entry out, and leaves a tombstone."""
    graph = NamedNode(f"{entry.base_iri}graph/tombstones")
    removed = {*was, *live.quads(None, DCAT.dataset, entry.iri, entry.graph)}
    day = Literal(now.date().isoformat(), datatype=XSD.date)
    stone = [
        Quad(entry.iri, RDF.type, MH.Tombstone, graph),
        Quad(entry.iri, MH.removedOn, day, graph),
    ]
    titles = (q.object for q in was if q.subject == entry.iri and q.predicate == DCT.title)
    stone += [Quad(entry.iri, RDFS.label, title, graph) for title in titles]
    return Change(sorted(removed, key=str), [q for q in stone if q not in live])
