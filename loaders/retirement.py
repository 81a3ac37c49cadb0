"""Retirement: terms that a load or write newly marks as not for new use, and what uses them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ..graph.deprecation import NOT_FOR_NEW_USE
from ..graph.errors import StillUsedError
from ..graph.labels import NAMING
from ..graph.namespaces import ADMS, DCT, ESD, MH, OWL, RDF, SKOS
from ..graph.reader import Reader
from ..graph.terms import Literal, NamedNode
from ..shapes.view import View
from .staged import RESERVED_SLUGS
from .written_entries import slug_of_graph, title_of

_EXAMPLES = 3

_PLACE_IN_LISTS = frozenset(
    (
        SKOS.broader,
        SKOS.narrower,
        SKOS.topConceptOf,
        SKOS.hasTopConcept,
        SKOS.related,
        SKOS.inScheme,
        ESD.containedBy,
        MH.contains,
        DCT.isReplacedBy,
        DCT.replaces,
        DCT.isVersionOf,
        RDF.type,
    )
)
"""Relations that say where a term stands or what became of it, and not that anything uses it."""


@dataclass(frozen=True, slots=True)
class Use:
    """What of one dataset uses a term.

    Attributes:
        dataset: its name in addresses.
        title: its title.
        is_mapping: whether it is a mapping between terms.
        count: how many things it ties to the term.
        examples: names of a few of them.
    """

    dataset: str
    title: str
    is_mapping: bool
    count: int
    examples: tuple[str, ...]

    def __str__(self) -> str:
        kind = "mapping" if self.is_mapping else "dataset"
        some = ", such as" if self.count > len(self.examples) else ":"
        return (
            f"{self.title} ({kind} {self.dataset}): {self.count:,}{some} {', '.join(self.examples)}"
        )


@dataclass(frozen=True, slots=True)
class Retirement:
    """A term that is newly not for new use, and that something still uses.

    Attributes:
        iri: the term.
        name: its name.
        uses: by what, most first.
    """

    iri: str
    name: str
    uses: tuple[Use, ...]

    def __str__(self) -> str:
        return f"{self.name} <{self.iri}> is still used by {'; '.join(map(str, self.uses))}"

    def as_dict(self) -> dict[str, object]:
        """Return it as members of JSON."""
        return {
            "iri": self.iri,
            "label": self.name,
            "uses": [
                {
                    "dataset": use.dataset,
                    "title": use.title,
                    "kind": "mapping" if use.is_mapping else "dataset",
                    "count": use.count,
                    "examples": list(use.examples),
                }
                for use in self.uses
            ],
        }


def retirements(view: View, base_iri: str) -> tuple[Retirement, ...]:
    """Return the terms that become not for new use although something uses them, by IRI.

    A term that was not for new use before, or is new, is none of them.

    Args:
        view: the graph as it will be, with the one that is published.
        base_iri: the base of the service's addresses.
    """
    if view.published is None:
        return ()
    found = []
    for term in sorted(_newly_retired(view, view.published), key=lambda each: each.value):
        uses = sorted(_uses(view, term, base_iri), key=lambda use: (-use.count, use.dataset))
        if uses:
            found.append(Retirement(term.value, _name(view, term), tuple(uses)))
    return tuple(found)


def check_confirmed(found: tuple[Retirement, ...], is_confirmed: bool) -> None:
    """Raise if terms that are still used are retired and nobody has confirmed that.

    Raises:
        StillUsedError: so it is.
    """
    if found and not is_confirmed:
        raise StillUsedError(found)


def _newly_retired(view: View, published: Reader) -> set[NamedNode]:
    marked = {
        quad.subject
        for predicate in (OWL.deprecated, ADMS.status)
        for quad in view.staged.quads(None, predicate)
        if isinstance(quad.subject, NamedNode)
    }
    return {
        term
        for term in marked
        if _is_retired(view, term)
        and not _is_retired(published, term)
        and next(published.quads(term, SKOS.inScheme), None) is not None
    }


def _is_retired(source: View | Reader, term: NamedNode) -> bool:
    marks = (quad.object for quad in source.quads(term, OWL.deprecated))
    if any(isinstance(mark, Literal) and mark.value in ("true", "1") for mark in marks):
        return True
    return any(quad.object in NOT_FOR_NEW_USE for quad in source.quads(term, ADMS.status))


def _uses(view: View, term: NamedNode, base_iri: str) -> Iterator[Use]:
    """Yield what uses a term, by dataset; in mappings the term may stand on either side."""
    homes = {quad.graph_name for quad in view.quads(term, SKOS.inScheme)}
    others: dict[NamedNode, set[NamedNode]] = {}
    pointing = ((q, q.subject) for q in view.quads(None, None, term))
    pointed = ((q, q.object) for q in view.quads(term) if q.graph_name not in homes)
    for pairs in (pointing, pointed):
        for quad, other in pairs:
            graph = quad.graph_name
            if quad.predicate in _PLACE_IN_LISTS or not isinstance(other, NamedNode):
                continue
            if isinstance(graph, NamedNode):
                others.setdefault(graph, set()).add(other)
    for graph, found in others.items():
        slug = slug_of_graph(graph, base_iri) or graph.value
        if slug in RESERVED_SLUGS or view.published is None:
            continue
        dataset = NamedNode(f"{base_iri}id/dataset/{slug}")
        kinds = view.published.objects(dataset, DCT.type)
        some = sorted(found, key=lambda each: each.value)[:_EXAMPLES]
        yield Use(
            dataset=slug,
            title=title_of(view.published, slug, base_iri).value,
            is_mapping=MH.MappingData in kinds,
            count=len(found),
            examples=tuple(_name(view, each) for each in some),
        )


def _name(view: View, thing: NamedNode) -> str:
    for naming in NAMING:
        names = [q.object for q in view.quads(thing, naming) if isinstance(q.object, Literal)]
        if names:
            return min(
                names, key=lambda name: (name.language not in ("en", None), name.value)
            ).value
    return thing.value
