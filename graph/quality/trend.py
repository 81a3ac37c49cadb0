"""The trend: how many terms each check found in each release, and finds now."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..releases.release import Release
from ..releases.version import NOW
from .questions import Check
from .record import QualityRecord


@dataclass(frozen=True, slots=True)
class Edition:
    """One release, or what is served now, with what its record counts.

    Attributes:
        name: its version, or ``now``.
        counts: name of each check -> terms that it found.
    """

    name: str
    counts: Mapping[str, int]

    def stopping(self, checks: Mapping[str, Check]) -> int:
        """Return what the checks found that may stop a release."""
        return sum(
            count
            for name, count in self.counts.items()
            if name in checks and checks[name].stops_releases
        )


def trend(releases: Sequence[Release], now: QualityRecord) -> tuple[Edition, ...]:
    """Return the releases that keep a record, oldest first, and what is served now."""
    kept = [
        Edition(release.version, release.quality)
        for release in releases
        if release.quality is not None and not release.is_draft
    ]
    return (*kept, Edition(NOW, now.counts()))
