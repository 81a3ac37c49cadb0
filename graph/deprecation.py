"""Deprecation: that a term is not for new use any more, since when, and what takes its place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from .generation import Generation
from .ledger import publications
from .namespaces import ADMS, DCT, MH, OWL
from .terms import Literal, NamedNode

NOT_FOR_NEW_USE = (MH.Deprecated, MH.Superseded, MH.Withdrawn)
"""Statuses of terms that are not for new use."""


@dataclass(frozen=True, slots=True)
class Deprecation:
    """What there is to say of a term that is not for new use.

    Attributes:
        since: since when, in UTC, or since when at the latest; None if nothing tells.
        successors: IRIs of the terms that take its place.
    """

    since: datetime | None
    successors: tuple[str, ...]


def deprecation_of(generation: Generation, iri: str) -> Deprecation | None:
    """Return what there is to say of a term that is not for new use; None for all others."""
    reader, term = generation.reader, NamedNode(iri)
    marks = (q.object for q in reader.quads(term, OWL.deprecated))
    is_marked = any(isinstance(mark, Literal) and mark.value in ("true", "1") for mark in marks)
    if not is_marked and not set(NOT_FOR_NEW_USE) & set(reader.objects(term, ADMS.status)):
        return None
    found = reader.objects(term, DCT.isReplacedBy)
    successors = tuple(each.value for each in found if isinstance(each, NamedNode))
    return Deprecation(_since(generation, term), successors)


def _since(generation: Generation, term: NamedNode) -> datetime | None:
    """Return since when a term has been deprecated, by the best that tells.

    A date that it bears itself comes first, then the ledger; what was deprecated when it was first
    published here has been so since then at the latest.
    """
    stated = _moment(generation, term, MH.absentSince)
    if stated is not None:
        return stated
    graph = NamedNode(generation.graph_iri("changes"))
    told = (
        quad.subject
        for quad in generation.reader.quads(None, DCT.isVersionOf, term, graph)
        if isinstance(quad.subject, NamedNode)
    )
    times = [
        moment
        for entry in told
        if MH.Deprecation in generation.reader.objects(entry, DCT.type)
        and (moment := _moment(generation, entry, DCT.issued)) is not None
    ]
    if times:
        return max(times)
    modified = _moment(generation, term, DCT.modified)
    if modified is not None:
        return modified
    start = generation.graph_iri("")
    graphs = {
        quad.graph_name.value.removeprefix(start)
        for quad in generation.reader.quads(term)
        if isinstance(quad.graph_name, NamedNode)
    }
    return min((e.issued for e in publications(generation) if e.dataset in graphs), default=None)


def _moment(generation: Generation, subject: NamedNode, name: NamedNode) -> datetime | None:
    """Return the date or time that a property states; None if it states none."""
    value = generation.reader.value(subject, name)
    if not isinstance(value, Literal):
        return None
    try:
        moment = datetime.fromisoformat(value.value)
    except ValueError:
        return None
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
