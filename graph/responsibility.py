"""Responsibility: which councils provide a service in an area on a day, and why.

A service is provided by tiers of councils, as GOV.UK states it. The council of an area, or the one
that was there in its place on the day, provides what its tier provides; what the other of two tiers
provides, the county of a district does, or the districts of a county. What the graph does not state
is not guessed: a note says what is missing.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from .class_names import Named
from .errors import RequestError, UnknownNameError
from .generation import Generation
from .look_up import look_up_of
from .namespaces import ESD, MH, MOOTHALL_ID, RDF
from .search import search
from .succession import (
    Council,
    Standing,
    council,
    county_of,
    districts_of,
    in_place_of,
    successors_on,
)
from .terms import NamedNode

COUNTY = f"{MOOTHALL_ID}tier/county"
DISTRICT = f"{MOOTHALL_ID}tier/district"

_OF_THE_LIST = ("England", "Wales", "")
"""The nations whose councils the list of services is of; the empty one is not known to differ."""

_SUGGESTIONS = 5

Outcome = Literal["answered", "depends on the place", "not stated"]
"""What an answer is: councils for the whole area, councils for parts of it, or none."""

Kind = Literal[
    "succeeded",
    "preceded",
    "tier_provides",
    "county_provides",
    "district_provides",
    "no_tier_rule",
    "no_tier",
    "no_successor",
    "no_predecessor",
    "no_county",
    "no_districts",
    "tier_does_not",
    "founding_not_stated",
    "foundings_not_stated",
    "rule_is_undated",
    "data_of",
    "other_nation",
]
"""Kinds of reasons and notes; the words of the pages have a text for each."""


@dataclass(frozen=True, slots=True)
class Reason:
    """A step that leads to a council, or a note on what the answer lacks or rests on.

    Attributes:
        kind: which of the texts it is.
        council: the council that it speaks of; None if it speaks of none.
        other: the council that led to that one; None if none did.
        day: the day that it speaks of; None if it speaks of none.
    """

    kind: Kind
    council: Council | None = None
    other: Council | None = None
    day: date | None = None


@dataclass(frozen=True, slots=True)
class Responsible:
    """A council that provides the service.

    Attributes:
        council: the council.
        why: why it does, step by step.
    """

    council: Council
    why: tuple[Reason, ...]


@dataclass(frozen=True, slots=True)
class Responsibility:
    """Who provides a service in an area on a day.

    Attributes:
        service: the service.
        area: the council whose area was asked for.
        day: the day.
        tiers: IRIs of the tiers that provide the service; none if none are stated.
        outcome: what kind of answer it is.
        responsible: the councils, by tier and code.
        successors: where the council that was asked for was gone by the day: those that took over.
        notes: what the answer lacks, or rests on.
    """

    service: Named
    area: Council
    day: date
    tiers: tuple[str, ...]
    outcome: Outcome
    responsible: tuple[Responsible, ...]
    successors: tuple[Council, ...]
    notes: tuple[Reason, ...]


def find_service(generation: Generation, text: str) -> Named:
    """Return the service that a text means.

    Args:
        generation: where to look.
        text: an address, compact address, code such as 524 or "LGSL 524", or a name.

    Raises:
        RequestError: it is missing, or several services are called that.
        UnknownNameError: no service is; the likeliest are named.
    """
    return _find(generation, ESD.Service, "service", text, "give its LGSL code, such as 524")


def find_area(generation: Generation, text: str) -> Council:
    """Return the council whose area a text means.

    Args:
        generation: where to look.
        text: a code (GSS, SNAC, register), address or name of a council.

    Raises:
        RequestError: it is missing, or several councils are called that.
        UnknownNameError: no council is; the likeliest are named.
    """
    remedy = "give the GSS code of the council of the area, such as E07000223, or its name"
    found = _find(generation, MH.Authority, "area", text, remedy)
    return council(generation, found.iri)


def read_day(text: str) -> date:
    """Return the day that a text writes as year, month and day.

    Raises:
        RequestError: it is none.
    """
    try:
        # fromisoformat also takes weeks and days without hyphens
        if len(text) == len("2026-04-01") and text[4] == text[7] == "-":
            return date.fromisoformat(text)
    except ValueError as error:
        raise _no_day(text) from error
    raise _no_day(text)


def responsible(generation: Generation, service: Named, area: Council, day: date) -> Responsibility:
    """Return who provides a service in the area of a council on a day."""
    tiers = providing_tiers(generation, service.iri)
    standings = in_place_of(generation, area, day)
    notes: list[Reason] = []
    found: dict[str, Responsible] = {}
    if not tiers:
        notes.append(Reason("no_tier_rule"))
    elif not standings:
        is_gone = area.on(day) == "gone"
        kind: Kind = "no_successor" if is_gone else "no_predecessor"
        notes.append(Reason(kind, area, day=area.abolished if is_gone else area.founded))
    else:
        # where districts are in the place too, they are the parts of the area, and not all of
        # those of their county
        has_districts = any(each.council.tier == DISTRICT for each in standings)
        for standing in standings:
            parts = None if has_districts else districts_of(generation, standing.council)
            for each in _providers(generation, standing, tiers, parts, day, notes):
                found.setdefault(each.council.iri, each)
    by_tier = sorted(found.values(), key=lambda each: (each.council.tier, each.council.code))
    notes += _caveats(generation, area, by_tier, day) if by_tier else ()
    return Responsibility(
        service=service,
        area=area,
        day=day,
        tiers=tiers,
        outcome=_outcome(standings, by_tier),
        responsible=tuple(by_tier),
        successors=successors_on(generation, area.iri, day),
        notes=tuple(dict.fromkeys(notes)),
    )


def providing_tiers(generation: Generation, service: str) -> tuple[str, ...]:
    """Return the IRIs of the tiers of councils that provide a service; none if none are stated."""
    reader = generation.reader
    return tuple(
        each.value
        for each in reader.objects(NamedNode(service), MH.providedBy)
        if isinstance(each, NamedNode)
        and next(reader.quads(each, RDF.type, MH.Tier), None) is not None
    )


def _providers(
    generation: Generation,
    standing: Standing,
    tiers: tuple[str, ...],
    parts: tuple[Council, ...] | None,
    day: date,
    notes: list[Reason],
) -> Iterator[Responsible]:
    """Return who provides in the area of one council that was there, and note what is missing.

    Args:
        generation: where to read.
        standing: the council, and the way to it.
        tiers: the tiers that provide the service.
        parts: the districts that the area of a county is made of; None if others stand for them.
        day: the day.
        notes: gets what is missing.
    """
    here = standing.council
    way = _way(standing)
    if not here.tier:
        notes.append(Reason("no_tier", here))
        return
    if here.tier in tiers:
        yield Responsible(here, (*way, Reason("tier_provides", here)))
    if here.tier == DISTRICT and COUNTY in tiers:
        counties = [c for c in county_of(generation, here) if c.on(day) == "there"]
        if not counties:
            notes.append(Reason("no_county", here, day=day))
        for each in counties:
            yield Responsible(each, (*way, Reason("county_provides", each, here)))
    if here.tier == COUNTY and DISTRICT in tiers and parts is not None:
        there = [c for c in parts if c.on(day) == "there"]
        if not there:
            notes.append(Reason("no_districts", here, day=day))
        for each in there:
            yield Responsible(each, (*way, Reason("district_provides", each, here)))
    two_tiers = {COUNTY, DISTRICT}
    if here.tier not in tiers and not (here.tier in two_tiers and two_tiers & set(tiers)):
        notes.append(Reason("tier_does_not", here))


def _way(standing: Standing) -> tuple[Reason, ...]:
    """Return the steps from the council that was asked for to the one that was there."""
    steps = [*standing.through, standing.council]
    found = []
    for start, end in zip(steps, steps[1:], strict=False):
        is_later = start.abolished is not None and (
            end.founded is None or end.founded > start.abolished
        )
        if is_later:
            found.append(Reason("succeeded", end, start, start.abolished))
        else:
            found.append(Reason("preceded", end, start, start.founded))
    return tuple(found)


def _caveats(
    generation: Generation, area: Council, found: list[Responsible], day: date
) -> Iterator[Reason]:
    published = generation.manifest.published.date()
    if day < published:
        yield Reason("rule_is_undated")
        undated = [each.council for each in found if each.council.founded is None]
        if len(undated) == 1:
            yield Reason("founding_not_stated", undated[0])
        elif undated:
            yield Reason("foundings_not_stated")
    if day > published:
        yield Reason("data_of", day=published)
    if area.nation not in _OF_THE_LIST:
        yield Reason("other_nation", area)


def _outcome(standings: tuple[Standing, ...], found: list[Responsible]) -> Outcome:
    if not found:
        return "not stated"
    districts = [each for each in found if each.council.tier == DISTRICT]
    has_parts = len(districts) > 1 or (len(standings) > 1 and len(found) > 1)
    return "depends on the place" if has_parts else "answered"


def _find(generation: Generation, kind: NamedNode, parameter: str, text: str, remedy: str) -> Named:
    if not text.strip():
        raise RequestError(f"no {parameter} is named", where=parameter, remedy=remedy)
    found = look_up_of(generation).find(kind.value, text)
    if len(found) == 1:
        return found[0]
    if found:
        several = "; ".join(f"{each.label} ({each.iri})" for each in found[:_SUGGESTIONS])
        raise RequestError(
            f"{text[:100]!r} may mean {len(found)} of them",
            where=parameter,
            remedy=f"give the address of the one that you mean: {several}",
        )
    noun = "service" if kind == ESD.Service else "authority"
    hits = search(generation, text, kind=noun, page_size=_SUGGESTIONS).hits
    likely = [hit.label for hit in hits]
    if not likely:
        guess = look_up_of(generation).suggest(kind.value, text)
        likely = [guess.label] if guess else []
    raise UnknownNameError(parameter, text, likely, remedy)


def _no_day(text: str) -> RequestError:
    return RequestError(
        f"{text[:50]!r} is not a day of the calendar",
        where="date",
        remedy="write year, month and day as 2026-04-01, or leave it out for today",
    )
