"""Transitions: which status of a term may follow which, as the ontology states it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from ..graph.namespaces import ADMS, MH, RDF
from ..graph.reader import Reader
from ..graph.terms import NamedNode, Quad, RdfFormat, Subject, parse
from ..ontology import path as ontology_path
from ..shapes.report import Finding, Report
from ..shapes.view import View

_ENGINE = "moothall"


def check_transitions(view: View) -> Report:
    """Return a violation for each term whose status becomes one that may not follow.

    A term without a status is in use, as if it said Stable. One that goes is not looked at.

    Args:
        view: the graph as it will be, with the one that is published.
    """
    published = view.published
    if published is None:
        return Report((), 0, _ENGINE)
    legal = _legal(view)
    terms = {
        quad.subject
        for source in (published, view.staged)
        for quad in source.quads(None, ADMS.status)
        if isinstance(quad.subject, NamedNode)
    }
    found = []
    for term in sorted(terms, key=lambda each: each.value):
        before, after = _status(published, term), _status(view, term)
        if before is None or after is None or before == after:
            continue
        if before in legal and after in legal and after not in legal[before]:
            found.append(_finding(term, before, after, legal))
    return Report(tuple(found), len(terms), _ENGINE)


def _legal(view: View) -> Mapping[NamedNode, frozenset[NamedNode]]:
    """Return status -> those that may follow: as staged or published, or else as it ships."""
    quads = tuple(view.quads(None, MH.mayBecome)) or _shipped()
    pairs = [
        (quad.subject, quad.object)
        for quad in quads
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode)
    ]
    statuses = {status for pair in pairs for status in pair}
    return {
        status: frozenset(after for before, after in pairs if before == status)
        for status in statuses
    }


@cache
def _shipped() -> tuple[Quad, ...]:
    data = ontology_path("core.ttl").read_bytes()
    quads = parse(data, RdfFormat.TURTLE, base_iri=MH.iri)
    return tuple(quad for quad in quads if quad.predicate == MH.mayBecome)


def _status(source: View | Reader, term: Subject) -> NamedNode | None:
    """Return the status of a term, Stable if it has none; None if it is not described."""
    described = (quad for quad in source.quads(term, RDF.type) if quad.object != MH.Tombstone)
    if next(described, None) is None:
        return None
    found = [quad.object for quad in source.quads(term, ADMS.status)]
    return next((each for each in found if isinstance(each, NamedNode)), MH.Stable)


def _finding(
    term: NamedNode,
    before: NamedNode,
    after: NamedNode,
    legal: Mapping[NamedNode, frozenset[NamedNode]],
) -> Finding:
    allowed = " or ".join(sorted(map(_name, legal[before])))
    message = f"Its status is {_name(before)} and cannot become {_name(after)}."
    remedy = f"After {_name(before)} it may be {allowed}."
    if not allowed:
        message = "It was withdrawn, and its identifier is never used again."
        remedy = (
            "Give what is new an identifier of its own. "
            f"/changes?codes={term.value} tells what became of this one."
        )
    return Finding(
        severity="Violation",
        focus_node=term.value,
        path=ADMS.status.value,
        value=_name(after),
        rule=MH.mayBecome.value,
        message=message,
        remedy=remedy,
        value_term=after,
    )


def _name(status: NamedNode) -> str:
    return status.value.removeprefix(MH.iri)
