"""What every route needs: the settings, the generations, and one way to send an answer."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import cast
from urllib.parse import quote

from flask import Response, current_app, g, request

from ...graph.config import Config
from ...graph.errors import NotAcceptableError, RequestError
from ...graph.generation import Generation
from ...graph.generations import Generations
from ...graph.remote.outside import RemoteQueries
from ..front import KEY
from ..negotiate import HTML, Form, form_named, negotiate
from ..queries import Queries
from ..query_answers import QueryAnswers
from ..rendered import Key, Rendered, RenderedCache, etag_of, http_date
from ..view import View, choose_language

EXTENSION = "moothall"
"""Name under which a Flask application holds its `Service`."""

MAX_QUERY_CHARACTERS = 500
"""Characters of a search or of an identifier that are read."""

CACHE_CONTROL = "public, max-age=60, must-revalidate"

FOR_GOOD = "public, max-age=31536000, immutable"
"""Cache-Control of what never changes; one year is as good as for ever."""

VARY = "Accept, Accept-Profile, Accept-Language"


@dataclass(frozen=True, slots=True)
class Service:
    """What one application serves from.

    Attributes:
        config: the settings.
        generations: where the generations are read from.
        cache: answers that are kept.
        queries: the door to the query workers.
        answers: the answers to queries.
        headers: headers that every answer carries.
    """

    config: Config
    generations: Generations
    cache: RenderedCache
    queries: Queries | RemoteQueries
    answers: QueryAnswers
    headers: tuple[tuple[str, str], ...]


def service() -> Service:
    """Return the service of the application that is answering."""
    return cast(Service, current_app.extensions[EXTENSION])


def current_generation() -> Generation:
    """Return the generation that this request reads, the same one to its end.

    Raises:
        StoreError: none can be opened.
    """
    if "generation" not in g:
        g.generation = service().generations.current()
    return cast(Generation, g.generation)


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
) -> Response:
    """Return the answer in a form, or 304 without rendering it if the client holds it.

    Args:
        form: the form of the answer.
        body: renders it.
        headers: further headers.
        vary: request headers that the choice of form depended on; empty if on none.
        is_kept: whether the cache may keep the answer.
    """
    rendered = without_body(form, headers, vary)
    if rendered.is_known_to(request.environ):
        return response_of(rendered.as_not_modified())
    rendered = replace(rendered, body=body())
    key: Key | None = request.environ.get(KEY)
    if is_kept and key is not None and key.generation == current_generation().number:
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
        ("Cache-Control", FOR_GOOD),
        *([("Vary", vary)] if vary else []),
    ]
    rendered = Rendered(200, (*own, *service().headers), body, etag, issued)
    key: Key | None = request.environ.get(KEY)
    if key is not None and key.generation == current_generation().number:
        service().cache.put(key, rendered)
    known = rendered.is_known_to(request.environ)
    return response_of(rendered.as_not_modified() if known else rendered)


def without_body(form: Form, headers: Mapping[str, str], vary: str) -> Rendered:
    """Return an answer with all its headers, before its body is made.

    Args:
        form: the form of the answer.
        headers: further headers.
        vary: request headers that the choice of form depended on; empty if on none.
    """
    manifest = current_generation().manifest
    language = view().language if form == HTML else ""
    if language and "Accept-Language" not in vary:
        vary = f"{vary}, Accept-Language".lstrip(", ")
    etag = etag_of(manifest, form.suffix, language)
    own = [
        ("Content-Type", form.content_type),
        ("ETag", etag),
        ("Last-Modified", http_date(manifest.published)),
        ("Cache-Control", CACHE_CONTROL),
        *headers.items(),
    ]
    if vary:
        own.append(("Vary", vary))
    if language:
        own.append(("Content-Language", language))
    return Rendered(200, (*own, *service().headers), b"", etag, manifest.published)


def response_of(rendered: Rendered) -> Response:
    """Return a rendered answer as Flask sends it."""
    response = Response(rendered.body, rendered.status, list(rendered.headers))
    if rendered.status == 304:
        del response.headers["Content-Length"]
    return response


def see_other(path: str, vary: str = "Accept, Accept-Profile") -> Response:
    """Return a redirect (303) to another path of this service."""
    response = Response(status=303, headers={"Location": path, "Cache-Control": CACHE_CONTROL})
    response.headers["Vary"] = vary
    del response.headers["Content-Type"]
    return response


def attachment(name: str) -> dict[str, str]:
    """Return the header that gives a download its file name."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "-_.") else "-" for c in name)
    return {"Content-Disposition": f'attachment; filename="{plain}"'}


def encode_iri(iri: str) -> str:
    """Return an IRI as it can stand in a header: ASCII, percent-encoded."""
    return quote(iri, safe="/!$&'()*+,;=:@~-._?#[]%")
