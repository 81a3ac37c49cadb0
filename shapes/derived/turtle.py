"""A data standard as Turtle: its file, with the shared columns that it uses, in its own order.

Source: RDF 1.1 Turtle, sections 2.6 to 2.8 (blank nodes, collections).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from ...graph.namespaces import DCT, MOOTHALL_ID, PREFIXES, RDF, XSD
from ...graph.terms import BlankNode, Literal, NamedNode, Subject, Term, Triple
from ..standard import Standard

_LOCAL = re.compile(r"[A-Za-z_](?:[A-Za-z0-9_-]|\.(?=[A-Za-z0-9_-]))*").fullmatch
_PLAIN = {XSD.integer: r"-?\d+", XSD.decimal: r"-?\d+\.\d+", XSD.boolean: "true|false"}
_STEP = "    "


def statements(standard: Standard) -> tuple[Triple, ...]:
    """Return the statements of a standard's file, with blank nodes numbered in their order.

    Two processes that read the same file name them alike, and so write the same bytes.
    """
    labels: dict[BlankNode, BlankNode] = {}

    for triple in standard.triples:
        for term in (triple.subject, triple.object):
            if isinstance(term, BlankNode):
                labels.setdefault(term, BlankNode(f"n{len(labels) + 1}"))
    return tuple(
        Triple(
            labels[t.subject] if isinstance(t.subject, BlankNode) else t.subject,
            t.predicate,
            labels[t.object] if isinstance(t.object, BlankNode) else t.object,
        )
        for t in standard.triples
    )


def turtle(standard: Standard) -> bytes:
    """Return a standard as Turtle that stands on its own, its blank nodes inside what uses them."""
    return _Writer(statements(standard), _prefixes(standard)).document()


def _prefixes(standard: Standard) -> dict[str, str]:
    own = {
        "standard": "https://w3id.org/moothall/standard/",
        "column": "https://w3id.org/moothall/column/",
        "list": f"{MOOTHALL_ID}list/",
    }
    for triple in standard.triples:
        if triple.predicate == DCT.identifier and isinstance(triple.object, Literal):
            name = triple.object.value
            if triple.subject == NamedNode(f"{MOOTHALL_ID}list/{name}") and _LOCAL(name):
                own[name] = f"{MOOTHALL_ID}{name}/"
    return {**own, **PREFIXES}


class _Writer:
    """One document, as it is written."""

    def __init__(self, triples: Sequence[Triple], prefixes: Mapping[str, str]) -> None:
        self._prefixes = prefixes
        self._used: set[str] = set()
        self._said: dict[Subject, list[Triple]] = {}
        for triple in triples:
            self._said.setdefault(triple.subject, []).append(triple)
        named = Counter(t.object for t in triples if isinstance(t.object, BlankNode))
        self._inside = {node for node, times in named.items() if times == 1}
        self._written: set[Subject] = set()

    def document(self) -> bytes:
        blocks = [self._block(node) for node in self._said if node not in self._inside]
        # what only a cycle of blank nodes leads to
        blocks += [self._block(node) for node in list(self._said) if node not in self._written]
        used = sorted(self._used)
        head = [f"@prefix {name}: <{self._prefixes[name]}> ." for name in used]
        return ("\n".join(head) + "\n\n" + "\n".join(blocks)).encode()

    def _block(self, node: Subject) -> str:
        self._written.add(node)
        return f"{self._term(node)}\n{_STEP}{self._properties(node, 1)} .\n"

    def _properties(self, node: Subject, depth: int) -> str:
        by_predicate: dict[NamedNode, list[Term]] = {}
        for triple in self._said.get(node, []):
            by_predicate.setdefault(triple.predicate, []).append(triple.object)
        lines = []
        for predicate, values in by_predicate.items():
            name = "a" if predicate == RDF.type else self._term(predicate)
            lines.append(f"{name} " + ", ".join(self._value(value, depth) for value in values))
        return f" ;\n{_STEP * depth}".join(lines)

    def _value(self, term: Term, depth: int) -> str:
        if not isinstance(term, BlankNode) or term not in self._inside or term in self._written:
            return self._term(term)
        members = self._list(term)
        if members is not None:
            return f"( {' '.join(self._value(member, depth + 1) for member in members)} )"
        self._written.add(term)
        if term not in self._said:
            return "[]"
        inner = self._properties(term, depth + 1)
        return f"[\n{_STEP * (depth + 1)}{inner}\n{_STEP * depth}]"

    def _list(self, cell: BlankNode) -> list[Term] | None:
        """Return the members of a list that can be written in brackets; None if it is none."""
        found: list[Term] = []
        cells: list[Subject] = []
        node: Term = cell
        while node != RDF.nil:
            if not isinstance(node, BlankNode) or node not in self._inside or node in cells:
                return None
            said = {t.predicate: t.object for t in self._said.get(node, [])}
            if len(self._said.get(node, [])) != 2 or said.keys() != {RDF.first, RDF.rest}:
                return None
            cells.append(node)
            found.append(said[RDF.first])
            node = said[RDF.rest]
        self._written.update(cells)
        return found

    def _term(self, term: Term) -> str:
        if isinstance(term, NamedNode):
            return self._name(term.value)
        if isinstance(term, Literal) and term.language is None and term.datatype != XSD.string:
            plain = _PLAIN.get(term.datatype)
            if plain and re.fullmatch(plain, term.value):
                return term.value
            return f"{Literal(term.value)}^^{self._name(term.datatype.value)}"
        return str(term)

    def _name(self, iri: str) -> str:
        for prefix, namespace in self._prefixes.items():
            if iri.startswith(namespace) and _LOCAL(iri[len(namespace) :]):
                self._used.add(prefix)
                return f"{prefix}:{iri[len(namespace) :]}"
        return str(NamedNode(iri))
