"""Conditions of requests: the ETags that a client sends, as the generations that they stand for.

A client that reads a graph, changes it and puts it back sends the ETag that it was read with as
If-Match. An ETag stands for a generation.

Source: RFC 9110, sections 13.1.1, 13.1.2 and 13.2.2.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from flask import request

from ...graph.generation import Generation
from ...loaders.conditions import Condition, States
from ..encoding import without_gzip
from ..negotiate import GRAPH_FORMS
from .service import etag_of_generation, service

_TAG = re.compile(r'(?:W/)?"[^"]*"')


def condition_of_request() -> Condition:
    """Return the condition that this request sets for writing its graph."""
    return Condition(
        _states(request.headers.get("If-Match", "").strip()),
        _states(request.headers.get("If-None-Match", "").strip()),
    )


def _states(tags: str) -> States | None:
    """Return what ETags stand for; None if there are none."""
    if not tags:
        return None
    if tags == "*":
        return "any"
    # a weak tag says that two answers mean the same to people, which is not enough here
    strong = {tag for tag in _TAG.findall(without_gzip(tags)) if tag[0] == '"'}
    return frozenset(
        generation.number
        for generation in _generations()
        if strong & {etag_of_generation(generation, form) for form in GRAPH_FORMS}
    )


def _generations() -> Iterator[Generation]:
    generations = service().generations
    for number in sorted(generations.numbers(), reverse=True):
        yield generations.get(number)
