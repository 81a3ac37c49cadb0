"""The quality record: how many terms each check finds, in which lists, and which they are."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ..errors import StoreCorruptError

FILE_NAME = "quality.json"
"""The file of a release that holds its quality record."""

MOST_FINDINGS = 300
"""Terms of one check that a record names; it counts all of them."""

MOST_VALUES = 5
"""Values of one term that a record keeps for one check."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One term that a check found.

    Attributes:
        term: its IRI.
        code: its identifier; empty if it has none.
        label: its name in English, or the nearest that there is; its IRI if none.
        lists: names of its lists, in order; its own name for a list.
        values: what is at fault: names, codes, or IRIs of other terms; at most `MOST_VALUES`.
    """

    term: str
    code: str
    label: str
    lists: tuple[str, ...]
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Measurement:
    """What one check found.

    Attributes:
        check: name of the check.
        count: terms that it found.
        by_list: name of each list with any -> terms of it that were found.
        findings: the terms, by list and code; at most `MOST_FINDINGS`.
    """

    check: str
    count: int
    by_list: Mapping[str, int]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class QualityRecord:
    """What all checks found in one edition of the standard.

    Attributes:
        terms: terms that were looked at: those in use.
        measurements: name of each check -> what it found, in the order of the checks.
    """

    terms: int
    measurements: Mapping[str, Measurement]

    def counts(self) -> dict[str, int]:
        """Return name of each check -> terms that it found."""
        return {name: found.count for name, found in self.measurements.items()}

    def as_dict(self) -> dict[str, object]:
        """Return the record as members of a JSON object."""
        return {
            "terms": self.terms,
            "checks": [dataclasses.asdict(found) for found in self.measurements.values()],
        }

    def write(self, folder: Path) -> None:
        """Write the record into the folder of a release."""
        text = json.dumps(self.as_dict(), ensure_ascii=False, indent=1) + "\n"
        (folder / FILE_NAME).write_text(text, encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> QualityRecord | None:
        """Return the record in the folder of a release; None for one made before there were any.

        Raises:
            StoreCorruptError: it is damaged.
        """
        path = folder / FILE_NAME
        try:
            members = json.loads(path.read_text(encoding="utf-8"))
            found = (_measurement(each) for each in members["checks"])
            return cls(int(members["terms"]), {each.check: each for each in found})
        except FileNotFoundError:
            return None
        except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
            raise StoreCorruptError(
                f"the quality record of the release cannot be read ({error})",
                where=str(path),
                remedy="bring the folder back from a backup",
            ) from error


def _measurement(members: Mapping[str, object]) -> Measurement:
    by_list, findings = members["by_list"], members["findings"]
    if not isinstance(by_list, dict) or not isinstance(findings, list):
        raise TypeError("by_list and findings of a check")
    return Measurement(
        check=str(members["check"]),
        count=int(str(members["count"])),
        by_list={str(name): int(count) for name, count in by_list.items()},
        findings=tuple(
            Finding(
                term=str(each["term"]),
                code=str(each["code"]),
                label=str(each["label"]),
                lists=tuple(map(str, each["lists"])),
                values=tuple(map(str, each["values"])),
            )
            for each in findings
        ),
    )
