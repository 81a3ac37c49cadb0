"""The review: questions that editors ask of the lists, answered for a generation as tables."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping

from ..errors import NotFoundError
from ..generation import Generation
from ..lists import all_lists
from ..terms import QuerySolutions
from .likeness import nearly_same
from .questions import Question, named, reviews
from .review_table import ReviewTable

ALGORITHMS: Mapping[str, Callable[[ReviewTable], ReviewTable]] = {"near-duplicates": nearly_same}
"""Name of a question -> what makes its answer of what its query found."""


def review(generation: Generation, name: str, list_name: str = "") -> ReviewTable:
    """Return the answer to a question, worked out once a generation.

    Args:
        generation: the generation to read.
        name: name of the question.
        list_name: name of the list to keep to; empty for all.

    Raises:
        NotFoundError: there is no such question, or no such list.
    """
    question = named(reviews(generation.base_iri), name, "review")
    found = generation.remember("review", _Answered).of(generation, question)
    if not list_name:
        return found
    known = [entry.name for entry in all_lists(generation)]
    if list_name not in known:
        raise NotFoundError(
            f"there is no list {list_name[:100]!r}", remedy=f"the lists are {', '.join(known)}"
        )
    return found.of_list(list_name)


class _Answered:
    """The answers for one generation, as far as they have been asked for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._found: dict[str, ReviewTable] = {}

    def of(self, generation: Generation, question: Question) -> ReviewTable:
        with self._lock:
            if question.name not in self._found:
                self._found[question.name] = _answer(generation, question)
            return self._found[question.name]


def _answer(generation: Generation, question: Question) -> ReviewTable:
    if question.query is None:
        raise ValueError(f"reviews/{question.name}.rq is missing")
    solutions = generation.reader.query(question.query)
    if not isinstance(solutions, QuerySolutions):
        raise TypeError(f"reviews/{question.name}.rq is no SELECT query")
    columns = tuple(variable.value for variable in solutions.variables)
    table = ReviewTable.merging_lists(columns, (tuple(row) for row in solutions))
    algorithm = ALGORITHMS.get(question.name)
    return algorithm(table) if algorithm else table
