"""Describe: from an IRI to everything that a page or a document about it needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from .errors import GoneError, NotFoundError
from .generation import Generation
from .labels import choose_label, read_labels
from .namespaces import DCT, MH, RDF, RDFS
from .queries import query_text
from .reader import Reader
from .terms import BlankNode, Literal, NamedNode, Quad, Term, Triple, parse_iri
from .vocabulary import Vocabulary

_OF_LEDGER = (DCT.isVersionOf, MH.changedProperty)
"""What the ledger of changes points with: a thing's history, which is read under ``/changes``."""

MOST_NESTED = 1_000
"""Statements about blank nodes in one description."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What is said of the thing with one property."""

    predicate: NamedNode
    objects: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class Incoming:
    """Which things point at the thing with one property: a page of them, and how many in all."""

    predicate: NamedNode
    subjects: tuple[NamedNode, ...]
    count: int


@dataclass(frozen=True, slots=True)
class Description:
    """Everything that a page or a document about a thing needs.

    Attributes:
        iri: the thing.
        statements: what is said of it, in page order.
        nested: what is said of the blank nodes that it mentions, and of those that they mention,
            which have no documents of their own.
        incoming: what points at it, where no statement says the same the other way round.
        labels: IRI -> names, of the thing and of everything that is mentioned.
        graphs: named graphs that say something of it, in order.
        generation: number of the generation that was read.
    """

    iri: str
    statements: tuple[Statement, ...]
    nested: tuple[Quad, ...]
    incoming: tuple[Incoming, ...]
    labels: Mapping[str, tuple[Literal, ...]]
    graphs: tuple[str, ...]
    generation: int

    def values(self, predicate: NamedNode) -> tuple[Term, ...]:
        """Return the values of one property, in order; none if there are none."""
        return next((s.objects for s in self.statements if s.predicate == predicate), ())

    def text(self, predicate: NamedNode, language: str = "en") -> Literal | None:
        """Return the text of one property in a language, or in the nearest that there is."""
        texts = [t for t in self.values(predicate) if isinstance(t, Literal)]
        return choose_label(texts, language)

    def types(self) -> tuple[str, ...]:
        """Return the IRIs of its classes."""
        return tuple(t.value for t in self.values(RDF.type) if isinstance(t, NamedNode))

    def label(self, language: str = "en", iri: str | None = None) -> Literal:
        """Return the name of the thing, or of a thing that it mentions; its IRI if it has none."""
        wanted = self.iri if iri is None else iri
        return choose_label(self.labels.get(wanted, ()), language) or Literal(wanted)

    def triples(self) -> Iterator[Triple]:
        """Return the description as triples: statements, incoming ones, and labels of both ends.

        Source: Concise Bounded Description (W3C member submission), for blank nodes.
        """
        subject = NamedNode(self.iri)
        mentioned: dict[NamedNode, None] = {}
        for statement in self.statements:
            for value in statement.objects:
                yield Triple(subject, statement.predicate, value)
                if isinstance(value, NamedNode) and statement.predicate != RDF.type:
                    mentioned[value] = None
        yield from dict.fromkeys(quad.triple for quad in self.nested)
        for incoming in self.incoming:
            for source in incoming.subjects:
                yield Triple(source, incoming.predicate, subject)
                mentioned[source] = None
        for thing in mentioned:
            for label in self.labels.get(thing.value, ()):
                yield Triple(thing, RDFS.label, label)


def describe(
    generation: Generation, iri: str, *, page: int = 1, page_size: int = 50
) -> Description:
    """Return the description of an IRI.

    Args:
        generation: the generation to read.
        iri: the thing; any IRI that is the subject of a statement.
        page: which page of the things that point at it, from 1.
        page_size: how many of them make a page, for each property.

    Raises:
        GoneError: it was published once and has been removed.
        NotFoundError: nothing is stated about it.
    """
    quads = _quads_of(generation, iri)
    _raise_if_gone(generation, iri, quads)
    return _description(generation, iri, quads, page, page_size)


def tombstone(generation: Generation, iri: str) -> Description:
    """Return what is left of a thing that was removed: its name, its last day, what replaces it.

    Raises:
        NotFoundError: nothing is stated about it.
    """
    return _description(generation, iri, _quads_of(generation, iri), 1, 50)


def is_gone(generation: Generation, iri: str) -> bool:
    """Return whether an IRI was published once and has been removed."""
    stones = generation.reader.quads(NamedNode(iri), RDF.type, MH.Tombstone)
    return next(stones, None) is not None


def _quads_of(generation: Generation, iri: str) -> list[Quad]:
    """Return the statements about an IRI.

    Raises:
        NotFoundError: there are none.
    """
    subject = parse_iri(iri)
    quads = list(generation.reader.quads(subject)) if subject else []
    if not quads:
        raise NotFoundError(
            f"nothing is known about {iri}", remedy="search for it by its name or code"
        )
    return quads


def _description(
    generation: Generation, iri: str, quads: list[Quad], page: int, page_size: int
) -> Description:
    vocabulary = Vocabulary.of(generation)
    statements = _statements(quads, vocabulary)
    incoming = _incoming(generation, iri, statements, vocabulary, page, page_size)
    mentioned = {iri, *(i.predicate.value for i in incoming)}
    for statement in statements:
        mentioned.add(statement.predicate.value)
        mentioned.update(t.value for t in statement.objects if isinstance(t, NamedNode))
        mentioned.update(
            t.datatype.value
            for t in statement.objects
            if isinstance(t, Literal) and t.datatype.value in MH
        )
    for entry in incoming:
        mentioned.update(s.value for s in entry.subjects)
    labels = {m: read_labels(generation.reader, m) for m in sorted(mentioned)}
    return Description(
        iri=iri,
        statements=statements,
        nested=_nested(generation.reader, quads),
        incoming=incoming,
        labels={m: found for m, found in labels.items() if found},
        graphs=tuple(
            sorted({q.graph_name.value for q in quads if isinstance(q.graph_name, NamedNode)})
        ),
        generation=generation.number,
    )


def _raise_if_gone(generation: Generation, iri: str, quads: list[Quad]) -> None:
    if any(q.predicate == RDF.type and q.object == MH.Tombstone for q in quads):
        dates = [
            q.object.value
            for q in quads
            if q.predicate == MH.removedOn and isinstance(q.object, Literal)
        ]
        replacements = [
            q.object.value
            for q in quads
            if q.predicate == DCT.isReplacedBy and isinstance(q.object, NamedNode)
        ]
        names = read_labels(generation.reader, iri)
        label = {name.language or "und": name.value for name in names}
        raise GoneError(iri, dates[0] if dates else "an unknown date", replacements, label)


def _statements(quads: list[Quad], vocabulary: Vocabulary) -> tuple[Statement, ...]:
    values: dict[NamedNode, set[Term]] = {}
    for quad in quads:
        values.setdefault(quad.predicate, set()).add(quad.object)
    order = sorted(values, key=lambda p: (vocabulary.property(p.value).order, p.value))
    return tuple(Statement(p, tuple(sorted(values[p], key=_term_order))) for p in order)


def _nested(reader: Reader, quads: Iterable[Quad]) -> tuple[Quad, ...]:
    """Return what is said of the blank nodes in some quads, and so on, up to a limit."""
    waiting = [quad.object for quad in quads]
    found: dict[Quad, None] = {}
    seen: set[BlankNode] = set()
    while waiting and len(found) < MOST_NESTED:
        node = waiting.pop(0)
        if isinstance(node, BlankNode) and node not in seen:
            seen.add(node)
            said = sorted(reader.quads(node), key=str)
            found.update(dict.fromkeys(said))
            waiting += [quad.object for quad in said]
    return tuple(found)[:MOST_NESTED]


def _term_order(term: Term) -> tuple[str, int, str]:
    """Order terms as people do: service 9 before service 10."""
    text = term.value if isinstance(term, NamedNode | Literal) else str(term)
    head = text.rstrip("0123456789")
    digits = text[len(head) :]
    return (head, int(digits) if 0 < len(digits) < 19 else 0, str(term))


def _incoming(
    generation: Generation,
    iri: str,
    statements: tuple[Statement, ...],
    vocabulary: Vocabulary,
    page: int,
    page_size: int,
) -> tuple[Incoming, ...]:
    """Return what points at a thing, leaving out what its own statements say already."""
    target = NamedNode(iri)
    said = vocabulary.inverses.said_by(s.predicate for s in statements)
    found = []
    for row in generation.reader.select(query_text("incoming"), {"target": target}):
        predicate, count = row["property"], row["count"]
        if not isinstance(predicate, NamedNode) or not isinstance(count, Literal):
            continue
        if predicate not in said and predicate not in _OF_LEDGER:
            subjects = _page_of_subjects(generation, predicate, target, page, page_size)
            found.append(Incoming(predicate, subjects, int(count.value)))
    return tuple(
        sorted(
            found, key=lambda i: (vocabulary.property(i.predicate.value).order, i.predicate.value)
        )
    )


def _page_of_subjects(
    generation: Generation, predicate: NamedNode, target: NamedNode, page: int, page_size: int
) -> tuple[NamedNode, ...]:
    """Return one page in the store's own order, which never changes within a generation."""
    subjects: dict[NamedNode, None] = {}
    for quad in generation.reader.quads(None, predicate, target):
        if isinstance(quad.subject, NamedNode):
            subjects[quad.subject] = None
            if len(subjects) == page * page_size:
                break
    return tuple(subjects)[(page - 1) * page_size :]
