"""Answers to queries: kept, shared with an equal query, or from a worker.

Nothing here knows Flask. A query in an address is answered by `direct` before the application is
woken; everything else that asks a query comes here by the route.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from ..graph.errors import NotAcceptableError, QueryError, RequestError
from ..graph.remote.outside import RemoteQueries
from ..graph.sparql import is_repeatable
from ..graph.workers.answer import Answer
from ..graph.workers.wire import QueryRequest
from .negotiate import GRAPH_FORMS, HTML, RESULT_FORMS, Form, form_named, negotiate
from .queries import Queries, SingleFlight
from .rendered import Key, Rendered, RenderedCache

MAX_KEPT_BYTES = 1_000_000
"""Answers up to this size are kept; longer ones are delivered from the file that holds them."""

Headers = tuple[tuple[str, str], ...]
Flights = SingleFlight[Rendered | Answer]

_NEVER_STALE = datetime.max.replace(tzinfo=UTC)
_WITH_ROWS = {kind: (*RESULT_FORMS, HTML) for kind in ("SELECT", "")}
_OFFERED: dict[str, tuple[Form, ...]] = {
    **_WITH_ROWS,
    # a yes or no has no table
    "ASK": (*RESULT_FORMS[:2], HTML),
    "CONSTRUCT": (*GRAPH_FORMS, HTML),
    "DESCRIBE": (*GRAPH_FORMS, HTML),
}


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asks the endpoint.

    Attributes:
        query: the text; None if there is none.
        default_graphs: IRIs of the graphs that make up the default graph.
        named_graphs: IRIs of the graphs that GRAPH can reach.
        timeout_s: seconds that it may take; 0 for the setting.
    """

    query: str | None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    timeout_s: float = 0.0


@dataclass(frozen=True, slots=True)
class QueryAnswers:
    """A web process's answers to queries.

    Attributes:
        model: a request to a worker, for what every request has in common.
        cache: answers that are kept.
        queries: the door to the query workers.
        flights: queries that are being answered.
        headers: headers that every answer carries.
    """

    model: QueryRequest
    cache: RenderedCache
    queries: Queries | RemoteQueries
    flights: Flights
    headers: Headers

    def answer(
        self,
        query: str,
        kind: str,
        asked: Asked,
        form: Form,
        *,
        generation: int,
        client: str,
        front_key: Key | None,
        language: str = "",
        page: Callable[[Answer], bytes] | None = None,
        max_rows: int = 0,
    ) -> Rendered | Answer:
        """Return the answer to a query.

        Args:
            query: its text.
            kind: what `query_kind` says of it.
            asked: the rest of the request.
            form: the form of the answer.
            generation: number of the generation that is served.
            client: whose it is.
            front_key: the key under which the layer in front looks for it; None if it does not.
            language: language of a page; empty for other forms.
            page: makes a page of the worker's answer, where the form is a page.
            max_rows: rows that a page shows.

        Raises:
            MoothallError: see `WorkerPool.ask`.
        """

        def ask() -> Rendered | Answer:
            request = self._request(query, kind, asked, form, max_rows)
            answer = self.queries.ask(request, client)
            if page is None and answer.length > MAX_KEPT_BYTES:
                return answer
            with answer:
                body = answer.read() if page is None else page(answer)
            return self._rendered(body, form, answer.generation, language)

        if not is_repeatable(query):
            return ask()
        digest = hashlib.blake2b(repr(asked).encode("utf-8", "surrogatepass"), digest_size=16)
        key = Key(generation, "/sparql", digest.hexdigest(), form.suffix, language)
        kept = self.cache.get(key)
        if kept is None:
            made = self.flights.do(key, ask)
            if not isinstance(made, Rendered):
                return made
            kept = made.varying()
            self.cache.put(key, kept)
        if front_key is not None and front_key.generation == generation:
            self.cache.put(front_key, kept)
        return kept

    def _request(
        self, query: str, kind: str, asked: Asked, form: Form, max_rows: int
    ) -> QueryRequest:
        """Return what a worker is asked; for a page, in the form that the page is made from."""
        is_page = form == HTML
        page_form = "json" if kind == "ASK" else "tsv"
        row_form = form.suffix if form in RESULT_FORMS else "json"
        model = self.model
        return QueryRequest(
            text=query,
            row_form=page_form if is_page else row_form,
            graph_form="nt" if is_page or form not in GRAPH_FORMS else form.suffix,
            default_graphs=asked.default_graphs,
            named_graphs=asked.named_graphs,
            timeout_s=asked.timeout_s,
            max_rows=max_rows,
            is_union=model.is_union,
            hidden_graphs=model.hidden_graphs,
            base_iri=model.base_iri,
            prefixes=model.prefixes,
        )

    def _rendered(self, body: bytes, form: Form, generation: int, language: str) -> Rendered:
        """Return a body as an answer that can be kept; equal bodies have equal ETags."""
        etag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}-{form.suffix}"'
        headers = (*headers_of(form, generation, language), ("ETag", etag), *self.headers)
        return Rendered(200, headers, body, etag, _NEVER_STALE)


def headers_of(form: Form, generation: int, language: str = "") -> Headers:
    """Return the headers of an answer to a query that depend on its form."""
    spoken = (("Content-Language", language),) if language else ()
    return (
        ("Content-Type", form.content_type),
        ("Vary", "Accept, Accept-Language" if form == HTML else "Accept"),
        # an answer may be kept anywhere, and is asked about each time: the next generation may
        # be a second away
        ("Cache-Control", "public, no-cache"),
        ("X-Moothall-Generation", str(generation)),
        *spoken,
    )


def offered_forms(kind: str) -> tuple[Form, ...]:
    """Return the forms of the answers to a kind of query, the preferred one first."""
    return _OFFERED[kind]


def choose_query_form(accept: str, named: str | None, offered: tuple[Form, ...]) -> Form:
    """Return the form asked for; some clients send ``?format=`` and mean their Accept header.

    Args:
        accept: the Accept header; empty if there is none.
        named: what ``format=`` says; None if nothing.
        offered: the forms of the answers to the query.

    Raises:
        NotAcceptableError: none that is offered.
    """
    if named is None:
        return negotiate(accept, offered)
    try:
        return form_named(named, offered)
    except NotAcceptableError:
        if not accept.strip() or accept.strip() == "*/*":
            raise
        return negotiate(accept, offered)


def asked_by(parameters: Iterable[tuple[str, str]], body: str | None = None) -> Asked:
    """Return what the parameters of a request ask.

    Args:
        parameters: their names and values, in order.
        body: the query, where it is the body of the request.

    Raises:
        QueryError: it is an update.
        RequestError: there are several queries, a release is named, or the timeout is no number.

    Source: SPARQL 1.1 Protocol, section 2.1.
    """
    found: dict[str, list[str]] = {}
    for name, value in parameters:
        found.setdefault(name, []).append(value)
    if "update" in found:
        raise QueryError("this is an update, and only queries are answered here")
    if set(found.get("release", ())) - {"now"}:
        # to answer from what is served would be a wrong answer that looks right
        raise RequestError(
            "queries are answered from what is served, not from a release",
            where="parameter release",
            remedy="leave it out, or query the download of the release, /releases/<version>.nq",
        )
    queries = found.get("query", []) if body is None else [body]
    if len(queries) > 1:
        raise RequestError(
            f"there are {len(queries)} queries in one request", remedy="send one at a time"
        )
    return Asked(
        queries[0] if queries else None,
        tuple(found.get("default-graph-uri", ())),
        tuple(found.get("named-graph-uri", ())),
        _timeout_s(found["timeout"][0]) if "timeout" in found else 0.0,
    )


def form_of(suffix: str) -> Form:
    """Return the form that a worker names."""
    return next(form for form in (*RESULT_FORMS, *GRAPH_FORMS) if form.suffix == suffix)


def _timeout_s(text: str) -> float:
    """Return the seconds of ``timeout=``; 0 for the setting, above which none counts."""
    if not text:
        return 0.0
    try:
        seconds = float(text)
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < 1e6:
        raise RequestError(
            f"{text[:50]!r} is not a number of seconds above 0",
            where="parameter timeout",
            remedy="write for example timeout=5, or leave it out",
        )
    return seconds
