"""The check: finds the codes of a system in the releases, and tells what became of each.

A code is looked for in the release that the system was built on, then in the one that it is
compared with, then in all others and among what was removed; only what is in none never existed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ..generation import Generation
from ..generations import Generations
from ..namespaces import MH, RDF
from ..releases.comparisons import Comparisons
from ..releases.folder import Releases
from ..releases.standing import TermName
from ..releases.version import NOW, version_order
from ..resolve import readings
from ..terms import parse_iri
from .edition import Edition
from .judgement import Changes, Judgement, changes_between
from .known import Known, hashes_tried
from .outcome import OUTCOMES, CodeImpact, Impact, Occurrences, Outcome
from .question import Question, check_list, checked, edition_named, points_between

MOST_SUGGESTIONS = 50
"""Codes that never existed for which something like them is sought; it takes milliseconds each."""

_SAMPLE = 500


class ImpactCheck:
    """One question about the codes of a system, with the editions that answer it open."""

    def __init__(
        self,
        question: Question,
        releases: Releases,
        generations: Generations,
        comparisons: Comparisons,
    ) -> None:
        """Open the editions.

        Raises:
            RequestError: the question makes no sense; its error says why.
            NotFoundError: there is no such release, or no such list.
        """
        self.question = checked(question, releases)
        self._releases = releases
        self._generations = generations
        self._comparisons = comparisons
        self._like: Edition | None = None
        self._before = self._like = self._edition(self.question.built_on)
        self._after = self._edition(self.question.to)
        check_list(self.question.list_name, (self._before, self._after))
        self._found: dict[str, tuple[str, ...]] = {}

    def find(self, code: str) -> tuple[str, ...]:
        """Return the IRIs of the terms that a code names, in the earlier edition or the later."""
        found = self._found.get(code)
        if found is None:
            name = self.question.list_name
            found = self._before.find(code, name) or self._after.find(code, name)
            self._found[code] = found
        return found

    def assess(self, codes: Mapping[str, Occurrences], notes: Iterable[str] = ()) -> Impact:
        """Return what became of each of some codes.

        Args:
            codes: code -> where it stands.
            notes: what a person should know about how they were read.
        """
        judgement = self._judgement()
        told = [self._of_code(judgement, code, found) for code, found in codes.items()]
        unknown = [each for each in told if each.outcome == "never_existed"]
        if unknown:
            elsewhere = self._elsewhere(judgement, unknown)
            told = list(self._suggested(elsewhere.get(each.code, each) for each in told))
        told.sort(key=lambda impact: OUTCOMES.index(impact.outcome))
        return Impact(
            built_on=self.question.built_on,
            to=self.question.to,
            list_name=self.question.list_name,
            nation=self.question.nation,
            codes=tuple(told),
            notes=(*notes, *self._notes(told)),
        )

    def _edition(self, version: str) -> Edition:
        return edition_named(version, self._releases, self._generations, self._like)

    def _is_known_before(self, code: str) -> bool:
        return bool(self._before.find(code, self.question.list_name))

    def _judgement(self) -> Judgement:
        """Return all that is known of both editions, and of what each release between them did."""
        question = self.question
        points = points_between(question, self._releases)
        net = self._changes(question.built_on, question.to)
        if len(points) == 2:
            steps = {question.to: net}
        else:
            pairs = zip(points, points[1:], strict=False)
            steps = {new: self._changes(old, new) for old, new in pairs}
        return Judgement(
            before=self._before,
            after=self._after,
            between=_Opened(self._releases, points[-2:0:-1]),
            net=net,
            steps=steps,
            issued={each.version: each.issued.date() for each in self._releases.all()},
            nation=question.nation,
        )

    def _changes(self, old: str, new: str) -> Changes:
        return changes_between(self._comparisons, old, new)

    def _of_code(self, judgement: Judgement, code: str, found: Occurrences) -> CodeImpact:
        iris = self.find(code)
        if len(iris) == 1:
            told = judgement.of_term(code, found, iris[0], self.question.built_on)
            if told.outcome in ("renamed", "recoded") and not self._is_known_before(code):
                return replace(told, outcome="added")  # the system has the new name already
            return told
        if iris:
            candidates = tuple(judgement.name(iri) for iri in iris)
            return CodeImpact(code=code, found=found, outcome="ambiguous", candidates=candidates)
        buried = self._buried(judgement, code, found)
        return buried or CodeImpact(code=code, found=found, outcome="never_existed")

    def _elsewhere(
        self, judgement: Judgement, unknown: Iterable[CodeImpact]
    ) -> dict[str, CodeImpact]:
        """Return what became of codes that only other releases have, of those that one has.

        One edition is held at a time, as there may be many.
        """
        question = self.question
        left = {each.code: each.found for each in unknown}
        addresses = self._after.generation.addresses
        hashes = {code: hashes_tried(code, question.list_name, addresses) for code in left}
        told: dict[str, CodeImpact] = {}
        versions = [release.version for release in self._releases.all()]
        for version in (NOW, *reversed(versions)):
            if version in (question.built_on, question.to):
                continue
            known = Known.read(self._releases.folder(version)) if version != NOW else None
            likely = {
                code: found
                for code, found in left.items()
                if known is None or known.may_name(hashes[code])
            }
            if not likely:
                continue  # reading the terms of a release takes a tenth of a second
            edition = self._edition(version)
            for code, found in likely.items():
                names = edition.terms(edition.find(code, question.list_name))
                if len(names) > 1:
                    told[code] = CodeImpact(
                        code=code, found=found, outcome="ambiguous", candidates=names
                    )
                elif names and _is_later(version, question.to):
                    told[code] = CodeImpact(
                        code=code, found=found, outcome="added", after=names[0], release=version
                    )
                elif names:
                    told[code] = self._gone(judgement, code, found, version, names[0])
                if names:
                    del left[code]
        return told

    def _gone(
        self, judgement: Judgement, code: str, found: Occurrences, version: str, name: TermName
    ) -> CodeImpact:
        """Return what became of a term that an older release has, or one in between.

        If the term is still there, it is called otherwise now.
        """
        told = judgement.of_term(code, found, name.iri, self.question.built_on)
        if told.after is not None:
            other: Outcome = "recoded" if name.code != told.after.code else "renamed"
            outcome = told.outcome if told.action != "none" else other
            return replace(told, outcome=outcome, before=name, seen_in=version)
        versions = [release.version for release in self._releases.released()]
        later = [each for each in versions if _is_later(each, version)]
        release = later[0] if later else NOW
        since = told.since or judgement.issued.get(release)
        return replace(
            told, outcome="removed", before=name, seen_in=version, release=release, since=since
        )

    def _buried(self, judgement: Judgement, code: str, found: Occurrences) -> CodeImpact | None:
        """Return what became of an address under which only a tombstone is left."""
        reader = self._after.generation.reader
        for _, iri in readings(self._after.generation.addresses, code):
            thing = parse_iri(iri)
            if thing is None or MH.Tombstone not in reader.objects(thing, RDF.type):
                continue
            told = judgement.of_term(code, found, iri, self.question.built_on)
            return replace(told, before=judgement.name(iri))
        return None

    def _suggested(self, told: Iterable[CodeImpact]) -> Iterator[CodeImpact]:
        name, left = self.question.list_name, MOST_SUGGESTIONS
        for each in told:
            if each.outcome != "never_existed" or not left:
                yield each
                continue
            left -= 1
            near = self._after.suggest(each.code, name)
            elsewhere = self._after.find(each.code) if name else ()
            likely = dict.fromkeys((*elsewhere, *([near] if near else [])))
            yield replace(each, candidates=self._after.terms(likely))

    def _notes(self, told: list[CodeImpact]) -> Iterator[str]:
        ambiguous = [each.code for each in told if each.outcome == "ambiguous"]
        if ambiguous and not self.question.list_name:
            likely = self._likely_list(ambiguous[:_SAMPLE])
            yield (
                f"codes that stand in several lists: {len(ambiguous):,}; name the list that they "
                f"are of, perhaps {likely}"
            )
        if told and all(each.outcome == "never_existed" for each in told):
            yield "no code is known at all: look whether the right file, column and list were read"
        missed = sum(each.outcome == "never_existed" for each in told) - MOST_SUGGESTIONS
        if missed > 0:
            yield f"of codes that never existed, the first {MOST_SUGGESTIONS} have suggestions"
        if self.question.nation:
            terms = {each.after.iri for each in told if each.after is not None}
            stated = sum(iri in self._after.areas for iri in terms)
            yield (
                f"the standard states of {stated:,} of the {len(terms):,} terms in which nations "
                "they hold; the others are not told apart by nation"
            )

    def _likely_list(self, codes: list[str]) -> str:
        """Return the name of the list that has most of some codes."""

        def fitness(name: str) -> tuple[int, int]:
            return self._before.codes_known(codes, name), -len(name)

        return max(self._before.members, key=fitness)


@dataclass(frozen=True, slots=True)
class _Opened:
    """Releases, each of which is opened when its turn comes, as that takes hundredths of a second.

    Attributes:
        releases: where they are.
        versions: their versions.
    """

    releases: Releases
    versions: Sequence[str]

    def __iter__(self) -> Iterator[Generation]:
        return map(self.releases.generation, self.versions)


def _is_later(version: str, than: str) -> bool:
    if than == NOW or version == than:
        return False
    return version == NOW or version_order(version) > version_order(than)
