from __future__ import annotations

import gzip
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

import pytest
from werkzeug.test import EnvironBuilder, run_wsgi_app

from moothall.graph.config import Config
from moothall.graph.generations import Generations
from moothall.server.front import KEY, Front
from moothall.server.rendered import Rendered, RenderedCache, key_of

BODY = b"<http://example.org/a> a <http://example.org/B> .\n"
LONG_BODY = BODY * 100
LONG = Rendered(
    200,
    (("Content-Type", "text/turtle"), ("ETag", '"long"'), ("Vary", "Accept")),
    LONG_BODY,
    '"long"',
    datetime(2026, 1, 1, tzinfo=UTC),
)
GZIP = {"Accept-Encoding": "gzip"}
ANSWER = Rendered(
    200,
    (("Content-Type", "text/turtle"), ("ETag", '"t"'), ("Content-Disposition", "attachment")),
    BODY,
    '"t"',
    datetime(2026, 1, 1, tzinfo=UTC),
)


def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [repr(environ.get(KEY)).encode()]


@pytest.fixture
def front(shipped_config: Config) -> Front:
    """A front whose cache holds one answer, of ``/doc/a.ttl``."""
    generations = Generations(shipped_config.data_dir, shipped_config.base_iri)
    cache = RenderedCache(1_000_000)
    key = key_of(EnvironBuilder("/doc/a.ttl").get_environ(), generations.current().number)
    assert key is not None
    cache.put(key, ANSWER)
    cache.put(key._replace(path="/doc/long.ttl"), LONG)
    return Front(application, generations, cache)


@pytest.fixture
def front_of(shipped_config: Config) -> Callable[[Any], Front]:
    """Makes a front of an application, with an empty cache."""
    generations = Generations(shipped_config.data_dir, shipped_config.base_iri)
    return lambda behind: Front(behind, generations, RenderedCache(1_000_000))


def answering(status: str, headers: list[tuple[str, str]], *body: bytes) -> Any:
    """Return an application that always gives one answer."""

    def behind(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        start_response(status, headers)
        return body

    return behind


def ask(front: Front, path: str, **options: Any) -> tuple[bytes, str, Any]:
    body, status, headers = run_wsgi_app(
        front, EnvironBuilder(path, **options).get_environ(), buffered=True
    )
    return b"".join(body), status, headers


def test_a_kept_answer_is_sent_without_the_application(front: Front) -> None:
    body, status, headers = ask(front, "/doc/a.ttl")
    assert (body, status) == (BODY, "200 OK")
    assert headers["Content-Length"] == str(len(BODY))


def test_a_kept_answer_to_head_has_no_body(front: Front) -> None:
    body, _, headers = ask(front, "/doc/a.ttl", method="HEAD")
    assert body == b""
    assert headers["Content-Length"] == str(len(BODY))


def test_a_client_that_holds_the_answer_gets_304(front: Front) -> None:
    body, status, headers = ask(front, "/doc/a.ttl", headers={"If-None-Match": '"t"'})
    assert (body, status) == (b"", "304 NOT MODIFIED")
    assert headers["ETag"] == '"t"'
    assert "Content-Length" not in headers


def test_the_application_is_told_under_which_key_its_answer_may_be_kept(front: Front) -> None:
    assert b"path='/doc/b.ttl'" in ask(front, "/doc/b.ttl")[0]
    assert ask(front, "/sparql")[0] == b"None"
    assert ask(front, "/doc/a.ttl", method="POST")[0] == b"None"


def test_without_a_store_the_application_answers(empty_config: Config) -> None:
    generations = Generations(empty_config.data_dir / "none", empty_config.base_iri)
    front = Front(application, generations, RenderedCache(1_000_000))
    assert ask(front, "/doc/a.ttl")[0] == b"None"


def test_a_kept_answer_is_compressed_once(front: Front, monkeypatch: pytest.MonkeyPatch) -> None:
    body, status, headers = ask(front, "/doc/long.ttl", headers=GZIP)
    assert (gzip.decompress(body), status) == (LONG_BODY, "200 OK")
    assert headers["Content-Encoding"] == "gzip"
    assert headers["ETag"] == '"long-gzip"'
    assert headers["Vary"] == "Accept, Accept-Encoding"
    assert headers["Content-Length"] == str(len(body))
    monkeypatch.delattr("moothall.server.rendered.compress")
    assert ask(front, "/doc/long.ttl", headers=GZIP)[0] == body


def test_the_same_answer_without_gzip_says_that_it_varies(front: Front) -> None:
    body, _, headers = ask(front, "/doc/long.ttl")
    assert body == LONG_BODY
    assert "Content-Encoding" not in headers
    assert headers["ETag"] == '"long"'
    assert headers["Vary"] == "Accept, Accept-Encoding"


def test_a_short_answer_stays_as_it_is(front: Front) -> None:
    for _ in range(2):
        body, _, headers = ask(front, "/doc/a.ttl", headers=GZIP)
        assert body == BODY
        assert "Content-Encoding" not in headers
        assert headers["ETag"] == '"t"'


@pytest.mark.parametrize(
    ("encoding", "held", "status", "etag"),
    [
        ("gzip", '"long-gzip"', "304", '"long-gzip"'),
        ("gzip", 'W/"long-gzip", "x"', "304", '"long-gzip"'),
        ("gzip", '"long"', "304", '"long"'),
        ("gzip", '"other-gzip"', "200", '"long-gzip"'),
        ("gzip", "*", "304", '"long-gzip"'),
        ("identity", '"long"', "304", '"long"'),
        ("identity", '"long-gzip"', "200", '"long"'),
    ],
)
def test_304_names_the_answer_that_the_client_holds(
    front: Front, encoding: str, held: str, status: str, etag: str
) -> None:
    asked = {"Accept-Encoding": encoding, "If-None-Match": held}
    _, line, headers = ask(front, "/doc/long.ttl", headers=asked)
    assert (line[:3], headers["ETag"]) == (status, etag)
    if status == "304":
        assert "Content-Encoding" not in headers


def test_a_date_in_gzip_is_answered_with_the_etag_in_gzip(front: Front) -> None:
    asked = {**GZIP, "If-Modified-Since": "Fri, 02 Jan 2026 00:00:00 GMT"}
    _, line, headers = ask(front, "/doc/long.ttl", headers=asked)
    assert (line[:3], headers["ETag"]) == ("304", '"long-gzip"')


@pytest.mark.parametrize("sizes", [[5_000], [500] * 10, [3_000_000]])
def test_what_is_not_kept_is_compressed_as_it_passes(
    front_of: Callable[[Any], Front], sizes: list[int]
) -> None:
    parts = [bytes([65 + n]) * size for n, size in enumerate(sizes)]
    whole = b"".join(parts)
    told = [("Content-Type", "text/csv"), ("Content-Length", str(len(whole))), ("ETag", '"e"')]
    behind = answering("200 OK", told, *parts)
    body, _, headers = ask(front_of(behind), "/sparql", headers=GZIP)
    assert gzip.decompress(body) == whole
    assert headers["Content-Length"] == str(len(body))
    assert (headers["ETag"], headers["Vary"]) == ('"e-gzip"', "Accept-Encoding")
    plain, _, headers = ask(front_of(behind), "/sparql")
    assert plain == whole
    assert (headers["ETag"], headers["Vary"]) == ('"e"', "Accept-Encoding")


@pytest.mark.parametrize(
    ("status", "headers"),
    [
        ("200 OK", [("Content-Type", "image/png"), ("Content-Length", "5000")]),
        ("200 OK", [("Content-Type", "application/gzip")]),
        ("200 OK", [("Content-Type", "text/csv"), ("Content-Encoding", "gzip")]),
        ("200 OK", [("Content-Type", "text/csv"), ("Content-Length", "999")]),
        ("206 PARTIAL CONTENT", [("Content-Type", "text/csv"), ("Content-Length", "5000")]),
        ("404 NOT FOUND", [("Content-Type", "text/html"), ("Content-Length", "5000")]),
    ],
)
def test_what_gzip_would_not_serve_is_passed_as_it_is(
    front_of: Callable[[Any], Front], status: str, headers: list[tuple[str, str]]
) -> None:
    parts = (b"some", b"thing")
    front = front_of(answering(status, headers, *parts))
    body, line, sent = ask(front, "/sparql", headers=GZIP)
    assert (body, line) == (b"something", status)
    assert sent.get("Content-Encoding") == dict(headers).get("Content-Encoding")
    assert sent.get("Content-Length") == dict(headers).get("Content-Length")


def test_head_says_what_get_would_but_not_how_long_it_is(
    front_of: Callable[[Any], Front],
) -> None:
    told = [("Content-Type", "text/csv"), ("Content-Length", "5000"), ("ETag", '"e"')]
    front = front_of(answering("200 OK", told))
    body, _, headers = ask(front, "/sparql", method="HEAD", headers=GZIP)
    assert body == b""
    assert (headers["Content-Encoding"], headers["ETag"]) == ("gzip", '"e-gzip"')
    assert "Content-Length" not in headers


def test_304_from_behind_names_the_answer_that_the_client_holds(
    front_of: Callable[[Any], Front],
) -> None:
    def behind(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        assert environ["HTTP_IF_NONE_MATCH"] == '"e"'
        start_response("304 NOT MODIFIED", [("Content-Type", "text/csv"), ("ETag", '"e"')])
        return []

    asked = {**GZIP, "If-None-Match": '"e-gzip"'}
    assert ask(front_of(behind), "/sparql", headers=asked)[2]["ETag"] == '"e-gzip"'


def test_an_answer_that_breaks_off_is_not_sent_as_if_it_were_whole(
    front_of: Callable[[Any], Front],
) -> None:
    closed, started = [], []

    class Breaking:
        def __iter__(self) -> Iterable[bytes]:
            yield b"x" * 5_000
            raise ConnectionError("the worker has gone")

        def close(self) -> None:
            closed.append(True)

    def behind(environ: dict[str, Any], start_response: Any) -> Any:
        start_response("200 OK", [("Content-Type", "text/csv")])
        return Breaking()

    environ = EnvironBuilder("/sparql", headers=GZIP).get_environ()
    with pytest.raises(ConnectionError):
        front_of(behind)(environ, lambda *told: started.append(told))
    assert (closed, started) == ([True], [])
