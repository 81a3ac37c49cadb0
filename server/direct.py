"""Queries in addresses, answered before the application is woken.

Most requests to the endpoint are a GET with a query, from a program. What Flask does for a request
takes as long as the store takes for a small query, so these are answered by a WSGI layer of their
own, through the same functions as the route. Pages, errors and everything else are the
application's: an error that was met here is handed on, to be told in the form that suits.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

from ..graph.errors import MoothallError, NotAcceptableError
from ..graph.sparql import query_kind
from .front import KEY
from .metrics import count_request
from .negotiate import HTML, Form
from .query_answers import (
    Asked,
    LongAnswer,
    Made,
    QueryAnswers,
    asked_by,
    choose_query_form,
    offered_forms,
)
from .rendered import Key

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

ERROR = "moothall.error"
"""Name in the WSGI environment of the error that a query has met already."""

_ROUTE = "/sparql"


class DirectQueries:
    """Answers the queries that need no application, and hands on every other request.

    Args:
        application: the application behind it.
        answers: the answers to queries.
    """

    def __init__(self, application: WSGIApplication, answers: QueryAnswers) -> None:
        self._application = application
        self._answers = answers

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Return the body of the answer, after starting the response."""
        key: Key | None = environ.get(KEY)
        if key is None or environ["PATH_INFO"] != _ROUTE or environ["REQUEST_METHOD"] != "GET":
            return self._application(environ, start_response)
        started = time.perf_counter()
        try:
            made = self._answer(environ, key)
        except (MoothallError, UnicodeDecodeError) as error:
            if isinstance(error, MoothallError) and not isinstance(error, NotAcceptableError):
                environ[ERROR] = error
            made = None
        if made is None:
            return self._application(environ, start_response)
        count_request(_ROUTE, "GET", 200, time.perf_counter() - started)
        return self._send(made, environ, start_response)

    def _answer(self, environ: WSGIEnvironment, key: Key) -> Made | None:
        """Return the answer to a query; None if the application is to answer."""
        parameters = parse_qsl(
            environ["QUERY_STRING"], keep_blank_values=True, errors="strict", max_num_fields=1000
        )
        named = next((value for name, value in parameters if name == "format"), None)
        asked: Asked = asked_by(parameters)
        query = asked.query
        if query is None or not query.strip():
            return None
        kind = query_kind(query)
        accept = environ.get("HTTP_ACCEPT", "")
        form: Form = choose_query_form(accept, named, offered_forms(kind))
        if form == HTML:
            return None
        return self._answers.answer(
            query,
            kind,
            asked,
            form,
            generation=key.generation,
            client=environ.get("REMOTE_ADDR", ""),
            front_key=key,
        )

    @staticmethod
    def _send(
        made: Made, environ: WSGIEnvironment, start_response: StartResponse
    ) -> Iterable[bytes]:
        if isinstance(made, LongAnswer):
            length = ("Content-Length", str(made.answer.length))
            start_response("200 OK", [*made.headers, length])
            return made.answer
        if made.is_known_to(environ):
            start_response("304 NOT MODIFIED", made.headers_of_304())
            return []
        length = ("Content-Length", str(len(made.body)))
        start_response("200 OK", [*made.headers, length])
        return [made.body]
