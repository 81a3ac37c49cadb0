"""What granian calls for each request, in one of a few threads that wait for no client."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..problems import problem_for_status
from .body import BodyCutError, BodyLimit, BodyTooSlowError, receive_body
from .delivery import CHUNK_BYTES, Delivery, close_body, in_chunks
from .exchange import Exchange, Exchanges, Reply
from .parking import Parking
from .rooms import Room
from .threads import Threads

if TYPE_CHECKING:
    from ..front import Front

AWAKE = 4
"""Threads of granian's that take requests at a time."""

LARGE_BYTES = 4 * CHUNK_BYTES
"""Answers up to this size are handed to granian whole; of a longer one it holds a few chunks."""

_LENGTHLESS = ("/sparql",)
"""Paths that take a body without a length: half a query does no harm, and half a write does."""

_RETRY_AFTER_S = "5"

Finished = Callable[[Exchange, int], None]
"""What is told of an exchange that is over, with the bytes of its answer."""


class Handler:
    """Answers from the cache, and hands everything else over to threads that may wait.

    Args:
        front: the application.
        threads: threads that run it for one client; for several there are twice as many.
        slow_clients: bodies that may be coming in at a time, and long answers going out.
        base_iri: base of the addresses of this service.
        headers: headers that every answer carries.
        folder: where long bodies take room; None for the system's folder of temporary files.
        body_limit: path -> how long a body may be that is received there.
        finished: told of each exchange that is over; None if nobody wants to know.
    """

    def __init__(
        self,
        front: Front,
        *,
        threads: int,
        slow_clients: int,
        base_iri: str,
        headers: Sequence[tuple[str, str]] = (),
        folder: Path | None = None,
        body_limit: Callable[[str], BodyLimit] = lambda path: BodyLimit(1_000_000, ""),
        finished: Finished | None = None,
    ) -> None:
        self.exchanges = Exchanges()
        self._front = front
        self._working = Threads("work", 2 * threads, threads)
        self._patient = Threads("patience", slow_clients, slow_clients)
        self._parking = Parking(AWAKE)
        self._receiving = Room(slow_clients)
        self._delivering = Room(slow_clients)
        self._base_iri = base_iri
        self._headers = headers
        self._folder = folder
        self._body_limit = body_limit
        self._finished = finished
        self._base_environ: Mapping[str, Any] = {
            "SCRIPT_NAME": "",
            "SERVER_SOFTWARE": "granian",
            "wsgi.version": (1, 0),
            "wsgi.errors": sys.stderr,
            "wsgi.input_terminated": True,
            "wsgi.multithread": True,
            "wsgi.multiprocess": True,
            "wsgi.run_once": False,
        }

    def __call__(self, reply: Reply, scope: dict[str, Any]) -> None:
        """Answer a request, or hand it over.

        Args:
            reply: where the answer goes.
            scope: what granian says of the request, in the names of WSGI.
        """
        self._parking.enter()
        scope.update(self._base_environ)
        exchange = Exchange(reply, scope, scope["REMOTE_ADDR"])
        kept = self._front.answer_kept(scope, exchange.start_response)
        if kept is not None:
            self._send(exchange, b"".join(kept))
        else:
            self.exchanges.add(exchange)
            has_body = "HTTP_TRANSFER_ENCODING" in scope or scope.get("CONTENT_LENGTH", "0") != "0"
            if has_body and not self._receive(exchange):
                # granian throws the rest of the body away when this returns
                return
            exchange.enter("waiting")
            if self._working.take_place(exchange.client):
                try:
                    with self._parking.held():
                        self._take(exchange, self._work)
                finally:
                    self._working.leave(exchange.client)
            else:
                self._working.run(lambda: self._take(exchange, self._work), exchange.client)
        self._parking.leave()

    def _take(self, exchange: Exchange, step: Callable[[Exchange], None]) -> None:
        """Take a step of an exchange; if it fails, granian answers 500 for want of an answer."""
        try:
            step(exchange)
        except BaseException:
            exchange.status = 500
            self._finish(exchange, 0)
            raise

    def _receive(self, exchange: Exchange) -> bool:
        """Receive the body of a request in this thread; return false if that was in vain.

        granian lets go of a body when its call ends, so no other thread could.
        """
        if not self._receiving.take(exchange.client):
            self._refuse(exchange, 503, "Too many requests are coming in slowly.", "try again")
            return False
        environ = exchange.environ
        length = _length(environ)
        most, remedy = self._body_limit(environ["PATH_INFO"])
        try:
            if length is None and environ["PATH_INFO"] not in _LENGTHLESS:
                # granian takes a body in chunks that was cut short for one that is whole
                self._refuse(exchange, 411, "The body has no length.", "send Content-Length")
                return False
            if length is not None and length > most:
                self._refuse(exchange, 413, f"The body has more than {most:,} bytes.", remedy)
                return False
            with self._parking.held():
                environ["wsgi.input"] = receive_body(
                    environ["wsgi.input"],
                    length,
                    most,
                    self._folder,
                    lambda: exchange.enter("receiving"),
                )
        except BodyTooSlowError:
            self._refuse(exchange, 408, "The body came in too slowly.", "send it faster")
            return False
        except BodyCutError:
            self._refuse(exchange, 400, "The body is shorter than its Content-Length.", "")
            return False
        finally:
            self._receiving.give_back(exchange.client)
        return True

    def _work(self, exchange: Exchange) -> None:
        """Let the application answer."""
        exchange.enter("working")
        environ = exchange.environ
        try:
            body = self._front.answer_anew(environ, exchange.start_response)
        finally:
            exchange.enter("waiting")
            if "CONTENT_LENGTH" in environ and hasattr(environ["wsgi.input"], "close"):
                environ["wsgi.input"].close()
        length = exchange.header("Content-Length")
        is_empty = environ["REQUEST_METHOD"] == "HEAD" or exchange.status in (204, 304)
        if not is_empty and (not length or int(length) > LARGE_BYTES):
            if not self._deliver(exchange, body):
                close_body(body)
            return
        try:
            whole = b"".join(body)
        finally:
            close_body(body)
        self._send(exchange, whole)

    def _send(self, exchange: Exchange, body: bytes) -> None:
        """Send an answer that is in memory."""
        if len(body) > LARGE_BYTES:
            self._deliver(exchange, in_chunks(body))
            return
        exchange.reply.response_bytes(exchange.status, exchange.headers, body)
        self._finish(exchange, len(body))

    def _deliver(self, exchange: Exchange, body: Iterable[bytes]) -> bool:
        """Let a patient thread send an answer, if there is room; return whether it does."""

        def ended(taken: int) -> None:
            self._delivering.give_back(exchange.client)
            self._finish(exchange, taken)

        def send(exchange: Exchange) -> None:
            exchange.enter("delivering")
            delivery = Delivery(body, ended)
            exchange.reply.response_iter(exchange.status, exchange.headers, delivery)

        if not self._delivering.take(exchange.client):
            self._refuse(exchange, 503, "Too many long answers are going out.", "try again")
            return False
        self._patient.run(lambda: self._take(exchange, send), exchange.client)
        return True

    def _refuse(self, exchange: Exchange, status: int, detail: str, remedy: str) -> None:
        """Answer with a problem that is one of the connection, before the application is asked."""
        problem = problem_for_status(status, self._base_iri, detail, remedy)
        exchange.status = status
        exchange.headers = [
            ("Content-Type", "application/problem+json"),
            ("Cache-Control", "no-store"),
            ("Connection", "close"),
            *self._headers,
        ]
        if status == 503:
            exchange.headers.append(("Retry-After", _RETRY_AFTER_S))
        self._send(exchange, problem.as_json())

    def _finish(self, exchange: Exchange, sent: int) -> None:
        self.exchanges.remove(exchange)
        if self._finished is not None:
            self._finished(exchange, sent)


def _length(environ: Mapping[str, Any]) -> int | None:
    """Return the length that a request says its body has; None if it says none."""
    text = environ.get("CONTENT_LENGTH", "")
    return int(text) if text.isdigit() and "HTTP_TRANSFER_ENCODING" not in environ else None
