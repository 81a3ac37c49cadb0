"""Search for people (``/search``) and suggestions while typing (``/suggest``)."""

from __future__ import annotations

import json

from flask import Blueprint, Response

from ...graph.generation import Generation
from ...graph.search import Hit, Results, search, suggest
from .. import pages
from ..negotiate import HTML, JSON, PAGE_FORMS
from .service import (
    choose_form,
    current_generation,
    deliver,
    number_parameter,
    service,
    text_parameter,
    view,
)

routes = Blueprint("search", __name__)

MAX_PAGE = 1_000
MAX_LIMIT = 100


@routes.get("/search")
def search_page() -> Response:
    """Answer with what matches ``?q=``, best first, and why each was found."""
    generation = current_generation()
    query, kind = text_parameter("q"), text_parameter("kind")
    page = number_parameter("page", 1, MAX_PAGE)
    page_size = number_parameter("limit", min(service().config.page_size, MAX_LIMIT), MAX_LIMIT)

    def find() -> Results:
        return search(generation, query, kind=kind or None, page=page, page_size=page_size)

    form = choose_form(PAGE_FORMS)
    if form == HTML:
        return deliver(
            form, lambda: pages.search(view(), find(), page, page_size=page_size).encode()
        )
    return deliver(JSON, lambda: _results(generation, find(), page))


@routes.get("/suggest")
def suggestions() -> Response:
    """Answer with the few best matches of what has been typed so far."""
    generation = current_generation()
    query, kind = text_parameter("q"), text_parameter("kind")
    limit = number_parameter("limit", 10, MAX_LIMIT)

    def render() -> bytes:
        hits = suggest(generation, query, kind=kind or None, limit=limit)
        found = {"q": query, "suggestions": [_hit(generation, hit) for hit in hits]}
        return json.dumps(found, ensure_ascii=False, indent=1).encode()

    return deliver(JSON, render, vary="")


def _results(generation: Generation, results: Results, page: int) -> bytes:
    document = {
        "q": results.query,
        "total": results.total,
        "page": page,
        "kinds": results.kinds,
        "guess": results.is_guess,
        "hits": [_hit(generation, hit) for hit in results.hits],
    }
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _hit(generation: Generation, hit: Hit) -> dict[str, object]:
    return {
        "iri": hit.iri,
        "label": hit.label,
        "kind": hit.kind,
        "why": hit.why,
        "matched": hit.matched,
        "language": hit.language,
        "score": hit.score,
        "deprecated": hit.is_deprecated,
        "document": generation.addresses.path(hit.iri),
    }
