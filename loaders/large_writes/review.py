"""Review: what a large change has led to, looked at part by part once it is in the live store."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from ...graph.change import Change
from ...graph.namespaces import MH
from ...graph.reader import Reader
from ...graph.terms import DefaultGraph, Literal, NamedNode
from ...shapes.report import Finding, Report, sort_findings
from ..carry_over import tombstones_of
from ..catalogue_entry import RecordCount
from ..changed_view import WrittenView, view_written
from ..ledger import DatasetChange
from ..retirement import Retirement, retirements
from ..thing_changes import ThingTally
from ..write import new_violations, refusal, things_of
from .parts import PartChange

MOST_VIOLATIONS = 1_000
"""Violations after which the rest of a large write is not looked at any more."""


@dataclass(slots=True)
class Review:
    """What is to be said of a large change.

    Attributes:
        published: the graph before.
        after: the graph with the change.
        graph: the graph that changes.
        base_iri: the base of the service's addresses.
        retired: the terms that become not for new use although something uses them.
        buried: the change to the graph of tombstones.
    """

    published: Reader
    after: Reader
    graph: NamedNode | DefaultGraph
    base_iri: str
    retired: dict[str, Retirement] = field(default_factory=dict)
    buried: Change = field(default_factory=Change)
    _come: RecordCount = field(default_factory=RecordCount)
    _go: RecordCount = field(default_factory=RecordCount)
    _tally: ThingTally | None = None

    def look_at(self, parts: Iterable[PartChange], standards_dir: Path | None, today: date) -> None:
        """Look at all parts of the change.

        Args:
            parts: the parts.
            standards_dir: a folder of further data standards, which records are checked by.
            today: the date of new tombstones.

        Raises:
            ShapesError: they break the shapes where they were not broken.
        """
        found: dict[tuple[str, ...], Finding] = {}
        checked, is_whole = 0, True
        if isinstance(self.graph, NamedNode):
            self._tally = ThingTally(self.graph)
        for part in parts:
            if len(found) >= MOST_VIOLATIONS:
                is_whole = False
                break
            change = part.as_change()
            view = view_written(self.published, self.after, change)
            report = new_violations(view, standards_dir)
            checked += report.checked
            found.update((finding.key, finding) for finding in report.findings)
            if not found:
                self._note(view, change, today)
        if found:
            told = sort_findings(list(found.values()))[:MOST_VIOLATIONS]
            count = "1 violation" if len(found) == 1 else f"{len(found):,} violations"
            if not is_whole or len(told) < len(found):
                count = f"more than {len(told):,} violations"
            raise refusal(Report(told, checked, "moothall"), count)

    def dataset_change(self, slug: str, title: Literal, change: Change) -> DatasetChange:
        """Return what the change does to the dataset of the graph, for the ledger.

        Args:
            slug: the name of the dataset.
            title: its title.
            change: the whole change.
        """
        graph, come, go = self.graph, len(change.added), len(change.removed)
        assert self._tally is not None
        view = view_written(self.published, self.after, Change())
        if next(self.published.quads(graph=graph), None) is None:
            return DatasetChange(slug, title, MH.Addition, come, go, created=self._come.records)
        if next(self.after.quads(graph=graph), None) is None:
            told = self._tally.going_terms(view, self.published)
            removed = self._go.records
            return DatasetChange(slug, title, MH.Removal, come, go, removed=removed, things=told)
        return self._tally.dataset_change(view, self.published, slug, title, come, go)

    def _note(self, view: WrittenView, change: Change, today: date) -> None:
        self.retired.update((each.iri, each) for each in retirements(view, self.base_iri))
        things = things_of(change, self.base_iri)
        self.buried += tombstones_of(view, self.base_iri, today, *things)
        self._come.add(change.added)
        self._go.add(change.removed)
        if self._tally is not None:
            self._tally.add(view, self.published, change)
