"""Data standards as JSON: all of them, and one with everything that its page shows."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from ...graph.generation import Generation
from ...graph.terms import Literal
from ...shapes.derived.graph import column_iri
from ...shapes.rules import Rule, StandardRules
from ...shapes.standard import Column, Standard
from ..pages.standards import datasets_of, level_counts, record_count


def overview_json(generation: Generation, found: Iterable[Standard]) -> bytes:
    """Return all standards as JSON: name, title, what each is for, columns, records."""
    return as_bytes({"standards": [_summary(generation, standard) for standard in found]})


def standard_json(generation: Generation, rules: StandardRules) -> bytes:
    """Return a standard as JSON: its columns, codes, rules, uses, editions and datasets."""
    standard = rules.standard
    document = _summary(generation, standard) | {
        "titles": dict(standard.titles),
        "source": standard.source or None,
        "licence": standard.licence or None,
        "guidance": list(standard.guidance),
        "recordClass": standard.record_class.value,
        "variantOf": standard.variant_of or None,
        "tags": [tag.value for tag in standard.tags],
        "key": list(standard.key),
        "mayRepeat": standard.may_repeat,
        "editions": [
            {"name": e.name, "label": e.label, "columns": list(e.columns)}
            for e in standard.editions
        ],
        "columns": [_column(standard, column) for column in standard.columns.values()],
        "rules": [_rule(rule) for rule in rules.rules.values()],
        "uses": [
            {"label": use.label, "needs": list(use.needs), "otherwise": use.otherwise}
            for use in standard.uses
        ],
        "datasets": [entry.iri for entry in datasets_of(generation, standard)],
    }
    return as_bytes(document)


def as_bytes(document: Any) -> bytes:
    """Return a JSON document as it is sent."""
    return json.dumps(document, ensure_ascii=False, indent=1).encode()


def _summary(generation: Generation, standard: Standard) -> dict[str, Any]:
    page = f"/standards/{standard.name}"
    return {
        "name": standard.name,
        "iri": standard.iri,
        "title": standard.title,
        "description": standard.description,
        "columnCounts": level_counts(standard),
        "records": record_count(generation, standard),
        "hasPersonalData": standard.has_personal_data,
        "document": page,
        "template": f"{page}/template.csv",
        "example": f"{page}/example.csv",
        "metadata": f"{page}/metadata.json",
        "schema": f"{page}/schema.json",
        "context": f"{page}/context.jsonld",
        "turtle": f"{page}.ttl",
        "check": f"/check/{standard.name}",
    }


def _column(standard: Standard, column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "iri": column_iri(standard, column.name),
        "titles": list(column.titles),
        "label": column.label,
        "description": column.description,
        "level": column.level,
        "property": column.path.value,
        "datatypes": list(column.datatypes),
        "class": column.class_iri or None,
        "separators": list(column.separators),
        "pattern": column.pattern or None,
        "minimum": column.minimum or None,
        "maximum": column.maximum or None,
        "maxLength": column.max_length,
        "examples": list(column.examples),
        "badExamples": list(column.bad_examples),
        "mistakes": list(column.mistakes),
        "guidance": column.guidance or None,
        "isPersonal": column.is_personal,
        "codes": [
            {
                "iri": None if isinstance(code.term, Literal) else str(code.term).strip("<>"),
                "label": code.label,
                "names": list(code.names),
                "definition": code.definition or None,
            }
            for code in column.codes
        ],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "key": rule.key,
        "level": rule.level,
        "kind": rule.kind,
        "columns": list(rule.columns),
        "title": rule.title,
        "remedy": rule.remedy,
    }
