"""Trees: the terms of a list under one another, or services under their functions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...graph.errors import NotFoundError
from ...graph.generation import Generation
from ...graph.lists import ListedTerm, TermList, term_list
from ...graph.namespaces import ESD, ESD_ID
from ...graph.terms import NamedNode

_DEEPEST = 12
_MOST_TERMS = 1_500
"""Terms of a list up to which its whole tree is drawn; of a larger one, the two upper levels."""


@dataclass(frozen=True, slots=True)
class Branch:
    """A term with what is under it.

    Attributes:
        term: the term.
        branches: terms under it that have a place in the tree; none if they are not drawn.
        leaves: terms of the list itself that are filed under it, when it is of another list.
        size: how many terms are under it on all levels.
    """

    term: ListedTerm
    branches: tuple[Branch, ...]
    leaves: tuple[ListedTerm, ...]
    size: int


@dataclass(frozen=True, slots=True)
class Tree:
    """The tree of a list; `is_by_function` if its branches are functions and not its own terms."""

    branches: tuple[Branch, ...]
    is_by_function: bool


def tree_of(generation: Generation, terms: TermList, shown: Sequence[ListedTerm]) -> Tree | None:
    """Return the tree of a list; None if its terms are not arranged in any.

    Args:
        generation: the generation to read.
        terms: the list.
        shown: those of its terms that are to be drawn.
    """
    wanted = {term.iri for term in shown}
    if any(parent in terms.by_iri for term in terms.terms for parent in term.parents):
        depth = _DEEPEST if len(terms.terms) <= _MOST_TERMS else 2
        branches = _branches(
            [t for t in terms.tops() if t.iri in wanted], terms.narrower, {}, wanted, depth
        )
        return Tree(branches, is_by_function=False)
    filed = _filed_under_functions(generation, shown)
    if not filed:
        return None
    try:
        functions = term_list(generation, ESD_ID + "list/functions")
    except NotFoundError:
        return None
    everything = {term.iri for term in functions.terms}
    found = _branches(functions.tops(), functions.narrower, filed, everything, _DEEPEST)
    return Tree(tuple(b for b in found if b.size), is_by_function=True)


def _filed_under_functions(
    generation: Generation, shown: Sequence[ListedTerm]
) -> dict[str, list[ListedTerm]]:
    """Return the terms that each function contains, by label."""
    by_iri = {term.iri: term for term in shown}
    filed: dict[str, list[ListedTerm]] = {}
    for quad in generation.reader.quads(None, ESD.containedBy):
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            term = by_iri.get(quad.subject.value)
            if term is not None and term not in filed.get(quad.object.value, ()):
                filed.setdefault(quad.object.value, []).append(term)
    for members in filed.values():
        members.sort(key=lambda term: term.label().value.casefold())
    return filed


def _branches(
    terms: Sequence[ListedTerm],
    narrower: Mapping[str, tuple[ListedTerm, ...]],
    filed: Mapping[str, Sequence[ListedTerm]],
    wanted: set[str],
    depth: int,
    above: frozenset[str] = frozenset(),
) -> tuple[Branch, ...]:
    """Return the branches for terms; one that stands above itself is not drawn again."""
    found = []
    for term in terms:
        path = above | {term.iri}
        children = [t for t in narrower.get(term.iri, ()) if t.iri in wanted and t.iri not in path]
        leaves = tuple(filed.get(term.iri, ()))
        under = _branches(children, narrower, filed, wanted, depth - 1, path) if depth > 1 else ()
        if filed:
            under = tuple(branch for branch in under if branch.size)
            size = len(leaves) + sum(branch.size for branch in under)
        else:
            size = len(_below(term.iri, narrower, wanted))
        found.append(Branch(term, under, leaves, size))
    return tuple(found)


def _below(iri: str, narrower: Mapping[str, tuple[ListedTerm, ...]], wanted: set[str]) -> set[str]:
    """Return the IRIs of the terms under one, each once however many ways lead there."""
    found: set[str] = set()
    waiting = [iri]
    while waiting:
        for child in narrower.get(waiting.pop(), ()):
            if child.iri in wanted and child.iri not in found:
                found.add(child.iri)
                waiting.append(child.iri)
    return found - {iri}
