"""What every route needs: the settings, the generations, and one way to send an answer."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import cast
from urllib.parse import quote

from flask import Flask, Response, current_app, g, request

from ...graph.config import Config
from ...graph.errors import NotAcceptableError, RequestError
from ...graph.generation import Generation
from ...graph.generations import Generations
from ...graph.releases.comparisons import Comparisons
from ...graph.releases.folder import Releases
from ...graph.releases.timelines import Timelines
from ...graph.releases.version import NOW
from ...graph.remote.outside import RemoteQueries
from ..front import KEY
from ..negotiate import HTML, Form, form_named, negotiate
from ..queries import Queries
from ..query_answers import FOR_EVER, QueryAnswers
from ..rendered import Key, Rendered, RenderedCache, etag_of, http_date
from ..view import View, choose_language

EXTENSION = "moothall"
"""Name under which a Flask application holds its `Service`."""

MAX_QUERY_CHARACTERS = 500
"""Characters of a search or of an identifier that are read."""

CACHE_CONTROL = "public, max-age=60, must-revalidate"

RELEASE = "release"
"""Query parameter that names the release to read."""

_TAKE_RELEASE = frozenset(
    (
        "documents.thing",
        "documents.document",
        "documents.resolve_identifier",
        "lists.overview",
        "lists.one_list",
        "lists.official_download",
        "responsibility.who_provides",
        "search.search_page",
        "search.suggestions",
        "quality.overview",
        "quality.overview_in_form",
        "quality.one_check",
    )
)
"""Routes that answer from the release that a request names."""

VARY = "Accept, Accept-Profile, Accept-Language"


@dataclass(frozen=True, slots=True)
class Service:
    """What one application serves from.

    Attributes:
        config: the settings.
        generations: where the generations are read from.
        releases: the releases of the standard.
        comparisons: what changed between two of them.
        timelines: the life of each term through them.
        cache: answers that are kept.
        queries: the door to the query workers.
        answers: the answers to queries.
        headers: headers that every answer carries.
    """

    config: Config
    generations: Generations
    releases: Releases
    comparisons: Comparisons
    timelines: Timelines
    cache: RenderedCache
    queries: Queries | RemoteQueries
    answers: QueryAnswers
    headers: tuple[tuple[str, str], ...]


def service() -> Service:
    """Return the service of the application that is answering."""
    return service_of(current_app)


def service_of(application: Flask) -> Service:
    """Return the service of an application."""
    return cast(Service, application.extensions[EXTENSION])


def current_generation() -> Generation:
    """Return the generation that this request reads, the same one to its end.

    It is that of the release that ``?release=`` names, on the routes that take one.

    Raises:
        StoreError: none can be opened.
        UnknownReleaseError: there is no release of that version.
    """
    if "generation" not in g:
        # also what the page of an error is drawn from
        g.generation = service().generations.current()
        version = request.args.get(RELEASE)
        if request.endpoint in _TAKE_RELEASE and version not in (None, NOW):
            read_release(version or "")
    return cast(Generation, g.generation)


def read_release(version: str) -> Generation:
    """Return the generation of a release, which this request then reads to its end.

    Raises:
        UnknownReleaseError: there is no release of that version.
    """
    generation = service().releases.generation(version)
    g.generation = generation
    return generation


def view() -> View:
    """Return the view of this request."""
    parameters = {name: request.args[name] for name in request.args}
    language = choose_language(parameters.get("lang"), request.headers.get("Accept-Language", ""))
    return View(
        generation=current_generation(),
        language=language,
        path=quote(request.path, safe="/!$&'()*+,;=:@~-._"),
        query=MappingProxyType(parameters),
        base_iri=service().config.base_iri,
    )


def choose_form(offered: tuple[Form, ...]) -> Form:
    """Return the form that this request asks for by ``?format=``, else by its Accept header.

    Raises:
        NotAcceptableError: none that is offered.
    """
    named = request.args.get("format")
    if named is not None:
        return form_named(named, offered)
    return negotiate(request.headers.get("Accept", ""), offered)


def form_of_suffix(suffix: str, offered: tuple[Form, ...]) -> Form:
    """Return the form with a suffix.

    Raises:
        NotAcceptableError: none that is offered.
    """
    for form in offered:
        if form.suffix == suffix:
            return form
    raise NotAcceptableError(f".{suffix[:20]}", [f".{form.suffix}" for form in offered])


def number_parameter(name: str, default: int, most: int) -> int:
    """Return a query parameter that is a whole number from 1 on.

    Raises:
        RequestError: it is something else, or larger than `most`.
    """
    text = request.args.get(name)
    if text is None:
        return default
    if not (text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= most):
        raise RequestError(
            f"{text[:50]!r} is not a whole number from 1 to {most:,}",
            where=f"parameter {name}",
            remedy=f"leave it out for {default}",
        )
    return int(text)


def text_parameter(name: str, default: str = "", most: int = MAX_QUERY_CHARACTERS) -> str:
    """Return a query parameter that is a text.

    Raises:
        RequestError: it is longer than `most` characters.
    """
    text = request.args.get(name, default)
    if len(text) > most:
        raise RequestError(
            f"it has {len(text):,} characters, and {most:,} are allowed",
            where=f"parameter {name}",
            remedy="shorten it",
        )
    return text


def deliver(
    form: Form,
    body: Callable[[], bytes],
    *,
    headers: Mapping[str, str] = MappingProxyType({}),
    vary: str = VARY,
    is_kept: bool = True,
    edition: str = "",
    may_change: bool = False,
) -> Response:
    """Return the answer in a form, or 304 without rendering it if the client holds it.

    Args:
        form: the form of the answer.
        body: renders it.
        headers: further headers.
        vary: request headers that the choice of form depended on; empty if on none.
        is_kept: whether the cache may keep the answer.
        edition: what else the answer depends on than the generation and the form.
        may_change: whether it may become another one though it reads a release, because it is
            what today's software makes of it.
    """
    rendered = without_body(form, headers, vary, edition, may_change=may_change)
    if rendered.is_known_to(request.environ):
        return response_of(rendered.as_not_modified())
    rendered = replace(rendered, body=body())
    key: Key | None = request.environ.get(KEY)
    if is_kept and key is not None and _belongs_under(key):
        service().cache.put(key, rendered)
    return response_of(rendered)


def deliver_for_good(form: Form, body: bytes, issued: datetime, *, vary: str) -> Response:
    """Return an answer that will be the same in every generation to come.

    Its ETag is that of its bytes alone, and whoever holds it need not ask again.

    Args:
        form: the form of the answer.
        body: the answer.
        issued: when what it holds was published, in UTC.
        vary: request headers that the choice of form depended on; empty if on none.

    Source: RFC 8246 (immutable).
    """
    etag = f'"{hashlib.blake2b(body, digest_size=12).hexdigest()}"'
    own = [
        ("Content-Type", form.content_type),
        ("ETag", etag),
        ("Last-Modified", http_date(issued)),
        ("Cache-Control", FOR_EVER),
        *([("Vary", vary)] if vary else []),
    ]
    rendered = Rendered(200, (*own, *service().headers), body, etag, issued)
    key: Key | None = request.environ.get(KEY)
    if key is not None and key.generation == current_generation().number:
        service().cache.put(key, rendered)
    known = rendered.is_known_to(request.environ)
    return response_of(rendered.as_not_modified() if known else rendered)


def without_body(
    form: Form,
    headers: Mapping[str, str],
    vary: str,
    edition: str = "",
    *,
    may_change: bool = False,
) -> Rendered:
    """Return an answer with all its headers, before its body is made.

    Args:
        form: the form of the answer.
        headers: further headers.
        vary: request headers that the choice of form depended on; empty if on none.
        edition: what else the answer depends on than the generation and the form.
        may_change: whether it may become another one though it reads a release.
    """
    generation = current_generation()
    manifest = generation.manifest
    language = view().language if form == HTML else ""
    if language and "Accept-Language" not in vary:
        vary = f"{vary}, Accept-Language".lstrip(", ")
    etag = etag_of_generation(generation, form, language, edition)
    is_for_ever = form != HTML and not may_change and _is_final(generation)
    own = [
        ("Content-Type", form.content_type),
        ("ETag", etag),
        ("Last-Modified", http_date(manifest.published)),
        ("Cache-Control", FOR_EVER if is_for_ever else CACHE_CONTROL),
        *headers.items(),
    ]
    if vary:
        own.append(("Vary", vary))
    if language:
        own.append(("Content-Language", language))
    return Rendered(200, (*own, *service().headers), b"", etag, manifest.published)


def etag_of_generation(
    generation: Generation, form: Form, language: str = "", edition: str = ""
) -> str:
    """Return the ETag of a form of anything in a generation; see `rendered.etag_of`."""
    edition = f"{generation.release} {edition}".strip()
    return etag_of(generation.manifest, form.suffix, language, edition)


def _belongs_under(key: Key) -> bool:
    """Return whether the answer to this request is always that to a request with its key.

    A key holds the query, and so the release that it names. What a draft says may be said anew
    without another generation.
    """
    generation = current_generation()
    return _is_final(generation) if generation.release else key.generation == generation.number


def _is_final(generation: Generation) -> bool:
    """Return whether a generation is that of a release which never changes."""
    version = generation.release
    return bool(version) and not service().releases.get(version).is_draft


def response_of(rendered: Rendered) -> Response:
    """Return a rendered answer as Flask sends it."""
    response = Response(rendered.body, rendered.status, list(rendered.headers))
    if rendered.status == 304:
        del response.headers["Content-Length"]
    return response


def see_other(path: str, vary: str = "Accept, Accept-Profile") -> Response:
    """Return a redirect (303) to another path of this service, in the release that is read."""
    path = of_release(path)
    response = Response(status=303, headers={"Location": path, "Cache-Control": CACHE_CONTROL})
    response.headers["Vary"] = vary
    del response.headers["Content-Type"]
    return response


def of_release(address: str) -> str:
    """Return an address as it is of the release that this request reads, if it reads one."""
    # a small file that needs no store is sent on without one
    release = current_generation().release if RELEASE in request.args else ""
    if not release:
        return address
    return f"{address}{'&' if '?' in address else '?'}{RELEASE}={quote(release)}"


def attachment(name: str) -> dict[str, str]:
    """Return the header that gives a download its file name."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "-" for c in name)
    return {"Content-Disposition": f'attachment; filename="{plain}"'}


def encode_iri(iri: str) -> str:
    """Return an IRI as it can stand in a header: ASCII, percent-encoded."""
    return quote(iri, safe="/!$&'()*+,;=:@~-._?#[]%")
