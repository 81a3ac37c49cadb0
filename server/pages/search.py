"""The page of search results, and the page that asks which of several things was meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...graph.resolve import Resolution
from ...graph.search import Hit, Results
from ..view import View
from .template import generation_of, render
from .values import Names, Value

_REASONS = {
    "name": "why_name",
    "other name": "why_other_name",
    "GOV.UK wording": "why_govuk",
    "common misspelling": "why_misspelling",
    "similar spelling": "why_spelling",
    "code": "why_code",
}


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that was found.

    Attributes:
        link: its name, code and address.
        kind: the noun for what it is.
        why: why it was found, in words.
        matched: the text that matched, where the name does not show it.
        is_deprecated: whether it should no longer be used.
    """

    link: Value
    kind: str
    why: str
    matched: Value | None
    is_deprecated: bool


@dataclass(frozen=True, slots=True)
class Facet:
    """A kind of thing among the results, and how many of it there are."""

    kind: str
    noun: str
    count: int


def search(view: View, results: Results, page: int = 1, *, page_size: int = 50) -> str:
    """Return the page of search results as HTML.

    Args:
        view: the request.
        results: a page of what was found.
        page: which page it is, from 1.
        page_size: how many hits make a page.
    """
    names = Names(view, generation_of(view), {})
    shown = (page - 1) * page_size
    facets = [
        Facet(kind, names.page.words.several(kind or "legislation"), count)
        for kind, count in sorted(results.kinds.items(), key=lambda item: (-item[1], item[0]))
    ]
    return render(
        "search.html",
        view,
        results=results,
        found=[_found(names, hit) for hit in results.hits],
        facets=facets,
        everything=sum(results.kinds.values()),
        kind=view.query.get("kind", ""),
        number=page,
        first=shown + 1,
        last=shown + len(results.hits),
        has_next=shown + len(results.hits) < results.total and bool(results.hits),
    )


def _found(names: Names, hit: Hit) -> Found:
    link = names.link(hit.iri)
    reason = _REASONS.get(hit.why)
    shows = hit.matched.casefold() == link.text.casefold() or hit.why == "code"
    language = hit.language if hit.language not in ("", names.view.language) else None
    return Found(
        link=link,
        kind=names.page.words.kind(hit.kind or "legislation"),
        why=names.page.words(reason) if reason else hit.why,
        matched=None if shows else Value(hit.matched, language),
        is_deprecated=hit.is_deprecated,
    )


def choices(view: View, q: str, resolutions: Sequence[Resolution]) -> str:
    """Return the page that asks which of several things an identifier stands for, as HTML."""
    generation = generation_of(view)
    names = Names(view, generation, {})
    found = [
        (
            names.link(resolution.iri),
            names.page.words.kind(generation.addresses.kind(resolution.iri) or "legislation"),
            resolution.iri,
        )
        for resolution in resolutions
    ]
    return render("choices.html", view, q=q, found=found)
