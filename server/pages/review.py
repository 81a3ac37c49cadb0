"""The pages of the review: the questions of editors, and the answer to each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from ...graph.lists import all_lists
from ...graph.quality.questions import Question
from ...graph.quality.review_table import LIST, ReviewTable, text_of
from ...graph.terms import Literal, NamedNode, Term
from ..view import View
from .chart import are_numbers
from .lists import list_titles
from .query import Column
from .template import generation_of, render
from .values import Names, Value

MOST_ROWS = 300
"""Rows that a page shows; the CSV and the JSON hold all of them."""

_TOLD_BY_LINK = ("code", "name", "other_code", "other_name")
"""Columns that a page leaves out, because the link to the term tells them."""


@dataclass(frozen=True, slots=True)
class ReviewRow:
    """One question in the overview."""

    title: Value
    explanation: Value
    count: int
    name: str


@dataclass(frozen=True, slots=True)
class ReviewAnswer:
    """The answer to a question as the template shows it: columns, and rows of cells."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Value | None, ...], ...]


def review(view: View, found: Sequence[tuple[Question, int]]) -> str:
    """Return the questions of the review, each with how many rows answer it, as HTML."""
    names = Names(view, generation_of(view), {})
    rows = []
    for question, count in found:
        title = names.text(question.title(view.language))
        rows.append(
            ReviewRow(
                title=Value(title.text, title.lang, names.page.to(f"/review/{question.name}")),
                explanation=names.text(question.explanation(view.language)),
                count=count,
                name=question.name,
            )
        )
    return render("review.html", view, rows=rows)


def review_answer(view: View, question: Question, found: ReviewTable, list_name: str) -> str:
    """Return the answer to a question of the review as HTML.

    Args:
        view: the request.
        question: the question.
        found: its answer, of one list alone if one is named.
        list_name: the name of that list; empty for all.
    """
    generation = generation_of(view)
    names = Names(view, generation, {})
    lists = [
        (entry.name, entry.title(view.language).value)
        for entry in all_lists(generation)
        if not entry.has_codes
    ]
    return render(
        "review_answer.html",
        view,
        title=names.text(question.title(view.language)),
        explanation=names.text(question.explanation(view.language)),
        answer=_answer(names, found),
        total=len(found.rows),
        lists=lists if LIST in found.columns else [],
        list_name=list_name,
        path=f"/review/{question.name}",
        asked=f"?{urlencode({'list': list_name})}" if list_name else "",
        query_page=names.page.to("/sparql", query=question.query or ""),
    )


def _answer(names: Names, found: ReviewTable) -> ReviewAnswer:
    words, titles = names.page.words, list_titles(names)
    shown = [at for at, name in enumerate(found.columns) if name not in _TOLD_BY_LINK]
    rows = found.rows[:MOST_ROWS]
    return ReviewAnswer(
        columns=tuple(
            Column(words(f"column_{found.columns[at]}"), are_numbers([row[at] for row in rows]))
            for at in shown
        ),
        rows=tuple(
            tuple(_cell(names, titles, found.columns, row, at) for at in shown) for row in rows
        ),
    )


def _cell(
    names: Names,
    titles: Mapping[str, Value],
    columns: tuple[str, ...],
    row: tuple[Term | None, ...],
    at: int,
) -> Value | None:
    """Return a cell; a term is the name that was found, with its code and its link."""
    cell = row[at]
    if columns[at] == LIST:
        lists = (titles.get(name, Value(name)).text for name in text_of(cell).split())
        return Value(", ".join(lists))
    if isinstance(cell, NamedNode):
        before = "other_" if columns[at] == "other" else ""
        name = row[columns.index(f"{before}name")]
        label = name if isinstance(name, Literal) else names.label(cell.value)
        shown = names.text(label)
        code = text_of(row[columns.index(f"{before}code")])
        return Value(shown.text, shown.lang, names.address(cell.value), code=code)
    return names.text(cell) if isinstance(cell, Literal) else None
