"""The pages of problems: what happened, and where to go from there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import unquote

from ...graph.generation import Generation
from ...graph.search import search
from ..negotiate import DOCUMENT_FORMS, LIST_FORMS, RESULT_FORMS, Form
from ..problems import Problem
from ..view import View
from .template import render
from .values import Names, Value
from .words import Words, words_in

_MOST_GUESSES = 5
_HEADINGS = {
    400: "error_400",
    403: "error_403",
    404: "error_404",
    405: "error_405",
    406: "error_406",
    410: "error_410",
    413: "error_413",
    414: "error_414",
    500: "error_500",
    503: "error_503",
}


_GOOD_FOR = {
    "html": "good_people",
    "ttl": "good_readers",
    "jsonld": "good_web",
    "json": "good_scripts",
    "csv": "good_spreadsheets",
    "tsv": "good_spreadsheets",
    "nt": "good_bulk",
    "rdf": "good_older",
    "xml": "good_older",
    "trig": "good_graphs",
    "nq": "good_graphs",
}


@dataclass(frozen=True, slots=True)
class Offer:
    """A form that is on offer.

    Attributes:
        title: its name.
        media_type: what to ask for.
        good_for: whom it suits, in words; empty if nothing is known of it.
        href: address of the page in this form; None if it has none of its own.
    """

    title: str
    media_type: str
    good_for: str
    href: str | None


def error(view: View, problem: Problem) -> str:
    """Return the page of a problem as HTML; it can be drawn without a generation."""
    words = words_in(view.language)
    extras = problem.extras
    return render(
        "error.html",
        view,
        problem=problem,
        heading=_heading(words, problem),
        guesses=_guesses(view) if problem.status == 404 else (),
        offers=_offers(view, words, _texts(extras.get("offered"))),
        successors=_successors(view, _texts(extras.get("replaced_by"))),
        removed=_removed(words, extras.get("removed_on")),
        last_version=str(extras.get("last_version", "")),
        place=_place(words, extras.get("line"), extras.get("column")),
    )


def _heading(words: Words, problem: Problem) -> str:
    known = _HEADINGS.get(problem.status)
    return words(known or ("error_5xx" if problem.status >= 500 else "error_4xx"))


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(str(item) for item in value)
    return ()


def _offers(view: View, words: Words, offered: Sequence[str]) -> tuple[Offer, ...]:
    """Return the forms on offer, in the order of the negotiation."""
    known: dict[str, Form] = {
        form.media_type: form for form in (*RESULT_FORMS, *LIST_FORMS, *DOCUMENT_FORMS)
    }
    has_suffixes = view.path.startswith(("/doc/", "/list/"))
    found = []
    for media_type in offered:
        form = known.get(media_type)
        found.append(
            Offer(
                form.title if form else media_type,
                media_type,
                words(_GOOD_FOR[form.suffix]) if form else "",
                f"{view.path}.{form.suffix}" if form and has_suffixes else None,
            )
        )
    return tuple(found)


def _successors(view: View, iris: Sequence[str]) -> tuple[Value, ...]:
    if view.generation is None:
        return ()
    names = Names(view, view.generation, {})
    return tuple(names.link(iri) for iri in iris)


def _removed(words: Words, day: object) -> Value | None:
    try:
        when = date.fromisoformat(str(day)[:10])
    except ValueError:
        return None
    return Value(words.date(when), moment=when.isoformat())


def _place(words: Words, line: object, column: object) -> str:
    if isinstance(line, int) and isinstance(column, int):
        return words("line_column", line=line, column=column)
    return words("line", line=line) if isinstance(line, int) else ""


def _guesses(view: View) -> tuple[Value, ...]:
    """Return things whose code or name is close to what was asked for."""
    generation = view.generation
    if generation is None:
        return ()
    names = Names(view, generation, {})
    asked = unquote(view.query.get("q") or view.path.rstrip("/").rsplit("/", 1)[-1])[:100]
    found: dict[str, None] = {}
    for iri in _neighbours(generation, view.path):
        if generation.reader.describes(iri):
            found[iri] = None
    if asked.strip():
        for hit in search(generation, asked.replace("-", " "), page_size=_MOST_GUESSES).hits:
            found[hit.iri] = None
    return tuple(names.link(iri) for iri in list(found)[:_MOST_GUESSES])


def _neighbours(generation: Generation, path: str) -> Iterator[str]:
    """Return the IRIs whose code is the one asked for with a letter too many or two swapped."""
    parts = path.strip("/").split("/")
    if len(parts) < 3 or parts[0] not in ("id", "doc") or len(parts[-1]) > 20:
        return
    code = parts[-1].split(".")[0]
    near = [code[:i] + code[i + 1 :] for i in range(len(code) - 1, -1, -1)]
    near += [code[:i] + code[i + 1] + code[i] + code[i + 2 :] for i in range(len(code) - 1)]
    for guess in near:
        yield from generation.addresses.candidates("/".join([*parts[1:-1], guess]))
