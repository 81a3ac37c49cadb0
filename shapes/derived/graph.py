"""The data standards as data: what the graph says of them, of their columns, codes and properties.

The rules themselves are not in it. They are blank nodes for the most part, and mean something only
together; each standard's Turtle has them.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator

from ...graph.namespaces import CSVW, DCT, MH, OWL, RDF, RDFS, SH, SKOS, XSD
from ...graph.terms import BlankNode, Literal, NamedNode, Term, Triple
from ..standard import Column, Standard

_ABOUT = (
    DCT.title,
    DCT.description,
    DCT.identifier,
    DCT.source,
    DCT.license,
    RDFS.seeAlso,
    MH.recordName,
    MH.recordNamePlural,
    MH.tag,
    MH.variantOf,
)
"""What is said of a standard as its file says it."""

_COPIED = (MH.List, MH.Code, SKOS.Concept, SKOS.ConceptScheme, OWL.Class)
_PROPERTIES = (RDF.Property, OWL.ObjectProperty, OWL.DatatypeProperty, OWL.AnnotationProperty)
"""Classes of what a file describes besides its shapes."""


def column_iri(standard: Standard, heading: str) -> str:
    """Return the IRI of a column: ``.../standard/libraries/column/Library-name``."""
    return f"{standard.iri}/column/{slug_of(heading)}"


def slug_of(heading: str) -> str:
    """Return a heading as it stands in addresses.

    Headings that differ in blanks and punctuation alone are one, so no two have the same.
    """
    return re.sub(r"[^\w.]+", "-", heading)


def graph_of(
    standards: Iterable[Standard], described: Collection[NamedNode], licence: str
) -> tuple[Triple, ...]:
    """Return the statements about standards, each once.

    Args:
        standards: the standards.
        described: classes and properties that the ontology describes, which are left to it.
        licence: IRI of the licence of lists that do not name one.
    """
    found: dict[Triple, None] = {}
    named: set[NamedNode] = set(described)
    for standard in standards:
        found.update(dict.fromkeys(_about(standard)))
        found.update(dict.fromkeys(_copied(standard, described, licence)))
        for triple in standard.triples:
            if isinstance(triple.subject, NamedNode) and triple.object in _PROPERTIES:
                named.add(triple.subject)
        for column in standard.columns.values():
            if column.path.value in MH and column.path not in named:
                named.add(column.path)
                found.update(dict.fromkeys(_property(standard, column)))
    return tuple(found)


def _about(standard: Standard) -> Iterator[Triple]:
    iri = NamedNode(standard.iri)
    yield Triple(iri, RDF.type, MH.DataStandard)
    yield Triple(iri, MH.recordClass, standard.record_class)
    for triple in standard.triples:
        if triple.subject == iri and triple.predicate in _ABOUT:
            yield triple
    for column in standard.columns.values():
        node = NamedNode(column_iri(standard, column.name))
        yield Triple(iri, MH.column, node)
        yield from (Triple(node, name, value) for name, value in _column(column))


def _column(column: Column) -> Iterator[tuple[NamedNode, Term]]:
    yield RDF.type, MH.Column
    yield CSVW.name, Literal(column.name)
    for title in column.titles:
        yield CSVW.titles, Literal(title)
    yield SH.name, Literal(column.label, language="en")
    if column.description:
        yield SH.description, Literal(column.description, language="en")
    yield MH.columnProperty, column.path
    yield MH.level, Literal(column.level)
    for example in column.examples:
        yield MH.example, Literal(example)
    if column.is_personal:
        yield MH.isPersonalData, Literal("true", datatype=XSD.boolean)


def _copied(standard: Standard, described: Collection[NamedNode], licence: str) -> Iterator[Triple]:
    """Yield what a file says of its lists, codes, classes and properties."""
    classes: dict[Term, set[Term]] = {}
    for triple in standard.triples:
        if triple.predicate == RDF.type:
            classes.setdefault(triple.subject, set()).add(triple.object)
    wanted = {
        node
        for node, kinds in classes.items()
        if isinstance(node, NamedNode)
        and node not in described
        and not kinds.isdisjoint((*_COPIED, *_PROPERTIES))
    }
    said = {(triple.subject, triple.predicate) for triple in standard.triples}
    for triple in standard.triples:
        if triple.subject in wanted and not isinstance(triple.object, BlankNode):
            yield triple
    for node in sorted(wanted, key=str):
        if MH.Code in classes[node]:
            yield Triple(node, RDF.type, SKOS.Concept)
        if MH.List in classes[node]:
            yield Triple(node, RDF.type, SKOS.ConceptScheme)
            if (node, MH.termClass) not in said:
                yield Triple(node, MH.termClass, MH.Code)
            if (node, DCT.license) not in said:
                yield Triple(node, DCT.license, NamedNode(licence))


def _property(standard: Standard, column: Column) -> Iterator[Triple]:
    yield Triple(
        column.path, RDF.type, OWL.ObjectProperty if column.is_iri else OWL.DatatypeProperty
    )
    yield Triple(column.path, RDFS.label, Literal(column.label, language="en"))
    if column.description:
        yield Triple(column.path, RDFS.comment, Literal(column.description, language="en"))
    yield Triple(column.path, RDFS.isDefinedBy, NamedNode(standard.iri))
