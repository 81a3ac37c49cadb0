"""What a load did: counts and names for the person who loads, and the report of the check."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..graph.namespaces import RDF, RDFS, SKOS
from ..graph.terms import Literal, NamedNode, Quad
from ..shapes.report import Finding, Report
from .tables.report import TableReport


@dataclass(frozen=True, slots=True)
class Renamed:
    """A thing whose English name has changed.

    Attributes:
        iri: the thing.
        before: its name until now.
        after: its name from now on.
    """

    iri: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class DatasetReport:
    """What a load did to one dataset.

    Attributes:
        slug: its name in addresses.
        title: its title.
        added: statements that are new.
        removed: statements that went.
        unchanged: statements that stayed.
        terms_added: IRIs of terms or records that are new.
        terms_removed: IRIs of records that went.
        terms_renamed: terms or records whose English name has changed.
        terms_absent: IRIs of terms that the source no longer holds, and that are kept.
    """

    slug: str
    title: str
    added: int
    removed: int
    unchanged: int
    terms_added: tuple[str, ...] = ()
    terms_removed: tuple[str, ...] = ()
    terms_renamed: tuple[Renamed, ...] = ()
    terms_absent: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What a load did.

    Attributes:
        datasets: one entry for each dataset of the source.
        report: the outcome of the check.
        generation: the number of the generation that is served after it; None for a draft
            without a store.
        unchanged: whether nothing differed from what is published, so nothing was written.
        draft: whether it was a trial that writes nothing.
        notes: what a person may want to know: guesses, repairs, what was left out of the source.
        warnings: the messages of findings that are not violations, each once.
        quarantined: IRIs that were left out because they break the shapes.
        quarantine_reasons: the findings for which they were left out.
        table: the report on the table, where the source was one.
        address: where that report is kept, for everybody to read; empty if it is not.
    """

    datasets: tuple[DatasetReport, ...]
    report: Report
    generation: int | None
    unchanged: bool
    draft: bool = False
    notes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    quarantined: tuple[str, ...] = ()
    quarantine_reasons: tuple[Finding, ...] = ()
    table: TableReport | None = None
    address: str = ""


def compare(
    slug: str, title: str, before: set[Quad], after: set[Quad], absent: tuple[str, ...]
) -> DatasetReport:
    """Return the report of a dataset that held some statements and will hold others."""
    old_names, new_names = _names(before), _names(after)
    renamed = [
        Renamed(iri, old_names[iri], new_names[iri])
        for iri in sorted(old_names.keys() & new_names.keys())
        if old_names[iri] != new_names[iri]
    ]
    old_things, new_things = _things(before), _things(after)
    return DatasetReport(
        slug=slug,
        title=title,
        added=len(after - before),
        removed=len(before - after),
        unchanged=len(after & before),
        terms_added=tuple(sorted(new_things - old_things)),
        terms_removed=tuple(sorted(old_things - new_things)),
        terms_renamed=tuple(renamed),
        terms_absent=absent,
    )


def _things(quads: Iterable[Quad]) -> set[str]:
    return {
        quad.subject.value
        for quad in quads
        if quad.predicate == RDF.type
        and isinstance(quad.subject, NamedNode)
        and "/.well-known/genid/" not in quad.subject.value
    }


def _names(quads: Iterable[Quad]) -> dict[str, str]:
    names: dict[str, str] = {}
    for quad in quads:
        if (
            quad.predicate in (SKOS.prefLabel, RDFS.label)
            and isinstance(quad.object, Literal)
            and (quad.object.language or "en") == "en"
            and isinstance(quad.subject, NamedNode)
        ):
            names[quad.subject.value] = min(
                quad.object.value, names.get(quad.subject.value, quad.object.value)
            )
    return names
