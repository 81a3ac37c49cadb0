"""The query page: questions to start from, an editor that needs no script, and the answer.

The answer is a table, with a chart or a map where it holds one, a text, or a yes or no; each comes
with its downloads and its link.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from ...graph.examples import Example, Theme, example_of_query, examples
from ...graph.namespaces import PREFIXES
from ...graph.releases.release import Release
from ...graph.terms import Literal, NamedNode, Term
from ..negotiate import GRAPH_FORMS, RESULT_FORMS, Form
from ..view import View
from .chart import BarChart, are_numbers, bar_chart
from .map import PointMap, point_map
from .outcome import Fault, GraphText, Outcome, Table, Verdict
from .template import generation_of, render
from .values import Names, Value
from .words import Words

_FEW_COLUMNS = 3
"""Columns of a table beside which there is room for a chart."""

_GRAPH_PARAMETERS = ("default-graph-uri", "named-graph-uri")


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
class Question:
    """A question to start from."""

    text: Value
    is_current: bool


@dataclass(frozen=True, slots=True)
class Topic:
    """Questions that belong together; those of the current question are open."""

    title: Value
    questions: tuple[Question, ...]
    is_open: bool


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
        line: line of the fault, from 1; None if it has no place.
        column: column of that line; None if it has none.
        remedy: what to do about it.
        downloads: the answer in other forms.
        chart: its rows as bars; None if they are none.
        map: its rows as points; None if none has a place.
        is_narrow: whether the table leaves room beside it.
    """

    columns: tuple[Column, ...] = ()
    rows: tuple[tuple[Value | None, ...], ...] = ()
    text: str | None = None
    verdict: bool | None = None
    is_cut: bool = False
    fault: str = ""
    place: str = ""
    line: int | None = None
    column: int | None = None
    remedy: str = ""
    downloads: tuple[Download, ...] = ()
    chart: BarChart | None = None
    map: PointMap | None = None
    is_narrow: bool = False


def sparql(
    view: View, query: str, outcome: Outcome | None, releases: Sequence[Release] = ()
) -> str:
    """Return the query page as HTML.

    Args:
        view: the request.
        query: what was asked; empty for a page that begins with a question of ours.
        outcome: what became of it; None if nothing was asked.
        releases: those that it may be asked of, oldest first.
    """
    generation = generation_of(view)
    names = Names(view, generation, {})
    themes = examples(generation)
    first = themes[0].examples[0] if themes else None
    example = example_of_query(generation, query) if query else first
    shown = query or (first.query if first else "")
    asked = {"example": example.name} if example else {"query": shown}
    asked |= {name: view.query[name] for name in _GRAPH_PARAMETERS if name in view.query}
    if generation.release:
        asked["release"] = generation.release
    return render(
        "sparql.html",
        view,
        query=shown,
        prefixes=", ".join(sorted(PREFIXES)),
        topics=tuple(_topic(names, theme, example) for theme in themes),
        comment=_comment(names, example),
        answer=_answer(names, asked, outcome) if outcome is not None else None,
        releases=releases[::-1],
        is_fixed=any(r.version == generation.release and not r.is_draft for r in releases),
        permanent_link=f"{view.base_iri}sparql?{urlencode(asked)}",
    )


def _topic(names: Names, theme: Theme, current: Example | None) -> Topic:
    language = names.view.language
    questions = tuple(
        Question(
            Value(
                (text := example.question(language)).value,
                lang=names.foreign(text),
                href=names.page.to("/sparql", example=example.name),
            ),
            is_current=current is not None and example.name == current.name,
        )
        for example in theme.examples
    )
    is_open = any(question.is_current for question in questions)
    return Topic(names.text(theme.label(language)), questions, is_open)


def _comment(names: Names, example: Example | None) -> Value | None:
    said = example.comment(names.view.language) if example else None
    return names.text(said) if said else None


def _answer(names: Names, asked: dict[str, str], outcome: Outcome) -> Answer:
    if isinstance(outcome, Fault):
        return Answer(
            fault=outcome.message,
            place=_place(names.page.words, outcome),
            line=outcome.line,
            column=outcome.column,
            remedy=outcome.remedy,
        )
    downloads = tuple(
        Download(
            form.title,
            "/sparql?" + urlencode({**asked, "format": form.suffix}),
            form.media_type,
        )
        for form in _forms(outcome)
    )
    if isinstance(outcome, Verdict):
        return Answer(verdict=outcome.is_true, downloads=downloads)
    if isinstance(outcome, GraphText):
        return Answer(text=outcome.text, is_cut=outcome.is_cut, downloads=downloads)
    drawn = point_map(outcome)
    return Answer(
        columns=tuple(
            Column(name, are_numbers([row[i] for row in outcome.rows]))
            for i, name in enumerate(outcome.columns)
        ),
        rows=tuple(tuple(_cell(names, term) for term in row) for row in outcome.rows),
        is_cut=outcome.is_cut,
        downloads=downloads,
        chart=bar_chart(outcome) if drawn is None else None,
        map=drawn,
        is_narrow=len(outcome.columns) <= _FEW_COLUMNS,
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
    """Return an IRI as people can take it in: a compact form, or its path if it is ours."""
    addresses = names.generation.addresses
    curie = addresses.curie(iri)
    if curie:
        return curie
    for prefix, namespace in PREFIXES.items():
        if iri.startswith(namespace) and len(iri) > len(namespace):
            return f"{prefix}:{iri[len(namespace) :]}"
    return addresses.path(iri, "") or iri
