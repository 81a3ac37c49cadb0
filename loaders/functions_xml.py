"""The official download of functions as XML, with the services of each nested inside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from xml.etree.ElementTree import Element

from ..graph.errors import SourceError
from ..graph.namespaces import ESD, XSD
from ..graph.terms import Literal, Quad
from .lists import KINDS, Kind, ListTerm, latest, list_dataset
from .source import Source
from .staged import Context, Staged
from .xml_input import parse_xml, root_name

_FUNCTION, _SERVICE = KINDS["Function"], KINDS["Service"]


def recognises(source: Source) -> bool:
    """Return whether a source is XML whose first element is ``Functions``."""
    return root_name(source) == "Functions"


def read(source: Source, context: Context) -> Staged:
    """Return two datasets: the functions with their hierarchy, and the services within them.

    Raises:
        SourceError: it is not well-formed, declares entities, or an item lacks its identifier.
    """
    root = parse_xml(source)
    reading = _Reading(source)
    reading.take_functions(root)
    if not reading.functions or not reading.services:
        raise SourceError(
            "it holds no functions with services", source=source.name, remedy="download it again"
        )
    services = context.graph(_SERVICE.slug)
    function_terms, service_terms = reading.functions.values(), reading.services.values()
    contained = [
        Quad(
            _SERVICE.iri(service, context.base_iri),
            ESD.containedBy,
            _FUNCTION.iri(function, context.base_iri),
            services,
        )
        for service, function in reading.contained
    ]
    return Staged(
        (
            list_dataset(
                _FUNCTION,
                [q for term in function_terms for q in term.quads(context, _FUNCTION.lists)],
                _FUNCTION.lists,
                latest(term.modified for term in function_terms),
                context,
            ),
            list_dataset(
                _SERVICE,
                [
                    *(q for term in service_terms for q in term.quads(context, _SERVICE.lists)),
                    *contained,
                ],
                _SERVICE.lists,
                latest(term.modified for term in service_terms),
                context,
            ),
        )
    )


@dataclass(slots=True)
class _Reading:
    """What has been read so far."""

    source: Source
    functions: dict[str, ListTerm] = field(default_factory=dict)
    services: dict[str, ListTerm] = field(default_factory=dict)
    contained: list[tuple[str, str]] = field(default_factory=list)

    def take_functions(self, root: Element) -> None:
        # a list of what is left rather than recursion, since nesting comes from outside
        waiting: list[tuple[Element, str | None]] = [
            (element, None) for element in root.findall("Function")
        ]
        while waiting:
            element, parent = waiting.pop()
            function = self._term(element, _FUNCTION, parent)
            self.functions[function.identifier] = function
            waiting += [
                (inner, function.identifier)
                for inner in _children(element, "Functions", "Function")
            ]
            for inner in _children(element, "Services", "Service"):
                service = self._term(inner, _SERVICE, None)
                self.services[service.identifier] = service
                self.contained.append((service.identifier, function.identifier))

    def _term(self, element: Element, kind: Kind, parent: str | None) -> ListTerm:
        identifier = _text(element, "Identifier")
        label = element.findtext("Label") or ""
        if not re.fullmatch(r"[\w.~()-]+", identifier):
            raise SourceError(
                f"a {kind.name} has the identifier {identifier!r} (its label is {label!r})",
                source=self.source.name,
                remedy="every item needs an <Identifier> that is a number or a word",
            )
        return ListTerm(
            kind=kind,
            identifier=identifier,
            label=label,
            description=_text(element, "Description"),
            created=self._moment(element, "Created", identifier),
            modified=self._moment(element, "Modified", identifier),
            history_note=_text(element, "HistoryNotes"),
            parents=(parent,) if parent is not None else (),
        )

    def _moment(self, element: Element, name: str, identifier: str) -> Literal | None:
        text = _text(element, name)
        if not text:
            return None
        try:
            datetime.fromisoformat(text)
        except ValueError as error:
            raise SourceError(
                f"<{name}> of {identifier} is {text!r}, which is not a date",
                source=self.source.name,
                remedy="write it as 2013-04-03T00:00:00",
            ) from error
        return Literal(text, datatype=XSD.dateTime if "T" in text else XSD.date)


def _children(element: Element, container: str, name: str) -> Iterator[Element]:
    for holder in element.findall(container):
        yield from holder.findall(name)


def _text(element: Element, name: str) -> str:
    return (element.findtext(name) or "").strip()
