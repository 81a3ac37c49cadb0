"""The page of anything else: a record, a class or property of the ontology, a load, an event."""

from __future__ import annotations

from dataclasses import dataclass

from ...graph.describe import Description
from ...graph.lists import class_label
from ...graph.namespaces import DCT, FOAF, MH, OWL, PREFIXES, RDF, RDFS, SKOS
from ...graph.terms import Literal, NamedNode
from .relations import Fact, Group, capitalised, facts, incoming_groups
from .template import render
from .term import sources
from .values import Names, Value

_ELSEWHERE = (
    RDF.type,
    SKOS.prefLabel,
    RDFS.label,
    RDFS.comment,
    SKOS.definition,
    DCT.title,
    DCT.description,
    FOAF.name,
    MH.phrase,
    MH.pageOrder,
)

_LEDES = (RDFS.comment, SKOS.definition, DCT.description)
_MOST_TYPES = 4


@dataclass(frozen=True, slots=True)
class ThingPage:
    """What the template of a thing shows."""

    crumbs: tuple[Value, ...]
    title: Value
    other_titles: tuple[Value, ...]
    kinds: tuple[Value, ...]
    iri: str
    curie: str | None
    ledes: tuple[Value, ...]
    facts: tuple[Fact, ...]
    incoming: tuple[Group, ...]
    sources: tuple[Value, ...]
    is_definition: bool


def render_thing(names: Names, description: Description, next_page: str | None) -> str:
    """Return the page of a thing as HTML.

    Args:
        names: names and addresses for the page.
        description: the thing.
        next_page: address of the next page of what points at it; None on the last.
    """
    label = names.label(description.iri)
    is_definition = names.generation.addresses.kind(description.iri) == "def"
    stated_in = sources(names, description)
    thing = ThingPage(
        crumbs=_crumbs(names, stated_in, is_definition),
        title=_title(names, description.iri, label),
        other_titles=tuple(
            Value(capitalised(other.value), names.foreign(other))
            for other in description.labels.get(description.iri, ())
            if other != label
        ),
        kinds=_kinds(names, description),
        iri=description.iri,
        curie=_curie(description.iri),
        ledes=_ledes(names, description),
        facts=facts(names, description, _ELSEWHERE),
        incoming=incoming_groups(names, description, ()),
        sources=stated_in,
        is_definition=is_definition,
    )
    return render(
        "thing.html", names.view, thing=thing, description=description, next_page=next_page
    )


def _title(names: Names, iri: str, label: Literal) -> Value:
    """Return the name of a thing; of one that has none, its kind and the end of its address."""
    if label.value != iri:
        return Value(capitalised(label.value), names.foreign(label))
    kind, _, rest = (names.generation.addresses.path(iri, "") or "").partition("/")
    return Value(f"{capitalised(names.page.words.kind(kind))} {rest}" if rest else iri)


def _crumbs(names: Names, stated_in: tuple[Value, ...], is_definition: bool) -> tuple[Value, ...]:
    """Return the way to a thing by the dataset that holds it."""
    if is_definition or not stated_in:
        return ()
    return (Value(names.page.words("nav_datasets"), href=names.page.to("/datasets")), stated_in[0])


def _kinds(names: Names, description: Description) -> tuple[Value, ...]:
    """Return the names of a thing's classes, as far as they are classes that pages exist for."""
    kinds = []
    for term in description.values(RDF.type):
        if isinstance(term, NamedNode) and term != OWL.NamedIndividual:
            label = class_label(names.generation, term.value, names.view.language)
            href = names.generation.addresses.path(term.value)
            kinds.append(
                Value(
                    capitalised(label.value),
                    names.foreign(label),
                    names.page.to(href) if href else None,
                )
            )
    distinct = {value.text: value for value in kinds}
    return tuple(distinct.values())[:_MOST_TYPES]


def _ledes(names: Names, description: Description) -> tuple[Value, ...]:
    for predicate in _LEDES:
        found = [t for t in description.values(predicate) if isinstance(t, Literal)]
        if found:
            found.sort(key=lambda t: names.foreign(t) is not None)
            return tuple(names.text(t) for t in found)
    return ()


def _curie(iri: str) -> str | None:
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return None
