"""Regressions: checks that find more than in the release before, and why they may."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..errors import RequestError
from .questions import Check, checks, named
from .record import Finding, QualityRecord

MAX_REASON_CHARACTERS = 1_000

_MOST_NAMED = 3
"""Terms of a check that a message names."""


@dataclass(frozen=True, slots=True)
class Regression:
    """A check that finds more terms than before.

    Attributes:
        check: the check.
        before: terms that it found before.
        after: terms that it finds.
        new: terms that it did not find before, as far as the records name them.
    """

    check: Check
    before: int
    after: int
    new: tuple[Finding, ...]

    def __str__(self) -> str:
        text = f"{self.check.name} finds {self.after:,}, and found {self.before:,}"
        if not self.new:
            return text
        terms = [f'{finding.code} "{finding.label}"'.strip() for finding in self.new[:_MOST_NAMED]]
        more = " among others" if len(self.new) > _MOST_NAMED else ""
        return f"{text} ({', '.join(terms)}{more})"


def regressions(
    before: QualityRecord, after: QualityRecord, known: Mapping[str, Check]
) -> tuple[Regression, ...]:
    """Return the checks that matter and find more terms than before, the worst first."""
    found = []
    for check in known.values():
        old, new = before.measurements[check.name], after.measurements[check.name]
        if check.stops_releases and new.count > old.count:
            had = {finding.term for finding in old.findings}
            terms = tuple(finding for finding in new.findings if finding.term not in had)
            found.append(Regression(check, old.count, new.count, terms))
    return tuple(sorted(found, key=lambda each: each.check.severity != "Violation"))


def read_waivers(texts: Iterable[str]) -> dict[str, str]:
    """Return name of a check -> reason, of texts such as ``orphan-terms=a new list``.

    Raises:
        RequestError: a text names no check or gives no reason, or a check is named twice.
    """
    found: dict[str, str] = {}
    for text in texts:
        name, equals, reason = (part.strip() for part in text.partition("="))
        if not equals or not name or not reason:
            raise RequestError(
                f"{text[:100]!r} is not CHECK=REASON",
                where="--waive",
                remedy="name the check and say why it may find more than in the release before",
            )
        if name in found:
            raise RequestError(
                f"{name[:100]} is waived twice", where="--waive", remedy="give one reason for it"
            )
        found[name] = reason
    return found


def check_waivers(waivers: Mapping[str, str], base_iri: str) -> None:
    """Refuse waivers of what is no check, or without a reason.

    Raises:
        NotFoundError: there is no check of that name.
        RequestError: a reason is empty or too long.
    """
    for name, reason in waivers.items():
        named(checks(base_iri), name, "check")
        if not reason.strip() or len(reason) > MAX_REASON_CHARACTERS:
            raise RequestError(
                f"its reason has {len(reason.strip()):,} characters",
                where=f"waiver of {name}",
                remedy=f"write a reason of 1 to {MAX_REASON_CHARACTERS:,} characters",
            )
