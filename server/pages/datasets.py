"""The page of the datasets: everything that is published here, by what kind of thing it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...graph.catalogue import DatasetEntry
from ...graph.namespaces import MH
from ...graph.terms import Literal
from ..view import View
from .template import generation_of, render
from .values import Names, Value

_ORDER = tuple(
    kind.value
    for kind in (
        MH.RecordData,
        MH.SampleData,
        MH.AuthorityData,
        MH.StandardData,
        MH.ListData,
        MH.MappingData,
        MH.WordsData,
        MH.OntologyData,
    )
)
"""Kinds of dataset as they follow one another on the page."""


@dataclass(frozen=True, slots=True)
class DatasetRow:
    """One dataset in the overview."""

    title: Value
    lede: Value | None
    publisher: Value | None
    records: int
    day: Value | None


@dataclass(frozen=True, slots=True)
class DatasetGroup:
    """The datasets of one kind."""

    id: str
    heading: Value
    rows: tuple[DatasetRow, ...]


def datasets(view: View, entries: Sequence[DatasetEntry]) -> str:
    """Return the overview of the datasets as HTML."""
    names = Names(view, generation_of(view), {})
    grouped: dict[str | None, list[DatasetEntry]] = {}
    for entry in entries:
        grouped.setdefault(entry.kind if entry.kind in _ORDER else None, []).append(entry)
    groups = [
        _group(names, number, kind, grouped[kind])
        for number, kind in enumerate((*_ORDER, None))
        if kind in grouped
    ]
    return render("datasets.html", view, groups=groups, total=len(entries))


def dataset_row(names: Names, entry: DatasetEntry) -> DatasetRow:
    """Return a dataset as a row of an overview."""
    lede = entry.description(names.view.language)
    title = names.text(entry.title(names.view.language))
    return DatasetRow(
        title=Value(title.text, title.lang, names.address(entry.iri)),
        lede=names.text(lede) if lede else None,
        publisher=names.link(entry.publisher) if entry.publisher else None,
        records=entry.record_count,
        day=names.day(Literal(entry.modified)) if entry.modified else None,
    )


def _group(
    names: Names, number: int, kind: str | None, entries: Sequence[DatasetEntry]
) -> DatasetGroup:
    rows = sorted((dataset_row(names, e) for e in entries), key=lambda r: r.title.text.casefold())
    heading = names.text(names.label(kind)) if kind else Value(names.page.words("other_datasets"))
    return DatasetGroup(f"kind-{number}", heading, tuple(rows))
