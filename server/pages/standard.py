"""The page of a data standard: what people need who write such a table, or read one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...graph.terms import Literal, NamedNode
from ...shapes.derived.graph import slug_of
from ...shapes.derived.template import columns_of
from ...shapes.rules import Rule, StandardRules, kind_of
from ...shapes.standard import Code, Column, Standard, Use
from ..view import View
from .datasets import DatasetRow, dataset_row
from .standards import datasets_of, level_counts, record_count, title_of
from .template import generation_of, render
from .values import Names, Value

_FEW_CODES = 8
"""Accepted values up to which they are shown at once."""

_OF_SEVERAL = ("sparql", "lessThan", "lessThanOrEquals", "equals", "disjoint")


@dataclass(frozen=True, slots=True)
class ShownCode:
    """A value that a column allows: its name, its code and other names, what it means."""

    label: Value
    code: str
    others: tuple[str, ...]
    definition: str


@dataclass(frozen=True, slots=True)
class ShownColumn:
    """A column as the page shows it.

    Attributes:
        column: the column.
        anchor: the fragment of its place on the page.
        kind: what a value is, in words.
        limits: further limits of a value, in words.
        property: the property that a cell becomes.
        codes: the values that are allowed.
        are_few: whether there are so few that none is folded away.
        editions: names of the editions that have it; empty where all have.
    """

    column: Column
    anchor: str
    kind: str
    limits: tuple[str, ...]
    property: Value
    codes: tuple[ShownCode, ...]
    are_few: bool
    editions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ShownNames:
    """Columns by name, each with the fragment of its place on the page."""

    name: str
    anchor: str


@dataclass(frozen=True, slots=True)
class ShownUse:
    """Something that people can do with the data, and the columns that it needs."""

    use: Use
    needs: tuple[ShownNames, ...]


@dataclass(frozen=True, slots=True)
class ShownRule:
    """A rule about several cells, and the columns that it is about."""

    rule: Rule
    columns: tuple[ShownNames, ...]


@dataclass(frozen=True, slots=True)
class EditionChange:
    """What an edition has that the one before had not, and the other way round."""

    label: str
    before: str
    added: tuple[ShownNames, ...]
    removed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class StandardPage:
    """What the template of a data standard shows."""

    standard: Standard
    title: Value
    levels: dict[str, int]
    columns: tuple[ShownColumn, ...]
    older: tuple[ShownColumn, ...]
    uses: tuple[ShownUse, ...]
    rules: tuple[ShownRule, ...]
    personal: tuple[ShownNames, ...]
    key: tuple[ShownNames, ...]
    changes: tuple[EditionChange, ...]
    datasets: tuple[DatasetRow, ...]
    records: int
    tags: tuple[Value, ...]
    variant_of: Value | None
    variants: tuple[Value, ...]
    licence: Value | None
    links: tuple[Value, ...]


def standard(view: View, shown: Standard, rules: StandardRules, family: list[Standard]) -> str:
    """Return the page of a data standard as HTML.

    Args:
        view: the request.
        shown: the standard.
        rules: its rules in words.
        family: all standards, among which its variants are found.
    """
    names = Names(view, generation_of(view), {})
    return render("standard.html", view, standard=_page(names, shown, rules, family))


def anchor_of(heading: str) -> str:
    """Return the fragment of a column's place on the page: ``column-Local-authority``."""
    return f"column-{slug_of(heading)}"


def _page(
    names: Names, standard: Standard, rules: StandardRules, family: list[Standard]
) -> StandardPage:
    newest = columns_of(standard, standard.editions[-1])
    older = [column for column in standard.columns.values() if column not in newest]
    above = next((each for each in family if each.iri == standard.variant_of), None)
    entries = datasets_of(names.generation, standard)
    return StandardPage(
        standard=standard,
        title=title_of(names, standard),
        levels=level_counts(standard),
        columns=tuple(_column(names, standard, column) for column in newest),
        older=tuple(_column(names, standard, column) for column in older),
        uses=tuple(ShownUse(use, _named(use.needs)) for use in standard.uses),
        rules=tuple(_rules(standard, rules)),
        personal=_named(tuple(c.name for c in standard.columns.values() if c.is_personal)),
        key=_named(standard.key),
        changes=tuple(_changes(standard)),
        datasets=tuple(dataset_row(names, entry) for entry in entries),
        records=record_count(names.generation, standard),
        tags=tuple(names.link(tag.value) for tag in standard.tags),
        variant_of=title_of(names, above) if above else None,
        variants=tuple(title_of(names, v) for v in family if v.variant_of == standard.iri),
        licence=names.link(standard.licence) if standard.licence else None,
        links=tuple(
            names.link(address)
            for address in dict.fromkeys((standard.source, *standard.guidance))
            if address
        ),
    )


def _named(names: tuple[str, ...]) -> tuple[ShownNames, ...]:
    return tuple(ShownNames(name, anchor_of(name)) for name in names)


def _column(names: Names, standard: Standard, column: Column) -> ShownColumn:
    having = [edition.name for edition in standard.editions if column.name in edition.columns]
    return ShownColumn(
        column=column,
        anchor=anchor_of(column.name),
        kind=kind_of(column),
        limits=tuple(_limits(names, column)),
        property=names.link(column.path.value),
        codes=tuple(_code(names, code) for code in column.codes),
        are_few=len(column.codes) <= _FEW_CODES,
        editions=tuple(having) if len(having) < len(standard.editions) else (),
    )


def _code(names: Names, code: Code) -> ShownCode:
    label = names.text(Literal(code.label, language="en"))
    iri = code.term.value if isinstance(code.term, NamedNode) else ""
    last = iri.rstrip("/#").rpartition("/")[2]
    identifier = last if last in code.names and last != code.label else ""
    known = (code.label, identifier, iri)
    return ShownCode(
        Value(label.text, label.lang, names.address(iri) if iri else None),
        identifier,
        tuple(name for name in code.names if name not in known),
        code.definition,
    )


def _limits(names: Names, column: Column) -> Iterator[str]:
    words = names.page.words
    if column.separators:
        yield words("several_values", separator=" ".join(column.separators))
    if column.minimum and column.maximum:
        yield words("between", low=column.minimum, high=column.maximum)
    elif column.minimum:
        yield words("at_least", low=column.minimum)
    elif column.maximum:
        yield words("at_most", high=column.maximum)
    if column.max_length is not None:
        yield words("at_most_characters", number=f"{column.max_length:,}")
    if column.role:
        yield words("part_of_a_point")


def _rules(standard: Standard, rules: StandardRules) -> Iterator[ShownRule]:
    """Yield the rules that a column alone does not tell: those with words of their own, mostly."""
    own = {column.shape for column in standard.columns.values()}
    said = set()
    for rule in rules.rules.values():
        # a rule may have one wording for its lower and its upper bound
        wording = (rule.title, rule.remedy, rule.columns)
        if (rule.kind in _OF_SEVERAL or rule.shape not in own) and wording not in said:
            said.add(wording)
            yield ShownRule(rule, _named(rule.columns))


def _changes(standard: Standard) -> Iterator[EditionChange]:
    for before, edition in zip(standard.editions, standard.editions[1:], strict=False):
        added = tuple(name for name in edition.columns if name not in before.columns)
        removed = tuple(name for name in before.columns if name not in edition.columns)
        yield EditionChange(edition.label, before.label, _named(added), removed)
