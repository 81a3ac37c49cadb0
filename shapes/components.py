"""SPARQL-based constraints: those of a shape, and constraint components of a shapes graph's own.

Source: SHACL, sections 5 and 6.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

from ..graph.namespaces import SH
from .columns import Columns
from .prebinding import Prebound, compile_text
from .written import TRUE, iri, is_iri, lexical


@dataclass(frozen=True, slots=True)
class Constraint:
    """One SPARQL query that judges.

    Attributes:
        node: the node that has the query.
        text: the SPARQL text, prefixes included.
        is_ask: whether it asks of each value if it is right, rather than selecting faults.
        messages: its messages, written; they may name variables.
    """

    node: str
    text: str
    is_ask: bool
    messages: list[str]

    def compiled(self, path: str | None, bound: frozenset[str]) -> Prebound:
        """Return the query with its variables to be bound.

        Args:
            path: the path in SPARQL's writing, for ``$PATH``.
            bound: the variables that are bound before.

        Raises:
            ValueError: the query is not allowed here.
        """
        return compile_text(self.text, self.is_ask, path, bound)


@dataclass(frozen=True, slots=True)
class Component:
    """A constraint component.

    Attributes:
        node: its IRI, written.
        parameters: local name of a parameter -> its property, and whether it may be left out.
        for_nodes: the validator of node shapes.
        for_properties: the validator of property shapes.
    """

    node: str
    parameters: dict[str, tuple[str, bool]]
    for_nodes: Constraint | None
    for_properties: Constraint | None

    def uses(self, graph: Columns, shape: str) -> Iterator[dict[str, str]]:
        """Yield the values of the parameters for each use that a shape makes of it."""
        names, choices = [], []
        for name, (predicate, is_optional) in self.parameters.items():
            values = graph.values(shape, predicate)
            if not values and not is_optional:
                return
            if values:
                names.append(name)
                choices.append(values)
        for chosen in product(*choices):
            yield dict(zip(names, chosen, strict=True))


def read_components(graph: Columns) -> list[Component]:
    """Return the constraint components of a shapes graph.

    Raises:
        ValueError: one is ill-formed.
    """
    declared = graph.forward(iri(SH, "parameter"))
    return [
        _read_component(graph, node, list(declared.values(node))) for node in sorted(declared.one)
    ]


def read_constraint(graph: Columns, node: str) -> Constraint:
    """Return the query of a node, with its prefixes.

    Raises:
        ValueError: it has none.
    """
    ask, select = graph.one(node, iri(SH, "ask")), graph.one(node, iri(SH, "select"))
    text = ask or select
    if text is None:
        raise ValueError(f"{node} has neither sh:select nor sh:ask")
    prefixes = "".join(
        f"PREFIX {name}: {namespace}\n" for name, namespace in _prefixes(graph, node)
    )
    messages = sorted(graph.values(node, iri(SH, "message")))
    return Constraint(node, prefixes + lexical(text), ask is not None, messages)


def is_deactivated(graph: Columns, node: str) -> bool:
    """Return whether a SPARQL constraint is switched off."""
    return TRUE in graph.values(node, iri(SH, "deactivated"))


def _read_component(graph: Columns, node: str, declared: list[str]) -> Component:
    parameters = {}
    for parameter in declared:
        predicate = graph.one(parameter, iri(SH, "path"))
        if predicate is None or not is_iri(predicate):
            raise ValueError(f"a parameter of {node} has no property as its sh:path")
        name = predicate[1:-1].replace("#", "/").rpartition("/")[2]
        parameters[name] = predicate, TRUE in graph.values(parameter, iri(SH, "optional"))
    general = graph.one(node, iri(SH, "validator"))
    for_nodes = graph.one(node, iri(SH, "nodeValidator")) or general
    for_properties = graph.one(node, iri(SH, "propertyValidator")) or general
    return Component(
        node,
        parameters,
        read_constraint(graph, for_nodes) if for_nodes else None,
        read_constraint(graph, for_properties) if for_properties else None,
    )


def _prefixes(graph: Columns, node: str) -> Iterator[tuple[str, str]]:
    waiting = graph.values(node, iri(SH, "prefixes"))
    seen: set[str] = set()
    while waiting:
        ontology = waiting.pop()
        if ontology in seen:
            continue
        seen.add(ontology)
        waiting += graph.values(ontology, "<http://www.w3.org/2002/07/owl#imports>")
        for declaration in graph.values(ontology, iri(SH, "declare")):
            name = graph.one(declaration, iri(SH, "prefix"))
            namespace = graph.one(declaration, iri(SH, "namespace"))
            if name is not None and namespace is not None:
                yield lexical(name), f"<{lexical(namespace)}>"
