"""Relations and facts: a description's statements in words, grouped as pages show them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from ...graph.describe import Description, Incoming, Statement
from ...graph.namespaces import OWL, RDF
from ...graph.terms import NamedNode, Term
from ...graph.vocabulary import Vocabulary
from .values import Names, Value

SHOWN_AT_ONCE = 20
"""Values of one relation that stand open on a page; the others are folded away."""

MOST_FOLDED = 2_000
"""Values that are folded into a page at most; the other forms of the page hold the rest."""


@dataclass(frozen=True, slots=True)
class Group:
    """What one relation leads to.

    Attributes:
        id: anchor of the group on its page.
        heading: the words over it.
        values: the values that stand open.
        folded: the values behind "All".
        total: how many there are in all, shown or not.
        kind: the kind that all values have in common; empty if they differ.
    """

    id: str
    heading: Value
    values: tuple[Value, ...]
    folded: tuple[Value, ...]
    total: int
    kind: str

    def is_whole(self) -> bool:
        """Return whether the page holds every value, shown or folded away."""
        return len(self.values) + len(self.folded) >= self.total

    def leads_elsewhere(self) -> bool:
        """Return whether all that it leads to are addresses of other sites, without names."""
        return all(value.is_code for value in self.values)


@dataclass(frozen=True, slots=True)
class Fact:
    """One property with its values, as a row of a table of facts."""

    heading: Value
    values: tuple[Value, ...]


def is_relation(statement: Statement) -> bool:
    """Return whether a statement leads to other things rather than to texts and numbers."""
    return all(isinstance(term, NamedNode) for term in statement.objects)


def relation_groups(
    names: Names, description: Description, without: Collection[NamedNode]
) -> tuple[Group, ...]:
    """Return a group for each relation of a thing, in page order.

    Args:
        names: names and addresses for the page.
        description: the thing.
        without: properties that the page shows in another place.
    """
    return tuple(
        _group(names, statement.predicate, statement.objects, len(statement.objects))
        for statement in description.statements
        if statement.predicate not in without and is_relation(statement)
    )


def incoming_groups(
    names: Names, description: Description, without: Collection[NamedNode]
) -> tuple[Group, ...]:
    """Return a group for each property with which other things point at the thing."""
    groups = []
    for entry in description.incoming:
        named = [subject for subject in entry.subjects if not _is_nameless(subject)]
        if entry.predicate not in without and named:
            group = _group(names, entry.predicate, named, entry.count)
            heading = _incoming_heading(names, entry)
            groups.append(
                Group(
                    "in-" + group.id,
                    heading,
                    group.values,
                    group.folded,
                    group.total,
                    group.kind,
                )
            )
    return tuple(groups)


def facts(
    names: Names,
    description: Description,
    without: Collection[NamedNode],
    *,
    with_relations: bool = True,
) -> tuple[Fact, ...]:
    """Return a row for each property of a thing, in page order.

    Args:
        names: names and addresses for the page.
        description: the thing.
        without: properties that the page shows in another place.
        with_relations: whether properties that lead to other things get rows as well.
    """
    return tuple(
        Fact(
            _heading(names, statement.predicate),
            values_of(names, statement.predicate, statement.objects),
        )
        for statement in description.statements
        if statement.predicate not in without and (with_relations or not is_relation(statement))
    )


def values_of(names: Names, predicate: NamedNode, terms: Iterable[Term]) -> tuple[Value, ...]:
    """Return terms as values of a property; a union of classes becomes its members."""
    values = []
    for term in terms:
        members = _union(names, term)
        shown: Sequence[Term] = members or [term]
        values += [names.value(predicate.value, value) for value in shown]
    return tuple(values)


def _group(names: Names, predicate: NamedNode, terms: Sequence[Term], total: int) -> Group:
    values = sorted(
        values_of(names, predicate, terms[: SHOWN_AT_ONCE + MOST_FOLDED]),
        key=lambda value: value.text.casefold(),
    )
    kinds = {names.generation.addresses.kind(t.value) for t in terms if isinstance(t, NamedNode)}
    return Group(
        id=_anchor(predicate),
        heading=_heading(names, predicate),
        values=tuple(values[:SHOWN_AT_ONCE]),
        folded=tuple(values[SHOWN_AT_ONCE:]),
        total=total,
        kind=kinds.pop() if len(kinds) == 1 else "",
    )


def _heading(names: Names, predicate: NamedNode) -> Value:
    vocabulary = Vocabulary.of(names.generation)
    known = names.page.words.heading(predicate.value)
    if known and predicate.value not in vocabulary.properties:
        return Value(known)
    label = vocabulary.property(predicate.value).heading(names.view.language)
    if predicate.value not in vocabulary.properties:
        found = names.label(predicate.value)
        label = label if found.value == predicate.value else found
    return Value(capitalised(label.value), names.foreign(label))


def _incoming_heading(names: Names, entry: Incoming) -> Value:
    vocabulary = Vocabulary.of(names.generation)
    inverse = next(iter(vocabulary.inverses.said_by([entry.predicate])), None)
    if inverse is not None:
        return _heading(names, inverse)
    words = names.page.words
    known = words.incoming(entry.predicate.value)
    return Value(known or words("points_here", label=_heading(names, entry.predicate).text))


def capitalised(text: str) -> str:
    """Return a text with a capital at its beginning and the rest as it stands."""
    return text[:1].upper() + text[1:]


def _is_nameless(node: NamedNode) -> bool:
    """Return whether a node was given its IRI at load, because its source gave it none.

    Source: RDF 1.1 Concepts, section 3.5 (replacing blank nodes with IRIs).
    """
    return "/.well-known/genid/" in node.value


def _anchor(predicate: NamedNode) -> str:
    return "rel-" + predicate.value.rstrip("/#").replace("#", "/").rsplit("/", 1)[-1]


def _union(names: Names, term: Term) -> list[NamedNode]:
    """Return the classes of which a nameless class is the union; none for anything else."""
    if not isinstance(term, NamedNode) or not _is_nameless(term):
        return []
    reader = names.generation.reader
    members: list[NamedNode] = []
    rest = reader.value(term, OWL.unionOf)
    while isinstance(rest, NamedNode) and rest != RDF.nil and len(members) < SHOWN_AT_ONCE:
        first = reader.value(rest, RDF.first)
        if isinstance(first, NamedNode):
            members.append(first)
        rest = reader.value(rest, RDF.rest)
    return members
