"""The rules of a data standard in plain words: what is wrong, what to do, and what passed.

A rule is one constraint of one shape. Its words follow from the constraint and from what the
standard says of the column, unless the shape has a message of its own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal as OneOf

from ..graph.namespaces import MH, SH, XSD
from .columns import Columns
from .components import read_constraint
from .shapes_graph import CompiledShape, ShapesGraph
from .standard import Column, Standard
from .value_tests import component
from .written import iri, is_iri, lexical

RuleLevel = OneOf["must", "should"]

_KINDS: Mapping[str, str] = {
    XSD.date.value: "a date",
    XSD.dateTime.value: "a date and time",
    XSD.time.value: "a time",
    XSD.gYear.value: "a year",
    XSD.integer.value: "a whole number",
    XSD.decimal.value: "a number",
    XSD.boolean.value: "yes or no",
    XSD.string.value: "text",
}
_THINGS: Mapping[str, str] = {
    "Service": "a service of the list",
    "Function": "a function of the list",
    "Authority": "a council that is known",
    "ProcurementCategory": "a ProClass category",
}
_MOST_CODES = 12
_COMPARED: Mapping[str, str] = {
    "lessThan": "not before {other}",
    "lessThanOrEquals": "after {other}",
    "equals": "not the same as {other}",
    "disjoint": "the same as {other}",
}
_PASSED: Mapping[str, str] = {
    "lessThan": "is before {other}",
    "lessThanOrEquals": "is not after {other}",
    "equals": "is the same as {other}",
    "disjoint": "differs from {other}",
}
_BOUNDS: Mapping[str, str] = {
    "minInclusive": "{value} or more",
    "minExclusive": "more than {value}",
    "maxInclusive": "{value} or less",
    "maxExclusive": "less than {value}",
    "minLength": "at least {value} characters long",
    "maxLength": "{value} characters or fewer",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """A rule of a data standard.

    Attributes:
        key: its name within the standard, such as ``GeoX-minCount``.
        level: ``must`` if what breaks it keeps a record from being published, else ``should``.
        kind: local name of the constraint, such as ``minCount``; of the checks that are no shape's,
            a word of their own.
        columns: names of the columns that it is about.
        title: what is wrong where it is broken, in a few words.
        remedy: what to do then.
        passed: what is right where it is not broken.
        example: a good value; empty if none is given.
        guidance: address of a page about it; empty for none.
        severity: IRI of the severity of what breaks it.
        shape: written node of the shape; empty for checks that are no shape's.
    """

    key: str
    level: RuleLevel
    kind: str
    columns: tuple[str, ...]
    title: str
    remedy: str
    passed: str
    example: str = ""
    guidance: str = ""
    severity: str = SH.Violation.value
    shape: str = ""


@dataclass(frozen=True, slots=True)
class StandardRules:
    """A standard with its shapes, ready to be used.

    Attributes:
        standard: the standard.
        shapes: its shapes.
        rules: the written shape and the written component or constraint -> the rule.
    """

    standard: Standard
    shapes: ShapesGraph
    rules: Mapping[tuple[str, str], Rule]

    @classmethod
    def of(cls, standard: Standard) -> StandardRules:
        """Return the rules of a standard.

        Raises:
            ValueError: a shape is ill-formed.
        """
        shapes = ShapesGraph(Columns.of(standard.triples))
        found: dict[tuple[str, str], Rule] = {}
        keys: dict[str, int] = {}
        for place, rule in _rules(standard, shapes):
            keys[rule.key] = keys.get(rule.key, 0) + 1
            count = keys[rule.key]
            found[place] = rule if count == 1 else replace(rule, key=f"{rule.key}-{count}")
        return cls(standard, shapes, found)


def kind_of(column: Column) -> str:
    """Return what a value of a column is, to follow "is": "a date", "yes or no"."""
    if column.codes:
        return "one of the values that are allowed"
    if column.class_iri:
        name = column.class_iri.replace("#", "/").rpartition("/")[2]
        return _THINGS.get(name, f"a known {name}")
    if column.is_iri:
        return "a web address"
    names = [_KINDS.get(each, each.rpartition("#")[2]) for each in column.datatypes]
    return " or ".join(dict.fromkeys(names)) or "text"


def _rules(standard: Standard, shapes: ShapesGraph) -> Iterator[tuple[tuple[str, str], Rule]]:
    by_shape = {column.shape: column for column in standard.columns.values()}
    for root in shapes.roots():
        for shape in (root, *(m for (m,) in shapes.members(root, "property"))):
            if shape.is_off:
                continue
            words = _Words(standard, shapes, shape, by_shape.get(shape.node))
            for name in _constraints(shape):
                yield (shape.node, component(name)), words.rule(name)
            for node in shape.values("sparql"):
                yield (shape.node, node), words.query_rule(node)


def _constraints(shape: CompiledShape) -> Iterator[str]:
    """Yield the local names of the constraints of a shape, as far as they can be broken."""
    if (shape.number("minCount") or 0) > 0:
        yield "minCount"
    known = {"maxCount", "datatype", "nodeKind", "class", "pattern", "in", "hasValue", "languageIn"}
    known |= {"uniqueLang", "node", "not", "and", "or", "xone", "closed", "qualifiedValueShape"}
    known |= {*_BOUNDS, *_COMPARED}
    for name in sorted(known & shape.parameters.keys()):
        if name == "qualifiedValueShape":
            yield from (n for n in ("qualifiedMinCount", "qualifiedMaxCount") if shape.values(n))
        else:
            yield name


@dataclass(frozen=True, slots=True)
class _Words:
    """The words of one shape's rules."""

    standard: Standard
    shapes: ShapesGraph
    shape: CompiledShape
    column: Column | None

    def rule(self, name: str) -> Rule:
        title, remedy, passed = self._words(name)
        if self.shape.messages and name != "minCount":
            title = " ".join(map(lexical, self.shape.messages)).rstrip(".")
            remedy = self.shape.remedy or remedy
        elif self.shape.remedy:
            remedy = self.shape.remedy
        return self._made(f"{'-'.join(self._columns()[:2])}-{name}", name, title, remedy, passed)

    def query_rule(self, node: str) -> Rule:
        """Return the rule of a SPARQL constraint."""
        constraint = read_constraint(self.shapes.graph, node)
        columns = self.standard.derived.get(node) or self._columns()
        said = " ".join(map(lexical, constraint.messages or self.shape.messages))
        stated = self.shapes.graph.one(node, iri(MH, "remedy"))
        remedy = lexical(stated) if stated else self.shape.remedy
        title = _without_fields(said).rstrip(".") or "The cells do not agree with each other"
        key = f"{'-'.join(columns[:2])}-{re.sub(r'[^a-z]+', '-', title.lower()).strip('-')[:40]}"
        passed = f"Nowhere: {title[0].lower()}{title[1:]}"
        return self._made(key, "sparql", title, remedy, passed, columns)

    def _made(
        self,
        key: str,
        kind: str,
        title: str,
        remedy: str,
        passed: str,
        columns: tuple[str, ...] | None = None,
    ) -> Rule:
        column = self._described()
        is_must = self.shape.severity == iri(SH, "Violation")
        return Rule(
            key=key,
            level="must" if is_must else "should",
            kind=kind,
            columns=columns or self._columns(),
            title=title,
            remedy=remedy,
            passed=passed,
            example=column.examples[0] if column is not None and column.examples else "",
            guidance=column.guidance if column is not None else "",
            severity=lexical(self.shape.severity),
            shape=self.shape.node,
        )

    def _columns(self) -> tuple[str, ...]:
        if self.column is not None:
            return (self.column.name,)
        path = self.shape.path
        if path is not None and path.operator == "p":
            return self.standard.columns_of(lexical(path.predicate))
        return self.standard.derived.get(self.shape.node, ())

    def _described(self) -> Column | None:
        """Return the column that a rule is about; the first of several."""
        names = self._columns()
        return self.column or (self.standard.columns[names[0]] if names else None)

    def _words(self, name: str) -> tuple[str, str, str]:
        """Return what is wrong, what to do, and what is right, by the constraint alone."""
        column = self._described()
        heading = " and ".join(self._columns()) or "The record"
        label = column.label if column is not None else "value"
        example = f", for example {column.examples[0]}" if column and column.examples else ""
        one = self.standard.record_name
        if name == "minCount":
            # labels are of many kinds, and few can follow a word such as "its"
            meaning = "" if label.casefold() == heading.casefold() else f" ({label})"
            return (
                f"{heading} is blank",
                f"Fill in {heading} for every {one}{meaning}{example}.",
                f"{heading} is filled in for every {one}",
            )
        if name == "maxCount":
            most = self.shape.number("maxCount")
            count = "one value" if most == 1 else f"{most} values"
            return (
                f"{heading} holds more than {count}",
                f"Keep {count} of the {label}.",
                f"{heading} never holds more than {count}",
            )
        if name in ("datatype", "nodeKind", "class", "or") and column is not None:
            kind = kind_of(column)
            return (
                f"{heading} is not {kind}",
                f"Write {kind}{example}.",
                f"{heading} is always {kind}",
            )
        if name == "in" and column is not None:
            allowed = [code.label for code in column.codes]
            shown = ", ".join(allowed[:_MOST_CODES])
            shown += f" and {len(allowed) - _MOST_CODES} more" if len(allowed) > _MOST_CODES else ""
            return (
                f"{heading} is none of the values that are allowed",
                f"Use one of these: {shown}.",
                f"{heading} is always one of the {len(allowed)} values that are allowed",
            )
        if name in _COMPARED:
            other = self._other(name)
            return (
                f"{heading} is {_COMPARED[name].format(other=other)}",
                f"Look at {heading} and {other}; one of them is wrong.",
                f"{heading} {_PASSED[name].format(other=other)}",
            )
        if name in _BOUNDS:
            bound = _BOUNDS[name].format(value=lexical(self.shape.values(name)[0]))
            return (
                f"{heading} is not {bound}",
                f"Write {'a value that is ' if 'Length' not in name else 'text '}{bound}{example}.",
                f"{heading} is always {bound}",
            )
        return (
            f"{heading} is not written as it should be",
            f"Write the {label} in its usual form{example}.",
            f"{heading} is always written in its usual form",
        )

    def _other(self, name: str) -> str:
        others = [lexical(value) for value in self.shape.values(name) if is_iri(value)]
        names = [n for other in others for n in self.standard.columns_of(other)[:1]]
        return " and ".join(names) or "another value"


def _without_fields(text: str) -> str:
    return " ".join(re.sub(r"\{[?$]\w+\}", "…", text).split())
