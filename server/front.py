"""The front: a WSGI layer that sends what was rendered before without waking the application.

It is also where answers become gzip for those who ask: a kept answer once, another one as it
passes. Nothing behind it needs to know, but for downloads that are files in gzip already.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from typing import IO, TYPE_CHECKING, Any

from werkzeug.wsgi import FileWrapper

from ..graph.errors import StoreError
from ..graph.generation import Generation
from ..graph.generations import Generations
from .encoding import (
    MIN_BYTES,
    accepts_gzip,
    as_gzip_headers,
    compress_into,
    gzip_etag,
    is_compressible,
    names_gzip,
    with_vary,
    without_gzip,
)
from .metrics import count_hit, count_miss
from .rendered import Key, Nickname, ReadyAnswer, Rendered, RenderedCache, key_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

KEY = "moothall.key"
"""Name in the WSGI environment of the key under which the answer may be kept."""

_FOUND_OUT = "moothall.front"

Headers = list[tuple[str, str]]

_STATUS_LINES = {200: "200 OK", 304: "304 NOT MODIFIED"}

_MEMORY_BYTES = 1_000_000
"""Bytes of an answer in gzip that are held in memory while it is made; more go to a file."""

_CHUNK_BYTES = 65_536


class Front:
    """Answers from the cache, and asks the application for what is not there.

    Args:
        application: the application behind it.
        generations: says which generation is served.
        cache: the answers that are kept; the application fills it.
    """

    def __init__(
        self, application: WSGIApplication, generations: Generations, cache: RenderedCache
    ) -> None:
        self._application = application
        self._generations = generations
        self._cache = cache
        self._generation: Generation | None = None

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Return the body of the answer, after starting the response."""
        kept = self.answer_kept(environ, start_response)
        return self.answer_anew(environ, start_response) if kept is None else kept

    def answer_kept(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> list[bytes] | None:
        """Return the body of a kept answer, after starting the response; None if none is kept.

        It waits for nothing. What it has found out is left in the environment.
        """
        generation = self._current()
        nickname = _nickname(environ)
        ready = self._cache.ready(nickname)
        tags = environ.get("HTTP_IF_NONE_MATCH")
        if ready is not None and generation is not None:
            count_hit()
            ready.was_used = True
            return _send(ready, environ, start_response, tags)
        takes_gzip = accepts_gzip(environ.get("HTTP_ACCEPT_ENCODING", ""))
        key = key_of(environ, generation.number) if generation is not None else None
        rendered = self._find(key, takes_gzip) if key is not None else None
        if key is not None and rendered is not None:
            count_hit()
            ready = self._ready(environ, rendered, takes_gzip)
            self._cache.nickname(nickname, key.in_gzip() if takes_gzip else key, ready)
            return _send(ready, environ, start_response, tags)
        if key is not None:
            environ[KEY] = key
        environ[_FOUND_OUT] = (key, takes_gzip, tags)
        return None

    def answer_anew(
        self, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        """Return the body of the application's answer, where `answer_kept` has found none."""
        key, takes_gzip, tags = environ[_FOUND_OUT]
        if key is not None:
            count_miss()
        if takes_gzip:
            if tags is not None and names_gzip(tags):
                # whatever is behind compares the ETags that answers have without gzip
                environ["HTTP_IF_NONE_MATCH"] = without_gzip(tags)
            return self._ask_for_gzip(environ, start_response, key, tags)
        return self._application(environ, _varying(start_response))

    def _current(self) -> Generation | None:
        """Return the generation that is served; None if there is none to be read."""
        try:
            generation = self._generations.current()
        except StoreError:
            # the application says so, in the form that the client prefers
            generation = None
        if generation is not self._generation:
            self._cache.forget_nicknames()
            self._generation = generation
        return generation

    @staticmethod
    def _ready(environ: WSGIEnvironment, rendered: Rendered, takes_gzip: bool) -> ReadyAnswer:
        in_gzip = takes_gzip and ("Content-Encoding", "gzip") in rendered.headers
        etag = gzip_etag(rendered.etag) if in_gzip else rendered.etag
        return ReadyAnswer.of(rendered, environ["REQUEST_METHOD"], etag)

    def _find(self, key: Key, takes_gzip: bool) -> Rendered | None:
        """Return the kept answer under a key, in gzip if that is taken."""
        if not takes_gzip:
            return self._cache.get(key)
        found = self._cache.get(key.in_gzip())
        if found is None and (plain := self._cache.get(key)) is not None:
            found = plain.in_gzip()
            self._cache.put(key.in_gzip(), found)
        return found

    def _ask_for_gzip(
        self,
        environ: WSGIEnvironment,
        start_response: StartResponse,
        key: Key | None,
        tags: str | None,
    ) -> Iterable[bytes]:
        """Return the application's answer, in gzip if it is worth it."""
        holds_gzip = tags is not None and names_gzip(tags)
        started = _Started()
        body = self._application(environ, started)
        status, headers = started.status, started.headers
        if not started.is_worth_gzip():
            start_response(
                status, _as_held(headers, holds_gzip) if status[:3] == "304" else headers
            )
            return body
        kept = self._find(key, takes_gzip=True) if key is not None else None
        try:
            if kept is not None:
                ready = self._ready(environ, kept, takes_gzip=True)
                return _send(ready, environ, start_response, tags)
            if environ["REQUEST_METHOD"] == "HEAD":
                start_response(status, as_gzip_headers(headers))
                return []
            file = _compressed(body)
        finally:
            if hasattr(body, "close"):
                body.close()
        headers = [*as_gzip_headers(headers), ("Content-Length", str(file.tell()))]
        file.seek(0)
        start_response(status, headers)
        return FileWrapper(file, _CHUNK_BYTES)


def _compressed(body: Iterable[bytes]) -> IO[bytes]:
    """Return a body in gzip, in a file that stands after its end."""
    file = tempfile.SpooledTemporaryFile(_MEMORY_BYTES)
    with ExitStack() as failed:
        failed.callback(file.close)
        compress_into(file, body)
        failed.pop_all()
    return file


class _Started:
    """What an application has told of its answer before its body; it is sent on afterwards."""

    def __init__(self) -> None:
        self.status = ""
        self.headers: Headers = []

    def __call__(self, status: str, headers: Headers, exc_info: Any = None) -> Callable[..., Any]:
        self.status, self.headers = status, _varied(headers)
        return self._write

    def is_worth_gzip(self) -> bool:
        """Return whether this is a whole answer that gzip makes smaller."""
        told = {name.lower(): value for name, value in self.headers}
        return (
            self.status[:3] == "200"
            and is_compressible(told.get("content-type", ""))
            and "content-encoding" not in told
            and int(told.get("content-length", MIN_BYTES)) >= MIN_BYTES
        )

    @staticmethod
    def _write(data: bytes) -> None:
        raise NotImplementedError("an application returns its body, and writes none of it")


def _nickname(environ: WSGIEnvironment) -> Nickname:
    get = environ.get
    return (
        environ["REQUEST_METHOD"],
        get("PATH_INFO"),
        get("QUERY_STRING"),
        get("HTTP_ACCEPT"),
        get("HTTP_ACCEPT_ENCODING"),
        get("HTTP_ACCEPT_LANGUAGE"),
    )


def _send(
    ready: ReadyAnswer,
    environ: WSGIEnvironment,
    start_response: StartResponse,
    tags: str | None,
) -> list[bytes]:
    """Return the body of a kept answer, or none for who holds it, after starting the response.

    Args:
        ready: the answer.
        environ: the request.
        start_response: starts the response.
        tags: what the client said in If-None-Match; None if nothing.
    """
    if tags is not None or "HTTP_IF_MODIFIED_SINCE" in environ:
        if tags == ready.etag:
            start_response(_STATUS_LINES[304], ready.headers_of_304)
            return []
        held = _held_etag(ready, environ, tags)
        if held:
            headers = [(n, held if n == "ETag" else value) for n, value in ready.headers_of_304]
            start_response(_STATUS_LINES[304], headers)
            return []
    start_response(_STATUS_LINES[ready.rendered.status], ready.headers_at(int(time.time())))
    return ready.body


def _held_etag(ready: ReadyAnswer, environ: WSGIEnvironment, tags: str | None) -> str:
    """Return the ETag of the answer as the client holds it; empty if it holds none, or another."""
    is_in_gzip = ready.etag != ready.rendered.etag
    holds_gzip = is_in_gzip and tags is not None and names_gzip(tags)
    known = environ
    if tags is not None:
        known = {**environ, "HTTP_IF_NONE_MATCH": without_gzip(tags) if holds_gzip else tags}
    if not ready.rendered.is_known_to(known):
        return ""
    is_any = tags is None or tags.strip() == "*"
    return ready.etag if is_any or holds_gzip else ready.rendered.etag


def _varying(start_response: StartResponse) -> StartResponse:
    """Return what starts a response that says that it exists in gzip as well, if it does."""

    def start(status: str, headers: Headers, exc_info: Any = None, /) -> Callable[..., Any]:
        return start_response(status, _varied(headers), exc_info)

    return start


def _varied(headers: Headers) -> Headers:
    for name, value in headers:
        if name == "Content-Type":
            return with_vary(headers) if is_compressible(value) else headers
    return headers


def _as_held(headers: Headers, holds_gzip: bool) -> Headers:
    """Return the headers of a 304 with the ETag of the answer that the client holds."""
    if not holds_gzip:
        return headers
    return [(n, gzip_etag(value) if n.lower() == "etag" else value) for n, value in headers]
