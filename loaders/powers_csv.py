"""The official export of powers and duties as CSV: a row each, with its legislation and services.

Source: the column headings of the export of the powers and duties list.
"""

from __future__ import annotations

from ..graph.errors import SourceError
from ..graph.namespaces import ESD, MH
from .csv_table import check_headings, order_of_dates, read_headings, read_table
from .lists import LOCAL_GOVERNMENT_ASSOCIATION, OPEN_GOVERNMENT_LICENCE, list_iri, list_quads
from .powers_rows import COLUMNS, LIST, SLUG, PowersReading
from .source import Source
from .staged import Context, Staged, StagedDataset

_TELLING = frozenset(("LegislationUrl", "ServicesIdentifiers", "RiskCategoryLabel", "IsDraft"))
"""Headings that no other table has together."""


def recognises(source: Source) -> bool:
    """Return whether a source has headings by which the export is known.

    Others may be missing: `read` says which, and that helps more than not to know the file.
    """
    return len(_TELLING & set(read_headings(source))) >= 2


def read(source: Source, context: Context) -> Staged:
    """Return the dataset of an export of powers and duties.

    A link, a service or a date that cannot be read is left out, with a finding that names its row
    and column; what a row cannot do without stops the reading.

    Raises:
        SourceError: a heading is missing, or a row lacks its identifier, name or type, or repeats
            the identifier of another; with line and column.
    """
    table = read_table(source)
    check_headings(source, table, COLUMNS, f"the export has the headings {','.join(COLUMNS)}")
    order = order_of_dates(source, table, ("ApplicableFrom", "ApplicableTo"))
    reading = PowersReading(source, context, order)
    for row in table.rows:
        reading.take(row)
    if not reading.lines:
        raise SourceError(
            "the table has no rows below its headings",
            source=source.name,
            remedy="export it again",
        )
    graph = context.graph(SLUG)
    quads = list(reading.quads)
    if not context.is_published(LIST):
        quads += list_quads(LIST, ESD.Duty, graph, context, None)
    dataset = StagedDataset(
        slug=SLUG,
        title="Powers and duties, official export",
        quads=quads,
        kind=MH.ListData,
        lists=(LIST,),
        description="What the law lets or obliges councils to do, as the official export has it.",
        licence=OPEN_GOVERNMENT_LICENCE,
        publisher=LOCAL_GOVERNMENT_ASSOCIATION,
        sources=(list_iri(LIST).value,),
    )
    notes = (*table.notes, *reading.notes(table))
    return Staged((dataset,), notes, tuple(reading.findings))
