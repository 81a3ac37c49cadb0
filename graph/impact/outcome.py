"""Outcomes: what can have become of a code, and whether something is to be done about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal as OneOf

from ..releases.difference import TermChange
from ..releases.standing import TermName
from ..terms import Literal

Outcome = OneOf[
    "never_existed",
    "ambiguous",
    "removed",
    "withdrawn",
    "deprecated",
    "out_of_nation",
    "recoded",
    "redefined",
    "renamed",
    "moved",
    "reinstated",
    "added",
    "translated",
    "altered",
    "unchanged",
]

Action = OneOf["must", "should", "none"]

ACTIONS: Mapping[Outcome, Action] = {
    "never_existed": "must",
    "ambiguous": "must",
    "removed": "must",
    "withdrawn": "must",
    "deprecated": "must",
    "out_of_nation": "must",
    "recoded": "must",
    "redefined": "should",
    "renamed": "should",
    "moved": "should",
    "reinstated": "none",
    "added": "none",
    "translated": "none",
    "altered": "none",
    "unchanged": "none",
}
"""Every outcome, the most important first, and what its holder has to do about it.

* must: the code names nothing, something else, or what is not for use any more;
* should: it stays, and what people see or understand by it has changed;
* none: it can stay as it is.
"""

OUTCOMES: tuple[Outcome, ...] = tuple(ACTIONS)


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Where a code stands in a file.

    Attributes:
        count: how often.
        places: the numbers of its first rows, lines or items, from 1.
    """

    count: int
    places: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that happened to a term, and by which release.

    Attributes:
        release: version of the release in which it is so first, or ``now``.
        change: what happened.
    """

    release: str
    change: TermChange


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeImpact:
    """What became of one code.

    Attributes:
        code: the code as it stands in the file, without blanks around it.
        found: where it stands there.
        outcome: the most important of what became of it.
        before: the term that it named in the release that the system was built on, or in another
            if that has none; None if none.
        after: the term that it names now; None if none.
        seen_in: version of the release that `before` is of; empty if there is none.
        steps: everything that happened to the term, release by release.
        net: the changes of the term from the one release to the other, taken together.
        successors: terms in use that take its place.
        via: terms that took its place and were themselves replaced.
        release: the release by which the outcome came about; empty if that is not known.
        since: the day from which it is so; None if nothing tells.
        reason: what a note says of it, in several languages.
        candidates: terms that it may mean: all of them if it is ambiguous, the likeliest if it
            never existed.
    """

    code: str
    found: Occurrences
    outcome: Outcome
    before: TermName | None = None
    after: TermName | None = None
    seen_in: str = ""
    steps: tuple[Step, ...] = ()
    net: tuple[TermChange, ...] = ()
    successors: tuple[TermName, ...] = ()
    via: tuple[TermName, ...] = ()
    release: str = ""
    since: date | None = None
    reason: tuple[Literal, ...] = ()
    candidates: tuple[TermName, ...] = ()

    @property
    def action(self) -> Action:
        """What is to be done about it."""
        return ACTIONS[self.outcome]

    @property
    def term(self) -> TermName | None:
        """The term that it named, or names."""
        return self.before or self.after


@dataclass(frozen=True, slots=True, kw_only=True)
class Impact:
    """What the releases did to the codes of a system.

    Attributes:
        built_on: version of the release that the system was built on.
        to: version of the release that it is compared with, or ``now``.
        list_name: the list that bare codes and names were read in; empty for all.
        nation: the nation that the system is for; empty if it was not said.
        codes: each different code, the most important outcomes first, then in the file's order.
        notes: what a person should know about how it was read, in plain words.
    """

    built_on: str
    to: str
    list_name: str
    nation: str
    codes: tuple[CodeImpact, ...]
    notes: tuple[str, ...] = ()

    @property
    def cells(self) -> int:
        """How many codes there are, each as often as it stands there."""
        return sum(code.found.count for code in self.codes)

    @property
    def needs_action(self) -> bool:
        """Whether anything is to be done."""
        return any(code.action != "none" for code in self.codes)

    def counts(self) -> Mapping[Outcome, int]:
        """Return how many different codes have each outcome, nought included."""
        counts: dict[Outcome, int] = dict.fromkeys(OUTCOMES, 0)
        for code in self.codes:
            counts[code.outcome] += 1
        return counts

    def of_outcome(self, outcome: Outcome) -> tuple[CodeImpact, ...]:
        """Return the codes with one outcome."""
        return tuple(code for code in self.codes if code.outcome == outcome)

    def to_do(self) -> tuple[CodeImpact, ...]:
        """Return the codes about which something is to be done."""
        return tuple(code for code in self.codes if code.action != "none")
