"""The difference between two releases as JSON, CSV, a text, and RDF."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ...graph.list_csv import write_csv
from ...graph.namespaces import CHANGESET, DCT, RDF, RDFS
from ...graph.releases.difference import (
    MAPPING_KINDS,
    TERM_KINDS,
    Difference,
    MappingChange,
    TermChange,
    TextChange,
)
from ...graph.releases.standing import TermName
from ...graph.serialise import serialise
from ...graph.terms import BlankNode, Literal, NamedNode, Quad, Triple
from .lists import by_language

COLUMNS = (
    "Change",
    "Lists",
    "Identifier",
    "Label",
    "Address",
    "Language",
    "Before",
    "After",
    "Other identifiers",
    "Other labels",
    "Other addresses",
    "Reason",
)
"""Columns of the CSV; "Other" is what a term was replaced by, merged from, moved to, mapped to."""


def difference_in_form(difference: Difference, form: str, base_iri: str) -> bytes:
    """Return a difference as ``txt``, ``json``, ``csv``, ``ttl``, ``trig`` or ``ru``.

    ``ttl`` is a change set that reifies each statement, ``trig`` has the statements that came and
    that went as two graphs, and ``ru`` is the SPARQL Update that makes the one release the other.
    """
    if form == "json":
        document = json.dumps(as_dict(difference), ensure_ascii=False, indent=1)
        return document.encode() + b"\n"
    if form == "csv":
        return write_csv(_rows(difference))
    if form == "ttl":
        return serialise(_change_set(difference, base_iri), "ttl")
    if form == "trig":
        return serialise(_two_graphs(difference, base_iri), "trig")
    if form == "ru":
        return b"".join(_update(difference))
    return "".join(f"{line}\n" for line in text_lines(difference)).encode()


def as_dict(difference: Difference) -> dict[str, object]:
    """Return a difference as members of a JSON object: one member for each kind of change."""
    members: dict[str, object] = {
        "from": difference.before,
        "to": difference.after,
        "counts": {
            **{_member(kind): count for kind, count in difference.counts().items()},
            "unchanged": difference.unchanged,
        },
        "triples": {
            "removed": len(difference.delta.removed),
            "added": len(difference.delta.added),
        },
        "lists": list(difference.lists()),
    }
    for kind in TERM_KINDS:
        members[kind] = [change_as_dict(change) for change in difference.of_kind(kind)]
    for mapping_kind in MAPPING_KINDS:
        members[_member(mapping_kind)] = [
            change_as_dict(change) for change in difference.mappings_of(mapping_kind)
        ]
    return members


def text_lines(difference: Difference) -> Iterator[str]:
    """Yield a difference as lines that a person reads, one change a line."""
    yield f"From {difference.before} to {difference.after}"
    if not difference:
        yield "nothing has changed"
        return
    for term_kind in TERM_KINDS:
        found = difference.of_kind(term_kind)
        if found:
            yield f"{term_kind} ({len(found):,})"
            yield from (f"  {_sentence(change)}" for change in found)
    for kind in MAPPING_KINDS:
        mapped = difference.mappings_of(kind)
        if mapped:
            yield f"{kind} ({len(mapped):,})"
            yield from (
                f"  {_named(m.term)} {_local(m.predicate)} {_named(m.target)}" for m in mapped
            )
    removed, added = len(difference.delta.removed), len(difference.delta.added)
    yield f"{removed:,} statements went, {added:,} came; {difference.unchanged:,} terms unchanged"


def _member(kind: str) -> str:
    """Return the JSON member of a kind: ``mapping added`` -> ``mappings_added``."""
    return kind.replace("mapping ", "mappings_")


def term_as_dict(term: TermName) -> dict[str, object]:
    """Return what a term is called as members of a JSON object."""
    return {
        "iri": term.iri,
        "identifier": term.code,
        "label": by_language(term.labels),
        "lists": list(term.lists),
    }


def change_as_dict(change: TermChange | MappingChange) -> dict[str, object]:
    """Return a change as members of a JSON object; its kind is told beside it."""
    if isinstance(change, MappingChange):
        return {
            "term": term_as_dict(change.term),
            "predicate": change.predicate,
            "target": term_as_dict(change.target),
        }
    members: dict[str, object] = {"term": term_as_dict(change.term)}
    if change.texts:
        members["texts"] = [
            {"language": text.language or "und", "before": text.before, "after": text.after}
            for text in change.texts
        ]
    for name, terms in (("from", change.left), ("to", change.joined)):
        if terms:
            members[name] = [term_as_dict(term) for term in terms]
    if change.reason:
        members["reason"] = by_language(change.reason)
    if change.statements:
        members["statements"] = change.statements
    return members


def _rows(difference: Difference) -> Iterator[tuple[str, ...]]:
    yield COLUMNS
    for change in difference.terms:
        others = (*change.left, *change.joined)
        for text in change.texts or (TextChange("", None, None),):
            before, after = text.before or "", text.after or ""
            if change.kind == "moved":
                before, after = _labels(change.left), _labels(change.joined)
            reason = next((r.value for r in change.reason), "")
            yield _row(change.kind, change.term, (text.language, before, after), others, reason)
    for mapping in difference.mappings:
        predicate = ("", "", _local(mapping.predicate))
        yield _row(mapping.kind, mapping.term, predicate, (mapping.target,), "")


def _row(
    kind: str,
    term: TermName,
    text: tuple[str, str, str],
    others: tuple[TermName, ...],
    reason: str,
) -> tuple[str, ...]:
    return (
        kind,
        "|".join(term.lists),
        term.code,
        term.label().value,
        term.iri,
        *text,
        "|".join(other.code for other in others),
        _labels(others),
        "|".join(other.iri for other in others),
        reason,
    )


def _sentence(change: TermChange) -> str:
    parts = [_named(change.term)]
    for text in change.texts:
        language = f" ({text.language})" if text.language else ""
        parts.append(f"{text.before or 'nothing'!r} became {text.after or 'nothing'!r}{language}")
    if change.left:
        parts.append(f"from {', '.join(map(_named, change.left))}")
    if change.joined:
        word = "use" if change.kind in ("deprecated", "removed", "replaced", "split") else "in"
        parts.append(f"{word} {' or '.join(map(_named, change.joined))}")
    if change.statements:
        parts.append(f"{change.statements} other statements")
    return "; ".join(parts)


def _named(term: TermName) -> str:
    label = term.label().value
    return f"{label} ({term.code})" if term.code else label


def _labels(terms: tuple[TermName, ...]) -> str:
    return "|".join(term.label().value for term in terms)


def _local(iri: str) -> str:
    return iri.replace("#", "/").rsplit("/", 1)[-1]


def _change_set(difference: Difference, base_iri: str) -> Iterator[Triple]:
    """Yield the difference as a change set.

    Source: the Changeset vocabulary; RDF Schema 1.1, section 5.3 (reification).
    """
    address = f"{base_iri}releases/{difference.name}"
    change_set = NamedNode(address)
    title = f"Changes from {difference.before} to {difference.after}"
    yield Triple(change_set, RDF.type, CHANGESET.ChangeSet)
    yield Triple(change_set, RDFS.label, Literal(title, language="en"))
    yield Triple(change_set, CHANGESET.subjectOfChange, NamedNode(f"{base_iri}releases"))
    for predicate, quads in (
        (CHANGESET.removal, difference.delta.removed),
        (CHANGESET.addition, difference.delta.added),
    ):
        for number, quad in enumerate(quads, start=1):
            statement = BlankNode(f"{'r' if predicate == CHANGESET.removal else 'a'}{number}")
            yield Triple(change_set, predicate, statement)
            yield Triple(statement, RDF.type, RDF.Statement)
            yield Triple(statement, RDF.subject, quad.subject)
            yield Triple(statement, RDF.predicate, quad.predicate)
            yield Triple(statement, RDF.object, quad.object)
            if isinstance(quad.graph_name, NamedNode):
                yield Triple(statement, DCT.isPartOf, quad.graph_name)


def _two_graphs(difference: Difference, base_iri: str) -> list[Quad]:
    """Return the statements that went and that came, each once, in two graphs."""
    address = f"{base_iri}releases/{difference.name}"
    return [
        Quad(triple.subject, triple.predicate, triple.object, NamedNode(f"{address}#{name}"))
        for name, quads in (
            ("removed", difference.delta.removed),
            ("added", difference.delta.added),
        )
        for triple in dict.fromkeys(quad.triple for quad in quads)
    ]


def _update(difference: Difference) -> Iterator[bytes]:
    """Yield the pieces of the update that makes the one release the other.

    Source: SPARQL 1.1 Update, sections 3.1.1 and 3.1.2. Blank nodes cannot be named in an update;
        the lists that ship and those that are loaded have none.
    """
    yield f"# From {difference.before} to {difference.after}\n".encode()
    for operation, quads in (
        ("DELETE DATA", difference.delta.removed),
        ("INSERT DATA", difference.delta.added),
    ):
        if quads:
            yield f"{operation} {{\n".encode()
            for quad in quads:
                yield f"GRAPH {quad.graph_name} {{ {quad.triple} }}\n".encode()
            yield b"} ;\n"
