"""A change as one SPARQL update, which Oxigraph carries out as one transaction.

The text of an update cannot name a blank node of the store, so the statements that have one are
found by number: functions of the update's own hand out their terms. What has no blank node is
written out, which is ten times as fast.

Source: SPARQL 1.1 Update, section 3.1; section 3.1.2 for blank nodes in DELETE DATA.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from .change import Change
from .terms import BlankNode, Literal, NamedNode, Quad, RdfFormat, Term, serialize

_FUNCTIONS = "urn:moothall:change:"
_PARTS = {"s": "subject", "p": "predicate", "o": "object", "g": "graph_name"}
"""Variable of a template -> attribute of a quad."""


@dataclass(frozen=True, slots=True)
class ChangeUpdate:
    """A change as an update.

    Attributes:
        text: SPARQL 1.1 Update.
        functions: the functions that it calls, by their IRIs; they never fail.
    """

    text: str
    functions: dict[NamedNode, Callable[..., Term | None]]


def as_update(change: Change) -> ChangeUpdate:
    """Return a change as one update: what goes first, then what comes."""
    parts: list[str] = []
    functions: dict[NamedNode, Callable[..., Term | None]] = {}
    for verb, quads in (("DELETE", change.removed), ("INSERT", change.added)):
        blank = [quad for quad in quads if has_blank_node(quad)]
        rest = quads if not blank else [quad for quad in quads if not has_blank_node(quad)]
        if rest:
            parts.append(_data(verb, rest))
        if blank:
            parts += _templates(verb, blank)
            functions |= _functions(verb, blank)
    return ChangeUpdate(" ;\n".join(parts), functions)


def has_blank_node(quad: Quad) -> bool:
    """Return whether the subject or the object of a quad is a blank node."""
    return isinstance(quad.subject, BlankNode) or isinstance(quad.object, BlankNode)


def _data(verb: str, quads: Iterable[Quad]) -> str:
    by_graph: dict[str, list[Quad]] = {}
    for quad in quads:
        name = str(quad.graph_name) if isinstance(quad.graph_name, NamedNode) else ""
        by_graph.setdefault(name, []).append(quad)
    blocks = [
        f"GRAPH {name} {{ {_as_n_triples(members)} }}" if name else _as_n_triples(members)
        for name, members in by_graph.items()
    ]
    return f"{verb} DATA {{ {' '.join(blocks)} }}"


def _as_n_triples(quads: Iterable[Quad]) -> str:
    data = serialize((quad.triple for quad in quads), format=RdfFormat.N_TRIPLES)
    return (data or b"").decode()


def _templates(verb: str, quads: Sequence[Quad]) -> list[str]:
    """Return the operations on quads that are found by number: of the default graph, and others."""
    named = [n for n, quad in enumerate(quads) if isinstance(quad.graph_name, NamedNode)]
    unnamed = sorted(set(range(len(quads))) - set(named))
    found = []
    for numbers, template, variables in (
        (unnamed, "?s ?p ?o", "spo"),
        (named, "GRAPH ?g { ?s ?p ?o }", "spog"),
    ):
        if numbers:
            values = " ".join(map(str, numbers))
            terms = " ".join(
                f"BIND(<{_function(verb, variable)}>(?n) AS ?{variable})" for variable in variables
            )
            found.append(f"{verb} {{ {template} }} WHERE {{ VALUES ?n {{ {values} }} {terms} }}")
    return found


def _functions(verb: str, quads: Sequence[Quad]) -> dict[NamedNode, Callable[..., Term | None]]:
    def part(name: str) -> Callable[..., Term | None]:
        def term(number: Literal) -> Term:
            found: Term = getattr(quads[int(number.value)], name)
            return found

        return term

    return {NamedNode(_function(verb, v)): part(name) for v, name in _PARTS.items()}


def _function(verb: str, variable: str) -> str:
    return f"{_FUNCTIONS}{verb.lower()}:{variable}"
