"""A small HTTP server that answers as a test says, and notes what it was asked."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import requests

EMPTY_ROWS = b'{"head":{"vars":[]},"results":{"bindings":[]}}'
JSON = "application/sparql-results+json"


@dataclass(frozen=True, slots=True)
class Asked:
    """One request."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def form(self) -> dict[str, list[str]]:
        return parse_qs(self.body.decode())


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer.

    Attributes:
        status: HTTP status; 0 to close the connection without an answer.
        body: what is sent.
        content_type: its media type.
        headers: further headers.
        missing: bytes that the Content-Length promises and that never come.
    """

    status: int = 200
    body: bytes = EMPTY_ROWS
    content_type: str = JSON
    headers: dict[str, str] = field(default_factory=dict)
    missing: int = 0


class Stub:
    """What a test sees of the server."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.asked: list[Asked] = []
        self.clients: set[object] = set()


@contextmanager
def serving(answer: Callable[[Asked], Answer]) -> Iterator[Stub]:
    """Serve on a free loopback port until the block ends."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, format: str, *args: object) -> None:
            return

        def do(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            asked = Asked(self.command, self.path, dict(self.headers), self.rfile.read(length))
            stub.asked.append(asked)
            stub.clients.add(self.client_address)
            answered = answer(asked)
            if answered.status == 0:
                self.close_connection = True
                return
            self.send_response(answered.status)
            self.send_header("Content-Type", answered.content_type)
            self.send_header("Content-Length", str(len(answered.body) + answered.missing))
            for name, value in answered.headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(answered.body)
            self.close_connection = answered.missing > 0

        do_GET = do_POST = do_PUT = do

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    stub = Stub(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield stub
    finally:
        server.shutdown()
        thread.join(timeout=30)
        server.server_close()


def forward(asked: Asked, url: str) -> Answer:
    """Return what a real server answers to a request."""
    parts = urlsplit(asked.path)
    answer = requests.request(
        asked.method,
        f"{url}{parts.path}?{parts.query}",
        data=asked.body,
        headers={k: v for k, v in asked.headers.items() if k in ("Accept", "Content-Type")},
        timeout=30,
    )
    return Answer(answer.status_code, answer.content, answer.headers.get("Content-Type", ""))
