"""Taxonomy XML: the ControlledList files of esd standards, of which IPSV is the great one.

Source: the taxonomy schemas 3.3 and 3.4 of esd standards.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from xml.etree.ElementTree import Element

from ..graph.errors import SourceError
from ..graph.namespaces import DCT, IPSV_CONCEPT, MH, OWL, RDF, SKOS, XSD
from ..graph.terms import Literal, NamedNode, Quad, Term
from .lists import KINDS, Kind, list_dataset, list_iri
from .source import Source
from .staged import Context, Staged
from .xml_input import parse_xml, root_name


class _Subjects(Kind):
    """Subjects, whose addresses are older than the form of the other kinds."""

    __slots__ = ()

    def iri(self, identifier: str, base_iri: str) -> NamedNode:
        return NamedNode(IPSV_CONCEPT + identifier)


_SUBJECTS = _Subjects("IPSV", "subject", MH.Subject, "subjects", ("subjects",))


def recognises(source: Source) -> bool:
    """Return whether a source is XML whose first element is ``ControlledList``."""
    return root_name(source) == "ControlledList"


def read(source: Source, context: Context) -> Staged:
    """Return the dataset of a controlled list.

    A preferred item is a term; the others are its alternative names, or hidden ones where they are
    misspellings. Items without any identifier have no address and are left out.

    Raises:
        SourceError: it is not well-formed, declares entities, or its items have no known form of
            address.
    """
    root = parse_xml(source)
    kind = _kind(root, source)
    reading = _Reading(source, kind, context.graph(kind.slug), context.base_iri, _namespace(root))
    reading.take(root)
    if not reading.preferred:
        raise SourceError(
            "it holds no preferred items", source=source.name, remedy="download it again"
        )
    modified = _date(reading.metadata(root, "Date.Modified") or reading.metadata(root, "Date"))
    dataset = list_dataset(
        kind, [*reading.quads, *reading.list_names(root)], kind.lists, modified, context
    )
    return Staged((dataset,), tuple(reading.notes()))


@dataclass(slots=True)
class _Reading:
    """What has been read so far."""

    source: Source
    kind: Kind
    graph: NamedNode
    base_iri: str
    namespace: str
    preferred: dict[str, str] = field(default_factory=dict)
    quads: list[Quad] = field(default_factory=list)
    same_names: int = 0
    nameless: int = 0
    strays: int = 0

    def take(self, root: Element) -> None:
        items = list(root.iterfind(f"{self.namespace}Item"))
        for item in items:
            if item.get("Preferred", "true") == "true":
                self._take_preferred(item)
        for item in items:
            if item.get("Preferred", "true") != "true":
                self._take_other_name(item)

    def notes(self) -> Iterator[str]:
        if self.same_names:
            yield f"{self.same_names} other names equal to the preferred name were left out"
        if self.nameless:
            yield f"{self.nameless} items without an identifier were left out: they have no address"
        if self.strays:
            yield f"{self.strays} other names of terms that are not in the file were left out"

    def list_names(self, root: Element) -> Iterator[Quad]:
        """Yield what the file says of the list as a whole."""
        iri = list_iri(self.kind.lists[0])
        names = {root.get("ListName", ""), root.get("ItemName", ""), self.metadata(root, "Title")}
        for name in sorted(names - {""}):
            yield Quad(iri, SKOS.altLabel, Literal(name, language="en"), self.graph)
        created = _date(self.metadata(root, "Date.Created"))
        if created is not None:
            yield Quad(iri, DCT.created, created, self.graph)
        if root.get("Version"):
            yield Quad(iri, OWL.versionInfo, Literal(root.get("Version", "")), self.graph)

    def metadata(self, root: Element, name: str) -> str:
        return (root.findtext(f"{self.namespace}Metadata/{self.namespace}{name}") or "").strip()

    def _take_preferred(self, item: Element) -> None:
        identifier = _identifier(item)
        name = self._text(item, "Name")
        if not identifier:
            self.nameless += 1
            return
        if identifier in self.preferred:
            raise SourceError(
                f"the identifier {identifier} stands for {name!r} and for "
                f"{self.preferred[identifier]!r}",
                source=self.source.name,
                remedy="give each item an identifier of its own",
            )
        self.preferred[identifier] = name
        iri = self._iri(identifier)
        values: list[tuple[NamedNode, Term]] = [
            (RDF.type, self.kind.term_class),
            (RDF.type, SKOS.Concept),
            (SKOS.notation, Literal(identifier)),
            (DCT.identifier, Literal(identifier)),
            *((SKOS.inScheme, list_iri(list_name)) for list_name in self.kind.lists),
        ]
        for element, predicate in (
            ("Name", SKOS.prefLabel),
            ("ScopeNotes", SKOS.scopeNote),
            ("HistoryNotes", SKOS.historyNote),
        ):
            if text := self._text(item, element):
                values.append((predicate, Literal(text, language="en")))
        broader = self._links(item, "BroaderItem")
        values += [(SKOS.broader, term) for term in broader]
        values += [(SKOS.related, term) for term in self._links(item, "RelatedItem")]
        if not broader:
            values += [(SKOS.topConceptOf, list_iri(name)) for name in self.kind.lists]
        if item.get("Obsolete") == "true":
            values.append((OWL.deprecated, Literal("true", datatype=XSD.boolean)))
        self.quads += [Quad(iri, predicate, value, self.graph) for predicate, value in values]

    def _take_other_name(self, item: Element) -> None:
        use = item.find(f"{self.namespace}UseItem")
        identifier = _identifier(use) if use is not None else _identifier(item)
        if identifier not in self.preferred:
            self.strays += 1
            return
        name = self._text(item, "Name")
        if name == self.preferred[identifier]:
            self.same_names += 1
            return
        misspelt = item.get("Type") == "misspelling"
        predicate = SKOS.hiddenLabel if misspelt else SKOS.altLabel
        label = Literal(name, language="en")
        self.quads.append(Quad(self._iri(identifier), predicate, label, self.graph))

    def _links(self, item: Element, name: str) -> list[NamedNode]:
        identifiers = (_identifier(link) for link in item.iterfind(f"{self.namespace}{name}"))
        return [self._iri(identifier) for identifier in identifiers if identifier]

    def _iri(self, identifier: str) -> NamedNode:
        if not re.fullmatch(r"[\w.~-]+", identifier):
            raise SourceError(
                f"{identifier!r} cannot be an identifier",
                source=self.source.name,
                remedy="an identifier is a number or a word",
            )
        return self.kind.iri(identifier, self.base_iri)

    def _text(self, item: Element, name: str) -> str:
        return (item.findtext(f"{self.namespace}{name}") or "").strip()


def _kind(root: Element, source: Source) -> Kind:
    """Return the kind of the list's items, whose form of address must be known, not guessed."""
    item_name = re.sub(r"[^A-Za-z]", "", root.get("ItemName", "")).casefold()
    if item_name == "ipsv" or "/ipsv/" in root.get("HomeLocation", ""):
        return _SUBJECTS
    for kind in KINDS.values():
        if kind.name.casefold() == item_name:
            return kind
    raise SourceError(
        f"items of the kind {root.get('ItemName')!r} have no known form of address",
        source=source.name,
        remedy=f"the kinds are {', '.join(['IPSV', *KINDS])}",
    )


def _identifier(item: Element) -> str:
    return item.get("ConceptId") or item.get("Id") or ""


def _namespace(root: Element) -> str:
    return root.tag[: root.tag.index("}") + 1] if "}" in root.tag else ""


def _date(text: str) -> Literal | None:
    try:
        return Literal(date.fromisoformat(text).isoformat(), datatype=XSD.date)
    except ValueError:
        return None
