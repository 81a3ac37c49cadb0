"""Judgement: what became of one term, from all that is known of two editions and between them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain

from ..deprecation import deprecation_of
from ..generation import Generation
from ..namespaces import MH
from ..releases.comparisons import Comparisons
from ..releases.difference import Difference, TermChange, TermKind
from ..releases.standing import TermName, standing, term_name
from ..terms import Literal, NamedNode
from .edition import Edition
from .nation import holds_in
from .outcome import OUTCOMES, CodeImpact, Occurrences, Outcome, Step
from .succession import Succession, follow

_OUTCOME_OF: Mapping[TermKind, Outcome] = {
    "recoded": "recoded",
    "redefined": "redefined",
    "renamed": "renamed",
    "moved": "moved",
    "reinstated": "reinstated",
    "translated": "translated",
    "altered": "altered",
}
"""Change -> outcome; of the others, that the term is there and in use is looked at itself."""

_CHANGE_OF: Mapping[Outcome, TermKind] = {kind: change for change, kind in _OUTCOME_OF.items()} | {
    "deprecated": "deprecated",
    "withdrawn": "deprecated",
    "removed": "removed",
    "added": "added",
}

Changes = Mapping[str, Sequence[TermChange]]


@dataclass(frozen=True, slots=True)
class Judgement:
    """All that is known of two editions.

    Attributes:
        before: the edition that the system was built on.
        after: the edition that it is compared with.
        between: the releases between them, the newest first; each is opened when it is needed.
        net: IRI -> the changes from the one to the other.
        steps: version of a release -> IRI -> the changes that it brought, the oldest first.
        issued: version of a release -> the day on which it was made.
        nation: the nation that the system is for; empty if it was not said.
    """

    before: Edition
    after: Edition
    between: Iterable[Generation]
    net: Changes
    steps: Mapping[str, Changes]
    issued: Mapping[str, date]
    nation: str

    def of_term(self, code: str, found: Occurrences, iri: str, built_on: str) -> CodeImpact:
        """Return what became of a code that names a term in one of the two editions.

        Args:
            code: the code.
            found: where it stands.
            iri: IRI of the term.
            built_on: version of the release that the system was built on.
        """
        before, after = self.before.term(iri), self.after.term(iri)
        outcome = self._outcome(iri, before, after)
        if outcome == "unchanged":
            return CodeImpact(code=code, found=found, outcome=outcome, before=before, after=after)
        steps = tuple(
            Step(release, change)
            for release, changes in self.steps.items()
            for change in changes.get(iri, ())
        )
        is_over = outcome in ("removed", "withdrawn", "deprecated")
        succession = self._follow(iri) if is_over else None
        release = _release_of(outcome, steps)
        if not release and iri in self.before.retired:
            release = built_on
        return CodeImpact(
            code=code,
            found=found,
            outcome=outcome,
            before=before,
            after=after,
            seen_in=built_on if before is not None else "",
            steps=steps,
            net=tuple(self.net.get(iri, ())),
            successors=self._named(succession.ends) if succession else (),
            via=self._named(succession.via) if succession else (),
            release=release,
            since=self._since(outcome, iri, release),
            reason=self._reason(iri, steps) if is_over else (),
        )

    def name(self, iri: str) -> TermName:
        """Return what a term is called now, or was called before."""
        for edition in (self.after, self.before):
            found = edition.term(iri)
            if found is not None:
                return found
        return term_name((self.after.generation, *self._older()), iri)

    def _older(self) -> Iterator[Generation]:
        return chain(self.between, (self.before.generation,))

    def _follow(self, iri: str) -> Succession:
        return follow(iri, self.after, self._older)

    def _outcome(self, iri: str, before: TermName | None, after: TermName | None) -> Outcome:
        if after is None:
            return "removed"
        if iri in self.after.withdrawn:
            return "withdrawn"
        if iri in self.after.retired:
            return "deprecated"
        if self.nation and holds_in(self.after.areas.get(iri, ()), self.nation) is False:
            return "out_of_nation"
        if before is None:
            return "added"
        kinds = {_OUTCOME_OF[c.kind] for c in self.net.get(iri, ()) if c.kind in _OUTCOME_OF}
        return min(kinds, key=OUTCOMES.index, default="unchanged")

    def _named(self, iris: Iterable[str]) -> tuple[TermName, ...]:
        return tuple(self.name(iri) for iri in iris)

    def _since(self, outcome: Outcome, iri: str, release: str) -> date | None:
        if outcome in ("deprecated", "withdrawn"):
            found = deprecation_of(self.after.generation, iri)
            if found is not None and found.since is not None:
                return found.since.date()
        if outcome == "removed":
            removed_on = self.after.generation.reader.value(NamedNode(iri), MH.removedOn)
            if isinstance(removed_on, Literal):
                return _day(removed_on.value)
        return self.issued.get(release)

    def _reason(self, iri: str, steps: Sequence[Step]) -> tuple[Literal, ...]:
        told = next((step.change.reason for step in reversed(steps) if step.change.reason), ())
        if told:
            return told
        for edition in (self.after, self.before):
            stands = standing(edition.generation, iri)
            if stands is not None and stands.is_deprecated:
                return stands.reason
        return ()


def changes_between(comparisons: Comparisons, old: str, new: str) -> Changes:
    """Return the changes of each term from one release to another, or to ``now``.

    What a release told when it was made is read; anything else is compared.
    """
    told = comparisons.told(old, new)
    if told is None:
        return _by_term(comparisons.between(old, new))
    return {
        iri: [c for c in changes if isinstance(c, TermChange) and iri in _concerned(c)]
        for iri, changes in told.items()
    }


def _by_term(difference: Difference) -> Changes:
    """Return the changes of each term; what several terms became is told of each of them."""
    found: dict[str, list[TermChange]] = {}
    for change in difference.terms:
        for iri in _concerned(change):
            found.setdefault(iri, []).append(change)
    return found


def _concerned(change: TermChange) -> set[str]:
    terms = change.left if change.kind == "merged" else (change.term,)
    return {term.iri for term in terms}


def _release_of(outcome: Outcome, steps: Sequence[Step]) -> str:
    """Return the release by which an outcome came about; empty if no step tells."""
    kind = _CHANGE_OF.get(outcome)
    return next((step.release for step in reversed(steps) if step.change.kind == kind), "")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
