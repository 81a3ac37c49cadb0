"""The home page: search, what to do here, the lists, and one real term with its links."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ...graph.catalogue import dataset_entries
from ...graph.errors import NotFoundError
from ...graph.generation import Generation
from ...graph.lists import ListedTerm, TermList, term_list
from ...graph.namespaces import ESD, ESD_ID, MH, RDF
from ...graph.terms import NamedNode
from ..view import View
from .authority import standing_of
from .changes import newest_lines
from .datasets import DatasetRow, dataset_row
from .diagram import shortened
from .linked_data import as_block, website
from .lists import list_rows
from .template import generation_of, render
from .values import Names, Value
from .words import words_in

_NEWEST = 5
_LABEL_LETTERS = 26
_SHORT_LABEL = 22
_LINKS = (ESD.containedBy, ESD.hasInteraction, MH.meetsNeed, MH.hasRelevantCircumstance)
_LAWS = (ESD.requiredByDuty, MH.allowedByPower)
_FIGURES = ("services", "functions", "interactions", "needs", "subjects")


@dataclass(frozen=True, slots=True)
class Figure:
    """A number and what it counts."""

    number: int
    noun: str


@dataclass(frozen=True, slots=True)
class Showpiece:
    """The best linked service, and what the drawing says around it.

    Attributes:
        label: its name and address.
        short_label: its name, as much of it as fits.
        other_label: its name in the other language; None if it has none.
        code: its code.
        function: name of the function that it is part of; empty if it is part of none.
        law: whether it rests on a power or duty.
        need: whether it meets a need.
        feet: up to three numbers of things that it is linked to, in words.
    """

    label: Value
    short_label: str
    other_label: Value | None
    code: str
    function: str
    law: bool
    need: bool
    feet: tuple[str, ...]


def home(view: View) -> str:
    """Return the home page as HTML."""
    generation = generation_of(view)
    names = Names(view, generation, {})
    return render(
        "home.html",
        view,
        figures=_figures(names),
        rows=list_rows(view),
        showpiece=_showpiece(names),
        datasets=_newest(names),
        changes=newest_lines(names),
        linked_data=as_block(website(view, words_in(view.language)("site"))),
    )


def _figures(names: Names) -> tuple[Figure, ...]:
    words = names.page.words
    sizes = {row.name: row.size for row in list_rows(names.view)}
    figures = [
        Figure(sizes[name], words.several(name.removesuffix("s")))
        for name in _FIGURES
        if name in sizes
    ]
    generation = names.generation
    councils = generation.remember("councils", lambda: _count_councils(generation))
    figures.append(Figure(councils, words.several("authority")))
    figures.append(Figure(len(dataset_entries(names.generation)), words.several("dataset")))
    return tuple(figure for figure in figures if figure.number)


def _count_councils(generation: Generation) -> int:
    """Return how many councils there are, without those that are past or to come."""
    councils = generation.reader.subjects(RDF.type, MH.Authority)
    return sum(standing_of(generation, c.value) in ("current", "ending") for c in councils)


def _showpiece(names: Names) -> Showpiece | None:
    generation = names.generation
    try:
        services = term_list(generation, ESD_ID + "list/services")
    except NotFoundError:
        return None
    term = generation.remember("showpiece", lambda: _best_linked(generation, services))
    if term is None:
        return None
    reader, subject = generation.reader, NamedNode(term.iri)
    functions = [t for t in reader.objects(subject, ESD.containedBy) if isinstance(t, NamedNode)]
    return Showpiece(
        label=names.link(term.iri),
        short_label=shortened(names.label(term.iri).value, _LABEL_LETTERS),
        other_label=next(
            (names.text(label) for label in term.labels if names.foreign(label) is not None), None
        ),
        code=term.identifier,
        function=shortened(names.label(functions[0].value).value, _LABEL_LETTERS)
        if functions
        else "",
        law=any(reader.objects(subject, law) for law in _LAWS),
        need=bool(reader.objects(subject, MH.meetsNeed)),
        feet=_feet(names, subject),
    )


def _feet(names: Names, service: NamedNode) -> tuple[str, ...]:
    """Return up to three numbers of things that a service is linked to, in words."""
    reader = names.generation.reader
    numbers = (
        ("interaction", len(reader.objects(service, ESD.hasInteraction))),
        ("record", len(reader.subjects(MH.classifiedAs, service))),
        ("circumstance", len(reader.objects(service, MH.hasRelevantCircumstance))),
        ("need", len(reader.objects(service, MH.meetsNeed))),
    )
    words = names.page.words
    return tuple(words.count(number, kind) for kind, number in numbers if number)[:3]


def _best_linked(generation: Generation, services: TermList) -> ListedTerm | None:
    """Return the service with most kinds of link, then with most records.

    A name that fits into the drawing comes before one that does not.
    """
    # asked once: over a remote store each question is a call
    classified = generation.reader.quads(None, MH.classifiedAs)
    records_of = Counter(q.object.value for q in classified if isinstance(q.object, NamedNode))

    def worth(term: ListedTerm) -> tuple[int, int, int]:
        said = {quad.predicate for quad in generation.reader.quads(NamedNode(term.iri))}
        records = records_of[term.iri]
        links = sum(link in said for link in _LINKS) + any(law in said for law in _LAWS)
        return (links + bool(records), records, -len(term.label().value))

    in_use = [term for term in services.terms if not term.is_deprecated]
    short = [term for term in in_use if len(term.label().value) <= _SHORT_LABEL]
    candidates: Sequence[ListedTerm] = short or in_use
    return max(candidates, key=worth, default=None)


def _newest(names: Names) -> tuple[DatasetRow, ...]:
    """Return the datasets of records that were published last, newest first."""
    kinds = (MH.RecordData.value, MH.SampleData.value)
    entries = [e for e in dataset_entries(names.generation) if e.kind in kinds]
    entries.sort(key=lambda entry: entry.title().value.casefold())
    entries.sort(key=lambda entry: entry.modified, reverse=True)
    return tuple(dataset_row(names, entry) for entry in entries[:_NEWEST])
