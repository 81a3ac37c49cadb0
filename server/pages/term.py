"""The page of a term: everything that is known of it, from all sides, in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ...graph.describe import Description
from ...graph.lists import ListEntry, all_lists, class_label, term_class
from ...graph.namespaces import ADMS, DCT, ESD, ESD_ID, MH, OWL, RDF, SD, SKOS
from ...graph.releases.timelines import Moment
from ...graph.terms import Literal, NamedNode
from .diagram import Diagram, draw
from .linked_data import as_block, as_text, defined_term
from .relations import (
    Fact,
    Group,
    capitalised,
    facts,
    incoming_groups,
    relation_groups,
    values_of,
)
from .template import render
from .timeline import life
from .values import Names, Value

_ELSEWHERE = (
    RDF.type,
    SKOS.prefLabel,
    SKOS.altLabel,
    SKOS.hiddenLabel,
    SKOS.notation,
    SKOS.definition,
    SKOS.scopeNote,
    SKOS.historyNote,
    DCT.identifier,
    DCT.description,
    DCT.created,
    DCT.modified,
    DCT.isReplacedBy,
    ADMS.status,
    OWL.deprecated,
    MH.govukTitle,
    MH.absentSince,
)
"""Properties that the page shows in places of their own."""

_PARENTS = (ESD.containedBy, SKOS.broader)
_SIBLINGS = 8
_DEEPEST = 8
_CODE_NAMES = {ESD_ID + "service/": "lgsl_code", ESD_ID + "interaction/": "lgil_code"}
_RETIRED = {MH.Deprecated, MH.Superseded, MH.Withdrawn}


@dataclass(frozen=True, slots=True)
class Holding:
    """How many records of one dataset are of this kind."""

    dataset: Value
    publisher: Value | None
    records: int


@dataclass(frozen=True, slots=True)
class Siblings:
    """The terms beside this one: a few of them, what they are part of, and how many there are."""

    parent: Value
    near: tuple[Value, ...]
    total: int


@dataclass(frozen=True, slots=True)
class Event:
    """One date in the life of a term."""

    day: Value
    text: str


@dataclass(frozen=True, slots=True)
class TermPage:
    """What the template of a term shows; each field is one part of the page."""

    title: Value
    other_titles: tuple[Value, ...]
    crumbs: tuple[Value, ...]
    status: Value
    is_retired: bool
    replaced_by: tuple[Value, ...]
    absent_since: Value | None
    kind: str
    iri: str
    curie: str | None
    code: str
    code_name: str
    definitions: tuple[Value, ...]
    notes: tuple[Value, ...]
    other_names: tuple[Value, ...]
    govuk_titles: tuple[Value, ...]
    groups: tuple[Group, ...]
    facts: tuple[Fact, ...]
    holdings: tuple[Holding, ...]
    records: Group | None
    incoming: tuple[Group, ...]
    diagram: Diagram | None
    history: tuple[Event, ...]
    siblings: Siblings | None
    sources: tuple[Value, ...]
    list_title: Value | None
    snippet: str
    is_service: bool


def render_term(
    names: Names, description: Description, next_page: str | None, timeline: Sequence[Moment] = ()
) -> str:
    """Return the page of a term as HTML.

    Args:
        names: names and addresses for the page.
        description: the term.
        next_page: address of the next page of what points at it; None on the last.
        timeline: the releases in its life.
    """
    lists = _lists(names, description)
    code = _code(description)
    linked = defined_term(description, code, [(e.iri, e.title()) for e in lists])
    return render(
        "term.html",
        names.view,
        term=_term_page(names, description, lists, code, as_text(linked)),
        description=description,
        life=life(names, description.iri, timeline),
        next_page=next_page,
        linked_data=as_block(linked),
    )


def _term_page(
    names: Names, description: Description, lists: list[ListEntry], code: str, snippet: str
) -> TermPage:
    label = names.label(description.iri)
    groups = relation_groups(names, description, _ELSEWHERE)
    incoming = incoming_groups(names, description, (MH.classifiedAs,))
    others = [i.predicate for i in description.incoming if i.predicate != MH.classifiedAs]
    records = incoming_groups(names, description, others)
    listed = ("rel-inScheme", "rel-topConceptOf")
    drawn = [g for g in groups if g.id not in listed and not g.leads_elsewhere()]
    status, is_retired = _status(names, description)
    absent = description.values(MH.absentSince)
    class_iri = term_class(names.generation, description.iri) or SKOS.Concept.value
    return TermPage(
        title=names.text(label),
        other_titles=tuple(
            names.text(other)
            for other in description.labels.get(description.iri, ())
            if other != label
        ),
        crumbs=_crumbs(names, description, lists),
        status=status,
        is_retired=is_retired,
        replaced_by=values_of(names, DCT.isReplacedBy, description.values(DCT.isReplacedBy)),
        absent_since=names.value(MH.absentSince.value, absent[0]) if absent else None,
        kind=capitalised(class_label(names.generation, class_iri, names.view.language).value),
        iri=description.iri,
        curie=names.generation.addresses.curie(description.iri),
        code=code,
        code_name=_code_name(description.iri),
        definitions=_definitions(names, description),
        notes=_texts(names, description, SKOS.scopeNote),
        other_names=_texts(names, description, SKOS.altLabel),
        govuk_titles=_texts(names, description, MH.govukTitle),
        groups=groups,
        facts=facts(names, description, _ELSEWHERE, with_relations=False),
        holdings=_holdings(names, description),
        records=records[0] if records else None,
        incoming=incoming,
        diagram=draw(label.value, [*drawn, *records], names.page.words),
        history=_history(names, description),
        siblings=_siblings(names, description),
        sources=sources(names, description),
        list_title=names.link(lists[0].iri) if lists else None,
        snippet=snippet,
        is_service=ESD.Service.value in description.types(),
    )


def _lists(names: Names, description: Description) -> list[ListEntry]:
    """Return the lists that a term is in, the one with the plainest name first."""
    schemes = {t.value for t in description.values(SKOS.inScheme) if isinstance(t, NamedNode)}
    found = [entry for entry in all_lists(names.generation) if entry.iri in schemes]
    return sorted(found, key=lambda entry: (len(entry.name), entry.name))


def _code(description: Description) -> str:
    found = description.text(DCT.identifier) or description.text(SKOS.notation)
    return found.value if found else ""


def _code_name(iri: str) -> str:
    return next((n for prefix, n in _CODE_NAMES.items() if iri.startswith(prefix)), "code")


def _status(names: Names, description: Description) -> tuple[Value, bool]:
    """Return the words for a term's status, and whether it should no longer be used."""
    words = names.page.words
    deprecated = description.text(OWL.deprecated)
    is_deprecated = deprecated is not None and deprecated.value == "true"
    stated = [t for t in description.values(ADMS.status) if isinstance(t, NamedNode)]
    is_retired = is_deprecated or any(s in _RETIRED for s in stated)
    if stated:
        return names.text(names.label(stated[0].value)), is_retired
    return Value(words("deprecated" if is_deprecated else "current")), is_retired


def _texts(names: Names, description: Description, predicate: NamedNode) -> tuple[Value, ...]:
    """Return the texts of a property, those in the page's language first."""
    found = [t for t in description.values(predicate) if isinstance(t, Literal)]
    found.sort(key=lambda t: (names.foreign(t) is not None, t.language or "", t.value.casefold()))
    return tuple(names.text(t) for t in found)


def _definitions(names: Names, description: Description) -> tuple[Value, ...]:
    """Return the definitions, then official descriptions that say something else."""
    definitions = _texts(names, description, SKOS.definition)
    said = {value.text for value in definitions}
    official = _texts(names, description, DCT.description)
    return definitions + tuple(value for value in official if value.text not in said)


def _parent(names: Names, iri: str) -> tuple[NamedNode, NamedNode] | None:
    """Return the relation to what a thing is part of, and that thing; None at the top."""
    for relation in _PARENTS:
        for parent in names.generation.reader.objects(NamedNode(iri), relation):
            if isinstance(parent, NamedNode):
                return relation, parent
    return None


def _crumbs(names: Names, description: Description, lists: list[ListEntry]) -> tuple[Value, ...]:
    chain: list[str] = []
    found = _parent(names, description.iri)
    while found and found[1].value not in (*chain, description.iri) and len(chain) < _DEEPEST:
        chain.insert(0, found[1].value)
        found = _parent(names, found[1].value)
    start = [names.link(lists[0].iri)] if lists else []
    return (*start, *(names.link(iri) for iri in chain))


def _siblings(names: Names, description: Description) -> Siblings | None:
    found = _parent(names, description.iri)
    if found is None:
        return None
    relation, parent = found
    beside = [names.link(s.value) for s in names.generation.reader.subjects(relation, parent)]
    beside.sort(key=lambda value: value.text.casefold())
    own = names.address(description.iri)
    place = next((i for i, value in enumerate(beside) if value.href == own), 0)
    first = max(0, min(place - _SIBLINGS // 2, len(beside) - _SIBLINGS - 1))
    near = [
        replace(value, code=value.code.rpartition(" ")[2])
        for value in beside[first : first + _SIBLINGS + 1]
        if value.href != own
    ]
    return Siblings(names.link(parent.value), tuple(near), len(beside)) if near else None


def _holdings(names: Names, description: Description) -> tuple[Holding, ...]:
    """Return the datasets with records of this kind, most records first."""
    reader = names.generation.reader
    found: Counter[str] = Counter()
    if any(entry.predicate == MH.classifiedAs for entry in description.incoming):
        for quad in reader.quads(None, MH.classifiedAs, NamedNode(description.iri)):
            if isinstance(quad.graph_name, NamedNode):
                found[quad.graph_name.value] += 1
    holdings = []
    for graph, records in found.most_common():
        dataset = next(iter(reader.subjects(SD.name, NamedNode(graph))), NamedNode(graph))
        publisher = reader.value(dataset, DCT.publisher)
        holdings.append(
            Holding(
                names.link(dataset.value),
                names.link(publisher.value) if isinstance(publisher, NamedNode) else None,
                records,
            )
        )
    return tuple(holdings)


def _history(names: Names, description: Description) -> tuple[Event, ...]:
    """Return what is dated in the life of a term, newest first."""
    words = names.page.words
    events = []
    dated: set[str] = set()
    for predicate, word in ((DCT.created, "created"), (DCT.modified, "changed")):
        for term in description.values(predicate):
            if isinstance(term, Literal) and term.value[:10] not in dated:
                dated.add(term.value[:10])
                events.append(Event(names.day(term), words(word)))
    events.sort(key=lambda event: event.day.moment or "", reverse=True)
    notes = _texts(names, description, SKOS.historyNote)
    return (*events, *(Event(Value(""), note.text) for note in notes))


def sources(names: Names, description: Description) -> tuple[Value, ...]:
    """Return the datasets that say something of a thing, as links."""
    reader = names.generation.reader
    found = []
    for graph in description.graphs:
        dataset = next(iter(reader.subjects(SD.name, NamedNode(graph))), None)
        if dataset is not None:
            found.append(names.link(dataset.value))
    return tuple(found)
