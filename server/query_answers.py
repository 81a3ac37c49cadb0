"""Answers to queries: kept, shared with an equal query, or from a worker.

Nothing here knows Flask. A query in an address is answered by `direct` before the application is
woken; everything else that asks a query comes here by the route.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

from ..graph.errors import NotAcceptableError, QueryError, RequestError
from ..graph.releases.folder import Releases
from ..graph.releases.version import NOW
from ..graph.remote.outside import RemoteQueries
from ..graph.sparql import is_repeatable
from ..graph.workers.answer import Answer
from ..graph.workers.wire import QueryRequest
from .encoding import is_compressible, with_vary
from .negotiate import GRAPH_FORMS, HTML, RESULT_FORMS, Form, form_named, negotiate
from .queries import Queries, SingleFlight
from .rendered import Key, Rendered, RenderedCache

MAX_KEPT_BYTES = 1_000_000
"""Answers up to this size are kept; longer ones are delivered from the file that holds them."""

FOR_EVER = "public, max-age=31536000, immutable"
"""How long data of a release may be kept.

Source: RFC 8246; RFC 9111, section 5.2.2.1.
"""

Headers = tuple[tuple[str, str], ...]

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
        release: version of the release to answer from; None for what is served.
    """

    query: str | None
    default_graphs: tuple[str, ...] = ()
    named_graphs: tuple[str, ...] = ()
    timeout_s: float = 0.0
    release: str | None = None


@dataclass(frozen=True, slots=True)
class LongAnswer:
    """An answer that is too long to be kept.

    Attributes:
        headers: all its headers but Content-Length and Date.
        answer: its body, to be closed by whoever sends it.
    """

    headers: Headers
    answer: Answer


Made = Rendered | LongAnswer
Flights = SingleFlight[Made]


@dataclass(frozen=True, slots=True)
class Edition:
    """The release that a query is answered from.

    Attributes:
        version: its version.
        folder: name of its folder, which stands for one content for ever.
        generation: number of the generation that it was made of.
        is_final: whether it is no draft.
    """

    version: str
    folder: str
    generation: int
    is_final: bool

    def is_fixed(self, query: str) -> bool:
        """Return whether a query has the same answer for ever."""
        return self.is_final and is_repeatable(query)


@dataclass(frozen=True, slots=True)
class QueryAnswers:
    """A web process's answers to queries.

    Attributes:
        model: a request to a worker, for what every request has in common.
        cache: answers that are kept.
        queries: the door to the query workers.
        flights: queries that are being answered.
        releases: the releases that a query may be answered from.
        headers: headers that every answer carries.
    """

    model: QueryRequest
    cache: RenderedCache
    queries: Queries | RemoteQueries
    flights: Flights
    releases: Releases
    headers: Headers

    def edition(self, asked: Asked) -> Edition | None:
        """Return the release that a request names; None if it asks what is served.

        Raises:
            UnknownReleaseError: there is no release of that version.
        """
        if asked.release is None:
            return None
        folder, record = self.releases.folder(asked.release), self.releases.get(asked.release)
        return Edition(asked.release, folder.name, record.generation, not record.is_draft)

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
    ) -> Made:
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
            UnknownReleaseError: there is no release of the version that is asked for.
            MoothallError: see `WorkerPool.ask`.
        """
        edition = self.edition(asked)
        is_fixed = edition is not None and page is None and edition.is_fixed(query)

        def ask() -> Made:
            request = self._request(query, kind, asked, form, max_rows, edition)
            answer = self.queries.ask(request, client)
            headers = headers_of(form, answer.generation, language, is_fixed=is_fixed)
            if page is None and answer.length > MAX_KEPT_BYTES:
                return LongAnswer((*headers, *self.headers), answer)
            with answer:
                body = answer.read() if page is None else page(answer)
            return self._rendered(body, form, headers, edition)

        if not is_repeatable(query):
            return ask()
        said = repr(asked) if edition is None else f"{asked!r}{edition.folder}"
        digest = hashlib.blake2b(said.encode("utf-8", "surrogatepass"), digest_size=16)
        # no generation to come changes what a release answers
        number = 0 if is_fixed else generation
        key = Key(number, "/sparql", digest.hexdigest(), form.suffix, language)
        kept = self.cache.get(key)
        if kept is None:
            made = self.flights.do(key, ask)
            if not isinstance(made, Rendered):
                return made
            kept = made
            self.cache.put(key, kept)
        is_draft = edition is not None and not edition.is_final
        if front_key is not None and front_key.generation == generation and not is_draft:
            self.cache.put(front_key, kept)
        return kept

    def _request(
        self,
        query: str,
        kind: str,
        asked: Asked,
        form: Form,
        max_rows: int,
        edition: Edition | None,
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
            release=edition.folder if edition is not None else "",
        )

    def _rendered(
        self, body: bytes, form: Form, headers: Headers, edition: Edition | None
    ) -> Rendered:
        """Return a body as an answer that can be kept; equal bodies have equal ETags."""
        digest = hashlib.blake2b(body, digest_size=12).hexdigest()
        of_release = f"-{edition.version}" if edition is not None else ""
        etag = f'"{digest}-{form.suffix}{of_release}"'
        return Rendered(200, (*headers, ("ETag", etag), *self.headers), body, etag, _NEVER_STALE)


@lru_cache(maxsize=100)
def headers_of(
    form: Form, generation: int, language: str = "", *, is_fixed: bool = False
) -> Headers:
    """Return the headers of an answer to a query that depend on its form.

    Args:
        form: the form.
        generation: number of the generation that is read; that of a release is what it was made of.
        language: language of a page; empty for other forms.
        is_fixed: whether the answer is the same for ever.
    """
    spoken = (("Content-Language", language),) if language else ()
    headers = (
        ("Content-Type", form.content_type),
        ("Vary", "Accept, Accept-Language" if form == HTML else "Accept"),
        # an answer may be kept anywhere, and is asked about each time: the next generation may
        # be a second away
        ("Cache-Control", FOR_EVER if is_fixed else "public, no-cache"),
        ("X-Moothall-Generation", str(generation)),
        *spoken,
    )
    return tuple(with_vary(headers)) if is_compressible(form.content_type) else headers


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
        RequestError: there are several queries or releases, or the timeout is no number.

    Source: SPARQL 1.1 Protocol, section 2.1.
    """
    found: dict[str, list[str]] = {}
    for name, value in parameters:
        found.setdefault(name, []).append(value)
    if "update" in found:
        raise QueryError("this is an update, and only queries are answered here")
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
        _release(found["release"]) if "release" in found else None,
    )


def _release(versions: list[str]) -> str | None:
    """Return the version that ``release=`` names; None for what is served.

    A form may say the same as its address.
    """
    if len(set(versions)) > 1:
        # to answer from one of them would be a wrong answer that looks right
        raise RequestError(
            f"a query is answered from one release, and {len(set(versions))} are named",
            where="parameter release",
            remedy="ask once for each of them",
        )
    return versions[0] if versions[0] != NOW else None


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
