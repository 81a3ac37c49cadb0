"""The page about the service: what it holds, whose it is, how to read it, what problems mean."""

from __future__ import annotations

from ... import ontology
from ...graph.generation import Generation
from ..problems import problem_kinds
from ..view import View
from .markdown import markdown
from .template import generation_of, render


def about(view: View) -> str:
    """Return the page about the service as HTML."""
    generation = generation_of(view)
    attribution = ontology.path("ATTRIBUTION.md").read_text(encoding="utf-8")
    return render(
        "about.html",
        view,
        generation=generation,
        attribution=markdown(_without_title(attribution), top=2),
        problems=problem_kinds(),
        example=_example(generation),
    )


def _without_title(text: str) -> str:
    """Return a Markdown text without its first heading, which the page has of its own."""
    first, _, rest = text.partition("\n")
    return rest if first.startswith("# ") else text


def _example(generation: Generation) -> str:
    """Return the path of a term, for the examples: the first by its code that the index holds."""
    rows = generation.index.rows(
        "SELECT iri FROM entity WHERE iri LIKE 'http://id.esd.org.uk/service/%' "
        "ORDER BY length(iri), iri LIMIT 1",
        (),
    )
    path = generation.addresses.path(rows[0]["iri"], "") if rows else None
    return path or "service/1"
