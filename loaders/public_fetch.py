"""Fetching what a stranger names: public addresses alone, with every limit kept by this side.

Whoever gives an address to the service could mean its own network. So each host is resolved here,
each address that it has must be a public one, and the connection is made to an address that was
looked at: asking the name again could give another answer. Redirects are followed by hand, each
looked at like the first.

Source: OWASP, Server-Side Request Forgery Prevention; RFC 6890 (special-purpose addresses).
"""

from __future__ import annotations

import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, unquote, urljoin, urlsplit

from ..graph.errors import SourceError
from .source import Source

Resolve = Callable[[str, int], Sequence[str]]
"""From a host and a port to the addresses that the host has."""

IsAllowed = Callable[[str], bool]
"""Says whether a connection may be made to an address."""

MOST_REDIRECTS = 5

_REDIRECTS = (301, 302, 303, 307, 308)
_PORTS = {"http": 80, "https": 443}
_LEAST_FREE_PORT = 1_024
"""Ports below are those of mail and the like, which nobody offers a file on."""

_CHUNK_BYTES = 65_536
_LONGEST_ADDRESS = 2_000
_SAFE = "%/:=&?~#+!$,;'@()*[]"
_TRANSLATED = tuple(
    ipaddress.IPv6Network(network)
    for network in ("::/96", "::ffff:0:0/96", "64:ff9b::/96", "64:ff9b:1::/48", "2002::/16")
) + (ipaddress.IPv6Network("2001::/32"),)
"""IPv6 addresses that stand for an IPv4 address, which could be any."""

_CODINGS = {"gzip": 31, "x-gzip": 31, "deflate": 15}
"""Content coding -> what zlib calls its frame."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchLimits:
    """What a fetch may take.

    Attributes:
        most_bytes: bytes of the file.
        timeout_s: seconds for all of it, redirects and all.
    """

    most_bytes: int
    timeout_s: float


def resolve_host(host: str, port: int) -> Sequence[str]:
    """Return the addresses that a host has.

    Raises:
        OSError: it has none, or nobody answers.
    """
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return tuple(dict.fromkeys(str(address[4][0]) for address in found))


def is_public(address: str) -> bool:
    """Return whether an IP address is one of the public internet.

    Loopback, private, link-local, shared (CGNAT), multicast and reserved addresses are not, nor are
    IPv6 addresses that stand for an IPv4 address.
    """
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        if found.scope_id is not None or any(found in network for network in _TRANSLATED):
            return False
    return found.is_global and not found.is_multicast and not found.is_reserved


def fetch_public(
    address: str,
    limits: FetchLimits,
    *,
    resolve: Resolve = resolve_host,
    is_allowed: IsAllowed = is_public,
) -> Source:
    """Return the file at a public http or https address.

    Nothing of this side goes with the request: no credentials, no cookies, no address that led
    here.

    Args:
        address: the address.
        limits: what it may take.
        resolve: finds the addresses of a host.
        is_allowed: says which of them may be connected to.

    Raises:
        SourceError: the address is none that is fetched, is out of reach, or the file is too large.
    """
    deadline = time.monotonic() + limits.timeout_s
    asked = address
    for _ in range(MOST_REDIRECTS + 1):
        place = _place(asked)
        with _answer(place, asked, deadline, resolve, is_allowed) as answer:
            if answer.status in _REDIRECTS and answer.getheader("Location"):
                asked = urljoin(asked, str(answer.getheader("Location")))
                continue
            if answer.status != 200:
                raise SourceError(
                    f"the server answered {answer.status} {answer.reason[:100]}",
                    source=asked[:_LONGEST_ADDRESS],
                    remedy="open the address in a browser to see whether it has moved",
                )
            data = b"".join(_body(answer, asked, limits.most_bytes))
            kind = (answer.getheader("Content-Type") or "").split(";")[0].strip().lower()
        if not data:
            raise SourceError("the file is empty", source=asked, remedy="look at the address")
        name = unquote(place.path.rstrip("/").rpartition("/")[2]) or str(place.hostname)
        return Source(name, asked, data, kind)
    raise SourceError(
        f"it redirects more than {MOST_REDIRECTS} times",
        source=address[:_LONGEST_ADDRESS],
        remedy="give the address at which the file itself is",
    )


class _NotAllowedError(Exception):
    """A host has an address that no connection is made to."""


class _Connection(http.client.HTTPConnection):
    """A connection to an address that was looked at, whatever its host is called."""

    def __init__(self, place: SplitResult, address: str, timeout_s: float) -> None:
        host = str(place.hostname)
        super().__init__(host, place.port or _PORTS[place.scheme], timeout=timeout_s)
        self._address = address
        self._is_secure = place.scheme == "https"

    def connect(self) -> None:
        sock = socket.create_connection((self._address, self.port), self.timeout)
        if self._is_secure:
            sock = ssl.create_default_context().wrap_socket(sock, server_hostname=self.host)
        self.sock = sock


def _place(address: str) -> SplitResult:
    """Return the parts of an address that may be fetched.

    Raises:
        SourceError: it is none.
    """
    try:
        place = urlsplit(address.strip())
        port = place.port or _PORTS.get(place.scheme, 0)
    except ValueError:
        place, port = urlsplit(""), 0
    shown = address[:200]
    if place.scheme not in _PORTS or not place.hostname or re.search(r"[\s\\\x00-\x1f]", address):
        raise SourceError(
            "this is no address that is fetched",
            source=shown,
            remedy="give one that starts with http:// or https://",
        )
    if len(address) > _LONGEST_ADDRESS:
        raise SourceError("the address is too long", source=shown, remedy="shorten it")
    if place.username or place.password:
        raise SourceError(
            "the address holds a user name or password, which are not sent",
            source=shown.replace(place.netloc, place.netloc.rpartition("@")[2]),
            remedy="give an address that anybody may open, or upload the file",
        )
    if port not in _PORTS.values() and port < _LEAST_FREE_PORT:
        raise SourceError(
            f"port {port} is not fetched from", source=shown, remedy="upload the file instead"
        )
    return place


@contextmanager
def _answer(
    place: SplitResult, address: str, deadline: float, resolve: Resolve, is_allowed: IsAllowed
) -> Iterator[http.client.HTTPResponse]:
    """Give the answer of a server, whose connection is closed at the deadline.

    Raises:
        SourceError: no connection may be made to it, it is out of reach, or time is up.
    """
    left = deadline - time.monotonic()
    connection: _Connection | None = None
    is_late = threading.Event()
    try:
        connection = _Connection(place, _checked(place, resolve, is_allowed), max(left, 0.01))
        connection.connect()
        watch = threading.Timer(max(left, 0.01), _end, (connection.sock, is_late))
        watch.daemon = True
        watch.start()
        try:
            connection.request("GET", _target(place), headers=_HEADERS)
            yield connection.getresponse()
        finally:
            watch.cancel()
        if is_late.is_set():
            raise TimeoutError
    except _NotAllowedError as error:
        raise SourceError(
            "this address is not on the public internet, and is not fetched",
            source=address[:_LONGEST_ADDRESS],
            remedy="upload the file instead",
        ) from error
    except (OSError, ValueError, http.client.HTTPException, UnicodeError) as error:
        why = "it took too long" if is_late.is_set() or isinstance(error, TimeoutError) else ""
        raise SourceError(
            f"the address cannot be reached ({why or type(error).__name__})",
            source=address[:_LONGEST_ADDRESS],
            remedy="look at the spelling of the address, or upload the file instead",
        ) from error
    finally:
        if connection is not None:
            connection.close()


_HEADERS = {
    "User-Agent": "Moothall (checks data against public standards)",
    "Accept": "text/csv, application/vnd.openxmlformats-officedocument.spreadsheetml.sheet, */*",
    "Accept-Encoding": "identity",
    "Connection": "close",
}


def _checked(place: SplitResult, resolve: Resolve, is_allowed: IsAllowed) -> str:
    """Return the address to connect to, once all that the host has are allowed."""
    host = str(place.hostname)
    addresses = resolve(host, place.port or _PORTS[place.scheme])
    if not addresses or not all(is_allowed(address) for address in addresses):
        raise _NotAllowedError(host)
    return addresses[0]


def _target(place: SplitResult) -> str:
    path = quote(place.path or "/", safe=_SAFE)
    return f"{path}?{quote(place.query, safe=_SAFE)}" if place.query else path


def _end(sock: socket.socket, is_late: threading.Event) -> None:
    is_late.set()
    with suppress(OSError):
        sock.shutdown(socket.SHUT_RDWR)


def _body(answer: http.client.HTTPResponse, address: str, most_bytes: int) -> Iterator[bytes]:
    """Yield the content of an answer, unpacked, piece by piece.

    Raises:
        SourceError: it is too large, or packed in a way that is not read.
        OSError: the connection failed.
    """
    coding = (answer.getheader("Content-Encoding") or "identity").strip().lower()
    if coding not in ("identity", *_CODINGS):
        raise SourceError(
            f"the server sends it packed as {coding[:40]!r}",
            source=address,
            remedy="upload the file instead",
        )
    unpack = zlib.decompressobj(_CODINGS[coding]) if coding in _CODINGS else None
    size = 0
    while chunk := answer.read(_CHUNK_BYTES):
        if unpack is not None:
            try:
                chunk = unpack.decompress(chunk, most_bytes + 1)
            except zlib.error as error:
                raise OSError(f"the packed content is damaged: {error}") from error
        size += len(chunk)
        if size > most_bytes:
            raise SourceError(
                f"it is larger than {most_bytes:,} bytes",
                source=address,
                remedy="split the file, or check it with the command line",
            )
        yield chunk
    if answer.length or (unpack is not None and not unpack.eof):
        raise OSError("the connection was cut")
