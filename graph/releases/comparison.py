"""Comparison: from the statements that went and came to what happened to each term.

A term is known by its IRI, which is for ever: another name for the same IRI is a rename. What is
said of a term decides what happened to it:

* added, removed: it is in the standard on one side alone;
* renamed: its name in a language is another; translated: a name in a further language came or went;
* redefined: its definition or description is another; recoded: its code is;
* moved: it is part of something else, or in other lists;
* deprecated, reinstated: it should no longer be used, or may be again; deprecated as well where
  what takes its place is another than before;
* of those that were deprecated or removed and name what takes their place: split if that is
  several terms; merged if one term takes the place of several; replaced if one takes that of one;
* altered: nothing of that, but something else is said of it.

One term may have several changes: one that is replaced is deprecated as well.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from ..change import Change
from ..generation import Generation
from ..inverses import Inverses
from ..lists import identifier_order
from ..namespaces import SKOS
from ..standard_table import differing_subjects, stated_of
from ..terms import NamedNode, Quad
from ..vocabulary import Vocabulary
from .coverage import covered_graphs, mapping_graphs, standard_lines
from .difference import (
    TERM_KINDS,
    Difference,
    MappingChange,
    MappingKind,
    TermChange,
    TermKind,
    TextChange,
)
from .lines import quads_about
from .sides import Side, delta
from .standing import (
    STRUCTURE,
    Standing,
    TermName,
    members,
    standing,
    standing_of,
    successors,
    term_name,
)

_MATCHES = frozenset(
    (SKOS.exactMatch, SKOS.closeMatch, SKOS.broadMatch, SKOS.narrowMatch, SKOS.relatedMatch)
)

_READ_FROM = 2_000
"""From this many different subjects on, all that both sides say is read as text."""


def compare(before: Side, after: Side) -> Difference:
    """Return what changed in the standard from one side to the other, in an order that is fixed."""
    old, new, change = _read(before.generation, after.generation)
    names = _Names(old, new)
    subjects = sorted(change.subjects())
    mapped = names.mapping_quads(change.removed), names.mapping_quads(change.added)
    told = {*mapped[0], *mapped[1]}
    others: dict[str, int] = {}
    for quad in (*change.removed, *change.added):
        if quad not in told and quad.predicate not in STRUCTURE:
            subject = quad.subject.value if isinstance(quad.subject, NamedNode) else ""
            others[subject] = others.get(subject, 0) + 1
    terms = [c for iri in subjects for c in _term_changes(names, iri, others.get(iri, 0))]
    terms += _successions(names, terms)
    changed = {c.term.iri for c in terms}
    mappings = [
        *_mapping_changes(names, "mapping removed", mapped[0]),
        *_mapping_changes(names, "mapping added", mapped[1]),
    ]
    return Difference(
        before=before.name,
        after=after.name,
        is_fixed=before.is_fixed and after.is_fixed,
        terms=tuple(sorted(terms, key=_term_order)),
        mappings=tuple(sorted(mappings, key=_mapping_order)),
        delta=change,
        unchanged=len(members(after.generation) - changed),
    )


@dataclass(frozen=True, slots=True)
class _Edition:
    """One side: its graph, and what the standard says in it.

    Attributes:
        generation: its graph.
        lines: what the standard says, as sorted N-Quads; None to ask the graph, which is quicker
            for few things.
        said: what it says of the subjects that differ, where the graph was asked.
    """

    generation: Generation
    lines: list[bytes] | None = None
    said: Mapping[str, list[Quad]] = field(default_factory=dict)

    def standing(self, iri: str) -> Standing | None:
        if self.lines is not None:
            return standing_of(self.generation, iri, quads_about(self.lines, iri))
        said = self.said.get(iri)
        if said is None:
            return standing(self.generation, iri)
        return standing_of(self.generation, iri, said)


def _read(before: Generation, after: Generation) -> tuple[_Edition, _Edition, Change]:
    """Return both sides with what is different, by reading all that they say if that is much."""
    covered = (covered_graphs(before), covered_graphs(after))
    subjects = differing_subjects(before, after, covered)
    if subjects is None or len(subjects) > _READ_FROM:
        old, new = standard_lines(before), standard_lines(after)
        return _Edition(before, old), _Edition(after, new), delta(old, new)
    told = [
        {name: stated_of(side.reader, name, graphs) for name in subjects}
        for side, graphs in zip((before, after), map(frozenset, covered), strict=True)
    ]
    old_quads, new_quads = ({q for quads in each.values() for q in quads} for each in told)
    gone, come = (sorted(q, key=str) for q in (old_quads - new_quads, new_quads - old_quads))
    sides = (_Edition(before, said=told[0]), _Edition(after, said=told[1]))
    return *sides, Change(gone, come)


class _Names:
    """The terms of both sides, each read once."""

    def __init__(self, before: _Edition, after: _Edition) -> None:
        self.before = before
        self.after = after
        self._read: dict[tuple[bool, str], Standing | None] = {}
        self._named: dict[str, TermName] = {}
        self._mapping_graphs = mapping_graphs(before.generation) | mapping_graphs(after.generation)
        self._inverses = Vocabulary.of(after.generation).inverses

    def standing(self, iri: str, *, after: bool) -> Standing | None:
        """Return how a term stands on one side; None if it is not there."""
        key = (after, iri)
        if key not in self._read:
            self._read[key] = (self.after if after else self.before).standing(iri)
        return self._read[key]

    def name(self, iri: str) -> TermName:
        """Return what a term is called, on the later side if it is there."""
        if iri not in self._named:
            found = self.standing(iri, after=True) or self.standing(iri, after=False)
            editions = (self.after.generation, self.before.generation)
            self._named[iri] = found.name if found else term_name(editions, iri)
        return self._named[iri]

    def successors(self, iri: str) -> tuple[TermName, ...]:
        """Return what takes the place of a term on the later side, where it may be a tombstone."""
        return tuple(self.name(s) for s in successors(self.after.generation, iri))

    def is_term(self, iri: str) -> bool:
        """Return whether an IRI is a term of a list on either side."""
        sides = (self.standing(iri, after=after) for after in (True, False))
        return any(found is not None and found.list_iris for found in sides)

    def mapping_quads(self, quads: Iterable[Quad]) -> dict[Quad, bool]:
        """Return the statements that map a term, and whether each is told.

        Of a mapping that is stated from both ends one direction is told.
        """
        found = {quad for quad in quads if self._is_mapping(quad)}
        return {quad: not _is_other_end(quad, found, self._inverses) for quad in found}

    def _is_mapping(self, quad: Quad) -> bool:
        if not isinstance(quad.subject, NamedNode) or not isinstance(quad.object, NamedNode):
            return False
        if quad.predicate in _MATCHES:
            return True
        if quad.predicate in STRUCTURE:
            return False
        graph = quad.graph_name.value if isinstance(quad.graph_name, NamedNode) else ""
        return graph in self._mapping_graphs or (
            self.is_term(quad.object.value) and self.is_term(quad.subject.value)
        )


def _is_other_end(quad: Quad, among: set[Quad], inverses: Inverses) -> bool:
    """Return whether the same is stated from the other end, by a property that comes first."""
    return any(
        other in among and (str(other.predicate), str(other)) < (str(quad.predicate), str(quad))
        for other in inverses.of([quad])
    )


def _term_changes(names: _Names, iri: str, others: int) -> Iterator[TermChange]:
    """Yield what happened to one thing, if it is a term; successions are told afterwards."""
    before, after = names.standing(iri, after=False), names.standing(iri, after=True)
    if before is None and after is None:
        return
    if after is None or before is None:
        yield from _came_or_went(names, before, after)
        return
    found = [*_texts_changed(before, after), *_place_changed(names, before, after)]
    is_new = not before.is_deprecated or before.successors != after.successors
    if after.is_deprecated and is_new:
        joined = tuple(names.name(s) for s in after.successors)
        found.append(TermChange("deprecated", after.name, joined=joined, reason=after.reason))
    elif before.is_deprecated and not after.is_deprecated:
        found.append(TermChange("reinstated", after.name, reason=after.reason))
    if others and not found:
        found.append(TermChange("altered", after.name, statements=others))
    yield from found


def _came_or_went(
    names: _Names, before: Standing | None, after: Standing | None
) -> Iterator[TermChange]:
    if after is not None:
        parents = tuple(names.name(p) for p in sorted(after.parents))
        yield TermChange("added", after.name, joined=parents)
    elif before is not None:
        yield TermChange("removed", before.name, joined=names.successors(before.name.iri))


def _texts_changed(before: Standing, after: Standing) -> Iterator[TermChange]:
    old, new = _by_language(before), _by_language(after)
    both = [t for t in _differing(old, new) if t.before is not None and t.after is not None]
    one = [t for t in _differing(old, new) if t.before is None or t.after is None]
    if both:
        yield TermChange("renamed", after.name, texts=tuple(both))
    if one:
        yield TermChange("translated", after.name, texts=tuple(one))
    definitions = [
        TextChange(key[1], before.definitions.get(key), after.definitions.get(key))
        for key in sorted({*before.definitions, *after.definitions})
        if before.definitions.get(key) != after.definitions.get(key)
    ]
    if definitions:
        yield TermChange("redefined", after.name, texts=tuple(definitions))
    if before.name.code != after.name.code:
        codes = TextChange("", before.name.code or None, after.name.code or None)
        yield TermChange("recoded", after.name, texts=(codes,))


def _place_changed(names: _Names, before: Standing, after: Standing) -> Iterator[TermChange]:
    left = sorted((before.parents - after.parents) | (before.list_iris - after.list_iris))
    joined = sorted((after.parents - before.parents) | (after.list_iris - before.list_iris))
    if left or joined:
        yield TermChange(
            "moved",
            after.name,
            left=tuple(names.name(iri) for iri in left),
            joined=tuple(names.name(iri) for iri in joined),
        )


def _successions(names: _Names, changes: Iterable[TermChange]) -> Iterator[TermChange]:
    """Yield what took the place of the terms that were deprecated or removed."""
    sources: dict[str, list[TermChange]] = {}
    for change in changes:
        if change.kind not in ("deprecated", "removed") or not change.joined:
            continue
        if len(change.joined) > 1:
            yield TermChange("split", change.term, joined=change.joined, reason=change.reason)
        else:
            sources.setdefault(change.joined[0].iri, []).append(change)
    for iri, merged in sources.items():
        if len(merged) > 1:
            left = tuple(sorted((c.term for c in merged), key=_name_order))
            yield TermChange("merged", names.name(iri), left=left)
        else:
            (one,) = merged
            yield TermChange("replaced", one.term, joined=one.joined, reason=one.reason)


def _mapping_changes(
    names: _Names, kind: MappingKind, quads: Mapping[Quad, bool]
) -> Iterator[MappingChange]:
    for quad, is_told in quads.items():
        if is_told and isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            yield MappingChange(
                kind,
                names.name(quad.subject.value),
                quad.predicate.value,
                names.name(quad.object.value),
            )


def _by_language(standing: Standing) -> dict[str, str]:
    found: dict[str, list[str]] = {}
    for label in standing.name.labels:
        found.setdefault(label.language or "", []).append(label.value)
    return {language: " / ".join(sorted(texts)) for language, texts in found.items()}


def _differing(old: Mapping[str, str], new: Mapping[str, str]) -> list[TextChange]:
    return [
        TextChange(language, old.get(language), new.get(language))
        for language in sorted({*old, *new})
        if old.get(language) != new.get(language)
    ]


def _name_order(name: TermName) -> tuple[object, ...]:
    return (name.lists, identifier_order(name.code), name.iri)


def _term_order(change: TermChange) -> tuple[object, ...]:
    kinds: tuple[TermKind, ...] = TERM_KINDS
    return (kinds.index(change.kind), *_name_order(change.term))


def _mapping_order(change: MappingChange) -> tuple[object, ...]:
    ends = (*_name_order(change.term), change.predicate, *_name_order(change.target))
    return (change.kind, *ends)
