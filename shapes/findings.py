"""The engine's results as findings for people, and as a report for machines.

Source: SHACL, section 3.6 (validation report).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import cast

from ..graph.namespaces import MH, RDF, SH, XSD
from ..graph.terms import BlankNode, Literal, NamedNode, Subject, Triple
from .paths import Path, operator_name
from .report import Finding, Severity
from .shapes_graph import CompiledShape
from .validation import Result
from .written import as_term, iri, is_iri, lexical

_SEVERITIES: dict[str, Severity] = {
    iri(SH, "Warning"): "Warning",
    iri(SH, "Info"): "Info",
}
_WORDS = {
    "MinCount": "There are fewer than {minCount} values.",
    "MaxCount": "There are more than {maxCount} values.",
    "Datatype": "The value is no {datatype}.",
    "NodeKind": "The value is no {nodeKind}.",
    "Class": "The value does not belong to the class {class}.",
    "Pattern": "The value does not match the pattern {pattern}.",
    "In": "The value is none of those that are allowed.",
    "LanguageIn": "The language of the value is none of those that are allowed.",
    "MinLength": "The value is shorter than {minLength} characters.",
    "MaxLength": "The value is longer than {maxLength} characters.",
    "MinInclusive": "The value is not {minInclusive} or more.",
    "MinExclusive": "The value is not more than {minExclusive}.",
    "MaxInclusive": "The value is not {maxInclusive} or less.",
    "MaxExclusive": "The value is not less than {maxExclusive}.",
    "UniqueLang": "There are several values in one language.",
    "HasValue": "The value {hasValue} is missing.",
    "Equals": "The values are not the same as those of {equals}.",
    "Disjoint": "The value is also one of {disjoint}.",
    "LessThan": "The value is not less than that of {lessThan}.",
    "LessThanOrEquals": "The value is more than that of {lessThanOrEquals}.",
    "Closed": "The property is none of those that the shape allows.",
    "Node": "The value does not conform to the shape {node}.",
    "Not": "The value conforms to the shape {not}, which it must not.",
    "And": "The value does not conform to all of several shapes.",
    "Or": "The value conforms to none of several shapes.",
    "Xone": "The value does not conform to exactly one of several shapes.",
    "QualifiedMinCount": "Fewer than {qualifiedMinCount} values conform to a shape.",
    "QualifiedMaxCount": "More than {qualifiedMaxCount} values conform to a shape.",
}


def as_finding(result: Result) -> Finding:
    """Return a result as a finding."""
    fault, shape = result
    return Finding(
        severity=_SEVERITIES.get(shape.severity, "Violation"),
        focus_node=lexical(fault.focus),
        path=_path_text(result),
        value=lexical(fault.value) if fault.value is not None else "",
        rule=lexical(shape.node),
        message=_message(result),
        remedy=shape.remedy,
        value_term=as_term(fault.value) if fault.value is not None else None,
        component=fault.component[1:-1],
    )


def as_triples(results: Sequence[Result]) -> Iterator[Triple]:
    """Yield the report of some results as a graph."""
    # nodes of the report are new ones: a node of the data may have any label
    report = BlankNode()
    yield Triple(report, RDF.type, SH.ValidationReport)
    conforms = "false" if results else "true"
    yield Triple(report, SH.conforms, Literal(conforms, datatype=XSD.boolean))
    for result in results:
        fault, shape = result
        node = BlankNode()
        yield Triple(report, SH.result, node)
        yield Triple(node, RDF.type, SH.ValidationResult)
        yield Triple(node, SH.focusNode, as_term(fault.focus))
        yield Triple(node, SH.resultSeverity, as_term(shape.severity))
        yield Triple(node, SH.sourceConstraintComponent, as_term(fault.component))
        yield Triple(node, SH.sourceShape, as_term(shape.node))
        if fault.value is not None:
            yield Triple(node, SH.value, as_term(fault.value))
        if fault.path is not None:
            yield Triple(node, SH.resultPath, as_term(fault.path))
        elif shape.path is not None:
            yield from _path_triples(node, SH.resultPath, shape.path)
        if fault.constraint and fault.component == iri(SH, "SPARQLConstraintComponent"):
            yield Triple(node, SH.sourceConstraint, as_term(fault.constraint))
        yield from _words(node, result)


def join_reports(first: Sequence[Triple], second: Sequence[Triple]) -> Iterator[Triple]:
    """Yield two reports as one, which conforms if both do."""
    nodes = {t.subject for t in (*first, *second) if t.object == SH.ValidationReport}
    faults = [t for t in (*first, *second) if t.predicate == SH.result]
    report = BlankNode()
    yield Triple(report, RDF.type, SH.ValidationReport)
    conforms = "false" if faults else "true"
    yield Triple(report, SH.conforms, Literal(conforms, datatype=XSD.boolean))
    yield from (Triple(report, SH.result, triple.object) for triple in faults)
    yield from (triple for triple in (*first, *second) if triple.subject not in nodes)


def _words(node: BlankNode, result: Result) -> Iterator[Triple]:
    fault, shape = result
    if fault.message is None and shape.messages:
        for message in shape.messages:
            yield Triple(node, SH.resultMessage, as_term(message))
    else:
        yield Triple(node, SH.resultMessage, Literal(_message(result)))
    if shape.remedy:
        yield Triple(node, MH.remedy, Literal(shape.remedy, language="en"))


def _message(result: Result) -> str:
    fault, shape = result
    if fault.message is not None:
        return fault.message
    if shape.messages:
        return " ".join(lexical(message) for message in shape.messages)
    name = fault.component[1:-1].removeprefix(SH.iri).removesuffix("ConstraintComponent")
    return _WORDS[name].format_map(_Parameters(shape)) if name in _WORDS else "It breaks a rule."


class _Parameters(dict[str, str]):
    """The parameters of a shape, for its message."""

    def __init__(self, shape: CompiledShape) -> None:
        super().__init__(
            (name, ", ".join(_short(value) for value in values))
            for name, values in shape.parameters.items()
        )


def _short(value: str) -> str:
    return lexical(value).replace("#", "/").rpartition("/")[2] if is_iri(value) else lexical(value)


def _path_text(result: Result) -> str:
    if result.fault.path is not None:
        return lexical(result.fault.path)
    return result.shape.path.text() if result.shape.path is not None else ""


def _path_triples(node: Subject, predicate: NamedNode, path: Path) -> Iterator[Triple]:
    """Yield the statement of a path, with those that describe it."""
    if path.operator == "p":
        yield Triple(node, predicate, as_term(path.predicate))
        return
    if path.operator == "/":
        yield from _list_triples(node, predicate, path.parts)
        return
    inner = BlankNode()
    yield Triple(node, predicate, inner)
    step = cast(NamedNode, as_term(operator_name(path.operator)))
    if path.operator == "|":
        yield from _list_triples(inner, step, path.parts)
    else:
        yield from _path_triples(inner, step, path.parts[0])


def _list_triples(node: Subject, predicate: NamedNode, parts: Iterable[Path]) -> Iterator[Triple]:
    for part in parts:
        cell = BlankNode()
        yield Triple(node, predicate, cell)
        yield from _path_triples(cell, RDF.first, part)
        node, predicate = cell, RDF.rest
    yield Triple(node, predicate, RDF.nil)
