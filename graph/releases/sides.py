"""The two sides of a comparison: a release, or what is served now, and what is different."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from ..change import Change
from ..errors import RequestError
from ..generation import Generation
from ..generations import Generations
from ..terms import NamedNode, Quad, RdfFormat, parse
from .coverage import covered_graphs, triple_lines
from .folder import Releases
from .release import Release
from .version import NOW


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison.

    Attributes:
        name: version of a release, or ``now``.
        generation: its graph.
        release: its record; None for what is served now.
    """

    name: str
    generation: Generation
    release: Release | None

    @property
    def is_fixed(self) -> bool:
        """Whether it is the same for ever."""
        return self.release is not None and not self.release.is_draft

    def digests(self) -> Mapping[str, str | None]:
        """Return the IRI of each graph of the standard, and its digest if that is known."""
        if self.release is None:
            return dict.fromkeys(covered_graphs(self.generation))
        return {iri: graph.sha256 for iri, graph in self.release.graphs.items()}


def side(releases: Releases, generations: Generations, name: str) -> Side:
    """Return the side of a comparison that a version, or ``now``, stands for.

    Raises:
        UnknownReleaseError: there is no release of that version.
    """
    if name == NOW:
        return Side(NOW, generations.current(), None)
    return Side(name, releases.generation(name), releases.get(name))


def sides_named(text: str) -> tuple[str, str]:
    """Return the names of both sides of ``2026.1..2026.2``.

    Raises:
        RequestError: it does not name two.
    """
    before, dots, after = text.partition("..")
    if not dots or not before or not after or ".." in after:
        raise RequestError(
            f"{text[:100]!r} does not name two releases",
            remedy="write 2026.1..2026.2, or 2026.1..now for what has changed since",
        )
    return before, after


def delta(before: Side, after: Side) -> Change:
    """Return the statements of the standard that went and that came, in the order of their text.

    A graph whose digest is the same on both sides is not read. Applied to the graphs of `before`,
    the change gives those of `after`.
    """
    old, new = before.digests(), after.digests()
    removed: list[Quad] = []
    added: list[Quad] = []
    for graph in sorted({*old, *new}):
        if old.get(graph) is not None and old.get(graph) == new.get(graph):
            continue
        was = set(triple_lines(before.generation.reader, graph)) if graph in old else set()
        is_now = set(triple_lines(after.generation.reader, graph)) if graph in new else set()
        removed += _quads(was - is_now, graph)
        added += _quads(is_now - was, graph)
    return Change(removed, added)


def _quads(lines: Iterable[bytes], graph: str) -> Iterator[Quad]:
    name = NamedNode(graph)
    text = b"\n".join(sorted(lines))
    for quad in parse(text, format=RdfFormat.N_TRIPLES):
        yield Quad(quad.subject, quad.predicate, quad.object, name)
