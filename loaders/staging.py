"""Staging: datasets as they would be published, checked before anything is written."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Literal as OneOf

from ..graph.inverses import Inverses
from ..graph.namespaces import MH, OWL, RDF
from ..graph.store import Reader
from ..graph.terms import NamedNode, Quad, RdfFormat, parse
from ..ontology import path as ontology_path
from ..shapes.check import check
from ..shapes.report import Finding, Report
from ..shapes.view import View
from .carry_over import CarriedOver, carry_over
from .catalogue_entry import Entry, count_records
from .reuse import check_reuse
from .source import Source
from .staged import StagedDataset
from .transitions import check_transitions

OnViolation = OneOf["refuse", "publish", "quarantine"]
Progress = Callable[[str], None]

_MAX_QUARANTINE_ROUNDS = 10


@dataclass(frozen=True, slots=True)
class Edition:
    """A dataset as it was read, with where it came from.

    Attributes:
        dataset: the dataset.
        source: the file or address.
        loader: the name of the format's loader.
    """

    dataset: StagedDataset
    source: Source
    loader: str


@dataclass(frozen=True, slots=True)
class Stage:
    """The datasets as they would be published, and how they were found."""

    view: View
    quads: dict[str, set[Quad]]
    carried: dict[str, CarriedOver]
    report: Report
    left_out: frozenset[str] = frozenset()
    reasons: tuple[Finding, ...] = ()


def stage_editions(
    editions: Sequence[Edition],
    base_iri: str,
    published: Reader | None,
    on_violation: OnViolation,
    progress: Progress,
    standards_dir: Path | None = None,
) -> Stage:
    """Return the datasets as they would be published, with the report of their check.

    Args:
        editions: the datasets, each with its source.
        base_iri: the base of the service's addresses.
        published: the graph as it is published; None if nothing is.
        on_violation: with ``quarantine``, what breaks the shapes is left out, round by round,
            until the rest conforms.
        progress: is told each step.
        standards_dir: a folder of further data standards, which records are checked by.
    """
    progress("staging")
    # the way through a store puts literals into the spelling that the live store will give them
    read = Reader.of(quad for edition in editions for quad in edition.dataset.quads)
    left_out: frozenset[str] = frozenset()
    reasons: list[Finding] = []
    for _ in range(_MAX_QUARANTINE_ROUNDS):
        found = _stage_once(editions, base_iri, published, read, left_out, progress, standards_dir)
        faulty = {finding.focus_node for finding in found.report.violations}
        subjects = {subject.value for subject in found.view.staged_subjects()}
        further = frozenset(faulty & subjects) - left_out
        if on_violation != "quarantine" or not further:
            break
        left_out |= further
        reasons += [f for f in found.report.violations if f.focus_node in further]
    return dataclasses.replace(found, reasons=tuple(reasons))


def _stage_once(
    editions: Sequence[Edition],
    base_iri: str,
    published: Reader | None,
    read: Reader,
    left_out: frozenset[str],
    progress: Progress,
    standards_dir: Path | None,
) -> Stage:
    graphs = {e.dataset.slug: NamedNode(f"{base_iri}graph/{e.dataset.slug}") for e in editions}
    replaced = frozenset(graphs.values())
    quads = {slug: _kept(read, graph, left_out) for slug, graph in graphs.items()}
    if left_out:
        read = Reader.of(quad for members in quads.values() for quad in members)
    view = View(read, published, replaced)
    today = datetime.now(UTC).date()
    carried = {slug: carry_over(view, graph, today, left_out) for slug, graph in graphs.items()}
    inverses = stated_inverses(view, base_iri)
    for slug, members in quads.items():
        members |= set(carried[slug].quads)
        members |= set(inverses.of(members))
    progress("checking")
    view = View(Reader.of(q for members in quads.values() for q in members), published, replaced)
    report = check(view, standards_dir) + check_transitions(view) + check_reuse(view)
    report += _check_catalogue(editions, base_iri, quads, published)
    return Stage(view, quads, carried, report, left_out)


def _check_catalogue(
    editions: Sequence[Edition],
    base_iri: str,
    quads: Mapping[str, set[Quad]],
    published: Reader | None,
) -> Report:
    """Return the report of the catalogue's entries as they would be."""
    entries = [Entry(base_iri, edition.dataset) for edition in editions]
    lasting = [
        quad
        for entry in entries
        for quad in entry.lasting(
            entry.published(published),
            len(quads[entry.dataset.slug]),
            count_records(quads[entry.dataset.slug]),
        )
    ]
    return check(View(Reader.of(lasting)))


def _kept(read: Reader, graph: NamedNode, left_out: frozenset[str]) -> set[Quad]:
    if not left_out:
        return set(read.quads(graph=graph))
    names = {NamedNode(iri) for iri in left_out}
    return {
        quad
        for quad in read.quads(graph=graph)
        if quad.subject not in names and quad.object not in names
    }


def stated_inverses(source: View | Reader, base_iri: str) -> Inverses:
    """Return the inverses that the ontology states: staged, published, or else as it ships."""
    ontology = NamedNode(f"{base_iri}graph/ontology")
    if next(source.quads(graph=ontology), None) is None:
        return _shipped_inverses()
    paired = source.quads(None, OWL.inverseOf, None, ontology)
    symmetric = source.quads(None, RDF.type, OWL.SymmetricProperty, ontology)
    return Inverses.stated_in((*paired, *symmetric))


@cache
def _shipped_inverses() -> Inverses:
    data = ontology_path("core.ttl").read_bytes()
    return Inverses.stated_in(parse(input=data, format=RdfFormat.TURTLE, base_iri=MH.iri))
