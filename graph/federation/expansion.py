"""Expansion: a query without SERVICE that means what the one with it does."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable, Collection, Mapping

from ..errors import EndpointFailedError, LimitError, QueryTimeoutError, ServiceForbiddenError
from .call import Rows, ask_endpoint
from .clauses import FederatedQuery, ServiceClause, read_federated
from .values import NOTHING_SAID, UnwritableTermError, as_values

Ask = Callable[[str, str, float], Rows]
"""Asks an endpoint, by its address, a query, within so many seconds."""

MOST_CLAUSES = 10
"""SERVICE clauses that a query may have, so that it is no stick to beat another endpoint with."""

_SILENT_SHARE = 0.5
"""Of the time that is left, what a SERVICE SILENT may take: its query goes on without it."""


def expand(
    text: str,
    prefixes: Mapping[str, str],
    allowed: Collection[str],
    timeout_s: float,
    *,
    base_iri: str,
    ask: Ask = ask_endpoint,
) -> str:
    """Return a query with the answers of other endpoints in the place of its SERVICE clauses.

    Args:
        text: SPARQL; without a SERVICE clause it is returned as it is.
        prefixes: prefixes that it need not declare.
        allowed: IRIs of the endpoints that may be called.
        timeout_s: seconds that the query may take in all.
        base_iri: base of the addresses of this service.
        ask: asks an endpoint.

    Raises:
        ServiceForbiddenError: it calls an endpoint that is not on the list, or in a way that is
            not taken; none has been called then.
        EndpointFailedError: an endpoint did not answer as it should.
        EndpointSlowError: an endpoint did not answer in time.
        QueryTimeoutError: the endpoints have taken all of the time.
        LimitError: there are more clauses than may be.
    """
    query = read_federated(text, prefixes)
    for clause in query.clauses:
        if clause.endpoint not in allowed:
            raise ServiceForbiddenError(
                f"SERVICE <{clause.endpoint[:200]}> is not allowed",
                remedy=f"this service calls {', '.join(sorted(allowed))}; query the other "
                "endpoint yourself and send its answers as VALUES",
            )
    if len(query.clauses) > MOST_CLAUSES:
        raise LimitError(
            f"the query has more than {MOST_CLAUSES} SERVICE clauses",
            remedy="ask each endpoint once, for everything",
        )
    deadline = time.monotonic() + timeout_s
    parts, at = [], 0
    for clause in query.clauses:
        left_s = deadline - time.monotonic()
        if left_s <= 0:
            raise QueryTimeoutError(timeout_s)
        values = _values(query, clause, prefixes, left_s, base_iri, ask)
        # what follows keeps its line, for errors
        parts += [
            text[at : clause.start],
            values,
            "\n" * text.count("\n", clause.start, clause.end),
        ]
        at = clause.end
    return "".join([*parts, text[at:]])


def _values(
    query: FederatedQuery,
    clause: ServiceClause,
    prefixes: Mapping[str, str],
    left_s: float,
    base_iri: str,
    ask: Ask,
) -> str:
    """Return the answer to one clause as VALUES."""
    used = set(re.findall(r"([\w.\-]{0,64}+):", clause.group))
    given = "".join(f"PREFIX {p}: <{iri}>\n" for p, iri in prefixes.items() if p in used)
    text = f"{given}{query.prologue}\nSELECT * WHERE {clause.group}"
    # names of blank nodes mean something within one answer alone
    blank_base = f"{base_iri}.well-known/genid/{uuid.uuid4().hex}-"
    try:
        rows = ask(clause.endpoint, text, left_s * _SILENT_SHARE if clause.is_silent else left_s)
        return as_values(rows.variables, rows.rows, blank_base)
    except EndpointFailedError:
        if clause.is_silent:
            return NOTHING_SAID
        raise
    except UnwritableTermError as error:
        if clause.is_silent:
            return NOTHING_SAID
        raise EndpointFailedError(
            clause.endpoint, f"answers with what cannot be taken into a query: {error}"
        ) from error
