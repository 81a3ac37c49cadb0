"""The event stream: the ledger as a Linked Data Event Stream that clients can follow.

The root names the stream and every page of it; a page holds members, and is final once it is full.

Source: Linked Data Event Streams (SEMIC), root node and subsequent nodes; The TREE hypermedia
specification, relations.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files

from .generation import Generation
from .ledger import LedgerPage, entries_in, entry_triples, pages
from .namespaces import AS, DCT, LDES, MH, RDF, TREE, XSD
from .terms import Literal, NamedNode, RdfFormat, Term, Triple, parse

POLLING_S = 300
"""Seconds that a client should leave between two looks at the root."""


def root_triples(generation: Generation) -> Iterator[Triple]:
    """Yield the root of the stream: what it is, how long it keeps what, and where its pages are."""
    address = f"{generation.base_iri}changes/ldes"
    stream, root = NamedNode(f"{address}#stream"), NamedNode(address)
    for name, value in _of_stream(address):
        yield Triple(stream, name, value)
    yield Triple(root, RDF.type, TREE.Node)
    yield Triple(root, RDF.type, LDES.EventSource)
    found = pages(generation)
    if found:
        policy = NamedNode(f"{address}#retention")
        yield Triple(root, LDES.retentionPolicy, policy)
        yield Triple(policy, RDF.type, LDES.RetentionPolicy)
        text = "Every change is kept, from the first one on, and none is altered."
        yield Triple(policy, DCT.description, Literal(text, language="en"))
        yield Triple(policy, LDES.startingFrom, _bounds(found[0])[0])
    for page in found:
        yield from _relations(root, page, address)
    shape = files(__package__).joinpath("ledger_shape.ttl").read_bytes()
    for quad in parse(shape, RdfFormat.TURTLE, base_iri=generation.base_iri):
        yield quad.triple


def page_triples(generation: Generation, page: LedgerPage) -> Iterator[Triple]:
    """Yield a page of the stream: its members in order of time, each in full."""
    address = f"{generation.base_iri}changes/ldes"
    stream, node = NamedNode(f"{address}#stream"), NamedNode(f"{address}/{page.first}")
    yield Triple(stream, RDF.type, LDES.EventStream)
    yield Triple(stream, TREE.view, NamedNode(address))
    yield Triple(node, RDF.type, TREE.Node)
    # TREE asks a page that is not the root to lead to its collection
    yield Triple(node, DCT.isPartOf, stream)
    if page.is_full:
        yield Triple(node, LDES.immutable, Literal("true", datatype=XSD.boolean))
    for entry in entries_in(generation, page):
        yield Triple(stream, TREE.member, NamedNode(entry.iri))
        yield from entry_triples(generation, entry)


def _of_stream(address: str) -> Iterator[tuple[NamedNode, Term]]:
    yield RDF.type, LDES.EventStream
    yield DCT.title, Literal("What is published and changed here", language="en")
    yield TREE.view, NamedNode(address)
    yield TREE.shape, NamedNode(f"{address}#shape")
    yield LDES.timestampPath, DCT.issued
    yield LDES.sequencePath, MH.generationNumber
    yield LDES.versionOfPath, DCT.isVersionOf
    yield LDES.versionCreatePath, RDF.type
    yield LDES.versionCreateObject, AS.Create
    yield LDES.versionUpdatePath, RDF.type
    yield LDES.versionUpdateObject, AS.Update
    yield LDES.versionDeletePath, RDF.type
    yield LDES.versionDeleteObject, AS.Delete
    yield LDES.pollingInterval, Literal(str(POLLING_S), datatype=XSD.integer)


def _relations(root: NamedNode, page: LedgerPage, address: str) -> Iterator[Triple]:
    """Yield the bounds of the times in a page; the upper one is not known before it is full."""
    earliest, latest = _bounds(page)
    bounds = [("from", TREE.GreaterThanOrEqualToRelation, earliest)]
    if page.is_full:
        bounds.append(("to", TREE.LessThanOrEqualToRelation, latest))
    for name, kind, value in bounds:
        relation = NamedNode(f"{address}#{name}-{page.first}")
        yield Triple(root, TREE.relation, relation)
        yield Triple(relation, RDF.type, kind)
        yield Triple(relation, TREE.node, NamedNode(f"{address}/{page.first}"))
        yield Triple(relation, TREE.path, DCT.issued)
        yield Triple(relation, TREE.value, value)


def _bounds(page: LedgerPage) -> tuple[Literal, Literal]:
    """Return the earliest and the latest time in a page; clocks may have gone back between."""
    times = sorted(entry.issued for entry in page.publications)
    earliest, latest = (
        Literal(time.isoformat().replace("+00:00", "Z"), datatype=XSD.dateTime)
        for time in (times[0], times[-1])
    )
    return earliest, latest
