"""The report of the load of a table, kept with what the load did, for everybody to read."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from datetime import datetime

from ..graph.config import Config
from ..graph.look_up import LookUp
from ..graph.namespaces import MH
from .checks.load_reports import LoadFacts, LoadReports, Outcome
from .checks.run import Checked, Publisher
from .source import Source
from .staged import StagedDataset
from .tables.public_report import public_report
from .tables.table_check import CheckedTable


@dataclass(frozen=True, slots=True)
class TableReports:
    """What the report of one load is made of.

    Attributes:
        config: the settings.
        checked: the table with its report.
        look_up: where its councils, services and the like were found.
        dataset: the dataset that it becomes.
        source: the file.
        started: when the load began.
        with_personal: whether columns with personal data are published.
        is_draft: whether nothing is kept.
    """

    config: Config
    checked: CheckedTable
    look_up: LookUp
    dataset: StagedDataset
    source: Source
    started: datetime
    with_personal: bool
    is_draft: bool

    def written(
        self, outcome: Outcome, generation: int | None, quarantined: int = 0
    ) -> AbstractContextManager[str]:
        """Write the report, give its address, and keep it if nothing goes wrong meanwhile.

        Args:
            outcome: what becomes of the table.
            generation: the number of the generation that is served after it; None for none.
            quarantined: how many records are left out.

        Raises:
            StoreError: the disk refused.
        """
        if self.is_draft:
            return nullcontext("")
        report = public_report(self.checked.report, with_personal=self.with_personal)
        publisher = self._publisher()
        if publisher is not None:
            report = replace(report, publisher=publisher.name)
        counts = report.counts()
        facts = LoadFacts(
            dataset=self.dataset.slug,
            outcome=outcome,
            loaded=self.started.isoformat(),
            digest=self.source.digest,
            generation=generation,
            quarantined=quarantined,
            must_rules=counts["must_rules"],
            should_rules=counts["should_rules"],
            rows=report.rows,
            source=self.source.name,
        )
        found = Checked(report, self.checked, publisher, self.look_up)
        return LoadReports.of(self.config).written(found, facts)

    def _publisher(self) -> Publisher | None:
        iri = self.dataset.publisher
        if not iri:
            return None
        found = self.look_up.find(MH.Authority.value, iri)
        return Publisher(iri, found[0].label if len(found) == 1 else iri)
