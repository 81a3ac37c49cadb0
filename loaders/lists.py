"""The lists of the standard that official files hold, and the quads of their terms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ..graph.namespaces import DCT, ESD, ESD_ID, MH, MOOTHALL_ID, RDF, SKOS
from ..graph.terms import Literal, NamedNode, Quad, Term
from .staged import Context, StagedDataset

OPEN_GOVERNMENT_LICENCE = (
    "http://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
)
LOCAL_GOVERNMENT_ASSOCIATION = "https://w3id.org/moothall/id/agent/local-government-association"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of term that official files hold.

    Attributes:
        name: what the column ``Type`` says, without blanks, e.g. ``OrganisationType``.
        path: what stands before the identifier in addresses, e.g. ``organisationType``.
        term_class: the class of its terms.
        slug: the dataset that its terms go to.
        lists: the names of the lists that its terms are in, the widest first.
        is_official: whether its form of address is known from published use; others have addresses
            of this service.
    """

    name: str
    path: str
    term_class: NamedNode
    slug: str
    lists: tuple[str, ...]
    is_official: bool = True

    def iri(self, identifier: str, base_iri: str) -> NamedNode:
        """Return the IRI of a term.

        Args:
            identifier: its identifier.
            base_iri: the base of the service's addresses.

        Raises:
            ValueError: the identifier has characters that cannot stand in an address.
        """
        start = ESD_ID if self.is_official else f"{base_iri}id/"
        return NamedNode(f"{start}{self.path}/{identifier}")


KINDS: dict[str, Kind] = {
    kind.name: kind
    for kind in (
        Kind("Function", "function", ESD.Function, "functions", ("functions",)),
        Kind(
            "Service",
            "service",
            ESD.Service,
            "services",
            ("services", "englishAndWelshServices"),
        ),
        Kind("Interaction", "interaction", ESD.Interaction, "interactions", ("interactions",)),
        Kind("Need", "need", ESD.Need, "needs", ("needs",)),
        Kind("Circumstance", "circumstance", ESD.Circumstance, "circumstances", ("circumstances",)),
        Kind(
            "OrganisationType",
            "organisationType",
            MH.OrganisationType,
            "organisationTypes",
            ("organisationTypes",),
        ),
        Kind("RecordType", "retention", ESD.Retention, "retention", ("retention",), False),
    )
}
"""Kinds of term that files may hold, by the name of their class without blanks."""

_OUR_LISTS = frozenset(("retention",))
"""Lists whose official address is not known, so that none may be made up."""

_WORDS: dict[str, tuple[str, str]] = {
    "functions": ("Functions", "The areas of local government's work."),
    "services": ("Services", "What local authorities do for the people of their areas."),
    "englishAndWelshServices": (
        "Services of England and Wales",
        "The services of local authorities in England and Wales.",
    ),
    "interactions": ("Interactions", "The ways in which people deal with a service."),
    "needs": ("Needs", "What people lack or want that services may help with."),
    "circumstances": ("Circumstances", "Facts of people's lives that services depend on."),
    "organisationTypes": ("Organisation types", "Kinds of organisation that provide services."),
    "powersAndDuties": (
        "Powers and duties",
        "What the law lets or obliges councils to do, with the legislation that says so.",
    ),
    "retention": (
        "Retention guidance",
        "Types of record that councils keep, with guidance on how long to keep them.",
    ),
    "subjects": ("Subjects", "What public information is about."),
}
"""Name of a list -> its title and what it holds, in English."""


@dataclass(frozen=True, slots=True)
class ListTerm:
    """A term as an official file states it.

    Attributes:
        kind: what kind of term it is.
        identifier: its identifier, e.g. ``579`` or ``Gender_Female``.
        label: its name in English.
        description: the official description; empty if there is none.
        created: when it was added; None if unknown.
        modified: when it was last changed; None if unknown.
        history_note: what happened to it; empty if nothing is said.
        parents: identifiers of its broader terms.
    """

    kind: Kind
    identifier: str
    label: str
    description: str = ""
    created: Literal | None = None
    modified: Literal | None = None
    history_note: str = ""
    parents: tuple[str, ...] = ()

    def quads(self, context: Context, lists: Iterable[str]) -> Iterator[Quad]:
        """Yield the term's statements as a member of some lists."""
        graph, base_iri = context.graph(self.kind.slug), context.base_iri
        iri = self.kind.iri(self.identifier, base_iri)
        values: list[tuple[NamedNode, Term]] = [
            (RDF.type, self.kind.term_class),
            (RDF.type, SKOS.Concept),
            (SKOS.notation, Literal(self.identifier)),
            (DCT.identifier, Literal(self.identifier)),
        ]
        if self.label:
            values.append((SKOS.prefLabel, Literal(self.label, language="en")))
        if self.description:
            values.append((DCT.description, Literal(self.description, language="en")))
        if self.history_note:
            values.append((SKOS.historyNote, Literal(self.history_note, language="en")))
        if self.created is not None:
            values.append((DCT.created, self.created))
        if self.modified is not None:
            values.append((DCT.modified, self.modified))
        values += [(SKOS.broader, self.kind.iri(parent, base_iri)) for parent in self.parents]
        for name in lists:
            values.append((SKOS.inScheme, list_iri(name)))
            if not self.parents:
                values.append((SKOS.topConceptOf, list_iri(name)))
        return (Quad(iri, name, value, graph) for name, value in values)


def list_iri(name: str) -> NamedNode:
    """Return the IRI of a list that files hold."""
    return NamedNode(f"{MOOTHALL_ID if name in _OUR_LISTS else ESD_ID}list/{name}")


def list_quads(
    name: str,
    term_class: NamedNode,
    graph: NamedNode,
    context: Context,
    modified: Literal | None,
) -> set[Quad]:
    """Return the description of a list.

    Names in other languages, and other names, are kept from the published edition, since official
    files do not have them.

    Args:
        name: the name of the list.
        term_class: the class of its terms.
        graph: the graph that the statements go to.
        context: knows what is published.
        modified: when the list was last changed; None if the file does not say.
    """
    iri = list_iri(name)
    title, description = _WORDS[name]
    values: list[tuple[NamedNode, Term]] = [
        (RDF.type, MH.List),
        (RDF.type, SKOS.ConceptScheme),
        (SKOS.prefLabel, Literal(title, language="en")),
        (DCT.title, Literal(title, language="en")),
        (DCT.identifier, Literal(name)),
        (DCT.description, Literal(description, language="en")),
        (DCT.license, NamedNode(OPEN_GOVERNMENT_LICENCE)),
        (DCT.publisher, NamedNode(LOCAL_GOVERNMENT_ASSOCIATION)),
        (DCT.source, iri),
        (MH.termClass, term_class),
    ]
    if modified is not None:
        values.append((DCT.modified, modified))
    quads = {Quad(iri, predicate, value, graph) for predicate, value in values}
    if context.published is not None:
        quads |= {
            quad
            for quad in context.published.quads(iri, graph=graph)
            if quad.predicate == SKOS.altLabel
            or (isinstance(quad.object, Literal) and quad.object.language not in (None, "en"))
        }
    return quads


def list_dataset(
    kind: Kind,
    quads: Iterable[Quad],
    lists: tuple[str, ...],
    modified: Literal | None,
    context: Context,
) -> StagedDataset:
    """Return the dataset of a kind of term, with the descriptions of its lists."""
    graph = context.graph(kind.slug)
    members = list(quads)
    for name in lists:
        members += list_quads(name, kind.term_class, graph, context, modified)
    title, description = _WORDS[lists[0]]
    return StagedDataset(
        slug=kind.slug,
        title=title,
        quads=members,
        kind=MH.ListData,
        lists=lists,
        description=description,
        licence=OPEN_GOVERNMENT_LICENCE,
        publisher=LOCAL_GOVERNMENT_ASSOCIATION,
        sources=(list_iri(lists[0]).value,),
    )


def latest(moments: Iterable[Literal | None]) -> Literal | None:
    """Return the latest of some dates, with or without times; None if there are none."""
    known = [moment for moment in moments if moment is not None]
    return max(known, key=lambda moment: moment.value, default=None)
