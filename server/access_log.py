"""The access log: a line for each request that has been answered.

It holds the path and never the query string, nor any header: what is secret, or somebody's own
question, is none of the log's business.
"""

from __future__ import annotations

import logging
import time

from ..graph.logs import members
from .connections.exchange import Exchange

log = logging.getLogger("moothall.access")

_GENERATION = "X-Moothall-Generation"


def log_exchange(exchange: Exchange, sent_bytes: int) -> None:
    """Log a request that has been answered.

    Args:
        exchange: the request and its answer.
        sent_bytes: length of the answer's body, as far as it was sent.
    """
    environ = exchange.environ
    length, generation = environ.get("CONTENT_LENGTH", ""), exchange.header(_GENERATION)
    path = environ["PATH_INFO"].encode("latin-1").decode("utf-8", "backslashreplace")
    log.info(
        "request",
        extra=members(
            method=environ["REQUEST_METHOD"],
            path=path,
            status=exchange.status,
            duration_ms=round((time.perf_counter() - exchange.began_s) * 1_000, 2),
            generation=int(generation) if generation.isdigit() else None,
            request_bytes=int(length) if length.isdigit() else 0,
            response_bytes=sent_bytes,
            client=exchange.client,
        ),
    )
