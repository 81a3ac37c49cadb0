"""What a loader makes of a source: the quads of one or more datasets, before they are checked."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..graph.errors import SourceError
from ..graph.namespaces import MH
from ..graph.store import Reader
from ..graph.terms import NamedNode, Quad
from ..shapes.report import Finding

SLUG = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,79}")
"""The names that a dataset may have in addresses."""

RESERVED_SLUGS = ("catalogue", "tombstones", "changes", "shapes")
"""Names of graphs that the service itself writes."""


@dataclass(frozen=True, slots=True)
class Context:
    """What a loader may know besides the source.

    Attributes:
        base_iri: the base of the addresses of councils, datasets and records.
        published: the graph as it is published; None if nothing is.
        list_name: the list that the person who loads has named; None if they named none.
        slug: the dataset that they have named; None if they named none.
    """

    base_iri: str
    published: Reader | None = None
    list_name: str | None = None
    slug: str | None = None

    def graph(self, slug: str) -> NamedNode:
        """Return the named graph of a dataset."""
        return NamedNode(f"{self.base_iri}graph/{slug}")

    def is_published(self, slug: str) -> bool:
        """Return whether a dataset of that name is published."""
        return (
            self.published is not None
            and next(self.published.quads(graph=self.graph(slug)), None) is not None
        )


@dataclass(frozen=True, slots=True)
class StagedDataset:
    """One dataset as a loader read it.

    Attributes:
        slug: its name in addresses.
        title: its title in English; None leaves the one that is published, or the slug.
        quads: its statements, all in its own graph.
        kind: one of the kinds of dataset that the ontology names, e.g. ``mh:ListData``.
        lists: names of the lists that it describes, for their download addresses.
        description: what it holds, in English; None leaves the one that is published.
        licence: IRI of its licence; None leaves the one that is published.
        publisher: IRI of its publisher; None leaves the one that is published.
        sources: IRIs of where it comes from.
        conforms_to: IRI of the data standard that it follows; None leaves the one that is
            published.
    """

    slug: str
    title: str | None
    quads: Sequence[Quad]
    kind: NamedNode = MH.RecordData
    lists: tuple[str, ...] = ()
    description: str | None = None
    licence: str | None = None
    publisher: str | None = None
    sources: tuple[str, ...] = ()
    conforms_to: str | None = None


@dataclass(frozen=True, slots=True)
class Staged:
    """Everything that a loader read from one source.

    Attributes:
        datasets: the datasets; at least one.
        notes: what a person may want to know: guesses, repairs, what was left out.
        findings: what is wrong with cells that were left out, with their lines.
    """

    datasets: tuple[StagedDataset, ...]
    notes: tuple[str, ...] = field(default=())
    findings: tuple[Finding, ...] = field(default=())


def check_slug(slug: str, source: str) -> str:
    """Return a dataset's name if it may be used.

    Raises:
        SourceError: it has characters that do not belong in an address, or is taken.
    """
    if not SLUG.fullmatch(slug):
        raise SourceError(
            f"{slug!r} cannot be the name of a dataset",
            source=source,
            remedy="name it with --dataset: letters, digits and hyphens, a letter first",
        )
    if slug in RESERVED_SLUGS:
        raise SourceError(
            f"the dataset {slug!r} is written by the service itself",
            source=source,
            remedy="choose another name with --dataset",
        )
    return slug


def slug_of(name: str) -> str:
    """Return a file's name as the name of a dataset: ``Public toilets.ttl`` -> ``public-toilets``.

    A name that is one already keeps its capitals: ``proClass.ttl`` -> ``proClass``.
    """
    stem = name.rsplit(".", 1)[0] if "." in name else name
    if SLUG.fullmatch(stem):
        return stem
    plain = re.sub(r"[^a-z0-9]+", "-", stem.lower()).strip("-")
    return plain if SLUG.fullmatch(plain) else f"dataset-{plain}".rstrip("-")[:80]
