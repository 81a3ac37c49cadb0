"""Succession: what takes a term's place, followed until it comes to terms that are in use."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain

from ..generation import Generation
from ..releases.standing import successors
from .edition import Edition

_MOST_FOLLOWED = 100
"""Terms that are followed from one; a longer chain is a fault of the data."""


@dataclass(frozen=True, slots=True)
class Succession:
    """What takes a term's place.

    Attributes:
        ends: IRIs of the terms in use that one comes to, in the order in which they are named.
        via: IRIs of the terms on the way that are not for use themselves.
    """

    ends: tuple[str, ...]
    via: tuple[str, ...]


def follow(iri: str, now: Edition, older: Callable[[], Iterable[Generation]]) -> Succession:
    """Return what takes a term's place.

    A term that is its own successor in the end has none.

    Args:
        iri: IRI of a term that is not for use.
        now: the edition in which terms are to be in use.
        older: returns generations that may say what takes the place of a term that is in it no
            more.
    """
    ends: dict[str, None] = {}
    via: dict[str, None] = {}
    seen = {iri}
    waiting = list(_next(iri, now, older))
    while waiting and len(seen) < _MOST_FOLLOWED:
        each = waiting.pop(0)
        if each in seen:
            continue
        seen.add(each)
        if each in now and each not in now.retired:
            ends[each] = None
            continue
        following = _next(each, now, older)
        if following or each in now:
            via[each] = None
        waiting = [*following, *waiting]
    return Succession(tuple(ends), tuple(via))


def _next(iri: str, now: Edition, older: Callable[[], Iterable[Generation]]) -> tuple[str, ...]:
    """Return what takes a term's place, as the first generation says that says anything."""
    for generation in chain((now.generation,), older()):
        found = successors(generation, iri)
        if found:
            return found
    return ()
