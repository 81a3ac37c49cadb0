"""Clusters: groups of terms that are linked to each other and to nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..namespaces import RDF, SKOS
from ..reader import Reader
from ..terms import NamedNode


def linked_terms(reader: Reader) -> Mapping[str, set[str]]:
    """Return IRI of each term -> IRIs of the terms that a statement links it to, either way."""
    terms = {iri.value for iri in reader.subjects(RDF.type, SKOS.Concept)}
    links: dict[str, set[str]] = {iri: set() for iri in terms}
    for quad in reader.quads():
        if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
            one, other = quad.subject.value, quad.object.value
            if one in terms and other in terms and one != other:
                links[one].add(other)
                links[other].add(one)
    return links


def disconnected_clusters(reader: Reader) -> Iterator[tuple[str, str]]:
    """Yield the first term, and the size as text, of each cluster that is not the largest.

    A term that is linked to none is no cluster: it is an orphan.
    """
    found = [sorted(cluster) for cluster in _clusters(linked_terms(reader)) if len(cluster) > 1]
    found.sort(key=lambda cluster: (-len(cluster), cluster))
    for cluster in found[1:]:
        yield cluster[0], str(len(cluster))


def _clusters(links: Mapping[str, set[str]]) -> Iterator[set[str]]:
    waiting = set(links)
    while waiting:
        cluster = {waiting.pop()}
        edge = set(cluster)
        while edge:
            edge = {other for one in edge for other in links[one]} - cluster
            cluster |= edge
        waiting -= cluster
        yield cluster
