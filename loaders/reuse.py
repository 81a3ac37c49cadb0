"""Reuse: an identifier stays that of the thing that it was given to, even once that is gone."""

from __future__ import annotations

from dataclasses import dataclass

from ..graph.folding import fold_words
from ..graph.namespaces import DCT, MH, RDF, SKOS
from ..graph.reader import Reader
from ..graph.terms import Literal, NamedNode
from ..shapes.report import Finding, Report
from ..shapes.view import View

RULE = MH.removedOn.value
"""What the findings name as their rule."""

_NAMES = (SKOS.prefLabel, SKOS.altLabel, SKOS.hiddenLabel)


@dataclass(frozen=True, slots=True)
class _Past:
    """What a term was that is gone: when it went, as ISO writes it, and its names then."""

    gone: str
    names: tuple[str, ...]


def check_reuse(view: View) -> Report:
    """Return a violation for each term that takes the identifier of another that is gone.

    Gone is a term that was removed, as the ledger tells, and one that its list no longer holds. It
    may come back under any name that it had; under none of them it is taken for another thing.

    Args:
        view: the graph as it will be, with the one that is published.
    """
    published = view.published
    if published is None:
        return Report((), 0, "moothall")
    terms = {
        quad.subject
        for quad in view.staged.quads(None, SKOS.inScheme)
        if isinstance(quad.subject, NamedNode)
    }
    found = []
    for term in sorted(terms, key=lambda each: each.value):
        past = _past(published, term)
        if past is None or _is_absent(view, term):
            continue
        names = {fold_words(name) for name in _names(view, term)}
        if past.names and names.isdisjoint(map(fold_words, past.names)):
            found.append(_finding(view, term, past))
    return Report(tuple(found), len(terms), "moothall")


def _past(published: Reader, term: NamedNode) -> _Past | None:
    """Return what a term was, if it is gone; None for those that are there and for new ones."""
    absent = published.value(term, MH.absentSince)
    if isinstance(absent, Literal):
        return _Past(absent.value, _names(published, term))
    if any(quad.object != MH.Tombstone for quad in published.quads(term, RDF.type)):
        return None
    entries = [
        (int(number.value), entry)
        for entry in published.subjects(DCT.isVersionOf, term)
        if isinstance(number := published.value(entry, MH.generationNumber), Literal)
    ]
    if not entries:
        return None
    _, last = max(entries, key=lambda each: each[0])
    moment = published.value(last, DCT.issued)
    if MH.Removal not in published.objects(last, DCT.type) or not isinstance(moment, Literal):
        return None
    names = (each for each in published.objects(last, MH.labelThen) if isinstance(each, Literal))
    return _Past(moment.value[:10], tuple(name.value for name in names))


def _is_absent(view: View, term: NamedNode) -> bool:
    return next(view.quads(term, MH.absentSince), None) is not None


def _names(source: View | Reader, term: NamedNode) -> tuple[str, ...]:
    found = (q.object for name in _NAMES for q in source.quads(term, name))
    return tuple(sorted({each.value for each in found if isinstance(each, Literal)}))


def _finding(view: View, term: NamedNode, past: _Past) -> Finding:
    now = next(iter(_names(view, term)), term.value)
    return Finding(
        severity="Violation",
        focus_node=term.value,
        path=SKOS.prefLabel.value,
        value=now,
        rule=RULE,
        message=f"This identifier was that of {past.names[0]!r}, which went on {past.gone}, "
        "and it is not given to another thing.",
        remedy="Give what is new an identifier of its own; if it is the same thing, keep its "
        f"earlier name as an alternative one. /changes?codes={term.value} tells its history.",
        value_term=Literal(now),
    )
