"""The outcome of a check: whether the data conforms, and one finding for each fault."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from typing import Literal as OneOf

from ..graph.namespaces import MH, RDF, SH, XSD
from ..graph.terms import Literal, NamedNode, Term, Triple

Severity = OneOf["Violation", "Warning", "Info"]

COLUMNS = (
    "severity",
    "focus_node",
    "path",
    "value",
    "rule",
    "message",
    "remedy",
    "source",
    "line",
)
"""Headings of a report as a table, in order."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault.

    Attributes:
        severity: how bad it is; only violations keep data from being published.
        focus_node: the IRI, or text of the blank node, that breaks the rule.
        path: the IRI of the property; empty if the rule is about the whole node.
        value: the offending value as text; empty if a value is missing.
        rule: the IRI of the shape or check that says so.
        message: what is wrong, in a sentence.
        remedy: what to do about it; empty if the rule does not say.
        source: name of the source; empty if it is not known.
        line: line in the source, from 1; None if it is not known.
        value_term: the value as a term, for the report as a graph.
        component: IRI of the kind of SHACL constraint, for the report as a graph.
    """

    severity: Severity
    focus_node: str
    path: str
    value: str
    rule: str
    message: str
    remedy: str = ""
    source: str = ""
    line: int | None = None
    value_term: Term | None = None
    component: str = SH.SPARQLConstraintComponent.value

    @property
    def key(self) -> tuple[str, ...]:
        """Return what findings are sorted by: the worst first, then node, path and value."""
        order = {"Violation": "0", "Warning": "1", "Info": "2"}[self.severity]
        return order, self.focus_node, self.path, self.rule, self.value, self.message

    def as_dict(self) -> dict[str, str | int | None]:
        """Return the finding as plain values under the names of `COLUMNS`."""
        return {name: getattr(self, name) for name in COLUMNS}

    def __str__(self) -> str:
        text = f"{self.severity}: <{self.focus_node}>"
        if self.path:
            text += f" {_local_name(self.path)}"
        if self.value:
            text += f" {self.value!r}"
        text += f": {self.message}"
        return f"{text} {self.remedy}" if self.remedy else text


@dataclass(frozen=True, slots=True)
class Report:
    """The outcome of a check.

    Attributes:
        findings: the faults, the worst first.
        checked: how many nodes were looked at.
        engine: the name of what checked them.
        triples: the report as a graph, where the engine wrote one itself.
    """

    findings: tuple[Finding, ...]
    checked: int
    engine: str
    triples: tuple[Triple, ...] = ()

    def __add__(self, other: Report) -> Report:
        findings = sort_findings([*self.findings, *other.findings])
        return Report(findings, self.checked + other.checked, self.engine)

    @property
    def conforms(self) -> bool:
        """Return whether there is no violation; warnings and advice do not count."""
        return not self.violations

    @property
    def violations(self) -> tuple[Finding, ...]:
        """Return the findings that keep data from being published."""
        return tuple(f for f in self.findings if f.severity == "Violation")

    def counts(self) -> dict[str, int]:
        """Return how many findings there are of each severity."""
        found = Counter(f.severity for f in self.findings)
        return {name: found[name] for name in ("Violation", "Warning", "Info")}

    def as_text(self) -> str:
        """Return the report for a terminal: a summary, then a line for each finding."""
        counts = self.counts()
        summary = (
            f"{'conforms' if self.conforms else 'does not conform'}: "
            f"{self.checked:,} checked, {counts['Violation']:,} violations, "
            f"{counts['Warning']:,} warnings, {counts['Info']:,} advice"
        )
        return "\n".join([summary, *map(str, self.findings)]) + "\n"

    def as_dict(self) -> dict[str, object]:
        """Return the report as plain values, for JSON."""
        return {
            "conforms": self.conforms,
            "checked": self.checked,
            "engine": self.engine,
            "counts": self.counts(),
            "findings": [finding.as_dict() for finding in self.findings],
        }

    def as_rows(self) -> list[list[str]]:
        """Return the report as a table, the headings first."""
        rows = [
            ["" if value is None else str(value) for value in finding.as_dict().values()]
            for finding in self.findings
        ]
        return [list(COLUMNS), *rows]

    def as_graph(self) -> Iterator[Triple]:
        """Yield the report as a graph.

        A graph conforms only if it has no findings of any severity; `conforms` is milder.

        Source: SHACL, section 3.6 (validation report).
        """
        if self.triples:
            yield from self.triples
            return
        body = repr([asdict(finding) for finding in self.findings])
        report = NamedNode(f"urn:uuid:{_uuid(body)}")
        yield Triple(report, RDF.type, SH.ValidationReport)
        conforms = "false" if self.findings else "true"
        yield Triple(report, SH.conforms, Literal(conforms, datatype=XSD.boolean))
        for number, finding in enumerate(self.findings):
            result = NamedNode(f"urn:uuid:{_uuid(f'{number} {finding!r}')}")
            yield Triple(report, SH.result, result)
            yield from _as_result(result, finding)


def sort_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Return findings in the order of a report, each once."""
    return tuple(sorted(dict.fromkeys(findings), key=lambda finding: finding.key))


def _as_result(result: NamedNode, finding: Finding) -> Iterator[Triple]:
    yield Triple(result, RDF.type, SH.ValidationResult)
    yield Triple(result, SH.resultSeverity, SH[finding.severity])
    yield Triple(result, SH.focusNode, NamedNode(finding.focus_node))
    yield Triple(result, SH.sourceConstraintComponent, NamedNode(finding.component))
    yield Triple(result, SH.sourceShape, NamedNode(finding.rule))
    yield Triple(result, SH.resultMessage, Literal(finding.message, language="en"))
    if finding.path:
        yield Triple(result, SH.resultPath, NamedNode(finding.path))
    if finding.value_term is not None:
        yield Triple(result, SH.value, finding.value_term)
    if finding.remedy:
        yield Triple(result, MH.remedy, Literal(finding.remedy, language="en"))


def _uuid(text: str) -> str:
    digest = sha256(text.encode()).hexdigest()
    return f"{digest[:8]}-{digest[8:12]}-{digest[12:16]}-{digest[16:20]}-{digest[20:32]}"


def _local_name(iri: str) -> str:
    return iri.replace("#", "/").rstrip("/").rpartition("/")[2]
