"""What the standard says of each of its subjects, in two tables of a generation's index.

A check of thousands of codes needs the names of thousands of terms at once, and a comparison of two
editions needs to know which subjects differ. Asking a store for either takes seconds; the tables
are read in hundredths of one. They are kept up to date by each publish, and a release has them as
it has its index. ::

    standard_graph (iri)                             the graphs that are the standard
    standard_subject (subject, digest, lists, said)  one row a subject

An index from before there were the tables has none, and what they would hold is read anew.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from .change import Change
from .generation import Generation
from .index import STANDARD_SCHEMA
from .manifest import hash_of
from .namespaces import ADMS, DCT, FOAF, MH, OWL, RDF, RDFS, SD, SKOS
from .reader import Reader
from .terms import BlankNode, Literal, NamedNode, Quad, Subject
from .written_quads import written_parts

KINDS = (MH.OntologyData, MH.ListData, MH.WordsData, MH.MappingData)
"""Kinds of dataset that are the standard; the others are what councils and examples say."""

KEPT: Mapping[NamedNode, str] = {
    SKOS.prefLabel: "skos:prefLabel",
    RDFS.label: "rdfs:label",
    DCT.title: "dct:title",
    FOAF.name: "foaf:name",
    SKOS.altLabel: "skos:altLabel",
    MH.govukTitle: "mh:govukTitle",
    SKOS.hiddenLabel: "skos:hiddenLabel",
    DCT.identifier: "dct:identifier",
    SKOS.notation: "skos:notation",
    OWL.sameAs: "owl:sameAs",
    OWL.deprecated: "owl:deprecated",
    ADMS.status: "adms:status",
    DCT.isReplacedBy: "dct:isReplacedBy",
    DCT.spatial: "dct:spatial",
}
"""Properties whose values are kept -> how they are called there."""

ONTOLOGY_TYPES = (
    *(OWL.Class, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty),
    RDFS.Class,
)

IS_ONTOLOGY = "is ontology"
"""The member that a class or property has."""

_DIGEST_BYTES = 16
_SCAN_FROM = 2_000
"""From this many subjects on, all are read anew rather than asked for one by one."""


class SubjectRow(NamedTuple):
    """What the standard says of one subject.

    Attributes:
        subject: its IRI, or ``_:`` and its label for a blank node.
        digest: sum of a hash of each of its statements, so that equal ones have equal digests.
        lists: IRIs of the lists that it is in, with a blank between them.
        said: JSON of name of property -> values, each an IRI or a pair of text and language.
    """

    subject: str
    digest: bytes
    lists: str
    said: str


def standard_graphs(
    reader: Reader, catalogue: NamedNode, kinds: Iterable[NamedNode] = KINDS
) -> set[str]:
    """Return the IRIs of the graphs of some kinds of dataset; by default all of the standard.

    Args:
        reader: the graph.
        catalogue: the named graph of the catalogue.
        kinds: kinds of dataset.
    """
    return {
        named.value
        for kind in kinds
        for quad in reader.quads(None, DCT.type, kind, catalogue)
        if isinstance(quad.subject, NamedNode)
        and isinstance(named := reader.value(quad.subject, SD.name), NamedNode)
    }


def write_standard(reader: Reader, path: Path, catalogue: NamedNode, change: Change | None) -> None:
    """Bring the tables in an index up to date.

    Args:
        reader: the store as it is now.
        path: the index.
        catalogue: the named graph of the catalogue.
        change: the change since the index was up to date; None to read all.
    """
    covered = standard_graphs(reader, catalogue)
    connection = sqlite3.connect(path)
    try:
        connection.executescript(STANDARD_SCHEMA)
        kept = {iri for (iri,) in connection.execute("SELECT iri FROM standard_graph")}
        changed = _changed(change, covered) if change is not None and kept == covered else None
        if changed is None or len(changed) >= _SCAN_FROM:
            connection.execute("DELETE FROM standard_graph")
            connection.execute("DELETE FROM standard_subject")
            connection.executemany("INSERT INTO standard_graph VALUES (?)", zip(sorted(covered)))
            rows = _rows(_all_quads(reader, covered))
        else:
            connection.executemany(
                "DELETE FROM standard_subject WHERE subject = ?", zip(sorted(changed))
            )
            rows = _rows(q for name in sorted(changed) for q in stated_of(reader, name, covered))
        connection.executemany("INSERT INTO standard_subject VALUES (?, ?, ?, ?)", rows)
        connection.commit()
    finally:
        connection.close()


def standard_rows(generation: Generation, covered: Sequence[str]) -> Sequence[SubjectRow]:
    """Return what the standard says of each of its subjects, in the order of their names.

    Args:
        generation: an edition.
        covered: IRIs of the graphs that are the standard in it.
    """
    if _has_tables(generation, covered):
        found = generation.index.rows(
            "SELECT subject, digest, lists, said FROM standard_subject ORDER BY subject"
        )
        return [SubjectRow._make(row) for row in found]
    return generation.remember(
        "standard rows", lambda: sorted(_rows(_all_quads(generation.reader, covered)))
    )


def listed_subjects(generation: Generation, covered: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """Return the subjects that stand in lists, by the IRIs of the lists with blanks between them.

    Args:
        generation: an edition.
        covered: IRIs of the graphs that are the standard in it.
    """
    if _has_tables(generation, covered):
        # one row of text is read in a third of the time of as many rows
        rows = generation.index.rows(
            "SELECT lists, group_concat(subject, ' ') FROM standard_subject "
            "WHERE lists != '' AND substr(subject, 1, 2) != '_:' GROUP BY lists"
        )
        return {row[0]: row[1].split(" ") for row in rows}
    found: dict[str, list[str]] = {}
    for row in standard_rows(generation, covered):
        if row.lists and not row.subject.startswith("_:"):
            found.setdefault(row.lists, []).append(row.subject)
    return found


def differing_subjects(
    before: Generation, after: Generation, covered: tuple[Sequence[str], Sequence[str]]
) -> set[str] | None:
    """Return the subjects of which two editions say different things.

    Args:
        before: the one.
        after: the other.
        covered: IRIs of the graphs that are the standard in each.

    Returns: their names; None if that is not kept of both.
    """
    told = [
        {graph: each.manifest.digests.get(graph) for graph in graphs}
        for each, graphs in zip((before, after), covered, strict=True)
    ]
    if told[0] == told[1] and None not in told[0].values():
        return set()
    if not all(map(_has_tables, (before, after), covered)):
        return None
    # one row of text is read in a third of the time of as many rows
    query = "SELECT group_concat(hex(digest) || subject, ' ') FROM standard_subject"
    old, new = (set((each.index.rows(query)[0][0] or "").split(" ")) for each in (before, after))
    return {told[2 * _DIGEST_BYTES :] for told in old ^ new if told}


def stated_of(reader: Reader, name: str, covered: Iterable[str]) -> list[Quad]:
    """Return what some graphs say of a subject.

    Args:
        reader: the graph.
        name: an IRI, or ``_:`` and the label of a blank node.
        covered: IRIs of the graphs.
    """
    subject: Subject = BlankNode(name[2:]) if name.startswith("_:") else NamedNode(name)
    wanted = covered if isinstance(covered, set | frozenset) else frozenset(covered)
    return [
        quad
        for quad in reader.quads(subject)
        if isinstance(quad.graph_name, NamedNode) and quad.graph_name.value in wanted
    ]


def name_of(subject: Subject) -> str:
    """Return the name of a subject as the tables have it."""
    return subject.value if isinstance(subject, NamedNode) else str(subject)


def _has_tables(generation: Generation, covered: Iterable[str]) -> bool:
    query = "SELECT 1 FROM main.sqlite_master WHERE name = 'standard_graph'"
    if not (generation.path / "index.sqlite").is_file() or not generation.index.rows(query):
        return False
    kept = {row[0] for row in generation.index.rows("SELECT iri FROM standard_graph")}
    return kept.issuperset(covered)


def _changed(change: Change, covered: set[str]) -> set[str] | None:
    """Return the names of the subjects of which a change makes some graphs say something else.

    None if the change is large: all subjects are read anew then.
    """
    found: set[str] = set()
    for quads in (change.removed, change.added):
        written, rest = written_parts(quads)
        if any(isinstance(p.graph, NamedNode) and p.graph.value in covered for p in written):
            return None
        found.update(
            name_of(quad.subject)
            for quad in rest
            if isinstance(quad.graph_name, NamedNode) and quad.graph_name.value in covered
        )
    return found


def _all_quads(reader: Reader, covered: Iterable[str]) -> Iterator[Quad]:
    for graph in sorted(covered):
        yield from reader.quads(graph=NamedNode(graph))


def _rows(quads: Iterable[Quad]) -> Iterator[SubjectRow]:
    """Yield the rows of statements, which may stand in any order."""
    digests: dict[str, int] = {}
    lists: dict[str, set[str]] = {}
    said: dict[str, dict[str, dict[object, None]]] = {}
    types = frozenset(ONTOLOGY_TYPES)
    for quad in quads:
        name, predicate, value = name_of(quad.subject), quad.predicate, quad.object
        digests[name] = digests.get(name, 0) + hash_of(quad)
        kept = KEPT.get(predicate)
        if kept is not None:
            if isinstance(value, NamedNode | Literal):
                told: object = value.value
                if isinstance(value, Literal):
                    told = (value.value, value.language or "")
                said.setdefault(name, {}).setdefault(kept, {})[told] = None
        elif predicate == SKOS.inScheme and isinstance(value, NamedNode):
            lists.setdefault(name, set()).add(value.value)
        elif predicate == RDF.type and value in types:
            said.setdefault(name, {})[IS_ONTOLOGY] = {}
    for name, digest in digests.items():
        members = {key: sorted(each, key=_order) for key, each in said.get(name, {}).items()}
        yield SubjectRow(
            name,
            (digest % 2 ** (8 * _DIGEST_BYTES)).to_bytes(_DIGEST_BYTES, "big"),
            " ".join(sorted(lists.get(name, ()))),
            json.dumps(members, ensure_ascii=False, separators=(",", ":"), sort_keys=True),
        )


def _order(value: object) -> tuple[str, str]:
    """Return what values are sorted by: the text and then the language."""
    return value if isinstance(value, tuple) else (str(value), "")
