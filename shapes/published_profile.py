"""The published profile of a data standard: its rules for records in the graph, not for a file.

A file is checked by the whole standard. What is in the graph may have come as RDF or by an update,
with personal data left out, in the headings of an older edition, and one record at a time. So the
profile has only what *must* be so of one record as it stands, and leaves out

* columns that hold personal data, and what is said of them;
* the demand for a column that an edition does not have;
* queries that look at more than the record itself, such as the sum over an election, which one
  record at a time cannot satisfy.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ..graph.namespaces import MH, SH
from ..graph.terms import BlankNode, Literal, Subject, Term, Triple
from .sparql_tokens import Token, tokens_of
from .standard import Standard

_BREAKS = ("{", "}", ".", ")")


def published_profile(standard: Standard) -> tuple[Triple, ...]:
    """Return the shapes that published records of a standard are checked by.

    Source: SHACL, section 2.1.4 (severity): shapes without one state what must be.
    """
    by_subject: dict[Subject, list[Triple]] = {}
    for triple in standard.triples:
        by_subject.setdefault(triple.subject, []).append(triple)
    return tuple(_Profile(standard, by_subject).statements())


class _Profile:
    """One profile, as it is picked out of the statements of the standard."""

    def __init__(self, standard: Standard, said: dict[Subject, list[Triple]]) -> None:
        self._said = said
        columns = standard.columns.values()
        self._personal = {column.path for column in columns if column.is_personal}
        self._personal_names = {column.name for column in columns if column.is_personal}
        everywhere = set.intersection(*(set(e.columns) for e in standard.editions))
        self._late = {column.path for column in columns if column.name not in everywhere}
        self._derived = standard.derived

    def statements(self) -> Iterator[Triple]:
        """Yield the node shapes that state what must be, and what they lead to."""
        waiting: list[Subject] = []
        for node, said in self._said.items():
            if any(t.predicate == SH.targetClass for t in said) and self._is_must(node):
                waiting.append(node)
        seen: set[Term] = set()
        while waiting:
            node = waiting.pop()
            if node in seen:
                continue
            seen.add(node)
            for triple in filter(self._keeps(node), self._said.get(node, [])):
                yield triple
                # what is said of a code that is allowed is no rule
                is_rule = isinstance(triple.object, BlankNode) or triple.predicate.value in SH
                if is_rule and not isinstance(triple.object, Literal):
                    waiting.append(triple.object)

    def _keeps(self, node: Subject) -> Callable[[Triple], bool]:
        path = self._value(node, SH.path)

        def keeps(triple: Triple) -> bool:
            if triple.predicate == SH.property and not isinstance(triple.object, Literal):
                return self._is_must(triple.object) and (
                    self._value(triple.object, SH.path) not in self._personal
                )
            if triple.predicate == SH.sparql and not isinstance(triple.object, Literal):
                return self._is_about_one(triple.object)
            if triple.predicate == SH.minCount:
                return path not in self._late
            # the list of columns that a rule marks is for files; the rest is prefixes and rules
            return triple.predicate.value in SH or triple.predicate == MH.remedy or path is None

        return keeps

    def _is_must(self, node: Subject) -> bool:
        return self._value(node, SH.severity) in (None, SH.Violation)

    def _is_about_one(self, node: Subject) -> bool:
        """Return whether a query looks at one record and at nothing that is personal."""
        text = self._value(node, SH.select)
        names = self._derived.get(str(node), ())
        return (
            isinstance(text, Literal)
            and self._personal_names.isdisjoint(names)
            and looks_at_one_record(text.value)
            and not any(path.value.rpartition("/")[2] in text.value for path in self._personal)
        )

    def _value(self, node: Subject, predicate: Term) -> Term | None:
        said = self._said.get(node, [])
        return next((t.object for t in said if t.predicate == predicate), None)


def looks_at_one_record(query: str) -> bool:
    """Return whether each pattern of a query is about ``$this``.

    Where it cannot tell, as with paths and blank nodes, it says no.
    """
    tokens = tokens_of(query)
    start = next((n for n, token in enumerate(tokens) if token.text == "{"), len(tokens))
    inside = tokens[start:]
    if any(token.kind == "sign" and token.text in ("[", "^") for token in inside):
        return False
    for before, token, after in zip(inside, inside[1:], inside[2:], strict=False):
        if token.text == "/" and before.kind in ("iri", "name"):
            return False
        if before.text in _BREAKS and _is_subject(token, after):
            if token.kind != "variable" or token.name != "this":
                return False
    return True


def _is_subject(token: Token, after: Token) -> bool:
    is_term = token.kind in ("variable", "iri", "name")
    return is_term and (after.kind in ("variable", "iri", "name") or after.text in ("a", "!", "("))
