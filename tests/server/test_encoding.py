from __future__ import annotations

import gzip
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from moothall.server.encoding import (
    GzipWriter,
    accepts_gzip,
    as_gzip_headers,
    compress,
    compress_into,
    gzip_etag,
    is_compressible,
    names_gzip,
    with_vary,
    without_gzip,
)


@pytest.mark.parametrize(
    ("header", "is_taken"),
    [
        ("gzip", True),
        ("gzip, deflate, br, zstd", True),
        ("GZIP;q=0.5", True),
        ("br;q=1.0, gzip; q=0.8, *;q=0.1", True),
        ("*", True),
        ("x-gzip", True),
        ("gzip;q=0", False),
        ("gzip;q=0.000", False),
        ("*;q=0", False),
        ("*, gzip;q=0", False),
        ("gzip;q=0.3, identity;q=0.9", False),
        ("identity", False),
        ("br", False),
        ("", False),
        ("gzip;q=much", False),
        ("notgzip", False),
    ],
)
def test_gzip_is_sent_to_those_who_take_it(header: str, is_taken: bool) -> None:
    assert accepts_gzip(header) is is_taken


@given(st.text(max_size=100))
def test_no_header_breaks_the_choice(header: str) -> None:
    assert accepts_gzip(header) in (True, False)


@pytest.mark.parametrize(
    ("content_type", "is_smaller"),
    [
        ("text/turtle; charset=utf-8", True),
        ("text/html", True),
        ("application/ld+json", True),
        ("application/sparql-results+xml", True),
        ("application/problem+json", True),
        ("application/json", True),
        ("application/n-triples", True),
        ("application/n-quads", True),
        ("application/trig", True),
        ("image/svg+xml", True),
        ("application/gzip", False),
        ("font/woff2", False),
        ("image/png", False),
        ("", False),
    ],
)
def test_text_is_compressed_and_what_is_small_already_is_not(
    content_type: str, is_smaller: bool
) -> None:
    assert is_compressible(content_type) is is_smaller


@given(st.lists(st.binary(max_size=2_000)))
def test_what_is_compressed_comes_back(chunks: list[bytes]) -> None:
    whole = b"".join(chunks)
    assert gzip.decompress(compress(whole)) == whole
    output = io.BytesIO()
    compress_into(output, chunks)
    assert gzip.decompress(output.getvalue()) == whole


def test_equal_bytes_give_equal_gzip_whenever_it_is_made() -> None:
    made = compress(b"x" * 10_000)
    assert made[4:8] == b"\0\0\0\0"
    assert made == compress(b"x" * 10_000)


def test_the_file_under_a_gzip_stream_stays_open() -> None:
    output = io.BytesIO()
    writer = GzipWriter(output)
    with io.BufferedWriter(writer) as stream:
        stream.write(b"abc")
    writer.close()
    assert gzip.decompress(output.getvalue()) == b"abc"


def test_an_answer_in_gzip_has_an_etag_of_its_own() -> None:
    assert gzip_etag('"abc"') == '"abc-gzip"'
    assert names_gzip('"x", "abc-gzip"')
    assert not names_gzip('"abc"')
    assert without_gzip('W/"abc-gzip", "x"') == 'W/"abc", "x"'


def test_headers_in_gzip_keep_what_does_not_depend_on_it() -> None:
    plain = [
        ("Content-Type", "text/turtle"),
        ("ETag", '"abc"'),
        ("Content-Length", "5000"),
        ("Accept-Ranges", "bytes"),
        ("Vary", "Accept"),
    ]
    assert dict(as_gzip_headers(plain)) == {
        "Content-Type": "text/turtle",
        "ETag": '"abc-gzip"',
        "Vary": "Accept, Accept-Encoding",
        "Content-Encoding": "gzip",
    }


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([], ["Accept-Encoding"]),
        ([("Vary", "Accept")], ["Accept, Accept-Encoding"]),
        ([("vary", "accept-encoding")], ["accept-encoding"]),
        ([("Vary", "*")], ["*"]),
        ([("Vary", "Accept"), ("Vary", "Cookie")], ["Accept, Cookie, Accept-Encoding"]),
    ],
)
def test_vary_names_the_encoding_once(before: list[tuple[str, str]], after: list[str]) -> None:
    assert [value for name, value in with_vary(before) if name.lower() == "vary"] == after
