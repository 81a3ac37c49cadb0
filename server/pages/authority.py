"""The page of a council: its codes, its place among the others, its history and its datasets."""

from __future__ import annotations

import typing
from dataclasses import dataclass

from ...graph.catalogue import dataset_entries
from ...graph.describe import Description
from ...graph.generation import Generation
from ...graph.lists import class_label
from ...graph.namespaces import DCT, MH, RDF, RDFS, SCHEMA, SKOS, WGS84
from ...graph.terms import Literal, NamedNode
from .datasets import DatasetRow, dataset_row
from .diagram import Diagram, draw
from .linked_data import as_block, organisation
from .relations import Fact, Group, capitalised, facts, incoming_groups, relation_groups
from .template import render
from .term import sources
from .values import Names, Value

_ELSEWHERE = (
    RDF.type,
    SKOS.prefLabel,
    SKOS.altLabel,
    SKOS.hiddenLabel,
    SKOS.notation,
    DCT.identifier,
    RDFS.comment,
    WGS84.lat,
    WGS84.long,
    SCHEMA.dissolutionDate,
)

_MOST_DATASETS = 50

Standing = typing.Literal["past", "ending", "current", "to come"]
"""Whether a council is there: it was, it is but will end on a known day, it is, it will be."""


@dataclass(frozen=True, slots=True)
class Code:
    """A code that a council is known by, and the name of the scheme that it belongs to."""

    scheme: Value
    text: str


@dataclass(frozen=True, slots=True)
class AuthorityPage:
    """What the template of a council shows."""

    title: Value
    other_titles: tuple[Value, ...]
    kind: str
    iri: str
    other_names: tuple[Value, ...]
    codes: tuple[Code, ...]
    comment: Value | None
    standing: Standing
    abolished: Value | None
    successors: tuple[Value, ...]
    facts: tuple[Fact, ...]
    groups: tuple[Group, ...]
    position: str
    datasets: tuple[DatasetRow, ...]
    incoming: tuple[Group, ...]
    diagram: Diagram | None
    sources: tuple[Value, ...]


def render_authority(names: Names, description: Description, next_page: str | None) -> str:
    """Return the page of a council as HTML.

    Args:
        names: names and addresses for the page.
        description: the council.
        next_page: address of the next page of what points at it; None on the last.
    """
    authority = _authority_page(names, description)
    codes = [(code.scheme.text, code.text) for code in authority.codes]
    return render(
        "authority.html",
        names.view,
        authority=authority,
        description=description,
        next_page=next_page,
        linked_data=as_block(organisation(description, codes)),
    )


def _authority_page(names: Names, description: Description) -> AuthorityPage:
    label = names.label(description.iri)
    groups = relation_groups(names, description, _ELSEWHERE)
    abolished = description.text(SCHEMA.dissolutionDate)
    comment = description.text(RDFS.comment, names.view.language)
    return AuthorityPage(
        title=names.text(label),
        other_titles=tuple(
            names.text(other)
            for other in description.labels.get(description.iri, ())
            if other != label
        ),
        kind=capitalised(
            class_label(names.generation, MH.Authority.value, names.view.language).value
        ),
        iri=description.iri,
        other_names=tuple(
            names.text(t) for t in description.values(SKOS.altLabel) if isinstance(t, Literal)
        ),
        codes=_codes(names, description),
        comment=names.text(comment) if comment else None,
        standing=standing_of(names.generation, description.iri),
        abolished=names.day(abolished) if abolished else None,
        successors=tuple(
            names.link(t.value)
            for t in description.values(MH.succeededBy)
            if isinstance(t, NamedNode)
        ),
        facts=facts(names, description, _ELSEWHERE, with_relations=False),
        groups=groups,
        position=_position(description),
        datasets=_datasets(names, description),
        incoming=incoming_groups(names, description, (DCT.publisher,)),
        diagram=draw(
            label.value,
            [group for group in groups if not group.leads_elsewhere()],
            names.page.words,
        ),
        sources=sources(names, description),
    )


def standing_of(generation: Generation, iri: str) -> Standing:
    """Return whether a council was past, present or to come when the generation was published."""
    today = generation.manifest.published.date().isoformat()
    council = NamedNode(iri)
    founded = generation.reader.value(council, SCHEMA.foundingDate)
    abolished = generation.reader.value(council, SCHEMA.dissolutionDate)
    if isinstance(founded, Literal) and founded.value > today:
        return "to come"
    if isinstance(abolished, Literal):
        return "past" if abolished.value < today else "ending"
    return "current"


def _codes(names: Names, description: Description) -> tuple[Code, ...]:
    """Return the codes with the names of their schemes, by scheme."""
    codes = []
    for term in description.values(SKOS.notation):
        if isinstance(term, Literal):
            scheme = names.label(term.datatype.value)
            codes.append(Code(Value(capitalised(scheme.value), names.foreign(scheme)), term.value))
    return tuple(sorted(codes, key=lambda code: (code.scheme.text, code.text)))


def _position(description: Description) -> str:
    lat, long = description.text(WGS84.lat), description.text(WGS84.long)
    return f"{lat.value}, {long.value}".replace("-", "\N{MINUS SIGN}") if lat and long else ""


def _datasets(names: Names, description: Description) -> tuple[DatasetRow, ...]:
    """Return the datasets that a council publishes, in the order of the catalogue."""
    entries = dataset_entries(names.generation)
    found = [entry for entry in entries if entry.publisher == description.iri]
    return tuple(dataset_row(names, entry) for entry in found[:_MOST_DATASETS])
