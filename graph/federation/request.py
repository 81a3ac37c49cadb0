"""The request for a query, with the answers of the endpoints that its SERVICE clauses name."""

from __future__ import annotations

import time
from dataclasses import replace

from ..config import Config
from ..sparql import is_repeatable
from ..workers.wire import QueryRequest
from .expansion import expand


def expand_request(config: Config, request: QueryRequest) -> QueryRequest:
    """Return a request without SERVICE that means what it did, in what is left of its time.

    A request that calls no other endpoint is returned as it is, and so is any where the settings
    name no endpoint, or that is too long: what answers it refuses those.

    Args:
        config: the settings.
        request: the request.

    Raises:
        MoothallError: see `expand`.
    """
    allowed = config.allowed_services
    # a query that could be kept would be asked once for many, and other endpoints change
    if not allowed or not isinstance(request.text, str) or is_repeatable(request.text):
        return request
    if len(request.text) > config.max_query_bytes:
        return request
    longest_s = float(config.query_timeout_s)
    timeout_s = min(request.timeout_s or longest_s, longest_s)
    started = time.monotonic()
    text = expand(request.text, request.prefixes, allowed, timeout_s, base_iri=config.base_iri)
    if text == request.text:
        return request
    left_s = timeout_s - (time.monotonic() - started)
    return replace(request, text=text, timeout_s=max(left_s, 0.01), is_expanded=True)
