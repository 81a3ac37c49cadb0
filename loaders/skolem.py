"""Names of blank nodes that are made of what they say, so that two readings of one text are equal.

What is loaded gets addresses for its blank nodes, which can be looked up like any other. What
clients write stays as they wrote it: blank nodes, under labels that are made here, so that a later
change finds them again.
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import cast

from ..graph.terms import BlankNode, DefaultGraph, NamedNode, Quad, Subject, Term

_ROUNDS = 8
"""How many steps away from a blank node its name takes notice of what is said."""


def skolemise(quads: Sequence[Quad], base_iri: str) -> list[Quad]:
    """Return the quads with an IRI under ``.well-known/genid/`` for each blank node.

    The IRI is a digest of the statements around the node, refined for a few rounds, so it does
    not depend on the labels that a parser made up. Nodes that nothing tells apart are numbered
    in the order of the file. Nodes of two named graphs are never one.

    Source: RDF 1.1 Concepts, section 3.5.
    """
    digests = _digests(_about_blank(quads))
    names = {node: _address(base_iri, digests[node]) for node in digests}
    return list(renamed(quads, names))


def skolemise_afresh(quads: Sequence[Quad], base_iri: str) -> list[Quad]:
    """Return the quads with an IRI for each blank node that nothing else has."""
    names = {node: _address(base_iri, uuid.uuid4().hex) for node in _blank_nodes(quads)}
    return list(renamed(quads, names))


def label_by_content(quads: Sequence[Quad]) -> list[Quad]:
    """Return the quads with blank nodes that have the digests of `skolemise` for labels."""
    return list(renamed(quads, labels_by_content(_about_blank(quads))))


def labels_by_content(quads: Iterable[Quad]) -> dict[BlankNode, BlankNode]:
    """Return the digests of `skolemise` as labels for blank nodes.

    A label starts with a letter, as RDF/XML needs it.

    Args:
        quads: all those that have a blank node; they are read several times.
    """
    return {node: BlankNode(f"b{digest}") for node, digest in _digests(quads).items()}


def label_afresh(quads: Sequence[Quad]) -> list[Quad]:
    """Return the quads with blank nodes that are no others', as adding data makes new nodes.

    Source: RDF 1.1 Semantics, section 4.1; SPARQL 1.1 Update, section 3.1.1.
    """
    return list(label_each_afresh(quads))


def label_each_afresh(quads: Iterable[Quad]) -> Iterator[Quad]:
    """Yield the quads with blank nodes that are no others'."""
    return renamed(quads, _New())


class _New(dict[BlankNode, BlankNode]):
    """A new label for each blank node that is asked for."""

    def __missing__(self, node: BlankNode) -> BlankNode:
        self[node] = BlankNode()
        return self[node]


def _address(base_iri: str, name: str) -> NamedNode:
    return NamedNode(f"{base_iri}.well-known/genid/{name}")


def _about_blank(quads: Iterable[Quad]) -> list[Quad]:
    return [q for q in quads if isinstance(q.subject, BlankNode) or isinstance(q.object, BlankNode)]


def _blank_nodes(quads: Iterable[Quad]) -> list[BlankNode]:
    """Return the blank nodes, each once, in the order of the file."""
    return list(
        dict.fromkeys(
            term
            for quad in quads
            for term in (quad.subject, quad.object)
            if isinstance(term, BlankNode)
        )
    )


def renamed(
    quads: Iterable[Quad], names: Mapping[BlankNode, NamedNode] | Mapping[BlankNode, BlankNode]
) -> Iterator[Quad]:
    """Yield the quads with other names for their blank nodes."""

    def named(term: Term) -> Term:
        return names[term] if isinstance(term, BlankNode) else term

    for q in quads:
        if isinstance(q.subject, BlankNode) or isinstance(q.object, BlankNode):
            yield Quad(cast(Subject, named(q.subject)), q.predicate, named(q.object), q.graph_name)
        else:
            yield q


def _digests(around: Iterable[Quad]) -> dict[BlankNode, str]:
    """Return a name for each blank node: 32 hexadecimal digits, and a number for one of several.

    Args:
        around: the quads that have a blank node; they are read several times.
    """
    nodes = _blank_nodes(around)
    colours = dict.fromkeys(nodes, "")
    kinds = 1
    for _ in range(_ROUNDS):
        colours = _refine(around, colours)
        if len(set(colours.values())) == kinds:
            break
        kinds = len(set(colours.values()))
    seen: Counter[str] = Counter()
    names = {}
    for node in nodes:
        colour = colours[node]
        number = f"-{seen[colour]}" if seen[colour] else ""
        seen[colour] += 1
        names[node] = f"{colour[:32]}{number}"
    return names


def _refine(quads: Iterable[Quad], colours: dict[BlankNode, str]) -> dict[BlankNode, str]:
    def colour(term: Term) -> str:
        return f"_:{colours[term]}" if isinstance(term, BlankNode) else str(term)

    said: dict[BlankNode, list[str]] = {node: [] for node in colours}
    for quad in quads:
        graph = "" if isinstance(quad.graph_name, DefaultGraph) else f" {quad.graph_name}"
        if isinstance(quad.subject, BlankNode):
            said[quad.subject].append(f"> {quad.predicate} {colour(quad.object)}{graph}")
        if isinstance(quad.object, BlankNode):
            said[quad.object].append(f"< {quad.predicate} {colour(quad.subject)}{graph}")
    return {
        node: sha256("\n".join([colours[node], *sorted(lines)]).encode()).hexdigest()
        for node, lines in said.items()
    }
