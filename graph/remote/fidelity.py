"""Fidelity: whether a store keeps what it was given.

Stores spell values in ways of their own, and some round numbers; that is let pass. A store that
makes another value of one, such as 0 of a word that is typed as an integer, is found out before
anything is published.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from ..namespaces import GEO, XSD
from ..store import EmbeddedReader
from ..terms import Literal, Quad, Term, Triple

TOLERANCE = 1e-5
"""Relative difference up to which a number with a floating point counts as the same."""

_MOST_STRANGERS = 100_000
"""Statements in another spelling that are compared; beyond, the store keeps something else."""

_NUMBER = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?")
_EXACT = (XSD.integer, XSD.decimal)
_FLOATING = (XSD.double, XSD.float, GEO.wktLiteral)


@dataclass(frozen=True, slots=True)
class Loss:
    """A statement that a store does not keep.

    Attributes:
        sent: the statement.
        kept: what the store has in its place; None if nothing looks like it.
    """

    sent: Triple
    kept: Triple | None


def find_loss(sent: Collection[Quad], kept: Iterable[Quad]) -> Loss | None:
    """Return a statement that a store does not keep as it was sent; None if there is none.

    Args:
        sent: what the store was given, each once.
        kept: what it gives back, as many.
    """
    missing = {quad.triple for quad in sent}
    strangers: list[Triple] = []
    for quad in kept:
        triple = quad.triple
        if triple in missing:
            missing.remove(triple)
        elif len(strangers) < _MOST_STRANGERS:
            strangers.append(triple)
    if not missing:
        return None
    respelled = EmbeddedReader.of(Quad(t.subject, t.predicate, t.object) for t in strangers)
    strangers = [quad.triple for quad in respelled.quads() if quad.triple not in missing]
    missing -= {quad.triple for quad in respelled.quads()}
    by_property: dict[tuple[Term, Term], list[Triple]] = {}
    for triple in strangers:
        by_property.setdefault((triple.subject, triple.predicate), []).append(triple)
    for triple in sorted(missing, key=str):
        others = by_property.get((triple.subject, triple.predicate), [])
        match = next((o for o in others if _is_alike(triple.object, o.object)), None)
        if match is None:
            return Loss(triple, others[0] if others else None)
        others.remove(match)
    return None


def _is_alike(sent: Term, kept: Term) -> bool:
    """Return whether a number is the same, as far as a store with rounded numbers can keep it."""
    if not isinstance(sent, Literal) or not isinstance(kept, Literal):
        return False
    try:
        if sent.datatype in _EXACT and kept.datatype in _EXACT:
            return Decimal(sent.value) == Decimal(kept.value)
    except InvalidOperation:
        return False
    if sent.datatype not in _FLOATING or sent.datatype != kept.datatype:
        return False
    if _NUMBER.sub("", sent.value).split() != _NUMBER.sub("", kept.value).split():
        return False
    pairs = zip(_NUMBER.findall(sent.value), _NUMBER.findall(kept.value), strict=False)
    return all(abs(float(a) - float(b)) <= TOLERANCE * abs(float(a)) for a, b in pairs)
