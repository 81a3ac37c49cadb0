"""Measuring: the quality record of a generation, made once."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from ..generation import Generation
from ..reader import Reader
from ..terms import Literal, NamedNode, QuerySolution
from .clusters import disconnected_clusters
from .questions import Check, checks
from .record import MOST_FINDINGS, MOST_VALUES, Finding, Measurement, QualityRecord
from .standard_terms import NamedTerm, StandardTerms, standard_terms

ALGORITHMS: Mapping[str, Callable[[Reader], Iterable[tuple[str, str]]]] = {
    "disconnected-clusters": disconnected_clusters,
}
"""Name of a check -> what finds its terms, each with a value, where a query cannot."""


def quality_record(generation: Generation) -> QualityRecord:
    """Return the quality record of a generation, made when it is first asked for.

    For a release it is the one that today's checks give, not the one kept with it.
    Only those who ask for it wait while it is made, because the lock is its own.
    """
    return generation.remember("quality record", _Measured).of(generation)


def record_of(generation: Generation) -> QualityRecord:
    """Return the quality record that a release keeps; that of today's checks where it keeps none.

    Raises:
        StoreCorruptError: the record that it keeps is damaged.
    """
    kept = kept_record(generation)
    return quality_record(generation) if kept is None else kept


def kept_record(generation: Generation) -> QualityRecord | None:
    """Return the quality record that a release keeps; None if it keeps none, or is no release.

    Raises:
        StoreCorruptError: it is damaged.
    """
    if not generation.release:
        return None
    return generation.remember("kept quality", lambda: QualityRecord.read(generation.path))


class _Measured:
    """The quality record of one generation, once it has been asked for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found: QualityRecord | None = None

    def of(self, generation: Generation) -> QualityRecord:
        with self._lock:
            if self._found is None:
                self._found = _measure(generation)
            return self._found


def _measure(generation: Generation) -> QualityRecord:
    terms = standard_terms(generation)
    found = {
        check.name: _measurement(terms, check) for check in checks(generation.base_iri).values()
    }
    return QualityRecord(len(terms.by_iri), found)


def _measurement(terms: StandardTerms, check: Check) -> Measurement:
    values: dict[str, set[str]] = {}
    for iri, value in _found(terms.reader, check):
        if iri in terms.by_iri:
            values.setdefault(iri, set()).add(value)
    by_list = Counter(name for iri in values for name in terms.by_iri[iri].lists)
    first = sorted(values, key=lambda iri: (terms.by_iri[iri].order(), iri))[:MOST_FINDINGS]
    return Measurement(
        check=check.name,
        count=len(values),
        by_list=dict(sorted(by_list.items())),
        findings=tuple(_finding(iri, terms.by_iri[iri], values[iri]) for iri in first),
    )


def _found(reader: Reader, check: Check) -> Iterable[tuple[str, str]]:
    """Yield the IRI of each term that a check finds, with a value that is at fault or nothing."""
    if check.query is None:
        yield from ALGORITHMS[check.name](reader)
        return
    for row in reader.select(check.query):
        term, value = row["term"], _value(row)
        if isinstance(term, NamedNode):
            yield term.value, value


def _finding(iri: str, term: NamedTerm, values: set[str]) -> Finding:
    kept = tuple(sorted(values - {""})[:MOST_VALUES])
    return Finding(iri, term.code, term.label, term.lists, kept)


def _value(row: QuerySolution) -> str:
    try:
        value = row["value"]
    except KeyError:
        return ""
    return value.value if isinstance(value, Literal | NamedNode) else ""
