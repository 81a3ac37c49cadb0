"""Succession: which councils there were on a day, and which took the place of which."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from .generation import Generation
from .look_up import look_up_of
from .namespaces import DCT, MH, RDF, SCHEMA
from .terms import Literal as LiteralTerm
from .terms import NamedNode, parse_iri

Existence = Literal["not yet", "there", "gone"]
"""Whether a council was there on a day."""


@dataclass(frozen=True, slots=True)
class Council:
    """What the graph states of a council's place among the others.

    Attributes:
        iri: its IRI.
        name: its name.
        code: its code in the register of local authorities.
        tier: IRI of its tier; empty if none is stated, as of combined authorities.
        nation: the nation that it is in; empty if none is stated.
        founded: its first day; None if none is stated.
        abolished: its last day; None if none is stated.
    """

    iri: str
    name: str
    code: str
    tier: str
    nation: str
    founded: date | None
    abolished: date | None

    def on(self, day: date) -> Existence:
        """Return whether it was there on a day; one without a stated first day always was."""
        if self.founded is not None and day < self.founded:
            return "not yet"
        return "gone" if self.abolished is not None and day > self.abolished else "there"


def is_council(generation: Generation, iri: str) -> bool:
    """Return whether an IRI is that of a council."""
    term = parse_iri(iri)
    found = generation.reader.quads(term, RDF.type, MH.Authority) if term else iter(())
    return next(found, None) is not None


def council(generation: Generation, iri: str) -> Council:
    """Return what is stated of a council.

    Args:
        generation: where to read.
        iri: the IRI of a council that the graph describes.
    """
    named = look_up_of(generation).find(MH.Authority.value, iri)
    return Council(
        iri=iri,
        name=named[0].label if named else iri,
        code=_text(generation, iri, DCT.identifier),
        tier=next((tier.value for tier in _things(generation, iri, MH.tier)), ""),
        nation=_text(generation, iri, MH.nation),
        founded=_day(generation, iri, SCHEMA.foundingDate),
        abolished=_day(generation, iri, SCHEMA.dissolutionDate),
    )


def successors(generation: Generation, before: Council) -> tuple[Council, ...]:
    """Return the councils that took over from one, by code; none if none are stated."""
    found = _things(generation, before.iri, MH.succeededBy)
    return _councils(generation, [each.value for each in found])


def predecessors(generation: Generation, after: Council) -> tuple[Council, ...]:
    """Return the councils that one took over from, by code; none if none are stated."""
    found = generation.reader.subjects(MH.succeededBy, NamedNode(after.iri))
    return _councils(generation, [each.value for each in found])


def successors_on(generation: Generation, iri: str, day: date) -> tuple[Council, ...]:
    """Return the councils in the place of one that was gone by a day; none if it was not gone."""
    if not is_council(generation, iri):
        return ()
    first = council(generation, iri)
    if first.on(day) != "gone":
        return ()
    return tuple(step.council for step in in_place_of(generation, first, day))


@dataclass(frozen=True, slots=True)
class Standing:
    """A council that was there on a day, and the way that leads to it from another.

    Attributes:
        council: the council.
        through: the councils on the way, the one that was asked for first; none if it is that one.
    """

    council: Council
    through: tuple[Council, ...] = ()


def in_place_of(generation: Generation, asked: Council, day: date) -> tuple[Standing, ...]:
    """Return the councils that were there on a day in the place of one, by code.

    That is the council itself if it was there; those that took over from it, and from them, if it
    was gone; those that it took over from if it was not there yet. None if nothing states which.
    """
    way = asked.on(day)
    found: dict[str, Standing] = {}
    seen = {asked.iri}
    ahead = [Standing(asked)]
    for standing in ahead:
        if standing.council.on(day) == "there":
            found.setdefault(standing.council.iri, standing)
        elif standing.council.on(day) == way:
            step = successors if way == "gone" else predecessors
            for each in step(generation, standing.council):
                if each.iri not in seen:
                    seen.add(each.iri)
                    ahead.append(Standing(each, (*standing.through, standing.council)))
    return tuple(sorted(found.values(), key=lambda each: each.council.code))


def county_of(generation: Generation, district: Council) -> tuple[Council, ...]:
    """Return the county councils whose area holds a district; usually one."""
    found = _things(generation, district.iri, MH.parentAuthority)
    return _councils(generation, [each.value for each in found])


def districts_of(generation: Generation, county: Council) -> tuple[Council, ...]:
    """Return the district councils whose area lies in a county, by code."""
    found = generation.reader.subjects(MH.parentAuthority, NamedNode(county.iri))
    return _councils(generation, [each.value for each in found])


def _councils(generation: Generation, iris: list[str]) -> tuple[Council, ...]:
    found = (council(generation, iri) for iri in iris if is_council(generation, iri))
    return tuple(sorted(found, key=lambda each: each.code))


def _things(generation: Generation, iri: str, name: NamedNode) -> list[NamedNode]:
    found = generation.reader.objects(NamedNode(iri), name)
    return [each for each in found if isinstance(each, NamedNode)]


def _text(generation: Generation, iri: str, name: NamedNode) -> str:
    value = generation.reader.value(NamedNode(iri), name)
    return value.value if isinstance(value, LiteralTerm) else ""


def _day(generation: Generation, iri: str, name: NamedNode) -> date | None:
    try:
        return date.fromisoformat(_text(generation, iri, name))
    except ValueError:
        return None
