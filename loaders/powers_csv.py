"""The official export of powers and duties as CSV: a row each, with its legislation and services.

Source: the column headings of the export of the powers and duties list.
"""

from __future__ import annotations

from rapidfuzz import process

from ..graph.errors import SourceError
from ..graph.namespaces import ESD, MH
from .csv_table import Table, read_headings, read_table
from .dates import DateOrder, date_order
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
    _check_headings(source, table)
    reading = PowersReading(source, context, _order(source, table))
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


def _check_headings(source: Source, table: Table) -> None:
    missing = [name for name in COLUMNS if name not in table.headings]
    if not missing:
        return
    others = [heading for heading in table.headings if heading not in COLUMNS]
    likely = process.extractOne(missing[0], others, score_cutoff=80) if others else None
    hint = f"{likely[0]!r} may be meant for {missing[0]!r}; " if likely else ""
    raise SourceError(
        f"the heading row lacks {', '.join(map(repr, missing))}",
        source=source.name,
        line=1,
        column=missing[0],
        remedy=f"{hint}the export has the headings {','.join(COLUMNS)}",
    )


def _order(source: Source, table: Table) -> DateOrder:
    columns = ("ApplicableFrom", "ApplicableTo")
    try:
        return date_order(row[name] for row in table.rows for name in columns if row[name])
    except ValueError as error:
        raise SourceError(
            f"its dates are written in two ways ({error})",
            source=source.name,
            remedy="write all of them as 2013-04-03",
        ) from error
