"""The front: a WSGI layer that sends what was rendered before without waking the application."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from ..graph.errors import StoreError
from ..graph.generations import Generations
from .rendered import Rendered, RenderedCache, key_of

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

KEY = "moothall.key"
"""Name in the WSGI environment of the key under which the answer may be kept."""

_STATUS_LINES = {200: "200 OK", 304: "304 NOT MODIFIED"}


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

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Return the body of the answer, after starting the response."""
        rendered = self._find(environ)
        if rendered is None:
            return self._application(environ, start_response)
        headers = list(rendered.headers)
        if rendered.is_known_to(environ):
            answer = rendered.as_not_modified()
            start_response(_STATUS_LINES[304], list(answer.headers))
            return []
        headers.append(("Content-Length", str(len(rendered.body))))
        start_response(_STATUS_LINES[rendered.status], headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else [rendered.body]

    def _find(self, environ: WSGIEnvironment) -> Rendered | None:
        """Return the kept answer to a request; else note the key under which it may be kept."""
        try:
            generation = self._generations.current()
        except StoreError:
            # the application says so, in the form that the client prefers
            return None
        key = key_of(environ, generation.number)
        if key is None:
            return None
        environ[KEY] = key
        return self._cache.get(key)
