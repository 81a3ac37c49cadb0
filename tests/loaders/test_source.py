from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from moothall.graph.config import Config
from moothall.graph.errors import SourceError
from moothall.loaders.source import Source, decode, fetch

Make = Callable[[str, str | bytes], Source]


class _Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path == "/missing":
            self.send_error(404)
            return
        body = b"a" * 100 if self.path == "/hundred" else b""
        self.send_response(200)
        self.send_header("Content-Type", "text/turtle; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def server() -> Iterator[str]:
    with HTTPServer(("127.0.0.1", 0), _Answers) as http:
        thread = threading.Thread(target=http.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{http.server_port}"
        http.shutdown()
        thread.join()


def test_a_file_is_fetched_with_its_digest(config: Config, tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_bytes(b"abc")
    fetched = fetch(str(path), config)
    assert (fetched.name, fetched.data) == ("a.ttl", b"abc")
    assert fetched.digest.startswith("ba7816bf8f01cfea")
    assert fetch(path.as_uri(), config).data == b"abc"


def test_a_files_address_says_nothing_of_the_disk(config: Config, tmp_path: Path) -> None:
    path = tmp_path / "a.ttl"
    path.write_bytes(b"abc")
    assert (
        fetch(str(path), config).iri == "ni:///sha-256;ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0"
    )


def test_a_web_address_is_fetched_with_its_media_type(config: Config, server: str) -> None:
    fetched = fetch(f"{server}/hundred", config)
    assert len(fetched.data) == 100
    assert fetched.content_type == "text/turtle"
    assert fetched.iri == f"{server}/hundred"


@pytest.mark.parametrize(("path", "says"), [("/missing", "answered 404"), ("/empty", "is empty")])
def test_a_server_without_the_source_is_an_error(
    config: Config, server: str, path: str, says: str
) -> None:
    with pytest.raises(SourceError, match=says):
        fetch(server + path, config)


def test_an_unreachable_address_is_an_error(config: Config) -> None:
    with pytest.raises(SourceError, match="cannot be reached"):
        fetch("http://127.0.0.1:1/list.csv", config)


def test_a_source_over_the_limit_is_refused(config: Config, server: str, tmp_path: Path) -> None:
    small = replace(config, max_source_bytes=99)
    path = tmp_path / "a.ttl"
    path.write_bytes(b"a" * 100)
    for address in (f"{server}/hundred", str(path)):
        with pytest.raises(SourceError, match="larger than 99 bytes.*MAX_SOURCE_BYTES"):
            fetch(address, small)


def test_a_missing_file_a_folder_and_another_scheme_are_errors(
    config: Config, tmp_path: Path
) -> None:
    with pytest.raises(SourceError, match="no such file"):
        fetch(str(tmp_path / "none.csv"), config)
    with pytest.raises(SourceError, match="cannot be read"):
        fetch(str(tmp_path), config)
    with pytest.raises(SourceError, match="'ftp' are not fetched"):
        fetch("ftp://127.0.0.1/a.csv", config)


def test_an_empty_file_is_an_error(config: Config, tmp_path: Path) -> None:
    (tmp_path / "empty.csv").touch()
    with pytest.raises(SourceError, match="empty.csv: the file is empty; "):
        fetch(str(tmp_path / "empty.csv"), config)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_unicode_is_read_in_each_encoding(source: Make, encoding: str) -> None:
    text = "Identifier,Label\n1,Cyngor Sir Gâr\n" * 3
    assert decode(source("a.csv", text.encode(encoding))).text == text


def test_windows_text_is_read_and_said_to_be(source: Make) -> None:
    read = decode(source("a.csv", "a\nb\nCaf\xe9\n".encode("cp1252")))
    assert (read.text, read.encoding) == ("a\nb\nCafé\n", "cp1252")
    assert "line 3" in read.notes[0]


@pytest.mark.parametrize(
    "data", [b"\x89PNG\r\n\x1a\n\x00\x00", b"\x00\x01\x02\x03", b"caf\xe9 \x81"]
)
def test_bytes_that_are_no_text_are_refused(source: Make, data: bytes) -> None:
    with pytest.raises(SourceError, match="not text"):
        decode(source("a.csv", data))
