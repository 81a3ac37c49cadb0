"""The query page: an editor that needs no script, the answer as a table or a text, downloads."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from urllib.parse import urlencode

from ...graph.namespaces import PREFIXES, XSD
from ...graph.terms import Literal, NamedNode, Term
from ..negotiate import GRAPH_FORMS, RESULT_FORMS, Form
from ..view import View
from .outcome import Fault, GraphText, Outcome, Table, Verdict
from .template import generation_of, render
from .values import Names, Value
from .words import Words

_NUMBERS = {XSD.integer, XSD.decimal, XSD.double, XSD.float}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the answer; numbers are set to the right."""

    name: str
    is_number: bool


@dataclass(frozen=True, slots=True)
class Download:
    """The answer in another form."""

    name: str
    href: str
    media_type: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the template of the query page shows of an outcome.

    Attributes:
        columns: columns of the table.
        rows: its cells; None where a variable is unbound.
        text: a graph as Turtle; None if the answer is none.
        verdict: the answer to a question of yes or no; None if the answer is none.
        is_cut: whether there is more than the page shows.
        fault: why there is no answer; empty if there is one.
        place: line and column of the fault; empty if it has no place.
        remedy: what to do about it.
        downloads: the answer in other forms.
    """

    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[Value | None, ...], ...] = ()
    text: str | None = None
    verdict: bool | None = None
    is_cut: bool = False
    fault: str = ""
    place: str = ""
    remedy: str = ""
    downloads: tuple[Download, ...] = ()


def sparql(view: View, query: str, outcome: Outcome | None) -> str:
    """Return the query page as HTML.

    Args:
        view: the request.
        query: what was asked; empty for a page that begins with a question of ours.
        outcome: what became of it; None if nothing was asked.
    """
    names = Names(view, generation_of(view), {})
    return render(
        "sparql.html",
        view,
        query=query or first_question(),
        prefixes=", ".join(sorted(PREFIXES)),
        answer=_answer(names, query, outcome) if outcome is not None else None,
    )


def first_question() -> str:
    """Return the query that stands in the editor before anything has been asked."""
    return (files(__package__) / "first_question.rq").read_text(encoding="utf-8")


def _answer(names: Names, query: str, outcome: Outcome) -> Answer:
    if isinstance(outcome, Fault):
        place = _place(names.page.words, outcome)
        return Answer(fault=outcome.message, place=place, remedy=outcome.remedy)
    downloads = tuple(
        Download(
            form.title,
            "/sparql?" + urlencode({"query": query, "format": form.suffix}),
            form.media_type,
        )
        for form in _forms(outcome)
    )
    if isinstance(outcome, Verdict):
        return Answer(verdict=outcome.is_true, downloads=downloads)
    if isinstance(outcome, GraphText):
        return Answer(text=outcome.text, is_cut=outcome.is_cut, downloads=downloads)
    return Answer(
        columns=tuple(
            Column(name, _are_numbers([row[i] for row in outcome.rows]))
            for i, name in enumerate(outcome.columns)
        ),
        rows=tuple(tuple(_cell(names, term) for term in row) for row in outcome.rows),
        is_cut=outcome.is_cut,
        downloads=downloads,
    )


def _forms(outcome: Table | Verdict | GraphText) -> tuple[Form, ...]:
    """Return the forms that an answer can be had in; a yes or no has no table."""
    if isinstance(outcome, GraphText):
        return GRAPH_FORMS
    return RESULT_FORMS[:2] if isinstance(outcome, Verdict) else RESULT_FORMS


def _place(words: Words, fault: Fault) -> str:
    if fault.line is None:
        return ""
    if fault.column is None:
        return words("line", line=fault.line)
    return words("line_column", line=fault.line, column=fault.column)


def _are_numbers(terms: list[Term | None]) -> bool:
    bound = [term for term in terms if term is not None]
    return bool(bound) and all(isinstance(t, Literal) and t.datatype in _NUMBERS for t in bound)


def _cell(names: Names, term: Term | None) -> Value | None:
    """Return a cell: an IRI in its short form with a link, a literal as it stands."""
    if term is None:
        return None
    if isinstance(term, NamedNode):
        return Value(_short(names, term.value), href=names.address(term.value), is_code=True)
    if isinstance(term, Literal):
        return names.text(term)
    return Value(str(term), is_code=True)


def _short(names: Names, iri: str) -> str:
    curie = names.generation.addresses.curie(iri)
    if curie:
        return curie
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return iri
