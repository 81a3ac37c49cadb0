"""A shapes graph, read once: its shapes, with their paths, parameters and tests of values.

Source: SHACL, sections 2 (shapes) and 3.4.2 (ill-formed shapes graphs).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from ..graph.namespaces import MH, RDFS, SH
from .columns import Columns
from .components import Component, read_components
from .paths import Path, read_path
from .value_tests import Test, value_tests, whole_number
from .written import RDF_TYPE, TRUE, iri, is_literal, lexical

TARGETS = ("targetClass", "targetNode", "targetSubjectsOf", "targetObjectsOf")
_LOGICAL = ("node", "not", "qualifiedValueShape", "property")
_LISTS = ("and", "or", "xone")
_COUNTS = ("minCount", "maxCount", "qualifiedMinCount", "qualifiedMaxCount")
_BEYOND = ("js", "expression", "target", "rule", "values")
"""Parameters of the advanced features, which only the reference engine computes."""

_KNOWN = {
    *TARGETS,
    *_LOGICAL,
    *_LISTS,
    *_COUNTS,
    *_BEYOND,
    *"""ask class closed datatype deactivated declare defaultValue description disjoint entailment
    equals flags group hasValue ignoredProperties in inversePath languageIn lessThan
    lessThanOrEquals maxExclusive maxInclusive maxLength message minExclusive minInclusive
    minLength name nodeKind optional order path pattern prefixes qualifiedValueShapesDisjoint
    select severity shapesGraph sparql suggestedShapesGraph uniqueLang alternativePath
    zeroOrMorePath zeroOrOnePath oneOrMorePath labelTemplate parameter validator nodeValidator
    propertyValidator""".split(),
}


@dataclass(frozen=True, slots=True, eq=False)
class CompiledShape:
    """A shape, ready to be checked.

    Attributes:
        node: its node in the shapes graph.
        path: the path of a property shape; None of a node shape.
        parameters: local name of a parameter in the namespace of SHACL -> its values.
        tests: the tests of its values by themselves, each with its component.
        components: the constraint components of the shapes graph's own that it uses, with the
            values of their parameters.
        severity: the written IRI of its severity.
        messages: its messages, written.
        remedy: what to do about a fault; empty if it does not say.
        is_off: whether it is deactivated.
    """

    node: str
    path: Path | None
    parameters: dict[str, list[str]]
    tests: list[tuple[str, Test]]
    components: list[tuple[Component, dict[str, str]]]
    severity: str
    messages: list[str]
    remedy: str
    is_off: bool

    def values(self, parameter: str) -> list[str]:
        """Return the values of a parameter in the namespace of SHACL."""
        return self.parameters.get(parameter, [])

    def is_true(self, parameter: str) -> bool:
        """Return whether a parameter is ``true``; any other literal is not."""
        return TRUE in self.values(parameter)

    def number(self, parameter: str) -> int | None:
        """Return the whole number that a parameter states; None if it states none."""
        values = self.values(parameter)
        return whole_number(values[0]) if values else None


@dataclass(slots=True)
class ShapesGraph:
    """The shapes of a graph.

    Attributes:
        graph: the statements.
    """

    graph: Columns
    _shapes: dict[str, CompiledShape] = field(default_factory=dict)
    _components: list[Component] | None = None

    def shape(self, node: str) -> CompiledShape:
        """Return the shape that a node describes.

        Raises:
            ValueError: it is ill-formed.
        """
        if node not in self._shapes:
            self._shapes[node] = self._read(node)
        return self._shapes[node]

    def members(self, shape: CompiledShape, parameter: str) -> list[list[CompiledShape]]:
        """Return the shapes that a logical parameter combines, a list for each of its values."""
        if parameter in _LISTS:
            lists = (self.graph.members(value) for value in shape.values(parameter))
        else:
            lists = ([value] for value in shape.values(parameter))
        return [[self.shape(node) for node in nodes] for nodes in lists]

    def siblings(self, shape: CompiledShape) -> list[CompiledShape]:
        """Return the other qualified value shapes of a property shape's parents."""
        own = shape.values("qualifiedValueShape")
        parents = self.graph.backward(iri(SH, "property")).values(shape.node)
        found = {
            qualified: None
            for parent in parents
            for sibling in self.graph.values(parent, iri(SH, "property"))
            for qualified in self.graph.values(sibling, iri(SH, "qualifiedValueShape"))
            if qualified not in own
        }
        return [self.shape(node) for node in found]

    def roots(self) -> list[CompiledShape]:
        """Return the shapes that have targets, in the order of their nodes.

        Raises:
            ValueError: a shape is ill-formed.
        """
        nodes = {
            node for name in (*TARGETS, "target") for node in self.graph.forward(iri(SH, name)).one
        }
        nodes |= set(self.implicit_classes())
        return [self.shape(node) for node in sorted(nodes)]

    def implicit_classes(self) -> Iterator[str]:
        """Yield the nodes that are both a shape and a class: their instances are their targets."""
        classes = self.graph.instances(iri(RDFS, "Class"))
        classes |= self.graph.instances("<http://www.w3.org/2002/07/owl#Class>")
        for name in ("NodeShape", "PropertyShape"):
            yield from classes & self.graph.instances(iri(SH, name))

    def reachable(self, shape: CompiledShape) -> Iterable[CompiledShape]:
        """Return a shape and every shape that it uses."""
        found = {shape.node: shape}
        waiting = [shape]
        while waiting:
            current = waiting.pop()
            for parameter in (*_LOGICAL, *_LISTS):
                for members in self.members(current, parameter):
                    new = [member for member in members if member.node not in found]
                    found.update((member.node, member) for member in new)
                    waiting += new
        return found.values()

    def _read(self, node: str) -> CompiledShape:
        if is_literal(node):
            raise ValueError(f"the literal {node} stands where a shape should")
        said: dict[str, list[str]] = {}
        for predicate, value in self.graph.described(node):
            if predicate[1:].startswith(SH.iri):
                said.setdefault(predicate[1 + len(SH.iri) : -1], []).append(value)
        self._refuse_ill_formed(node, said)
        path = read_path(self.graph, said["path"][0]) if "path" in said else None
        severities = said.get("severity", [iri(SH, "Violation")])
        remedy = self.graph.one(node, iri(MH, "remedy"))
        return CompiledShape(
            node=node,
            path=path,
            parameters=said,
            tests=value_tests(self.graph, said),
            components=self._used_components(node, path),
            severity=severities[0],
            messages=sorted(said.get("message", [])),
            remedy=lexical(remedy) if remedy is not None else "",
            is_off=TRUE in said.get("deactivated", []),
        )

    def _refuse_ill_formed(self, node: str, said: dict[str, list[str]]) -> None:
        for name in said:
            if name not in _KNOWN:
                raise ValueError(f"{node} uses sh:{name}, which is no parameter that is known")
        for name in ("path", "severity", *_COUNTS, "closed", "minLength", "maxLength"):
            if len(said.get(name, [])) > 1:
                raise ValueError(f"{node} has more than one sh:{name}")
        for name in _COUNTS:
            for value in said.get(name, []):
                whole_number(value)
        is_property = node in self.graph.forward(iri(SH, "property")).distinct()
        is_property |= iri(SH, "PropertyShape") in self.graph.values(node, RDF_TYPE)
        if is_property and "path" not in said:
            raise ValueError(f"the property shape {node} has no sh:path")
        if "path" not in said:
            for name in ("minCount", "maxCount", "uniqueLang", "lessThan", "qualifiedValueShape"):
                if name in said:
                    raise ValueError(f"the node shape {node} has sh:{name}, which needs a path")

    def _used_components(
        self, node: str, path: Path | None
    ) -> list[tuple[Component, dict[str, str]]]:
        if self._components is None:
            self._components = read_components(self.graph)
        return [
            (component, values)
            for component in self._components
            for values in component.uses(self.graph, node)
        ]


def is_beyond(shape: CompiledShape) -> bool:
    """Return whether a shape uses what only the reference engine computes."""
    return any(name in shape.parameters for name in _BEYOND)
