"""Checks that look across records: queries with their rule in the header, and cycles."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import cast

from ..graph.namespaces import DCT, SKOS
from ..graph.terms import Literal, NamedNode
from .report import Finding, Severity
from .view import View

RULES = "https://w3id.org/moothall/shape/"
"""What the IRIs of rules start with, those of the shapes' files and those of the checks here."""

_HEADER = re.compile(r"^# (severity|message|remedy): (.+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class CrossCheck:
    """A query that finds faults, and what it says about them.

    Attributes:
        name: the name of its file, without the ending.
        query: the SPARQL text; its solutions have ``focus``, ``path`` and ``value``.
        severity: how bad a fault is.
        message: what is wrong.
        remedy: what to do.
    """

    name: str
    query: str
    severity: Severity
    message: str
    remedy: str

    def run(self, view: View) -> Iterator[Finding]:
        """Yield a finding for each solution over the staged graphs."""
        for solution in view.staged.select(self.query):
            focus, path, value = solution["focus"], solution["path"], solution["value"]
            if isinstance(focus, NamedNode):
                yield Finding(
                    severity=self.severity,
                    focus_node=focus.value,
                    path=path.value if isinstance(path, NamedNode) else "",
                    value=value.value if isinstance(value, Literal | NamedNode) else "",
                    rule=RULES + self.name,
                    message=self.message,
                    remedy=self.remedy,
                    value_term=value if isinstance(value, Literal | NamedNode) else None,
                )


def check_across(view: View) -> Iterator[Finding]:
    """Yield the findings of every check across records of the staged graphs."""
    for cross_check in cross_checks():
        yield from cross_check.run(view)
    yield from check_cycles(view)


@cache
def cross_checks() -> tuple[CrossCheck, ...]:
    """Return the queries of the folder ``checks``, in the order of their names."""
    folder = files(__package__).joinpath("checks")
    texts = {
        entry.name.removesuffix(".rq"): entry.read_text(encoding="utf-8")
        for entry in folder.iterdir()
        if entry.name.endswith(".rq")
    }
    return tuple(_read(name, text) for name, text in sorted(texts.items()))


@dataclass(frozen=True, slots=True)
class _NoCircle:
    """A property that may lead in no circle, and what is said if it does."""

    property: NamedNode
    rule: str
    message: str
    remedy: str


_NO_CIRCLES = (
    _NoCircle(
        SKOS.broader,
        "cycle",
        "These terms are each part of the next, in a circle: {names}.",
        "Take out one of these links to a broader term.",
    ),
    _NoCircle(
        DCT.isReplacedBy,
        "replacement-cycle",
        "These terms are each replaced by the next, in a circle: {names}.",
        "Take out one of these replacements: the one of the term that is to be used today.",
    ),
)


def check_cycles(view: View) -> Iterator[Finding]:
    """Yield a finding for each cycle of broader terms or replacements, with every term of it."""
    for rule in _NO_CIRCLES:
        edges: dict[str, list[str]] = {}
        for quad in view.staged.quads(None, rule.property):
            if isinstance(quad.subject, NamedNode) and isinstance(quad.object, NamedNode):
                edges.setdefault(quad.subject.value, []).append(quad.object.value)
        for cycle in _cycles(edges):
            names = " > ".join(_label(view, iri) for iri in [*cycle, cycle[0]])
            following = cycle[1] if len(cycle) > 1 else cycle[0]
            yield Finding(
                severity="Violation",
                focus_node=cycle[0],
                path=rule.property.value,
                value=following,
                rule=RULES + rule.rule,
                message=rule.message.format(names=names),
                remedy=rule.remedy,
                value_term=NamedNode(following),
            )


def _cycles(edges: Mapping[str, list[str]]) -> Iterator[list[str]]:
    """Yield the cycles that a walk up from each node meets, the smallest IRI of each first."""
    finished: set[str] = set()
    seen: set[tuple[str, ...]] = set()
    for start in sorted(edges):
        if start in finished:
            continue
        trail = [start]
        waiting = [iter(edges[start])]
        while waiting:
            node = next(waiting[-1], None)
            if node is None:
                finished.add(trail.pop())
                waiting.pop()
            elif node in trail:
                cycle = trail[trail.index(node) :]
                least = cycle.index(min(cycle))
                cycle = cycle[least:] + cycle[:least]
                if tuple(cycle) not in seen:
                    seen.add(tuple(cycle))
                    yield cycle
            elif node not in finished:
                trail.append(node)
                waiting.append(iter(edges.get(node, ())))


def _label(view: View, iri: str) -> str:
    labels = sorted(
        value.value
        for value in view.values(NamedNode(iri), SKOS.prefLabel)
        if isinstance(value, Literal) and value.language in (None, "en")
    )
    return f"{labels[0]} <{iri}>" if labels else f"<{iri}>"


def _read(name: str, text: str) -> CrossCheck:
    said = dict(_HEADER.findall(text))
    if said.keys() != {"severity", "message", "remedy"}:
        raise ValueError(f"checks/{name}.rq: the header needs severity, message and remedy")
    return CrossCheck(name, text, cast(Severity, said["severity"]), said["message"], said["remedy"])
