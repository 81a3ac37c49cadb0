"""The reports of loads of tables: some for each dataset, each with a number that never changes.

::

    load-reports/<dataset>/7/    a report, see `report_folder`, and what the load did: load.json
    load-reports/<dataset>/.8    one that is being written

A report is written before what it is about is published, and takes its place afterwards, so that
none is ever seen by half. Only the process that holds the live store writes here.
"""

from __future__ import annotations

import json
import logging
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Literal

from ...graph.backup import LOAD_REPORTS
from ...graph.config import Config
from ...graph.errors import NotFoundError
from ..staged import SLUG
from .folder import disk_errors
from .report_folder import ReportFolder, no_report
from .run import Checked

log = logging.getLogger(__name__)

Outcome = Literal["published", "unchanged", "refused"]

_SAME = ("summary.json", "report.csv")
"""Files that are alike where two loads of the same source found the same."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadFacts:
    """What a load did with a table.

    Attributes:
        dataset: the name of the dataset in addresses.
        outcome: ``published``, ``unchanged`` (nothing differed from what is published), or
            ``refused``.
        loaded: when, as an ISO date and time in UTC.
        digest: SHA-256 of the source.
        generation: the generation that is served after it; None if there is none.
        quarantined: how many records were left out because they break a rule.
        must_rules: rules broken that must not be.
        should_rules: rules broken that should not be.
        rows: how many rows the table has.
        source: the name of the file.
    """

    dataset: str
    outcome: Outcome
    loaded: str
    digest: str
    generation: int | None
    quarantined: int
    must_rules: int
    should_rules: int
    rows: int
    source: str

    @property
    def moment(self) -> datetime:
        """When the load began."""
        return datetime.fromisoformat(self.loaded)


@dataclass(frozen=True, slots=True)
class KeptLoad:
    """The report of one load.

    Attributes:
        number: its number among those of the dataset.
        facts: what the load did.
        folder: the report.
    """

    number: int
    facts: LoadFacts
    folder: ReportFolder


class LoadReports:
    """The reports of loads that are kept in a data directory.

    Args:
        folder: where they are.
        most: how many of a dataset are kept.
        base_iri: the base of their addresses.
    """

    def __init__(self, folder: Path, most: int, base_iri: str) -> None:
        self._folder = folder
        self._most = most
        self._base_iri = base_iri

    @classmethod
    def of(cls, config: Config) -> LoadReports:
        """Return the reports that the settings name."""
        return cls(config.data_dir / LOAD_REPORTS, config.keep_load_reports, config.base_iri)

    def of_dataset(self, slug: str) -> tuple[KeptLoad, ...]:
        """Return the reports of a dataset, the newest first."""
        found = []
        for number in self._numbers(slug):
            with suppress(NotFoundError):  # it may go meanwhile
                found.append(self._read(slug, number))
        return tuple(found)

    def get(self, slug: str, number: int) -> KeptLoad:
        """Return a report.

        Raises:
            NotFoundError: there is none, or no longer.
        """
        if number not in self._numbers(slug):
            raise no_report()
        return self._read(slug, number)

    @contextmanager
    def written(self, checked: Checked, facts: LoadFacts) -> Iterator[str]:
        """Write a report, give its address, and put it in its place if nothing goes wrong.

        A load that changes nothing and finds what the newest report says has that one's address.

        Args:
            checked: what was found, without what is not published.
            facts: what the load does.

        Raises:
            StoreError: the disk refused.
        """
        slug = facts.dataset
        numbers = self._numbers(slug)
        number = numbers[0] + 1 if numbers else 1
        place = self._folder / slug / str(number)
        building = ReportFolder(place.with_name(f".{number}"))
        try:
            with disk_errors(place):
                shutil.rmtree(building.folder, ignore_errors=True)
                building.folder.mkdir(parents=True)
                address = self._address(slug, number)
                said = {k: v for k, v in asdict(facts).items() if k != "source"}
                building.write(checked, {"report": address, "load": said})
                building.path("load.json").write_text(json.dumps(asdict(facts)), encoding="utf-8")
            if (
                numbers
                and facts.outcome == "unchanged"
                and self._is_told(building, slug, numbers[0])
            ):
                yield self._address(slug, numbers[0])
                return
            yield address
            self._put(building.folder, place)
            for old in numbers[self._most - 1 :]:
                shutil.rmtree(place.with_name(str(old)), ignore_errors=True)
        finally:
            shutil.rmtree(building.folder, ignore_errors=True)

    @staticmethod
    def _put(building: Path, place: Path) -> None:
        try:
            building.rename(place)
        except OSError:
            # what it is about has happened, and is not to be called a failure
            log.exception("the report of a load could not be put at %s", place)

    def _is_told(self, building: ReportFolder, slug: str, newest: int) -> bool:
        """Return whether the newest report says the same of the same source."""
        kept = self._read(slug, newest)
        made = _facts(building)
        if kept.facts.outcome == "refused" or kept.facts.digest != made.digest:
            return False
        pairs = ((building.path(name), kept.folder.path(name)) for name in _SAME)
        return all(one.read_bytes() == other.read_bytes() for one, other in pairs)

    def _address(self, slug: str, number: int) -> str:
        return f"{self._base_iri}datasets/{slug}/reports/{number}"

    def _numbers(self, slug: str) -> list[int]:
        """Return the numbers of the reports of a dataset, the newest first."""
        # a slug comes from an address too, and must not lead elsewhere
        if not SLUG.fullmatch(slug):
            return []
        try:
            names = [path.name for path in (self._folder / slug).iterdir()]
        except (FileNotFoundError, NotADirectoryError):
            return []
        return sorted((int(name) for name in names if name.isdecimal()), reverse=True)

    def _read(self, slug: str, number: int) -> KeptLoad:
        folder = ReportFolder(self._folder / slug / str(number))
        return KeptLoad(number, _facts(folder), folder)


def _facts(folder: ReportFolder) -> LoadFacts:
    read: dict[str, Any] = folder.read("load.json")
    return LoadFacts(**read)
