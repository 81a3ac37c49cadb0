from __future__ import annotations

import gzip
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moothall.graph.manifest import Manifest
from moothall.server.rendered import Key, Rendered, RenderedCache, etag_of, http_date, key_of

PUBLISHED = datetime(2026, 3, 1, 12, 0, 0, tzinfo=UTC)
ANSWER = Rendered(200, (("Content-Type", "text/turtle"),), b"x" * 100, '"abc"', PUBLISHED)
MANIFEST = Manifest(3, 2, PUBLISHED, 10, {}, 12345)


def key(path: str) -> Key:
    return Key(1, path, "", "ttl", "")


def environ(path: str, query: str = "", **headers: str) -> dict[str, str]:
    return {"REQUEST_METHOD": "GET", "PATH_INFO": path, "QUERY_STRING": query, **headers}


@pytest.mark.parametrize(
    ("header", "is_known"),
    [
        ('"abc"', True),
        ('W/"abc"', True),
        ('"x", "abc"', True),
        ("*", True),
        ('"ab"', False),
        ("abc", False),
        ("", False),
    ],
)
def test_an_etag_is_compared_weakly_and_in_lists(header: str, is_known: bool) -> None:
    assert ANSWER.is_known_to({"HTTP_IF_NONE_MATCH": header}) is is_known


@pytest.mark.parametrize(
    ("header", "is_known"),
    [
        (http_date(PUBLISHED), True),
        ("Sun, 01 Mar 2026 12:00:01 GMT", True),
        ("Sun, 01 Mar 2026 11:59:59 GMT", False),
        ("yesterday", False),
        ("Sun, 99 Mar 2026 12:00:00 GMT", False),
        ("Sun, 01 Mar 2026 12:00:00 -0000", True),
    ],
)
def test_a_date_is_compared_in_whole_seconds(header: str, is_known: bool) -> None:
    assert ANSWER.is_known_to({"HTTP_IF_MODIFIED_SINCE": header}) is is_known


def test_a_date_is_ignored_beside_an_etag() -> None:
    headers = {"HTTP_IF_NONE_MATCH": '"x"', "HTTP_IF_MODIFIED_SINCE": http_date(PUBLISHED)}
    assert not ANSWER.is_known_to(headers)


def test_the_cache_drops_what_was_least_used_when_it_is_full() -> None:
    cache = RenderedCache(max_bytes=10 * 1_100)
    for number in range(10):
        cache.put(key(f"/doc/{number}"), ANSWER)
    assert cache.get(key("/doc/0")) == ANSWER.varying()
    cache.put(key("/doc/10"), ANSWER)
    assert len(cache) == 10
    assert cache.get(key("/doc/0")) == ANSWER.varying()
    assert cache.get(key("/doc/1")) is None


def test_an_answer_in_gzip_is_smaller_and_says_so() -> None:
    made = replace(ANSWER, headers=(*ANSWER.headers, ("ETag", '"abc"')), body=b"x" * 2_000)
    small = made.in_gzip()
    assert gzip.decompress(small.body) == made.body
    assert len(small.body) < 100
    headers = dict(small.headers)
    assert (headers["Content-Encoding"], headers["ETag"]) == ("gzip", '"abc-gzip"')
    assert "Content-Encoding" not in dict(small.as_not_modified().headers)
    assert small.etag == made.etag


@pytest.mark.parametrize(("content_type", "size"), [("text/turtle", 999), ("image/png", 5_000)])
def test_an_answer_that_gzip_would_not_serve_stays_itself(content_type: str, size: int) -> None:
    made = replace(ANSWER, headers=(("Content-Type", content_type),), body=b"x" * size)
    assert made.in_gzip() is made


def test_the_key_of_an_answer_in_gzip_differs_in_that_alone() -> None:
    plain = key("/doc/1")
    assert plain.in_gzip() == plain._replace(is_gzip=True) != plain


def test_an_answer_that_would_fill_the_cache_is_not_kept() -> None:
    cache = RenderedCache(max_bytes=8_000)
    cache.put(key("/doc/1"), replace(ANSWER, body=b"x" * 1_000))
    assert len(cache) == 0


def test_putting_an_answer_twice_keeps_it_once() -> None:
    cache = RenderedCache(max_bytes=100_000)
    for _ in range(200):
        cache.put(key("/doc/1"), ANSWER)
    assert len(cache) == 1


def test_the_etag_differs_by_data_form_and_language() -> None:
    tags = {
        etag_of(MANIFEST, "ttl", ""),
        etag_of(MANIFEST, "html", "en"),
        etag_of(MANIFEST, "html", "cy"),
        etag_of(replace(MANIFEST, digest=1), "ttl", ""),
    }
    assert len(tags) == 4
    assert etag_of(MANIFEST, "ttl", "") == etag_of(replace(MANIFEST), "ttl", "")


def test_the_key_follows_from_what_the_client_accepts() -> None:
    turtle = key_of(environ("/doc/service/1", HTTP_ACCEPT="text/turtle"), 7)
    page = key_of(environ("/doc/service/1", HTTP_ACCEPT_LANGUAGE="cy"), 7)
    assert turtle == Key(7, "/doc/service/1", "", "ttl", "")
    assert page == Key(7, "/doc/service/1", "", "html", "cy")


def test_the_key_of_a_suffix_does_not_depend_on_what_is_accepted() -> None:
    asked = [environ("/doc/service/1.ttl", HTTP_ACCEPT=a) for a in ("*/*", "text/html", "a/b")]
    assert {key_of(e, 7) for e in asked} == {Key(7, "/doc/service/1.ttl", "", "ttl", "")}


def test_a_format_that_is_named_may_be_a_page_so_its_key_has_a_language() -> None:
    welsh = environ("/doc/service/1", "format=html", HTTP_ACCEPT_LANGUAGE="cy")
    english = environ("/doc/service/1", "format=html")
    as_turtle = {"HTTP_ACCEPT": "text/turtle"}
    assert key_of(welsh | as_turtle, 7) != key_of(english | as_turtle, 7)


@pytest.mark.parametrize(
    "asked",
    [
        environ("/sparql"),
        environ("/id/service/1"),
        environ("/doc/" + "a" * 600),
        environ("/doc/service/1", HTTP_ACCEPT="image/png"),
        environ("/doc/service/1") | {"REQUEST_METHOD": "POST"},
    ],
)
def test_other_requests_have_no_key(asked: dict[str, str]) -> None:
    assert key_of(asked, 7) is None


@given(st.text(max_size=50), st.text(max_size=50), st.text(max_size=50), st.text(max_size=50))
def test_a_key_can_be_made_of_any_request(path: str, query: str, accept: str, lang: str) -> None:
    asked = environ("/doc/" + path, query, HTTP_ACCEPT=accept, HTTP_ACCEPT_LANGUAGE=lang)
    found = key_of(asked, 1)
    assert found is None or found.path == "/doc/" + path
