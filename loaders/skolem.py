"""Blank nodes become addresses made of what they say, so that two loads of one file are equal."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from hashlib import sha256

from ..graph.terms import BlankNode, NamedNode, Quad, Subject, Term

_ROUNDS = 8
"""How many steps away from a blank node its address takes notice of what is said."""


def skolemise(quads: Sequence[Quad], base_iri: str) -> list[Quad]:
    """Return the quads with an IRI under ``.well-known/genid/`` for each blank node.

    The IRI is a digest of the statements around the node, refined for a few rounds, so it does
    not depend on the labels that a parser made up. Nodes that nothing tells apart are numbered
    in the order of the file.

    Source: RDF 1.1 Concepts, section 3.5.
    """
    nodes = list(
        dict.fromkeys(
            term
            for quad in quads
            for term in (quad.subject, quad.object)
            if isinstance(term, BlankNode)
        )
    )
    if not nodes:
        return list(quads)
    names = _names(nodes, quads, base_iri)

    def named(term: Term) -> Term:
        return names[term] if isinstance(term, BlankNode) else term

    result = []
    for quad in quads:
        if isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode):
            subject: Subject = (
                names[quad.subject] if isinstance(quad.subject, BlankNode) else quad.subject
            )
            quad = Quad(subject, quad.predicate, named(quad.object), quad.graph_name)
        result.append(quad)
    return result


def _names(
    nodes: Sequence[BlankNode], quads: Sequence[Quad], base_iri: str
) -> dict[BlankNode, NamedNode]:
    around = [
        q for q in quads if isinstance(q.subject, BlankNode) or isinstance(q.object, BlankNode)
    ]
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
        names[node] = NamedNode(f"{base_iri}.well-known/genid/{colour[:32]}{number}")
    return names


def _refine(quads: Sequence[Quad], colours: dict[BlankNode, str]) -> dict[BlankNode, str]:
    def colour(term: Term) -> str:
        return f"_:{colours[term]}" if isinstance(term, BlankNode) else str(term)

    said: dict[BlankNode, list[str]] = {node: [] for node in colours}
    for quad in quads:
        if isinstance(quad.subject, BlankNode):
            said[quad.subject].append(f"> {quad.predicate} {colour(quad.object)}")
        if isinstance(quad.object, BlankNode):
            said[quad.object].append(f"< {quad.predicate} {colour(quad.subject)}")
    return {
        node: sha256("\n".join([colours[node], *sorted(lines)]).encode()).hexdigest()
        for node, lines in said.items()
    }
