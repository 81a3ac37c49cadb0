"""Thing changes: what an exact change to the graph of a dataset means for its terms or records."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace

from ..graph.change import Change
from ..graph.deprecation import NOT_FOR_NEW_USE
from ..graph.labels import NAMING
from ..graph.ledger import CHANGE_KINDS
from ..graph.namespaces import ADMS, DCT, ESD, MH, OWL, RDF, SKOS
from ..graph.reader import Reader
from ..graph.terms import Literal, NamedNode, Quad
from ..shapes.view import View
from ..shapes.written import as_term
from .catalogue_entry import count_records
from .ledger import MOST_ENTRIES, DatasetChange, ThingChange, worth_telling
from .record_lines import LineChange

_MEANING = frozenset({SKOS.definition, DCT.description})
_PLACE = frozenset({SKOS.broader, SKOS.inScheme, SKOS.topConceptOf, ESD.containedBy})
_PASSING = frozenset({SKOS.narrower, SKOS.hasTopConcept, DCT.modified})
"""Properties that say what another thing says already, or nothing of the thing itself."""

_TOLD_APART = frozenset({*NAMING, *_MEANING, *_PLACE, OWL.deprecated, ADMS.status, MH.absentSince})


def quad_change(
    view: View, graph: NamedNode, change: Change, slug: str, title: Literal
) -> DatasetChange:
    """Return what an exact change to one graph does to its dataset.

    Args:
        view: the graph as it will be, with the one that is published.
        graph: the name of the dataset's graph.
        change: what goes and comes in that graph.
        slug: the name of the dataset.
        title: its title.
    """
    published = view.published
    come, go = len(change.added), len(change.removed)
    if published is None or next(published.quads(graph=graph), None) is None:
        created = count_records(change.added)
        return DatasetChange(slug, title, MH.Addition, come, go, created=created)
    if not change.added and next(view.quads(graph=graph), None) is None:
        removed = count_records(change.removed)
        terms = ThingTally(graph)
        terms.add(view, published, Change(removed=_about_terms(change.removed)))
        told = terms.going_terms(view, published)
        return DatasetChange(slug, title, MH.Removal, come, go, removed=removed, things=told)
    tally = ThingTally(graph)
    tally.add(view, published, change)
    return tally.dataset_change(view, published, slug, title, come, go)


class ThingTally:
    """What a change to a graph means for its things, counted part by part.

    A graph that gives nothing a class, such as one of mappings, describes whatever it speaks of.

    Args:
        graph: the name of the graph.
    """

    def __init__(self, graph: NamedNode) -> None:
        self._graph = graph
        self._described = _Kinds()
        self._spoken_of = _Kinds()

    def add(self, view: View, published: Reader, change: Change) -> None:
        """Count a part of the change: all of it that is about some things.

        Args:
            view: the graph as it will be.
            published: the graph as it is published.
            change: what goes and comes.
        """
        removed, added = _by_subject(change.removed), _by_subject(change.added)
        for thing in removed.keys() | added.keys():
            gone, new = removed.get(thing, []), added.get(thing, [])
            before = {q.object for q in published.quads(thing, RDF.type, None, self._graph)}
            after = before.difference(q.object for q in gone if q.predicate == RDF.type)
            after |= {q.object for q in new if q.predicate == RDF.type}
            found = _change_of(view, published, thing, gone, new, bool(before), bool(after))
            if found is not None:
                (self._described if before or after else self._spoken_of).add(found)

    def dataset_change(
        self, view: View, published: Reader, slug: str, title: Literal, come: int, go: int
    ) -> DatasetChange:
        """Return what all of it does to the dataset.

        Args:
            view: the graph as it will be.
            published: the graph as it is published.
            slug: the name of the dataset.
            title: its title.
            come: how many statements come.
            go: how many go.
        """
        kinds = self._kinds(published)
        counts = kinds.counts
        return DatasetChange(
            slug,
            title,
            MH.OtherChange,
            come,
            go,
            created=counts[MH.Addition],
            changed=counts.total() - counts[MH.Addition] - counts[MH.Removal],
            removed=counts[MH.Removal],
            things=[_named(view, published, thing) for thing in worth_telling(kinds.things())],
        )

    def going_terms(self, view: View, published: Reader) -> Sequence[ThingChange]:
        """Return the terms of lists that go, with their names, by address."""
        terms = worth_telling(self._kinds(published).terms)
        return [_named(view, published, term) for term in terms]

    def _kinds(self, published: Reader) -> _Kinds:
        typed = published.quads(None, RDF.type, None, self._graph)
        has_classes = self._described.counts or next(typed, None) is not None
        return self._described if has_classes else self._spoken_of


class _Kinds:
    """Changes to things by their first kind, no more of each than can be told one by one.

    Attributes:
        counts: kind -> how many changes are of it.
        terms: the terms of lists that go, all of which are told.
    """

    def __init__(self) -> None:
        self.counts: Counter[NamedNode] = Counter()
        self.terms: list[ThingChange] = []
        self._kept: dict[NamedNode, list[ThingChange]] = {}

    def add(self, change: ThingChange) -> None:
        """Count a change."""
        kind = change.kinds[0]
        self.counts[kind] += 1
        kept = self.terms if change.is_term else self._kept.setdefault(kind, [])
        # one more than can be told shows that there are too many
        if change.is_term or len(kept) <= MOST_ENTRIES:
            kept.append(change)

    def things(self) -> list[ThingChange]:
        """Return the changes that were kept."""
        return [*self.terms, *(change for changes in self._kept.values() for change in changes)]


def line_change(found: LineChange, slug: str, title: Literal) -> DatasetChange:
    """Return what a change to the lines of a table's records does to their dataset.

    Args:
        found: the change.
        slug: the name of the dataset.
        title: its title.
    """
    change, before, after = found.change, found.before, found.after
    come, go = len(change.added), len(change.removed)
    if not before and not change.removed:
        return DatasetChange(slug, title, MH.Addition, come, go, created=len(after))
    if not after and not change.added:
        return DatasetChange(slug, title, MH.Removal, come, go, removed=len(before))
    new, gone = after.keys() - before.keys(), before.keys() - after.keys()
    stay = before.keys() & after.keys()
    touched = {written for iri in change.subjects() if (written := f"<{iri}>") in stay}
    things = [_plain(subject, MH.Addition, after[subject]) for subject in new]
    things += [_plain(subject, MH.Removal, before[subject]) for subject in gone]
    for subject in touched:
        if before[subject] and after[subject] and before[subject] != after[subject]:
            renamed = _plain(subject, MH.Renaming, after[subject])
            old = as_term(before[subject])
            earlier = (old,) if isinstance(old, Literal) else ()
            things.append(ThingChange(renamed.thing, renamed.kinds, renamed.names, earlier))
        else:
            things.append(_plain(subject, MH.OtherChange, after[subject]))
    return DatasetChange(
        slug,
        title,
        MH.OtherChange,
        come,
        go,
        created=len(new),
        changed=len(touched),
        removed=len(gone),
        things=worth_telling(things),
    )


def _plain(subject: str, kind: NamedNode, name: str) -> ThingChange:
    label = as_term(name) if name else None
    return ThingChange(
        NamedNode(subject[1:-1]), (kind,), (label,) if isinstance(label, Literal) else ()
    )


def _about_terms(quads: Iterable[Quad]) -> list[Quad]:
    """Return the statements about terms of lists."""
    held = list(quads)
    terms = {quad.subject for quad in held if quad.predicate == SKOS.inScheme}
    return [quad for quad in held if quad.subject in terms]


def _by_subject(quads: Iterable[Quad]) -> dict[NamedNode, list[Quad]]:
    found: dict[NamedNode, list[Quad]] = {}
    for quad in quads:
        subject = quad.subject
        if isinstance(subject, NamedNode) and "/.well-known/genid/" not in subject.value:
            found.setdefault(subject, []).append(quad)
    return found


def _change_of(
    view: View,
    published: Reader,
    thing: NamedNode,
    removed: list[Quad],
    added: list[Quad],
    was_described: bool,
    is_described: bool,
) -> ThingChange | None:
    """Return what changes for one thing; None if only others say anything new of it."""
    if is_described and not was_described and not _has_class(published, thing):
        return ThingChange(thing, (MH.Addition,))
    if was_described and not is_described and not _has_class(view, thing):
        is_term = next(published.quads(thing, SKOS.inScheme), None) is not None
        return ThingChange(thing, (MH.Removal,), is_term=is_term)
    properties = {q.predicate for q in (*removed, *added)} - _PASSING
    if not properties:
        return None
    kinds = {MH.Move} if was_described != is_described or properties & _PLACE else set()
    was, now = (any(map(_says_deprecated, quads)) for quads in (removed, added))
    if was != now:
        kinds.add(MH.Deprecation if now else MH.Restoration)
    before = _names_lost(removed, added)
    if before:
        kinds.add(MH.Renaming)
    if properties & _MEANING:
        kinds.add(MH.Redefinition)
    if not kinds or properties - _TOLD_APART - {RDF.type}:
        kinds.add(MH.OtherChange)
    return ThingChange(
        thing,
        tuple(kind for kind in CHANGE_KINDS if kind in kinds),
        before=before,
        properties=tuple(sorted(properties, key=lambda name: name.value)),
    )


def _says_deprecated(quad: Quad) -> bool:
    if quad.predicate == ADMS.status:
        return quad.object in NOT_FOR_NEW_USE
    is_true = isinstance(quad.object, Literal) and quad.object.value in ("true", "1")
    return quad.predicate == OWL.deprecated and is_true


def _names_lost(removed: Iterable[Quad], added: Iterable[Quad]) -> tuple[Literal, ...]:
    """Return the names that become others in their language."""
    new = {_language_of(q) for q in added if q.predicate in NAMING}
    old = (q for q in removed if q.predicate in NAMING and _language_of(q) in new)
    names = {q.object for q in old if isinstance(q.object, Literal)}
    return tuple(sorted(names, key=str))


def _language_of(quad: Quad) -> tuple[NamedNode, str]:
    return quad.predicate, (quad.object.language or "") if isinstance(quad.object, Literal) else "-"


def _has_class(source: View | Reader, thing: NamedNode) -> bool:
    return any(q.object != MH.Tombstone for q in source.quads(thing, RDF.type))


def _named(view: View, published: Reader, change: ThingChange) -> ThingChange:
    """Return a change with the names of its thing."""
    source: View | Reader = published if change.kinds[0] == MH.Removal else view
    names: set[Literal] = set()
    for naming in NAMING:
        texts = (quad.object for quad in source.quads(change.thing, naming))
        names = {text for text in texts if isinstance(text, Literal)}
        if names:
            break
    told = tuple(sorted(names, key=str))
    return replace(change, names=told)
