"""The ledger: what a publish did to each dataset, and to each term or record, for good.

Its statements are in the graph ``changes``, written in the transaction of the change that they
tell of, and never altered. Large changes are told in numbers: a ledger is to be read. Each term of
a list that goes is told of all the same, because its identifier is never given to another.

Source: PROV-O, section 3.1 (activities and what they generate); Activity Streams 2.0 vocabulary,
section 3 (Create, Update, Delete); Linked Data Event Streams, section 3 (members are versions).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from ..graph.attribution import NOBODY, Attribution, agent_iri
from ..graph.change import Change
from ..graph.ledger import CHANGE_KINDS
from ..graph.namespaces import AS, DCT, MH, PROV, RDF, RDFS, SKOS, XSD
from ..graph.reader import Reader
from ..graph.terms import Literal, NamedNode, Quad, Term

MOST_ENTRIES = 1_000
"""Things of one publish of one dataset that are told of one by one; terms that go come on top."""

_ACTIVITIES = {MH.Addition: AS.Create, MH.Removal: AS.Delete}


@dataclass(frozen=True, slots=True)
class ThingChange:
    """What a publish does to one term or record.

    Attributes:
        thing: the term or record.
        kinds: what kinds of change it is, in the order of `CHANGE_KINDS`; at least one.
        names: its names from now on; of one that goes, those that it had.
        before: the names that it had until now, where they become others.
        properties: the properties whose values change; none of what is new or goes.
        is_term: whether it is a term of a list that goes, which is always told of.
    """

    thing: NamedNode
    kinds: tuple[NamedNode, ...]
    names: tuple[Literal, ...] = ()
    before: tuple[Literal, ...] = ()
    properties: tuple[NamedNode, ...] = ()
    is_term: bool = False


@dataclass(frozen=True, slots=True)
class DatasetChange:
    """What a publish does to one dataset.

    Attributes:
        slug: its name in addresses.
        title: its title.
        kind: whether it is new, goes, or is changed.
        added_statements: how many statements come.
        removed_statements: how many go.
        created: how many things are new in it.
        changed: how many stay and are different.
        removed: how many go.
        things: what is to be told of one by one, by their addresses.
    """

    slug: str
    title: Literal
    kind: NamedNode
    added_statements: int
    removed_statements: int
    created: int = 0
    changed: int = 0
    removed: int = 0
    things: Sequence[ThingChange] = ()


def ledger_change(
    datasets: Iterable[DatasetChange],
    base_iri: str,
    number: int,
    when: datetime,
    attribution: Attribution = NOBODY,
    published: Reader | None = None,
) -> Change:
    """Return what the ledger newly says of a publish.

    Args:
        datasets: what the publish does to each dataset.
        base_iri: the base of the service's addresses.
        number: the number of the generation that it becomes.
        when: the time of the publish, in UTC.
        attribution: who publishes, and why.
        published: the graph as it is published; None if nothing is.
    """
    graph = NamedNode(f"{base_iri}graph/changes")
    moment = Literal(when.isoformat().replace("+00:00", "Z"), datatype=XSD.dateTime)
    passing = ((DCT.issued, moment), (MH.generationNumber, _integer(number)))
    quads: list[Quad] = []
    for dataset in datasets:
        publication = NamedNode(f"{base_iri}id/change/{number}/{dataset.slug}")
        subject = NamedNode(f"{base_iri}id/dataset/{dataset.slug}")
        said = (*_of_dataset(dataset, subject), *_attributed(attribution, base_iri), *passing)
        quads += [Quad(publication, name, value, graph) for name, value in said]
        for place, thing in enumerate(dataset.things, start=1):
            entry = NamedNode(f"{publication.value}/{place}")
            told = (*_of_thing(thing), (PROV.wasGeneratedBy, publication), *passing)
            quads += [Quad(entry, name, value, graph) for name, value in told]
    if quads and attribution.by:
        agent = NamedNode(agent_iri(attribution.by, base_iri))
        described = (
            Quad(agent, RDF.type, PROV.Agent, graph),
            Quad(agent, RDFS.label, Literal(attribution.by), graph),
        )
        quads += [quad for quad in described if published is None or quad not in published]
    return Change(added=quads)


def worth_telling(changes: Sequence[ThingChange]) -> tuple[ThingChange, ...]:
    """Return the changes that are told of one by one, by address.

    Terms that go are all told. Of the others, those of the most important kinds come first, as long
    as all of a kind can be told.
    """
    told = [change for change in changes if change.is_term]
    others = [change for change in changes if not change.is_term]
    for kind in CHANGE_KINDS:
        alike = [change for change in others if change.kinds[0] == kind]
        if len(told) + len(alike) > MOST_ENTRIES:
            break
        told += alike
    return tuple(sorted(told, key=lambda change: change.thing.value))


def _of_dataset(change: DatasetChange, dataset: NamedNode) -> Iterator[tuple[NamedNode, Term]]:
    yield RDF.type, MH.Publication
    yield RDF.type, PROV.Activity
    yield RDF.type, _ACTIVITIES.get(change.kind, AS.Update)
    yield DCT.isVersionOf, dataset
    yield DCT.type, change.kind
    yield MH.labelThen, change.title
    yield MH.createdCount, _integer(change.created)
    yield MH.changedCount, _integer(change.changed)
    yield MH.removedCount, _integer(change.removed)
    yield MH.entryCount, _integer(len(change.things))
    yield MH.statementsAdded, _integer(change.added_statements)
    yield MH.statementsRemoved, _integer(change.removed_statements)


def _attributed(attribution: Attribution, base_iri: str) -> Iterator[tuple[NamedNode, Term]]:
    if attribution.by:
        yield PROV.wasAssociatedWith, NamedNode(agent_iri(attribution.by, base_iri))
    if attribution.note:
        yield SKOS.changeNote, Literal(attribution.note)


def _of_thing(change: ThingChange) -> Iterator[tuple[NamedNode, Term]]:
    yield RDF.type, MH.Change
    yield RDF.type, _ACTIVITIES.get(change.kinds[0], AS.Update)
    yield DCT.isVersionOf, change.thing
    for kind in change.kinds:
        yield DCT.type, kind
    for name in change.names:
        yield MH.labelThen, name
    for name in change.before:
        yield MH.labelBefore, name
    for changed in change.properties:
        yield MH.changedProperty, changed


def _integer(number: int) -> Literal:
    return Literal(str(number), datatype=XSD.integer)
