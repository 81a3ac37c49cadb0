"""Values: RDF terms as pages show them, with their names, links, languages and dates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import quote

from ...graph.generation import Generation
from ...graph.labels import choose_label, read_labels
from ...graph.namespaces import ESD_ID, IPSV_CONCEPT, MH, MOOTHALL_ID, VOID, XSD
from ...graph.terms import BlankNode, Literal, NamedNode, Term
from ..view import View
from .template import Page
from .words import words_in

_LIST_PREFIXES = (ESD_ID + "list/", MOOTHALL_ID + "list/")
_CODED = (ESD_ID, IPSV_CONCEPT)
_LICENCES = {
    "nationalarchives.gov.uk/doc/open-government-licence/version/3": "Open Government Licence v3.0",
    "creativecommons.org/licenses/by/4.0": "Creative Commons Attribution 4.0",
    "creativecommons.org/publicdomain/zero/1.0": "Creative Commons Zero 1.0",
    "opensource.org/license/mit": "MIT",
}
"""Address of a licence, without scheme and www -> its name, which the graph need not hold."""

_POUNDS = {MH.amount.value, MH.charge.value}
_COUNTS = {MH.recordCount.value, VOID.triples.value}
_NAMELESS_TEXTS = 5  # that are shown of a node without an address

_WHOLE_NUMBERS = {XSD.integer, XSD.nonNegativeInteger}


@dataclass(frozen=True, slots=True)
class Value:
    """One value as a page shows it.

    Attributes:
        text: the words.
        lang: their language, where it is not the page's.
        href: where they lead; None if nowhere.
        code: the code that stands beside them, e.g. ``function 40``; empty if none.
        moment: the machine's form of a date; None if it is not one.
        is_code: whether the text is for machines and stands in their typeface.
        note: what else is to be said of it; empty if nothing.
    """

    text: str
    lang: str | None = None
    href: str | None = None
    code: str = ""
    moment: str | None = None
    is_code: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True)
class Names:
    """Names and addresses of things, for one page.

    Attributes:
        view: the request.
        generation: the generation that it reads.
        labels: names that are known already, by IRI; others are read when they are needed.
    """

    view: View
    generation: Generation
    labels: Mapping[str, tuple[Literal, ...]]

    @property
    def page(self) -> Page:
        """The page's words and addresses."""
        return Page(self.view, words_in(self.view.language))

    def label(self, iri: str) -> Literal:
        """Return the name of a thing in the page's language or the nearest; its IRI if none."""
        known = self.labels.get(iri) or read_labels(self.generation.reader, iri)
        return choose_label(known, self.view.language) or Literal(iri)

    def text(self, literal: Literal) -> Value:
        """Return a literal as it stands, its language marked where it is not the page's."""
        return Value(literal.value, self.foreign(literal))

    def foreign(self, literal: Literal) -> str | None:
        """Return the language of a literal if it is not the page's."""
        return literal.language if literal.language != self.view.language else None

    def link(self, iri: str) -> Value:
        """Return a thing's name, code and address: ours if it is described here, else its own."""
        label = self.label(iri)
        shown = self.text(label)
        if label.value == iri:
            licence = _LICENCES.get(re.sub(r"^https?://(?:www\.)?", "", iri).rstrip("/"))
            named = Literal(licence, language="en") if licence else None
            shown = self.text(named) if named else Value(iri, is_code=True)
        return replace(shown, href=self.address(iri), code=self.code(iri))

    def address(self, iri: str) -> str | None:
        """Return where a thing is to be read about; None if no browser should go there."""
        for prefix in _LIST_PREFIXES:
            if iri.startswith(prefix) and self.generation.reader.describes(iri):
                return self.page.to("/list/" + quote(iri.removeprefix(prefix)))
        path = self.generation.addresses.path(iri)
        if path and self.generation.reader.describes(iri):
            return self.page.to(path)
        return iri if iri.startswith(("http://", "https://", "mailto:", "tel:")) else None

    def code(self, iri: str) -> str:
        """Return the official code of a term with its kind, e.g. ``function 40``; or nothing."""
        path = self.generation.addresses.path(iri, "") or ""
        kind, _, code = path.partition("/")
        if kind == "authority":
            return code
        if iri.startswith(_CODED) and not iri.startswith(_LIST_PREFIXES):
            return f"{self.page.words.kind(kind)} {code}"
        return ""

    def value(self, predicate: str, term: Term) -> Value:
        """Return a term as the value of a property."""
        if isinstance(term, NamedNode):
            return self.link(term.value)
        if isinstance(term, Literal):
            return self._literal(predicate, term)
        if isinstance(term, BlankNode):
            return self._nameless(term)
        return Value(str(term), is_code=True)

    def _nameless(self, node: BlankNode) -> Value:
        """Return the texts that are said of a node without an address, e.g. of a postal address."""
        said = (quad.object for quad in self.generation.reader.quads(node))
        texts = sorted(term.value for term in said if isinstance(term, Literal))
        return Value(", ".join(texts[:_NAMELESS_TEXTS]) or "…")

    def _literal(self, predicate: str, literal: Literal) -> Value:
        words = self.page.words
        if literal.datatype == XSD.boolean:
            return Value(words("yes" if literal.value in ("true", "1") else "no"))
        if literal.datatype in (XSD.date, XSD.dateTime):
            return self.day(literal)
        if predicate in _POUNDS:
            return Value(pounds(literal.value))
        if predicate in _COUNTS and literal.value.isdigit():
            return Value(f"{int(literal.value):,}")
        if literal.datatype in _WHOLE_NUMBERS or literal.datatype == XSD.decimal:
            return Value(literal.value)
        if predicate == MH.sourceDigest.value:
            return Value(literal.value, is_code=True)
        if literal.datatype.value in MH:
            return Value(literal.value, is_code=True, note=self.label(literal.datatype.value).value)
        return self.text(literal)

    def day(self, literal: Literal) -> Value:
        """Return a date, or the day of a moment, as people write it."""
        try:
            when = date.fromisoformat(literal.value[:10])
        except ValueError:
            return self.text(literal)
        return Value(self.page.words.date(when), moment=when.isoformat())


def pounds(text: str) -> str:
    """Return an amount of pounds: ``1234.5`` -> ``£1,234.50``; other text as it stands."""
    try:
        amount = float(text)
    except ValueError:
        return text
    sign = "-" if amount < 0 else ""
    return f"{sign}£{abs(amount):,.2f}"
