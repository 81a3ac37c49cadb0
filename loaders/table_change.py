"""The change that the load of a table makes: to its records, their tombstones, entry and ledger."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from ..graph.attribution import NOBODY, Attribution
from ..graph.change import Change
from ..graph.generation import Generation
from ..graph.namespaces import MH, RDF, RDFS, XSD
from ..graph.reader import Reader
from ..graph.terms import Literal, NamedNode, Quad
from ..shapes.written import as_term
from .catalogue_entry import Entry
from .formats import TABLE
from .ledger import ledger_change
from .publication import Size, entry_change
from .record_digests import digests_of, read_digests, write_digests
from .record_lines import Known, LineChange, RecordLines, compare_lines
from .source import Source
from .thing_changes import line_change


@dataclass(frozen=True, slots=True)
class TableChange:
    """How the records of a table differ from those that are published.

    Attributes:
        entry: the entry of their dataset.
        lines: what shall be published.
        kept: written records of which everything stays as it is published.
        known: what the last load left of what is published; None if it had to be read.
        found: how the lines differ.
    """

    entry: Entry
    lines: RecordLines
    kept: frozenset[str]
    known: Known | None
    found: LineChange

    @classmethod
    def between(
        cls,
        newest: Generation | None,
        published: Reader | None,
        data_dir: Path,
        entry: Entry,
        lines: RecordLines,
        kept: frozenset[str],
    ) -> TableChange:
        """Return how lines differ from what is published of a dataset.

        Args:
            newest: the generation that is served; None if there is none.
            published: the graph as it is published; None if nothing is.
            data_dir: the data directory.
            entry: the dataset's entry.
            lines: what shall be published.
            kept: written records of which everything stays as it is published.
        """
        graph, known = entry.data_graph, None
        if newest is not None:
            manifest, name = newest.manifest, graph.value
            before = read_digests(data_dir, entry.dataset.slug, manifest.digests.get(name))
            if before is not None:
                now = digests_of(lines.pairs, lines.without)
                known = Known(before, now, manifest.graphs[name])
        found = compare_lines(published, graph, lines, kept, known)
        return cls(entry, lines, kept, known, found)

    @property
    def size(self) -> Size:
        """How large the dataset is then."""
        return Size(self.found.triples, len(self.found.after))

    def as_change(
        self,
        published: Reader | None,
        source: Source,
        started: datetime,
        number: int,
        attribution: Attribution = NOBODY,
    ) -> Change:
        """Return everything that a publish of the table changes; nothing if nothing differs.

        Args:
            published: the graph as it is published; None if nothing is.
            source: the file.
            started: when the load began.
            number: the number of the generation that it makes.
            attribution: who publishes, and why.
        """
        entry, found = self.entry, self.found
        change = found.change
        if published is not None:
            change += _tombstones(published, found, entry, started.date())
        change += entry_change(
            entry, source, TABLE, published, self.size, bool(change), started, number
        )
        if change:
            slug = entry.dataset.slug
            title = Literal(entry.dataset.title or slug, language="en")
            told = line_change(found, slug, title)
            change += ledger_change([told], entry.base_iri, number, started, attribution, published)
        return change

    def remember(self, newest: Generation, data_dir: Path) -> None:
        """Leave for the next load what has been published.

        Args:
            newest: the generation that holds it.
            data_dir: the data directory.
        """
        if self.known is not None:
            digests = self.known.after(self.kept)
        elif not self.kept:
            digests = digests_of(self.lines.pairs)
        else:
            # something of the graph was not in the file
            return
        digest = newest.manifest.digests.get(self.entry.data_graph.value)
        write_digests(data_dir, self.entry.dataset.slug, digest, digests)


def _tombstones(published: Reader, found: LineChange, entry: Entry, today: date) -> Change:
    """Return the change to the graph of tombstones: for records that go, and that come back."""
    graph, tombs = entry.data_graph, NamedNode(f"{entry.base_iri}graph/tombstones")
    added = [
        quad
        for subject in found.gone
        if not _is_elsewhere(published, subject, (graph, tombs))
        for quad in _tombstone(subject, found.before[subject], tombs, today)
    ]
    buried = {q.subject for q in published.quads(None, RDF.type, MH.Tombstone, tombs)}
    back = [s for s in sorted(buried, key=str) if str(s) in found.after]
    return Change([q for subject in back for q in published.quads(subject, graph=tombs)], added)


def _tombstone(subject: str, label: str, tombs: NamedNode, today: date) -> Iterator[Quad]:
    thing = NamedNode(subject[1:-1])
    yield Quad(thing, RDF.type, MH.Tombstone, tombs)
    yield Quad(thing, MH.removedOn, Literal(today.isoformat(), datatype=XSD.date), tombs)
    if label:
        yield Quad(thing, RDFS.label, as_term(label), tombs)


def _is_elsewhere(published: Reader, subject: str, graphs: tuple[NamedNode, ...]) -> bool:
    thing = NamedNode(subject[1:-1])
    return any(quad.graph_name not in graphs for quad in published.quads(thing, RDF.type))
