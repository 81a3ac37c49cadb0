"""What is asked of the lists: each question a query file, with its words in a Turtle file.

The words are parsed against the base of the service, so that the IRI of a question is where it is
answered.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal as OneOf
from typing import TypeVar, cast, get_args

from ..errors import NotFoundError
from ..labels import choose_label
from ..namespaces import DQV, MH, RDF, SH, SKOS
from ..reader import Reader
from ..terms import Literal, NamedNode, RdfFormat, Triple, parse
from ..vocabulary import LAST

Severity = OneOf["Violation", "Warning", "Info"]

SEVERITIES: tuple[Severity, ...] = get_args(Severity)
"""From the worst on."""

Asked = TypeVar("Asked", bound="Question")


@dataclass(frozen=True, slots=True)
class Question:
    """A question about the lists.

    Attributes:
        iri: its IRI.
        name: its short name, the end of its IRI and the name of its query file.
        titles: its title, in several languages.
        explanations: what it finds, in several languages.
        query: SPARQL, without the prefixes that every query here may use; None if code answers it.
    """

    iri: str
    name: str
    titles: tuple[Literal, ...]
    explanations: tuple[Literal, ...]
    query: str | None

    def title(self, language: str = "en") -> Literal:
        """Return its title in a language, or in the nearest that there is."""
        return choose_label(self.titles, language) or Literal(self.name)

    def explanation(self, language: str = "en") -> Literal:
        """Return what it finds in a language, or in the nearest that there is."""
        return choose_label(self.explanations, language) or Literal("")


@dataclass(frozen=True, slots=True)
class Check(Question):
    """A question whose every answer is a fault of a term.

    Attributes:
        remedies: what to do about a fault, in several languages.
        severity: how bad it is.
        dimension: IRI of what it is about, e.g. names or structure.
        dimension_titles: the title of that, in several languages.
    """

    remedies: tuple[Literal, ...]
    severity: Severity
    dimension: str
    dimension_titles: tuple[Literal, ...]

    @property
    def stops_releases(self) -> bool:
        """Whether more faults than in the release before stop a release."""
        return self.severity != "Info"

    def remedy(self, language: str = "en") -> Literal:
        """Return what to do in a language, or in the nearest that there is."""
        return choose_label(self.remedies, language) or Literal("")

    def dimension_title(self, language: str = "en") -> Literal:
        """Return what it is about in a language, or in the nearest that there is."""
        return choose_label(self.dimension_titles, language) or Literal(self.dimension)


@cache
def checks(base_iri: str) -> Mapping[str, Check]:
    """Return name -> check of the quality record: by dimension, the worst first, then by name."""
    reader = _words("checks", base_iri)
    metrics = reader.subjects(RDF.type, DQV.Metric)
    found = [_check(reader, iri) for iri in metrics]
    order = {iri.value: _order(reader, iri) for iri in reader.subjects(RDF.type, DQV.Dimension)}
    found.sort(key=lambda c: (order[c.dimension], SEVERITIES.index(c.severity), c.name))
    return {check.name: check for check in found}


@cache
def reviews(base_iri: str) -> Mapping[str, Question]:
    """Return name -> question of the editors' review, in the order of its page."""
    reader = _words("reviews", base_iri)
    iris = sorted({q.subject for q in reader.quads(None, MH.pageOrder)}, key=str)
    named = [iri for iri in iris if isinstance(iri, NamedNode)]
    named.sort(key=lambda iri: _order(reader, iri))
    found = [_question(reader, iri, "reviews") for iri in named]
    return {question.name: question for question in found}


def named(known: Mapping[str, Asked], name: str, kind: str) -> Asked:
    """Return the question with a short name.

    Args:
        known: name -> question.
        name: the name asked for.
        kind: what to call such a question, e.g. ``check``.

    Raises:
        NotFoundError: there is none; the error lists those there are.
    """
    if name in known:
        return known[name]
    raise NotFoundError(
        f"there is no {kind} {name[:100]!r}", remedy=f"the {kind}s are {', '.join(known)}"
    )


def words_of_checks(base_iri: str) -> tuple[Triple, ...]:
    """Return what the Turtle file says of the checks, as metrics of the Data Quality Vocabulary."""
    return tuple(sorted((quad.triple for quad in _words("checks", base_iri).quads()), key=str))


def _words(name: str, base_iri: str) -> Reader:
    text = (files(__package__) / f"{name}.ttl").read_text(encoding="utf-8")
    return Reader.of(parse(text, format=RdfFormat.TURTLE, base_iri=base_iri))


def _check(reader: Reader, iri: NamedNode) -> Check:
    asked = _question(reader, iri, "checks")
    dimension, severity = reader.value(iri, DQV.inDimension), reader.value(iri, SH.severity)
    if not isinstance(dimension, NamedNode) or not isinstance(severity, NamedNode):
        raise ValueError(f"checks.ttl: {iri.value} needs a dimension and a severity")
    return Check(
        iri=asked.iri,
        name=asked.name,
        titles=asked.titles,
        explanations=asked.explanations,
        query=asked.query,
        remedies=_literals(reader, iri, SKOS.scopeNote),
        severity=cast(Severity, severity.value.removeprefix(SH.iri)),
        dimension=dimension.value,
        dimension_titles=_literals(reader, dimension, SKOS.prefLabel),
    )


def _question(reader: Reader, iri: NamedNode, folder: str) -> Question:
    name = iri.value.replace("#", "/").rpartition("/")[2]
    file = files(__package__) / folder / f"{name}.rq"
    return Question(
        iri=iri.value,
        name=name,
        titles=_literals(reader, iri, SKOS.prefLabel),
        explanations=_literals(reader, iri, SKOS.definition),
        query=file.read_text(encoding="utf-8") if file.is_file() else None,
    )


def _order(reader: Reader, iri: NamedNode) -> int:
    order = reader.value(iri, MH.pageOrder)
    return int(order.value) if isinstance(order, Literal) else LAST


def _literals(reader: Reader, iri: NamedNode, property: NamedNode) -> tuple[Literal, ...]:
    return tuple(term for term in reader.objects(iri, property) if isinstance(term, Literal))
