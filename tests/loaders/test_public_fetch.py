"""Fetching for strangers: public addresses alone, at every step, within size and time."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from moothall.graph.errors import SourceError
from moothall.loaders.public_fetch import FetchLimits, fetch_public, is_public

LIMITS = FetchLimits(most_bytes=10_000, timeout_s=5)

Seen = list[tuple[str, dict[str, str]]]


class Site(ThreadingHTTPServer):
    """A server on the loopback, with what it was asked for."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.seen: Seen = []
        self.is_over = threading.Event()


class _Answers(BaseHTTPRequestHandler):
    server: Site

    def log_message(self, format: str, *args: object) -> None:
        pass

    def do_GET(self) -> None:
        self.server.seen.append((self.path, dict(self.headers)))
        kind, _, rest = self.path[1:].partition("/")
        body, headers, status = b"a,b\n1,2\n", {"Content-Type": "text/csv; charset=x"}, 200
        if kind == "to":
            status, headers = 302, {"Location": rest.replace("~", "/"), "Set-Cookie": "a=b"}
        elif kind == "loop":
            status, headers = 302, {"Location": "/loop/"}
        elif kind == "large":
            body = b"x" * 20_000
        elif kind == "bomb":
            body, headers = gzip.compress(bytes(1_000_000)), {"Content-Encoding": "gzip"}
        elif kind == "packed":
            body, headers = gzip.compress(body), {"Content-Encoding": "gzip"}
        elif kind == "missing":
            status = 404
        elif kind == "empty":
            body = b""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        if kind == "cut":
            self.send_header("Content-Length", "500")
        elif kind != "slow":
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
        if kind == "slow":
            self.server.is_over.wait(20)


@pytest.fixture
def site() -> Iterator[Site]:
    server = Site()
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.is_over.set()
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def fetch(site: Site) -> Callable[..., bytes]:
    """Fetches a path of the site, which is known as public.example and as inner.example.

    The first name has a public address as far as the guard is told, the second has not; both lead
    to the site.
    """
    addresses = {"public.example": ("127.0.0.1",), "inner.example": ("127.0.0.2",)}
    addresses["mixed.example"] = ("127.0.0.1", "127.0.0.2")

    def resolve(host: str, port: int) -> Sequence[str]:
        if host not in addresses:
            raise socket.gaierror("unknown")
        return addresses[host]

    def run(path: str, limits: FetchLimits = LIMITS, host: str = "public.example") -> bytes:
        address = f"http://{host}:{site.server_port}{path}"
        allowed = {"127.0.0.1"}
        return fetch_public(
            address, limits, resolve=resolve, is_allowed=lambda a: a in allowed
        ).data

    return run


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "127.8.8.8",
        "10.0.0.1",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "192.0.2.1",
        "198.18.0.1",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fd12:3456::1",
        "ff02::1",
        "::ffff:127.0.0.1",
        "::ffff:8.8.8.8",
        "64:ff9b::7f00:1",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
        "localhost",
        "",
    ],
)
def test_an_address_that_is_not_public_is_not_connected_to(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize("address", ["8.8.8.8", "151.101.1.1", "2606:4700::1111"])
def test_a_public_address_is(address: str) -> None:
    assert is_public(address)


def test_a_file_comes_with_its_name_and_type_and_nothing_of_ours_goes(
    site: Site, fetch: Callable[..., bytes]
) -> None:
    source = fetch_public(
        f"http://public.example:{site.server_port}/a%20b/sites.csv?x=1",
        LIMITS,
        resolve=lambda host, port: ["127.0.0.1"],
        is_allowed=lambda address: True,
    )
    assert (source.name, source.data, source.content_type) == (
        "sites.csv",
        b"a,b\n1,2\n",
        "text/csv",
    )
    path, headers = site.seen[0]
    assert path == "/a%20b/sites.csv?x=1"
    assert headers["Host"] == f"public.example:{site.server_port}"
    assert not {"Cookie", "Authorization", "Referer", "X-Forwarded-For"} & headers.keys()


def test_the_loopback_is_refused_by_the_guard_itself(site: Site) -> None:
    for host in ("127.0.0.1", "localhost", "[::1]", "0x7f.1", "2130706433"):
        with pytest.raises(SourceError, match=r"public internet|cannot be reached"):
            fetch_public(f"http://{host}:{site.server_port}/", LIMITS)
    assert site.seen == []


def test_every_address_of_a_host_must_be_allowed(site: Site, fetch: Callable[..., bytes]) -> None:
    with pytest.raises(SourceError, match="public internet"):
        fetch("/", host="mixed.example")
    assert site.seen == []


def test_a_redirect_is_looked_at_like_the_first_address(
    site: Site, fetch: Callable[..., bytes]
) -> None:
    inner = f"http:~~inner.example:{site.server_port}~secret"
    with pytest.raises(SourceError, match="public internet"):
        fetch(f"/to/{inner}")
    for address in ("file:~~~etc~passwd", "gopher:~~public.example~"):
        with pytest.raises(SourceError, match="no address that is fetched"):
            fetch(f"/to/{address}")
    assert all(path.startswith("/to/") for path, _ in site.seen)


def test_a_redirect_to_a_public_address_is_followed_without_its_cookies(
    site: Site, fetch: Callable[..., bytes]
) -> None:
    assert fetch("/to/~plain") == b"a,b\n1,2\n"
    assert "Cookie" not in site.seen[1][1]


def test_the_name_is_asked_for_once_and_that_answer_is_connected_to(site: Site) -> None:
    answers = iter([["127.0.0.1"], ["127.0.0.2"]])
    fetch_public(
        f"http://rebinding.example:{site.server_port}/",
        LIMITS,
        resolve=lambda host, port: next(answers),
        is_allowed=lambda address: address == "127.0.0.1",
    )
    assert next(answers) == ["127.0.0.2"]


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/loop/", "redirects more than 5 times"),
        ("/large/", "larger than 10,000 bytes"),
        ("/bomb/", "larger than 10,000 bytes"),
        ("/missing/", "answered 404"),
        ("/empty/", "the file is empty"),
        ("/cut/", "cannot be reached"),
    ],
)
def test_what_cannot_be_fetched_says_why(fetch: Callable[..., bytes], path: str, said: str) -> None:
    with pytest.raises(SourceError, match=said):
        fetch(path)


def test_a_packed_answer_is_unpacked(fetch: Callable[..., bytes]) -> None:
    assert fetch("/packed/") == b"a,b\n1,2\n"


def test_a_server_that_never_ends_is_left_when_time_is_up(fetch: Callable[..., bytes]) -> None:
    started = time.monotonic()
    with pytest.raises(SourceError, match="took too long"):
        fetch("/slow/", FetchLimits(most_bytes=10_000, timeout_s=0.5))
    assert time.monotonic() - started < 10


@pytest.mark.parametrize(
    "address",
    [
        "ftp://public.example/x",
        "http://",
        "http:///x",
        "http://user:secret@public.example/",
        "http://public.example:22/",
        "http://public.example:99999/",
        "http://public.example/a b",
        "http://public.example\\@inner.example/",
        "http://public.example/" + "a" * 3_000,
        "http://[::1",
        "javascript:alert(1)",
        "",
    ],
)
def test_an_address_that_makes_no_sense_is_not_fetched(address: str) -> None:
    def resolve(host: str, port: int) -> Sequence[str]:
        raise AssertionError(f"{host} was asked for")

    with pytest.raises(SourceError) as caught:
        fetch_public(address, LIMITS, resolve=resolve)
    assert "secret" not in str(caught.value)
    assert caught.value.remedy
