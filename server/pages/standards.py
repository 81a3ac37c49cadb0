"""The page of the data standards: each with what it is for, its columns, and what is published."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from ...graph.catalogue import DatasetEntry, dataset_entries
from ...graph.generation import Generation
from ...graph.statistics import statistics
from ...graph.terms import Literal
from ...shapes.standard import Standard
from ..view import View
from .template import generation_of, render
from .values import Names, Value


@dataclass(frozen=True, slots=True)
class StandardRow:
    """One data standard in the overview.

    Attributes:
        title: its title and the address of its page.
        lede: what it is for.
        levels: ``must``, ``should`` and ``may`` -> how many columns of the newest edition.
        records: how many of its records are published here.
        datasets: how many datasets say that they follow it.
    """

    title: Value
    lede: Value
    levels: dict[str, int]
    records: int
    datasets: int


def standards(view: View, found: Iterable[Standard]) -> str:
    """Return the overview of the data standards as HTML."""
    names = Names(view, generation_of(view), {})
    rows = [_row(names, standard) for standard in found]
    rows.sort(key=lambda row: row.title.text.casefold())
    return render("standards.html", view, rows=rows)


def title_of(names: Names, standard: Standard) -> Value:
    """Return a standard's title in the page's language or in English, with its page's address."""
    language = names.view.language
    chosen = language if language in standard.titles else "en"
    shown = names.text(Literal(standard.titles.get(chosen, standard.title), language=chosen))
    return Value(shown.text, shown.lang, names.page.to(f"/standards/{standard.name}"))


def level_counts(standard: Standard) -> dict[str, int]:
    """Return how many columns of the newest edition must, should and may be filled."""
    counted = Counter(standard.columns[name].level for name in standard.editions[-1].columns)
    return {level: counted[level] for level in ("must", "should", "may")}


def record_count(generation: Generation, standard: Standard) -> int:
    """Return how many records of a standard's class a generation holds."""
    counts: dict[str, int] = generation.remember(
        "records by class",
        lambda: {part.iri: part.count for part in statistics(generation).classes},
    )
    return counts.get(standard.record_class.value, 0)


def datasets_of(generation: Generation, standard: Standard) -> tuple[DatasetEntry, ...]:
    """Return the datasets that say that they follow a standard."""
    return tuple(e for e in dataset_entries(generation) if standard.iri in e.standards)


def _row(names: Names, standard: Standard) -> StandardRow:
    return StandardRow(
        title_of(names, standard),
        names.text(Literal(standard.description, language="en")),
        level_counts(standard),
        record_count(names.generation, standard),
        len(datasets_of(names.generation, standard)),
    )
