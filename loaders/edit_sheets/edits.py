"""What the rows of an edit sheet change, and the datasets as they are then to be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from ...graph.errors import SourceError
from ...graph.namespaces import DCT, MH, RDF, SD, SKOS
from ...graph.terms import Literal, NamedNode, Quad, Term
from ..rdf import list_names
from ..source import Source
from ..staged import RESERVED_SLUGS, Context, Staged, StagedDataset
from ..staging import stated_inverses
from .column import Column
from .compact import compact
from .listed import Listed

_CODES = (DCT.identifier, SKOS.notation)
_TOP = Column(SKOS.topConceptOf)
_IN_LIST = Column(SKOS.inScheme)
_TYPE = Column(RDF.type)
_BROADER = Column(SKOS.broader)
_EXAMPLES = 5


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of an edit sheet.

    Attributes:
        number: its number.
        term: the term that it is about.
        values: column -> the values that its cell holds; a column that the sheet has not is not
            among them.
    """

    number: int
    term: NamedNode
    values: Mapping[Column, frozenset[Term]]


@dataclass(frozen=True, slots=True)
class Shared:
    """What all terms of a list have, and so every new one gets.

    Attributes:
        types: their classes.
        lists: the lists that they are in.
        codes: the columns in which each has the end of its address.
        has_tops: whether the list says which of its terms are at the top.
    """

    types: frozenset[Term]
    lists: frozenset[Term]
    codes: tuple[Column, ...]
    has_tops: bool

    @classmethod
    def of(cls, listed: Listed) -> Shared:
        """Return what all terms of a list have."""
        terms = listed.terms
        codes = tuple(
            column
            for column in listed.places
            if column.predicate in _CODES
            and column.datatype is not None
            and all(_ends_address(term, shown.get(column, ())) for term, shown in terms.items())
        )
        has_tops = any(listed.iri in shown.get(_TOP, ()) for shown in terms.values())
        return cls(_in_all(listed, _TYPE), _in_all(listed, _IN_LIST), codes, has_tops)


@dataclass(frozen=True, slots=True)
class Edits:
    """A list as a sheet has it, against the one that is published.

    Attributes:
        source: the sheet.
        listed: the list as it is published.
        context: where datasets are.
    """

    source: Source
    listed: Listed
    context: Context

    def staged(self, rows: Sequence[SheetRow]) -> Staged:
        """Return the datasets that differ, and that of the list, as they are to be.

        Raises:
            SourceError: it changes what the service itself writes.
        """
        removed: set[Quad] = set()
        added: set[Quad] = set()
        shared = Shared.of(self.listed)
        for row in rows:
            if row.term in self.listed.terms:
                removed |= self._removed(row)
                added |= self._added(row, row.values)
            else:
                added |= self._added(row, self._completed(row, shared))
        missing = self.listed.terms.keys() - {row.term for row in rows}
        reader, home = self.listed.reader, self.listed.home
        # a relation is stated from both its ends, and either would bring the other back
        inverses = stated_inverses(reader, self.context.base_iri)
        removed |= {quad for quad in inverses.of(removed) if quad in reader}
        removed -= added
        removed |= {quad for term in missing for quad in reader.quads(term, graph=home)}
        change = removed | {quad for quad in added if quad not in reader}
        graphs = {home} | {cast(NamedNode, quad.graph_name) for quad in change}
        datasets = tuple(
            self._dataset(graph, removed, added, is_changed=bool(change))
            for graph in sorted(graphs, key=lambda each: (each != home, str(each)))
        )
        return Staged(datasets, tuple(_notes(missing)))

    def _removed(self, row: SheetRow) -> set[Quad]:
        shown = self.listed.terms[row.term]
        return {
            Quad(row.term, column.predicate, value, graph)
            for column, wanted in row.values.items()
            for value, graphs in shown.get(column, {}).items()
            if value not in wanted
            for graph in graphs
        }

    def _added(self, row: SheetRow, values: Mapping[Column, Iterable[Term]]) -> set[Quad]:
        shown = self.listed.terms.get(row.term) or self.listed.values_of(row.term)
        return {
            Quad(row.term, column.predicate, value, self._place(row.term, column, value))
            for column, wanted in values.items()
            for value in wanted
            if value not in shown.get(column, {})
        }

    def _place(self, term: NamedNode, column: Column, value: Term) -> NamedNode:
        # that a term is in the list is said by the list, wherever the term is at home
        is_membership = column == _IN_LIST and value == self.listed.iri
        return self.listed.home if is_membership else self.listed.place(term, column)

    def _completed(self, row: SheetRow, shared: Shared) -> dict[Column, frozenset[Term]]:
        """Return the values of a term that is new to the list, with what its cells leave open."""
        values = {column: found for column, found in row.values.items() if found}
        known = self.listed.values_of(row.term)
        lists = values.get(_IN_LIST, frozenset())
        if not known:
            values[_TYPE] = values.get(_TYPE, frozenset()) | shared.types
            lists = lists or shared.lists
            values |= {c: found for c, found in self._codes(row.term, shared) if c not in values}
        values[_IN_LIST] = lists | {self.listed.iri}
        if shared.has_tops and not any(_BROADER in each for each in (values, known)):
            values[_TOP] = values.get(_TOP, frozenset()) | {self.listed.iri}
        return values

    def _codes(self, term: NamedNode, shared: Shared) -> Iterator[tuple[Column, frozenset[Term]]]:
        """Yield the identifiers of a new term, which are the end of its address."""
        namespace = self.listed.namespace
        is_usual = namespace and term.value.startswith(namespace)
        code = term.value.removeprefix(namespace) if is_usual else _tail(term.value)
        for column in shared.codes if code else ():
            yield column, frozenset({Literal(code, datatype=column.datatype)})

    def _dataset(
        self, graph: NamedNode, removed: set[Quad], added: set[Quad], *, is_changed: bool
    ) -> StagedDataset:
        reader = self.listed.reader
        slug = graph.value.removeprefix(self.context.graph("").value)
        if is_changed and slug in RESERVED_SLUGS:
            raise SourceError(
                f"the list {self.listed.name} is part of the data standards, and not edited alone",
                source=self.source.name,
                remedy="change the codes in the file of their standard",
            )
        quads = [quad for quad in reader.quads(graph=graph) if quad not in removed]
        quads += [quad for quad in added if quad.graph_name == graph]
        kinds = (
            kind
            for dataset in reader.subjects(SD.name, graph)
            for kind in reader.objects(dataset, DCT.type)
            if isinstance(kind, NamedNode)
        )
        return StagedDataset(
            slug, None, quads, kind=next(kinds, MH.ListData), lists=list_names(quads)
        )


def _in_all(listed: Listed, column: Column) -> frozenset[Term]:
    """Return the values of a column that all terms of a list have."""
    return frozenset.intersection(
        *(frozenset(shown.get(column, ())) for shown in listed.terms.values())
    )


def _ends_address(term: NamedNode, texts: Iterable[Term]) -> bool:
    return any(isinstance(text, Literal) and term.value.endswith(text.value) for text in texts)


def _tail(iri: str) -> str:
    return iri[max(map(iri.rfind, "/#:")) + 1 :]


def _notes(missing: Iterable[NamedNode]) -> Iterator[str]:
    names = sorted(compact(term.value) for term in missing)
    if names:
        some = f"{', '.join(names[:_EXAMPLES])}{' and others' if len(names) > _EXAMPLES else ''}"
        count = "1 term of the list has" if len(names) == 1 else f"{len(names):,} terms have"
        yield (
            f"{count} no row ({some}): what is at home in this list is kept and marked as "
            "deprecated, and what is at home in another leaves this one"
        )
