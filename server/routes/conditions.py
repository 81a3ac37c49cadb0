"""Conditions: writes that are done only if nobody has changed the graph meanwhile.

A client that reads a graph, changes it and puts it back sends the ETag that it was read with as
If-Match. An ETag stands for a generation, and others may have written other graphs since; so what
counts is that this graph is as it was in the generation of the tag.

Source: RFC 9110, sections 13.1.1, 13.1.2 and 13.2.2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask import request

from ...graph.errors import PreconditionError
from ...graph.generation import Generation
from ...graph.reader import Reader
from ...loaders.graph_names import GraphName
from ...loaders.graph_store import Condition
from ..encoding import without_gzip
from ..negotiate import GRAPH_FORMS
from .service import etag_of_generation, service

_TAG = re.compile(r'(?:W/)?"[^"]*"')


def condition_of(graph: GraphName) -> Condition:
    """Return the condition that this request sets for writing a graph."""
    wanted = request.headers.get("If-Match", "").strip()
    unwanted = request.headers.get("If-None-Match", "").strip()

    def check(published: Reader, is_there: bool) -> None:
        if wanted and not (is_there and (wanted == "*" or _is_as_in(wanted, graph, published))):
            raise PreconditionError(
                "the graph is not as it was when it was read" if is_there else "there is no graph",
                where="If-Match",
                remedy="read it again, make the change to what it holds now, and send that",
            )
        if unwanted and is_there and (unwanted == "*" or _is_as_in(unwanted, graph, published)):
            raise PreconditionError(
                "the graph is there already",
                where="If-None-Match",
                remedy="leave the header out to replace what it holds",
            )

    return check


def _is_as_in(tags: str, graph: GraphName, published: Reader) -> bool:
    """Return whether a graph is as it was when an answer had one of some ETags."""
    # a weak tag says that two answers mean the same to people, which is not enough here
    strong = {tag for tag in _TAG.findall(without_gzip(tags)) if tag[0] == '"'}
    return any(
        _is_alike(graph, generation, published)
        for generation in _generations()
        if strong & {etag_of_generation(generation, form) for form in GRAPH_FORMS}
    )


def _generations() -> Iterator[Generation]:
    generations = service().generations
    for number in sorted(generations.numbers(), reverse=True):
        yield generations.get(number)


def _is_alike(graph: GraphName, generation: Generation, published: Reader) -> bool:
    if generation.number == service().generations.current().number:
        return True
    then, now = (set(reader.quads(graph=graph)) for reader in (generation.reader, published))
    return then == now
