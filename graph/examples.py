"""Example questions: queries that the graph itself holds, each with the words to show for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from .errors import NotFoundError
from .generation import Generation
from .labels import choose_label
from .namespaces import DCT, MH, MOOTHALL_ID, RDF, RDFS, SH
from .store import Reader
from .terms import Literal, NamedNode
from .vocabulary import LAST

_EXAMPLE = MOOTHALL_ID + "example/"
_QUERY_PROPERTIES = (SH.select, SH.ask, SH.construct)


@dataclass(frozen=True, slots=True)
class Example:
    """A question with its query.

    Attributes:
        name: its short name, the end of its IRI.
        questions: the question in plain words, in several languages.
        comments: what its query shows, in several languages.
        query: SPARQL, without the prefixes that every query here may use.
    """

    name: str
    questions: tuple[Literal, ...]
    comments: tuple[Literal, ...]
    query: str

    def question(self, language: str) -> Literal:
        """Return the question in a language, or the nearest that there is."""
        return choose_label(self.questions, language) or Literal(self.name)

    def comment(self, language: str) -> Literal | None:
        """Return what the query shows in a language, or the nearest; None if nothing is said."""
        return choose_label(self.comments, language)


@dataclass(frozen=True, slots=True)
class Theme:
    """Example questions that belong together.

    Attributes:
        iri: IRI of the theme.
        labels: its name, in several languages.
        examples: its questions, in their order.
    """

    iri: str
    labels: tuple[Literal, ...]
    examples: tuple[Example, ...]

    def label(self, language: str) -> Literal:
        """Return the theme's name in a language, or the nearest that there is."""
        return choose_label(self.labels, language) or Literal(self.iri)


def examples(generation: Generation) -> tuple[Theme, ...]:
    """Return the example questions of a generation by theme, read once; none if it has none."""
    return generation.remember("examples", lambda: _read_themes(generation.reader))


def example_named(generation: Generation, name: str) -> Example:
    """Return the example question with a short name.

    Raises:
        NotFoundError: there is none.
    """
    for example in _each(examples(generation)):
        if example.name == name:
            return example
    raise NotFoundError(
        f"no example question is called {name[:100]!r}",
        remedy="choose one of those that the query page lists",
    )


def example_of_query(generation: Generation, query: str) -> Example | None:
    """Return the example question that a query is, line ends and outer spaces aside."""
    wanted = _plain(query)
    return next((e for e in _each(examples(generation)) if _plain(e.query) == wanted), None)


def _each(themes: tuple[Theme, ...]) -> Iterator[Example]:
    for theme in themes:
        yield from theme.examples


def _plain(query: str) -> str:
    """Return a query as a form sends it and as a file holds it alike."""
    return query.replace("\r\n", "\n").strip()


def _read_themes(reader: Reader) -> tuple[Theme, ...]:
    by_theme: dict[NamedNode, list[NamedNode]] = {}
    for iri in reader.subjects(RDF.type, SH.SPARQLExecutable):
        theme = reader.value(iri, DCT.isPartOf)
        if isinstance(theme, NamedNode):
            by_theme.setdefault(theme, []).append(iri)
    return tuple(
        _read_theme(reader, theme, by_theme[theme]) for theme in _in_order(reader, by_theme)
    )


def _read_theme(reader: Reader, theme: NamedNode, members: list[NamedNode]) -> Theme:
    return Theme(
        theme.value,
        _literals(reader, theme, RDFS.label),
        tuple(_read_example(reader, iri) for iri in _in_order(reader, members)),
    )


def _in_order(reader: Reader, iris: Iterable[NamedNode]) -> list[NamedNode]:
    """Return things by their page order, those without one last, then by their IRI."""

    def place(iri: NamedNode) -> tuple[int, str]:
        order = reader.value(iri, MH.pageOrder)
        return int(order.value) if isinstance(order, Literal) else LAST, iri.value

    return sorted(iris, key=place)


def _read_example(reader: Reader, iri: NamedNode) -> Example:
    queries = (text for name in _QUERY_PROPERTIES for text in _literals(reader, iri, name))
    query = next(queries, Literal(""))
    return Example(
        iri.value.removeprefix(_EXAMPLE),
        _literals(reader, iri, RDFS.label),
        _literals(reader, iri, RDFS.comment),
        query.value.strip() + "\n",
    )


def _literals(reader: Reader, subject: NamedNode, predicate: NamedNode) -> tuple[Literal, ...]:
    return tuple(t for t in reader.objects(subject, predicate) if isinstance(t, Literal))
