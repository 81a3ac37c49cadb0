"""The view: what every page knows of the request that it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from ..graph.generation import Generation

LANGUAGES = ("en", "cy")
"""Languages of the pages, the default first."""


@dataclass(frozen=True, slots=True)
class View:
    """What a page needs to know besides its subject.

    Attributes:
        generation: the generation that is read; None on an error page when none can be opened.
        language: language of the page, ``en`` or ``cy``.
        path: path of the request, as it goes into a link (percent-encoded).
        query: query parameters, the first value of each.
        base_iri: base of the addresses of this service.
    """

    generation: Generation | None
    language: str
    path: str
    query: Mapping[str, str]
    base_iri: str


@lru_cache(maxsize=2_000)
def choose_language(asked: str | None, accept_language: str) -> str:
    """Return the language of a page.

    Args:
        asked: value of ``?lang=``; one that is not offered is ignored.
        accept_language: the Accept-Language header; empty if there is none.

    Source: RFC 9110, section 12.5.4; a range such as ``cy-GB`` asks for Welsh as well.
    """
    if asked in LANGUAGES:
        return asked
    best, best_weight = LANGUAGES[0], 0.0
    for item in accept_language[:500].split(","):
        tag, _, parameters = item.strip().partition(";")
        primary = tag.split("-")[0].strip().lower()
        weight = _weight(parameters)
        if primary in LANGUAGES and weight > best_weight:
            best, best_weight = primary, weight
    return best


def _weight(parameters: str) -> float:
    name, _, value = parameters.partition("=")
    if name.strip().lower() != "q":
        return 1.0
    try:
        return min(max(float(value), 0.0), 1.0)
    except ValueError:
        return 0.0
