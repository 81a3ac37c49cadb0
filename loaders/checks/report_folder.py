"""The folder of a report: what its page shows, and the report in every form.

::

    summary.json             what the page shows
    findings-3.jsonl         what breaks the fourth rule, one finding a line
    report.json, report.csv, report.ttl

Checks over the web and loads of tables both keep their reports so.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ...graph.errors import NotFoundError
from .files import write_report
from .run import Checked
from .summary import read_findings, write_summary

_FORMS = ("json", "csv", "ttl")


@dataclass(frozen=True, slots=True)
class ReportFolder:
    """The folder of one report.

    Attributes:
        folder: where it is.
    """

    folder: Path

    def path(self, name: str) -> Path:
        """Return the path of a file of the folder."""
        return self.folder / name

    def write(self, checked: Checked, extras: Mapping[str, object]) -> None:
        """Write the report of a check.

        Args:
            checked: what the check found.
            extras: further members of the JSON document.

        Raises:
            OSError: the disk refused.
        """
        write_summary(checked, self.folder)
        for form in _FORMS:
            with self.path(f"report.{form}").open("wb") as file:
                write_report(checked, form, file, extras if form == "json" else {})

    def summary(self) -> dict[str, Any]:
        """Return what the page of the report shows.

        Raises:
            NotFoundError: the report was deleted meanwhile.
        """
        return self.read("summary.json")

    def findings(self, number: int, first: int, most: int) -> list[dict[str, Any]]:
        """Return some of the findings of a rule; see `summary.read_findings`."""
        return read_findings(self.folder, number, first, most)

    def read(self, name: str) -> dict[str, Any]:
        """Return a JSON object of the folder.

        Raises:
            NotFoundError: the report was deleted meanwhile.
        """
        try:
            read: dict[str, Any] = json.loads(self.path(name).read_text(encoding="utf-8"))
        except (FileNotFoundError, NotADirectoryError) as error:
            raise no_report() from error
        return read


def no_report() -> NotFoundError:
    """Return the error of who asks for a report that there is not, or no longer."""
    return NotFoundError(
        "there is no report at this address, or no longer", remedy="check the file again"
    )
