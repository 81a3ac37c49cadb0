"""The quality record and the tables of the review as text, JSON, CSV and RDF."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from ...graph.generation import Generation
from ...graph.list_csv import write_csv
from ...graph.quality.measurements import list_triples, measurement_triples
from ...graph.quality.questions import Check, Question, checks, words_of_checks
from ...graph.quality.record import Measurement, QualityRecord
from ...graph.quality.review_table import ReviewTable, text_of
from ...graph.quality.trend import Edition
from ...graph.releases.standing import list_names
from ...graph.releases.version import NOW
from ...graph.serialise import serialise
from ...graph.terms import Literal, Term, Triple

COLUMNS = ("check", "severity", "list", "code", "name", "term", "values")
"""Columns of the CSV of findings; a row without a term says how many more there are."""

_NUMBER = "http://www.w3.org/2001/XMLSchema#integer"


def quality_in_form(
    generation: Generation, record: QualityRecord, form: str, editions: Sequence[Edition] = ()
) -> bytes:
    """Return a quality record as ``text``, ``json``, ``csv`` or in an RDF syntax.

    Args:
        generation: what was measured.
        record: its record.
        form: the form.
        editions: the trend, which the JSON holds too.
    """
    known = checks(generation.base_iri)
    if form == "text":
        return _lines(text_lines(generation, record))
    if form == "json":
        return _json(
            {
                **_edition(generation),
                "terms": record.terms,
                "checks": [
                    measurement_as_dict(known[name], found)
                    for name, found in record.measurements.items()
                    if name in known
                ],
                "trend": [{"edition": e.name, "counts": dict(e.counts)} for e in editions],
            }
        )
    if form == "csv":
        return write_csv(_rows(known, record.measurements.values()))
    return serialise(_triples(generation, record), form)


def check_in_form(generation: Generation, check: Check, found: Measurement, form: str) -> bytes:
    """Return what one check found as ``json`` or ``csv``."""
    if form == "json":
        return _json({**_edition(generation), **measurement_as_dict(check, found)})
    return write_csv(_rows({check.name: check}, [found]))


def review_in_form(question: Question, found: ReviewTable, form: str, list_name: str = "") -> bytes:
    """Return the answer to a question of the review as ``text``, ``json`` or ``csv``."""
    texts = [[text_of(cell) for cell in row] for row in found.rows]
    if form == "json":
        rows = [dict(zip(found.columns, map(_plain, row), strict=True)) for row in found.rows]
        members: dict[str, object] = {"list": list_name} if list_name else {}
        return _json({**question_as_dict(question), **members, "count": len(rows), "rows": rows})
    if form == "csv":
        return write_csv(iter([found.columns, *texts]))
    title = f"{question.title().value} ({len(texts):,})"
    return _lines([title, *("  " + "  ".join(filter(None, row)) for row in texts)])


def reviews_in_form(found: Sequence[tuple[Question, int]], form: str) -> bytes:
    """Return the questions of the review with how many rows answer each, in the same forms."""
    if form == "json":
        return _json({"reviews": [{**question_as_dict(q), "count": n} for q, n in found]})
    if form == "csv":
        rows = ((q.name, q.title().value, str(n), q.iri) for q, n in found)
        return write_csv(chain([("review", "title", "count", "address")], rows))
    return _lines(
        f"{number:7,}  {question.name}: {question.title().value}" for question, number in found
    )


def text_lines(generation: Generation, record: QualityRecord) -> Iterator[str]:
    """Yield a quality record as lines that a person reads, one check a line."""
    known = checks(generation.base_iri)
    yield f"Quality of {_edition(generation)['edition']}: {record.terms:,} terms and lists"
    for name, found in record.measurements.items():
        if name in known:
            lists = ", ".join(f"{each} {count:,}" for each, count in found.by_list.items())
            yield (
                f"{found.count:7,}  {known[name].severity.lower():9}  {name}: "
                f"{known[name].title().value}" + (f" ({lists})" if lists else "")
            )


def measurement_as_dict(check: Check, found: Measurement) -> dict[str, object]:
    """Return what a check found, with its words, as members of a JSON object."""
    return {
        **question_as_dict(check),
        "remedy": check.remedy().value,
        "severity": check.severity,
        "count": found.count,
        "lists": dict(found.by_list),
        "findings": [dataclasses.asdict(finding) for finding in found.findings],
    }


def question_as_dict(question: Question) -> dict[str, object]:
    """Return the words of a question as members of a JSON object."""
    return {
        "name": question.name,
        "iri": question.iri,
        "title": question.title().value,
        "explanation": question.explanation().value,
    }


def _edition(generation: Generation) -> dict[str, object]:
    return {"edition": generation.release or NOW, "generation": generation.number}


def _rows(
    known: Mapping[str, Check], measurements: Iterable[Measurement]
) -> Iterator[tuple[str, ...]]:
    yield COLUMNS
    for found in measurements:
        if found.check not in known:
            continue
        own = (found.check, known[found.check].severity)
        for finding in found.findings:
            lists, values = " ".join(finding.lists), " | ".join(finding.values)
            yield (*own, lists, finding.code, finding.label, finding.term, values)
        more = found.count - len(found.findings)
        if more:
            yield (*own, "", "", f"and {more:,} more", "", "")


def _triples(generation: Generation, record: QualityRecord) -> Iterator[Triple]:
    base_iri, release = generation.base_iri, generation.release
    measured = f"{base_iri}releases/{release}" if release else f"{base_iri}releases"
    iris = {name: iri for iri, name in list_names(generation).items()}
    yield from words_of_checks(base_iri)
    yield from measurement_triples(record.counts(), measured, base_iri)
    yield from list_triples(record, measured, base_iri, iris)


def _plain(cell: Term | None) -> object:
    if isinstance(cell, Literal) and cell.datatype.value == _NUMBER:
        return int(cell.value)
    return None if cell is None else text_of(cell)


def _lines(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()


def _json(members: object) -> bytes:
    return json.dumps(members, ensure_ascii=False, indent=1).encode() + b"\n"
