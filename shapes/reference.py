"""The reference engine: pyshacl, for any shapes at all; slow, and the oracle of the other's tests.

This module is the only door to pyshacl.
"""

from __future__ import annotations

from collections.abc import Iterable

import pyshacl
from rdflib import SH, BNode, Graph, URIRef
from rdflib.collection import Collection
from rdflib.term import Node

from ..graph.errors import SourceError
from ..graph.namespaces import MH
from ..graph.terms import RdfFormat, Triple, parse, serialize
from .report import Finding, Report, Severity, sort_findings

_SEVERITIES: dict[Node | None, Severity] = {SH.Warning: "Warning", SH.Info: "Info"}


def check_triples(
    data: Iterable[Triple],
    shapes: Iterable[Triple],
    name: str = "shapes",
    *,
    advanced: bool = False,
    use_shapes: list[str | URIRef] | None = None,
    focus_nodes: list[str | URIRef] | None = None,
) -> Report:
    """Return the report of some statements against some shapes.

    Args:
        data: the statements that are checked.
        shapes: the shapes, with whatever of SHACL they use.
        name: the name of the shapes' file, for the error.
        advanced: whether SHACL's advanced features are computed.
        use_shapes: IRIs of the shapes that are used; None for all.
        focus_nodes: IRIs of the nodes that are looked at; None for every focus node.

    Raises:
        SourceError: the shapes make no sense.
    """
    data_graph, shapes_graph = _as_rdflib(data), _as_rdflib(shapes)
    checked = len(set(data_graph.subjects()))
    try:
        _, result, _ = pyshacl.validate(
            data_graph,
            shacl_graph=shapes_graph,
            inplace=True,
            advanced=advanced,
            use_shapes=use_shapes,
            focus_nodes=focus_nodes,
        )
    except TypeError as error:
        raise SourceError(
            f"the reference engine cannot compare two values ({error})",
            source=name,
            remedy="mend values that are not of their datatype, e.g. a word for a number",
        ) from error
    except pyshacl.errors.ReportableRuntimeError as error:
        raise SourceError(
            f"the shapes cannot be used ({error.message})",
            source=name,
            remedy="see https://www.w3.org/TR/shacl/",
        ) from error
    findings = [_as_finding(result, node, shapes_graph) for node in result.objects(None, SH.result)]
    report = parse(input=result.serialize(format="nt"), format=RdfFormat.N_TRIPLES)
    return Report(
        sort_findings(findings), checked, "pyshacl", triples=tuple(quad.triple for quad in report)
    )


def _as_rdflib(triples: Iterable[Triple]) -> Graph:
    graph = Graph()
    graph.parse(data=serialize(triples, format=RdfFormat.N_TRIPLES) or b"", format="nt")
    return graph


def _as_finding(result: Graph, node: Node, shapes: Graph) -> Finding:
    shape = result.value(node, SH.sourceShape)
    remedy = shapes.value(shape, URIRef(MH.remedy.value)) if shape is not None else None
    messages = sorted(str(message) for message in result.objects(node, SH.resultMessage))
    return Finding(
        severity=_SEVERITIES.get(result.value(node, SH.resultSeverity), "Violation"),
        focus_node=_as_text(result.value(node, SH.focusNode)),
        path=_path(result, result.value(node, SH.resultPath)),
        value=_as_text(result.value(node, SH.value)),
        rule=_as_text(shape),
        message=" ".join(messages),
        remedy=_as_text(remedy),
        component=_as_text(result.value(node, SH.sourceConstraintComponent)),
    )


def _path(result: Graph, path: Node | None) -> str:
    """Return a path as SPARQL writes it; one of other operators by the mark of its blank node."""
    if not isinstance(path, BNode):
        return _as_text(path)
    inverse = result.value(path, SH.inversePath)
    if inverse is not None:
        return f"^{_path(result, inverse)}"
    steps = [_path(result, step) for step in Collection(result, path)]
    return "/".join(steps) or _as_text(path)


def _as_text(node: Node | None) -> str:
    """Return an IRI or text as it is, and a blank node with the mark of one."""
    if node is None:
        return ""
    return f"_:{node}" if isinstance(node, BNode) else str(node)
