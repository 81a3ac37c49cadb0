"""Rendered answers: made once a generation, kept in bounded memory, compared by strong ETags.

Nothing here knows Flask, so that a layer in front of it can answer from the same cache: the key of
an answer follows from the generation and the WSGI environment alone.

Source: RFC 9110, section 13 (conditional requests); RFC 9111.
"""

from __future__ import annotations

import hashlib
import re
import threading
import time
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import NamedTuple
from urllib.parse import parse_qs

from ..graph.errors import NotAcceptableError
from ..graph.manifest import Manifest
from .encoding import (
    MIN_BYTES,
    as_gzip_headers,
    compress,
    is_compressible,
    says_that_it_varies,
    with_vary,
)
from .negotiate import (
    ATOM,
    CSV,
    DATASET_FORMS,
    DOCUMENT_FORMS,
    GRAPH_FORMS,
    JSON_FEED,
    LIST_FORMS,
    PAGE_FORMS,
    REVIEW_FORMS,
    STANDARD_FORMS,
    STREAM_FORMS,
    Form,
    negotiate,
    suffix_form,
)
from .view import choose_language

_MAX_KEY = 500
"""Characters of path and query of an answer that is kept."""

_MAX_QUERY_KEY = 8_000
"""The same where the query string holds a SPARQL query."""

_WITHOUT_304 = frozenset({"Content-Disposition", "Content-Encoding"})

_OVERHEAD_BYTES = 1_000
"""What an answer takes in memory beside its body, roughly."""

_MAX_NICKNAMES = 8
"""Nicknames of one answer: clients of one kind say the same, word for word."""

_FAMILIES: tuple[tuple[str, tuple[Form, ...]], ...] = (
    ("/doc/", DOCUMENT_FORMS),
    ("/list/", LIST_FORMS),
    ("/datasets/", DATASET_FORMS),
    ("/standards/", STANDARD_FORMS),
    ("/changes", PAGE_FORMS),
    ("/changes.atom", (ATOM,)),
    ("/changes.json", (JSON_FEED,)),
    ("/changes/ldes", STREAM_FORMS),
    ("/changes/ldes/", STREAM_FORMS),
    ("/responsible", (*PAGE_FORMS, *GRAPH_FORMS)),
    ("/search", PAGE_FORMS),
    ("/suggest", PAGE_FORMS[1:]),
    ("/csv", (CSV,)),
    ("/list", PAGE_FORMS),
    ("/datasets", PAGE_FORMS),
    ("/standards", PAGE_FORMS),
    ("/review", REVIEW_FORMS),
    ("/review/", REVIEW_FORMS),
    ("/about", PAGE_FORMS[:1]),
    ("/void", GRAPH_FORMS),
    ("/.well-known/void", GRAPH_FORMS),
    ("/", PAGE_FORMS[:1]),
)
"""Beginning (or whole) of a path -> forms in which what is there can be kept."""


class Key(NamedTuple):
    """What an answer depends on.

    Attributes:
        generation: number of the generation.
        path: path of the request, as WSGI gives it.
        query: the query string.
        form: the form that is answered.
        language: language of a page; empty for every other form.
        is_gzip: whether it is the answer in gzip, made from the one without.
    """

    generation: int
    path: str
    query: str
    form: str
    language: str
    is_gzip: bool = False

    def in_gzip(self) -> Key:
        """Return the key of the same answer in gzip."""
        return self._replace(is_gzip=True)


@dataclass(frozen=True, slots=True)
class Rendered:
    """An answer, ready to be sent.

    Attributes:
        status: HTTP status.
        headers: all headers but Content-Length and Date.
        body: the content.
        etag: strong validator with its quotes; that of the answer without gzip.
        published: when the generation was published, in whole seconds of UTC.
        made_s: when it was rendered, in seconds since 1970.
    """

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    etag: str
    published: datetime
    made_s: float = field(default_factory=time.time, compare=False)

    def as_not_modified(self) -> Rendered:
        """Return the 304 that stands for this answer, with the headers it would have had."""
        return replace(self, status=304, headers=tuple(self.headers_of_304()), body=b"")

    def headers_of_304(self) -> list[tuple[str, str]]:
        """Return the headers of the 304 that stands for this answer."""
        return [h for h in self.headers if h[0] not in _WITHOUT_304]

    def in_gzip(self) -> Rendered:
        """Return this answer in gzip; itself where that would not make it smaller."""
        if len(self.body) < MIN_BYTES or not self.is_compressible():
            return self
        headers = tuple(as_gzip_headers(self.headers))
        return replace(self, headers=headers, body=compress(self.body))

    def varying(self) -> Rendered:
        """Return this answer with the header that says that it exists in gzip too, if it does."""
        if says_that_it_varies(self.headers) or not self.is_compressible():
            return self
        return replace(self, headers=tuple(with_vary(self.headers)))

    def is_compressible(self) -> bool:
        """Return whether its type is one that becomes smaller in gzip."""
        return any(name == "Content-Type" and is_compressible(v) for name, v in self.headers)

    def is_known_to(self, environ: Mapping[str, object]) -> bool:
        """Return whether the client of a request holds this answer already.

        Source: RFC 9110, sections 13.1.2, 13.1.3 and 13.2.2; If-None-Match is compared weakly,
            and where it stands If-Modified-Since is ignored.
        """
        tags = environ.get("HTTP_IF_NONE_MATCH")
        if isinstance(tags, str):
            known = re.findall(r'(?:W/)?("[^"]*")', tags)
            return tags.strip() == "*" or self.etag in known
        since = environ.get("HTTP_IF_MODIFIED_SINCE")
        return isinstance(since, str) and self.published <= _http_date(since)


Nickname = tuple[object, ...]
"""Everything in a request that its answer can depend on, word for word."""


@dataclass(slots=True)
class ReadyAnswer:
    """A kept answer as it is handed to the server: nothing is made anew for a request.

    Attributes:
        rendered: the answer.
        headers: its headers, with its length and age.
        headers_of_304: those of the 304 that stands for it.
        etag: its ETag as it is sent.
        body: its body; nothing for HEAD.
        made_ready_s: the second in which `headers` were made; its age is that of then.
        was_used: whether it was sent since the cache last looked for one to drop.
    """

    rendered: Rendered
    headers: list[tuple[str, str]]
    headers_of_304: list[tuple[str, str]]
    etag: str
    body: list[bytes]
    made_ready_s: int = 0
    was_used: bool = False

    @classmethod
    def of(cls, rendered: Rendered, method: str, etag: str) -> ReadyAnswer:
        """Return a kept answer for a method, with the ETag under which it is sent."""
        not_modified = [
            (name, etag if name == "ETag" else value) for name, value in rendered.headers_of_304()
        ]
        return cls(rendered, [], not_modified, etag, [] if method == "HEAD" else [rendered.body])

    def headers_at(self, second: int) -> list[tuple[str, str]]:
        """Return the headers in a second since 1970."""
        if second != self.made_ready_s:
            length = ("Content-Length", str(len(self.rendered.body)))
            age = ("Age", str(max(0, second - int(self.rendered.made_s))))
            self.headers = [*self.rendered.headers, age, length]
            self.made_ready_s = second
        return self.headers


class RenderedCache:
    """Answers by their key, the least used of them dropped when they outgrow their bytes.

    An answer may also be asked for by a nickname: what a request says, word for word, and so
    needs no reading. Nicknames go with their answer.
    """

    def __init__(self, max_bytes: int) -> None:
        self._max_bytes = max_bytes
        self._bytes = 0
        self._kept: OrderedDict[Key, Rendered] = OrderedDict()
        self._nicknames: dict[Key, list[Nickname]] = {}
        self._ready: dict[Nickname, ReadyAnswer] = {}
        self._lock = threading.Lock()

    def get(self, key: Key) -> Rendered | None:
        """Return a kept answer; None if it is not kept."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def put(self, key: Key, rendered: Rendered) -> None:
        """Keep an answer, unless it alone would take an eighth of the memory."""
        rendered = rendered.varying()
        size = len(rendered.body) + _OVERHEAD_BYTES
        if size * 8 > self._max_bytes:
            return
        with self._lock:
            self._drop(key)
            self._kept[key] = rendered
            self._bytes += size
            while self._bytes > self._max_bytes:
                oldest = next(iter(self._kept))
                # one that was asked for by a nickname is not the least used after all
                asked = [self._ready[name] for name in self._nicknames.get(oldest, ())]
                if any(ready.was_used for ready in asked):
                    for ready in asked:
                        ready.was_used = False
                    self._kept.move_to_end(oldest)
                else:
                    self._drop(oldest)

    def ready(self, nickname: Nickname) -> ReadyAnswer | None:
        """Return the answer that has a nickname, ready to be sent; None if none has."""
        return self._ready.get(nickname)

    def nickname(self, nickname: Nickname, key: Key, ready: ReadyAnswer) -> None:
        """Give a kept answer a nickname, unless it has many."""
        with self._lock:
            if key not in self._kept:
                return
            names = self._nicknames.setdefault(key, [])
            if nickname not in self._ready and len(names) < _MAX_NICKNAMES:
                names.append(nickname)
                self._ready[nickname] = ready

    def forget_nicknames(self) -> None:
        """Let every answer be asked for by its key alone, as another generation is served."""
        with self._lock:
            self._ready.clear()
            self._nicknames.clear()

    def _drop(self, key: Key) -> None:
        dropped = self._kept.pop(key, None)
        if dropped is None:
            return
        self._bytes -= len(dropped.body) + _OVERHEAD_BYTES
        for nickname in self._nicknames.pop(key, ()):
            self._ready.pop(nickname, None)

    def __len__(self) -> int:
        return len(self._kept)


def key_of(environ: Mapping[str, object], generation: int) -> Key | None:
    """Return the key of the answer to a request; None if such answers are not kept.

    Args:
        environ: the WSGI environment.
        generation: number of the generation that would be read.
    """
    path, query = str(environ.get("PATH_INFO", "")), str(environ.get("QUERY_STRING", ""))
    method = environ.get("REQUEST_METHOD")
    most = _MAX_QUERY_KEY if path == "/sparql" else _MAX_KEY
    if method not in ("GET", "HEAD") or len(path) + len(query) > most:
        return None
    if path == "/sparql":
        return _query_key(environ, generation, path, query)
    forms = _forms_of(path)
    if forms is None:
        return None
    form = forms[0] if len(forms) == 1 else suffix_form(path, forms)
    if form is None:
        try:
            form = negotiate(str(environ.get("HTTP_ACCEPT", "")), forms)
        except NotAcceptableError:
            return None
    language = ""
    # a query may name the form or the language, in more spellings than are worth reading here
    if form.suffix == "html" or query:
        asked = parse_qs(query).get("lang", [None])[0] if query else None
        language = choose_language(asked, str(environ.get("HTTP_ACCEPT_LANGUAGE", "")))
    return Key(generation, path, query, form.suffix, language)


def _query_key(environ: Mapping[str, object], generation: int, path: str, query: str) -> Key | None:
    """Return the key of the answer to a query in an address: all that the answer depends on."""
    if not query:
        return None
    language = choose_language(None, str(environ.get("HTTP_ACCEPT_LANGUAGE", "")))
    return Key(generation, path, query, str(environ.get("HTTP_ACCEPT", "")), language)


def etag_of(manifest: Manifest, form: str, language: str, edition: str = "") -> str:
    """Return the strong ETag of a form of anything in a generation, in a language.

    It changes with the data, and with the code that renders them.

    Args:
        manifest: the generation's.
        form: the form's suffix.
        language: language of a page; empty for every other form.
        edition: what else the answer depends on, such as a release; empty for nothing.
    """
    parts = (f"{manifest.digest:x}", str(manifest.number), code_digest(), form, language, edition)
    return f'"{hashlib.blake2b("|".join(parts).encode(), digest_size=12).hexdigest()}"'


@cache
def code_digest() -> str:
    """Return a digest of the code, the templates and the standards that answers are made of."""
    digest = hashlib.blake2b(digest_size=8)
    for package in ("graph", "shapes", "server"):
        for file in _source_files(files(f"{__package__.rpartition('.')[0]}.{package}")):
            digest.update(file.read_bytes())
    return digest.hexdigest()


def http_date(moment: datetime) -> str:
    """Return a moment as HTTP writes it."""
    return format_datetime(moment.astimezone(UTC), usegmt=True)


def _source_files(folder: Traversable) -> list[Traversable]:
    found = []
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir() and entry.name not in ("frontend", "vendor", "__pycache__"):
            found += _source_files(entry)
        elif entry.name.endswith(
            (".py", ".rq", ".html", ".jinja", ".toml", ".css", ".svg", ".ttl")
        ):
            found.append(entry)
    return found


def _forms_of(path: str) -> tuple[Form, ...] | None:
    for start, forms in _FAMILIES:
        if path == start or (start.endswith("/") and len(start) > 1 and path.startswith(start)):
            return forms
    return None


def _http_date(text: str) -> datetime:
    """Return the moment that a header names; the earliest there is if it names none."""
    try:
        moment = parsedate_to_datetime(text)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
