"""The records of a table as lines of their graph, and how they differ from those published.

A line is a statement as N-Triples writes it, without the mark at its end. Lines are compared as
text, so they must be written as the store gives them back: the conversion of cells sees to that.

Source: RDF 1.1 N-Triples, section 4 (canonical form).
"""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from itertools import islice
from typing import overload

from ..graph.change import Change
from ..graph.inverses import Inverses
from ..graph.namespaces import RDFS
from ..graph.reader import Reader
from ..graph.terms import NamedNode, RdfFormat
from ..graph.written_quads import WrittenQuads
from ..shapes.columns import Pairs
from ..shapes.written import RDF_TYPE, as_term, is_iri, lexical
from .load_report import DatasetReport, Renamed
from .record_digests import Digests
from .tables.records import Records

_LABEL = str(RDFS.label)
_LABEL_MIDDLE, _TYPE_MIDDLE = f" {_LABEL} ", f" {RDF_TYPE} "


@dataclass(frozen=True, slots=True)
class RecordLines(Sequence[str]):
    """The lines of some records, made when they are asked for.

    Attributes:
        pairs: written property -> subjects and objects.
        without: written records that are left out.
    """

    pairs: dict[str, Pairs]
    without: frozenset[str] = frozenset()

    def __len__(self) -> int:
        if not self.without:
            return sum(len(subjects) for subjects, _ in self.pairs.values())
        return sum(1 for _ in self)

    def __iter__(self) -> Iterator[str]:
        without = self.without
        for predicate, (subjects, objects) in self.pairs.items():
            for subject, value in zip(subjects, objects, strict=True):
                if subject not in without:
                    yield f"{subject} {predicate} {value}"

    def by_property(self, subjects: Set[str] | None = None) -> Iterator[set[str]]:
        """Yield the lines of each property, of some written subjects or of all."""
        without = self.without
        for predicate, (described, objects) in self.pairs.items():
            yield {
                f"{subject} {predicate} {value}"
                for subject, value in zip(described, objects, strict=True)
                if subject not in without and (subjects is None or subject in subjects)
            }

    def subjects(self) -> set[str]:
        """Return the written records; each has a class."""
        return set(self.pairs.get(RDF_TYPE, ([], []))[0]) - self.without

    def of_property(self, predicate: str) -> Iterator[tuple[str, str]]:
        """Yield the written subject and object of each line of a written property."""
        for subject, value in zip(*self.pairs.get(predicate, ([], [])), strict=True):
            if subject not in self.without:
                yield subject, value

    @overload
    def __getitem__(self, index: int) -> str: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[str]: ...

    def __getitem__(self, index: int | slice) -> str | Sequence[str]:
        if isinstance(index, slice):
            return list(islice(self, *index.indices(len(self))))
        return next(islice(self, index, None))


@dataclass(frozen=True, slots=True)
class LineChange:
    """How the lines of a graph change.

    Attributes:
        change: the statements that go and come.
        unchanged: how many stay.
        triples: how many there are then.
        before: written record -> its name, of those that are published.
        after: the same, of those that will be.
    """

    change: Change
    unchanged: int
    triples: int
    before: dict[str, str]
    after: dict[str, str]

    @property
    def gone(self) -> list[str]:
        """The written records that go, in order."""
        return sorted(self.before.keys() - self.after.keys())

    def report(self, slug: str, title: str) -> DatasetReport:
        """Return what it does to a dataset."""
        before, after = self.before, self.after
        renamed = [
            Renamed(subject[1:-1], lexical(before[subject]), lexical(after[subject]))
            for subject in sorted(before.keys() & after.keys())
            if before[subject] and after[subject] and before[subject] != after[subject]
        ]
        new = sorted(after.keys() - before.keys())
        return DatasetReport(
            slug=slug,
            title=title,
            added=len(self.change.added),
            removed=len(self.change.removed),
            unchanged=self.unchanged,
            terms_added=tuple(subject[1:-1] for subject in new),
            terms_removed=tuple(subject[1:-1] for subject in self.gone),
            terms_renamed=tuple(renamed),
        )


def lines_of(
    records: Records, inverses: Inverses, without: frozenset[str], *, with_personal: bool
) -> RecordLines:
    """Return the lines that records become.

    Args:
        records: the records.
        inverses: what the ontology says from the other end.
        without: written records that are left out.
        with_personal: whether what holds personal data is published.
    """
    pairs = {
        predicate: columns
        for predicate, columns in records.pairs.items()
        if with_personal or predicate not in records.private
    }
    for predicate, (subjects, objects) in list(pairs.items()):
        name = as_term(predicate)
        for inverse in inverses.by_property.get(name, ()) if isinstance(name, NamedNode) else ():
            ends = [(o, s) for s, o in zip(subjects, objects, strict=True) if is_iri(o)]
            old = pairs.get(str(inverse), ([], []))
            pairs[str(inverse)] = [*old[0], *(o for o, _ in ends)], [*old[1], *(s for _, s in ends)]
    return RecordLines(pairs, without)


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a published graph without reading it.

    Attributes:
        before: digests of what is published of each subject.
        now: digests of what will be.
        triples: statements that are published.
    """

    before: Digests
    now: Digests
    triples: int

    def touched(self) -> set[str]:
        """Return the written subjects of which something changes, comes or goes."""
        return {subject for subject, _ in self.before.items() ^ self.now.items()}

    def after(self, kept: Set[str]) -> Digests:
        """Return the digests of what will be published, when some subjects stay as they are."""
        after = {each: digest for each, digest in self.now.items() if each not in kept}
        return after | {each: self.before[each] for each in kept & self.before.keys()}


def compare_lines(
    published: Reader | None,
    graph: NamedNode,
    lines: RecordLines,
    kept: Set[str],
    known: Known | None = None,
) -> LineChange:
    """Return how a graph changes when it is to hold some lines.

    Args:
        published: the graph as it is published; None if nothing is.
        graph: the name of the graph.
        lines: the lines that it shall hold.
        kept: written subjects of which everything stays as it is published, or is not there.
        known: what is known of what is published; None to read all of it.
    """
    lines = RecordLines(lines.pairs, lines.without | kept)
    names = _names_of_records(lines)
    if published is None:
        return LineChange(Change(added=WrittenQuads(lines, graph)), 0, len(lines), {}, names)
    touched = None
    if known is None:
        before = _published_lines(published, graph)
        names_before = _names(before)
        triples = len(before)
        if kept:
            before = {line for line in before if line[: line.index(" ")] not in kept}
    else:
        touched = known.touched() - kept
        before = _lines_about(published, graph, touched)
        staying = _lines_about(published, graph, kept & known.before.keys())
        names_before = {s: n for s, n in names.items() if s in known.before and s not in touched}
        names_before |= _names(before) | _names(staying)
        triples = known.triples
    if not triples:
        return LineChange(Change(added=WrittenQuads(lines, graph)), 0, len(lines), {}, names)
    added: list[str] = []
    for some in lines.by_property(touched):
        added += some - before
        before -= some
    names |= {s: n for s, n in names_before.items() if s in kept}
    change = Change(WrittenQuads(sorted(before), graph), WrittenQuads(sorted(added), graph))
    unchanged = triples - len(before)
    return LineChange(change, unchanged, unchanged + len(added), names_before, names)


def _published_lines(published: Reader, graph: NamedNode) -> set[str]:
    output = io.BytesIO()
    published.dump(output, RdfFormat.N_TRIPLES, graph.value)
    lines = set(output.getvalue().decode().split(" .\n"))
    lines.discard("")
    return lines


def _lines_about(published: Reader, graph: NamedNode, subjects: Iterable[str]) -> set[str]:
    """Return the published lines of some written subjects."""
    return {
        f"{quad.subject} {quad.predicate} {quad.object}"
        for subject in subjects
        if isinstance(term := as_term(subject), NamedNode)
        for quad in published.quads(term, graph=graph)
    }


def _names_of_records(lines: RecordLines) -> dict[str, str]:
    """Return the written records, each with its written name, if it has one."""
    found = dict.fromkeys(lines.subjects(), "")
    found.update((s, o) for s, o in lines.of_property(_LABEL) if s in found)
    return found


def _names(lines: Iterable[str]) -> dict[str, str]:
    """Return the written records that lines describe, each with its written name, if it has one."""
    records: dict[str, str] = {}
    labels: dict[str, str] = {}
    for line in lines:
        if _TYPE_MIDDLE not in line and _LABEL_MIDDLE not in line:
            continue
        subject, predicate, value = line.split(" ", 2)
        if predicate == RDF_TYPE:
            records[subject] = ""
        elif predicate == _LABEL:
            labels[subject] = value
    return records | {subject: name for subject, name in labels.items() if subject in records}
